package thalweg.network.layer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import thalweg.algebra.NdArray;
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
/// products with W are one product for each part. An expression has some 20 operations for each
/// place, and some 60 with its gradient.
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
    // All rows of one place stand together, so that a place is a slice in one piece. Each part of
    // the gates is a product of its own, so that it is in one piece too.
    Tensor places = x.transpose(1, 0, 2).reshape(length * rows, x.shape().size(2));
    List<Tensor> weights = parts(parameters.get(1), 1);
    List<Tensor> biases = cell == Cell.GRU ? parts(parameters.get(3), 0) : List.of();
    List<Tensor> seen = new ArrayList<>();
    for (int part = 0; part < cell.parts; part++) {
      Tensor weight = part(parameters.get(0), 1, part);
      seen.add(places.matmul(weight).add(part(parameters.get(2), 0, part)));
    }
    // An array of zeros, and not a number: so the first place is computed as all others are.
    Tensor zeros = Tensor.of(NdArray.zeros(x.type(), Shape.of(rows, units)));
    State state = new State(zeros, zeros);
    List<Tensor> all = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      int place = backwards ? length - 1 - i : i;
      List<Tensor> here =
          seen.stream().map(part -> part.slice(0, place * rows, (place + 1) * rows)).toList();
      state = cell == Cell.LSTM ? lstm(weights, here, state) : gru(weights, biases, here, state);
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

  private static State lstm(List<Tensor> weights, List<Tensor> here, State before) {
    List<Tensor> z = new ArrayList<>();
    for (int part = 0; part < here.size(); part++) {
      z.add(here.get(part).add(before.state.matmul(weights.get(part))));
    }
    Tensor fresh = z.get(0).sigmoid().multiply(z.get(2).tanh());
    Tensor memory = z.get(1).add(1).sigmoid().multiply(before.memory).add(fresh);
    return new State(z.get(3).sigmoid().multiply(memory.tanh()), memory);
  }

  private static State gru(
      List<Tensor> weights, List<Tensor> biases, List<Tensor> here, State before) {
    List<Tensor> of = new ArrayList<>();
    for (int part = 0; part < here.size(); part++) {
      of.add(before.state.matmul(weights.get(part)).add(biases.get(part)));
    }
    Tensor reset = here.get(0).add(of.get(0)).sigmoid();
    Tensor kept = here.get(1).add(of.get(1)).sigmoid();
    Tensor fresh = here.get(2).add(reset.multiply(of.get(2))).tanh();
    Tensor state = fresh.add(kept.multiply(before.state.subtract(fresh)));
    return new State(state, state);
  }

  private List<Tensor> parts(Tensor all, int axis) {
    return IntStream.range(0, cell.parts).mapToObj(part -> part(all, axis, part)).toList();
  }

  private Tensor part(Tensor all, int axis, int part) {
    return all.slice(axis, part * units, (part + 1) * units);
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
