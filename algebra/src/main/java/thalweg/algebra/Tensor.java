package thalweg.algebra;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import thalweg.algebra.Operation.Reduction;
import thalweg.algebra.elementwise.BinaryFunction;
import thalweg.algebra.elementwise.UnaryFunction;
import thalweg.algebra.random.Purpose;
import thalweg.algebra.random.RandomStream;

/// An expression whose value is an array of numbers: an operation, a shape and an element type.
///
/// Writing `x.matmul(w).add(b)` computes nothing; shapes are checked at once. A
/// [program][thalweg.algebra.program.Program] makes expressions ready to run. Two operands of
/// different shapes are broadcast as NumPy does: aligned at the last axis, an axis of size 1 or a
/// missing axis is repeated. Immutable; equality is identity.
public final class Tensor {
  private final Operation operation;
  private final Shape shape;
  private final DType type;

  private Tensor(Operation operation, Shape shape, DType type) {
    this.operation = operation;
    this.shape = shape;
    this.type = type;
  }

  public Operation operation() {
    return operation;
  }

  public Shape shape() {
    return shape;
  }

  public DType type() {
    return type;
  }

  // ---- Sources ----

  /// Returns a new variable: a tensor whose elements are given at each run.
  public static Tensor variable(String name, DType type, Shape shape) {
    return new Tensor(new Operation.Variable(name), shape, type);
  }

  /// Returns a new variable: a tensor whose elements are given at each run.
  public static Tensor variable(String name, DType type, int... sizes) {
    return variable(name, type, Shape.of(sizes));
  }

  /// Returns a tensor of these elements, which must not be changed afterwards.
  public static Tensor of(NdArray value) {
    return new Tensor(new Operation.Constant(value), value.shape(), value.type());
  }

  /// Returns a DOUBLE vector of these elements.
  public static Tensor of(double... elements) {
    return of(NdArray.of(elements.clone()));
  }

  /// Returns a DOUBLE matrix of these rows.
  public static Tensor of(double[][] rows) {
    return of(NdArray.of(rows));
  }

  /// Returns a tensor that has the same number everywhere.
  public static Tensor fill(double value, DType type, Shape shape) {
    return new Tensor(new Operation.Fill(value), shape, type);
  }

  private Tensor like(double value) {
    return fill(value, type, shape);
  }

  // ---- Elementwise ----

  /// Returns a function of each element.
  public Tensor unary(UnaryFunction function) {
    requireReal(function.name().toLowerCase(java.util.Locale.ROOT));
    return new Tensor(new Operation.Unary(function, this), shape, type);
  }

  private void requireReal(String what) {
    if (!type.isReal()) {
      throw new IllegalArgumentException(
          what + ": the operand is INT; it must be FLOAT or DOUBLE. Convert it with to(FLOAT).");
    }
  }

  /// Returns −x of each element.
  public Tensor negate() {
    return unary(UnaryFunction.NEGATE);
  }

  /// Returns |x| of each element.
  public Tensor absolute() {
    return unary(UnaryFunction.ABSOLUTE);
  }

  /// Returns 1, −1 or 0, as x is positive, negative or zero, for each element.
  public Tensor sign() {
    return unary(UnaryFunction.SIGN);
  }

  /// Returns the largest whole number that is not above x, of each element. Derivatives take it for
  /// a constant.
  public Tensor floor() {
    return unary(UnaryFunction.FLOOR);
  }

  /// Returns √x of each element.
  public Tensor squareRoot() {
    return unary(UnaryFunction.SQUARE_ROOT);
  }

  /// Returns eˣ of each element.
  public Tensor exp() {
    return unary(UnaryFunction.EXP);
  }

  /// Returns eˣ − 1, exact also near 0, of each element.
  public Tensor expm1() {
    return unary(UnaryFunction.EXPM1);
  }

  /// Returns the natural logarithm of each element.
  public Tensor log() {
    return unary(UnaryFunction.LOG);
  }

  /// Returns log(1 + x), exact also near 0, of each element.
  public Tensor log1p() {
    return unary(UnaryFunction.LOG1P);
  }

  /// Returns the sine of each element.
  public Tensor sin() {
    return unary(UnaryFunction.SIN);
  }

