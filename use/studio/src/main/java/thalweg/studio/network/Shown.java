package thalweg.studio.network;

/// A training that is shown, with what draws it.
record Shown(Session session, Maps maps) implements Lasting {
  @Override
  public boolean isIdle() {
    return session.isIdle();
  }

  @Override
  public void close() {
    session.close();
  }
}
