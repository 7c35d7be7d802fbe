package thalweg.descent.fit;

import java.util.Arrays;
import java.util.function.Function;
import thalweg.calculus.gradient.forward.VectorDual;

/// Residuals whose derivatives come with their values, exact but for rounding: nobody can have
/// erred in them.
interface AutomaticResiduals extends DifferentiableResiduals {
  static AutomaticResiduals of(Function<VectorDual[], VectorDual[]> residuals) {
    return new AutomaticResiduals() {
      @Override
      public double[] at(double... x) {
        return Arrays.stream(residuals.apply(VectorDual.variables(x)))
            .mapToDouble(VectorDual::value)
            .toArray();
      }

      @Override
      public double[][] jacobian(double... x) {
        return Arrays.stream(residuals.apply(VectorDual.variables(x)))
            .map(VectorDual::gradient)
            .toArray(double[][]::new);
      }
    };
  }
}
