package thalweg.studio.network;

/// A training that a page shows, with what is made ready to show it.
record Shown(Session session, Maps maps) {}
