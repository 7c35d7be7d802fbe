package thalweg.training.objective;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// What a model says of one row. As text it is the answer alone, such as `setosa` or `23.5`.
public sealed interface Prediction {
  /// One class of many.
  ///
  /// @param name of the class whose output is largest
  /// @param index of that class
  record OneClass(String name, int index) implements Prediction {
    @Override
    public String toString() {
      return name;
    }
  }

  /// Any number of labels.
  ///
  /// @param names of the labels whose scores are above 0, which is a probability above one half
  record Labels(List<String> names) implements Prediction {
    public Labels {
      names = List.copyOf(names);
    }

    @Override
    public String toString() {
      return names.isEmpty() ? "none" : String.join(", ", names);
    }
  }

  /// One quantity.
  ///
  /// @param value in the unit of the data
  record Quantity(double value) implements Prediction {
    @Override
    public String toString() {
      return Double.toString(value);
    }
  }

  /// Several numbers.
  ///
  /// @param values in the units of the data
  record Quantities(List<Double> values) implements Prediction {
    public Quantities {
      values = List.copyOf(values);
    }

    @Override
    public String toString() {
      return values.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
  }

  /// Returns one or several quantities.
  static Prediction of(double[] values) {
    return values.length == 1
        ? new Quantity(values[0])
        : new Quantities(Arrays.stream(values).boxed().toList());
  }
}
