package thalweg.descent.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import thalweg.descent.vector.Vectors;

/// One way down a sum of squares, by a trust region whose steps are Levenberg's and Marquardt's.
///
/// Lengths are measured by the largest norms that the Jacobian's columns had (Moré 1978), so units
/// do not matter. Jacobians made from values begin with differences on both sides, which tell the
/// steps of those on one side; after a full step that was well predicted they are carried on by
/// Broyden's update. A walk that is long is in a bent valley, and bends its steps along (Transtrum
/// and Sethna 2012). The end is claimed only after differences on both sides were taken there.
final class FitWalk {
  private enum Quality {
    /// Carried on from another point.
    UPDATED,
    ONE_SIDED,
    /// On both sides, but of the point before the last short steps.
    NEARBY,
    TWO_SIDED,
    EXACT
  }

  /// A step that brings less than this share of what was promised is not taken.
  private static final double WORTH = 1e-4;

  /// By how many standard errors a parameter is measured that is smaller: σ says more of it than
  /// its own size does.
  private static final double SHARE_OF_ERROR = 10;

  /// The residuals may still fall by this share of what is left, so that standard errors are right.
  private static final double SHARE_LEFT = 1e-3;

  /// How many times the tolerance is near enough where precision allows no more.
  private static final double LOOSER = 100;

  /// The largest error of a prediction, as a share of the change, after which the Jacobian is
  /// updated instead of taken anew.
  private static final double WELL_PREDICTED = 0.1;

  /// After how many steps a valley is held to be long. Bent steps from the start lose their way on
  /// problems that straight ones solve (MGH09, MGH17).
  private static final int LONG = 30;

  /// Singular values this much smaller than the largest are compared with the Jacobian's error.
  private static final double SUSPECT = 1e-5;

  /// Of what a standard error's move should cost, at least this share must be seen on either side.
  private static final double SEEN = 0.01;

  /// The longest bend of a step, as a share of it, and where along the step the bend is looked for.
  private static final double MOST_BEND = 0.75;

  private static final double PROBE = 0.1;

  /// How many steps in a row may fail.
  private static final int FAILURES = 60;

  /// By how much each step that the cost does not tell must be shorter than the last. Gauss and
  /// Newton come nearer by a share of up to that where residuals are large (ENSO).
  private static final double SHORTER = 0.9;

  /// How often short steps may begin anew with a fresh Jacobian.
  private static final int MOST_ROUNDS = 4;

  /// After how many failures noise is suspected.
  private static final int SUSPICIOUS = 8;

  private final ResidualMeter meter;
  private final double[] lower;
  private final double[] upper;
  private final ResidualLoss loss;
  private final double tolerance;
  private final int n;
  private final ResidualDifferences differences;
  private final double[] scales; // the largest norms of the columns
  private final double[] sizes; // the largest the parameters were

  private double[] x;
  private double[] r;
  private double cost;
  private double[][] jacobian;
  private Quality quality = Quality.EXACT;
  private double radius;
  private int steps;
  private int rejected; // since the last step
  private double previous = Double.NaN; // length of the last step, if it was a full one

  // What one look at the Jacobian told: of the cost as squares ½‖f + Js‖².
  private double[] f;
  private double[][] j;
  private int[] free = new int[0];

  /// @param radius of the trust region at first; 0 for as far as the start is from 0, infinite for
  ///   residuals that are linear
  FitWalk(
      ResidualMeter meter,
      double[] lower,
      double[] upper,
      ResidualLoss loss,
      double tolerance,
      double radius,
      double[] start) {
    this.meter = meter;
    this.lower = lower;
    this.upper = upper;
    this.loss = loss;
    this.tolerance = tolerance;
    this.radius = radius;
    n = start.length;
    x = start.clone();
    r = new double[0];
    f = r;
    jacobian = new double[n][0];
    j = jacobian;
    scales = new double[n];
    sizes = new double[n];
    differences = new ResidualDifferences(meter, lower, upper);
  }

  double[] point() {
    return x;
  }

  double[] residuals() {
    return r;
  }

  /// Returns the parameters that no bound holds.
  int[] free() {
    return free;
  }

  /// Returns the parameters that are not fixed.
  int[] unfixed() {
    return IntStream.range(0, n).filter(k -> lower[k] < upper[k]).toArray();
  }

  /// Returns how many residuals count.
  int counted() {
    return meter.counted(r.length);
  }

  /// Returns the columns of the last Jacobian.
  double[][] jacobian() {
    return jacobian;
  }