  /// Returns the cosine of each element.
  public Tensor cos() {
    return unary(UnaryFunction.COS);
  }

  /// Returns the hyperbolic tangent of each element.
  public Tensor tanh() {
    return unary(UnaryFunction.TANH);
  }

  /// Returns 1 / (1 + e⁻ˣ) of each element.
  public Tensor sigmoid() {
    return unary(UnaryFunction.SIGMOID);
  }

  /// Returns log(1 + eˣ) of each element.
  public Tensor softplus() {
    return unary(UnaryFunction.SOFTPLUS);
  }

  /// Returns the error function of each element.
  public Tensor erf() {
    return unary(UnaryFunction.ERF);
  }

  /// Returns x where x > 0, else 0.
  public Tensor relu() {
    return unary(UnaryFunction.RELU);
  }

  /// Returns x² of each element x.
  public Tensor square() {
    return multiply(this);
  }

  /// Returns x + y for each pair of elements.
  public Tensor add(Tensor y) {
    return binary(BinaryFunction.ADD, y);
  }

  /// Returns x + y for each element x and one number y.
  public Tensor add(double y) {
    return add(like(y));
  }

  /// Returns x − y for each pair of elements.
  public Tensor subtract(Tensor y) {
    return binary(BinaryFunction.SUBTRACT, y);
  }

  /// Returns x − y for each element x and one number y.
  public Tensor subtract(double y) {
    return subtract(like(y));
  }

  /// Returns x · y for each pair of elements.
  public Tensor multiply(Tensor y) {
    return binary(BinaryFunction.MULTIPLY, y);
  }

  /// Returns x · y for each element x and one number y.
  public Tensor multiply(double y) {
    return multiply(like(y));
  }

  /// Returns x / y for each pair of elements.
  public Tensor divide(Tensor y) {
    return binary(BinaryFunction.DIVIDE, y);
  }

  /// Returns x / y for each element x and one number y.
  public Tensor divide(double y) {
    return divide(like(y));
  }

  /// Returns xʸ for each pair of elements.
  public Tensor power(Tensor y) {
    return binary(BinaryFunction.POWER, y);
  }

  /// Returns xʸ for each element x and one number y.
  public Tensor power(double y) {
    return power(like(y));
  }

  /// Returns the larger of x and y, NaN if either is, for each pair of elements.
  public Tensor maximum(Tensor y) {
    return binary(BinaryFunction.MAXIMUM, y);
  }

  /// Returns the larger of x and y, NaN if either is, for each element x and one number y.
  public Tensor maximum(double y) {
    return maximum(like(y));
  }

  /// Returns the smaller of x and y, NaN if either is, for each pair of elements.
  public Tensor minimum(Tensor y) {
    return binary(BinaryFunction.MINIMUM, y);
  }

  /// Returns the smaller of x and y, NaN if either is, for each element x and one number y.
  public Tensor minimum(double y) {
    return minimum(like(y));
  }

  /// Returns 1 where x = y, else 0, for each pair of elements.
  public Tensor equalTo(Tensor y) {
    return binary(BinaryFunction.EQUAL, y);
  }

  /// Returns 1 where x < y, else 0, for each pair of elements.
  public Tensor lessThan(Tensor y) {
    return binary(BinaryFunction.LESS, y);
  }

  /// Returns 1 where x ≤ y, else 0, for each pair of elements.
  public Tensor lessOrEqual(Tensor y) {
    return binary(BinaryFunction.LESS_OR_EQUAL, y);
  }

  private static final List<BinaryFunction> FOR_INT =
      List.of(
          BinaryFunction.ADD,
          BinaryFunction.SUBTRACT,
          BinaryFunction.MULTIPLY,
          BinaryFunction.EQUAL,
          BinaryFunction.LESS,
          BinaryFunction.LESS_OR_EQUAL);

  /// Returns a function of each pair of elements; both operands are broadcast.
  public Tensor binary(BinaryFunction function, Tensor other) {
    String name = function.name().toLowerCase(java.util.Locale.ROOT);
    if (type != other.type) {
      throw new IllegalArgumentException(
          name
              + ": left is "
              + type
              + ", right is "
              + other.type
              + "; both must have one type. Convert one with to(…).");
    }
    if (!type.isReal() && !FOR_INT.contains(function)) {
      requireReal(name);
    }
    Shape common = common(name, shape, other.shape);
    return new Tensor(
        new Operation.Binary(function, broadcast(common), other.broadcast(common)), common, type);
  }

