package thalweg.calculus.gradient.reverse;

import java.util.ArrayList;
import java.util.List;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;
import thalweg.calculus.function.DifferentiableFunction;

/// A tensor expression seen as a function of many variables, with its gradient by reverse mode.
///
/// The variables' elements are laid out one tensor after another in one array, each in row-major
/// order. Any minimiser can go down it and any numerical gradient can check it. For one thread at a
/// time.
public final class ReverseFunction implements DifferentiableFunction {
  private final List<NdArray> arguments = new ArrayList<>();
  private final Execution value;
  private final Execution both;
  private final int dimension;

  private ReverseFunction(Tensor y, List<Tensor> variables) {
    List<Tensor> outputs = new ArrayList<>(List.of(y));
    outputs.addAll(Reverse.gradient(y, variables));
    value = Program.of(y).execution();
    both = Program.of(outputs).execution();
    int elements = 0;
    for (Tensor variable : variables) {
      NdArray argument = NdArray.zeros(DType.DOUBLE, variable.shape());
      arguments.add(argument);
      set(variable, argument);
      elements += variable.shape().elements();
    }
    dimension = elements;
  }

  /// Returns `y` as a function of the elements of `variables`.
  ///
  /// @throws IllegalArgumentException if y is not one number or anything involved is not DOUBLE
  public static ReverseFunction of(Tensor y, List<Tensor> variables) {
    for (Tensor variable : variables) {
      if (variable.type() != DType.DOUBLE) {
        throw new IllegalArgumentException(
            "reverse: " + variable + " must be DOUBLE to be one of a function's variables.");
      }
    }
    return new ReverseFunction(y, List.copyOf(variables));
  }

  /// Fixes a variable of the expression that is not one of the function's: data, labels, settings.
  public ReverseFunction set(Tensor variable, NdArray array) {
    value.set(variable, array);
    both.set(variable, array);
    return this;
  }

  /// Returns the number of elements of all variables together.
  public int dimension() {
    return dimension;
  }

  private void place(double[] x) {
    if (x.length != dimension) {
      throw new IllegalArgumentException(
          "reverse: "
              + x.length
              + " numbers given; the variables have "
              + dimension
              + " elements together.");
    }
    int from = 0;
    for (NdArray argument : arguments) {
      int count = argument.shape().elements();
      System.arraycopy(x, from, argument.doubles(), 0, count);
      from += count;
    }
  }

  @Override
  public double value(double[] x) {
    place(x);
    return value.run().output(0).at(0);
  }

  @Override
  public double valueAndGradient(double[] x, double[] gradient) {
    place(x);
    both.run();
    int to = 0;
    for (int i = 0; i < arguments.size(); i++) {
      int count = arguments.get(i).shape().elements();
      System.arraycopy(both.output(1 + i).doubles(), 0, gradient, to, count);
      to += count;
    }
    return both.output(0).at(0);
  }
}
