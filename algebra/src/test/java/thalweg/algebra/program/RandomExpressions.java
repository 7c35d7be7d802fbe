package thalweg.algebra.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.elementwise.BinaryFunction;
import thalweg.algebra.elementwise.UnaryFunction;
import thalweg.algebra.random.Purpose;

/// Random expressions over all operations, grown by applying one operation after another to what is
/// already there, so that much is shared and much is never used.
final class RandomExpressions {
  private static final int MOST_ELEMENTS = 3000;
  private static final int[] SIZES = {1, 1, 2, 3, 4, 5, 7, 16, 17, 33, 64};

  final IdentityHashMap<Tensor, NdArray> variables = new IdentityHashMap<>();
  final List<Tensor> tensors = new ArrayList<>();
  final List<Tensor> outputs = new ArrayList<>();
  private final Random random;
  private final boolean empty; // whether axes of size 0 are wanted

  RandomExpressions(long seed, boolean empty) {
    random = new Random(seed);
    this.empty = empty;
    for (int i = 0; i < 4; i++) {
      DType type = i == 3 ? DType.INT : random.nextInt(4) == 0 ? DType.DOUBLE : DType.FLOAT;
      Shape shape = shape();
      NdArray values = values(type, shape);
      if (random.nextInt(4) == 0) {
        tensors.add(Tensor.of(values));
      } else {
        Tensor variable = Tensor.variable("v" + i, type, shape);
        variables.put(variable, values);
        tensors.add(variable);
      }
    }
    tensors.add(Tensor.fill(0.5, DType.FLOAT, shape()));
    int steps = 10 + random.nextInt(30);
    while (tensors.size() < steps) {
      Tensor grown = grow(any());
      if (grown.shape().elements() <= MOST_ELEMENTS && grown.shape().rank() <= 5) {
        tensors.add(grown);
      }
    }
    int count = 1 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      // Late tensors more often, so that most of the expression is needed.
      outputs.add(
          random.nextBoolean() ? any() : tensors.get(tensors.size() - 1 - random.nextInt(5)));
    }
  }

  private Tensor any() {
    return tensors.get(random.nextInt(tensors.size()));
  }

  private Shape shape() {
    while (true) {
      int[] sizes = new int[random.nextInt(5)];
      for (int axis = 0; axis < sizes.length; axis++) {
        sizes[axis] = SIZES[random.nextInt(SIZES.length)];
      }
      if (empty && sizes.length > 0 && random.nextInt(3) == 0) {
        sizes[random.nextInt(sizes.length)] = 0;
      }
      if (Arrays.stream(sizes).asLongStream().reduce(1, (a, b) -> a * b) <= MOST_ELEMENTS) {
        return Shape.of(sizes);
      }
    }
  }

  NdArray values(DType type, Shape shape) {
    NdArray values = NdArray.zeros(type, shape);
    for (int i = 0; i < shape.elements(); i++) {
      double special =
          switch (random.nextInt(60)) {
            case 0 -> Double.NaN;
            case 1 -> Double.POSITIVE_INFINITY;
            case 2 -> -0.0;
            default -> random.nextGaussian();
          };
      values.set(i, type == DType.INT ? random.nextInt(9) - 2 : special);
    }
    return values;
  }

  private Tensor grow(Tensor x) {
    return x.type() == DType.INT ? growInt(x) : growReal(x);
  }

  private Tensor growInt(Tensor x) {
    return switch (random.nextInt(7)) {
      case 0 -> x.to(DType.FLOAT);
      case 1 -> x.to(DType.DOUBLE);
      case 2 -> x.oneHot(1 + random.nextInt(6), random.nextBoolean() ? DType.FLOAT : DType.DOUBLE);
      case 3 -> {
        Tensor y = random.nextBoolean() ? partner(x) : Tensor.fill(2, DType.INT, Shape.SCALAR);
        yield switch (random.nextInt(5)) {
          case 0 -> x.add(y);
          case 1 -> y.subtract(x);
          case 2 -> x.multiply(y);
          case 3 -> x.lessThan(y);
          default -> x.lessOrEqual(y);
        };
      }
      case 4 -> {
        Tensor from = any();
        int rows = from.shape().rank() == 0 ? 0 : from.shape().size(0);
        if (rows == 0) {
          yield x;
        }
        // 1 where the index is inside, so that their product is: indices outside become 0.
        Tensor inside =
            Tensor.fill(0, DType.INT, x.shape())
                .lessOrEqual(x)
                .multiply(x.lessThan(Tensor.fill(rows, DType.INT, x.shape())));
        yield from.take(x.multiply(inside));
      }
      case 5 -> {
        // Any seed, epoch and low bits of the first row; high bits would be beyond all positions.
        int words = Math.min(4, x.shape().elements());
        Tensor key = x.reshape(x.shape().elements()).slice(0, 0, words).pad(0, 4 - words, 1);
        yield Tensor.uniform(
            key,
            Purpose.LAYER,
            random.nextInt(3),
            random.nextBoolean() ? DType.FLOAT : DType.DOUBLE,
            shape());
      }
      default -> move(x);
    };
  }

  private Tensor growReal(Tensor x) {
    int rank = x.shape().rank();
    return switch (random.nextInt(14)) {
      case 0, 1 -> unary(x);
      case 2, 3, 4 -> binary(x, partner(x));
      case 5 ->
          random.nextBoolean()
              ? x.select(partner(x), Tensor.fill(-1, x.type(), Shape.SCALAR))
              : partner(x).lessThan(x).select(x, x.square());
      case 6, 7 -> move(x);
      case 8 -> rank == 0 ? x.sum() : x.sum(random.nextInt(rank));
      case 9 -> {
        int axis = rank == 0 ? 0 : random.nextInt(rank);
        if (rank == 0 || x.shape().size(axis) == 0) {
          yield x.negate();
        }
        yield random.nextInt(3) == 0 ? x.argMax(axis) : x.max(axis);
      }
      case 10, 11 -> matmul(x);
      case 12 ->
          switch (random.nextInt(4)) {
            case 0 -> x.to(DType.DOUBLE);
            case 1 -> x.to(DType.FLOAT);
            case 2 -> x.to(DType.INT);
            default -> x.detach();
          };
      default -> rank == 0 || x.shape().size(-1) == 0 ? x.square() : x.softmax(-1);
    };
  }

  private Tensor unary(Tensor x) {
    UnaryFunction[] functions = UnaryFunction.values();
    return x.unary(functions[random.nextInt(functions.length)]);
  }

  private Tensor binary(Tensor x, Tensor y) {
    Tensor left = random.nextBoolean() ? x : y;
    Tensor right = random.nextInt(8) == 0 ? left : random.nextBoolean() ? y : x;
    BinaryFunction[] functions = BinaryFunction.values();
    BinaryFunction function = functions[random.nextInt(functions.length)];
    if (function == BinaryFunction.POWER && random.nextBoolean()) {
      right = Tensor.fill(2, x.type(), Shape.SCALAR);
    }
    return left.binary(function, right);
  }

  /// Returns a tensor of the type of x that can be broadcast with it: one that is there already, or
  /// one made from x or from a number.
  private Tensor partner(Tensor x) {
    for (int tries = 0; tries < 12; tries++) {
      Tensor y = any();
      if (y.type() == x.type() && fits(x.shape(), y.shape())) {
        return y;
      }
    }
    int rank = x.shape().rank();
    if (rank == 0 || x.type() == DType.INT) {
      return Tensor.fill(random.nextInt(5), x.type(), Shape.SCALAR);
    }
    int axis = random.nextInt(rank);
    return switch (random.nextInt(5)) {
      case 4 -> alongMiddle(x);
      case 0 -> x.sum(axis).expand(axis);
      case 1 -> x.shape().size(0) == 0 ? x : x.slice(0, 0, 1).reshape(x.shape().withoutFirst());
      case 2 -> Tensor.fill(1.5, x.type(), Shape.SCALAR);
      default -> x.sum().reshape(random.nextBoolean() ? Shape.SCALAR : Shape.of(1, 1));
    };
  }

  /// Returns one number for each index of an axis that is neither first nor last, where there is
  /// one.
  private Tensor alongMiddle(Tensor x) {
    int rank = x.shape().rank();
    if (rank < 3 || x.shape().elements() == 0) {
      return Tensor.fill(0.25, x.type(), Shape.SCALAR);
    }
    int axis = 1 + random.nextInt(rank - 2);
    int[] sizes = new int[rank - random.nextInt(axis + 1)];
    Arrays.fill(sizes, 1);
    sizes[sizes.length - rank + axis] = x.shape().size(axis);
    return Tensor.of(values(x.type(), Shape.of(sizes)));
  }

  private static boolean fits(Shape left, Shape right) {
    long elements = 1;
    for (int back = 1; back <= Math.max(left.rank(), right.rank()); back++) {
      int a = back <= left.rank() ? left.size(-back) : 1;
      int b = back <= right.rank() ? right.size(-back) : 1;
      if (a != b && a != 1 && b != 1) {
        return false;
      }
      elements *= a == 1 ? b : a;
    }
    return elements <= MOST_ELEMENTS;
  }

  /// Returns x with parts of itself and of what fits beside it.
  private Tensor concatenate(Tensor x, int axis) {
    List<Tensor> parts = new ArrayList<>(List.of(x));
    int count = 1 + random.nextInt(3);
    while (parts.size() <= count) {
      Tensor y = any();
      boolean fits =
          y.type() == x.type()
              && y.shape().rank() == x.shape().rank()
              && y.shape().with(axis, 0).equals(x.shape().with(axis, 0));
      parts.add(
          fits
              ? y
              : random.nextBoolean()
                  ? Tensor.fill(2, x.type(), x.shape())
                  : x.slice(axis, random.nextInt(x.shape().size(axis) + 1), x.shape().size(axis)));
    }
    Collections.shuffle(parts, random);
    return Tensor.concatenate(axis, parts);
  }

  private Tensor move(Tensor x) {
    int rank = x.shape().rank();
    if (rank == 0) {
      return random.nextBoolean() ? x.expand(0) : x.broadcast(Shape.of(3, 5));
    }
    int axis = random.nextInt(rank);
    int size = x.shape().size(axis);
    return switch (random.nextInt(11)) {
      case 10 -> concatenate(x, axis);
      case 8 -> window(x, axis);
      case 9 -> overlap(x, axis);
      case 0 -> x.reshape(x.shape().elements());
      case 1 -> x.expand(random.nextInt(rank + 1));
      case 2 -> {
        List<Integer> axes = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
        Collections.shuffle(axes, random);
        yield x.transpose(axes.stream().mapToInt(Integer::intValue).toArray());
      }
      case 3 -> rank > 1 ? x.transpose() : x.reshape(-1, 1);
      case 4 -> {
        int from = random.nextInt(size + 1);
        yield x.slice(axis, from, from + random.nextInt(size - from + 1));
      }
      case 5 -> x.pad(axis, random.nextInt(3), random.nextInt(3));
      case 6 ->
          size == 1 ? x.broadcast(x.shape().with(axis, 6)) : x.broadcast(x.shape().prepend(2));
      default -> rank > 1 && x.shape().elements() > 0 ? x.reshape(size, -1) : x.expand(rank);
    };
  }

  private Tensor window(Tensor x, int axis) {
    int size = 1 + random.nextInt(4);
    int dilation = 1 + random.nextInt(2);
    return (size - 1) * dilation < x.shape().size(axis)
        ? x.window(axis, size, 1 + random.nextInt(3), dilation)
        : x;
  }

  private Tensor overlap(Tensor x, int axis) {
    if (axis + 1 == x.shape().rank() || x.shape().size(axis) == 0 || !x.type().isReal()) {
      return x;
    }
    int stride = 1 + random.nextInt(3);
    int dilation = 1 + random.nextInt(3);
    int reach = (x.shape().size(axis + 1) - 1) * stride + (x.shape().size(axis) - 1) * dilation + 1;
    return x.overlap(axis, Math.max(0, reach) + random.nextInt(3), stride, dilation);
  }

  private Tensor matmul(Tensor x) {
    if (x.shape().rank() < 2) {
      Tensor row = x.reshape(1, x.shape().elements());
      return random.nextBoolean() ? row.matmul(row.transpose()) : row.transpose().matmul(row);
    }
    for (int tries = 0; tries < 12; tries++) {
      Tensor y = any();
      if (y.type() == x.type()
          && y.shape().rank() == 2
          && y.shape().size(0) == x.shape().size(-1)
          && x.shape().elements() > 0) {
        return x.matmul(y);
      }
    }
    return random.nextBoolean() ? x.matmul(x.transpose()) : x.transpose().matmul(x);
  }
}
