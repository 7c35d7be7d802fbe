package thalweg.network.activation;

import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.network.layer.Layer;
import thalweg.network.layer.Pass;
import thalweg.network.layer.Settings;

/// The largest of each `pieces` neighbours along the first axis of a row, which becomes so many
/// times shorter: `dense 40, maxout 4` has 10 outputs, each the largest of four straight lines.
/// Source: Goodfellow et al. (2013).
///
/// @param pieces of which one is kept, at least 2
public record Maxout(int pieces) implements Layer {
  public Maxout {
    if (pieces < 2) {
      throw new IllegalArgumentException(
          "maxout: " + pieces + " pieces; there must be at least 2.");
    }
  }

  @Override
  public String kind() {
    return "maxout";
  }

  @Override
  public Shape output(Shape input) {
    if (input.rank() == 0 || input.size(0) % pieces != 0) {
      throw new IllegalArgumentException(
          "maxout: rows have shape "
              + input
              + "; their first size must be a multiple of "
              + pieces
              + ".");
    }
    return input.withoutFirst().prepend(input.size(0) / pieces);
  }

  @Override
  public Tensor apply(Pass pass, List<Tensor> parameters, Tensor x) {
    Shape row = x.shape().withoutFirst();
    int rows = x.shape().size(0);
    int kept = row.size(0) / pieces;
    Shape output = output(row).prepend(rows);
    return x.reshape(rows, kept, pieces, row.elements() / row.size(0)).max(2).reshape(output);
  }

  /// Reads `maxout PIECES`.
  public static Maxout read(Settings given) {
    return new Maxout(given.nextWhole("pieces"));
  }

  @Override
  public String text() {
    return "maxout " + pieces;
  }

  @Override
  public String toString() {
    return text();
  }
}
