package thalweg.descent.fit;

import java.util.function.Function;
import thalweg.calculus.function.VectorFunction;
import thalweg.calculus.gradient.forward.VectorDual;

/// Residuals that know their partial derivatives, wherever these come from.
public interface DifferentiableResiduals extends VectorFunction {
  /// Returns the Jacobian at `x` as an array that is not used again: a row for each residual, in it
  /// a number for each parameter. Must not change `x`.
  double[][] jacobian(double... x);

  /// Returns residuals with a Jacobian worked out by hand.
  static DifferentiableResiduals of(
      VectorFunction residuals, Function<double[], double[][]> jacobian) {
    return new DifferentiableResiduals() {
      @Override
      public double[] at(double... x) {
        return residuals.at(x);
      }

      @Override
      public double[][] jacobian(double... x) {
        return jacobian.apply(x);
      }
    };
  }

  /// Returns residuals written over numbers that carry their rates of change along: exact
  /// derivatives, without differences.
  static DifferentiableResiduals automatic(Function<VectorDual[], VectorDual[]> residuals) {
    return AutomaticResiduals.of(residuals);
  }
}
