package thalweg.network.layer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.network.initialisation.Initialisation;

/// Reads a sequence of vectors place by place, keeping in mind what it has seen: rows [length,
/// width] become the states h at all places, [length, units], or the last one, [units].
///
/// W begins by Xavier's rule and U as an orthogonal matrix, so that what is remembered neither
/// grows nor fades before anything is learnt (Saxe, McClelland and Ganguli 2014).
///
/// A state depends on the one before it, so the places are computed one after the other; only their
/// products with W are one product. An expression has some 15 operations for each place, and some
/// 60 with its gradient.
///
/// @param cell how a state follows from the one before
/// @param units numbers in a state
/// @param last whether the last state alone is given: of a sequence read backwards the one at the
///   first place
/// @param both whether the sequence is also read backwards, by parameters of its own; the states of
///   both directions stand behind each other, 2 · units numbers
public record Recurrent(Cell cell, int units, boolean last, boolean both) implements Layer {
  /// How a state h follows from the one before, h′, and from the vector x at a place; σ is the
  /// sigmoid, and ⊙ the product of each pair of numbers.
  public enum Cell {
    /// Long short-term memory. From z = x·W + h′·U + b, in four parts of `units` numbers, come the
    /// gates i = σ(z₁), f = σ(z₂ + 1) and o = σ(z₄); the memory is c = f ⊙ c′ + i ⊙ tanh(z₃), and h
    /// = o ⊙ tanh(c). Sources: Hochreiter and Schmidhuber (1997); Gers, Schmidhuber and Cummins
    /// (2000) for f; Jozefowicz, Zaremba and Sutskever (2015) for its 1, by which little is
    /// forgotten before it is learnt what to forget.
    LSTM(4),
    /// Gated recurrent unit. From x·W + b and h′·U + v, each in three parts, come the gates r =
    /// σ(w₁
    /// + u₁) and z = σ(w₂ + u₂) and n = tanh(w₃ + r ⊙ u₃); h = (1 − z) ⊙ n + z ⊙ h′. Source: Cho et
    ///   al. (2014), with r after the product, as cuDNN and PyTorch have it.
    GRU(3);

    private final int parts;

    Cell(int parts) {
      this.parts = parts;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Recurrent {
    if (units < 1) {
      throw new IllegalArgumentException(cell + ": " + units + " units; there must be at least 1.");
    }
  }

  /// Returns an LSTM that gives its states at all places.
  public static Recurrent lstm(int units) {
    return new Recurrent(Cell.LSTM, units, false, false);
  }

  /// Returns a GRU that gives its states at all places.
  public static Recurrent gru(int units) {
    return new Recurrent(Cell.GRU, units, false, false);
  }

  /// Returns the same layer, giving the last state alone.
  public Recurrent ofLast() {
    return new Recurrent(cell, units, true, both);
  }

  /// Returns the same layer, reading in both directions.
  public Recurrent ofBoth() {
    return new Recurrent(cell, units, last, true);
  }

  @Override
  public String kind() {
    return cell.toString();
  }

  @Override
  public Shape output(Shape input) {
    int length = Sequences.require(kind(), input).size(0);
    int width = both ? 2 * units : units;
    return last ? Shape.of(width) : Shape.of(length, width);
  }

  @Override
  public List<Need> parameters(Shape input) {
    Sequences.require(kind(), input);
    List<Need> needs = new ArrayList<>(needs("", input.size(1)));
    if (both) {
      needs.addAll(needs("backward.", input.size(1)));
    }
    return needs;
  }

  private List<Need> needs(String prefix, int inputs) {
    int all = cell.parts * units;
    Initialisation xavier = new Initialisation.Xavier();
    Initialisation zeros = new Initialisation.Zeros();
    List<Need> needs = new ArrayList<>();
    needs.add(new Need(prefix + "weight", Shape.of(inputs, all), xavier, inputs, units));
    Initialisation orthogonal = new Initialisation.Orthogonal();
    needs.add(new Need(prefix + "state", Shape.of(units, all), orthogonal, units, units));
    needs.add(new Need(prefix + "bias", Shape.of(all), zeros, inputs, units));
    if (cell == Cell.GRU) {
      needs.add(new Need(prefix + "stateBias", Shape.of(all), zeros, units, units));
    }
    return needs;
  }

  @Override
  public Tensor apply(Pass pass, List<Tensor> parameters, Tensor x) {
    int count = both ? parameters.size() / 2 : parameters.size();
    Tensor forward = states(parameters.subList(0, count), x, false);
    if (!both) {
      return forward;
    }
    Tensor backward = states(parameters.subList(count, 2 * count), x, true);
    return Tensor.concatenate(-1, List.of(forward, backward));
  }

  private Tensor states(List<Tensor> parameters, Tensor x, boolean backwards) {
    int rows = x.shape().size(0);
    int length = x.shape().size(1);
    // All rows of one place stand together, so that a place is a slice in one piece.
    Tensor seen =
        x.transpose(1, 0, 2)
            .reshape(length * rows, x.shape().size(2))
            .matmul(parameters.get(0))
            .add(parameters.get(2));
    Tensor zeros = Tensor.fill(0, x.type(), Shape.of(rows, units));
    State state = new State(zeros, zeros);
    List<Tensor> all = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      int place = backwards ? length - 1 - i : i;
      Tensor here = seen.slice(0, place * rows, (place + 1) * rows);
      state = cell == Cell.LSTM ? lstm(parameters, here, state) : gru(parameters, here, state);
      all.add(state.state);
    }
    if (last) {
      return all.getLast();
    }
    if (backwards) {
      Collections.reverse(all);
    }
    return Tensor.concatenate(1, all.stream().map(one -> one.expand(1)).toList());
  }

  /// What is handed on from place to place; a GRU has no memory beside its state.
  private record State(Tensor state, Tensor memory) {}

  private State lstm(List<Tensor> parameters, Tensor here, State before) {
    Tensor z = here.add(before.state.matmul(parameters.get(1)));
    Tensor fresh = part(z, 0).sigmoid().multiply(part(z, 2).tanh());
    Tensor memory = part(z, 1).add(1).sigmoid().multiply(before.memory).add(fresh);
    return new State(part(z, 3).sigmoid().multiply(memory.tanh()), memory);
  }

  private State gru(List<Tensor> parameters, Tensor here, State before) {
    Tensor of = before.state.matmul(parameters.get(1)).add(parameters.get(3));
    Tensor reset = part(here, 0).add(part(of, 0)).sigmoid();
    Tensor kept = part(here, 1).add(part(of, 1)).sigmoid();
    Tensor fresh = part(here, 2).add(reset.multiply(part(of, 2))).tanh();
    Tensor state = fresh.add(kept.multiply(before.state.subtract(fresh)));
    return new State(state, state);
  }

  private Tensor part(Tensor z, int part) {
    return z.slice(1, part * units, (part + 1) * units);
  }

  /// Reads `lstm UNITS [last] [both]`, or `gru` with the same settings.
  public static Recurrent read(Cell cell, Settings given) {
    return new Recurrent(cell, given.nextWhole("units"), given.has("last"), given.has("both"));
  }

  @Override
  public String text() {
    return cell + " " + units + (last ? " last" : "") + (both ? " both" : "");
  }

  @Override
  public String toString() {
    return text();
  }
}
