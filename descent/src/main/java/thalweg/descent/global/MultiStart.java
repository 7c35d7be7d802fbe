package thalweg.descent.global;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import thalweg.calculus.function.DifferentiableFunction;
import thalweg.calculus.function.MultivariateFunction;
import thalweg.descent.BoundedLimitedMemoryBfgs;
import thalweg.descent.Bounds;
import thalweg.descent.Descent;
import thalweg.descent.Limits;
import thalweg.descent.Minimum;
import thalweg.descent.Options;
import thalweg.descent.Outcome;
import thalweg.descent.constraint.ConstrainedDescent;
import thalweg.descent.constraint.ConstrainedMinimum;
import thalweg.descent.constraint.Constraint;

/// Looks for the lowest of many minima: descents from starts spread evenly over a box, and a count
/// of the different minima to which they lead.
///
/// `MultiStart.of(x -> …).within(bounds).starts(100).run()`. The starts are the points of a
/// scrambled Halton sequence, the same each time; from each L-BFGS goes down inside the box, or
/// under constraints a [ConstrainedDescent]. Finding the lowest of all minima is proved by no
/// number of starts. Costs as many descents as starts. Immutable: each method returns another.
public final class MultiStart {
  /// How many starts there are if none are asked for.
  public static final int STARTS = 64;

  /// Two minima nearer than this share of the box may be one.
  private static final double NEAR = 1e-2;

  /// …and are one if nothing between them is higher by more than this share of the values' range.
  private static final double LEVEL = 1e-9;

  private static final long SEED = 20_261_128;

  private final MultivariateFunction function;
  private final @Nullable DifferentiableFunction exact;
  private final List<Constraint> constraints;
  private final Bounds bounds;
  private final int sign;
  private final int starts;
  private final Limits limits;

  private MultiStart(
      MultivariateFunction function,
      @Nullable DifferentiableFunction exact,
      List<Constraint> constraints,
      Bounds bounds,
      int sign,
      int starts,
      Limits limits) {
    this.function = function;
    this.exact = exact;
    this.constraints = List.copyOf(constraints);
    this.bounds = bounds;
    this.sign = sign;
    this.starts = starts;
    this.limits = limits;
  }

  /// Returns a search among the values of a function, its gradients taken by differences.
  ///
  /// @param bounds the box, finite on all sides; equal ends fix a variable
  /// @throws IllegalArgumentException if a bound is infinite
  public static MultiStart of(MultivariateFunction function, Bounds bounds) {
    check(bounds);
    return new MultiStart(function, null, List.of(), bounds, 1, STARTS, Limits.defaults());
  }

  /// Returns a search among the values of a function with its gradient.
  ///
  /// @param bounds the box, finite on all sides; equal ends fix a variable
  /// @throws IllegalArgumentException if a bound is infinite
  public static MultiStart of(DifferentiableFunction function, Bounds bounds) {
    check(bounds);
    return new MultiStart(
        function::value, function, List.of(), bounds, 1, STARTS, Limits.defaults());
  }

  private static void check(Bounds bounds) {
    if (bounds.dimension() == 0) {
      throw new IllegalArgumentException(
          "multi-start: there are no variables; give bounds for at least one.");
    }
    for (int i = 0; i < bounds.dimension(); i++) {
      double lower = bounds.lower()[i];
      double upper = bounds.upper()[i];
      if (!Double.isFinite(upper - lower)) {
        throw new IllegalArgumentException(
            "multi-start: variable "
                + i
                + " is to lie between "
                + lower
                + " and "
                + upper
                + "; starts are spread between two finite bounds, give both.");
      }
    }
  }

  /// Returns this under constraints, with those it has.
  public MultiStart subjectTo(List<Constraint> more) {
    List<Constraint> all = new ArrayList<>(constraints);
    all.addAll(more);
    return new MultiStart(function, exact, all, bounds, sign, starts, limits);
  }

  /// Returns this looking for the highest of many maxima, which then are what results call minima.
  public MultiStart ascending() {
    return new MultiStart(function, exact, constraints, bounds, -1, starts, limits);
  }

  /// Returns this with another number of starts.
  ///
  /// @throws IllegalArgumentException if there is not at least one
  public MultiStart starts(int starts) {
    if (starts < 1) {
      throw new IllegalArgumentException(
          "multi-start: " + starts + " starts; there must be at least 1.");
    }
    return new MultiStart(function, exact, constraints, bounds, sign, starts, limits);
  }

  /// Returns this with other limits on each descent.
  public MultiStart limits(Limits limits) {
    return new MultiStart(function, exact, constraints, bounds, sign, starts, limits);
  }

  /// Returns the minima that were found.
  public Minima run() {
    HaltonSequence sequence = new HaltonSequence(bounds.dimension(), SEED);
    Tally tally = new Tally();
    for (int k = 0; k < starts; k++) {
      tally.see(function.at(point(sequence.at(k))));
      tally.values++;
    }
    List<Basin> basins = new ArrayList<>();
    SequencedMap<String, Integer> ends = new LinkedHashMap<>();
    for (int k = 0; k < starts; k++) {
      End end =
          constraints.isEmpty() ? descend(sequence.at(k), tally) : constrained(sequence.at(k));
      tally.values += end.values;
      tally.gradients += end.gradients;
      ends.merge(end.outcome, 1, Integer::sum);
      if (end.isMinimum) {
        tally.arrived++;
        tally.see(end.value);
        enter(basins, end, tally);
      }
    }
    List<Minima.Found> found =
        basins.stream()
            .sorted(Comparator.comparingDouble(basin -> sign * basin.value))
            .map(basin -> new Minima.Found(basin.point, basin.value, basin.times))
            .toList();
    return new Minima(found, starts, tally.arrived, ends, tally.values, tally.gradients);
  }