  /// Returns the shape to which two operands are broadcast.
  private static Shape common(String operation, Shape left, Shape right) {
    if (left.equals(right)) {
      return left;
    }
    int rank = Math.max(left.rank(), right.rank());
    int[] sizes = new int[rank];
    for (int back = 1; back <= rank; back++) {
      int a = back <= left.rank() ? left.size(-back) : 1;
      int b = back <= right.rank() ? right.size(-back) : 1;
      if (a != b && a != 1 && b != 1) {
        throw new IllegalArgumentException(
            operation
                + ": left has shape "
                + left
                + ", right has shape "
                + right
                + "; counted from the last axis, sizes must be equal or 1, but axis −"
                + back
                + " has "
                + a
                + " and "
                + b
                + ".");
      }
      sizes[rank - back] = a == 1 ? b : a;
    }
    return Shape.of(sizes);
  }

  /// Returns elements of `whenTrue` where this tensor is not zero, of `whenFalse` elsewhere; all
  /// three are broadcast.
  public Tensor select(Tensor whenTrue, Tensor whenFalse) {
    requireReal("select");
    if (whenTrue.type != type || whenFalse.type != type) {
      throw new IllegalArgumentException(
          "select: condition is "
              + type
              + ", choices are "
              + whenTrue.type
              + " and "
              + whenFalse.type
              + "; all must have one type.");
    }
    Shape all = common("select", common("select", shape, whenTrue.shape), whenFalse.shape);
    return new Tensor(
        new Operation.Select(broadcast(all), whenTrue.broadcast(all), whenFalse.broadcast(all)),
        all,
        type);
  }

  /// Returns the same numbers as `type`: rounded to nearest from DOUBLE to FLOAT, towards zero to
  /// INT.
  public Tensor to(DType type) {
    return type == this.type ? this : new Tensor(new Operation.Convert(this), shape, type);
  }

  // ---- Movement ----

  /// Returns the same elements in row-major order under another shape; one size may be −1 and is
  /// then worked out.
  ///
  /// @throws IllegalArgumentException if the element counts differ
  public Tensor reshape(int... sizes) {
    int[] known = sizes.clone();
    int open = -1;
    int product = 1;
    for (int axis = 0; axis < known.length; axis++) {
      if (known[axis] == -1 && open < 0) {
        open = axis;
      } else {
        product *= known[axis];
      }
    }
    if (open >= 0) {
      known[open] = product == 0 ? 0 : shape.elements() / product;
    }
    return reshape(Shape.of(known));
  }

  /// Returns the same elements in row-major order under another shape.
  ///
  /// @throws IllegalArgumentException if the element counts differ
  public Tensor reshape(Shape other) {
    if (other.elements() != shape.elements()) {
      throw new IllegalArgumentException(
          "reshape: shape "
              + shape
              + " has "
              + shape.elements()
              + " elements, shape "
              + other
              + " has "
              + other.elements()
              + "; the counts must be equal.");
    }
    return other.equals(shape) ? this : new Tensor(new Operation.Reshape(this), other, type);
  }

