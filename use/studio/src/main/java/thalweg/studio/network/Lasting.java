package thalweg.studio.network;

/// What goes on behind a page until it is closed, or nobody asks for it any more.
interface Lasting extends AutoCloseable {
  /// Returns whether nobody has asked for it for long.
  boolean isIdle();

  @Override
  void close();
}
