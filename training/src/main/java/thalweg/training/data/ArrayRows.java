package thalweg.training.data;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;

/// Data told by arrays of a program, which are copied: what the methods of [Dataset] of their kinds
/// return.
final class ArrayRows {
  private ArrayRows() {}

  static Dataset ofBytes(
      String name, Shape rowShape, byte[] features, int[] labels, List<String> classNames) {
    requireFit(rowShape, features.length, labels);
    return Dataset.ofClasses(
        name,
        rowShape,
        Values.ofUnsigned(rowShape.elements(), features),
        labels.clone(),
        classNames);
  }

  static Dataset ofDoubles(
      String name, Shape rowShape, double[] features, int[] labels, List<String> classNames) {
    requireFit(rowShape, features.length, labels);
    Dataset data =
        Dataset.ofClasses(
            name,
            rowShape,
            Values.of(rowShape.elements(), features.clone()),
            labels.clone(),
            classNames);
    data.requireFits(DType.DOUBLE);
    return data;
  }

  private static void requireFit(Shape rowShape, int features, int[] labels) {
    if ((long) labels.length * rowShape.elements() != features) {
      throw new IllegalArgumentException(
          "dataset: "
              + labels.length
              + " labels and rows of shape "
              + rowShape
              + " need "
              + (long) labels.length * rowShape.elements()
              + " features; "
              + features
              + " are given.");
    }
  }

  static Dataset of(double[][] features, Column target) {
    Dataset data = Dataset.of("rows", List.of(numbers(Dataset.FEATURES, features), target));
    data.requireFits(DType.DOUBLE);
    return data;
  }

  static Column numbers(String name, double[][] rows) {
    NdArray values = NdArray.of(rows);
    int width = values.shape().size(1);
    return Column.of(name, Shape.of(width), Values.of(width, values.doubles()));
  }

  /// The classes are the distinct labels, in the order of their characters.
  static Column classes(String[] labels) {
    List<String> classNames = Arrays.stream(labels).distinct().sorted().toList();
    int[] indices = Arrays.stream(labels).mapToInt(classNames::indexOf).toArray();
    return Column.classes(Dataset.TARGET, indices, classNames);
  }

  /// The classes are the numbers from 0 to the largest label.
  static Column classes(int[] labels) {
    int classes = Arrays.stream(labels).max().orElse(0) + 1;
    return Column.classes(
        Dataset.TARGET,
        labels.clone(),
        IntStream.range(0, classes).mapToObj(String::valueOf).toList());
  }

  static Column flags(boolean[][] labels, List<String> names) {
    int[] flags = new int[labels.length * names.size()];
    for (int i = 0; i < flags.length; i++) {
      flags[i] = labels[i / names.size()][i % names.size()] ? 1 : 0;
    }
    Shape shape = Shape.of(names.size());
    return new Column(
        new Column.Kind(Dataset.TARGET, shape, DType.INT, Fields.named(names), List.of()),
        Values.of(names.size(), flags));
  }
}
