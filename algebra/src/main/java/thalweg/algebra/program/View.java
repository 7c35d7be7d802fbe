package thalweg.algebra.program;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Shape;

/// How the elements of a moved tensor stand in the array of the node they come from: transposed,
/// sliced, repeated, seen through windows or in another shape, without being copied.
///
/// Each axis of the tensor is made of parts, whose indices count like digits: an axis that a
/// reshape has made of several has as many parts, for they need not lie at one distance.
///
/// @param source the node whose array holds the elements
/// @param start where in it the first stands
/// @param axes for each axis its parts, outermost first
record View(int source, int start, List<List<Part>> axes) {
  /// A part of an axis: so many elements, so far apart.
  record Part(int size, int stride) {}

  /// Returns the view of an array in row-major order.
  static View whole(int source, Shape shape) {
    int[] strides = MoveStep.strides(shape);
    List<List<Part>> axes = new ArrayList<>();
    for (int axis = 0; axis < shape.rank(); axis++) {
      axes.add(List.of(new Part(shape.size(axis), strides[axis])));
    }
    return new View(source, 0, axes);
  }

  View transposed(List<Integer> order) {
    return new View(source, start, order.stream().map(axes::get).toList());
  }

  /// Returns the view with axes of size 1 repeated up to those of a shape.
  View repeated(Shape shape) {
    List<List<Part>> repeated = new ArrayList<>(axes);
    for (int axis = 0; axis < repeated.size(); axis++) {
      if (size(axis) == 1 && shape.size(axis) != 1) {
        repeated.set(axis, List.of(new Part(shape.size(axis), 0)));
      }
    }
    return new View(source, start, repeated);
  }

  /// Returns a part of the view along one axis, or null if that axis lies at no one distance.
  @Nullable View sliced(int axis, int from, int size) {
    if (axes.get(axis).size() != 1) {
      return null;
    }
    int stride = axes.get(axis).getFirst().stride;
    List<List<Part>> sliced = new ArrayList<>(axes);
    sliced.set(axis, List.of(new Part(size, stride)));
    return new View(source, start + from * stride, sliced);
  }

  /// Returns the view through a window along one axis, or null if that axis lies at no one
  /// distance.
  @Nullable View windowed(int axis, int size, int positions, int stride, int dilation) {
    if (axes.get(axis).size() != 1) {
      return null;
    }
    int apart = axes.get(axis).getFirst().stride;
    List<List<Part>> windowed = new ArrayList<>(axes);
    windowed.set(axis, List.of(new Part(size, apart * dilation)));
    windowed.add(axis + 1, List.of(new Part(positions, apart * stride)));
    return new View(source, start, windowed);
  }

  /// Returns the same elements in row-major order under another shape, or null where that would cut
  /// a part unevenly.
  @Nullable View reshaped(Shape shape) {
    if (shape.elements() == 0) {
      return null;
    }
    List<Part> left = new ArrayList<>();
    axes.forEach(parts -> parts.stream().filter(part -> part.size != 1).forEach(left::add));
    List<List<Part>> reshaped = new ArrayList<>();
    int next = 0;
    for (int axis = 0; axis < shape.rank(); axis++) {
      List<Part> parts = new ArrayList<>();
      int wanted = shape.size(axis);
      while (wanted > 1) {
        Part part = left.get(next);
        if (wanted % part.size == 0) {
          parts.add(part);
          wanted /= part.size;
          next++;
        } else if (part.size % wanted == 0) {
          int rest = part.size / wanted;
          parts.add(new Part(wanted, part.stride * rest));
          left.set(next, new Part(rest, part.stride));
          wanted = 1;
        } else {
          return null;
        }
      }
      reshaped.add(parts.isEmpty() ? List.of(new Part(1, 0)) : List.copyOf(parts));
    }
    return new View(source, start, reshaped);
  }

  int size(int axis) {
    return axes.get(axis).stream().mapToInt(Part::size).reduce(1, (a, b) -> a * b);
  }

  /// Returns how far each index along some neighbouring axes, counted in row-major order, is from
  /// the first.
  int[] places(int from, int to) {
    int[] places = {0};
    for (int axis = from; axis < to; axis++) {
      for (Part part : axes.get(axis)) {
        int[] finer = new int[places.length * part.size];
        for (int i = 0; i < finer.length; i++) {
          finer[i] = places[i / part.size] + i % part.size * part.stride;
        }
        places = finer;
      }
    }
    return places;
  }
}
