package thalweg.descent.fit;

/// What a residual costs: its square, or less where it is far out, so that a few bad points cannot
/// pull the fit away.
///
/// Each costs ½r² for small residuals. The scale says which are far out; 0 takes it from the data,
/// as a multiple of the residuals' robust standard deviation (1.4826 times the median of |r|), the
/// multiple by which 95 % of the precision of least squares is kept where the errors are normal.
public sealed interface ResidualLoss {
  /// ½r².
  record Squares() implements ResidualLoss {
    @Override
    public double scale() {
      return Double.POSITIVE_INFINITY;
    }
  }

  /// ½r² up to the scale s, s|r| − ½s² beyond. Source: Huber 1964.
  record Huber(double scale) implements ResidualLoss {
    public Huber {
      check("huber", scale);
    }
  }

  /// s²(√(1 + (r/s)²) − 1): smooth, and straight far out.
  record SoftL1(double scale) implements ResidualLoss {
    public SoftL1 {
      check("softl1", scale);
    }
  }

  /// ½s² ln(1 + (r/s)²): far out hardly more for ever larger residuals.
  record Cauchy(double scale) implements ResidualLoss {
    public Cauchy {
      check("cauchy", scale);
    }
  }

  /// Returns the cost of a residual.
  default double cost(double r) {
    return switch (this) {
      case Squares _ -> 0.5 * r * r;
      case Huber it ->
          Math.abs(r) <= it.scale ? 0.5 * r * r : it.scale * (Math.abs(r) - 0.5 * it.scale);
      case SoftL1 it -> {
        double q = r / it.scale;
        // √(1 + q²) − 1 without cancelling.
        yield it.scale * it.scale * q * (q / (Math.hypot(1, q) + 1));
      }
      case Cauchy it -> {
        double q = r / it.scale;
        yield 0.5 * it.scale * it.scale * StrictMath.log1p(q * q);
      }
    };
  }

  /// Returns the slope of the cost divided by r: how much the residual counts beside one that is
  /// small, 1.
  default double weight(double r) {
    return switch (this) {
      case Squares _ -> 1;
      case Huber it -> Math.abs(r) <= it.scale ? 1 : it.scale / Math.abs(r);
      case SoftL1 it -> 1 / Math.hypot(1, r / it.scale);
      case Cauchy it -> 1 / (1 + (r / it.scale) * (r / it.scale));
    };
  }

  /// Returns the second derivative of the cost.
  default double curvature(double r) {
    return switch (this) {
      case Squares _ -> 1;
      case Huber it -> Math.abs(r) <= it.scale ? 1 : 0;
      case SoftL1 _ -> weight(r) * weight(r) * weight(r);
      case Cauchy it -> {
        double weight = weight(r);
        yield weight * weight * (1 - (r / it.scale) * (r / it.scale));
      }
    };
  }

  /// Returns the scale; 0 where it is to be taken from the data, infinite for squares.
  double scale();

  /// Returns this loss with the scale that belongs to normal errors of this standard deviation.
  default ResidualLoss forDeviation(double deviation) {
    return switch (this) {
      case Squares it -> it;
      case Huber _ -> new Huber(1.345 * deviation);
      case SoftL1 _ -> new SoftL1(1.2 * deviation);
      case Cauchy _ -> new Cauchy(2.385 * deviation);
    };
  }

  private static void check(String name, double scale) {
    if (!(scale >= 0) || Double.isInfinite(scale)) {
      throw new IllegalArgumentException(
          name
              + ": the scale is "
              + scale
              + "; it must be a finite number above 0, or 0 to take it from the data.");
    }
  }
}
