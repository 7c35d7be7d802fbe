package thalweg.calculus.gradient.numerical;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.derivative.Ladder;
import thalweg.calculus.function.VectorFunction;
import thalweg.calculus.gradient.probe.Box;
import thalweg.calculus.gradient.probe.Line;
import thalweg.calculus.gradient.probe.Probe;

/// The values of a function of several variables where some of them have moved, each point
/// evaluated once: the ladders of all its values climb on them. A single variable is its own
/// coordinate; several move along a [Line]. For one thread at a time.
final class SharedPoints {
  private final VectorFunction function;
  private final Probe probe;
  private final int column;
  private final double[] home;
  private final @Nullable Line line;
  private final Ladder ladder;
  private final Map<Double, double[]> known = new HashMap<>();

  private SharedPoints(
      VectorFunction function,
      double[] x,
      double[] home,
      int column,
      @Nullable Line line,
      Ladder ladder) {
    this.function = function;
    this.probe = new Probe(x);
    this.column = column;
    this.home = home;
    this.line = line;
    this.ladder = ladder;
  }

  /// Returns the points where `columns` have moved together.
  static SharedPoints of(
      VectorFunction function, int[] columns, double[] home, double[] x, Box box) {
    if (columns.length == 1) {
      int j = columns[0];
      Ladder ladder = Ladder.standard().within(box.lower(j), box.upper(j));
      return new SharedPoints(function, x, home, j, null, ladder);
    }
    Line line = Line.of(columns, x, box);
    return new SharedPoints(function, x, home, -1, line, line.ladder());
  }

  /// Returns the points along `direction`, whose derivatives are per unit of it. Evaluates the
  /// function once, at x.
  static SharedPoints along(VectorFunction function, double[] direction, double[] x) {
    Line line = Line.along(direction, Probe.finite("directional derivative", x), Box.NONE);
    double[] home = new Probe(x).values(function);
    return new SharedPoints(function, x, home, -1, line, line.ladder());
  }

  Ladder ladder() {
    return ladder;
  }

  double centre() {
    return line == null ? probe.coordinate(column) : 1;
  }

  /// What a derivative must be divided by to be that with respect to variable j.
  double scale(int j) {
    return line == null ? 1 : line.sigma(j);
  }

  double home(int i) {
    return home[i];
  }

  /// Returns how many points were evaluated beside x itself.
  int evaluations() {
    return known.size();
  }

  /// Returns how value i changes along the line, per unit of its direction.
  Derivative derivative(int i) {
    Derivative d = ladder.derivative(t -> at(t)[i], centre(), home[i]);
    return line == null ? d : line.scaled(d);
  }

  double[] at(double t) {
    return t == centre() ? home : known.computeIfAbsent(t, this::evaluate);
  }

  private double[] evaluate(double t) {
    if (line == null) {
      probe.move(column, t);
    } else {
      line.move(probe, t);
    }
    double[] values = probe.values(function);
    probe.home();
    if (values.length != home.length) {
      throw new IllegalArgumentException(
          "jacobian: the function returned "
              + home.length
              + " values at first and "
              + values.length
              + " now; there must always be equally many.");
    }
    return values;
  }
}
