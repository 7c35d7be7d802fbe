package thalweg.network.activation;

import java.util.List;
import java.util.Locale;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.network.initialisation.Initialisation;
import thalweg.network.layer.Layer;
import thalweg.network.layer.Pass;

/// Functions between layers. Each number for itself, but for softmax, which looks at a whole row.
public enum Activation implements Layer {
  /// 1 / (1 + e⁻ˣ), between 0 and 1.
  SIGMOID,
  /// x where x > 0, else 0.
  RELU,
  /// The hyperbolic tangent, between −1 and 1.
  TANH,
  /// eˣ / Σ eˣ over the last axis: positive, sum 1. Not before a loss that takes scores.
  SOFTMAX,
  /// x itself.
  IDENTITY;

  /// Returns the initialisation that suits the dense layer before this activation.
  public Initialisation initialisation() {
    return this == RELU ? new Initialisation.He() : new Initialisation.Xavier();
  }

  @Override
  public String kind() {
    return toString();
  }

  @Override
  public Shape output(Shape input) {
    return input;
  }

  /// Returns the function's value for each number of x.
  public Tensor of(Tensor x) {
    return switch (this) {
      case SIGMOID -> x.sigmoid();
      case RELU -> x.relu();
      case TANH -> x.tanh();
      case SOFTMAX -> x.softmax(-1);
      case IDENTITY -> x;
    };
  }

  @Override
  public Tensor apply(Pass pass, List<Tensor> parameters, Tensor x) {
    return of(x);
  }

  /// Returns the activation that `name` names, in any case.
  ///
  /// @throws IllegalArgumentException if it names none
  public static Activation parse(String name) {
    for (Activation activation : values()) {
      if (activation.name().equalsIgnoreCase(name)) {
        return activation;
      }
    }
    throw new IllegalArgumentException(
        "activation: "
            + Quote.of(name)
            + " is unknown; it must be sigmoid, relu, tanh, softmax or identity.");
  }

  @Override
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Returns the name in lower case.
  @Override
  public String toString() {
    return text();
  }
}