  double cost() {
    return cost;
  }

  int steps() {
    return steps;
  }

  /// Returns the least singular value, as a share of the largest, that is told from the error of
  /// the Jacobian.
  double resolution() {
    double rounding = 16 * Math.ulp(1.0) * Math.max(n, r.length);
    return meter.isExact() ? rounding : Math.max(rounding, 4 * differences.error());
  }

  FitOutcome run() {
    try {
      return walk();
    } catch (FitEnded ended) {
      return ended.outcome();
    }
  }

  private FitOutcome walk() {
    r = meter.at(x);
    int odd = Vectors.nonFinite(r);
    if (odd >= 0) {
      return new FitOutcome.NonFinite("residual " + odd + " at the start");
    }
    cost = cost(r);
    refresh(Quality.TWO_SIDED);
    double lastHidden = Double.POSITIVE_INFINITY;
    int rounds = 0;
    double costAtLengths = Double.POSITIVE_INFINITY;
    while (true) {
      int column = nonFiniteColumn();
      if (column >= 0) {
        return new FitOutcome.NonFinite("the rate of change with parameter " + column);
      }
      look();
      Factors factors = factors(free, f);
      int rank = factors.rank(Math.ulp(1.0) * r.length);
      // What the error of the Jacobian hides is no reason to go on.
      Factors told = factors;
      int toldRank = rank;
      if (free.length > 0 && !(factors.value(free.length - 1) > SUSPECT * factors.value(0))) {
        told = Factors.of(columns(free), f, norms(free));
        toldRank = told.rank(resolution());
      }
      double remaining = remaining(told, toldRank);
      double length = scaledNorm(whole(told.step(0, toldRank)));
      double uncertainty = differences.uncertainty(x, r);
      double reachable = told.reachable(toldRank);
      double left = Math.max(0, 1 - length / previous); // NaN where nothing is known
      boolean isNear =
          remaining <= tolerance * (left >= 0 ? Math.max(0.05, left) : 1)
              && reachable <= SHARE_LEFT * told.left(toldRank);
      if (isNear || reachable <= uncertainty || free.length == 0) {
        if (quality.compareTo(Quality.TWO_SIDED) >= 0) {
          return ended(remaining);
        }
        refresh(Quality.TWO_SIDED);
        continue;
      }
      if (!(radius > 0)) {
        double size = scaledNorm(x);
        radius = size > 0 ? size : length;
      }
      // The costs do not tell such steps any more, but the slope does: full steps by a good
      // Jacobian, as long as each is much shorter than the last.
      double hidden = 4 * Factors.norm(f) * uncertainty;
      boolean isHidden = 0.5 * reachable * reachable <= hidden;
      if (isHidden) {
        if (quality.compareTo(Quality.NEARBY) < 0) {
          refresh(Quality.TWO_SIDED);
          continue;
        }
        if (length > SHORTER * lastHidden) {
          if (quality == Quality.NEARBY && ++rounds <= MOST_ROUNDS) {
            refresh(Quality.TWO_SIDED);
            lastHidden = Double.POSITIVE_INFINITY;
            continue;
          }
          if (remaining <= LOOSER * tolerance) {
            return ended(remaining);
          }
          return stalled(remaining);
        }
        lastHidden = length;
      }
      double damping = isHidden ? 0 : factors.damping(radius, rank);
      double[] straight = isHidden ? inside(told, 0, toldRank) : inside(factors, damping, rank);
      double[] step = straight;
      if (damping > 0 && steps >= LONG && quality != Quality.UPDATED) {
        step = straight.clone();
        double bend = bend(factors, step, damping, rank);
        if (bend > MOST_BEND && rejected < FAILURES) {
          radius = scaledNorm(straight) * Math.max(0.1, 0.5 * MOST_BEND / bend);
          rejected++;
          continue;
        }
      }
      double[] to = new double[n];
      for (int k = 0; k < n; k++) {
        to[k] = Math.clamp(x[k] + step[k], lower[k], upper[k]);
        step[k] = to[k] - x[k];
      }
      double stepLength = scaledNorm(step);
      double promised = promised(straight);
      boolean isStep = Vectors.nonFinite(to) < 0 && stepLength > 0 && promised > 0;
      double[] next = isStep ? meter.at(to) : new double[] {Double.NaN};
      double won = Vectors.nonFinite(next) < 0 ? cost - cost(next) : Double.NEGATIVE_INFINITY;
      double ratio = won / promised;
      if (Double.isFinite(won) && (ratio > WORTH || (isHidden && Math.abs(won) <= 2 * hidden))) {
        boolean isFull = damping == 0;
        if (ratio < 0.25 && !isHidden) {
          radius = Math.min(radius, stepLength) * 0.5;
        } else if (ratio > 0.75 || isFull) {
          radius = Math.max(radius, 2 * stepLength);
        }
        previous = isFull ? stepLength : Double.NaN;
        rejected = 0;
        take(to, next, step, isHidden, isFull);
        continue;
      }
      rejected++;
      double shrink = 0.25;
      if (Double.isFinite(won)) {
        // The minimum of the parabola through what was and what was promised.
        double slope = slope(step);
        shrink = Math.clamp(-slope / (2 * (-won - slope)), 0.1, 0.5);
      }
      radius = shrink * Math.min(radius, stepLength > 0 ? stepLength : radius);
      if (quality == Quality.UPDATED) {
        refresh(Quality.ONE_SIDED);
      } else if (quality == Quality.ONE_SIDED && rejected >= 3) {
        refresh(Quality.TWO_SIDED);
      }
      boolean isLost =
          !(radius > 4 * Math.ulp(1.0) * scaledNorm(x)) || radius == 0 || rejected > FAILURES;
      if (isLost || (rejected == SUSPICIOUS && promised < SHARE_LEFT * cost)) {
        if (!meter.isExact() && differences.hear(x, r)) {
          refresh(Quality.TWO_SIDED);
          radius = length;
          rejected = SUSPICIOUS + 1;
        } else if (isLost && cost < (1 - SHARE_LEFT) * costAtLengths) {
          // Lengths of where the columns were largest may be all too long here.
          costAtLengths = cost;
          Arrays.fill(scales, 0);
          radius = 0;
          rejected = 0;
        } else if (isLost) {
          return stalled(remaining);
        }
      }
    }
  }

