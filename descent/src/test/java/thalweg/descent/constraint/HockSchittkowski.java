package thalweg.descent.constraint;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import thalweg.calculus.function.Formula;
import thalweg.descent.Bounds;

/// A problem of the collection, read from its file.
record HockSchittkowski(
    String name,
    Formula function,
    List<Constraint> constraints,
    Bounds bounds,
    List<Double> start,
    List<Double> values) {

  static List<HockSchittkowski> all() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    HockSchittkowski.class.getResourceAsStream("hock-schittkowski.txt")),
                StandardCharsets.UTF_8))) {
      return reader
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(HockSchittkowski::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HockSchittkowski parse(String line) {
    String[] parts = line.split("\\|", -1);
    List<Double> start = numbers(parts[4]);
    List<String> names = IntStream.rangeClosed(1, start.size()).mapToObj(i -> "x" + i).toList();
    double[] lower = Bounds.none(start.size()).lower();
    double[] upper = Bounds.none(start.size()).upper();
    for (String range : parts[3].split(",", -1)) {
      if (!range.isBlank()) {
        String[] ends = range.strip().split("[=:]", -1);
        int at = names.indexOf(ends[0]);
        lower[at] = ends[1].isBlank() ? lower[at] : Double.parseDouble(ends[1]);
        upper[at] = ends[2].isBlank() ? upper[at] : Double.parseDouble(ends[2]);
      }
    }
    return new HockSchittkowski(
        parts[0].strip(),
        Formula.parse(parts[1].strip(), names),
        Stream.of(parts[2].split(";", -1)).map(text -> Constraint.parse(text, names)).toList(),
        Bounds.between(lower, upper),
        start,
        numbers(parts[5]));
  }

  private static List<Double> numbers(String text) {
    return Arrays.stream(text.split(",", -1)).map(String::strip).map(Double::valueOf).toList();
  }

  double[] from() {
    return start.stream().mapToDouble(Double::doubleValue).toArray();
  }

  ConstrainedDescent descent() {
    return ConstrainedDescent.of(function).subjectTo(constraints).within(bounds);
  }

  /// Returns whether the value is that of a known minimum.
  boolean isKnown(double value) {
    return values.stream()
        .anyMatch(known -> Math.abs(value - known) <= 1e-6 * Math.max(1, Math.abs(known)));
  }
}
