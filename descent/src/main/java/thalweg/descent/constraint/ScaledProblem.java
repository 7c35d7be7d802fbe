package thalweg.descent.constraint;

import java.io.Serial;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import thalweg.calculus.function.DifferentiableFunction;
import thalweg.calculus.function.MultivariateFunction;
import thalweg.descent.Bounds;
import thalweg.descent.Limits;
import thalweg.descent.difference.Differences;
import thalweg.descent.vector.Vectors;

/// The functions as the walk sees them: to be made small, variables measured by their sizes at the
/// start and functions by their slopes there, so that the units of neither matter; every evaluation
/// counted, nothing begun that goes over a limit.
final class ScaledProblem {
  private static final long VALUES_PER_VARIABLE = 2_000;

  /// So many roundings of what a constraint is made of are allowed in it.
  private static final double ROUNDINGS = 8;

  /// Variables that come to 0 are common here, and are moved as if they were about their size.
  private static final double SHRINKS = 0x1p-6;

  private final ConstrainedDescent settings;
  private final Differences differences;
  private final int n;
  private final int m;
  private final Bounds box;
  private final double[] sizes;
  private final double[] seen; // the largest |x| of each variable so far
  private final double[] rows; // scales of the constraints
  private double height = 1; // of the value
  private final long mostValues;
  private final long deadline;
  private long values;
  private long gradients;
  private int step;

  /// Ends a walk from within an evaluation.
  static final class Ended extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    private final transient ConstrainedOutcome outcome;

    Ended(ConstrainedOutcome outcome) {
      super(outcome.written(), null, false, false);
      this.outcome = outcome;
    }

