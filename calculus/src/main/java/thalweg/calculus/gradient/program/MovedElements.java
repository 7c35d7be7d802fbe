package thalweg.calculus.gradient.program;

import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;

/// A parameter whose elements are moved one after another, on a copy, at two whole values each.
final class MovedElements implements ParameterDifferences {
  private final Execution loss;
  private final Tensor parameter;
  private final double step;
  private final NdArray moved;

  MovedElements(Execution loss, Tensor parameter, double step) {
    this.loss = loss;
    this.parameter = parameter;
    this.step = step;
    moved = NdArray.zeros(parameter.type(), parameter.shape());
  }

  @Override
  public void run(NdArray at, NdArray gradient) {
    System.arraycopy(at.raw(), 0, moved.raw(), 0, moved.shape().elements());
    loss.set(parameter, moved);
    for (int i = 0; i < moved.shape().elements(); i++) {
      double before = moved.at(i);
      moved.set(i, before + step);
      double upper = moved.at(i);
      double right = loss.run().output(0).at(0);
      moved.set(i, before - step);
      double lower = moved.at(i);
      double left = loss.run().output(0).at(0);
      moved.set(i, before);
      // In DOUBLE the formula to the letter; in FLOAT the step that rounding really left.
      double distance = moved.type() == DType.DOUBLE ? 2 * step : upper - lower;
      gradient.set(i, (right - left) / distance);
    }
    loss.set(parameter, at);
  }
}