  /// Returns this tensor with a new axis of size 1 before `axis`.
  public Tensor expand(int axis) {
    int place = axis < 0 ? axis + shape.rank() + 1 : axis;
    if (place < 0 || place > shape.rank()) {
      throw new IllegalArgumentException(
          "expand: axis " + axis + " does not fit shape " + shape + ".");
    }
    int[] sizes = new int[shape.rank() + 1];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = i == place ? 1 : shape.size(i < place ? i : i - 1);
    }
    return reshape(Shape.of(sizes));
  }

  /// Returns a matrix with rows and columns exchanged; of a tensor of higher rank, the last two
  /// axes.
  public Tensor transpose() {
    if (shape.rank() < 2) {
      throw new IllegalArgumentException(
          "transpose: shape " + shape + " has fewer than two axes; nothing can be exchanged.");
    }
    int[] axes = IntStream.range(0, shape.rank()).toArray();
    axes[shape.rank() - 1] = shape.rank() - 2;
    axes[shape.rank() - 2] = shape.rank() - 1;
    return transpose(axes);
  }

  /// Returns the tensor with its axes in another order: axis i of the result is axis `axes[i]` of
  /// this one.
  public Tensor transpose(int... axes) {
    if (!Arrays.equals(
        Arrays.stream(axes).sorted().toArray(), IntStream.range(0, shape.rank()).toArray())) {
      throw new IllegalArgumentException(
          "transpose: axes "
              + Arrays.toString(axes)
              + " must name each axis of shape "
              + shape
              + " once.");
    }
    int[] sizes = Arrays.stream(axes).map(shape::size).toArray();
    return new Tensor(
        new Operation.Transpose(this, Arrays.stream(axes).boxed().toList()), Shape.of(sizes), type);
  }

  /// Returns this tensor repeated along axes of size 1 and along new leading axes until it has the
  /// given shape.
  ///
  /// @throws IllegalArgumentException if an axis has another size than 1 and than the wanted one
  public Tensor broadcast(Shape wanted) {
    if (shape.equals(wanted)) {
      return this;
    }
    int lead = wanted.rank() - shape.rank();
    boolean fits = lead >= 0;
    for (int axis = 0; fits && axis < shape.rank(); axis++) {
      fits = shape.size(axis) == 1 || shape.size(axis) == wanted.size(axis + lead);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "broadcast: shape "
              + shape
              + " cannot be repeated to "
              + wanted
              + "; counted from the last axis, its sizes must be 1 or equal.");
    }
    if (operation instanceof Operation.Fill(double value)) {
      return fill(value, type, wanted);
    }
    int[] sizes = new int[wanted.rank()];
    Arrays.fill(sizes, 0, lead, 1);
    for (int axis = 0; axis < shape.rank(); axis++) {
      sizes[axis + lead] = shape.size(axis);
    }
    Tensor aligned = reshape(Shape.of(sizes));
    // New axes of size 1 alone repeat nothing; a broadcast always has more elements than its input,
    // or none, so that no chain can hold both.
    return aligned.shape.equals(wanted)
        ? aligned
        : new Tensor(new Operation.Broadcast(aligned), wanted, type);
  }

  /// Returns the part from index `from` up to, not including, `to` along `axis`.
  public Tensor slice(int axis, int from, int to) {
    int counted = shape.axis(axis);
    if (from < 0 || to < from || to > shape.size(counted)) {
      throw new IllegalArgumentException(
          "slice: from "
              + from
              + " to "
              + to
              + " does not fit axis "
              + axis
              + " of shape "
              + shape
              + ", whose size is "
              + shape.size(counted)
              + ".");
    }
    return new Tensor(
        new Operation.Slice(this, counted, from), shape.with(counted, to - from), type);
  }

  /// Returns this tensor with zeros before it and after it along `axis`.
  public Tensor pad(int axis, int before, int after) {
    int counted = shape.axis(axis);
    if (before < 0 || after < 0) {
      throw new IllegalArgumentException(
          "pad: " + before + " before and " + after + " after; both must be at least 0.");
    }
    return new Tensor(
        new Operation.Pad(this, counted, before),
        shape.with(counted, shape.size(counted) + before + after),
        type);
  }

  /// Returns tensors one after the other along `axis`; their other axes must be equal.
  ///
  /// @throws IllegalArgumentException if there is none, or types or other axes differ
  public static Tensor concatenate(int axis, List<Tensor> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("concatenate: no tensors given; give at least one.");
    }
    Tensor first = parts.getFirst();
    int counted = first.shape.axis(axis);
    int size = 0;
    for (Tensor part : parts) {
      if (part.type != first.type
          || part.shape.rank() != first.shape.rank()
          || !part.shape.with(counted, 0).equals(first.shape.with(counted, 0))) {
        throw new IllegalArgumentException(
            "concatenate: the first is "
                + first.type
                + " "
                + first.shape
                + ", another "
                + part.type
                + " "
                + part.shape
                + "; types and all axes but axis "
                + axis
                + " must be equal.");
      }
      size += part.shape.size(counted);
    }
    return parts.size() == 1
        ? first
        : new Tensor(
            new Operation.Concatenate(parts, counted), first.shape.with(counted, size), first.type);
  }

  /// Returns this tensor seen through a window of `size` places, `dilation` apart, that slides
  /// along `axis` by `stride`: in the axis's place stand two, the places in the window and its
  /// positions. Position i shows at place p what is at index i · stride + p · dilation; only
  /// windows that lie wholly inside are there. Costs nothing where the next operation can read it
  /// in place.
  ///
  /// A convolution is a window and a product, pooling a window and a reduction.
  ///
  /// @throws IllegalArgumentException if a number is below 1 or the window is longer than the axis
  public Tensor window(int axis, int size, int stride, int dilation) {
    int counted = shape.axis(axis);
    requireWindow("window", size, stride, dilation);
    long reach = (size - 1L) * dilation + 1;
    if (reach > shape.size(counted)) {
      throw new IllegalArgumentException(
          "window: "
              + size
              + (dilation == 1 ? " places" : " places, " + dilation + " apart,")
              + " reach over "
              + reach
              + " elements; axis "
              + axis
              + " of shape "
              + shape
              + " has "
              + shape.size(counted)
              + ". Pad it, or take a smaller window.");
    }
    int positions = (int) ((shape.size(counted) - reach) / stride) + 1;
    int[] sizes = new int[shape.rank() + 1];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] =
          i == counted ? size : i == counted + 1 ? positions : shape.size(i < counted ? i : i - 1);
    }
    return new Tensor(new Operation.Window(this, counted, stride, dilation), Shape.of(sizes), type);
  }

  /// Returns windows laid over each other along `axis` and added up, the transpose of [#window(int,
  /// int, int, int)]: `axis` holds the places and the axis after it the positions, and in the
  /// result one axis of `size` elements stands in their place. Element j is the sum of what stands
  /// at the places p of positions i with i · stride + p · dilation = j, in increasing order of p, 0
  /// where there is none.
  ///
  /// @throws IllegalArgumentException if a number is below 1, or the windows reach beyond `size`
  public Tensor overlap(int axis, int size, int stride, int dilation) {
    requireReal("overlap");
    int counted = shape.axis(axis);
    if (counted + 1 == shape.rank()) {
      throw new IllegalArgumentException(
          "overlap: axis "
              + axis
              + " of shape "
              + shape
              + " holds the places in a window; an axis of positions must follow it.");
    }
    requireWindow("overlap", shape.size(counted), stride, dilation);
    long reach =
        (shape.size(counted + 1) - 1L) * stride + (shape.size(counted) - 1L) * dilation + 1;
    if (reach > size) {
      throw new IllegalArgumentException(
          "overlap: "
              + shape.size(counted + 1)
              + " windows of "
              + shape.size(counted)
              + " places reach over "
              + reach
              + " elements; the result has room for "
              + size
              + ".");
    }
    int[] sizes = new int[shape.rank() - 1];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = i == counted ? size : shape.size(i < counted ? i : i + 1);
    }
    return new Tensor(
        new Operation.Overlap(this, counted, stride, dilation), Shape.of(sizes), type);
  }

  private static void requireWindow(String what, int size, int stride, int dilation) {
    if (size < 1 || stride < 1 || dilation < 1) {
      throw new IllegalArgumentException(
          what
              + ": "
              + size
              + " places, "
              + dilation
              + " apart, moved by "
              + stride
              + "; all three must be at least 1.");
    }
  }

  // ---- Reduction ----

  private Tensor reduce(Reduction reduction, int axis) {
    requireReal(reduction.name().toLowerCase(java.util.Locale.ROOT));
    int counted = shape.axis(axis);
    if (reduction == Reduction.MAX && shape.size(counted) == 0) {
      throw new IllegalArgumentException(
          "max: axis " + axis + " of shape " + shape + " is empty and has no largest element.");
    }
    return new Tensor(new Operation.Reduce(reduction, this, counted), without(counted), type);
  }

  private Shape without(int axis) {
    List<Integer> sizes = new ArrayList<>();
    for (int i = 0; i < shape.rank(); i++) {
      if (i != axis) {
        sizes.add(shape.size(i));
      }
    }
    return Shape.of(sizes.stream().mapToInt(Integer::intValue).toArray());
  }

  /// Returns the sum along one axis, which disappears.
  ///
  /// Along the last axis: sixteen interleaved partial sums and a fixed tree; along others: in
  /// increasing order.
  public Tensor sum(int axis) {
    return reduce(Reduction.SUM, axis);
  }

  /// Returns the sum of all elements, a scalar.
  public Tensor sum() {
    return reshape(shape.elements()).sum(0);
  }

  /// Returns the mean along one axis, which disappears.
  public Tensor mean(int axis) {
    return sum(axis).divide(shape.size(axis));
  }

  /// Returns the mean of all elements, a scalar.
  public Tensor mean() {
    return sum().divide(shape.elements());
  }

  /// Returns the largest element along one axis, which disappears; NaN if there is one.
  public Tensor max(int axis) {
    return reduce(Reduction.MAX, axis);
  }

  /// Returns the index (INT) of the largest element along one axis, which disappears; of equals,
  /// the first.
  public Tensor argMax(int axis) {
    requireReal("argMax");
    int counted = shape.axis(axis);
    if (shape.size(counted) == 0) {
      throw new IllegalArgumentException(
          "argMax: axis " + axis + " of shape " + shape + " is empty and has no largest element.");
    }
    return new Tensor(new Operation.ArgMax(this, counted), without(counted), DType.INT);
  }

  // ---- Contraction ----

  /// Returns the matrix product over the last two axes; leading axes must be equal, or absent on
  /// the right.
  ///
  /// Each element is accumulated over k in increasing order by fused multiply-add, so its bits do
  /// not depend on the machine.
  public Tensor matmul(Tensor other) {
    requireReal("matmul");
    if (type != other.type) {
      throw new IllegalArgumentException(
          "matmul: left is " + type + ", right is " + other.type + "; both must have one type.");
    }
    if (shape.rank() < 2 || other.shape.rank() < 2) {
      throw new IllegalArgumentException(
          "matmul: left has shape "
              + shape
              + ", right has shape "
              + other.shape
              + "; both need at least two axes. Use reshape or expand.");
    }
    int k = shape.size(-1);
    if (k != other.shape.size(-2)) {
      String hint = "";
      if (k == other.shape.size(-1)) {
        hint = " Did you mean left.matmul(right.transpose())?";
      } else if (shape.size(-2) == other.shape.size(-2)) {
        hint = " Did you mean left.transpose().matmul(right)?";
      }
      throw new IllegalArgumentException(
          "matmul: left has shape "
              + shape
              + ", right has shape "
              + other.shape
              + "; the inner sizes "
              + k
              + " and "
              + other.shape.size(-2)
              + " must be equal."
              + hint);
    }
    if (other.shape.rank() == 2 && shape.rank() > 2) {
      // One matrix on the right: the leading axes are just more rows.
      int rows = shape.with(-1, 1).elements();
      return reshape(rows, k).matmul(other).reshape(shape.with(-1, other.shape.size(-1)));
    }
    int[] left = shape.sizes();
    int[] right = other.shape.sizes();
    if (left.length != right.length
        || !Arrays.equals(left, 0, left.length - 2, right, 0, right.length - 2)) {
      throw new IllegalArgumentException(
          "matmul: left has shape "
              + shape
              + ", right has shape "
              + other.shape
              + "; all axes before the last two must be equal.");
    }
    return new Tensor(
        new Operation.Matmul(this, other), shape.with(-1, other.shape.size(-1)), type);
  }

  // ---- Indexing ----

  /// Returns, for INT indices, a tensor of `type` with a new last axis that is 1 at the index and 0
  /// elsewhere.
  public Tensor oneHot(int classes, DType type) {
    if (this.type != DType.INT || !type.isReal()) {
      throw new IllegalArgumentException(
          "oneHot: indices are "
              + this.type
              + ", the result asked for is "
              + type
              + "; they must be INT and FLOAT or DOUBLE.");
    }
    int[] sizes = Arrays.copyOf(shape.sizes(), shape.rank() + 1);
    sizes[shape.rank()] = classes;
    return new Tensor(new Operation.OneHot(this), Shape.of(sizes), type);
  }

  /// Returns the slices of this tensor along its first axis that `indices` (INT) name.
  public Tensor take(Tensor indices) {
    if (indices.type != DType.INT || shape.rank() == 0) {
      throw new IllegalArgumentException(
          "take: from shape "
              + shape
              + " by indices of type "
              + indices.type
              + "; indices must be INT and the tensor must have an axis.");
    }
    int[] sizes = Arrays.copyOf(indices.shape.sizes(), indices.shape.rank() + shape.rank() - 1);
    for (int axis = 1; axis < shape.rank(); axis++) {
      sizes[indices.shape.rank() + axis - 1] = shape.size(axis);
    }
    return new Tensor(new Operation.Take(this, indices), Shape.of(sizes), type);
  }

  // ---- Random ----

  /// Returns random numbers, evenly spread over [0, 1), that follow from `key` and their place
  /// alone: the same at each run with one key, on any number of threads.
  ///
  /// The element at row r and place c of its row is the number at position (first row of the key +
  /// r) · (elements of a row) + c of the [RandomStream] of the key's seed and epoch, `purpose` and
  /// `layer`. In FLOAT it is a multiple of 2⁻²⁴, the 24 high bits of one word; in DOUBLE a multiple
  /// of 2⁻⁵³, the 53 high bits of two words: the two types draw different numbers. Derivatives take
  /// them for constants.
  ///
  /// @param key an INT tensor as [RandomKey] describes it
  /// @param layer sets streams of one purpose apart
  /// @param shape the first axis being the rows; a scalar is one row of one element
  public static Tensor uniform(Tensor key, Purpose purpose, int layer, DType type, Shape shape) {
    if (key.type != DType.INT || !key.shape.equals(RandomKey.SHAPE) || !type.isReal()) {
      throw new IllegalArgumentException(
          "uniform: the key is "
              + key.type
              + " "
              + key.shape
              + ", the result asked for is "
              + type
              + "; they must be INT "
              + RandomKey.SHAPE
              + " and FLOAT or DOUBLE.");
    }
    return new Tensor(new Operation.Uniform(key, purpose, layer), shape, type);
  }

  /// Returns the same numbers, which derivatives take for constants: no gradient flows back through
  /// them.
  public Tensor detach() {
    return new Tensor(new Operation.Detach(this), shape, type);
  }

  // ---- Compounds, written in the operations above ----

  /// Returns log Σ exp along `axis`, which disappears; computed from the largest element, so
  /// nothing overflows.
  public Tensor logSumExp(int axis) {
    int counted = shape.axis(axis);
    Tensor largest = max(counted).detach(); // the result does not depend on what is subtracted
    return subtract(largest.expand(counted)).exp().sum(counted).log().add(largest);
  }

  /// Returns exp(x) / Σ exp(x) along `axis`: positive numbers that sum to 1. Adding a number to all
  /// x changes nothing.
  public Tensor softmax(int axis) {
    int counted = shape.axis(axis);
    Tensor powers = subtract(max(counted).detach().expand(counted)).exp();
    return powers.divide(powers.sum(counted).expand(counted));
  }

  /// Returns the logarithm of [#softmax(int)], exact also where the softmax itself rounds to 0.
  public Tensor logSoftmax(int axis) {
    int counted = shape.axis(axis);
    Tensor shifted = subtract(max(counted).detach().expand(counted));
    return shifted.subtract(shifted.exp().sum(counted).log().expand(counted));
  }

  /// Returns operation, type and shape in a line, such as `Matmul FLOAT [100, 50]`.
  @Override
  public String toString() {
    String name =
        switch (operation) {
          case Operation.Variable(String given) -> "Variable " + given;
          case Operation.Unary(UnaryFunction function, Tensor _) -> function.name();
          case Operation.Binary(BinaryFunction function, Tensor _, Tensor _) -> function.name();
          case Operation.Reduce(Reduction reduction, Tensor _, int _) -> reduction.name();
          case Operation.Fill(double value) -> "Fill " + value;
          default -> operation.getClass().getSimpleName();
        };
    return name + " " + type + " " + shape;
  }
}
