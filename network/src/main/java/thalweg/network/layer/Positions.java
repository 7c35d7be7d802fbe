package thalweg.network.layer;

import java.util.List;
import java.util.Locale;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.network.initialisation.Initialisation;

/// Tells a sequence of vectors where each of them stands: y = x + P, where P is [length, width].
/// Without it, attention sees the vectors as a set. A third way, rotation, is a setting of
/// [Attention].
public enum Positions implements Layer {
  /// P is learnt, and begins as normal numbers of deviation 0.02.
  LEARNT,
  /// Waves from 2π to 20,000π long: P[t, 2i] = sin(t / 10000^(2i / width)), P[t, 2i + 1] the cosine
  /// of the same. Source: Vaswani et al. (2017), "Attention is all you need", section 3.5.
  SINUSOIDAL;

  private static final double LONGEST = 10_000;

  @Override
  public String kind() {
    return "positions";
  }

  @Override
  public Shape output(Shape input) {
    return Sequences.require(kind(), input);
  }

  @Override
  public List<Need> parameters(Shape input) {
    return this == LEARNT
        ? List.of(
            new Need(
                "weight",
                output(input),
                new Initialisation.Normal(0.02),
                input.size(0),
                input.size(1)))
        : List.of();
  }

  @Override
  public Tensor apply(Pass pass, List<Tensor> parameters, Tensor x) {
    return x.add(
        this == LEARNT
            ? parameters.getFirst()
            : Tensor.of(waves(x.type(), x.shape().withoutFirst())));
  }

  private static NdArray waves(DType type, Shape shape) {
    NdArray waves = NdArray.zeros(type, shape);
    int width = shape.size(1);
    for (int i = 0; i < shape.elements(); i++) {
      double angle = angle(i / width, i % width / 2, width);
      waves.set(i, i % width % 2 == 0 ? StrictMath.sin(angle) : StrictMath.cos(angle));
    }
    return waves;
  }

  /// Returns the angle of wave number `wave` at a position: the slower, the later the wave.
  static double angle(int position, int wave, int width) {
    return position / StrictMath.pow(LONGEST, 2.0 * wave / width);
  }

  /// Reads `positions learnt` or `positions sinusoidal`.
  public static Positions read(Settings given) {
    boolean learnt = given.has("learnt");
    if (learnt == given.has("sinusoidal")) {
      throw new IllegalArgumentException(
          "positions: say which, learnt or sinusoidal; rotary is a setting of attention and"
              + " transformer.");
    }
    return learnt ? LEARNT : SINUSOIDAL;
  }

  @Override
  public String text() {
    return "positions " + name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return text();
  }
}
