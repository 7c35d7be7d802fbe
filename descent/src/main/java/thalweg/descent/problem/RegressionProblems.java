package thalweg.descent.problem;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import thalweg.calculus.function.Formula;

/// The 27 problems of nonlinear regression of the Statistical Reference Datasets of NIST, each with
/// two starts: the yardstick of programs that fit.
///
/// Source: NIST/ITL StRD, Nonlinear Least Squares Regression, in the public domain; certified in
/// arithmetic of 128 bits.
public final class RegressionProblems {
  private static final class Holder {
    static final List<RegressionProblem> ALL = read();
  }

  private RegressionProblems() {}

  /// Returns all problems, the easier ones first.
  public static List<RegressionProblem> all() {
    return Holder.ALL;
  }

  private static List<RegressionProblem> read() {
    try (InputStream stream =
            Objects.requireNonNull(RegressionProblems.class.getResourceAsStream("strd.txt"));
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      List<RegressionProblem> problems = new ArrayList<>();
      List<String> lines = reader.lines().filter(line -> !line.startsWith("#")).toList();
      int[] starts =
          IntStream.range(0, lines.size())
              .filter(i -> lines.get(i).startsWith("problem"))
              .toArray();
      for (int k = 0; k < starts.length; k++) {
        int end = k + 1 < starts.length ? starts[k + 1] : lines.size();
        problems.add(problem(lines.subList(starts[k], end)));
      }
      return List.copyOf(problems);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RegressionProblem problem(List<String> lines) {
    String[] head = lines.get(0).split(" ", -1);
    String[] sides = lines.get(1).substring("model ".length()).split(" = ", -1);
    double[] certified = numbers(lines.get(4));
    String[] names = lines.get(7).split(" ", -1);
    List<String> predictors = Arrays.asList(names).subList(2, names.length);
    List<String> variables = new ArrayList<>(predictors);
    for (int j = 1; j <= certified.length; j++) {
      variables.add("b" + j);
    }
    List<String> rows = lines.subList(8, lines.size());
    double[][] columns = new double[predictors.size() + 1][rows.size()];
    for (int i = 0; i < rows.size(); i++) {
      String[] cells = rows.get(i).split(" ", -1);
      for (int j = 0; j < columns.length; j++) {
        columns[j][i] = Double.parseDouble(cells[j]);
      }
    }
    Formula response = Formula.parse(sides[0]);
    columns[0] = Arrays.stream(columns[0]).map(response::at).toArray();
    return new RegressionProblem(
        head[1],
        RegressionProblem.Level.valueOf(head[2].toUpperCase(Locale.ROOT)),
        sides[0],
        Formula.parse(sides[1], variables),
        predictors,
        new double[][] {numbers(lines.get(2)), numbers(lines.get(3))},
        certified,
        numbers(lines.get(5)),
        numbers(lines.get(6))[0],
        columns);
  }

  private static double[] numbers(String line) {
    return Arrays.stream(line.split(" ", -1)).skip(1).mapToDouble(Double::parseDouble).toArray();
  }
}
