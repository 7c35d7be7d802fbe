package thalweg.descent.root;

import java.io.Serial;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thalweg.descent.difference.Differences;
import thalweg.descent.root.SolutionOutcome.EvaluationLimit;
import thalweg.descent.root.SolutionOutcome.LeastResidual;
import thalweg.descent.root.SolutionOutcome.NonFinite;
import thalweg.descent.root.SolutionOutcome.Solved;
import thalweg.descent.root.SolutionOutcome.Stalled;
import thalweg.descent.root.SolutionOutcome.StepLimit;
import thalweg.descent.root.SolutionOutcome.TimeLimit;
import thalweg.descent.root.SolutionOutcome.Vanishing;
import thalweg.descent.vector.Vectors;

/// One search by [Equations] under way.
///
/// Everything is done in scaled numbers: a value is divided by the norm of its row of the Jacobian
/// at the start, where each variable counts by its size, and a variable is measured by the largest
/// norm that its column has had since.
final class Dogleg {
  /// The usual limit on values, for each variable and one more.
  private static final long VALUES_PER_VARIABLE = 2_000;

  /// A step is taken if the squares fall by more than this share of what was promised.
  private static final double ACCEPT = 1e-4;

  private static final double POOR = 0.25;
  private static final double GOOD = 0.75;

  /// The first step is at most so many times as long as the start is far from the origin.
  private static final double FIRST = 100;

  /// So many roundings are allowed in each value.
  private static final double ROUNDINGS = 8;

  /// Diagonal entries below this share of the largest say that the Jacobian is singular.
  private static final double SINGULAR = 1e-7;

  /// …and that a column adds nothing to those before it, so that Newton's step does without it.
  private static final double DEPENDENT = 1e-13;

  /// The values are stationary if they are so nearly at right angles to all columns.
  private static final double STATIONARY = 1e-7;

  /// …or, where no step helps any more, if they are so nearly.
  private static final double NEARLY_STATIONARY = 1e-4;

  /// A step is long if it moves a variable by more than this share of its size.
  private static final double LONG = 0.01;

  private static final int MOST_LEFT = 20;

  /// Towards a multiple root each step is at least so long beside the one before.
  private static final double SLOW = 0.2;

  /// The squares must fall by this share along a direction without slope.
  private static final double LOWER = 1e-6;

  /// Where no step helps any more, the root of the straight model must be so near beside the size
  /// of the variables.
  private static final double NEAR = 1e-6;

  /// Below this values are nothing but underflow.
  private static final double VANISHING = 1e-290;

  private final Equations equations;
  private final Differences differences;
  private final int n;
  private final long mostValues;
  private final long deadline;
  private double[] x;
  private double[] f;
  private double[] sizes; // the largest |x| of each variable so far
  private double[] rows = new double[0]; // scales of the equations
  private double[] columns = new double[0]; // and of the variables
  private double[][] jacobian = new double[0][];
  private double[][] a = new double[0][]; // scaled
  private @Nullable Triangle triangle; // of a
  private double[] newton = new double[0]; // Newton's step, scaled
  private double[][] here = new double[0][]; // a with rows and columns of length 1
  private double[] heights = new double[0]; // of the rows and columns of a
  private double[] lengths = new double[0];
  private @Nullable Triangle equal; // of here
  private double lastLength = Double.NaN; // of the last step and the one before
  private double lengthBefore = Double.NaN;
  private int left; // how often a point without slope was left
  private double radius = Double.NaN;
  private double least = Double.POSITIVE_INFINITY; // the smallest |value| that is not 0
  private int steps;
  private long values;
  private long jacobians;

  /// Ends a search from within an evaluation.
  private static final class Ended extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    private final transient SolutionOutcome outcome;