  /// Goes to the next point and gets the Jacobian there; a step too short to be seen keeps it.
  private void take(double[] to, double[] next, double[] step, boolean isHidden, boolean isFull) {
    double[] before = r;
    x = to;
    r = next;
    cost = cost(next);
    meter.atStep(++steps);
    if (isHidden && !meter.isExact()) {
      quality = Quality.NEARBY;
      return;
    }
    if (meter.isExact() || !isFull) {
      refresh(Quality.ONE_SIDED);
      return;
    }
    double[] change = new double[r.length];
    Arrays.setAll(change, i -> r[i] - before[i]);
    double[] error = change.clone();
    for (int k = 0; k < n; k++) {
      for (int i = 0; i < error.length; i++) {
        error[i] -= jacobian[k][i] * step[k];
      }
    }
    if (!(Factors.norm(error) < WELL_PREDICTED * Factors.norm(change))) {
      refresh(Quality.ONE_SIDED);
      return;
    }
    double length = scaledNorm(step);
    for (int k = 0; k < n; k++) {
      double share = scale(k) / length * (scale(k) / length) * step[k];
      for (int i = 0; i < error.length; i++) {
        jacobian[k][i] += error[i] * share;
      }
    }
    quality = Quality.UPDATED;
  }

  /// Takes the Jacobian anew.
  private void refresh(Quality wanted) {
    if (meter.isExact()) {
      jacobian = meter.jacobian(x);
      differences.learn(jacobian);
      quality = Quality.EXACT;
      return;
    }
    boolean isTwoSided = wanted == Quality.TWO_SIDED || differences.noise() > 0;
    jacobian = isTwoSided ? differences.twoSided(x, r) : differences.oneSided(x, r);
    quality = isTwoSided ? Quality.TWO_SIDED : Quality.ONE_SIDED;
  }

  /// Brings the cost to squares, such that ½‖f + Js‖² bends like it, and finds which parameters no
  /// bound holds. Source of the former: Triggs, McLauchlan, Hartley and Fitzgibbon 2000, section
  /// 4.3.
  private void look() {
    f = r;
    j = jacobian;
    if (!(loss instanceof ResidualLoss.Squares)) {
      f = new double[r.length];
      double[] roots = roots();
      for (int i = 0; i < r.length; i++) {
        f[i] = loss.weight(r[i]) * r[i] / roots[i];
      }
      j = new double[n][r.length];
      for (int k = 0; k < n; k++) {
        for (int i = 0; i < r.length; i++) {
          j[k][i] = roots[i] * jacobian[k][i];
        }
      }
    }
    for (int k = 0; k < n; k++) {
      scales[k] = Math.max(scales[k], Factors.norm(j[k]));
      sizes[k] = Math.max(sizes[k], Math.abs(x[k]));
    }
    free =
        IntStream.range(0, n)
            .filter(
                k -> {
                  double slope = Vectors.dot(j[k], f);
                  return lower[k] < upper[k]
                      && !(slope > 0 && x[k] <= lower[k])
                      && !(slope < 0 && x[k] >= upper[k]);
                })
            .toArray();
  }

