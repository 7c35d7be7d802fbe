package thalweg.descent;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import thalweg.descent.vector.Vectors;

/// A descent by [TrustRegionNewton] under way.
final class NewtonWalk {
  /// A step is taken if the values fall by more than this share of what the model promised.
  private static final double ACCEPT = 1e-4;

  private static final double POOR = 0.25;
  private static final double GOOD = 0.75;

  /// A numerical gradient is made more exact when it is this small beside its error.
  private static final double CLOSE_TO_ERROR = 10;

  /// A step is tiny if it is this short beside the way come.
  private static final double TINY = 1e-4;

  /// After one look for a kink, steps must be this much shorter for the next.
  private static final double TINIER = 1e-2;

  /// So many tiny steps that leave the gradient as long as it was are steps from side to side of a
  /// valley whose curvature is none.
  private static final int CRAWL = 6;

  /// A gradient of at least this share of what it was is as long as it was.
  private static final double HARDLY = 0.9;

  /// Steps that grow by this much from one to the next are on their way.
  private static final double GROWS = 1.5;

  /// The step of differences of gradients: the root of their precision.
  private static final double STEP = 2 * Math.sqrt(Math.ulp(1.0));

  /// The same if the gradient itself is made of differences.
  private static final double NUMERICAL_STEP = 1e-4;

  private final Meter meter;
  private final @Nullable HessianProduct product;
  private final Surroundings around;
  private final Trail trail;
  private final Patience patience = new Patience();
  private final int n;
  private Point here;
  private Point trial;
  private final double[] p;
  private final double[] residual;
  private final double[] direction;
  private final double[] curved;
  private final double[] moved;
  private final double[] movedGradient;
  private final double[] steepestCurved; // the Hessian times the first direction of the last model
  private boolean isModelled; // whether that is of this point and its gradient
  private double tiniest = Double.POSITIVE_INFINITY; // the step at the last look for a kink
  private int crawled; // tiny steps since the gradient was last seen to shrink
  private double crawlNorm = Double.POSITIVE_INFINITY; // its norm then
  private double crawlLength = Double.POSITIVE_INFINITY; // the step at the last look around them
  private double lastLength = Double.POSITIVE_INFINITY;
  private double decrease; // what the model promises
  private boolean atEdge;
  private double largestCurvature;
  private int step;
  private double norm;

  /// A point with its gradient.
  private static final class Point {
    final double[] x;
    final double[] gradient;
    double value = Double.NaN;
    double error; // of the gradient

    Point(double[] x) {
      this.x = x;
      this.gradient = new double[x.length];
    }
  }

  NewtonWalk(Meter meter, TrustRegionNewton method, Options options, double[] start) {
    this.meter = meter;
    this.product = method.product().orElse(null);
    around = new Surroundings(meter, start, null);
    trail = new Trail(meter, options, method, around);
    n = start.length;
    here = new Point(start.clone());
    trial = new Point(new double[n]);
    p = new double[n];
    residual = new double[n];
    direction = new double[n];
    curved = new double[n];
    moved = new double[n];
    movedGradient = new double[n];
    steepestCurved = new double[n];
  }

  Minimum run() {
    Outcome outcome;
    try {
      outcome = walk();
    } catch (Ended ended) {
      outcome = ended.outcome();
    } catch (NoiseHeard heard) {
      return new ModelWalk(meter, around, trail, null, step, here.x, here.value).run();
    }
    return trail.end(step, here.x, here.value, norm, outcome);
  }

