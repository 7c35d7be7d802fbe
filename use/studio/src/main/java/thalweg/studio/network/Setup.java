package thalweg.studio.network;

/// All that decides a training of the page.
record Setup(Points points, Layout layout, Learning learning) {}
