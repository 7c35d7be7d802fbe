package thalweg.network.activation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.network.initialisation.Initialisation;
import thalweg.network.layer.Layer;
import thalweg.network.layer.Pass;

/// Functions between layers that have no settings. Each number for itself, but for softmax, which
/// looks at a whole row. Where a function has a kink its slope is taken from the left.
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
  IDENTITY,
  /// 1.0507·x where x > 0, else 1.0507·1.6733·(eˣ − 1): numbers of mean 0 and variance 1 stay so
  /// through layers begun by LeCun's rule. Source: Klambauer et al. (2017), "Self-normalizing
  /// neural networks".
  SELU,
  /// x·sigmoid(x), also called swish. Source: Elfwing, Uchibe and Doya (2018).
  SILU,
  /// x·tanh(log(1 + eˣ)). Source: Misra (2020).
  MISH,
  /// log(1 + eˣ), a ReLU without the kink.
  SOFTPLUS,
  /// x/6 + 1/2, but at least 0 and at most 1: a sigmoid of straight lines.
  HARD_SIGMOID,
  /// x·hard-sigmoid(x). Source: Howard et al. (2019), "Searching for MobileNetV3".
  HARD_SWISH,
  /// x, but at least −1 and at most 1.
  HARD_TANH;

  // Source: Klambauer et al. (2017), equation 14: the fixed point of mean 0 and variance 1.
  private static final double SELU_SCALE = 1.0507009873554805;
  private static final double SELU_ALPHA = 1.6732632423543772;

  /// Returns the initialisation that suits the dense layer before this activation.
  public Initialisation initialisation() {
    return switch (this) {
      case RELU, SILU, MISH, HARD_SWISH -> new Initialisation.He();
      case SELU -> new Initialisation.LeCun();
      case SIGMOID, TANH, SOFTMAX, IDENTITY, SOFTPLUS, HARD_SIGMOID, HARD_TANH ->
          new Initialisation.Xavier();
    };
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
      case SELU -> Elu.of(x, SELU_ALPHA).multiply(SELU_SCALE);
      case SILU -> x.multiply(x.sigmoid());
      case MISH -> x.multiply(x.softplus().tanh());
      case SOFTPLUS -> x.softplus();
      case HARD_SIGMOID -> hardSigmoid(x);
      case HARD_SWISH -> x.multiply(hardSigmoid(x));
      case HARD_TANH -> between(x, -1, 1);
    };
  }

  private static Tensor hardSigmoid(Tensor x) {
    return between(x.divide(6).add(0.5), 0, 1);
  }

  /// Returns x, but at least `least` and at most `most`; slope 0 outside, and at `least`.
  private static Tensor between(Tensor x, double least, double most) {
    Tensor low = Tensor.fill(least, x.type(), x.shape());
    Tensor high = Tensor.fill(most, x.type(), x.shape());
    return low.lessThan(x).select(x.lessOrEqual(high).select(x, high), low);
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
      if (activation.text().equalsIgnoreCase(name)) {
        return activation;
      }
    }
    throw new IllegalArgumentException(
        "activation: "
            + Quote.of(name)
            + " is unknown; it must be "
            + Arrays.stream(values()).map(Activation::text).collect(Collectors.joining(", "))
            + ".");
  }

  @Override
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// Returns the name in lower case with hyphens.
  @Override
  public String toString() {
    return text();
  }
}
