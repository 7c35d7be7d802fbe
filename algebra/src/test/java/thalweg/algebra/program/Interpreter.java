package thalweg.algebra.program;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Operation;
import thalweg.algebra.Operation.Reduction;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.elementwise.BinaryFunction;
import thalweg.algebra.elementwise.UnaryFunction;
import thalweg.algebra.kernel.Kernels;
import thalweg.algebra.random.Purpose;
import thalweg.algebra.random.RandomStream;

/// Evaluates expressions node by node with the plainest of loops over `double[]`, rounding each
/// result to the tensor's type: what [Program] must agree with in every bit.
final class Interpreter {
  private final IdentityHashMap<Tensor, NdArray> variables;
  private final IdentityHashMap<Tensor, double[]> known = new IdentityHashMap<>();

  Interpreter(IdentityHashMap<Tensor, NdArray> variables) {
    this.variables = variables;
  }

  /// Returns the elements in row-major order; those of FLOAT and INT tensors are exact in double.
  double[] value(Tensor tensor) {
    double[] present = known.get(tensor);
    if (present == null) {
      present = round(tensor.type(), compute(tensor));
      known.put(tensor, present);
    }
    return present;
  }

  private static double[] round(DType type, double[] exact) {
    return switch (type) {
      case FLOAT -> Arrays.stream(exact).map(x -> (float) x).toArray();
      case INT -> Arrays.stream(exact).map(x -> (int) x).toArray();
      case DOUBLE -> exact;
    };
  }