  /// Returns by how much each residual's share of the Jacobian counts; never nothing, so that what
  /// is far out still holds the step.
  private double[] roots() {
    double[] roots = new double[r.length];
    for (int i = 0; i < r.length; i++) {
      roots[i] = Math.sqrt(Math.max(loss.curvature(r[i]), 0.25 * loss.weight(r[i])));
    }
    return roots;
  }

  private Factors factors(int[] of, double[] residuals) {
    double[] scale = Arrays.stream(of).mapToDouble(this::scale).toArray();
    return Factors.of(columns(of), residuals, scale);
  }

  private double[][] columns(int[] of) {
    return Arrays.stream(of).mapToObj(k -> j[k]).toArray(double[][]::new);
  }

  /// Returns the norms of columns as they are now; 1 where it is 0.
  private double[] norms(int[] of) {
    return Arrays.stream(of)
        .mapToDouble(k -> Factors.norm(j[k]))
        .map(norm -> norm > 0 ? norm : 1)
        .toArray();
  }

  /// Returns a step of the free parameters as one of all.
  private double[] whole(double[] part) {
    double[] step = new double[n];
    for (int i = 0; i < part.length; i++) {
      step[free[i]] = part[i];
    }
    return step;
  }

  /// Returns the largest share of itself by which a parameter would still move.
  private double remaining(Factors factors, int rank) {
    double[] full = factors.step(0, rank);
    double[][] inverse = factors.inverse(rank);
    int freedom = r.length - free.length;
    double deviation = freedom > 0 ? factors.left(rank) / Math.sqrt(freedom) : 0;
    double most = 0;
    for (int i = 0; i < free.length; i++) {
      double error = deviation * Math.sqrt(inverse[i][i]);
      double size = Math.max(Math.abs(x[free[i]]), SHARE_OF_ERROR * error);
      most = Math.max(most, full[i] == 0 ? 0 : Math.abs(full[i]) / size);
    }
    return most;
  }

  /// Returns the damped step, bent along the bounds it meets: what would cross one goes to it, and
  /// the others go where that is best.
  private double[] inside(Factors all, double damping, int allRank) {
    double[] step = new double[n];
    int[] moving = free;
    double[] residuals = f;
    double[] part = all.step(damping, allRank);
    while (true) {
      List<Integer> kept = new ArrayList<>();
      for (int i = 0; i < moving.length; i++) {
        int k = moving[i];
        step[k] = Math.clamp(x[k] + part[i], lower[k], upper[k]) - x[k];
        if (x[k] + part[i] >= lower[k] && x[k] + part[i] <= upper[k]) {
          step[k] = part[i];
          kept.add(k);
        }
      }
      if (kept.size() == moving.length || kept.isEmpty()) {
        return step;
      }
      residuals = residuals.clone();
      for (int k : moving) {
        if (!kept.contains(k)) {
          for (int i = 0; i < residuals.length; i++) {
            residuals[i] += j[k][i] * step[k];
          }
        }
      }
      moving = kept.stream().mapToInt(k -> k).toArray();
      Factors fewer = factors(moving, residuals);
      part = fewer.step(damping, fewer.rank(Math.ulp(1.0) * r.length));
    }
  }