    Ended(SolutionOutcome outcome) {
      super(outcome.written(), null, false, false);
      this.outcome = outcome;
    }
  }

  Dogleg(Equations equations, double... start) {
    this.equations = equations;
    n = start.length;
    if (n == 0) {
      throw new IllegalArgumentException(
          "solve: the start has no coordinates; give one for each variable.");
    }
    for (int j = 0; j < n; j++) {
      if (!Double.isFinite(start[j])) {
        throw new IllegalArgumentException(
            "solve: coordinate "
                + j
                + " of the start is "
                + start[j]
                + "; it must be a finite number.");
      }
    }
    x = start.clone();
    f = new double[n];
    Arrays.fill(f, Double.NaN);
    sizes = Arrays.stream(start).map(Math::abs).toArray();
    mostValues = equations.limits().values().orElse(VALUES_PER_VARIABLE * (n + 1L));
    Duration time = equations.limits().time();
    boolean isForEver = time.compareTo(Duration.ofNanos(Long.MAX_VALUE)) >= 0;
    deadline = isForEver ? Long.MAX_VALUE : System.nanoTime() + time.toNanos();
    differences = new Differences(this::evaluate, n);
  }

  Solution run() {
    SolutionOutcome outcome;
    try {
      outcome = walk();
    } catch (Ended ended) {
      outcome = ended.outcome;
    }
    return ended(outcome);
  }

  private SolutionOutcome walk() {
    f = evaluate(x);
    if (f.length != n) {
      throw new IllegalArgumentException(
          "solve: there are "
              + f.length
              + " equations in "
              + n
              + " variables; there must be as many. More equations than variables are fitted by"
              + " least squares.");
    }
    int broken = Vectors.nonFinite(f);
    if (broken >= 0) {
      return new NonFinite("value[" + broken + "]");
    }
    while (true) {
      SolutionOutcome fault = linearise();
      if (fault != null) {
        return fault;
      }
      if (isRoot()) {
        return solved();
      }
      if (steps >= equations.limits().steps()) {
        return new StepLimit(steps);
      }
      boolean isMoved = !isTiny(newton, radius) && !isStationary(STATIONARY) && step();
      if (!isMoved && !leave()) {
        return stuck();
      }
      steps++;
    }
  }

  /// Takes the Jacobian at x and brings it to scale; returns what is wrong with it.
  private @Nullable SolutionOutcome linearise() {
    if (jacobians >= equations.limits().gradients()) {
      return new EvaluationLimit("jacobians", equations.limits().gradients());
    }
    jacobians++;
    jacobian =
        equations.jacobian() == null
            ? differences.jacobian(x, f, sizes)
            : equations.jacobian().apply(x.clone());
    if (jacobian.length != n || Arrays.stream(jacobian).anyMatch(row -> row.length != n)) {
      throw new IllegalArgumentException(
          "solve: the Jacobian has "
              + jacobian.length
              + " rows"
              + (jacobian.length == 0 ? "" : " of " + jacobian[0].length + " numbers")
              + "; it must have "
              + n
              + " of "
              + n
              + ", one for each equation.");
    }
    for (int i = 0; i < n; i++) {
      int j = Vectors.nonFinite(jacobian[i]);
      if (j >= 0) {
        return new NonFinite("jacobian[" + i + "][" + j + "]");
      }
    }
    if (rows.length == 0) {
      rows = new double[n];
      columns = new double[n];
      for (int i = 0; i < n; i++) {
        double norm = 0;
        for (int j = 0; j < n; j++) {
          norm = Math.hypot(norm, jacobian[i][j] * size(j));
        }
        rows[i] = norm > 0 ? norm : f[i] == 0 ? 1 : Math.abs(f[i]);
      }
    }
    a = new double[n][n];
    for (int j = 0; j < n; j++) {
      double norm = 0;
      for (int i = 0; i < n; i++) {
        norm = Math.hypot(norm, jacobian[i][j] / rows[i]);
      }
      columns[j] = Math.max(columns[j], norm);
      for (int i = 0; i < n && columns[j] > 0; i++) {
        a[i][j] = jacobian[i][j] / rows[i] / columns[j];
      }
    }
    triangle = new Triangle(a, SINGULAR);
    newton = newton();
    return null;
  }

  /// Returns Newton's step in scaled variables. What matters to it is which columns depend on each
  /// other here, so here they and the rows are scaled by what they are here.
  private double[] newton() {
    here = new double[n][n];
    double[] values = new double[n];
    heights = new double[n];
    lengths = new double[n];
    for (int i = 0; i < n; i++) {
      double row = 0;
      for (int j = 0; j < n; j++) {
        row = Math.hypot(row, a[i][j]);
      }
      row = row > 0 ? row : 1;
      heights[i] = row;
      values[i] = f[i] / rows[i] / row;
      for (int j = 0; j < n; j++) {
        here[i][j] = a[i][j] / row;
        lengths[j] = Math.hypot(lengths[j], here[i][j]);
      }
    }
    for (int j = 0; j < n; j++) {
      for (int i = 0; i < n && lengths[j] > 0; i++) {
        here[i][j] /= lengths[j];
      }
    }
    equal = new Triangle(here, DEPENDENT);
    double[] p = equal.solve(values);
    for (int j = 0; j < n; j++) {
      p[j] = lengths[j] > 0 ? -p[j] / lengths[j] : 0;
    }
    return p;
  }

  private double size(int j) {
    return sizes[j] == 0 ? differences.unit(sizes) : sizes[j];
  }

  /// Returns whether every value is no larger than rounding makes it.
  private boolean isRoot() {
    for (int i = 0; i < n; i++) {
      if (!(Math.abs(f[i]) <= rounding(i))) {
        return false;
      }
    }
    return true;
  }

  /// Returns what rounding may make of a value that is 0.
  private double rounding(int i) {
    double sum = 0;
    for (int j = 0; j < n; j++) {
      sum += Math.abs(jacobian[i][j] * x[j]);
    }
    return ROUNDINGS * Math.ulp(1.0) * sum;
  }

  private SolutionOutcome solved() {
    for (int i = 0; i < n; i++) {
      if (f[i] == 0 && least < VANISHING && Arrays.stream(jacobian[i]).allMatch(d -> d == 0)) {
        return new Vanishing();
      }
    }
    return new Solved(isSingularRoot());
  }

  private Triangle triangle() {
    if (triangle == null) {
      throw new IllegalStateException("no Jacobian yet");
    }
    return triangle;
  }

  private boolean isSingular() {
    return triangle().rank() < n;
  }

  /// Returns whether a column adds nothing to the others.
  private boolean isDependent() {
    return equal != null && equal.rank() < n;
  }

  /// Returns whether the Jacobian is singular at the root: it is so beside that of the start, and
  /// the steps have come to shrink only by a constant factor. Where the root is but much smaller
  /// than the start they shrink ever faster.
  private boolean isSingularRoot() {
    return isDependent() || (isSingular() && lastLength > SLOW * lengthBefore);
  }

  private double[] scaled(double[] values) {
    double[] scaled = new double[n];
    for (int i = 0; i < n; i++) {
      scaled[i] = values[i] / rows[i];
    }
    return scaled;
  }

  /// Returns whether no direction brings the values nearer to 0: they are at right angles to all
  /// columns, and the root of the straight model is nowhere near. Near a multiple root the slopes
  /// vanish as well, but there it is.
  private boolean isStationary(double share) {
    boolean isLong = false;
    for (int j = 0; j < n; j++) {
      isLong |= columns[j] > 0 && Math.abs(newton[j] / columns[j]) > LONG * sizes[j];
    }
    double[] g = slopes();
    double steepest = 0;
    for (int j = 0; j < n; j++) {
      double column = 0;
      for (int i = 0; i < n; i++) {
        column = Math.hypot(column, a[i][j]);
      }
      steepest = Math.max(steepest, column == 0 ? 0 : Math.abs(g[j]) / column);
    }
    return (isLong || isDependent()) && steepest <= share;
  }

  /// Returns half the slopes of the squares, divided by the norm of the values.
  private double[] slopes() {
    double[] scaled = scaled(f);
    double norm = Vectors.norm(scaled);
    double[] g = new double[n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        g[j] += norm == 0 ? 0 : a[i][j] * (scaled[i] / norm);
      }
    }
    return g;
  }

  /// Takes a step that brings the values nearer to 0; returns whether there was one.
  private boolean step() {
    double[] here = scaled(f);
    double norm = Vectors.norm(here);
    double[] g = slopes();
    if (Double.isNaN(radius)) {
      double way = 0;
      for (int j = 0; j < n; j++) {
        way = Math.hypot(way, columns[j] * x[j]);
      }
      radius = way > 0 ? Math.min(Vectors.norm(newton), FIRST * way) : Vectors.norm(newton);
      radius = radius > 0 ? radius : 1;
    }
    while (true) {
      double[] p = dogleg(norm, g);
      double length = Vectors.norm(p);
      if (isTiny(p, length)) {
        return false;
      }
      double[] there = new double[n];
      boolean isMoved = false;
      for (int j = 0; j < n; j++) {
        there[j] = x[j] + (columns[j] > 0 ? p[j] / columns[j] : 0);
        isMoved |= there[j] != x[j];
      }
      if (!isMoved) {
        return false;
      }
      double[] values = Vectors.nonFinite(there) >= 0 ? there : evaluate(there);
      double promised = Vectors.norm(moved(here, p));
      double ratio = Double.NaN;
      if (Vectors.nonFinite(values) < 0 && Vectors.nonFinite(there) < 0) {
        double reached = Vectors.norm(scaled(values)) / norm;
        double promisedShare = promised / norm;
        ratio = (1 - reached * reached) / (1 - promisedShare * promisedShare);
      }
      if (!(ratio >= POOR)) {
        radius = length / (Double.isNaN(ratio) ? 10 : 4);
      } else if (ratio > GOOD) {
        radius = Math.max(radius, 2 * length);
      }
      if (ratio > ACCEPT) {
        move(there, values);
        lengthBefore = lastLength;
        lastLength = length;
        return true;
      }
    }
  }

  private void move(double[] there, double[] values) {
    x = there;
    f = values;
    for (int j = 0; j < n; j++) {
      sizes[j] = Math.max(sizes[j], Math.abs(x[j]));
    }
  }

  /// Returns whether a step is as nothing beside the way that each variable has come.
  private boolean isTiny(double[] p, double length) {
    if (Double.isNaN(length)) { // before the first step
      return false;
    }
    for (int j = 0; j < n; j++) {
      if (columns[j] > 0 && Math.abs(p[j] / columns[j]) > Math.ulp(1.0) / 2 * sizes[j]) {
        return false;
      }
    }
    return true;
  }

  /// Leaves a point without slope along the direction in which no value changes to first order, if
  /// they come nearer to 0 there; returns whether they did.
  private boolean leave() {
    if (left >= MOST_LEFT
        || !isSingular()
        || !isStationary(NEARLY_STATIONARY)
        || isRootBesideTheWay()) {
      return false;
    }
    double[] direction = triangle().nullVector();
    double norm = Vectors.norm(scaled(f));
    double reach = 0; // to the size of the variables, or as far as one without size may need
    for (int j = 0; j < n; j++) {
      direction[j] /= columns[j] > 0 ? columns[j] : 1;
      reach = Math.max(reach, Math.abs(direction[j]) / size(j));
    }
    double[] best = x;
    double[] bestValues = f;
    double lowest = norm * (1 - LOWER);
    boolean isLower = false;
    for (double t = 1 / reach; t > Math.ulp(1.0) / reach; t /= 4) {
      for (int side = -1; side <= 1; side += 2) {
        double[] there = new double[n];
        for (int j = 0; j < n; j++) {
          there[j] = x[j] + side * t * direction[j];
        }
        double[] values = evaluate(there);
        double reached = Vectors.nonFinite(values) < 0 ? Vectors.norm(scaled(values)) : Double.NaN;
        if (reached < lowest) {
          isLower = true;
          lowest = reached;
          best = there;
          bestValues = values;
        }
      }
    }
    if (!isLower) {
      return false;
    }
    left++;
    double way = 0;
    for (int j = 0; j < n; j++) {
      way = Math.hypot(way, columns[j] * (best[j] - x[j]));
    }
    radius = way;
    move(best, bestValues);
    return true;
  }

  /// Returns whether every value is as nothing beside what the way come would change it by: so at a
  /// multiple root, where slopes vanish with the values.
  private boolean isRootBesideTheWay() {
    for (int i = 0; i < n; i++) {
      double sum = 0;
      for (int j = 0; j < n; j++) {
        sum += Math.abs(jacobian[i][j] * sizes[j]);
      }
      if (!(Math.abs(f[i]) <= ROUNDINGS * Math.ulp(1.0) * sum)) {
        return false;
      }
    }
    return true;
  }

  /// Returns the values as the straight model has them after a step.
  private double[] moved(double[] here, double[] p) {
    double[] moved = here.clone();
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        moved[i] += a[i][j] * p[j];
      }
    }
    return moved;
  }

  /// Returns the step: Newton's where it is short enough, else to the edge on the way that bends
  /// from the steepest descent to it.
  private double[] dogleg(double norm, double[] g) {
    double newtonLength = Vectors.norm(newton);
    if (newtonLength <= radius) {
      return newton;
    }
    double gNorm = Vectors.norm(g);
    double[] unit = new double[n];
    for (int j = 0; j < n; j++) {
      unit[j] = -g[j] / gNorm;
    }
    double bend = Vectors.norm(moved(new double[n], unit));
    double cauchy =
        (gNorm / bend) * (norm / bend); // where the squares are least on the steepest way
    double[] p = new double[n];
    if (!(cauchy < radius)) {
      for (int j = 0; j < n; j++) {
        p[j] = radius * unit[j];
      }
      return p;
    }
    double cross = 0;
    double square = 0;
    for (int j = 0; j < n; j++) {
      double leg = newton[j] - cauchy * unit[j];
      cross += cauchy * unit[j] * leg;
      square += leg * leg;
    }
    double rest = radius * radius - cauchy * cauchy;
    double root = Math.sqrt(cross * cross + square * rest);
    double share = cross > 0 ? rest / (cross + root) : (root - cross) / square;
    for (int j = 0; j < n; j++) {
      p[j] = cauchy * unit[j] + share * (newton[j] - cauchy * unit[j]);
    }
    return p;
  }

  /// Says what a point is from which no step leads on.
  private SolutionOutcome stuck() {
    if (least < VANISHING) {
      return new Vanishing();
    }
    if (isRootBesideTheWay()) {
      return new Solved(isSingularRoot());
    }
    boolean isNear = !isSingular();
    for (int j = 0; j < n; j++) {
      isNear &= columns[j] > 0 && Math.abs(newton[j] / columns[j]) <= NEAR * size(j);
    }
    if (isNear) {
      return new Solved(false);
    }
    double norm = Vectors.norm(f);
    // In one variable, and where all columns vanish together, only their history tells.
    double steepest = Arrays.stream(slopes()).map(Math::abs).max().orElse(0);
    boolean isLeast = isStationary(NEARLY_STATIONARY) || steepest <= NEARLY_STATIONARY;
    return isLeast ? new LeastResidual(norm) : new Stalled(norm);
  }

  private double[] evaluate(double[] point) {
    if (values >= mostValues) {
      throw new Ended(new EvaluationLimit("values", mostValues));
    }
    if (deadline != Long.MAX_VALUE && System.nanoTime() - deadline >= 0) {
      throw new Ended(new TimeLimit(equations.limits().time()));
    }
    values++;
    double[] all = equations.function().at(point.clone());
    for (double value : all) {
      if (value != 0) {
        least = Math.min(least, Math.abs(value));
      }
    }
    return all;
  }

  private Solution ended(SolutionOutcome outcome) {
    double[] errors = new double[n];
    Arrays.fill(errors, Double.NaN);
    double condition = Double.NaN;
    List<Double> flat = List.of();
    boolean isSingular = isDependent() || (outcome instanceof Solved solved && solved.isSingular());
    if (isSingular || outcome instanceof LeastResidual) {
      Arrays.fill(errors, Double.POSITIVE_INFINITY);
      condition = Double.POSITIVE_INFINITY;
      flat = isSingular() ? flatDirection() : List.of();
    } else if (equal != null) {
      Arrays.fill(errors, 0);
      double[] inverseRows = new double[n];
      for (int i = 0; i < n; i++) {
        double[] unit = new double[n];
        unit[i] = 1;
        double[] column = equal.solve(unit);
        double off = (Math.abs(f[i]) + rounding(i) / ROUNDINGS) / (rows[i] * heights[i]);
        for (int j = 0; j < n; j++) {
          errors[j] += Math.abs(column[j]) * off / (columns[j] * lengths[j]);
          inverseRows[j] += Math.abs(column[j]);
        }
      }
      double norm = 0;
      for (double[] row : here) {
        norm = Math.max(norm, Arrays.stream(row).map(Math::abs).sum());
      }
      condition = Arrays.stream(inverseRows).max().orElse(0) * norm;
    }
    return new Solution(x, f, errors, condition, flat, steps, values, jacobians, outcome);
  }

  private List<Double> flatDirection() {
    double[] direction = triangle().nullVector();
    for (int j = 0; j < n; j++) {
      direction[j] /= columns[j] > 0 ? columns[j] : 1;
    }
    double norm = Vectors.norm(direction);
    return Arrays.stream(direction).mapToObj(d -> d / norm).toList();
  }
}
