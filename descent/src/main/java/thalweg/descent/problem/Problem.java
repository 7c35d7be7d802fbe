package thalweg.descent.problem;

import java.util.List;
import thalweg.calculus.function.DifferentiableFunction;

/// A function to be minimised whose answers are known.
public final class Problem {
  /// What other programs need, in joint evaluations of value and gradient.
  ///
  /// Measured with SciPy 1.17.1, the gradient given by hand, gradient tolerance 1e-8 and no test on
  /// the values; for conjugate gradients at its default tolerance 1e-5.
  ///
  /// @param lbfgs L-BFGS-B
  /// @param lbfgsSolves whether it ended where the gradient vanishes; not so on two problems
  /// @param bfgs BFGS
  /// @param cg conjugate gradients
  public record Peers(int lbfgs, boolean lbfgsSolves, int bfgs, int cg) {
    /// Nothing was measured: all counts are 0.
    public static final Peers NONE = new Peers(0, false, 0, 0);
  }

  private final String name;
  private final String title;
  private final String source;
  private final double[] start;
  private final List<Double> minima;
  private final Peers peers;
  private final DifferentiableFunction function;

  Problem(
      String name,
      String title,
      String source,
      double[] start,
      List<Double> minima,
      Peers peers,
      DifferentiableFunction function) {
    this.name = name;
    this.title = title;
    this.source = source;
    this.start = start;
    this.minima = minima;
    this.peers = peers;
    this.function = function;
  }

  /// Returns the name by which [Problems#named(String)] finds it, such as `rosenbrock`.
  public String name() {
    return name;
  }

  /// Returns what people call it.
  public String title() {
    return title;
  }

  /// Returns where function and start come from.
  public String source() {
    return source;
  }

  /// Returns how many variables there are.
  public int dimension() {
    return start.length;
  }

  /// Returns the usual start, the caller's to keep.
  public double[] start() {
    return start.clone();
  }

  /// Returns the known least values, the global one first and then those of local minima that are
  /// often found; rounded as published, in up to nine digits.
  public List<Double> minima() {
    return minima;
  }

  /// Returns what other programs need for it; [Peers#NONE] where that was not measured.
  public Peers peers() {
    return peers;
  }

  /// Returns the function with its gradient, worked out by hand.
  public DifferentiableFunction function() {
    return function;
  }

  @Override
  public String toString() {
    return name;
  }
}