  /// Bends the step along the curve that the residuals' second derivative along it asks for, and
  /// returns the length of the bend as a share of the step; beside bounds and where it would be too
  /// long it is left straight. Costs one evaluation. Source: Transtrum and Sethna 2012,
  /// "Improvements to the Levenberg–Marquardt algorithm", sections 3 and 4.
  private double bend(Factors factors, double[] step, double damping, int rank) {
    double[] near = new double[n];
    for (int k = 0; k < n; k++) {
      near[k] = x[k] + PROBE * step[k];
      if (step[k] != 0 && !(near[k] > lower[k] && near[k] < upper[k])) {
        return 0;
      }
    }
    double[] there = meter.at(near);
    if (Vectors.nonFinite(there) >= 0) {
      return Double.POSITIVE_INFINITY;
    }
    double[] second = new double[r.length];
    double[] roots = roots();
    for (int i = 0; i < r.length; i++) {
      double straight = 0;
      for (int k = 0; k < n; k++) {
        straight += jacobian[k][i] * (near[k] - x[k]);
      }
      second[i] = roots[i] * 2 * (there[i] - r[i] - straight) / (PROBE * PROBE);
    }
    double[] slopes = Arrays.stream(free).mapToDouble(k -> Vectors.dot(j[k], second)).toArray();
    double[] bend = whole(factors.step(slopes, damping, rank));
    double share = scaledNorm(bend) / scaledNorm(step);
    if (share <= MOST_BEND) {
      for (int k = 0; k < n; k++) {
        step[k] += 0.5 * bend[k];
      }
    }
    return share;
  }

  /// Returns the slope of the cost along the step.
  private double slope(double[] step) {
    double slope = 0;
    for (int k = 0; k < n; k++) {
      slope += Vectors.dot(j[k], f) * step[k];
    }
    return slope;
  }

  /// Returns by how much the cost would fall if the residuals were straight.
  private double promised(double[] step) {
    double[] change = new double[f.length];
    for (int k = 0; k < n; k++) {
      for (int i = 0; i < f.length; i++) {
        change[i] += j[k][i] * step[k];
      }
    }
    double fall = 0;
    for (int i = 0; i < f.length; i++) {
      fall -= change[i] * (f[i] + 0.5 * change[i]);
    }
    return fall;
  }

  private FitOutcome stalled(double remaining) {
    int wrong = wrongColumn();
    return wrong >= 0
        ? contradiction(wrong)
        : new FitOutcome.Stalled(remaining, differences.noise());
  }

  /// Says what the end is where the slope has vanished: a minimum only if nothing speaks against.
  private FitOutcome ended(double remaining) {
    int wrong = wrongColumn();
    if (wrong >= 0) {
      return contradiction(wrong);
    }
    double uncertainty = differences.uncertainty(x, r);
    for (int k : free) {
      double square = Vectors.dot(jacobian[k], jacobian[k]);
      if (!meter.isExact()
          && loss instanceof ResidualLoss.Squares
          && differences.bend(k) < -1.01 * square) {
        return new FitOutcome.Saddle(
            IntStream.range(0, n).mapToObj(i -> i == k ? 1.0 : 0).toList());
      }
    }
    List<Integer> without =
        Arrays.stream(free)
            .filter(k -> !(Factors.norm(jacobian[k]) * sizes[k] > 100 * uncertainty))
            .filter(k -> sizes[k] > 0 || Factors.norm(jacobian[k]) == 0)
            .boxed()
            .toList();
    if (!without.isEmpty()) {
      return new FitOutcome.Flat(without);
    }
    if (free.length == 0) {
      return new FitOutcome.Converged(0, tolerance);
    }
    double[] norms = norms(free);
    Factors factors = Factors.of(columns(free), f, norms);
    int rank = factors.rank(resolution());
    if (rank < free.length) {
      return new FitOutcome.Undetermined(together(factors, rank, free));
    }
    double[] weakest = factors.direction(rank - 1);
    double[] even = new double[free.length];
    double[] odd = new double[free.length];
    Arrays.fill(even, 1);
    Arrays.setAll(odd, i -> i % 2 == 0 ? 1 : -1);
    for (double[] direction : free.length == 1 ? List.of(even) : List.of(weakest, even, odd)) {
      List<Double> down = lookAround(direction, norms, uncertainty);
      if (!down.isEmpty()) {
        return new FitOutcome.Saddle(down);
      }
    }
    int freedom = meter.counted(r.length) - free.length;
    if (freedom > 0 && isOpen(factors, norms, freedom, uncertainty)) {
      return new FitOutcome.Flat(together(factors, rank - 1, free));
    }
    return new FitOutcome.Converged(remaining, tolerance);
  }

