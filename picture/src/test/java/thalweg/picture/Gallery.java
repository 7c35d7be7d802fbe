package thalweg.picture;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Random;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;

/// One example of every figure, shared by the tests.
final class Gallery {
  static final ToDoubleFunction<double[]> BOWL = p -> p[0] * p[0] + p[1] * p[1];

  private Gallery() {}

  static SequencedMap<String, Figure> all() {
    var figures = new LinkedHashMap<String, Figure>();
    figures.put("secant", secant());
    figures.put("tangents", tangents());
    figures.put("field", field());
    figures.put("descent", descent());
    figures.put("accuracy", accuracy());
    figures.put("loss", loss());
    figures.put("error", error());
    figures.put("images", images());
    figures.put("valley", valley());
    figures.put("poles", poles());
    return figures;
  }

  static double parabola(double x) {
    return 0.01 * x * x + 0.1 * x;
  }

  static Figure secant() {
    return Figures.secantAndTangent("0.01 x² + 0.1 x", Gallery::parabola, 0.2, 5, 8, 0, 20);
  }

  static Figure tangents() {
    return Figures.tangents(
        "0.01 x² + 0.1 x",
        Gallery::parabola,
        new double[] {5, 10},
        new double[] {0.1999999999990898, 0.2999999999986347},
        new double[] {-0.24999999999544897, -0.9999999999863469},
        0,
        20);
  }

  static Figure field() {
    return Figures.field(
        "x₀² + x₁²",
        BOWL,
        p -> new double[] {2 * p[0], 2 * p[1]},
        new Window(-2.25, 2.25, -2.25, 2.25));
  }

  static double[][] walk(double rate, int steps) {
    double[][] path = new double[steps + 1][];
    path[0] = new double[] {-3, 4};
    for (int k = 0; k < steps; k++) {
      path[k + 1] = new double[] {path[k][0] * (1 - 2 * rate), path[k][1] * (1 - 2 * rate)};
    }
    return path;
  }

  static SequencedMap<String, double[][]> paths() {
    var paths = new LinkedHashMap<String, double[][]>();
    paths.put("rate 0.1", walk(0.1, 100));
    paths.put("rate 10⁻¹⁰", walk(1e-10, 100));
    paths.put("rate 10", walk(10, 100));
    return paths;
  }

  static Figure descent() {
    return Figures.descent("x₀² + x₁²", BOWL, paths(), new Window(-5, 5, -5, 5));
  }

  static Figure valley() {
    ToDoubleFunction<double[]> rosenbrock =
        p -> Math.pow(1 - p[0], 2) + 100 * Math.pow(p[1] - p[0] * p[0], 2);
    var paths = new LinkedHashMap<String, double[][]>();
    for (double momentum : new double[] {0, 0.9}) {
      double[][] path = new double[2001][];
      path[0] = new double[] {-1.2, 1};
      double vx = 0;
      double vy = 0;
      for (int k = 0; k < 2000; k++) {
        double x = path[k][0];
        double y = path[k][1];
        double gx = -2 * (1 - x) - 400 * x * (y - x * x);
        double gy = 200 * (y - x * x);
        vx = momentum * vx - 5e-4 * gx;
        vy = momentum * vy - 5e-4 * gy;
        path[k + 1] = new double[] {x + vx, y + vy};
      }
      paths.put(momentum == 0 ? "steepest" : "momentum 0.9", path);
    }
    return Figures.descent("Rosenbrock's valley", rosenbrock, paths);
  }

  static Figure accuracy() {
    double[] training = new double[17];
    double[] test = new double[17];
    Arrays.setAll(training, k -> 0.955 - 0.75 * Math.exp(-0.75 * (k + 1)) - 0.03 / (k + 1));
    Arrays.setAll(test, k -> 0.9475 - 0.74 * Math.exp(-0.77 * (k + 1)) - 0.02 / (k + 1));
    return Figures.accuracy(training, test);
  }

  static Figure loss() {
    var series = new LinkedHashMap<String, double[]>();
    double[] a = new double[120];
    double[] b = new double[120];
    Arrays.setAll(a, k -> 2.3 * Math.exp(-0.05 * k) + 0.004);
    Arrays.setAll(b, k -> 2.3 * Math.exp(-0.03 * k) + 0.03);
    b[60] = Double.NaN;
    series.put("Adam", a);
    series.put("SGD", b);
    return Figures.learning("Loss while learning", "loss", series);
  }

  static Figure error() {
    double[] steps = new double[33];
    Arrays.setAll(steps, k -> Math.pow(10, -k / 2.0));
    double[] forward = new double[33];
    double[] central = new double[33];
    double[] ladder = new double[33];
    for (int k = 0; k < 33; k++) {
      double h = steps[k];
      forward[k] = Math.abs((Math.sin(1 + h) - Math.sin(1)) / h - Math.cos(1));
      central[k] = Math.abs((Math.sin(1 + h) - Math.sin(1 - h)) / (2 * h) - Math.cos(1));
      double half = (Math.sin(1 + h / 2) - Math.sin(1 - h / 2)) / h;
      double whole = (Math.sin(1 + h) - Math.sin(1 - h)) / (2 * h);
      ladder[k] = Math.abs((4 * half - whole) / 3 - Math.cos(1));
    }
    ladder[7] = 0;
    ladder[12] = 0;
    var errors = new LinkedHashMap<String, double[]>();
    errors.put("forward", forward);
    errors.put("central", central);
    errors.put("Richardson", ladder);
    return Figures.errorAgainstStep(
        "Error of the derivative of sin at 1",
        steps,
        errors,
        new Figures.Guide("truncation ∝ h", 1, 1e-3, 1.5e-3),
        new Figures.Guide("truncation ∝ h²", 2, 1e-2, 3e-5),
        new Figures.Guide("rounding ∝ 1/h", -1, 1e-8, 6e-8));
  }

  static Figure images() {
    var random = new Random(7);
    double[][] images = new double[12][28 * 28];
    String[] captions = new String[12];
    for (int k = 0; k < images.length; k++) {
      double cx = 10 + random.nextInt(8);
      double cy = 10 + random.nextInt(8);
      double r = 4 + random.nextInt(6);
      for (int i = 0; i < 28 * 28; i++) {
        int row = i / 28;
        double d = Math.hypot(i % 28 - cx, row - cy) - r;
        images[k][i] = Math.exp(-d * d / 3);
      }
      captions[k] = k % 5 == 3 ? "0, read as 6" : "0";
    }
    return Figures.images("Test images", 6, 28, images, captions);
  }

  static Figure poles() {
    return Figure.titled("Functions with poles")
        .axes("x", "y")
        .across(-5, 5)
        .curve("tan x", Math::tan, Style.number(0))
        .curve("1 / x", x -> 1 / x, Style.number(1))
        .curve("log x", Math::log, Style.number(2));
  }
}
