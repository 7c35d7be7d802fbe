package thalweg.network.layer;

import java.util.Arrays;
import java.util.List;
import thalweg.algebra.DType;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.network.initialisation.Initialisation;

/// A learnt vector for each of `count` things: y is row x of W, where the numbers x are whole, from
/// 0 to `count` − 1, and W is [count, width]. Source: Bengio et al. (2003), "A neural probabilistic
/// language model".
///
/// Rows of any shape become rows of that shape with an axis more, at the end: a sequence of things
/// becomes a sequence of vectors. The numbers are whole ones (INT), or real ones that are whole; a
/// run that meets another is stopped. The gradient costs a product with a matrix of numbers × count
/// zeros and ones, and the memory of it.
///
/// @param count how many things there are
/// @param width numbers in a vector
public record Embedding(int count, int width, Initialisation weight) implements Layer {
  private static final Initialisation WEIGHT = new Initialisation.Normal(1);

  public Embedding {
    if (count < 1 || width < 1) {
      throw new IllegalArgumentException(
          "embedding: "
              + count
              + " things and vectors of "
              + width
              + "; there must be at least 1 of each.");
    }
  }

  /// Returns an embedding whose vectors begin as normal numbers of deviation 1.
  public Embedding(int count, int width) {
    this(count, width, WEIGHT);
  }

  @Override
  public String kind() {
    return "embedding";
  }

  @Override
  public Shape output(Shape input) {
    int[] sizes = Arrays.copyOf(input.sizes(), input.rank() + 1);
    sizes[input.rank()] = width;
    return Shape.of(sizes);
  }

  @Override
  public List<Need> parameters(Shape input) {
    return List.of(new Need("weight", Shape.of(count, width), weight, count, width));
  }

  @Override
  public Tensor apply(Pass pass, List<Tensor> parameters, Tensor x) {
    return parameters.getFirst().take(whole(x));
  }

  /// Returns whole numbers; −1, which is no place in W, for what is none.
  private static Tensor whole(Tensor x) {
    if (x.type() == DType.INT) {
      return x;
    }
    Tensor none = Tensor.fill(-1, x.type(), Shape.SCALAR);
    return x.floor().equalTo(x).select(x, none).to(DType.INT);
  }

  @Override
  public Embedding with(Initialisation initialisation) {
    return new Embedding(count, width, initialisation);
  }

  /// Reads `embedding COUNT WIDTH [init INITIALISATION]`.
  public static Embedding read(Settings given) {
    return new Embedding(
        given.nextWhole("count"),
        given.nextWhole("width"),
        given.value("init", WEIGHT, Initialisation::parse));
  }

  @Override
  public String text() {
    return "embedding " + count + " " + width + Settings.written("init", weight, WEIGHT);
  }

  @Override
  public String toString() {
    return text();
  }
}
