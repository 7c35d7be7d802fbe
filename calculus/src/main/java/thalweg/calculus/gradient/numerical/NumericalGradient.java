package thalweg.calculus.gradient.numerical;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.derivative.DifferenceFormula;
import thalweg.calculus.function.DifferentiableFunction;
import thalweg.calculus.function.MultivariateFunction;
import thalweg.calculus.function.ScalarFunction;

/// The gradient of any function, from its values: one difference for each variable, the others held
/// still.
///
/// Costs 2n + 1 values in n variables with the central difference, else n + 1.
///
/// @param function what to differentiate
/// @param formula which difference
/// @param step the step h; finite and above 0
public record NumericalGradient(
    MultivariateFunction function, DifferenceFormula formula, double step)
    implements DifferentiableFunction {
  public NumericalGradient {
    checkStep(step);
  }

  /// Returns the gradient of `function` by central differences with the step 1e-4.
  public static NumericalGradient of(MultivariateFunction function) {
    return new NumericalGradient(function, DifferenceFormula.CENTRAL, DifferenceFormula.STEP);
  }

  @Override
  public double value(double[] x) {
    return function.at(x);
  }

  @Override
  public double valueAndGradient(double[] x, double[] gradient) {
    double[] moved = x.clone(); // so that x stays as it is even if the function throws
    double value = function.at(moved);
    for (int i = 0; i < x.length; i++) {
      gradient[i] = formula.slope(along(moved, i), x[i], step, value);
      moved[i] = x[i];
    }
    return value;
  }

  /// Returns each partial derivative at `x` with its error. Costs 4n + 1 values with the central
  /// difference, else 2n + 1; the value at x is counted with the first partial derivative.
  public List<Derivative> partials(double... x) {
    double[] moved = x.clone();
    List<Derivative> partials = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      partials.add(
          i == 0
              ? formula.derivative(along(moved, i), x[i], step)
              : formula.derivative(along(moved, i), x[i], step, partials.getFirst().value()));
      moved[i] = x[i];
    }
    return List.copyOf(partials);
  }

  /// Returns the partial derivative with respect to variable `i`, counted from 0, as a function.
  ///
  /// @throws IllegalArgumentException if i is negative, or when called at a point with fewer
  ///   variables
  public MultivariateFunction partial(int i) {
    checkVariable(i, Integer.MAX_VALUE);
    return x -> {
      checkVariable(i, x.length);
      return formula.slope(along(x.clone(), i), x[i], step);
    };
  }

  @Override
  public int valuesPerGradient(int dimension) {
    return (formula == DifferenceFormula.CENTRAL ? 2 : 1) * dimension + 1;
  }

  @Override
  public boolean resolves(double[] x) {
    for (double coordinate : x) {
      if (formula.vanishes(coordinate, step)) {
        return false;
      }
    }
    return true;
  }

  /// The function of variable i alone; it leaves its last argument in `x`.
  private ScalarFunction along(double[] x, int i) {
    return coordinate -> {
      x[i] = coordinate;
      return function.at(x);
    };
  }

  /// Returns the gradient of `f` with respect to every element of `x`, in the shape and type of x,
  /// by central differences with the step 1e-4.
  ///
  /// Elements are moved in place, one at a time, and put back even if f throws. See [#over(NdArray,
  /// DoubleSupplier, DifferenceFormula, double)] for the arithmetic.
  public static NdArray over(NdArray x, ToDoubleFunction<NdArray> f) {
    return over(x, () -> f.applyAsDouble(x));
  }

  /// Returns the gradient as [#over(NdArray, ToDoubleFunction)] does, of a function that reads x
  /// itself: a network's loss, say, for one of its weights.
  public static NdArray over(NdArray x, DoubleSupplier f) {
    return over(x, f, DifferenceFormula.CENTRAL, DifferenceFormula.STEP);
  }

  /// Returns the gradient of `f` with respect to every element of `x`, in the shape and type of x.
  ///
  /// DOUBLE elements follow the formula to the letter. A step beside a FLOAT element is rounded to
  /// float, so there the difference is divided by the distance truly moved; where that is 0 the
  /// result is NaN.
  ///
  /// @throws IllegalArgumentException if x is INT or the step is not a finite number above 0
  public static NdArray over(NdArray x, DoubleSupplier f, DifferenceFormula formula, double step) {
    checkStep(step);
    if (!x.type().isReal()) {
      throw new IllegalArgumentException(
          "gradient: the array is INT; only FLOAT and DOUBLE have derivatives.");
    }
    NdArray gradient = NdArray.zeros(x.type(), x.shape());
    double value = formula == DifferenceFormula.CENTRAL ? Double.NaN : f.getAsDouble();
    for (int i = 0; i < x.shape().elements(); i++) {
      double element = x.at(i);
      try {
        gradient.set(
            i,
            x.type() == DType.FLOAT
                ? floatSlope(x, i, f, formula, step, value)
                : formula.slope(moving(x, i, f), element, step, value));
      } finally {
        x.set(i, element);
      }
    }
    return gradient;
  }

  private static ScalarFunction moving(NdArray x, int i, DoubleSupplier f) {
    return element -> {
      x.set(i, element);
      return f.getAsDouble();
    };
  }

  private static double floatSlope(
      NdArray x, int i, DoubleSupplier f, DifferenceFormula formula, double step, double value) {
    double element = x.at(i);
    double upper = formula == DifferenceFormula.BACKWARD ? element : (float) (element + step);
    double lower = formula == DifferenceFormula.FORWARD ? element : (float) (element - step);
    ScalarFunction moving = moving(x, i, f);
    double right = formula == DifferenceFormula.BACKWARD ? value : moving.at(upper);
    double left = formula == DifferenceFormula.FORWARD ? value : moving.at(lower);
    return (right - left) / (upper - lower);
  }

  private static void checkStep(double step) {
    if (!(step > 0) || Double.isInfinite(step)) {
      throw new IllegalArgumentException(
          "numerical gradient: the step is " + step + "; it must be a finite number above 0.");
    }
  }

  private static void checkVariable(int i, int variables) {
    if (i < 0 || i >= variables) {
      throw new IllegalArgumentException(
          "partial derivative: there is no variable "
              + i
              + (i < 0 ? "" : " among " + variables)
              + "; variables are counted from 0.");
    }
  }
}
