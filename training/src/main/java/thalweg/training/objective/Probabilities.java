package thalweg.training.objective;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import thalweg.algebra.Quote;

/// How likely a model holds each class or label to be, by name. Immutable.
public final class Probabilities {
  /// Of a model that says nothing of them, as of one that gives quantities.
  public static final Probabilities UNKNOWN = new Probabilities(List.of(), new double[0]);

  private final List<String> names;
  private final double[] values; // nobody else has this array

  /// Keeps the array, which nobody else may change afterwards.
  private Probabilities(List<String> names, double[] values) {
    this.names = names;
    this.values = values;
  }

  /// Returns these probabilities of these names, in the same order; a copy.
  ///
  /// @throws IllegalArgumentException if there are not as many of both
  public static Probabilities of(List<String> names, double... values) {
    if (names.size() != values.length) {
      throw new IllegalArgumentException(
          "probabilities: "
              + values.length
              + " are given for "
              + names.size()
              + " names; give one for each.");
    }
    return new Probabilities(List.copyOf(names), values.clone());
  }

  /// Returns whether the model says how likely its answers are.
  public boolean areKnown() {
    return values.length > 0;
  }

  /// Returns how many names there are; 0 where nothing is known.
  public int count() {
    return values.length;
  }

  /// Returns the names, in the order of the network's outputs.
  public List<String> names() {
    return names;
  }

  /// Returns the probability of the class or label of this index.
  public double at(int index) {
    return values[index];
  }

  /// Returns the probability of the class or label of this name, from 0 to 1.
  ///
  /// @throws IllegalArgumentException if there is none; it names those there are
  public double of(String name) {
    int index = names.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException(
          "probability: "
              + (names.isEmpty()
                  ? "the model says of nothing how likely it is, nor of " + Quote.of(name)
                  : "there is no "
                      + Quote.of(name)
                      + ", only "
                      + names.stream().map(Quote::of).collect(Collectors.joining(", ")))
              + ".");
    }
    return values[index];
  }

  /// Returns all probabilities in the order of the names, as a new array.
  public double[] toArray() {
    return values.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Probabilities that
        && names.equals(that.names)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * names.hashCode() + Arrays.hashCode(values);
  }

  /// Returns each name with its probability, such as `cat 0.9731, dog 0.0269`.
  @Override
  public String toString() {
    return IntStream.range(0, values.length)
        .mapToObj(i -> String.format(Locale.ROOT, "%s %.4f", Quote.shown(names.get(i)), values[i]))
        .collect(Collectors.joining(", "));
  }
}
