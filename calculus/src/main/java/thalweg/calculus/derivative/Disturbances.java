package thalweg.calculus.derivative;

/// What disturbs at the anchor: noise in the values, a kink, a jump, or change too fast for its
/// step.
final class Disturbances {
  private static final double EPSILON = Difference.EPSILON;

  enum Kind {
    NONE,
    FAST,
    KINK,
    /// A kink beside x, nearer than the anchor.
    BESIDE,
    JUMP,
    NOISE
  }

  private final Difference d;
  private final Rungs rungs;
  private final Anchor anchor;
  private final double[] line = new double[Noise.POINTS];

  /// The noise that the caller knows of, and what was measured beyond it.
  double known;

  double noise;

  /// Whether the noise bounds what can be had.
  boolean noisy;

  /// Whether the values have been listened to.
  boolean heard;

  /// Whether f changes too fast for the anchor.
  boolean fast;

  /// How steep f is much nearer than the anchor.
  private double nearSlope;

  Disturbances(Difference d, Rungs rungs, Anchor anchor) {
    this.d = d;
    this.rungs = rungs;
    this.anchor = anchor;
  }

  /// Forgets all but what the caller knows.
  void clear() {
    noise = 0;
    noisy = false;
    heard = false;
    fast = false;
  }

  /// Takes a size for the noise.
  void take(double size) {
    noise = size;
    noisy = true;
  }

  /// Returns whether the three values at the anchor bend more than rounding, or the curvature that
  /// the first rung sees, would make them.
  boolean suspicious() {
    if (d.side != 0) {
      return false;
    }
    double ratio = rungs.anchor / rungs.step(rungs.low);
    return rungs.anchorBend - 8 * ratio * ratio * anchor.firstBend
        > Rungs.CLEAR
            * (EPSILON * Math.abs(d.value)
                + rungs.anchor * rungs.anchorSpread
                + 2 * d.inside(rungs.anchorSlope));
  }

  /// Returns what it is that makes the anchor suspicious.
  Kind inspect(boolean narrow) {
    double bend0 = rungs.anchorBend;
    if (d.at(d.x) != d.value) { // not even the same value twice
      return Kind.NOISE;
    }
    d.measure(rungs.anchor / 16);
    double bend1 = d.bend;
    double right1 = d.right - d.value;
    double left1 = d.left - d.value;
    d.measure(rungs.anchor / 256);
    double bend2 = d.bend;
    double right2 = d.right - d.value;
    double left2 = d.left - d.value;
    double clear =
        Rungs.CLEAR
            * (EPSILON * (Math.abs(d.right) + Math.abs(d.left) + Math.abs(d.value))
                + 2 * d.inside(rungs.anchorSlope));
    double fall = bend1 / bend0;
    boolean steady =
        bend1 > clear && Math.abs(bend2 - fall * bend1) <= 0.2 * fall * bend1 + clear / 4;
    if (steady && fall > 0.05 && fall < 0.9) {
      // Noise may fall by chance as a kink does, hardly at every place.
      boolean falls = true;
      for (double part : new double[] {5, 41, 130}) {
        d.measure(rungs.anchor / part);
        double expected = bend0 * Math.pow(fall, Math.log(part) / Math.log(16));
        falls &= Math.abs(d.bend - expected) <= 0.2 * expected + clear / 4;
      }
      return falls ? Kind.KINK : Kind.NOISE;
    }
    // A kink that the anchor has on its way, or that the nearer steps have no more: what is smooth
    // has lost 256 times of its bend there, and 256 times more at an anchor so much nearer.
    boolean passed = bend1 > clear && near(16 * bend1, bend0, 0.2) && bend2 < bend1 / 20 - clear;
    double much = narrow ? Rungs.CLEAR / 4 : 1024;
    if (passed || (Math.max(bend1, bend2) <= clear && bend0 > much * clear)) {
      return Kind.BESIDE;
    }
    boolean jumps =
        (near(right1, right2, 0.02) && Math.abs(right2) > clear)
            || (near(left1, left2, 0.02) && Math.abs(left2) > clear);
    if (jumps && near(bend1, bend0, 0.5)) {
      // Noise may come twice to the same value, hardly at every place.
      boolean same = true;
      for (double part : new double[] {5, 41, 130}) {
        d.measure(rungs.anchor / part);
        same &=
            Math.abs(d.right - d.value - right2) <= 0.02 * Math.abs(right2) + clear
                && Math.abs(d.left - d.value - left2) <= 0.02 * Math.abs(left2) + clear;
      }
      return same ? Kind.JUMP : Kind.NOISE;
    }
    if (near(256 * bend1, bend0, 0.5)) {
      return Kind.FAST;
    }
    return steady && fall <= 0.05 ? Kind.NONE : Kind.NOISE;
  }

  private static boolean near(double a, double b, double part) {
    return Math.abs(a - b) <= part * Math.abs(b);
  }

  /// Reads the noise from values around x, the closer the better: smooth change vanishes there and
  /// noise stays. What seems noise but shrinks with the distance is a change too fast for the
  /// steps.
  void measureNoise() {
    heard = true;
    nearSlope = 0;
    double least = 4 * Math.ulp(d.x);
    double spacing = Math.max(Math.scalb(anchor.unit, -30), least);
    spacing *= Rungs.BETWEEN[1]; // not in step with stairs
    for (int tries = 0; tries < 4 && d.line(line, spacing); tries++, spacing *= 64) {
      if (tries == 0) {
        nearSlope = Math.abs(line[line.length - 1] - line[0]) / ((line.length - 1) * spacing);
      }
      double level = Noise.level(line);
      if (level > 0) {
        double ulp = EPSILON * Noise.largest(line);
        noise = (d.n == 1 ? 4 : 2) * level;
        noisy = noise > 64 * ulp;
        if (tries > 0 || nearSlope * (line.length - 1) * spacing < 4 * noise) {
          nearSlope = 0; // noise, not a slope
        }
        double closer = Math.max(spacing / 4096, least);
        double wide = Math.abs(line[line.length - 1] - line[0]) / ((line.length - 1) * spacing);
        if (noise > 1e5 * ulp && closer < spacing && d.line(line, closer)) {
          // What is truly fast is steeper there than the anchor saw; between two stairs a smooth
          // factor may go on, but slower than the stairs themselves.
          double steep = Math.abs(line[line.length - 1] - line[0]) / ((line.length - 1) * closer);
          fast =
              Noise.level(line) < level / 8
                  && !Noise.stands(line)
                  && steep > 8 * (d.n == 1 ? Math.abs(rungs.anchorSlope) : wide);
          if (fast) {
            noise = 0;
            noisy = false;
          }
        }
        return;
      }
      if (!Noise.stands(line)) {
        return;
      }
    }
  }

  /// Whether f has turned back on the way: it moves less over the anchor's step than its slope
  /// would take it.
  boolean turnsBack() {
    return nearSlope * rungs.anchor > 4 * anchor.range + noise;
  }
}
