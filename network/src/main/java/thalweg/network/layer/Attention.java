package thalweg.network.layer;

import java.util.ArrayList;
import java.util.List;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.network.initialisation.Initialisation;

/// Lets each vector of a sequence look at the others: multi-head attention. In each head, from
/// queries Q = x·W + b and likewise keys K and values V, softmax(Q·Kᵀ / √d)·V, d being the width of
/// a head; the heads side by side go through one more affine layer. Source: Vaswani et al. (2017),
/// "Attention is all you need", section 3.2.
///
/// Costs per row, beside four products of [length, width] and [width, width], 4 · length² · width
/// operations, and memory for heads · length² numbers.
///
/// @param heads how many; the width of the vectors must be a multiple of it
/// @param keyHeads heads of keys and values; each is shared by `heads` / `keyHeads` heads of
///   queries. Source: Ainslie et al. (2023), "GQA"; with one head, Shazeer (2019)
/// @param causal whether a vector sees itself and earlier ones alone
/// @param rotary whether queries and keys are turned by angles in proportion to their position, so
///   that a score depends on how far apart two vectors stand; the width of a head must be even.
///   Source: Su et al. (2021), "RoFormer", section 3.2, number i of a head being turned with number
///   i + head / 2
public record Attention(int heads, int keyHeads, boolean causal, boolean rotary) implements Layer {
  public Attention {
    if (heads < 1 || keyHeads < 1 || heads % keyHeads != 0) {
      throw new IllegalArgumentException(
          "attention: "
              + heads
              + " heads and "
              + keyHeads
              + " of keys and values; there must be at least 1, and heads a multiple of those of"
              + " keys and values.");
    }
  }

  /// Returns attention of so many heads, in which each vector sees all.
  public static Attention of(int heads) {
    return new Attention(heads, heads, false, false);
  }

  /// Returns attention of so many heads, in which a vector sees itself and earlier ones alone.
  public static Attention causal(int heads) {
    return new Attention(heads, heads, true, false);
  }

  @Override
  public String kind() {
    return "attention";
  }

  @Override
  public Shape output(Shape input) {
    int width = Sequences.require(kind(), input).size(1);
    if (width % heads != 0 || (rotary && width / heads % 2 != 0)) {
      throw new IllegalArgumentException(
          "attention: vectors have "
              + width
              + " numbers, "
              + heads
              + " heads are asked for; the numbers must be a multiple of the heads"
              + (rotary ? ", an even one for rotary positions." : "."));
    }
    return input;
  }

  @Override
  public List<Need> parameters(Shape input) {
    int width = output(input).size(1);
    int shared = width / heads * keyHeads;
    List<Need> needs = new ArrayList<>();
    affine(needs, "query", width, width);
    affine(needs, "key", width, shared);
    affine(needs, "value", width, shared);
    affine(needs, "output", width, width);
    return needs;
  }

  private static void affine(List<Need> needs, String name, int inputs, int outputs) {
    needs.add(
        new Need(
            name + ".weight",
            Shape.of(inputs, outputs),
            new Initialisation.Xavier(),
            inputs,
            outputs));
    needs.add(
        new Need(name + ".bias", Shape.of(outputs), new Initialisation.Zeros(), inputs, outputs));
  }

  @Override
  public Tensor apply(Pass pass, List<Tensor> parameters, Tensor x) {
    int rows = x.shape().size(0);
    int length = x.shape().size(1);
    int width = x.shape().size(2);
    int group = heads / keyHeads;
    int head = width / heads;
    // Queries that share keys stand below each other, [rows, keyHeads, group · length, head].
    Tensor queries =
        turned(affine(parameters, 0, x).multiply(1 / Math.sqrt(head)), heads)
            .reshape(rows, keyHeads, group * length, head);
    Tensor keys = turned(affine(parameters, 2, x), keyHeads);
    Tensor values = byHead(affine(parameters, 4, x), keyHeads);
    Tensor scores = queries.matmul(keys.transpose());
    if (causal) {
      Tensor never = Tensor.fill(Double.NEGATIVE_INFINITY, x.type(), Shape.SCALAR);
      scores =
          Tensor.of(seen(x.type(), length))
              .select(scores.reshape(rows, heads, length, length), never)
              .reshape(scores.shape());
    }
    Tensor seen =
        scores
            .softmax(-1)
            .matmul(values)
            .reshape(rows, heads, length, head)
            .transpose(0, 2, 1, 3)
            .reshape(x.shape());
    return affine(parameters, 6, seen);
  }

  private static Tensor affine(List<Tensor> parameters, int first, Tensor x) {
    return x.matmul(parameters.get(first)).add(parameters.get(first + 1));
  }

  /// Returns [rows, length, count · head] as [rows, count, length, head].
  private static Tensor byHead(Tensor x, int count) {
    Shape shape = x.shape();
    return x.reshape(shape.size(0), shape.size(1), count, -1).transpose(0, 2, 1, 3);
  }

  /// Returns vectors by head, turned by their position if they are to be: number i with number i +
  /// half, each pair by its own angle.
  private Tensor turned(Tensor x, int count) {
    Tensor byHead = byHead(x, count);
    if (!rotary) {
      return byHead;
    }
    Shape shape = byHead.shape();
    int half = shape.size(3) / 2;
    Tensor first = byHead.slice(3, 0, half);
    Tensor second = byHead.slice(3, half, 2 * half);
    Tensor cosine = Tensor.of(turns(x.type(), shape.size(2), half, true));
    Tensor sine = Tensor.of(turns(x.type(), shape.size(2), half, false));
    return first
        .multiply(cosine)
        .subtract(second.multiply(sine))
        .pad(3, 0, half)
        .add(first.multiply(sine).add(second.multiply(cosine)).pad(3, half, 0));
  }

  /// Returns the cosine or sine of each position's angles, [length, half].
  private static NdArray turns(DType type, int length, int half, boolean cosine) {
    NdArray turns = NdArray.zeros(type, Shape.of(length, half));
    for (int i = 0; i < length * half; i++) {
      double angle = Positions.angle(i / half, i % half, 2 * half);
      turns.set(i, cosine ? StrictMath.cos(angle) : StrictMath.sin(angle));
    }
    return turns;
  }

  /// Returns 1 where the vector of the row may see that of the column, else 0.
  private static NdArray seen(DType type, int length) {
    NdArray seen = NdArray.zeros(type, Shape.of(length, length));
    for (int i = 0; i < length * length; i++) {
      seen.set(i, i % length <= i / length ? 1 : 0);
    }
    return seen;
  }

  /// Reads `attention [heads COUNT] [kv COUNT] [causal] [rotary]`.
  public static Attention read(Settings given) {
    int heads = given.whole("heads", 1);
    return new Attention(heads, given.whole("kv", heads), given.has("causal"), given.has("rotary"));
  }

  /// Returns the settings as text, each with a blank before it.
  String settings() {
    return Settings.written("heads", heads, 1)
        + Settings.written("kv", keyHeads, heads)
        + (causal ? " causal" : "")
        + (rotary ? " rotary" : "");
  }

  @Override
  public String text() {
    return "attention" + settings();
  }

  @Override
  public String toString() {
    return text();
  }
}
