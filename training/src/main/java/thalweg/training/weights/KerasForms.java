package thalweg.training.weights;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Shape;
import thalweg.network.layer.Attention;
import thalweg.network.layer.BatchNormalisation;
import thalweg.network.layer.Convolution;
import thalweg.network.layer.Dense;
import thalweg.network.layer.Embedding;
import thalweg.network.layer.GroupNormalisation;
import thalweg.network.layer.Layer;
import thalweg.network.layer.LayerNormalisation;
import thalweg.network.layer.Positions;
import thalweg.network.layer.Recurrent;
import thalweg.network.layer.RmsNormalisation;
import thalweg.network.layer.TransposedConvolution;
import thalweg.training.weights.Form.Rule;
import thalweg.training.weights.Form.Theirs;

/// How Keras keeps the weights of each layer, channels last.
final class KerasForms {
  /// The place there of each part of a GRU here: r, z, h here, z, r, h there.
  private static final int[] GRU = {1, 0, 2};

  private KerasForms() {}

  /// @param row the shape of the layer's rows
  /// @param flattened the rows [channels, …space] that have become the numbers of this vector,
  ///   which stand there with the channels last; null where both orders are one
  static List<Form> of(Layer layer, Shape row, @Nullable Shape flattened) {
    List<Layer.Need> needs = layer.parameters(row);
    return switch (layer) {
      case Dense _ -> List.of(dense(needs.getFirst().shape(), place(flattened)));
      case Convolution convolution -> convolution(convolution, needs.getFirst().shape());
      case TransposedConvolution _ -> transposed(needs.getFirst().shape());
      case BatchNormalisation _ -> List.of(batch(needs.getFirst().shape(), place(flattened)));
      case LayerNormalisation _, GroupNormalisation _ ->
          List.of(
              new Form(
                  vector("scale", "gamma", needs.get(0), place(flattened)),
                  vector("shift", "beta", needs.get(1), place(flattened)).or(0)));
      case RmsNormalisation _ ->
          List.of(
              new Form(vector("scale", "scale", needs.getFirst(), place(flattened))),
              new Form(vector("scale", "gamma", needs.getFirst(), place(flattened))));
      case Embedding _ ->
          List.of(
              new Form(
                  Rule.same("weight", new Theirs("embeddings", needs.getFirst().shape(), false))));
      case Positions.LEARNT ->
          PyTorchForms.positions("position_embeddings", needs.getFirst().shape());
      case Recurrent recurrent -> List.of(recurrent(recurrent, row.size(1)));
      case Attention attention -> List.of(attention(attention, row.size(1)));
      default -> List.of();
    };
  }

  /// Returns where a number of a vector stands there.
  private static IntUnaryOperator place(@Nullable Shape flattened) {
    if (flattened == null) {
      return i -> i;
    }
    int channels = flattened.size(0);
    int space = flattened.elements() / channels;
    return i -> i % space * channels + i / space;
  }

  private static Rule vector(String ours, String role, Layer.Need need, IntUnaryOperator place) {
    return Rule.moved(ours, new Theirs(role, need.shape(), false), place);
  }

  private static Form dense(Shape weight, IntUnaryOperator place) {
    int units = weight.size(1);
    return new Form(
        Rule.moved(
            "weight",
            new Theirs("kernel", weight, false),
            i -> place.applyAsInt(i / units) * units + i % units),
        bias(units));
  }

  private static Rule bias(int units) {
    return Rule.same("bias", new Theirs("bias", units)).or(0);
  }

  private static Form batch(Shape features, IntUnaryOperator place) {
    return new Form(
        Rule.moved("scale", new Theirs("gamma", features, false), place).or(1),
        Rule.moved("shift", new Theirs("beta", features, false), place).or(0),
        Rule.moved("mean", new Theirs("moving_mean", features, false), place),
        Rule.moved("variance", new Theirs("moving_variance", features, false), place));
  }

