package thalweg.network.layer;

import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;

/// Takes of each row what stands along its first axis from place `from` up to, not including, `to`:
/// some columns of a table, some places of a sequence, some channels of a picture.
///
/// @param from the first place, from 0
/// @param to the first place behind it
public record Part(int from, int to) implements Layer {
  public Part {
    if (from < 0 || to <= from) {
      throw new IllegalArgumentException(
          "part: from "
              + from
              + " to "
              + to
              + "; it must begin at 0 or later and end behind that.");
    }
  }

  @Override
  public String kind() {
    return "part";
  }

  @Override
  public Shape output(Shape input) {
    if (input.rank() == 0 || input.size(0) < to) {
      throw new IllegalArgumentException(
          "part: rows have shape "
              + input
              + "; there must be at least "
              + to
              + " places along their first axis.");
    }
    return input.with(0, to - from);
  }

  @Override
  public Tensor apply(Pass pass, List<Tensor> parameters, Tensor x) {
    return x.slice(1, from, to);
  }

  /// Reads `part FROM TO`.
  public static Part read(Settings given) {
    return new Part(given.nextWhole("from"), given.nextWhole("to"));
  }

  @Override
  public String text() {
    return "part " + from + " " + to;
  }

  @Override
  public String toString() {
    return text();
  }
}
