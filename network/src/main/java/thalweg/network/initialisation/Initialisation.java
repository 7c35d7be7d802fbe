package thalweg.network.initialisation;

import java.util.Locale;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;
import thalweg.algebra.random.RandomStream;

/// How a parameter's first values are chosen.
///
/// Random kinds are normal with mean 0; they differ in the standard deviation. A value depends on
/// seed, layer and place only, and a `float` parameter starts from the rounded values of the
/// `double` one.
public sealed interface Initialisation {
  /// Returns the standard deviation for a parameter that joins `fanIn` inputs to `fanOut` outputs.
  double deviation(int fanIn, int fanOut);

  /// Zeros, as biases begin.
  record Zeros() implements Initialisation {
    @Override
    public double deviation(int fanIn, int fanOut) {
      return 0;
    }

    @Override
    public String toString() {
      return "zeros";
    }
  }

  /// Ones, as factors begin.
  record Ones() implements Initialisation {
    @Override
    public double deviation(int fanIn, int fanOut) {
      return 0;
    }

    @Override
    public NdArray values(DType type, Shape shape, int fanIn, int fanOut, RandomStream stream) {
      NdArray values = NdArray.zeros(type, shape);
      for (int i = 0; i < shape.elements(); i++) {
        values.set(i, 1);
      }
      return values;
    }

    @Override
    public String toString() {
      return "ones";
    }
  }

  /// A standard deviation stated outright; the tutorial's network uses 0.01.
  record Normal(double deviation) implements Initialisation {
    public Normal {
      if (!(deviation > 0) || Double.isInfinite(deviation)) {
        throw new IllegalArgumentException(
            "initialisation: deviation is " + deviation + "; it must be a finite number above 0.");
      }
    }

    @Override
    public double deviation(int fanIn, int fanOut) {
      return deviation;
    }

    @Override
    public String toString() {
      return "normal:" + deviation;
    }
  }

  /// √(2 / (fanIn + fanOut)): keeps the size of activations and gradients through sigmoid and tanh
  /// layers. Source: Glorot and Bengio (2010), equation 16, in its normal form.
  record Xavier() implements Initialisation {
    @Override
    public double deviation(int fanIn, int fanOut) {
      return Math.sqrt(2.0 / (fanIn + fanOut));
    }

    @Override
    public String toString() {
      return "xavier";
    }
  }

  /// √(2 / fanIn): makes up for the half that ReLU cuts away. Source: He et al. (2015), equation
  /// 10.
  record He() implements Initialisation {
    @Override
    public double deviation(int fanIn, int fanOut) {
      return Math.sqrt(2.0 / fanIn);
    }

    @Override
    public String toString() {
      return "he";
    }
  }

  /// Returns first values in the given shape, drawn from `stream` by place.
  default NdArray values(DType type, Shape shape, int fanIn, int fanOut, RandomStream stream) {
    NdArray values = NdArray.zeros(type, shape);
    double deviation = deviation(fanIn, fanOut);
    if (deviation != 0) {
      for (int i = 0; i < shape.elements(); i++) {
        values.set(i, deviation * stream.normal(i));
      }
    }
    return values;
  }

  /// Returns the initialisation that `text` names: `zeros`, `ones`, `normal:0.01`, `xavier` or
  /// `he`.
  ///
  /// @throws IllegalArgumentException if it names none
  static Initialisation parse(String text) {
    String name = text.toLowerCase(Locale.ROOT);
    if (name.startsWith("normal:")) {
      try {
        return new Normal(Double.parseDouble(name.substring("normal:".length())));
      } catch (NumberFormatException _) {
        throw new IllegalArgumentException(
            "initialisation: "
                + Quote.of(text)
                + " has no number after the colon; write for example normal:0.01.");
      }
    }
    return switch (name) {
      case "zeros" -> new Zeros();
      case "ones" -> new Ones();
      case "xavier" -> new Xavier();
      case "he" -> new He();
      default ->
          throw new IllegalArgumentException(
              "initialisation: "
                  + Quote.of(text)
                  + " is unknown; it must be zeros, ones, normal:DEVIATION, xavier or he.");
    };
  }
}
