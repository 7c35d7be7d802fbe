package thalweg.training.text;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.random.Purpose;
import thalweg.algebra.random.RandomStream;
import thalweg.training.model.Model;

/// Lets a model that has learnt which piece follows go on with a text: piece after piece, each
/// drawn by its probability. Same model, start and seed, same text.
///
/// The network must not look ahead: where the text is shorter than its rows, what stands behind the
/// text says nothing. Each piece costs the outputs of one row.
///
/// @param temperature by which scores are divided: near 0 the likeliest piece is taken, 1 is what
///   was learnt, more is bolder
/// @param among of how many of the likeliest pieces one is drawn; 0 for all
public record TextWriter(double temperature, int among, long seed) {
  public TextWriter {
    if (!(temperature >= 0) || Double.isInfinite(temperature)) {
      throw new IllegalArgumentException(
          "text writer: the temperature is " + temperature + "; it must be finite and at least 0.");
    }
    if (among < 0) {
      throw new IllegalArgumentException(
          "text writer: one of " + among + " pieces is to be drawn; it must be at least 0.");
    }
  }

  /// Returns what draws by the probabilities learnt.
  public static TextWriter of(long seed) {
    return new TextWriter(1, 0, seed);
  }

  /// Returns `start` and `count` pieces more.
  ///
  /// @param vocabulary of the pieces that the model was trained on
  /// @throws IllegalArgumentException if `start` is empty or has a piece that is not known, or the
  ///   model gives no score for each piece at each place
  public String continued(Model model, Vocabulary vocabulary, String start, int count) {
    Shape row = model.network().input();
    Shape output = model.network().output();
    int length = row.elements();
    if (output.elements() != length * vocabulary.size()) {
      throw new IllegalArgumentException(
          "text writer: the model gives "
              + output
              + " for rows of "
              + row
              + ", the vocabulary has "
              + vocabulary.size()
              + " pieces; it must give a score for each piece at each place.");
    }
    int[] begun = vocabulary.encode(start);
    if (begun.length == 0) {
      throw new IllegalArgumentException(
          "text writer: the start is empty; give at least one piece to go on from.");
    }
    int[] pieces = Arrays.copyOf(begun, begun.length + count);
    RandomStream random = new RandomStream(seed, Purpose.TEXT, 0, 0);
    NdArray x = NdArray.zeros(model.precision(), row.prepend(1));
    for (int at = begun.length; at < pieces.length; at++) {
      int from = Math.max(0, at - length);
      for (int i = 0; i < length; i++) {
        x.set(i, from + i < at ? pieces[from + i] : 0);
      }
      NdArray scores = model.outputs(x);
      double[] last = new double[vocabulary.size()];
      for (int i = 0; i < last.length; i++) {
        last[i] = scores.at((at - from - 1) * last.length + i);
      }
      pieces[at] = drawn(last, random.uniform(at));
    }
    return vocabulary.decode(pieces);
  }

  /// Returns the piece at which the probabilities, the likeliest first, add up to more than a
  /// number in [0, 1).
  private int drawn(double[] scores, double number) {
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    int choices =
        temperature == 0 ? 1 : among == 0 ? scores.length : Math.min(among, scores.length);
    double[] shares = new double[choices];
    double all = 0;
    for (int i = 0; i < choices; i++) {
      double below = scores[order[i]] - scores[order[0]];
      shares[i] = below == 0 ? 1 : StrictMath.exp(below / temperature);
      all += shares[i];
    }
    double sum = 0;
    for (int i = 0; i < choices; i++) {
      sum += shares[i];
      if (sum > number * all) {
        return order[i];
      }
    }
    return order[0];
  }
}