  private Outcome walk() {
    evaluateHere();
    trail.visit(0, here.x, here.value, norm);
    // Curvature is a difference of gradients: forward differences will not do.
    around.begin(here.value, here.gradient);
    refine();
    trail.begin(norm);
    String fault = Vectors.fault(here.x, here.value, here.gradient);
    if (!fault.isEmpty()) {
      return new Outcome.NonFinite(0, fault);
    }
    note();
    around.begin(here.value, here.gradient);
    while (true) {
      Outcome outcome = descend();
      if (!(outcome instanceof Outcome.Kink kink)) {
        return outcome;
      }
      double left = here.value;
      if (!leadsOn()) {
        return kink;
      }
      if (!GradientSampling.isClear(around, left, here.value)) {
        Outcome nearer =
            around.kink(
                here.x, here.value, kink.direction().stream().mapToDouble(each -> each).toArray());
        return nearer == null ? kink : nearer;
      }
    }
  }

  /// Returns whether the values fall along the kink or towards it, having gone down there.
  private boolean leadsOn() {
    double[] lower = GradientSampling.from(meter, around, null, here.x, here.value);
    if (lower == null) {
      return false;
    }
    goOn(lower);
    return true;
  }

  private void goOn(double[] from) {
    System.arraycopy(from, 0, here.x, 0, n);
    evaluateHere();
    patience.renew();
    tiniest = Double.POSITIVE_INFINITY;
    crawlLength = Double.POSITIVE_INFINITY;
    crawled = 0;
    step++;
    visit();
  }

  private Outcome descend() {
    double radius = firstRadius();
    while (true) {
      while (norm <= Math.max(trail.threshold(), CLOSE_TO_ERROR * here.error) && refine()) {
        // As exact as need be to tell whether the descent has arrived.
      }
      Outcome outcome = trail.arrived(here.x, here.value, here.gradient, norm, here.error);
      if (outcome != null) {
        return outcome;
      }
      if (norm <= here.error) {
        return standstill();
      }
      meter.relax(norm);
      if (step >= trail.steps()) {
        return new Outcome.StepLimit(step);
      }
      model(radius);
      for (int i = 0; i < n; i++) {
        trial.x[i] = here.x[i] + p[i];
      }
      if (Arrays.equals(trial.x, here.x)) {
        if (refine()) {
          radius = firstRadius();
          continue;
        }
        return standstill();
      }
      evaluateTrial();
      if (trial.value == Double.NEGATIVE_INFINITY) {
        goOn(Abyss.before(meter, here.x, here.value, trial.x));
        return trail.unbounded(here.x, here.value);
      }
      double trialNorm = Vectors.norm(trial.gradient);
      boolean finite = Double.isFinite(trial.value);
      double ratio = Double.isFinite(trialNorm) ? ratio(trialNorm) : Double.NEGATIVE_INFINITY;
      double length = Vectors.norm(p);
      if (!(ratio >= POOR)) {
        radius = (finite ? 0.25 : 0.1) * length;
        Outcome kink = isTiny(length) ? around.kink(here.x, here.value, p) : null;
        if (kink != null) {
          return kink;
        }
      } else if (ratio > GOOD && atEdge) {
        radius *= 2;
      }
      if (ratio > ACCEPT) {
        advance(trialNorm);
        if (crawls(length)) {
          double left = here.value;
          if (leadsOn() && GradientSampling.isClear(around, left, here.value)) {
            radius = firstRadius();
            continue;
          }
          if (refine()) {
            patience.renew();
          }
        }
        if (trail.isBottomless(here.x, here.value, norm)) {
          return trail.unbounded(here.x, here.value);
        }
        if (patience.isOver()) {
          if (!refine()) {
            return standstill();
          }
          patience.renew();
        }
      } else if (isNoise(length)) {
        if (!refine()) {
          return standstill();
        }
        radius = firstRadius();
      }
    }
  }

  /// Returns whether a step that kept little of its promise is tiny, as beside a kink; asked again
  /// only when steps are much tinier still.
  private boolean isTiny(double length) {
    boolean is = length <= TINY * around.distance(here.x) && length <= TINIER * tiniest;
    tiniest = is ? length : tiniest;
    return is;
  }

