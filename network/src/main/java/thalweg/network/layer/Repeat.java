package thalweg.network.layer;

import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.network.initialisation.Initialisation;

/// The same layers several times one after another, with the same parameters each time:
/// f(f(…f(x))). As deep as that many, with the parameters of one, which learn from all places.
/// Random numbers, as of dropout, are others each time. Source: Dehghani et al. (2019), "Universal
/// transformers".
///
/// @param times how often, at least 1
/// @param layers that make f; they must give rows of the input's shape and keep no statistics,
///   which would be those of different places
public record Repeat(int times, List<Layer> layers) implements Layer {
  /// More than this is a slip: each time costs what one costs.
  private static final int MOST = 1_000;

  public Repeat {
    layers = List.copyOf(layers);
    new Row("repeat", layers);
    if (times < 1 || times > MOST) {
      throw new IllegalArgumentException(
          "repeat: " + times + " times; it must be from 1 to " + MOST + ".");
    }
  }

  /// Makes the layer that applies these so many times.
  public static Repeat of(int times, Layer... layers) {
    return new Repeat(times, List.of(layers));
  }

  private Row row() {
    return new Row("repeat", layers);
  }

  @Override
  public String kind() {
    return "repeat";
  }

  @Override
  public Shape output(Shape input) {
    Shape output = row().output(input);
    if (!output.equals(input)) {
      throw new IllegalArgumentException(
          "repeat: its layers make of rows of shape "
              + input
              + " rows of shape "
              + output
              + "; both must be equal for the next time.");
    }
    List<Statistic> kept = row().statistics("", input);
    if (!kept.isEmpty()) {
      throw new IllegalArgumentException(
          "repeat: its layers keep statistics, such as "
              + kept.getFirst().name()
              + ", which differ from time to time; take layernorm, groupnorm or rmsnorm.");
    }
    return output;
  }

  @Override
  public List<Need> parameters(Shape input) {
    return row().parameters("", input);
  }

  @Override
  public int places() {
    return times * row().places();
  }

  @Override
  public Tensor apply(Pass pass, List<Tensor> parameters, Tensor x) {
    Tensor y = x;
    for (int time = 0; time < times; time++) {
      y = row().through(pass, time * row().places(), parameters, y).output();
    }
    return y;
  }

  @Override
  public Repeat with(Initialisation initialisation) {
    return new Repeat(times, row().with(initialisation).layers());
  }

  /// Reads `repeat TIMES (LAYERS)`.
  public static Repeat read(Settings given) {
    return new Repeat(given.nextWhole("times"), given.layers());
  }

  @Override
  public String text() {
    return "repeat " + times + " (" + row().text() + ")";
  }

  @Override
  public String toString() {
    return "repeat " + times + " (" + row() + ")";
  }
}
