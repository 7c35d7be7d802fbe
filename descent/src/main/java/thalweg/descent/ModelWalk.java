package thalweg.descent;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.descent.ModelPoints.Point;
import thalweg.descent.model.QuadraticModel;
import thalweg.descent.model.RegionStep;
import thalweg.descent.vector.Vectors;

/// A descent by [ModelTrustRegion] under way.
///
/// Two lengths govern it, as Powell's methods: the radius of the region, which follows how right
/// the model was, and the resolution, below which the radius does not fall until the model at this
/// resolution is sound and promises nothing more. In noise the resolution never falls to where the
/// model changes by less than a few times the noise; there it begins anew with a wider set of
/// points, and ends when that has gained nothing.
final class ModelWalk {
  /// The first points, and the first radius, as a share of how large each variable is.
  private static final double EDGE = 0.1;

  /// Those of a new set where there is no noise.
  private static final double SMALLER = 0.01;

  /// In noise a new set is wider than the last resolution by this factor.
  private static final double WIDER = 10;

  /// The finest resolution where there is no noise.
  private static final double FINEST = 1e-7;

  private static final double FINER = 0.1;

  /// Within the resolution the model must change by this many times the noise.
  private static final double CLEAR = 5;

  /// Values are held to differ by this many times the noise for no reason.
  private static final double HIDDEN = 2;

  /// A step is not worth a value if it promises less than this many times the noise.
  private static final double WORTHLESS = 0.5;

  /// A new set of points was worth while if it gained this share of all that was gained.
  private static final double GAIN = 1e-9;

  /// Where a variable changes the value by no more than noise, it is moved this much farther.
  private static final double MUCH_WIDER = 100;

  private static final int WIDENINGS = 8;

  private static final int VAIN = 2;
  private static final int MOST_SETS = 30;
  private static final int MOST_FAULTS = 30;

  /// Noise is measured anew when the value has fallen to this share.
  private static final double FALLEN = 0.3;

  /// A value as large as this, beside the first, is a wall.
  private static final double WALL = 1e30;

  private static final double WRONG = 0.1;
  private static final double RIGHT = 0.7;

  private final Meter meter;
  private final @Nullable Bounds box;
  private final Surroundings around;
  private final Trail trail;
  private final int all; // variables
  private final double[] lower;
  private final double[] upper;
  private final int[] free;
  private final int n; // free ones
  private ModelPoints points;
  private double firstValue = Double.NaN;
  private double radius;
  private double resolution;
  private double heardAt = Double.NaN; // the value when noise was measured last
  private boolean isOver; // with this set of points
  private int faults; // sets that told no model
  private double[] gradient;
  private double norm = Double.NaN;
  private int step;

  ModelWalk(Meter meter, ModelTrustRegion method, Options options, double[] start) {
    this.meter = meter;
    all = start.length;
    box = method.bounds().orElse(null);
    Bounds bounds = method.bounds().orElse(Bounds.none(all));
    lower = bounds.lower();
    upper = bounds.upper();
    free = IntStream.range(0, all).filter(i -> lower[i] < upper[i]).toArray();
    n = free.length;
    around = new Surroundings(meter, start, box);
    trail = new Trail(meter, options, method, around);
    points = new ModelPoints(free, new double[n], new Point(start.clone(), Double.NaN));
    gradient = new double[all];
  }

  /// Takes over where another descent has heard noise.
  ///
  /// @param step how many steps have been taken
  /// @param value at x
  ModelWalk(
      Meter meter,
      Surroundings around,
      Trail trail,
      @Nullable Bounds box,
      int step,
      double[] x,
      double value) {
    this.meter = meter;
    this.around = around;
    this.trail = trail;
    this.box = box;
    this.step = step;
    all = x.length;
    Bounds bounds = box == null ? Bounds.none(all) : box;
    lower = bounds.lower();
    upper = bounds.upper();
    free = IntStream.range(0, all).filter(i -> lower[i] < upper[i]).toArray();
    n = free.length;
    points = new ModelPoints(free, new double[n], new Point(x.clone(), value));
    gradient = new double[all];
    heardAt = value;
    meter.keepOn();
    trail.goOnBy(box == null ? ModelTrustRegion.defaults() : ModelTrustRegion.within(box));
  }

  Minimum run() {
    Outcome outcome;
    try {
      outcome = walk();
    } catch (Ended ended) {
      outcome = ended.outcome();
    }
    return trail.end(step, best().x(), best().value(), norm, outcome);
  }

  private Point best() {
    return points.best();
  }

  private double noise() {
    return meter.measuredNoise();
  }

