package thalweg.descent.step;

import org.jspecify.annotations.Nullable;

/// Finds a step that satisfies the Wolfe conditions or the approximate Wolfe conditions, which ask
/// the slopes alone once the values are too noisy: (2δ − 1)φ′(0) ≥ φ′(α) ≥ σφ′(0) and φ(α) ≤ φ(0) +
/// ε|φ(0)|.
///
/// Source: Hager and Zhang 2005, section 4 (steps L0 to L3, B0 to B3, U0 to U3, S1 to S4);
/// constants of their section 5.
///
/// @param decrease δ; above 0 and below ½
/// @param curvature σ; above δ and below 1
/// @param rise ε, the rise allowed beside |φ(0)|; finite, at least 0
/// @param trials how many steps to try; at least 1
public record HagerZhang(double decrease, double curvature, double rise, int trials)
    implements LineSearch {
  /// γ: an interval that shrinks less than this by interpolation is halved too.
  private static final double SHRINK = 2.0 / 3;

  /// ρ: how much the trial grows while nothing is bracketed.
  private static final double GROW = 5;

  /// ψ₃: how far to draw back towards what is known from where the function is not finite.
  private static final double DRAW_BACK = 0.1;

  public HagerZhang {
    Constants.decrease("hager-zhang", decrease);
    Constants.curvature("hager-zhang", decrease, curvature);
    Constants.trials("hager-zhang", trials);
    if (!(rise >= 0) || Double.isInfinite(rise)) {
      throw new IllegalArgumentException(
          "hager-zhang: the rise allowed is "
              + rise
              + "; it must be a finite number, at least 0, such as 1e-6.");
    }
  }

  /// Returns the search with δ 0.1, σ 0.9, ε 1e-6 and 50 trials.
  public static HagerZhang defaults() {
    return new HagerZhang(0.1, 0.9, 1e-6, 50);
  }

  @Override
  public Searcher begin() {
    return new Search();
  }

  @Override
  public String toString() {
    return "hager-zhang";
  }

  /// [a, b] is the interval: φ(a) is not above the rise allowed and φ′(a) < 0 ≤ φ′(b).
  private final class Search implements Searcher {
    private double f0;
    private double g0;
    private double highest;
    private int left;
    private double f;
    private double g;
    private double a;
    private double ga;
    private double b;
    private double gb;
    private boolean found;

    @Override
    public Result search(Line line, double value, double slope, double first, double longest) {
      f0 = value;
      g0 = slope;
      highest = value + Math.max(rise * Math.abs(value), LineSearch.noise(value));
      left = trials;
      a = 0;
      ga = slope;
      b = 0;
      gb = 0;
      found = false;
      Result bracketed = bracket(line, first, longest);
      if (bracketed != null) {
        return bracketed;
      }
      while (left > 0 && b > a) {
        double a0 = a;
        double b0 = b;
        if (!secants(line)) {
          break;
        }
        if (b - a > SHRINK * (b0 - a0) && !update(line, 0.5 * (a + b))) {
          break;
        }
        if (a == a0 && b == b0) {
          break;
        }
      }
      return found ? Result.FOUND : Result.FAILED;
    }

    /// Evaluates at c and returns whether to go on: not if c is good or the trials are used up.
    private boolean goesOn(Line line, double c) {
      f = line.evaluate(c);
      g = line.slope();
      left--;
      boolean wolfe = f - f0 <= decrease * c * g0 && g >= curvature * g0;
      boolean approximate = f <= highest && (2 * decrease - 1) * g0 >= g && g >= curvature * g0;
      found = Double.isFinite(f) && Double.isFinite(g) && (wolfe || approximate);
      return !found && left > 0;
    }

    /// Steps B0 to B3. Returns null once there is an interval.
    private @Nullable Result bracket(Line line, double first, double longest) {
      double c = Math.min(first, longest);
      double limit = longest;
      boolean edge = false;
      while (true) {
        boolean goesOn = goesOn(line, c);
        if (found) {
          return Result.FOUND;
        }
        if (f == Double.NEGATIVE_INFINITY) {
          return Result.LONGEST;
        }
        if (!goesOn) {
          return Result.FAILED;
        }
        if (!Double.isFinite(f) || !Double.isFinite(g)) {
          limit = c;
          edge = true;
          double back = a + DRAW_BACK * (c - a);
          if (!(back > a) || back >= c) {
            return Result.FAILED;
          }
          c = back;
          continue;
        }
        if (g >= 0) {
          b = c;
          gb = g;
          return null;
        }
        if (f > highest) {
          b = c;
          return halve(line) ? null : found ? Result.FOUND : Result.FAILED;
        }
        if (c == limit && !edge) {
          return Result.LONGEST;
        }
        a = c;
        ga = g;
        c = edge ? Math.min(GROW * c, 0.5 * (c + limit)) : Math.min(GROW * c, limit);
        if (!(c > a)) {
          return Result.FAILED;
        }
      }
    }

    /// Step U3: halves [a, b], of which b is too high with a falling slope, until b's slope rises.
    private boolean halve(Line line) {
      while (true) {
        double c = 0.5 * (a + b);
        if (!(c > a && c < b) || !goesOn(line, c)) {
          return false;
        }
        if (g >= 0) {
          b = c;
          gb = g;
          return true;
        }
        if (f <= highest) {
          a = c;
          ga = g;
        } else {
          b = c;
        }
      }
    }

    /// Steps U0 to U3: narrows [a, b] by c. Returns whether to go on.
    private boolean update(Line line, double c) {
      if (!(c > a && c < b)) {
        return true;
      }
      if (!goesOn(line, c)) {
        return false;
      }
      if (g >= 0) {
        b = c;
        gb = g;
      } else if (f <= highest) {
        a = c;
        ga = g;
      } else {
        b = c;
        return halve(line);
      }
      return true;
    }

    /// Steps S1 to S4. Returns whether to go on.
    private boolean secants(Line line) {
      double a0 = a;
      double ga0 = ga;
      double b0 = b;
      double gb0 = gb;
      double c = secant(a, ga, b, gb);
      if (!update(line, c)) {
        return false;
      }
      double again = Double.NaN;
      if (c == b) {
        again = secant(b0, gb0, b, gb);
      } else if (c == a) {
        again = secant(a0, ga0, a, ga);
      }
      return Double.isNaN(again) || update(line, again);
    }

    private static double secant(double a, double ga, double b, double gb) {
      return (a * gb - b * ga) / (gb - ga);
    }
  }
}
