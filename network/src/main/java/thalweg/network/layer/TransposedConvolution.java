package thalweg.network.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
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
/// @param size of the filter, for each axis of space
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

  public TransposedConvolution {
    if (filters < 1) {
      throw new IllegalArgumentException(
          KIND + ": " + filters + " filters; there must be at least 1.");
    }
    Space space = Convolution.space(KIND, size, stride, dilation, new Padding.Of(crop));
    size = space.size();
    stride = space.stride();
    dilation = space.dilation();
    int axes = size.size();
    List<Integer> given = crop;
    crop =
        crop.size() == axes
            ? List.copyOf(crop)
            : IntStream.range(0, axes).mapToObj(_ -> given.getFirst()).toList();
  }

  /// Returns a transposed convolution whose filters are laid `stride` apart, its weights begun by
  /// He's rule.
  public static TransposedConvolution of(int filters, List<Integer> size, int stride) {
    return new TransposedConvolution(
        filters, size, List.of(stride), List.of(0), List.of(1), new Initialisation.He());
  }

  private Space space() {
    return new Space(size, stride, dilation, Padding.VALID);
  }

  @Override
  public String kind() {
    return KIND;
  }

  /// Returns how long each axis of the output is before it is cropped.
  private int[] laid(Shape row) {
    int[] laid = new int[size.size()];
    for (int axis = 0; axis < laid.length; axis++) {
      laid[axis] =
          Math.toIntExact(
              (row.size(axis + 1) - 1L) * stride.get(axis)
                  + (size.get(axis) - 1L) * dilation.get(axis)
                  + 1);
    }
    return laid;
  }

  @Override
  public Shape output(Shape input) {
    int[] sizes = laid(space().channelled(KIND, input));
    for (int axis = 0; axis < sizes.length; axis++) {
      sizes[axis] -= 2 * crop.get(axis);
      if (sizes[axis] < 1) {
        throw new IllegalArgumentException(
            KIND
                + ": of rows of shape "
                + input
                + " nothing is left when "
                + crop.get(axis)
                + " elements are taken off at both ends.");
      }
    }
    return Shape.of(sizes).prepend(filters);
  }

  @Override
  public List<Need> parameters(Shape input) {
    int channels = space().channelled(KIND, input).size(0);
    int[] sizes = new int[size.size() + 2];
    sizes[0] = channels;
    sizes[1] = filters;
    for (int axis = 0; axis < size.size(); axis++) {
      sizes[axis + 2] = size.get(axis);
    }
    // An element of the output sees one place in `stride` of a filter.
    int places = space().places();
    int steps = stride.stream().reduce(1, (a, b) -> a * b);
    int fanIn = Math.max(1, channels * places / steps);
    return List.of(
        new Need("weight", Shape.of(sizes), weight, fanIn, filters * places),
        new Need("bias", Shape.of(filters), new Initialisation.Zeros(), fanIn, filters * places));
  }

  @Override
  public Tensor apply(Pass pass, List<Tensor> parameters, Tensor x) {
    Space space = space();
    Shape row = space.channelled(KIND, x.shape().withoutFirst());
    int rows = x.shape().size(0);
    int axes = size.size();
    int channels = row.size(0);
    // [rows, …space, channels] times [channels, filters · places]
    Tensor pixels = x.reshape(rows, channels, -1).transpose().reshape(-1, channels);
    Tensor products = pixels.matmul(parameters.get(0).reshape(channels, -1));
    int[] sizes = new int[2 * axes + 2];
    sizes[0] = rows;
    List<Integer> order = new ArrayList<>(List.of(0, axes + 1));
    for (int axis = 0; axis < axes; axis++) {
      sizes[axis + 1] = row.size(axis + 1);
      sizes[axes + 2 + axis] = size.get(axis);
      order.add(axes + 2 + axis);
      order.add(axis + 1);
    }
    sizes[axes + 1] = filters;
    Tensor windows =
        products
            .reshape(Shape.of(sizes))
            .transpose(order.stream().mapToInt(Integer::intValue).toArray());
    int[] laid = laid(row);
    Tensor y = space.overlapped(windows, 2, laid);
    for (int axis = 0; axis < axes; axis++) {
      int off = crop.get(axis);
      y = off == 0 ? y : y.slice(axis + 2, off, laid[axis] - off);
    }
    return y.add(Convolution.alongSpace(parameters.get(1), axes));
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

  /// Returns the layer as a [thalweg.network.NetworkParser] reads it, such as `transposedconv 16
  /// 2x2 stride 2`.
  @Override
  public String toString() {
    return KIND
        + " "
        + filters
        + " "
        + space().settings(Space.ones(size.size()))
        + (crop.stream().allMatch(n -> n == 0) ? "" : " crop " + Space.brief(crop))
        + (weight.equals(new Initialisation.He()) ? "" : " init " + weight);
  }
}