  private Outcome walk() {
    boolean isTakeover = !Double.isNaN(best().value());
    Point start = isTakeover ? best() : point(best().x());
    points = new ModelPoints(free, new double[n], start);
    if (!isTakeover) {
      trail.visit(0, start.x(), start.value(), norm);
      around.begin(start.value(), new double[all]);
    }
    if (!Double.isFinite(start.value())) {
      return new Outcome.NonFinite(0, "value");
    }
    firstValue = start.value() + around.fall(start.value());
    int vain = 0;
    for (int set = 0; set < MOST_SETS && vain < VAIN && n > 0; set++) {
      double before = best().value();
      boolean isFirst = set == 0;
      double again = noise() > 0 ? Math.min(EDGE, WIDER * resolution) : SMALLER;
      begin(isFirst ? step == 0 ? EDGE : SMALLER : again);
      if (isFirst) {
        double[] slopes = points.slopes(all, start);
        if (!isTakeover) {
          around.begin(start.value(), slopes);
        }
        trail.begin(Vectors.norm(slopes));
      }
      Outcome outcome = followed();
      if (outcome != null) {
        return outcome;
      }
      double gained = before - best().value();
      boolean isVain =
          gained <= GAIN * (firstValue - best().value()) + HIDDEN * meter.noise(best().value());
      vain = isVain ? vain + 1 : 0;
    }
    return arrived();
  }

  /// Follows the model until its resolution is the finest; null if nothing else has ended it.
  private @Nullable Outcome followed() {
    while (!isOver) {
      if (step >= trail.steps()) {
        return new Outcome.StepLimit(step);
      }
      iterate();
      step++;
      trail.visit(step, best().x(), best().value(), norm);
      if (trail.isBottomless(best().x(), best().value(), 0)) {
        return trail.unbounded(best().x(), best().value());
      }
    }
    return null;
  }

  private void differentiate() {
    double[] slopes = new double[all];
    meter.evaluate(best().x(), slopes);
    gradient = slopes;
    norm = box == null ? Vectors.norm(slopes) : box.projectedNorm(best().x(), slopes);
  }

  private Outcome arrived() {
    differentiate();
    while (meter.refine(trail.threshold())) {
      differentiate();
    }
    if (Vectors.nonFinite(gradient) >= 0) {
      return new Outcome.Stalled(norm, Double.POSITIVE_INFINITY);
    }
    double error = meter.gradientError();
    double value = best().value();
    Outcome claim = trail.arrived(best().x(), value, gradient, norm, error);
    return claim != null
        ? claim
        : trail.standstill(best().x(), value, gradient, norm, error, Math.max(norm, error));
  }

  /// Begins anew around the best point, with points this share of each variable's size away.
  private void begin(double share) {
    double[] sizes = around.sizes(best().x());
    double[] units = new double[n];
    for (int k = 0; k < n; k++) {
      int i = free[k];
      double room = upper[i] - lower[i];
      units[k] = Math.min(sizes[i], Double.isFinite(room) ? room / (4 * EDGE) : sizes[i]);
    }
    radius = share;
    resolution = share;
    isOver = false;
    Point centre = best();
    points = new ModelPoints(free, units, centre);
    double widest = Math.max(1, Arrays.stream(units).max().orElse(1)) / MUCH_WIDER;
    for (int k = 0; k < n; k++) {
      Point there = beside(centre, k, share);
      for (int trial = 0; trial < WIDENINGS && units[k] <= widest; trial++) {
        if (there == null || isHeard(there, centre)) {
          break;
        }
        units[k] *= MUCH_WIDER;
        there = beside(centre, k, share);
      }
      if (there == null) {
        isOver = true; // nothing is defined beside the point
        return;
      }
      double move = (there.x()[free[k]] - centre.x()[free[k]]) / units[k];
      Point other = beside(centre, k, there.value() < centre.value() ? 2 * move : -move);
      points.add(there);
      if (other != null && other.x()[free[k]] != there.x()[free[k]]) {
        points.add(other);
      }
    }
    if (share < EDGE && points.spread() < CLEAR * noise()) {
      begin(Math.min(EDGE, WIDER * share));
      return;
    }
    isOver = !points.fit();
  }

  private boolean isHeard(Point there, Point centre) {
    return Math.abs(there.value() - centre.value()) >= CLEAR * noise();
  }

  /// Returns a point beside another along one variable, on the other side or nearer if it has to
  /// be; null if there is none with a value.
  private @Nullable Point beside(Point centre, int k, double wanted) {
    int i = free[k];
    double move = wanted * points.unit(k);
    for (int trial = 0; trial < 12; trial++) {
      double[] x = centre.x().clone();
      x[i] = Math.clamp(x[i] + move, lower[i], upper[i]);
      if (Math.abs(x[i] - centre.x()[i]) >= 0.1 * Math.abs(move)) {
        Point point = point(x);
        if (isSound(point)) {
          return point;
        }
      }
      move = trial % 2 == 0 ? -move : -0.1 * move;
    }
    return null;
  }

  private boolean isSound(Point point) {
    return point.value() < WALL * Math.max(1, Math.abs(firstValue));
  }