  private double[] compute(Tensor tensor) {
    int count = tensor.shape().elements();
    double[] out = new double[count];
    switch (tensor.operation()) {
      case Operation.Variable _ -> {
        return Objects.requireNonNull(variables.get(tensor)).toDoubles();
      }
      case Operation.Constant(NdArray array) -> {
        return array.toDoubles();
      }
      case Operation.Fill(double number) -> Arrays.fill(out, number);
      case Operation.Unary(UnaryFunction function, Tensor x) -> {
        double[] from = value(x);
        for (int i = 0; i < count; i++) {
          out[i] = unary(function, tensor.type(), from[i]);
        }
      }
      case Operation.Binary(BinaryFunction function, Tensor x, Tensor y) -> {
        double[] left = value(x);
        double[] right = value(y);
        for (int i = 0; i < count; i++) {
          out[i] = binary(function, tensor.type(), left[i], right[i]);
        }
      }
      case Operation.Select(Tensor condition, Tensor x, Tensor y) -> {
        for (int i = 0; i < count; i++) {
          out[i] = value(condition)[i] != 0 ? value(x)[i] : value(y)[i];
        }
      }
      case Operation.Convert(Tensor x) -> {
        return value(x).clone();
      }
      case Operation.Reshape(Tensor x) -> {
        return value(x);
      }
      case Operation.Detach(Tensor x) -> {
        return value(x);
      }
      case Operation.Transpose(Tensor x, List<Integer> axes) -> {
        for (int i = 0; i < count; i++) {
          int[] index = index(tensor.shape(), i);
          int[] from = new int[index.length];
          for (int axis = 0; axis < index.length; axis++) {
            from[axes.get(axis)] = index[axis];
          }
          out[i] = value(x)[position(x.shape(), from)];
        }
      }
      case Operation.Broadcast(Tensor x) -> {
        for (int i = 0; i < count; i++) {
          int[] index = index(tensor.shape(), i);
          for (int axis = 0; axis < index.length; axis++) {
            index[axis] = x.shape().size(axis) == 1 ? 0 : index[axis];
          }
          out[i] = value(x)[position(x.shape(), index)];
        }
      }
      case Operation.Slice(Tensor x, int axis, int from) -> {
        for (int i = 0; i < count; i++) {
          int[] index = index(tensor.shape(), i);
          index[axis] += from;
          out[i] = value(x)[position(x.shape(), index)];
        }
      }
      case Operation.Pad(Tensor x, int axis, int before) -> {
        for (int i = 0; i < x.shape().elements(); i++) {
          int[] index = index(x.shape(), i);
          index[axis] += before;
          out[position(tensor.shape(), index)] = value(x)[i];
        }
      }
      case Operation.Concatenate(List<Tensor> parts, int axis) -> {
        int from = 0;
        for (Tensor part : parts) {
          for (int i = 0; i < part.shape().elements(); i++) {
            int[] index = index(part.shape(), i);
            index[axis] += from;
            out[position(tensor.shape(), index)] = value(part)[i];
          }
          from += part.shape().size(axis);
        }
      }
      case Operation.Window(Tensor x, int axis, int stride, int dilation) -> {
        for (int i = 0; i < count; i++) {
          int[] index = index(tensor.shape(), i);
          out[i] = value(x)[position(x.shape(), through(index, axis, stride, dilation))];
        }
      }
      case Operation.Overlap(Tensor x, int axis, int stride, int dilation) -> {
        // Row-major order goes through the places of a window in increasing order.
        for (int i = 0; i < x.shape().elements(); i++) {
          int[] index = through(index(x.shape(), i), axis, stride, dilation);
          int to = position(tensor.shape(), index);
          out[to] = binary(BinaryFunction.ADD, tensor.type(), out[to], value(x)[i]);
        }
      }
      case Operation.Reduce(Reduction reduction, Tensor x, int axis) -> {
        for (int i = 0; i < count; i++) {
          double[] line = line(x, axis, index(tensor.shape(), i));
          boolean contiguous = true;
          for (int inner = axis + 1; inner < x.shape().rank(); inner++) {
            contiguous &= x.shape().size(inner) == 1;
          }
          out[i] =
              switch (reduction) {
                case SUM -> sum(tensor.type(), line, contiguous ? 16 : 1);
                case MAX -> Arrays.stream(line).reduce(Double.NEGATIVE_INFINITY, Math::max);
              };
        }
      }
      case Operation.ArgMax(Tensor x, int axis) -> {
        for (int i = 0; i < count; i++) {
          double[] line = line(x, axis, index(tensor.shape(), i));
          int best = 0;
          for (int j = 1; j < line.length; j++) {
            boolean larger = line[j] > line[best];
            best = larger || (Double.isNaN(line[j]) && !Double.isNaN(line[best])) ? j : best;
          }
          out[i] = best;
        }
      }
      case Operation.Matmul(Tensor x, Tensor y) -> {
        int m = x.shape().size(-2);
        int k = x.shape().size(-1);
        int n = y.shape().size(-1);
        for (int i = 0; i < count; i++) {
          int batch = i / (m * n);
          int row = i / n % m;
          int column = i % n;
          for (int p = 0; p < k; p++) {
            double a = value(x)[(batch * m + row) * k + p];
            double b = value(y)[(batch * k + p) * n + column];
            out[i] =
                tensor.type() == DType.FLOAT
                    ? Math.fma((float) a, (float) b, (float) out[i])
                    : Math.fma(a, b, out[i]);
          }
        }
      }
      case Operation.Uniform(Tensor key, Purpose purpose, int layer) -> {
        long[] words = Arrays.stream(value(key)).mapToLong(word -> (int) word).toArray();
        RandomStream stream =
            new RandomStream(
                words[0] & 0xFFFFFFFFL | words[1] << 32, purpose, layer, (int) words[2]);
        long row = words[3] & 0xFFFFFFFFL | words[4] << 32;
        for (int i = 0; i < count; i++) {
          long position = row * (count / Math.max(1, rows(tensor.shape()))) + i;
          out[i] =
              tensor.type() == DType.FLOAT
                  ? stream.uniformFloat(position)
                  : stream.uniform(position);
        }
      }
      case Operation.OneHot(Tensor indices) -> {
        int classes = tensor.shape().size(-1);
        for (int i = 0; i < count; i++) {
          out[i] = value(indices)[i / classes] == i % classes ? 1 : 0;
        }
      }
      case Operation.Take(Tensor x, Tensor indices) -> {
        int size = x.shape().withoutFirst().elements();
        for (int i = 0; i < count; i++) {
          int chosen = (int) value(indices)[i / size];
          out[i] = value(x)[chosen * size + i % size];
        }
      }
    }
    return out;
  }