    ConstrainedOutcome outcome() {
      return outcome;
    }
  }

  ScaledProblem(ConstrainedDescent settings, Bounds box, double... start) {
    this.settings = settings;
    this.box = box;
    n = start.length;
    m = settings.constraints().size();
    differences = new Differences(this::byValues, box, SHRINKS);
    seen = Arrays.stream(start).map(Math::abs).toArray();
    sizes = new double[n];
    for (int k = 0; k < n; k++) {
      double width = box.upper()[k] - box.lower()[k];
      double size = seen[k] == 0 ? differences.unit(seen) : seen[k];
      sizes[k] = width > 0 && Double.isFinite(width) ? Math.min(size, width) : size;
    }
    rows = new double[m];
    Arrays.fill(rows, 1);
    mostValues = settings.limits().values().orElse(VALUES_PER_VARIABLE * (n + 1L));
    long nanos = settings.limits().time().toNanos();
    deadline = nanos == Long.MAX_VALUE ? Long.MAX_VALUE : System.nanoTime() + nanos;
  }

  int variables() {
    return n;
  }

  int constraints() {
    return m;
  }

  long values() {
    return values;
  }

  long gradients() {
    return gradients;
  }

  Limits limits() {
    return settings.limits();
  }

  Bounds box() {
    return box;
  }

  double size(int k) {
    return sizes[k];
  }

  /// Returns how far a scaled variable may move either way within its bounds.
  double room(Place place, int k) {
    double x = place.x()[k];
    return Math.min(x - box.lower()[k], box.upper()[k] - x) / sizes[k];
  }

  /// Returns what a multiplier of the scaled constraint is for the one that was given.
  double multiplier(int i, double scaled) {
    return settings.sign() * scaled * height / rows[i];
  }

  /// Returns what a slope along a scaled variable is along the variable.
  double slope(int k, double scaled) {
    return settings.sign() * scaled * height / sizes[k];
  }

  /// Returns a scaled value as the caller sees it.
  double value(double scaled) {
    return settings.sign() * scaled * height;
  }

  /// Returns a scaled constraint's value as the caller sees it.
  double constraintValue(int i, double scaled) {
    return scaled * rows[i];
  }

  /// Returns the limits of a scaled constraint.
  double lower(int i) {
    return settings.constraints().get(i).lower() / rows[i];
  }

  double upper(int i) {
    return settings.constraints().get(i).upper() / rows[i];
  }

  /// Notes how many steps have been taken.
  void atStep(int step) {
    this.step = step;
    if (step > limits().steps()) {
      throw new Ended(new ConstrainedOutcome.StepLimit(limits().steps()));
    }
  }

  /// Returns whether some gradient is made by differences.
  boolean isNumerical() {
    return settings.exact() == null
        || settings.constraints().stream().anyMatch(constraint -> constraint.exact() == null);
  }

  /// Chooses the scales by the slopes at the start; those of a function without slope by its value.
  void scale(Place start, Slopes slopes) {
    height = scale(Vectors.norm(slopes.g()), start.f());
    for (int i = 0; i < m; i++) {
      rows[i] = scale(Vectors.norm(slopes.a()[i]), start.off()[i]);
    }
  }

  /// Returns a place in the scales chosen, which was taken before.
  Place scaled(Place place) {
    double[] c = place.c().clone();
    double[] off = place.off().clone();
    for (int i = 0; i < m; i++) {
      c[i] /= rows[i];
      off[i] /= rows[i];
    }
    return new Place(place.u(), place.x(), place.f() / height, c, off);
  }

  /// Returns slopes in the scales chosen, which were taken before.
  Slopes scaled(Slopes slopes) {
    double[] g = Arrays.stream(slopes.g()).map(slope -> slope / height).toArray();
    double[][] a = new double[m][];
    for (int i = 0; i < m; i++) {
      double row = rows[i];
      a[i] = Arrays.stream(slopes.a()[i]).map(slope -> slope / row).toArray();
    }
    return new Slopes(g, a);
  }

  private static double scale(double slope, double value) {
    return slope > 0 ? slope : value != 0 ? Math.abs(value) : 1;
  }

  /// Returns a place of which only the gradients are wanted, where these are all exact.
  Place unseen(double[] u) {
    double[] unknown = new double[m];
    double[] x = boxed(u);
    return new Place(scaled(x), x, Double.NaN, unknown, unknown);
  }

  Place at(double[] u) {
    return place(boxed(u));
  }

  private double[] scaled(double[] x) {
    double[] u = new double[n];
    for (int k = 0; k < n; k++) {
      u[k] = x[k] / sizes[k];
    }
    return u;
  }

  private double[] boxed(double[] u) {
    double[] x = new double[n];
    double[] lower = box.lower();
    double[] upper = box.upper();
    for (int k = 0; k < n; k++) {
      x[k] = Math.min(upper[k], Math.max(lower[k], u[k] * sizes[k]));
    }
    return x;
  }

  /// Returns the place of a point within the bounds.
  Place place(double... x) {
    double[] u = scaled(x);
    double[] c = new double[m];
    double[] off = new double[m];
    if (Vectors.nonFinite(x) >= 0) {
      Arrays.fill(c, Double.NaN);
      return new Place(u, x, Double.NaN, c, off);
    }
    admitValue();
    double f = settings.sign() * settings.function().at(x.clone()) / height;
    for (int i = 0; i < m; i++) {
      Constraint constraint = settings.constraints().get(i);
      double value = constraint.at(x.clone());
      c[i] = value / rows[i];
      double below = value - constraint.lower();
      double above = value - constraint.upper();
      off[i] = Double.isNaN(value) ? value : (below < 0 ? below : Math.max(0, above)) / rows[i];
    }
    return new Place(u, x, f, c, off);
  }

  private void admitValue() {
    if (values >= mostValues) {
      throw new Ended(new ConstrainedOutcome.EvaluationLimit("values", mostValues));
    }
    admit();
    values++;
  }

  private void admit() {
    if (settings.stop().getAsBoolean()) {
      throw new Ended(new ConstrainedOutcome.Stopped(step));
    }
    if (deadline != Long.MAX_VALUE && System.nanoTime() - deadline >= 0) {
      throw new Ended(new ConstrainedOutcome.TimeLimit(limits().time()));
    }
  }

  /// Returns the values of the functions without a gradient of their own.
  private double[] byValues(double... x) {
    admitValue();
    MultivariateFunction f = settings.exact() == null ? settings.function() : null;
    double[] all = new double[(int) numerical().count() + (f == null ? 0 : 1)];
    int at = 0;
    if (f != null) {
      all[at++] = f.at(x.clone());
    }
    for (int i : numerical().toArray()) {
      all[at++] = settings.constraints().get(i).at(x.clone());
    }
    return all;
  }

  private IntStream numerical() {
    return IntStream.range(0, m).filter(i -> settings.constraints().get(i).exact() == null);
  }

  /// Returns the gradients at a place, differences taken on both sides or on one.
  Slopes slopes(Place place, boolean isCentral) {
    if (gradients >= limits().gradients()) {
      throw new Ended(new ConstrainedOutcome.EvaluationLimit("gradients", limits().gradients()));
    }
    admit();
    gradients++;
    for (int k = 0; k < n; k++) {
      seen[k] = Math.max(seen[k], Math.abs(place.x()[k]));
    }
    double[][] differenced = isNumerical() ? differenced(place, isCentral) : new double[0][];
    DifferentiableFunction exact = settings.exact();
    int at = 0;
    double[] g = exact == null ? differenced[at++] : exact(exact, place.x());
    double[][] a = new double[m][];
    for (int i = 0; i < m; i++) {
      DifferentiableFunction own = settings.constraints().get(i).exact();
      a[i] = own == null ? differenced[at++] : exact(own, place.x());
    }
    for (int k = 0; k < n; k++) {
      g[k] *= settings.sign() * sizes[k] / height;
      for (int i = 0; i < m; i++) {
        a[i][k] *= sizes[k] / rows[i];
      }
    }
    return new Slopes(g, a);
  }

  private double[][] differenced(Place place, boolean isCentral) {
    double[] f =
        settings.exact() == null
            ? new double[] {settings.sign() * place.f() * height}
            : new double[0];
    double[] c = numerical().mapToDouble(i -> place.c()[i] * rows[i]).toArray();
    double[] all = Arrays.copyOf(f, f.length + c.length);
    System.arraycopy(c, 0, all, f.length, c.length);
    return isCentral
        ? differences.jacobian(place.x(), all, seen)
        : differences.oneSided(place.x(), all, seen);
  }

  private static double[] exact(DifferentiableFunction function, double[] x) {
    double[] gradient = new double[x.length];
    function.valueAndGradient(x.clone(), gradient);
    return gradient;
  }

  /// Returns by how much the constraints are missed at most, as a way in the variables on their
  /// scales; what may be rounding counts as nothing.
  double distance(Place place, Slopes slopes) {
    double most = 0;
    for (int i = 0; i < m; i++) {
      double off = Math.abs(place.off()[i]);
      if (off > rounding(i, place, slopes)) {
        most = Math.max(most, off / mending(i, place, slopes)); // infinite where nothing mends it
      }
    }
    return most;
  }

  /// Returns the norm of a constraint's slopes without those along variables that would have to
  /// cross a bound to mend it.
  private double mending(int i, Place place, Slopes slopes) {
    double[] way = slopes.a()[i].clone();
    double needed = Math.abs(place.off()[i]) / Vectors.norm(way);
    for (int k = 0; k < n; k++) {
      double end = -place.off()[i] * way[k] > 0 ? box.upper()[k] : box.lower()[k];
      way[k] = Math.abs(end - place.x()[k]) / sizes[k] < needed ? 0 : way[k];
    }
    return Vectors.norm(way);
  }

  private double rounding(int i, Place place, Slopes slopes) {
    return ROUNDINGS * Math.ulp(1.0) * (Math.abs(place.c()[i]) + crossed(slopes.a()[i], place));
  }

  /// Returns which constraints are missed by more than rounding.
  List<Integer> missed(Place place, Slopes slopes) {
    return IntStream.range(0, m)
        .filter(i -> Math.abs(place.off()[i]) > rounding(i, place, slopes))
        .boxed()
        .toList();
  }

  /// Returns whether a function has a gradient that was given: a constraint's, or at −1 the
  /// value's.
  boolean isGiven(int i) {
    return (i < 0 ? settings.exact() : settings.constraints().get(i).exact()) != null;
  }

  /// Returns a scaled change of a constraint, or at −1 of the value, as the caller sees it.
  double change(int i, double scaled) {
    return i < 0 ? value(scaled) : scaled * rows[i];
  }

  /// Returns the size of what may have cancelled in a value.
  static double crossed(double[] slopes, Place place) {
    double sum = 0;
    for (int k = 0; k < slopes.length; k++) {
      sum += Math.abs(slopes[k] * place.u()[k]);
    }
    return sum;
  }
}
