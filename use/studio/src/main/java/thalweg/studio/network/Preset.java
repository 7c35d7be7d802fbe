package thalweg.studio.network;

import java.util.List;

/// A training to begin with: one that works, or one that fails in a way worth seeing.
///
/// @param name by which the page knows what to say of it
/// @param works whether it learns what it should
record Preset(String name, boolean works, Setup setup) {
  /// Returns all, the first being what the page shows at first.
  static List<Preset> all() {
    return List.of(
        works("circles", points("circles", 200, 0.1, "none"), tanh(4, 2), sgd(0.1, 200)),
        works("linear", points("gauss", 200, 0.2, "none"), tanh(), sgd(0.03, 100)),
        works("xor", points("xor", 200, 0.1, "none"), tanh(4), sgd(0.1, 300)),
        works(
            "spirals",
            points("spirals", 400, 0.05, "none"),
            layout("relu", "", 0, 16, 16),
            learning("adam", 0.01, "cosine", 600)),
        works(
            "moons",
            points("moons", 200, 0.2, "none"),
            layout("relu", "", 0, 8),
            learning("momentum", 0.03, "constant", 150)),
        works("plane", points("plane", 200, 0.05, "none"), tanh(2), sgd(0.03, 100)),
        works(
            "hills",
            points("hills", 500, 0, "none"),
            tanh(12, 6),
            learning("adam", 0.01, "cosine", 500)),
        works(
            "boundary",
            points("boundary", 800, 0, "none"),
            tanh(8, 4),
            learning("adam", 0.01, "cosine", 120)),
        fails("straight", points("circles", 200, 0.1, "none"), tanh(), sgd(0.1, 100)),
        fails("huge-rate", points("plane", 200, 0.1, "none"), tanh(4), sgd(10, 50)),
        fails(
            "dead-relu",
            points("circles", 200, 0.1, "none"),
            layout("relu", "", 0, 8, 8),
            sgd(3, 50)),
        fails("unscaled", points("circles", 200, 0.1, "unscaled"), tanh(4, 2), sgd(0.1, 200)),
        fails("sorted", points("circles", 200, 0.3, "sorted"), tanh(4), sgd(0.1, 100)),
        fails(
            "leaked",
            points("boundary", 120, 0.5, "leaked"),
            layout("relu", "", 0, 24, 24),
            learning("adam", 0.01, "constant", 600)),
        fails(
            "by-heart",
            points("boundary", 120, 0.5, "none"),
            layout("relu", "", 0, 24, 24),
            learning("adam", 0.01, "constant", 600)),
        fails(
            "vanishing",
            points("circles", 200, 0.1, "none"),
            layout("sigmoid", "normal:0.3", 0, 6, 6, 6, 6, 6),
            sgd(0.1, 100)));
  }

  private static Preset works(String name, Points points, Layout layout, Learning learning) {
    return new Preset(name, true, new Setup(points, layout, learning));
  }

  private static Preset fails(String name, Points points, Layout layout, Learning learning) {
    return new Preset(name, false, new Setup(points, layout, learning));
  }

  private static Points points(String kind, int count, double noise, String trouble) {
    int train = trouble.equals("sorted") ? 60 : trouble.equals("leaked") ? 80 : 50;
    return new Points(
        kind, count, noise, 1, train, "x^2 + y^2 - 12 - 4*sin(2*x)", "", "", "", trouble);
  }

  private static Layout tanh(Integer... hidden) {
    return layout("tanh", "", 0, hidden);
  }

  private static Layout layout(
      String activation, String initialisation, double dropout, Integer... hidden) {
    return new Layout(List.of(hidden), activation, initialisation, dropout, false, "");
  }

  private static Learning sgd(double rate, int epochs) {
    return learning("sgd", rate, "constant", epochs);
  }

  private static Learning learning(String rule, double rate, String schedule, int epochs) {
    return new Learning(rule, rate, 0, schedule, 10, epochs, 1, "automatic");
  }
}