  /// Returns the index of what a window shows at an index of place and position.
  private static int[] through(int[] index, int axis, int stride, int dilation) {
    int[] through = new int[index.length - 1];
    System.arraycopy(index, 0, through, 0, axis);
    through[axis] = index[axis] * dilation + index[axis + 1] * stride;
    System.arraycopy(index, axis + 2, through, axis + 1, index.length - axis - 2);
    return through;
  }

  /// Returns the elements of x along `axis` at the place `index` in the shape without that axis.
  private double[] line(Tensor x, int axis, int[] index) {
    double[] line = new double[x.shape().size(axis)];
    for (int j = 0; j < line.length; j++) {
      int[] full = new int[index.length + 1];
      System.arraycopy(index, 0, full, 0, axis);
      full[axis] = j;
      System.arraycopy(index, axis, full, axis + 1, index.length - axis);
      line[j] = value(x)[position(x.shape(), full)];
    }
    return line;
  }

  private static double sum(DType type, double[] line, int partials) {
    double[] partial = new double[partials];
    for (int i = 0; i < line.length; i++) {
      partial[i % partials] = binary(BinaryFunction.ADD, type, partial[i % partials], line[i]);
    }
    for (int half = partials / 2; half > 0; half /= 2) {
      for (int j = 0; j < half; j++) {
        partial[j] = binary(BinaryFunction.ADD, type, partial[j], partial[j + half]);
      }
    }
    return partial[0];
  }

  private static double unary(UnaryFunction function, DType type, double x) {
    return switch (function) {
      case NEGATE -> -x;
      case ABSOLUTE -> Math.abs(x);
      case SIGN -> Math.signum(x);
      case FLOOR -> Math.floor(x);
      case SQUARE_ROOT -> Math.sqrt(x);
      case RELU -> x <= 0 ? 0 : x;
      default -> elementary(function, type, x);
    };
  }

  /// Elementary functions are defined by their own loops; a single element takes the plain one.
  private static double elementary(UnaryFunction function, DType type, double x) {
    boolean single = type == DType.FLOAT;
    Kernels kernels = single ? Kernels.FLOAT : Kernels.DOUBLE;
    Object a = single ? new float[] {(float) x} : new double[] {x};
    kernels.unary(function, a, 0, a, 0, 1);
    return single ? ((float[]) a)[0] : ((double[]) a)[0];
  }

  private static double binary(BinaryFunction function, DType type, double x, double y) {
    // Rounding a double sum, difference, product or quotient of floats to float is exact rounding.
    double result =
        switch (function) {
          case ADD -> type == DType.INT ? (int) x + (int) y : x + y;
          case SUBTRACT -> type == DType.INT ? (int) x - (int) y : x - y;
          case MULTIPLY -> type == DType.INT ? ((int) x) * (int) y : x * y;
          case DIVIDE -> x / y;
          case POWER -> power(type, x, y);
          case MAXIMUM -> Math.max(x, y);
          case MINIMUM -> Math.min(x, y);
          case EQUAL -> x == y ? 1 : 0;
          case LESS -> x < y ? 1 : 0;
          case LESS_OR_EQUAL -> x <= y ? 1 : 0;
        };
    return type == DType.FLOAT ? (float) result : result;
  }

  private static double power(DType type, double x, double y) {
    boolean single = type == DType.FLOAT;
    Kernels kernels = single ? Kernels.FLOAT : Kernels.DOUBLE;
    Object a = single ? new float[] {(float) x} : new double[] {x};
    Object b = single ? new float[] {(float) y} : new double[] {y};
    kernels.binary(BinaryFunction.POWER, a, 0, b, 0, a, 0, 1);
    return single ? ((float[]) a)[0] : ((double[]) a)[0];
  }

  private static int[] index(Shape shape, int position) {
    int[] index = new int[shape.rank()];
    int rest = position;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      index[axis] = rest % shape.size(axis);
      rest /= shape.size(axis);
    }
    return index;
  }

  private static int rows(Shape shape) {
    return shape.rank() == 0 ? 1 : shape.size(0);
  }

  private static int position(Shape shape, int[] index) {
    int position = 0;
    for (int axis = 0; axis < index.length; axis++) {
      position = position * shape.size(axis) + index[axis];
    }
    return position;
  }
}
