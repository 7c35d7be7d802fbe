package thalweg.network.layer;

import java.util.ArrayList;
import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.network.initialisation.Initialisation;

/// The transpose of a convolution: each element of the input lays its filter, times itself, over
/// the output, where they add up; with a stride above 1 the output is larger than the input.
/// Source: Zeiler et al. (2010), "Deconvolutional networks".
///
/// Rows are [channels, …space], weights [channels, filters, …size]. The output is (n − 1) · stride
/// + (size − 1) · dilation + 1 long, less what the padding takes off at both ends.
///
/// @param filters the number of output channels
/// @param size of the filter, for each axis of space, or once for all
/// @param stride how far apart neighbouring elements lay it, for each axis, or once for all
/// @param crop how many elements are taken off at both ends of each axis of the output, once for
///   all axes or for each
/// @param dilation how far apart the filter's places are, for each axis, or once for all
public record TransposedConvolution(
    int filters,
    List<Integer> size,
    List<Integer> stride,
    List<Integer> crop,
    List<Integer> dilation,
    Initialisation weight)
    implements Layer {
  private static final String KIND = "transposedconv";
  private static final List<Integer> ONE = List.of(1);
  private static final List<Integer> NONE = List.of(0);
  private static final Initialisation WEIGHT = new Initialisation.He();

  public TransposedConvolution {
    if (filters < 1) {
      throw new IllegalArgumentException(
          KIND + ": " + filters + " filters; there must be at least 1.");
    }
    Space space = Convolution.space(KIND, size, stride, dilation, new Padding.Of(crop));
    size = space.size();
    stride = space.stride();
    dilation = space.dilation();
    crop = List.copyOf(crop);
  }

  /// Returns a transposed convolution whose filters are laid `stride` apart, its weights begun by
  /// He's rule.
  public static TransposedConvolution of(int filters, List<Integer> size, int stride) {
    return new TransposedConvolution(filters, size, List.of(stride), NONE, ONE, WEIGHT);
  }

  private Space space(Shape row) {
    return new Space(size, stride, dilation, new Padding.Of(crop)).over(row);
  }

  @Override
  public String kind() {
    return KIND;
  }

  /// Returns how long each axis of the output is before it is cropped.
  private static int[] laid(Space space, Shape row) {
    int[] laid = new int[space.axes()];
    for (int axis = 0; axis < laid.length; axis++) {
      long steps = row.size(axis + 1) - 1L;
      laid[axis] = Math.toIntExact(steps * space.stride().get(axis) + space.reach(axis));
    }
    return laid;
  }

  private int cropped(int axis) {
    return crop.get(crop.size() == 1 ? 0 : axis);
  }

  @Override
  public Shape output(Shape input) {
    Space space = space(input);
    int[] sizes = laid(space, space.channelled(KIND, input));
    for (int axis = 0; axis < sizes.length; axis++) {
      sizes[axis] -= 2 * cropped(axis);
      if (sizes[axis] < 1) {
        throw new IllegalArgumentException(
            KIND
                + ": of rows of shape "
                + input
                + " nothing is left when "
                + cropped(axis)
                + " elements are taken off at both ends.");
      }
    }
    return Shape.of(sizes).prepend(filters);
  }

  @Override
  public List<Need> parameters(Shape input) {
    Space space = space(input);
    int channels = space.channelled(KIND, input).size(0);
    int[] sizes = new int[space.axes() + 2];
    sizes[0] = channels;
    sizes[1] = filters;
    for (int axis = 0; axis < space.axes(); axis++) {
      sizes[axis + 2] = space.size().get(axis);
    }
    // An element of the output sees one place in `stride` of a filter.
    int places = space.places();
    int steps = space.stride().stream().reduce(1, (a, b) -> a * b);
    int fanIn = Math.max(1, channels * places / steps);
    return List.of(
        new Need("weight", Shape.of(sizes), weight, fanIn, filters * places),
        new Need("bias", Shape.of(filters), new Initialisation.Zeros(), fanIn, filters * places));
  }

  @Override
  public Tensor apply(Pass pass, List<Tensor> parameters, Tensor x) {
    Space space = space(x.shape().withoutFirst());
    Shape row = space.channelled(KIND, x.shape().withoutFirst());
    int rows = x.shape().size(0);
    int axes = space.axes();
    int channels = row.size(0);
    // [rows, …space, channels] times [channels, filters · places]
    Tensor pixels = x.reshape(rows, channels, -1).transpose().reshape(-1, channels);
    Tensor products = pixels.matmul(parameters.get(0).reshape(channels, -1));
    int[] sizes = new int[2 * axes + 2];
    sizes[0] = rows;
    List<Integer> order = new ArrayList<>(List.of(0, axes + 1));
    for (int axis = 0; axis < axes; axis++) {
      sizes[axis + 1] = row.size(axis + 1);
      sizes[axes + 2 + axis] = space.size().get(axis);
      order.add(axes + 2 + axis);
      order.add(axis + 1);
    }
    sizes[axes + 1] = filters;
    Tensor windows =
        products
            .reshape(Shape.of(sizes))
            .transpose(order.stream().mapToInt(Integer::intValue).toArray());
    int[] laid = laid(space, row);
    Tensor y = space.overlapped(windows, 2, laid);
    for (int axis = 0; axis < axes; axis++) {
      int off = cropped(axis);
      y = off == 0 ? y : y.slice(axis + 2, off, laid[axis] - off);
    }
    return y.add(Space.along(parameters.get(1), axes));
  }

  @Override
  public TransposedConvolution with(Initialisation initialisation) {
    return new TransposedConvolution(filters, size, stride, crop, dilation, initialisation);
  }

  @Override
  public TransposedConvolution narrowed(int mostUnits) {
    return new TransposedConvolution(
        Math.min(filters, mostUnits), size, stride, crop, dilation, weight);
  }

  /// Reads `transposedconv FILTERS SIZES [stride SIZES] [crop SIZES] [dilation SIZES] [init
  /// INITIALISATION]`.
  public static TransposedConvolution read(Settings given) {
    return new TransposedConvolution(
        given.nextWhole("filters"),
        given.nextSizes("window"),
        given.sizes("stride", ONE),
        given.sizes("crop", NONE),
        given.sizes("dilation", ONE),
        given.value("init", WEIGHT, Initialisation::parse));
  }

  @Override
  public String text() {
    return KIND
        + " "
        + filters
        + " "
        + Settings.written(size)
        + Settings.written("stride", stride, ONE)
        + Settings.written("crop", crop, NONE)
        + Settings.written("dilation", dilation, ONE)
        + Settings.written("init", weight, WEIGHT);
  }

  @Override
  public String toString() {
    return text();
  }
}