  /// Returns whether the cost hardly rises on one side where the parameters move by a standard
  /// error in the direction known least: then they run away, and their errors mean nothing.
  private boolean isOpen(Factors factors, double[] norms, int freedom, double uncertainty) {
    int last = free.length - 1;
    double deviation = factors.left(free.length) / Math.sqrt(freedom);
    double expected = 0.5 * deviation * deviation;
    if (!(expected > 100 * Factors.norm(f) * uncertainty)) {
      return false;
    }
    double[] direction = factors.direction(last);
    for (int side = -1; side <= 1; side += 2) {
      double[] far = x.clone();
      boolean isInside = true;
      for (int i = 0; i < free.length; i++) {
        int k = free[i];
        far[k] += side * deviation / factors.value(last) * direction[i] / norms[i];
        isInside &= far[k] >= lower[k] && far[k] <= upper[k];
      }
      if (isInside && Vectors.nonFinite(far) < 0) {
        double[] there = meter.at(far);
        if (Vectors.nonFinite(there) < 0 && cost(there) - cost < SEEN * expected) {
          return true;
        }
      }
    }
    return false;
  }

  /// Returns the parameters that take part in the directions along which nothing changes.
  static List<Integer> together(Factors factors, int rank, int[] of) {
    return IntStream.range(0, of.length)
        .filter(
            i ->
                IntStream.range(rank, of.length)
                    .anyMatch(k -> Math.abs(factors.direction(k)[i]) > 0.1))
        .mapToObj(i -> of[i])
        .toList();
  }

  /// Looks to both sides along the direction in which the sum of squares is flattest; returns it if
  /// both together are lower, else nothing.
  private List<Double> lookAround(double[] direction, double[] norms, double uncertainty) {
    double far = Double.POSITIVE_INFINITY;
    double[] along = new double[n];
    for (int i = 0; i < free.length; i++) {
      int k = free[i];
      along[k] = direction[i] / norms[i];
      double length = differences.length(k);
      length = Double.isNaN(length) ? Math.max(Math.abs(x[k]), Double.MIN_NORMAL) : length;
      far = Math.min(far, 0.01 * length / Math.abs(along[k]));
    }
    double[] up = new double[n];
    double[] down = new double[n];
    for (int k = 0; k < n; k++) {
      up[k] = x[k] + far * along[k];
      down[k] = x[k] - far * along[k];
      if (Math.min(up[k], down[k]) < lower[k] || Math.max(up[k], down[k]) > upper[k]) {
        return List.of();
      }
    }
    double above = cost(meter.at(up)) - cost;
    double below = cost(meter.at(down)) - cost;
    boolean isLower = above + below < -16 * Factors.norm(f) * uncertainty;
    double step = far;
    return isLower ? Arrays.stream(along).map(d -> d * step).boxed().toList() : List.of();
  }

  /// Returns the first column of a Jacobian made by hand that differences contradict, or −1.
  private int wrongColumn() {
    if (!meter.isByHand()) {
      return -1;
    }
    double[][] observed = differences.twoSided(x, r);
    double size = Arrays.stream(observed).mapToDouble(Factors::norm).max().orElse(0);
    for (int k : free) {
      double error = 0;
      for (int i = 0; i < r.length; i++) {
        error = Math.hypot(error, observed[k][i] - jacobian[k][i]);
      }
      double norm = Math.max(Factors.norm(observed[k]), Factors.norm(jacobian[k]));
      double allowed = Math.max(1e-3, 10 * differences.error()) * norm;
      if (error > allowed && norm * Math.max(sizes[k], 1e-300) > 1e-9 * size * sizes[k]) {
        return k;
      }
    }
    return -1;
  }

  private FitOutcome contradiction(int column) {
    double[] observed = differences.twoSided(x, r)[column];
    int worst = 0;
    for (int i = 0; i < r.length; i++) {
      double error = Math.abs(observed[i] - jacobian[column][i]);
      worst = error > Math.abs(observed[worst] - jacobian[column][worst]) ? i : worst;
    }
    return new FitOutcome.WrongJacobian(worst, column, jacobian[column][worst], observed[worst]);
  }

  private double cost(double[] r) {
    if (loss instanceof ResidualLoss.Squares) {
      return 0.5 * Vectors.dot(r, r);
    }
    double sum = 0;
    for (double each : r) {
      sum += loss.cost(each);
    }
    return sum;
  }

  private double scale(int k) {
    return scales[k] > 0 ? scales[k] : 1;
  }

  private double scaledNorm(double[] step) {
    double[] scaled = new double[n];
    Arrays.setAll(scaled, k -> scale(k) * step[k]);
    return Factors.norm(scaled);
  }

  private int nonFiniteColumn() {
    return IntStream.range(0, n)
        .filter(k -> Vectors.nonFinite(jacobian[k]) >= 0)
        .findFirst()
        .orElse(-1);
  }
}
