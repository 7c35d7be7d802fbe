package thalweg.network.layer;

import java.util.ArrayList;
import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.network.initialisation.Initialisation;

/// A convolution: each output channel is a small filter that slides over rows of shape [channels,
/// …space], one to three axes of space; y = Σ over the window of filter · x, + bias. (It slides
/// without being turned over, as everywhere in this field.) Source: LeCun et al. (1989),
/// "Backpropagation applied to handwritten zip code recognition".
///
/// Weights are [filters, channels / groups, …size]. An element of the result is one chain of fused
/// multiply-adds over channel, then row, then column of the window. Rows without an axis of
/// channels have one channel.
///
/// @param filters the number of output channels
/// @param size of the window, for each axis of space, or once for all
/// @param stride how far it moves, for each axis, or once for all
/// @param padding zeros around the input
/// @param dilation how far apart its places are, for each axis, or once for all
/// @param groups into how many groups channels are parted, each of which sees only itself; as many
///   as there are channels make a depthwise convolution
public record Convolution(
    int filters,
    List<Integer> size,
    List<Integer> stride,
    Padding padding,
    List<Integer> dilation,
    int groups,
    Initialisation weight)
    implements Layer {
  private static final List<Integer> ONE = List.of(1);
  private static final Initialisation WEIGHT = new Initialisation.He();

  public Convolution {
    if (filters < 1 || groups < 1 || filters % groups != 0) {
      throw new IllegalArgumentException(
          "conv: "
              + filters
              + " filters in "
              + groups
              + " groups; both must be at least 1, and the filters a multiple of the groups.");
    }
    Space space = space("conv", size, stride, dilation, padding);
    size = space.size();
    stride = space.stride();
    dilation = space.dilation();
  }

  /// Returns a convolution that moves by one, without padding, its weights begun by He's rule.
  public static Convolution of(int filters, Integer... size) {
    return new Convolution(filters, List.of(size), ONE, Padding.VALID, ONE, 1, WEIGHT);
  }

  /// Returns the same with other padding.
  public Convolution with(Padding padding) {
    return new Convolution(filters, size, stride, padding, dilation, groups, weight);
  }

  static Space space(
      String layer,
      List<Integer> size,
      List<Integer> stride,
      List<Integer> dilation,
      Padding padding) {
    try {
      return new Space(size, stride, dilation, padding);
    } catch (IllegalArgumentException unfit) {
      throw new IllegalArgumentException(layer + ": " + unfit.getMessage(), unfit);
    }
  }

  private Space space(Shape row) {
    return new Space(size, stride, dilation, padding).over(row);
  }

  @Override
  public String kind() {
    return "conv";
  }

  private Shape channelled(Shape input) {
    Shape row = space(input).channelled("conv", input);
    if (row.size(0) % groups != 0) {
      throw new IllegalArgumentException(
          "conv: rows have shape "
              + input
              + "; their "
              + row.size(0)
              + " channels cannot be parted into "
              + groups
              + " groups.");
    }
    return row;
  }

  @Override
  public Shape output(Shape input) {
    return Shape.of(space(input).windows("conv", channelled(input))).prepend(filters);
  }

  @Override
  public List<Need> parameters(Shape input) {
    int channels = channelled(input).size(0) / groups;
    Space space = space(input);
    int[] sizes = new int[space.axes() + 2];
    sizes[0] = filters;
    sizes[1] = channels;
    for (int axis = 0; axis < space.axes(); axis++) {
      sizes[axis + 2] = space.size().get(axis);
    }
    int places = space.places();
    int fanIn = channels * places;
    int fanOut = filters / groups * places;
    return List.of(
        new Need("weight", Shape.of(sizes), weight, fanIn, fanOut),
        new Need("bias", Shape.of(filters), new Initialisation.Zeros(), fanIn, fanOut));
  }

  @Override
  public Tensor apply(Pass pass, List<Tensor> parameters, Tensor x) {
    Space space = space(x.shape().withoutFirst());
    Shape row = channelled(x.shape().withoutFirst());
    int rows = x.shape().size(0);
    int channels = row.size(0) / groups;
    // [rows, groups, channels, …space], and its windows
    Tensor padded = space.padded(x.reshape(row.prepend(rows)), 2);
    Tensor windows = space.windowed(parted(padded), 3);
    // [groups, rows · positions, channels · places], as matrices
    List<Integer> order = new ArrayList<>(List.of(1, 0));
    order.addAll(space.positionAxes(3));
    order.add(2);
    order.addAll(space.placeAxes(3));
    int terms = channels * space.places();
    Tensor patches =
        windows
            .transpose(order.stream().mapToInt(Integer::intValue).toArray())
            .reshape(groups, -1, terms);
    Tensor filter = parameters.get(0).reshape(groups, filters / groups, terms).transpose();
    int[] positions = space.windows("conv", row);
    Tensor product = patches.matmul(filter);
    // [rows, filters, …positions]
    int[] sizes = new int[positions.length + 3];
    sizes[0] = groups;
    sizes[1] = rows;
    System.arraycopy(positions, 0, sizes, 2, positions.length);
    sizes[positions.length + 2] = filters / groups;
    int[] back = new int[sizes.length];
    back[0] = 1;
    back[1] = 0;
    back[2] = sizes.length - 1;
    for (int axis = 0; axis < positions.length; axis++) {
      back[axis + 3] = axis + 2;
    }
    Shape output = Shape.of(positions).prepend(filters);
    return product
        .reshape(Shape.of(sizes))
        .transpose(back)
        .reshape(output.prepend(rows))
        .add(Space.along(parameters.get(1), positions.length));
  }

  private Tensor parted(Tensor x) {
    int[] sizes = new int[x.shape().rank() + 1];
    sizes[0] = x.shape().size(0);
    sizes[1] = groups;
    sizes[2] = x.shape().size(1) / groups;
    for (int axis = 2; axis < x.shape().rank(); axis++) {
      sizes[axis + 1] = x.shape().size(axis);
    }
    return x.reshape(Shape.of(sizes));
  }

  @Override
  public Convolution with(Initialisation initialisation) {
    return new Convolution(filters, size, stride, padding, dilation, groups, initialisation);
  }

  @Override
  public Convolution narrowed(int mostUnits) {
    return groups > 1
        ? this
        : new Convolution(
            Math.min(filters, mostUnits), size, stride, padding, dilation, groups, weight);
  }

  /// Reads `conv FILTERS SIZES [stride SIZES] [same|pad SIZES] [dilation SIZES] [groups GROUPS]
  /// [init INITIALISATION]`.
  public static Convolution read(Settings given) {
    return new Convolution(
        given.nextWhole("filters"),
        given.nextSizes("window"),
        given.sizes("stride", ONE),
        Padding.read(given),
        given.sizes("dilation", ONE),
        given.whole("groups", 1),
        given.value("init", WEIGHT, Initialisation::parse));
  }

  @Override
  public String text() {
    return "conv "
        + filters
        + " "
        + Settings.written(size)
        + Settings.written("stride", stride, ONE)
        + Padding.written(padding)
        + Settings.written("dilation", dilation, ONE)
        + Settings.written("groups", groups, 1)
        + Settings.written("init", weight, WEIGHT);
  }

  @Override
  public String toString() {
    return text();
  }
}
