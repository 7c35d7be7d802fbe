package thalweg.calculus.gradient;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Operation;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Program;
import thalweg.algebra.random.Purpose;
import thalweg.algebra.random.RandomStream;
import thalweg.calculus.gradient.reverse.Reverse;
import thalweg.calculus.gradient.reverse.ReverseFunction;

/// A check of the gradient that [Reverse] finds for a loss written in tensors, made by
/// [GradientCheck#of(Tensor, Tensor...)].
public final class LossCheck {
  private final Tensor loss;
  private final List<Tensor> parameters;
  private final int sample;
  private final long seed;

  private LossCheck(Tensor loss, List<Tensor> parameters, int sample, long seed) {
    this.loss = loss;
    this.parameters = parameters;
    this.sample = sample;
    this.seed = seed;
  }

  static LossCheck of(Tensor loss, List<Tensor> parameters) {
    parameters.forEach(LossCheck::name);
    for (Tensor variable : Program.of(loss).variables()) {
      if (!parameters.contains(variable)) {
        throw new IllegalArgumentException(
            "gradient check: the loss depends on "
                + variable
                + ", which is not one of the parameters to check; give it among them, or make it"
                + " a constant by Tensor.of(array).");
      }
    }
    return new LossCheck(loss, List.copyOf(parameters), Integer.MAX_VALUE, 0);
  }

  private static String name(Tensor parameter) {
    if (!(parameter.operation() instanceof Operation.Variable(String name))) {
      throw new IllegalArgumentException(
          "gradient check: the parameter "
              + parameter
              + " is computed; it must be a variable, Tensor.variable(name, DType.DOUBLE, sizes).");
    }
    return name;
  }

  /// Returns this check of `sample` elements of each parameter, chosen at random by `seed`.
  ///
  /// @throws IllegalArgumentException if the sample is below 1
  public LossCheck sampled(int sample, long seed) {
    return new LossCheck(loss, parameters, sample, seed);
  }

  /// Returns the same check of the second derivatives: those of the gradient's part along a random
  /// direction, by rules applied twice. What the rules take for constant where they bend, as relu
  /// does, has none.
  public LossCheck second() {
    RandomStream random = new RandomStream(seed, Purpose.CHECK, 0, 1);
    Tensor along = Tensor.fill(0, DType.DOUBLE, Shape.SCALAR);
    long position = 0;
    for (Tensor gradient : Reverse.gradient(loss, parameters)) {
      NdArray direction = NdArray.zeros(DType.DOUBLE, gradient.shape());
      for (int i = 0; i < gradient.shape().elements(); i++) {
        direction.set(i, random.normal(position++));
      }
      along = along.add(gradient.multiply(Tensor.of(direction)).sum());
    }
    return new LossCheck(along, parameters, sample, seed);
  }

  /// Compares the gradient with differences where the parameters have these values, as
  /// [GradientCheck] does; each parameter is a block of its name.
  ///
  /// @throws IllegalArgumentException if there is not a value of its shape for each parameter, a
  ///   number is not finite, the sample is below 1, or the loss is not one DOUBLE number
  public GradientCheck.Report check(NdArray... values) {
    List<Shape> given = Arrays.stream(values).map(NdArray::shape).toList();
    List<Shape> expected = parameters.stream().map(Tensor::shape).toList();
    if (!given.equals(expected)) {
      throw new IllegalArgumentException(
          "gradient check: the values have the shapes "
              + given
              + ", the parameters "
              + expected
              + "; they must be the same.");
    }
    List<GradientCheck.Block> blocks = new ArrayList<>();
    for (Tensor parameter : parameters) {
      blocks.add(new GradientCheck.Block(name(parameter), parameter.shape()));
    }
    double[] x = Arrays.stream(values).flatMapToDouble(v -> Arrays.stream(v.toDoubles())).toArray();
    return new GradientCheck(blocks, sample, seed).check(ReverseFunction.of(loss, parameters), x);
  }
}
