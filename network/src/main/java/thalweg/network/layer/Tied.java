package thalweg.network.layer;

import java.util.ArrayList;
import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.network.initialisation.Initialisation;

/// The way in and the way out by one matrix: y = f(g(x))·Wᵀ + b, where W, of shape [things, width],
/// is what the layer g reads its input by, and f are the layers between. Of an embedding the output
/// is a score for each thing it knows, as a network that goes on with a text has it; of a dense
/// layer it is as wide as the input, as an autoencoder has it. The matrix is learnt from both ends,
/// and there is one of it in place of two. Sources: Press and Wolf (2017), "Using the output
/// embedding to improve language models"; Vincent et al. (2010) for autoencoders.
///
/// @param first the layer g, whose first parameter is W: an [Embedding], a [Dense] layer, or one
///   like them
/// @param between the layers f, at least one, which must keep the size of the last axis
public record Tied(Layer first, List<Layer> between) implements Layer {
  public Tied {
    between = List.copyOf(between);
    new Row("tied", between);
  }

  /// Makes the layer that goes in by `first`, through the others, and out by the matrix of `first`.
  public static Tied of(Layer first, Layer... between) {
    return new Tied(first, List.of(between));
  }

  private Row row() {
    List<Layer> all = new ArrayList<>(List.of(first));
    all.addAll(between);
    return new Row("tied", all);
  }

  @Override
  public String kind() {
    return "tied";
  }

  private Need matrix(Shape input) {
    Shape inside = new Row("tied", List.of(first)).output(input);
    List<Need> needs = first.parameters(input);
    boolean fits =
        !needs.isEmpty()
            && needs.getFirst().shape().rank() == 2
            && inside.rank() > 0
            && needs.getFirst().shape().size(1) == inside.size(-1);
    if (!fits) {
      throw new IllegalArgumentException(
          "tied: it begins with "
              + first
              + ", which has no matrix from its input to its output; begin with an embedding or a"
              + " dense layer.");
    }
    return needs.getFirst();
  }

  @Override
  public Shape output(Shape input) {
    Shape matrix = matrix(input).shape();
    Shape last = row().output(input);
    if (last.rank() == 0 || last.size(-1) != matrix.size(1)) {
      throw new IllegalArgumentException(
          "tied: its layers end with rows of shape "
              + last
              + "; the way out by the matrix "
              + matrix
              + " takes "
              + matrix.size(1)
              + " numbers along the last axis.");
    }
    return last.with(-1, matrix.size(0));
  }

  @Override
  public List<Need> parameters(Shape input) {
    List<Need> needs = new ArrayList<>(row().parameters("", input));
    int things = matrix(input).shape().size(0);
    int width = matrix(input).shape().size(1);
    needs.add(new Need("bias", Shape.of(things), new Initialisation.Zeros(), width, things));
    return needs;
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
    Tensor inside = row().through(pass, 0, withoutLast(parameters), x).output();
    return inside.matmul(parameters.getFirst().transpose()).add(parameters.getLast());
  }

  @Override
  public List<Tensor> observed(Pass pass, List<Tensor> parameters, Tensor x) {
    return row().through(pass, 0, withoutLast(parameters), x).observed();
  }

  private static List<Tensor> withoutLast(List<Tensor> parameters) {
    return parameters.subList(0, parameters.size() - 1);
  }

  @Override
  public Tied with(Initialisation initialisation) {
    return new Tied(
        first.with(initialisation), new Row("tied", between).with(initialisation).layers());
  }

  /// Reads `tied(LAYER | LAYERS)`.
  public static Tied read(Settings given) {
    List<List<Layer>> parts = given.branches();
    if (parts.size() != 2 || parts.getFirst().size() != 1) {
      throw new IllegalArgumentException(
          "tied: write one layer, a bar, and the layers behind it, such as tied(embedding 65 32 |"
              + " transformer heads 2 causal).");
    }
    return new Tied(parts.getFirst().getFirst(), parts.getLast());
  }

  @Override
  public String text() {
    return "tied(" + first.text() + " | " + new Row("tied", between).text() + ")";
  }

  @Override
  public String toString() {
    return "tied(" + first + " | " + new Row("tied", between) + ")";
  }
}
