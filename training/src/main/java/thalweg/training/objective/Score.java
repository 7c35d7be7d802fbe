package thalweg.training.objective;

import java.util.List;

/// What an objective comes to on some rows.
///
/// @param loss the mean loss
/// @param measures in the objective's order
public record Score(double loss, List<Measured> measures) {
  /// A measure's value.
  public record Measured(String name, double value) {}

  public Score {
    measures = List.copyOf(measures);
  }

  /// Returns the measure of this name.
  ///
  /// @throws IllegalArgumentException if there is none; it names those there are
  public double of(String name) {
    for (Measured measured : measures) {
      if (measured.name.equals(name)) {
        return measured.value;
      }
    }
    throw new IllegalArgumentException(
        "score: there is no measure "
            + name
            + ", only "
            + measures.stream().map(Measured::name).toList()
            + ".");
  }
}