  private Point point(double[] x) {
    double value = meter.value(x);
    if (value == Double.NEGATIVE_INFINITY && Double.isFinite(best().value())) {
      double[] before = Abyss.before(meter, best().x(), best().value(), x);
      points.add(new Point(before, meter.value(before)));
      throw new Ended(trail.unbounded(best().x(), best().value()));
    }
    return new Point(x, value);
  }

  private Point reached(double[] d) {
    double[] x = best().x().clone();
    for (int k = 0; k < n; k++) {
      int i = free[k];
      x[i] = Math.clamp(x[i] + d[k] * points.unit(k), lower[i], upper[i]);
    }
    return point(x);
  }

  private double[] least(QuadraticModel model, double within) {
    double[] down = new double[n];
    double[] up = new double[n];
    for (int k = 0; k < n; k++) {
      down[k] = (lower[free[k]] - best().x()[free[k]]) / points.unit(k);
      up[k] = (upper[free[k]] - best().x()[free[k]]) / points.unit(k);
    }
    return RegionStep.least(model, down, up, within);
  }

  private void iterate() {
    QuadraticModel model = points.model();
    double[] d = least(model, radius);
    double length = Vectors.norm(d);
    double promised = model.value(new double[n]) - model.value(d);
    if (!(length >= 0.5 * resolution) || !(promised > WORTHLESS * noise())) {
      radius = 0.1 * radius <= 1.5 * resolution ? resolution : 0.1 * radius;
      if (!improves()) {
        sharpen();
      }
      return;
    }
    double before = best().value();
    Point reached = reached(d);
    double hidden = HIDDEN * noise();
    double ratio = (before - reached.value() + hidden) / (promised + hidden);
    boolean isSound = isSound(reached);
    ratio = isSound ? ratio : -1;
    radius =
        ratio <= WRONG
            ? Math.min(0.5 * radius, length)
            : Math.max(0.5 * radius, ratio <= RIGHT ? length : 2 * length);
    radius = radius <= 1.5 * resolution ? resolution : radius;
    if (isSound) {
      check(points.take(reached, Math.max(0.1 * radius, resolution) / 0.1));
    }
    boolean isDone = ratio >= WRONG || isOver || improves();
    if (!isDone && ratio <= 0 && Math.max(radius, length) <= resolution) {
      sharpen();
    }
  }

  /// Begins with new points where the old ones tell no model.
  private void check(boolean isModel) {
    if (isModel) {
      return;
    }
    faults++;
    double share = radius;
    double sharpest = resolution;
    if (faults > MOST_FAULTS) {
      isOver = true;
    } else {
      begin(share);
      resolution = Math.min(sharpest, resolution);
    }
  }

  /// Moves the farthest point, if it is far, to where it tells most; returns whether one is far. Of
  /// many points it is left out.
  private boolean improves() {
    double far = Math.max(2 * radius, 10 * resolution);
    int out = points.farthest(far);
    if (out < 0) {
      return false;
    }
    double within = Math.max(Math.min(0.1 * points.distance(out), 0.5 * radius), resolution);
    QuadraticModel lagrange = points.lagrange(out);
    double[] down = least(lagrange, within);
    double[] up = least(lagrange.negated(), within);
    double[] d = Math.abs(lagrange.value(up)) > Math.abs(lagrange.value(down)) ? up : down;
    Point reached = reached(d);
    if (!isSound(reached)) {
      return false;
    }
    check(points.replace(out, reached));
    return true;
  }

  /// Makes the resolution finer, or ends with these points where it is fine enough.
  private void sharpen() {
    listen();
    double coarse = resolution;
    double finest = noise() > 0 ? finestInNoise() : FINEST;
    double finer = Math.max(FINER * resolution, finest);
    isOver = noise() > 0 ? !(finer <= 0.5 * resolution) : resolution <= FINEST;
    resolution = Math.min(resolution, finer);
    radius = Math.max(0.5 * coarse, resolution);
  }

  /// Measures the noise at the first time, and again where the value has fallen much since.
  private void listen() {
    double value = best().value();
    boolean isFirst = Double.isNaN(heardAt);
    if (isFirst || (noise() > 0 && Math.abs(value) < FALLEN * Math.abs(heardAt))) {
      meter.hear(best().x(), value, points.slopes(all));
      heardAt = value;
    }
  }

  /// Returns the radius within which the model changes by a few times the noise.
  private double finestInNoise() {
    QuadraticModel model = points.model();
    double slope = 0;
    double bend = 0;
    for (int k = 0; k < n; k++) {
      slope = Math.hypot(slope, model.gradient(k));
      for (int j = 0; j < n; j++) {
        bend = Math.hypot(bend, model.hessian(k, j));
      }
    }
    double change = CLEAR * noise(); // slope·r + bend·r²/2
    return 2 * change / (slope + Math.sqrt(slope * slope + 2 * bend * change));
  }
}