  /// Returns the point at these shares of the box.
  private double[] point(double... unit) {
    double[] x = new double[unit.length];
    for (int i = 0; i < x.length; i++) {
      double lower = bounds.lower()[i];
      double upper = bounds.upper()[i];
      x[i] = Math.min(upper, lower + unit[i] * (upper - lower));
    }
    return x;
  }

  /// What a search has seen so far.
  private static final class Tally {
    long values;
    long gradients;
    int arrived;
    private double least = Double.POSITIVE_INFINITY;
    private double most = Double.NEGATIVE_INFINITY;

    void see(double value) {
      least = Double.isFinite(value) ? Math.min(least, value) : least;
      most = Double.isFinite(value) ? Math.max(most, value) : most;
    }

    double range() {
      return most > least ? most - least : 0;
    }
  }

  /// Where a descent ended.
  private static final class End {
    final double[] point;
    final double value;
    final boolean isMinimum;
    final String outcome;
    final long values;
    final long gradients;

    End(
        double[] point,
        double value,
        boolean isMinimum,
        String outcome,
        long values,
        long gradients) {
      this.point = point;
      this.value = value;
      this.isMinimum = isMinimum;
      this.outcome = outcome;
      this.values = values;
      this.gradients = gradients;
    }
  }

  /// A minimum and how often it was reached.
  private static final class Basin {
    double[] point;
    double value;
    int times = 1;

    Basin(End end) {
      point = end.point;
      value = end.value;
    }
  }

  /// Goes down in shares of the box and of the range of the values, so that the units of neither
  /// matter.
  private End descend(double[] start, Tally tally) {
    double range = tally.range() > 0 ? tally.range() : 1;
    int n = start.length;
    double[] ones = new double[n];
    for (int i = 0; i < n; i++) {
      boolean isFree = bounds.lower()[i] < bounds.upper()[i];
      ones[i] = isFree ? 1 : 0;
      start[i] *= ones[i];
    }
    Bounds box = Bounds.between(new double[n], ones);
    BoundedLimitedMemoryBfgs method = BoundedLimitedMemoryBfgs.within(box);
    DifferentiableFunction shares =
        exact == null
            ? Descent.byDifferences(t -> function.at(point(t)) / range, box)
            : new Shares(exact, range);
    Options options = Options.defaults().withLimits(limits);
    Minimum end =
        sign > 0
            ? Descent.minimise(shares, start, method, options)
            : Descent.maximise(shares, start, method, options);
    boolean isMinimum = end.converged() || end.outcome() instanceof Outcome.Kink;
    double[] point = point(end.point());
    return new End(
        point,
        function.at(point.clone()),
        isMinimum,
        end.outcome().written(),
        end.valueEvaluations() + 1,
        end.gradientEvaluations());
  }

  /// The function with its gradient, of shares of the box.
  private final class Shares implements DifferentiableFunction {
    private final DifferentiableFunction inner;
    private final double range;

    Shares(DifferentiableFunction inner, double range) {
      this.inner = inner;
      this.range = range;
    }

    @Override
    public double value(double[] t) {
      return inner.value(point(t)) / range;
    }

    @Override
    public double valueAndGradient(double[] t, double[] gradient) {
      double value = inner.valueAndGradient(point(t), gradient);
      for (int i = 0; i < t.length; i++) {
        gradient[i] *= (bounds.upper()[i] - bounds.lower()[i]) / range;
      }
      return value / range;
    }
  }

  private End constrained(double[] unit) {
    double[] start = point(unit);
    ConstrainedDescent descent =
        exact == null ? ConstrainedDescent.of(function) : ConstrainedDescent.of(exact);
    descent = sign > 0 ? descent : descent.ascending();
    ConstrainedMinimum end =
        descent.subjectTo(constraints).within(bounds).limits(limits).from(start);
    return new End(
        end.point(),
        end.value(),
        end.converged(),
        end.outcome().written(),
        end.valueEvaluations(),
        end.gradientEvaluations());
  }

  /// Counts an end for the minimum that it is, or as a new one.
  private void enter(List<Basin> basins, End end, Tally tally) {
    for (Basin basin : basins) {
      if (isSame(basin, end, tally)) {
        basin.times++;
        if (sign * end.value < sign * basin.value) {
          basin.point = end.point;
          basin.value = end.value;
        }
        return;
      }
    }
    basins.add(new Basin(end));
  }

  /// Two ends are the same minimum if they are near each other and nothing between them is higher,
  /// so that how exactly each was reached does not matter.
  private boolean isSame(Basin basin, End end, Tally tally) {
    for (int i = 0; i < end.point.length; i++) {
      double width = bounds.upper()[i] - bounds.lower()[i];
      if (Math.abs(end.point[i] - basin.point[i]) > NEAR * width) {
        return false;
      }
    }
    double worse = Math.max(sign * basin.value, sign * end.value);
    double allowed = LEVEL * tally.range() + 8 * Math.ulp(worse);
    for (int part = 1; part < 4; part++) {
      double[] between = new double[end.point.length];
      for (int i = 0; i < between.length; i++) {
        between[i] = basin.point[i] + part / 4.0 * (end.point[i] - basin.point[i]);
      }
      tally.values++;
      if (!(sign * function.at(between) <= worse + allowed)) {
        return false;
      }
    }
    return true;
  }
}
