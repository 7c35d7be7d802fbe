package thalweg.calculus.gradient.reverse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Operation;
import thalweg.algebra.Operation.Reduction;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.elementwise.BinaryFunction;
import thalweg.algebra.elementwise.UnaryFunction;

/// All rules of reverse mode on one page: for each operation y = f(x, …), what a change of y's
/// elements is worth is pulled back to what a change of each input's elements is worth.
///
/// In the formulas g is the gradient of the final number with respect to y; each rule returns the
/// same for the inputs, null where an input has no derivative (indices, comparisons, signs). Rules
/// are written in tensor algebra, so they can be differentiated again. Source: Griewank and
/// Walther, Evaluating Derivatives, 2nd ed., chapter 3.
final class Pullbacks {
  private Pullbacks() {}

  /// Returns the gradients with respect to the inputs of `y`, in their order.
  @SuppressWarnings("NullAway") // lists with holes: an input without derivative stands as null
  static List<@Nullable Tensor> of(Tensor y, Tensor g) {
    return switch (y.operation()) {
      case Operation.Variable _, Operation.Constant _, Operation.Fill _ -> List.of();

      case Operation.Unary(UnaryFunction f, Tensor x) -> inputs(unary(f, x, y, g));
      case Operation.Binary(BinaryFunction f, Tensor a, Tensor b) -> binary(f, a, b, y, g);
      case Operation.Select(Tensor c, Tensor a, Tensor b) ->
          inputs(null, c.select(g, zero(g)), c.select(zero(g), g));
      case Operation.Convert(Tensor x) -> inputs(x.type().isReal() ? g.to(x.type()) : null);

      case Operation.Reshape(Tensor x) -> inputs(g.reshape(x.shape()));
      case Operation.Detach _ -> inputs((Tensor) null);
      case Operation.Transpose(Tensor _, List<Integer> axes) -> inputs(turned(g, axes));
      case Operation.Broadcast(Tensor x) -> inputs(sumTo(x.shape(), g));
      case Operation.Slice(Tensor x, int axis, int from) ->
          inputs(g.pad(axis, from, x.shape().size(axis) - from - y.shape().size(axis)));
      case Operation.Pad(Tensor x, int axis, int before) ->
          inputs(g.slice(axis, before, before + x.shape().size(axis)));

      case Operation.Window(Tensor x, int axis, int stride, int dilation) ->
          inputs(g.overlap(axis, x.shape().size(axis), stride, dilation));
      case Operation.Overlap(Tensor x, int axis, int stride, int dilation) -> {
        // The window may stand once more beyond the last of the positions that were overlapped.
        int positions = x.shape().size(axis + 1);
        Tensor windows = g.window(axis, x.shape().size(axis), stride, dilation);
        yield inputs(windows.slice(axis + 1, 0, positions));
      }

      case Operation.Concatenate(List<Tensor> parts, int axis) -> {
        List<Tensor> pulled = new ArrayList<>();
        int from = 0;
        for (Tensor part : parts) {
          pulled.add(g.slice(axis, from, from + part.shape().size(axis)));
          from += part.shape().size(axis);
        }
        yield List.copyOf(pulled);
      }

      case Operation.Reduce(Reduction reduction, Tensor x, int axis) ->
          switch (reduction) {
            case SUM -> inputs(g.expand(axis).broadcast(x.shape()));
            case MAX -> {
              // Equal largest elements share the gradient evenly.
              Tensor largest = x.equalTo(y.expand(axis));
              yield inputs(largest.multiply(g.divide(largest.sum(axis)).expand(axis)));
            }
          };
      case Operation.ArgMax _, Operation.OneHot _, Operation.Uniform _ -> inputs((Tensor) null);

      case Operation.Matmul(Tensor a, Tensor b) ->
          inputs(g.matmul(b.transpose()), a.transpose().matmul(g));

      case Operation.Take(Tensor x, Tensor indices) -> {
        // Slices taken twice receive twice: a product with the one-hot matrix adds them up in a
        // fixed order.
        int rows = x.shape().size(0);
        int width = rows == 0 ? 0 : x.shape().elements() / rows;
        int count = indices.shape().elements();
        Tensor chosen = indices.reshape(count).oneHot(rows, x.type());
        yield inputs(chosen.transpose().matmul(g.reshape(count, width)).reshape(x.shape()), null);
      }
    };
  }

