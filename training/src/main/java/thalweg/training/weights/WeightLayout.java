package thalweg.training.weights;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import thalweg.algebra.Quote;

/// How programs lay out weights and name them.
public enum WeightLayout {
  /// As `state_dict()` has it: `features.0.weight`, a dense layer's being [outputs, inputs].
  PYTORCH,
  /// As the variables' paths have it: `dense_1/kernel`, channels last.
  KERAS,
  /// As this library has it, under the network's own names: what `thalweg export` writes.
  THALWEG;

  /// Names that only Keras has.
  private static final List<String> OF_KERAS =
      List.of("kernel", "gamma", "moving_mean", "embeddings", "recurrent_kernel");

  /// Returns the layout that tensors of these names have by all appearance.
  public static WeightLayout of(Collection<String> names) {
    return names.stream()
            .map(WeightLayout::plain)
            .anyMatch(name -> OF_KERAS.contains(name.substring(name.lastIndexOf('.') + 1)))
        ? KERAS
        : PYTORCH;
  }

  /// Returns the layout called so, in any case.
  ///
  /// @throws IllegalArgumentException if there is none
  public static WeightLayout parse(String text) {
    return Arrays.stream(values())
        .filter(layout -> layout.toString().equals(text.strip().toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "weights: "
                        + Quote.of(text)
                        + " is no layout; it must be pytorch, keras or thalweg."));
  }

  /// Returns a name with points between its parts and without the number that Keras' older versions
  /// put behind it.
  static String plain(String name) {
    return name.replaceFirst(":\\d+$", "").replace('/', '.');
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
