package thalweg.network.layer;

import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.network.initialisation.Initialisation;

/// Adds to the input what layers make of it: y = x + f(x). The gradient reaches the input past all
/// of them, so that many can stand one after another. Source: He, Zhang, Ren and Sun (2016).
///
/// @param layers that make f; they must give rows of the input's shape
public record Residual(List<Layer> layers) implements Layer {
  public Residual {
    layers = List.copyOf(layers);
    new Row("residual", layers);
  }

  /// Makes the layer that adds what these make of the input.
  public static Residual of(Layer... layers) {
    return new Residual(List.of(layers));
  }

  private Row row() {
    return new Row("residual", layers);
  }

  @Override
  public String kind() {
    return "residual";
  }

  @Override
  public Shape output(Shape input) {
    Shape output = row().output(input);
    if (!output.equals(input)) {
      throw new IllegalArgumentException(
          "residual: its layers make of rows of shape "
              + input
              + " rows of shape "
              + output
              + "; both must be equal to be added.");
    }
    return output;
  }

  @Override
  public List<Need> parameters(Shape input) {
    return row().parameters("", input);
  }

  @Override
  public List<Statistic> statistics(Shape input) {
    return row().statistics("", input);
  }

  @Override
  public int places() {
    return row().places();
  }

  @Override
  public Tensor apply(Pass pass, List<Tensor> parameters, Tensor x) {
    return x.add(row().through(pass, 0, parameters, x).output());
  }

  @Override
  public List<Tensor> observed(Pass pass, List<Tensor> parameters, Tensor x) {
    return row().through(pass, 0, parameters, x).observed();
  }

  @Override
  public Residual with(Initialisation initialisation) {
    return new Residual(row().with(initialisation).layers());
  }

  /// Reads `residual(LAYERS)`.
  public static Residual read(Settings given) {
    return new Residual(given.layers());
  }

  @Override
  public String text() {
    return "residual(" + row().text() + ")";
  }

  @Override
  public String toString() {
    return "residual(" + row() + ")";
  }
}