  private static @Nullable Tensor unary(UnaryFunction f, Tensor x, Tensor y, Tensor g) {
    return switch (f) {
      case NEGATE -> g.negate();
      case ABSOLUTE -> g.multiply(x.sign());
      case SIGN, FLOOR -> null;
      case SQUARE_ROOT -> g.divide(y.multiply(2));
      case EXP -> g.multiply(y);
      case EXPM1 -> g.multiply(y.add(1));
      case LOG -> g.divide(x);
      case LOG1P -> g.divide(x.add(1));
      case SIN -> g.multiply(x.cos());
      case COS -> g.multiply(x.sin()).negate();
      case TANH -> g.multiply(one(y).subtract(y.square()));
      case SIGMOID -> g.multiply(y.multiply(one(y).subtract(y)));
      case SOFTPLUS -> g.multiply(x.sigmoid());
      case ERF -> g.multiply(x.square().negate().exp().multiply(2 / Math.sqrt(Math.PI)));
      case RELU -> y.select(g, zero(g)); // y is 0 unless x is above 0; what follows reads it anyway
    };
  }

  @SuppressWarnings("NullAway") // see of
  private static List<@Nullable Tensor> binary(
      BinaryFunction f, Tensor a, Tensor b, Tensor y, Tensor g) {
    return switch (f) {
      case ADD -> inputs(g, g);
      case SUBTRACT -> inputs(g, g.negate());
      case MULTIPLY -> inputs(g.multiply(b), g.multiply(a));
      case DIVIDE -> inputs(g.divide(b), g.multiply(y).divide(b).negate());
      case POWER ->
          // d/db is y log a; where a is 0 the limit 0 is taken, so that x⁰ and 0ⁿ have usable
          // gradients.
          inputs(
              b.equalTo(zero(b)).select(zero(g), g.multiply(b.multiply(a.power(b.subtract(1))))),
              a.equalTo(zero(a)).select(zero(g), g.multiply(y.multiply(a.log()))));
      // Where both are equal each takes half.
      case MAXIMUM -> inputs(share(b, a, g), share(a, b, g));
      case MINIMUM -> inputs(share(a, b, g), share(b, a, g));
      case EQUAL, LESS, LESS_OR_EQUAL -> inputs(null, null);
    };
  }

  /// Returns g where `smaller` < `larger`, half of it where they are equal, 0 elsewhere.
  private static Tensor share(Tensor smaller, Tensor larger, Tensor g) {
    Tensor weight = smaller.lessThan(larger).add(smaller.lessOrEqual(larger)).multiply(0.5);
    return g.multiply(weight);
  }

  /// Adds up g over the axes along which a tensor of the given shape was repeated.
  private static Tensor sumTo(Shape shape, Tensor g) {
    Tensor sum = g;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      if (shape.size(axis) != sum.shape().size(axis)) {
        sum = sum.sum(axis).expand(axis);
      }
    }
    return sum;
  }

  /// Returns g with its axes put back. A product of matrices that is turned over, a · b, is the
  /// product of its parts turned over, bᵀ · aᵀ: the same sums, and nothing has to be moved.
  private static Tensor turned(Tensor g, List<Integer> axes) {
    return turnsMatrices(axes) && g.operation() instanceof Operation.Matmul(Tensor a, Tensor b)
        ? turned(b).matmul(turned(a))
        : g.transpose(inverse(axes));
  }

  /// Returns matrices turned over, or what they are turned from.
  private static Tensor turned(Tensor x) {
    return x.operation() instanceof Operation.Transpose(Tensor of, List<Integer> axes)
            && turnsMatrices(axes)
        ? of
        : x.transpose();
  }

  /// Returns whether the last two axes are exchanged and no others.
  private static boolean turnsMatrices(List<Integer> axes) {
    int rank = axes.size();
    return rank > 1
        && IntStream.range(0, rank)
            .allMatch(i -> axes.get(i) == (i < rank - 2 ? i : 2 * rank - 3 - i));
  }

  private static int[] inverse(List<Integer> axes) {
    int[] inverse = new int[axes.size()];
    IntStream.range(0, inverse.length).forEach(i -> inverse[axes.get(i)] = i);
    return inverse;
  }

  private static Tensor zero(Tensor like) {
    return Tensor.fill(0, like.type(), like.shape());
  }

  private static Tensor one(Tensor like) {
    return Tensor.fill(1, like.type(), like.shape());
  }

  private static List<@Nullable Tensor> inputs(@Nullable Tensor... gradients) {
    return Arrays.asList(gradients);
  }
}