  /// Returns whether step after tiny step has left the gradient as long as it was, as between the
  /// two sides of a valley that is steep however near; asked again only when steps are much tinier
  /// still.
  private boolean crawls(double length) {
    boolean grows = length > GROWS * lastLength;
    lastLength = length;
    if (length > TINY * around.distance(here.x) || norm < HARDLY * crawlNorm) {
      crawlNorm = norm;
      crawled = 0;
      return false;
    }
    crawled += grows ? 0 : 1;
    if (crawled < CRAWL || length > TINIER * crawlLength) {
      return false;
    }
    crawled = 0;
    crawlLength = length;
    return true;
  }

  private double firstRadius() {
    return Math.max(Math.min(Math.max(1, Vectors.norm(here.x)), norm), meter.width(here.gradient));
  }

  /// Returns whether a step that did not lead down was so short that the values or the gradient
  /// cannot be told from noise.
  private boolean isNoise(double length) {
    return decrease <= meter.noise(here.value)
        || !(length > Math.ulp(1.0) * Math.max(Vectors.norm(here.x), Double.MIN_NORMAL));
  }

  /// Takes value and gradient where the step leads; the gradient is NaN where that is not worth
  /// having: a value that is too high, or none, refuses the step without.
  private void evaluateTrial() {
    if (meter.isNumerical(n)) {
      trial.value = meter.value(trial.x);
      boolean isRefused = !(here.value - trial.value > ACCEPT * decrease);
      boolean isHidden = Math.abs(trial.value - here.value) <= meter.noise(here.value);
      if (isRefused && !isHidden) {
        Arrays.fill(trial.gradient, Double.NaN);
        return;
      }
    }
    trial.value = meter.evaluate(trial.x, trial.gradient);
    trial.error = meter.gradientError();
  }

  private void evaluateHere() {
    here.value = meter.evaluate(here.x, here.gradient);
    here.error = meter.gradientError();
    norm = Vectors.norm(here.gradient);
    isModelled = false;
  }

  /// Makes a numerical gradient more exact and takes it anew.
  private boolean refine() {
    if (!meter.refine(trail.threshold())) {
      return false;
    }
    evaluateHere();
    return true;
  }

  private void advance(double trialNorm) {
    Point left = here;
    here = trial;
    trial = left;
    norm = trialNorm;
    isModelled = false;
    step++;
    visit();
  }

  private void visit() {
    trail.visit(step, here.x, here.value, norm);
    note();
  }

  private void note() {
    patience.note(
        step, here.x, here.value, norm, around.creeps(trial.x, here.x), meter.noise(here.value));
  }

  /// Returns how much of the promise was kept. Where values have come down to their noise, a
  /// smaller gradient counts as kept.
  private double ratio(double trialNorm) {
    double noise = meter.noise(here.value);
    if (decrease <= noise && Math.abs(trial.value - here.value) <= noise) {
      return trialNorm < norm ? 1 : 0;
    }
    return (here.value - trial.value) / decrease;
  }

  private Outcome standstill() {
    if (!meter.isNumerical(n)) {
      for (int i = 0; i < n; i++) {
        direction[i] = -here.gradient[i];
      }
      Outcome wrong = GradientDoubt.along(meter, here.x, direction, here.value, -norm * norm);
      if (wrong != null && norm * norm > around.noise(here.value)) {
        Outcome kink = around.kink(here.x, here.value, direction);
        return kink == null ? wrong : kink;
      }
    }
    double hidden = Math.sqrt(2 * meter.noise(here.value) * largestCurvature);
    double floor = Math.max(here.error, hidden);
    if (patience.hasBetter(norm)) {
      System.arraycopy(patience.point(), 0, here.x, 0, n);
      here.value = meter.evaluate(here.x, here.gradient);
      here.error = meter.gradientError();
      step = patience.step();
      norm = Vectors.norm(here.gradient);
      floor = Math.min(floor, norm);
    }
    return trail.standstill(here.x, here.value, here.gradient, norm, here.error, floor);
  }

