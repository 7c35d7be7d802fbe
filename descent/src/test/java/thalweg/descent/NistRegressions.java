package thalweg.descent;

import static java.lang.StrictMath.atan;
import static java.lang.StrictMath.cos;
import static java.lang.StrictMath.exp;
import static java.lang.StrictMath.log;
import static java.lang.StrictMath.pow;
import static java.lang.StrictMath.sin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import thalweg.calculus.function.MultivariateFunction;

/// The 27 nonlinear regressions of NIST's Statistical Reference Datasets, each with two starts and
/// certified values. Source: NIST/ITL StRD, https://www.itl.nist.gov/div898/strd/.
///
/// The files are looked for in the folder that the system property `thalweg.nist` names, else in
/// `shared/data/nist` beside the checkout.
final class NistRegressions {
  /// A sum of squares to be made small.
  record Regression(
      String name, List<double[]> starts, double[] certified, double sum, MultivariateFunction f) {}

  @FunctionalInterface
  private interface Model {
    double at(double[] x, double[] b);
  }

  private static final Map<String, Model> MODELS =
      Map.ofEntries(
          Map.entry("Bennett5", (x, b) -> b[0] * pow(b[1] + x[0], -1 / b[2])),
          Map.entry("BoxBOD", (x, b) -> b[0] * (1 - exp(-b[1] * x[0]))),
          Map.entry("Chwirut1", (x, b) -> exp(-b[0] * x[0]) / (b[1] + b[2] * x[0])),
          Map.entry("Chwirut2", (x, b) -> exp(-b[0] * x[0]) / (b[1] + b[2] * x[0])),
          Map.entry("DanWood", (x, b) -> b[0] * pow(x[0], b[1])),
          Map.entry(
              "ENSO",
              (x, b) ->
                  b[0]
                      + b[1] * cos(2 * Math.PI * x[0] / 12)
                      + b[2] * sin(2 * Math.PI * x[0] / 12)
                      + b[4] * cos(2 * Math.PI * x[0] / b[3])
                      + b[5] * sin(2 * Math.PI * x[0] / b[3])
                      + b[7] * cos(2 * Math.PI * x[0] / b[6])
                      + b[8] * sin(2 * Math.PI * x[0] / b[6])),
          Map.entry("Eckerle4", (x, b) -> b[0] / b[1] * exp(-0.5 * square((x[0] - b[2]) / b[1]))),
          Map.entry("Gauss1", NistRegressions::gauss),
          Map.entry("Gauss2", NistRegressions::gauss),
          Map.entry("Gauss3", NistRegressions::gauss),
          Map.entry("Hahn1", NistRegressions::cubics),
          Map.entry(
              "Kirby2",
              (x, b) ->
                  (b[0] + b[1] * x[0] + b[2] * x[0] * x[0])
                      / (1 + b[3] * x[0] + b[4] * x[0] * x[0])),
          Map.entry("Lanczos1", NistRegressions::lanczos),
          Map.entry("Lanczos2", NistRegressions::lanczos),
          Map.entry("Lanczos3", NistRegressions::lanczos),
          Map.entry(
              "MGH09",
              (x, b) -> b[0] * (x[0] * x[0] + x[0] * b[1]) / (x[0] * x[0] + x[0] * b[2] + b[3])),
          Map.entry("MGH10", (x, b) -> b[0] * exp(b[1] / (x[0] + b[2]))),
          Map.entry("MGH17", (x, b) -> b[0] + b[1] * exp(-x[0] * b[3]) + b[2] * exp(-x[0] * b[4])),
          Map.entry("Misra1a", (x, b) -> b[0] * (1 - exp(-b[1] * x[0]))),
          Map.entry("Misra1b", (x, b) -> b[0] * (1 - pow(1 + b[1] * x[0] / 2, -2))),
          Map.entry("Misra1c", (x, b) -> b[0] * (1 - pow(1 + 2 * b[1] * x[0], -0.5))),
          Map.entry("Misra1d", (x, b) -> b[0] * b[1] * x[0] / (1 + b[1] * x[0])),
          Map.entry("Nelson", (x, b) -> b[0] - b[1] * x[0] * exp(-b[2] * x[1])),
          Map.entry("Rat42", (x, b) -> b[0] / (1 + exp(b[1] - b[2] * x[0]))),
          Map.entry("Rat43", (x, b) -> b[0] / pow(1 + exp(b[1] - b[2] * x[0]), 1 / b[3])),
          Map.entry(
              "Roszman1", (x, b) -> b[0] - b[1] * x[0] - atan(b[2] / (x[0] - b[3])) / Math.PI),
          Map.entry("Thurber", NistRegressions::cubics));

  private NistRegressions() {}

  private static double square(double x) {
    return x * x;
  }

  private static double gauss(double[] x, double[] b) {
    return b[0] * exp(-b[1] * x[0])
        + b[2] * exp(-square(x[0] - b[3]) / square(b[4]))
        + b[5] * exp(-square(x[0] - b[6]) / square(b[7]));
  }

  private static double cubics(double[] x, double[] b) {
    double t = x[0];
    return (b[0] + t * (b[1] + t * (b[2] + t * b[3]))) / (1 + t * (b[4] + t * (b[5] + t * b[6])));
  }

  private static double lanczos(double[] x, double[] b) {
    return b[0] * exp(-b[1] * x[0]) + b[2] * exp(-b[3] * x[0]) + b[4] * exp(-b[5] * x[0]);
  }

  /// Returns the folder with the files; it need not be there.
  static Path folder() {
    String named = System.getProperty("thalweg.nist");
    if (named != null) {
      return Path.of(named);
    }
    Path beside = Path.of("..", "..", "shared", "data", "nist");
    return Files.isDirectory(beside) ? beside : Path.of("..", "shared", "data", "nist");
  }

  /// Returns all regressions, in the order of their names.
  static List<Regression> all() {
    return MODELS.keySet().stream().sorted().map(NistRegressions::read).toList();
  }

  private static Regression read(String name) {
    List<String> lines;
    try {
      lines = Files.readAllLines(folder().resolve(name + ".dat"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<double[]> parameters = new ArrayList<>(); // start 1, start 2, certified
    double sum = Double.NaN;
    for (String line : lines.subList(0, 60)) {
      if (line.matches("\\s*b\\d\\s*=.*")) {
        parameters.add(numbers(line.substring(line.indexOf('=') + 1)));
      } else if (line.startsWith("Residual Sum of Squares:")) {
        sum = numbers(line.substring(line.indexOf(':') + 1))[0];
      }
    }
    double[][] data =
        lines.subList(60, lines.size()).stream()
            .filter(line -> !line.isBlank())
            .map(NistRegressions::numbers)
            .toArray(double[][]::new);
    Model model = MODELS.get(name);
    boolean logarithm = name.equals("Nelson");
    return new Regression(
        name,
        List.of(column(parameters, 0), column(parameters, 1)),
        column(parameters, 2),
        sum,
        b -> {
          double squares = 0;
          for (double[] row : data) {
            double y = logarithm ? log(row[0]) : row[0];
            squares += square(y - model.at(Arrays.copyOfRange(row, 1, row.length), b));
          }
          return squares;
        });
  }

  private static double[] column(List<double[]> rows, int i) {
    return rows.stream().mapToDouble(row -> row[i]).toArray();
  }

  private static double[] numbers(String text) {
    return Arrays.stream(text.trim().split("\\s+")).mapToDouble(Double::parseDouble).toArray();
  }
}
