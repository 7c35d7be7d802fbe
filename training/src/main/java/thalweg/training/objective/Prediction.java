package thalweg.training.objective;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// What a model says of one row, and how sure it is. As text it is the answer alone, such as
/// `setosa` or `23.5`.
public sealed interface Prediction {
  /// One class of many.
  ///
  /// @param name of the class whose output is largest
  /// @param index of that class
  /// @param probabilities of all classes, which sum to 1; unknown where the loss learnt by says
  ///   nothing of them
  record OneClass(String name, int index, Probabilities probabilities) implements Prediction {
    /// A class of which it is not known how likely it is.
    public OneClass(String name, int index) {
      this(name, index, Probabilities.UNKNOWN);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /// Any number of labels.
  ///
  /// @param names of the labels whose scores are above 0, which is a probability above one half
  /// @param probabilities of all labels, each for itself
  record Labels(List<String> names, Probabilities probabilities) implements Prediction {
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
  /// @param spread by which it is usually off: the root of the mean squared error, in the same
  ///   unit, on rows that were not trained on; NaN where that is not known
  record Quantity(double value, double spread) implements Prediction {
    /// A quantity of which it is not known how far off it is.
    public Quantity(double value) {
      this(value, Double.NaN);
    }

    @Override
    public Probabilities probabilities() {
      return Probabilities.UNKNOWN;
    }

    @Override
    public String toString() {
      return Double.toString(value);
    }
  }

  /// Several numbers.
  ///
  /// @param values in the units of the data
  /// @param spreads by which each is usually off, as of a [Quantity]; empty where that is not known
  record Quantities(List<Double> values, List<Double> spreads) implements Prediction {
    public Quantities {
      values = List.copyOf(values);
      spreads = List.copyOf(spreads);
    }

    /// Quantities of which it is not known how far off they are.
    public Quantities(List<Double> values) {
      this(values, List.of());
    }

    @Override
    public Probabilities probabilities() {
      return Probabilities.UNKNOWN;
    }

    @Override
    public String toString() {
      return values.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
  }

  /// Returns how likely each class or label is; unknown for quantities.
  Probabilities probabilities();

  /// Returns how likely the class or label of this name is, from 0 to 1.
  ///
  /// @throws IllegalArgumentException if there is none; it names those there are
  default double probability(String name) {
    return probabilities().of(name);
  }

  /// Returns one or several quantities.
  static Prediction of(double[] values) {
    return values.length == 1
        ? new Quantity(values[0])
        : new Quantities(Arrays.stream(values).boxed().toList());
  }
}
