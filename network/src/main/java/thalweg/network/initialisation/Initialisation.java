package thalweg.network.initialisation;

import java.util.Locale;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;
import thalweg.algebra.random.RandomStream;

/// How a parameter's first values are chosen.
///
/// Random kinds have mean 0; most are normal and differ in the standard deviation. A value depends
/// on seed, layer and place only, and a `float` parameter starts from the rounded values of the
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

  /// √(1 / fanIn): keeps the size of signals where the bend does not change it, as before SELU.
  /// Source: LeCun, Bottou, Orr and Müller (1998), section 4.6.
  record LeCun() implements Initialisation {
    @Override
    public double deviation(int fanIn, int fanOut) {
      return Math.sqrt(1.0 / fanIn);
    }

    @Override
    public String toString() {
      return "lecun";
    }
  }

  /// A normal distribution of which nothing farther than two deviations from 0 is taken; what is
  /// left has 0.8796 of the deviation.
  ///
  /// @param whole the standard deviation before the cut
  record TruncatedNormal(double whole) implements Initialisation {
    private static final double LEFT = 0.8796256610342398;
    private static final double FARTHEST = 2;

    public TruncatedNormal {
      positive("deviation", whole);
    }

    @Override
    public double deviation(int fanIn, int fanOut) {
      return LEFT * whole;
    }

    @Override
    public NdArray values(DType type, Shape shape, int fanIn, int fanOut, RandomStream stream) {
      NdArray values = NdArray.zeros(type, shape);
      for (int i = 0; i < shape.elements(); i++) {
        long position = i; // then on by the number of elements, so that no number is used twice
        while (Math.abs(stream.normal(position)) > FARTHEST) {
          position += shape.elements();
        }
        values.set(i, whole * stream.normal(position));
      }
      return values;
    }

    @Override
    public String toString() {
      return "truncated:" + whole;
    }
  }

  /// Every number from −limit to limit equally likely.
  record Uniform(double limit) implements Initialisation {
    public Uniform {
      positive("limit", limit);
    }

    @Override
    public double deviation(int fanIn, int fanOut) {
      return limit / Math.sqrt(3);
    }

    @Override
    public NdArray values(DType type, Shape shape, int fanIn, int fanOut, RandomStream stream) {
      NdArray values = NdArray.zeros(type, shape);
      for (int i = 0; i < shape.elements(); i++) {
        values.set(i, limit * (2 * stream.uniform(i) - 1));
      }
      return values;
    }

    @Override
    public String toString() {
      return "uniform:" + limit;
    }
  }

  /// The same number everywhere.
  record Constant(double value) implements Initialisation {
    public Constant {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(
            "initialisation: the constant is " + value + "; it must be finite.");
      }
    }

    @Override
    public double deviation(int fanIn, int fanOut) {
      return 0;
    }

    @Override
    public NdArray values(DType type, Shape shape, int fanIn, int fanOut, RandomStream stream) {
      NdArray values = NdArray.zeros(type, shape);
      for (int i = 0; i < shape.elements(); i++) {
        values.set(i, value);
      }
      return values;
    }

    @Override
    public String toString() {
      return "constant:" + value;
    }
  }

  /// A matrix whose columns, or rows if these are fewer, are at right angles and of length `gain`:
  /// it turns signals and changes the size of none. Its rows are the first axis, its columns the
  /// others together. Any such matrix is equally likely. Costs rows · columns · the fewer of both.
  /// Source: Saxe, McClelland and Ganguli (2014); drawn as in Mezzadri (2007), section 5.
  record Orthogonal(double gain) implements Initialisation {
    public Orthogonal {
      positive("gain", gain);
    }

    /// Makes the matrix whose columns or rows have length 1.
    public Orthogonal() {
      this(1);
    }

    @Override
    public double deviation(int fanIn, int fanOut) {
      return gain / Math.sqrt(Math.max(fanIn, fanOut));
    }

    @Override
    public NdArray values(DType type, Shape shape, int fanIn, int fanOut, RandomStream stream) {
      NdArray values = NdArray.zeros(type, shape);
      int rows = shape.rank() == 0 ? 1 : shape.size(0);
      int columns = rows == 0 ? 0 : shape.elements() / rows;
      boolean isWide = columns > rows;
      double[][] turned =
          OrthogonalMatrix.of(Math.max(rows, columns), Math.min(rows, columns), stream);
      for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
          double element = isWide ? turned[row][column] : turned[column][row];
          values.set(row * columns + column, gain * element);
        }
      }
      return values;
    }

    @Override
    public String toString() {
      return gain == 1 ? "orthogonal" : "orthogonal:" + gain;
    }
  }

  private static void positive(String what, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "initialisation: " + what + " is " + value + "; it must be a finite number above 0.");
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

  /// Returns the initialisation that `text` names: `zeros`, `ones`, `xavier`, `he`, `lecun`,
  /// `orthogonal`, or with a number behind a colon `normal:0.01`, `truncated:0.02`, `uniform:0.1`,
  /// `constant:0.5`, `orthogonal:1.5`.
  ///
  /// @throws IllegalArgumentException if it names none
  static Initialisation parse(String text) {
    int colon = text.indexOf(':');
    String name = (colon < 0 ? text : text.substring(0, colon)).toLowerCase(Locale.ROOT);
    if (colon < 0) {
      switch (name) {
        case "zeros" -> {
          return new Zeros();
        }
        case "ones" -> {
          return new Ones();
        }
        case "xavier" -> {
          return new Xavier();
        }
        case "he" -> {
          return new He();
        }
        case "lecun" -> {
          return new LeCun();
        }
        case "orthogonal" -> {
          return new Orthogonal();
        }
        default -> {}
      }
    }
    return switch (name) {
      case "normal" -> new Normal(number(text, colon, "normal:0.01"));
      case "truncated" -> new TruncatedNormal(number(text, colon, "truncated:0.02"));
      case "uniform" -> new Uniform(number(text, colon, "uniform:0.1"));
      case "constant" -> new Constant(number(text, colon, "constant:0.5"));
      case "orthogonal" -> new Orthogonal(number(text, colon, "orthogonal:1.5"));
      default ->
          throw new IllegalArgumentException(
              "initialisation: "
                  + Quote.of(text)
                  + " is unknown; it must be zeros, ones, xavier, he, lecun, orthogonal,"
                  + " normal:DEVIATION, truncated:DEVIATION, uniform:LIMIT or constant:NUMBER.");
    };
  }

  private static double number(String text, int colon, String example) {
    try {
      return Double.parseDouble(colon < 0 ? "" : text.substring(colon + 1));
    } catch (NumberFormatException _) {
      throw new IllegalArgumentException(
          "initialisation: "
              + Quote.of(text)
              + " has no number after the colon; write for example "
              + example
              + ".");
    }
  }
}