  /// Puts into p the step that makes the quadratic model small within the radius.
  ///
  /// The gradient is scaled by a power of two, which changes no digit, so that no square of it
  /// overflows or vanishes.
  private void model(double radius) {
    double unit = Math.scalb(1.0, Math.getExponent(norm));
    Arrays.fill(p, 0);
    for (int i = 0; i < n; i++) {
      residual[i] = here.gradient[i] / unit;
      direction[i] = -residual[i];
    }
    double scaled = norm / unit;
    double enough = Math.min(0.5, Math.sqrt(norm)) * scaled;
    double square = scaled * scaled;
    decrease = 0;
    atEdge = false;
    largestCurvature = 0;
    for (int inner = 0; inner < 2 * n + 10; inner++) {
      if (inner > 0) {
        hessianTimes(direction);
      } else {
        bendSteepest();
      }
      double curvature = Vectors.dot(direction, curved);
      if (!Double.isFinite(curvature)) {
        // Beyond the edge of where the function is defined, or too large: the slope alone promises.
        curvature = 0;
      }
      double dd = Vectors.dot(direction, direction);
      largestCurvature = Math.max(largestCurvature, curvature / dd);
      double alpha = unit * (square / curvature);
      if (!(curvature > 0) || !(lengthAfter(alpha) < radius)) {
        double tau = toEdge(dd, radius);
        decrease += tau * (unit * square - 0.5 * tau * curvature);
        move(tau);
        atEdge = true;
        return;
      }
      move(alpha);
      decrease += 0.5 * alpha * unit * square;
      double next = 0;
      for (int i = 0; i < n; i++) {
        residual[i] += alpha / unit * curved[i];
        next += residual[i] * residual[i];
      }
      if (Math.sqrt(next) <= enough) {
        return;
      }
      double beta = next / square;
      square = next;
      for (int i = 0; i < n; i++) {
        direction[i] = beta * direction[i] - residual[i];
      }
    }
  }

  /// The first direction is the same as long as the point and its gradient are.
  private void bendSteepest() {
    if (!isModelled) {
      hessianTimes(direction);
      System.arraycopy(curved, 0, steepestCurved, 0, n);
      isModelled = true;
    }
    System.arraycopy(steepestCurved, 0, curved, 0, n);
  }

  private void move(double alpha) {
    for (int i = 0; i < n; i++) {
      p[i] += alpha * direction[i];
    }
  }

  private double lengthAfter(double alpha) {
    double square = 0;
    for (int i = 0; i < n; i++) {
      double moved = p[i] + alpha * direction[i];
      square += moved * moved;
    }
    return Math.sqrt(square);
  }

  /// Returns τ > 0 with |p + τd| = radius.
  private double toEdge(double dd, double radius) {
    double pd = Vectors.dot(p, direction);
    double room = radius * radius - Vectors.dot(p, p);
    double root = Math.sqrt(Math.max(0, pd * pd + dd * room));
    return pd > 0 ? room / (pd + root) : (root - pd) / dd;
  }

  private void hessianTimes(double[] v) {
    if (product != null) {
      product.multiply(here.x, v, curved);
      if (meter.seen(1) < 0) {
        for (int i = 0; i < n; i++) {
          curved[i] = -curved[i];
        }
      }
      return;
    }
    double share = meter.isNumerical(n) ? NUMERICAL_STEP : STEP;
    double h =
        Math.max(share * Math.max(1, Vectors.norm(here.x)), meter.width(v)) / Vectors.norm(v);
    for (int i = 0; i < n; i++) {
      moved[i] = here.x[i] + h * v[i];
    }
    meter.evaluateBeside(moved, movedGradient);
    for (int i = 0; i < n; i++) {
      curved[i] = (movedGradient[i] - here.gradient[i]) / h;
    }
  }
}
