package thalweg.descent.step;

/// Finds a step that satisfies the Wolfe conditions, by cubic and quadratic interpolation within an
/// interval that is sure to hold one.
///
/// The strong conditions also refuse a step that has gone up too far on the other side.
/// Quasi-Newton methods need fewer evaluations without that; conjugate gradients need it.
///
/// Where a value differs from the first by no more than rounding may have done, and more was hardly
/// promised, it cannot show a decrease any more although the slopes still can. Then a step is good
/// that satisfies the approximate Wolfe conditions of [HagerZhang] on the slopes. Source: Moré and
/// Thuente 1994, sections 2 to 4.
///
/// @param decrease δ, the share of the promised decrease that is asked for; above 0 and below ½
/// @param curvature σ, the share of the slope that may be left; above δ and below 1
/// @param strong whether that goes for a slope on the other side too
/// @param trials how many steps to try; at least 1
public record MoreThuente(double decrease, double curvature, boolean strong, int trials)
    implements LineSearch {
  /// How much the trial grows while nothing is bracketed: at most to ten times what it was, for
  /// that is where the slope would vanish that a σ of 0.9 finds hardly too steep.
  private static final double GROW_LEAST = 1.1;

  private static final double GROW_MOST = 9;

  /// The interval must shrink to this share in two trials, or is halved.
  private static final double SHRINK = 0.66;

  /// An interval this small beside its upper end cannot be divided sensibly.
  private static final double NARROW = 1e-14;

  /// What rounding inside the function may do to the value, beside it. With a few roundings of the
  /// value itself, a sum of squares with lost digits looks as if there were no way down.
  private static final double NOISE = 1e-12;

  /// A decrease promised by the slope may be hidden by noise if it is at most this many times as
  /// large: a value that happens to be the first one again, far away, is no sign of noise.
  private static final double HIDDEN = 1e3;

  /// How far to draw back towards the best step from where the function is not finite.
  private static final double DRAW_BACK = 0.1;

  /// So many trials in a row that contradict the slopes, and these are not to be searched by.
  private static final int CONTRADICTIONS = 3;

  /// Slopes are one if they differ by no more than this share.
  private static final double ONE = 0.1;

  public MoreThuente {
    Constants.decrease("more-thuente", decrease);
    Constants.curvature("more-thuente", decrease, curvature);
    Constants.trials("more-thuente", trials);
  }

  /// Returns the search for quasi-Newton methods: δ 1e-4, σ 0.9, not strong, 30 trials.
  public static MoreThuente defaults() {
    return new MoreThuente(1e-4, 0.9, false, 30);
  }

  /// Returns the search for conjugate gradients: δ 1e-4, σ 0.4, strong, 30 trials.
  public static MoreThuente strongWolfe() {
    return new MoreThuente(1e-4, 0.4, true, 30);
  }

  /// Returns the search for steepest descent, rather exact: δ 1e-4, σ 0.1, strong, 30 trials.
  public static MoreThuente exact() {
    return new MoreThuente(1e-4, 0.1, true, 30);
  }

  @Override
  public Searcher begin() {
    return new Search();
  }

  @Override
  public String toString() {
    return "more-thuente";
  }

  /// The letters are the paper's: a is the best step so far, b the other end of the interval once
  /// there is one, t the trial; f and g are value and slope there.
  private final class Search implements Searcher {
    private double f0;
    private double g0;
    private double noise;
    private double a;
    private double fa;
    private double ga;
    private double b;
    private double fb;
    private double gb;
    private boolean bracketed;

    @Override
    public Result search(Line line, double value, double slope, double first, double farthest) {
      f0 = value;
      g0 = slope;
      noise = NOISE * Math.abs(value);
      a = 0;
      fa = value;
      ga = slope;
      b = 0;
      fb = value;
      gb = slope;
      bracketed = false;
      double longest = farthest;
      double t = Math.min(first, longest);
      double low = 0;
      double high = t + GROW_MOST * t;
      double width = longest;
      double widthBefore = 2 * longest;
      boolean firstStage = true;
      int contradictions = 0; // in a row
      boolean edge = false; // whether `longest` is where the function ceases to be finite
      for (int trial = 0; trial < trials; trial++) {
        double f = line.evaluate(t);
        double g = line.slope();
        if (!Double.isFinite(f) || !Double.isFinite(g)) {
          if (f == Double.NEGATIVE_INFINITY) {
            return Result.LONGEST;
          }
          longest = t;
          edge = true;
          t = a + DRAW_BACK * (t - a);
          if (!(t > a)) {
            return Result.FAILED;
          }
          high = Math.min(high, longest);
          continue;
        }
        contradictions = contradicts(t, f, g) ? contradictions + 1 : 0;
        if (contradictions == CONTRADICTIONS) {
          return Result.FAILED;
        }
        double wanted = f0 + t * decrease * g0;
        if (isGood(t, f, g, wanted)) {
          return Result.FOUND;
        }
        if (t == longest && !edge && f <= wanted && g <= decrease * g0) {
          return Result.LONGEST;
        }
        if (firstStage && f <= wanted && g >= 0) {
          firstStage = false;
        }
        if (firstStage && f <= fa && f > wanted) {
          // Work on ψ(t) = φ(t) − φ(0) − δtφ′(0), whose minimisers satisfy the decrease.
          double tilt = decrease * g0;
          fa -= a * tilt;
          fb -= b * tilt;
          ga -= tilt;
          gb -= tilt;
          t = next(t, f - t * tilt, g - tilt, low, high);
          fa += a * tilt;
          fb += b * tilt;
          ga += tilt;
          gb += tilt;
        } else {
          t = next(t, f, g, low, high);
        }
        if (bracketed) {
          if (Math.abs(b - a) >= SHRINK * widthBefore) {
            t = a + 0.5 * (b - a);
          }
          widthBefore = width;
          width = Math.abs(b - a);
          low = Math.min(a, b);
          high = Math.max(a, b);
        } else {
          low = t + GROW_LEAST * (t - a);
          high = t + GROW_MOST * (t - a);
        }
        if (edge && t >= longest) {
          t = a + 0.5 * (longest - a);
        }
        t = Math.min(t, longest);
        if (bracketed && (t <= low || t >= high || high - low <= NARROW * high)) {
          return Result.FAILED;
        }
      }
      return Result.FAILED;
    }

    /// Returns whether the value is higher although it falls here and there with one slope: then
    /// the slopes are not those of the function at this scale.
    private boolean contradicts(double t, double f, double g) {
      return f > fa + noise && ga * (t - a) < 0 && Math.abs(g - ga) <= ONE * Math.abs(ga);
    }

    private boolean isGood(double t, double f, double g, double wanted) {
      if (f <= wanted) {
        return g >= curvature * g0 && (!strong || g <= -curvature * g0);
      }
      boolean isHidden = Math.abs(f - f0) <= noise && -t * g0 <= HIDDEN * noise;
      return isHidden && g >= curvature * g0 && g <= (2 * decrease - 1) * g0;
    }

    /// Returns √(θ² − pq), scaled so that no square overflows; 0 where rounding made it imaginary.
    private static double root(double theta, double p, double q) {
      double scale = Math.max(Math.abs(theta), Math.max(Math.abs(p), Math.abs(q)));
      double t = theta / scale;
      return scale * Math.sqrt(Math.max(0, t * t - p / scale * (q / scale)));
    }

    /// Returns the next trial and narrows the interval. Source: section 4, cases 1 to 4.
    private double next(double t, double f, double g, double low, double high) {
      double sign = g * Math.signum(ga);
      double next;
      boolean isClose = false;
      if (f > fa) {
        // Case 1: higher. The minimum lies between; prefer the cubic's if nearer to a.
        double theta = 3 * (fa - f) / (t - a) + ga + g;
        double gamma = root(theta, ga, g);
        gamma = t < a ? -gamma : gamma;
        double r = (gamma - ga + theta) / (gamma - ga + gamma + g);
        double cubic = a + r * (t - a);
        double quadratic = a + ga / ((fa - f) / (t - a) + ga) / 2 * (t - a);
        next =
            Math.abs(cubic - a) < Math.abs(quadratic - a) ? cubic : cubic + (quadratic - cubic) / 2;
        bracketed = true;
        isClose = true;
      } else if (sign < 0) {
        // Case 2: lower, and the slope has changed its sign. Prefer what is farther from t.
        double theta = 3 * (fa - f) / (t - a) + ga + g;
        double gamma = root(theta, ga, g);
        gamma = t > a ? -gamma : gamma;
        double r = (gamma - g + theta) / (gamma - g + gamma + ga);
        double cubic = t + r * (a - t);
        double secant = t + g / (g - ga) * (a - t);
        next = Math.abs(cubic - t) > Math.abs(secant - t) ? cubic : secant;
        bracketed = true;
      } else if (Math.abs(g) < Math.abs(ga)) {
        // Case 3: lower, same sign, flatter. The cubic may have no minimum or one behind.
        isClose = true;
        double theta = 3 * (fa - f) / (t - a) + ga + g;
        double gamma = root(theta, ga, g);
        gamma = t > a ? -gamma : gamma;
        double r = (gamma - g + theta) / (gamma + (ga - g) + gamma);
        double cubic = r < 0 && gamma != 0 ? t + r * (a - t) : t > a ? high : low;
        double secant = t + g / (g - ga) * (a - t);
        if (bracketed) {
          next = Math.abs(cubic - t) < Math.abs(secant - t) ? cubic : secant;
          double most = t + SHRINK * (b - t);
          next = t > a ? Math.min(most, next) : Math.max(most, next);
        } else {
          next = Math.abs(cubic - t) > Math.abs(secant - t) ? cubic : secant;
          next = Math.clamp(next, Math.min(low, high), Math.max(low, high));
        }
      } else if (bracketed) {
        // Case 4: lower, same sign, not flatter. The cubic through t and b.
        double theta = 3 * (f - fb) / (b - t) + gb + g;
        double gamma = root(theta, gb, g);
        gamma = t > b ? -gamma : gamma;
        double r = (gamma - g + theta) / (gamma - g + gamma + gb);
        next = t + r * (b - t);
      } else {
        next = t > a ? high : low;
      }
      if (f > fa) {
        b = t;
        fb = f;
        gb = g;
      } else {
        if (sign < 0) {
          b = a;
          fb = fa;
          gb = ga;
        }
        a = t;
        fa = f;
        ga = g;
      }
      return Double.isFinite(next) ? next : bracketed ? a + 0.5 * (b - a) : isClose ? t : high;
    }
  }
}