  /// [filters, channels, …size] here, […size, channels, filters] there; of a depthwise convolution
  /// […size, channels, multiplier], filter c · multiplier + m here.
  private static List<Form> convolution(Convolution layer, Shape weight) {
    int filters = weight.size(0);
    int channels = weight.size(1);
    int places = weight.elements() / (filters * channels);
    IntUnaryOperator place =
        i -> (i % places * channels + i / places % channels) * filters + i / (channels * places);
    List<Form> forms = new ArrayList<>();
    forms.add(kernel("kernel", last(weight, channels, filters), place, filters));
    if (channels == 1) {
      Shape depthwise = last(weight, layer.groups(), filters / layer.groups());
      forms.add(kernel("kernel", depthwise, place, filters));
      forms.add(kernel("depthwise_kernel", depthwise, place, filters));
    }
    return forms;
  }

  private static Form kernel(String role, Shape shape, IntUnaryOperator place, int filters) {
    return new Form(Rule.moved("weight", new Theirs(role, shape, false), place), bias(filters));
  }

  /// [channels, filters, …size] here, […size, filters, channels] there.
  private static List<Form> transposed(Shape weight) {
    int channels = weight.size(0);
    int filters = weight.size(1);
    int places = weight.elements() / (filters * channels);
    return List.of(
        kernel(
            "kernel",
            last(weight, filters, channels),
            i -> (i % places * filters + i / places % filters) * channels + i / (filters * places),
            filters));
  }

  /// Returns the sizes of the window, and behind them two others.
  private static Shape last(Shape weight, int first, int second) {
    int[] sizes = new int[weight.rank()];
    for (int axis = 2; axis < sizes.length; axis++) {
      sizes[axis - 2] = weight.size(axis);
    }
    sizes[sizes.length - 2] = first;
    sizes[sizes.length - 1] = second;
    return Shape.of(sizes);
  }

  private static Form recurrent(Recurrent layer, int inputs) {
    List<Rule> rules = new ArrayList<>(direction(layer, inputs, "", false));
    if (layer.both()) {
      rules.addAll(direction(layer, inputs, "backward.", true));
    }
    return new Form(rules, "", null);
  }

  private static List<Rule> direction(
      Recurrent layer, int inputs, String ours, boolean isBackward) {
    int units = layer.units();
    boolean isLstm = layer.cell() == Recurrent.Cell.LSTM;
    int all = (isLstm ? 4 : 3) * units;
    // Both biases of a GRU, whose candidate is reset after the product (reset_after).
    Shape bias = isLstm ? Shape.of(all) : Shape.of(2, all);
    IntUnaryOperator gate =
        i -> isLstm ? i : i / all * all + GRU[i % all / units] * units + i % units;
    Theirs there = new Theirs("bias", bias, isBackward);
    List<Rule> rules = new ArrayList<>();
    rules.add(
        Rule.moved(ours + "weight", new Theirs("kernel", Shape.of(inputs, all), isBackward), gate));
    rules.add(
        Rule.moved(
            ours + "state",
            new Theirs("recurrent_kernel", Shape.of(units, all), isBackward),
            gate));
    if (isLstm) {
      rules.add(
          new Rule(ours + "bias", List.of(there), gate, i -> PyTorchForms.forget(i, units), 0.0));
    } else {
      rules.add(Rule.moved(ours + "bias", there, gate));
      rules.add(Rule.moved(ours + "stateBias", there, i -> gate.applyAsInt(all + i)));
    }
    return rules;
  }

  /// [width, heads · head] here, [width, heads, head] there: the same numbers in the same order.
  private static Form attention(Attention attention, int width) {
    int head = width / attention.heads();
    List<Rule> rules = new ArrayList<>();
    for (String name : List.of("query", "key", "value")) {
      int heads = name.equals("query") ? attention.heads() : attention.keyHeads();
      rules.add(Rule.same(name + ".weight", new Theirs(name + ".kernel", width, heads, head)));
      rules.add(Rule.same(name + ".bias", new Theirs(name + ".bias", heads, head)).or(0));
    }
    rules.add(
        Rule.same(
            "output.weight",
            new Theirs("attention_output.kernel", attention.heads(), head, width)));
    rules.add(Rule.same("output.bias", new Theirs("attention_output.bias", width)).or(0));
    return new Form(rules, "", null);
  }
}
