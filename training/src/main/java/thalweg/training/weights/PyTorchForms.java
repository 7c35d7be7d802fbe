package thalweg.training.weights;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
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
import thalweg.network.layer.Transformer;
import thalweg.network.layer.TransposedConvolution;
import thalweg.training.weights.Form.Rule;
import thalweg.training.weights.Form.Theirs;

/// How PyTorch keeps the weights of each layer.
final class PyTorchForms {
  /// Names of the projections of attention where each has a tensor of its own.
  private static final List<List<String>> PROJECTIONS =
      List.of(
          List.of("q_proj.", "k_proj.", "v_proj.", "out_proj."),
          List.of("q_proj.", "k_proj.", "v_proj.", "o_proj."));

  private static final List<String> OURS = List.of("query.", "key.", "value.", "output.");

  private PyTorchForms() {}

  /// @param row the shape of the layer's rows
  /// @param stacked how many recurrent layers share a name at most
  static List<Form> of(Layer layer, Shape row, int stacked) {
    List<Layer.Need> needs = layer.parameters(row);
    return switch (layer) {
      case Dense _ -> List.of(new Form(dense("", "", needs.getFirst().shape())));
      case Convolution _, TransposedConvolution _ ->
          List.of(
              new Form(
                  same("weight", "weight", needs.get(0)),
                  same("bias", "bias", needs.get(1)).or(0)));
      case BatchNormalisation _ ->
          List.of(
              new Form(
                  same("scale", "weight", needs.get(0)).or(1),
                  same("shift", "bias", needs.get(1)).or(0),
                  same("mean", "running_mean", needs.get(0)),
                  same("variance", "running_var", needs.get(1))));
      case LayerNormalisation _, GroupNormalisation _ ->
          List.of(new Form(normalisation("", "", needs)));
      case RmsNormalisation _ -> List.of(new Form(same("scale", "weight", needs.getFirst())));
      case Embedding _ -> List.of(new Form(same("weight", "weight", needs.getFirst())));
      case Positions.LEARNT -> positions("weight", needs.getFirst().shape());
      case Recurrent recurrent -> recurrent(recurrent, row.size(1), stacked);
      case Attention attention ->
          attention("", "", attention, row.size(1)).stream()
              .map(rules -> new Form(rules, "", null))
              .toList();
      case Transformer block -> transformer(block, row.size(1));
      default -> List.of();
    };
  }

  private static Rule same(String ours, String role, Layer.Need need) {
    return Rule.same(ours, new Theirs(role, need.shape(), false));
  }

  private static Rule[] normalisation(String ours, String there, List<Layer.Need> needs) {
    return new Rule[] {
      same("scale", "weight", needs.get(0)).within(ours, there),
      same("shift", "bias", needs.get(1)).or(0).within(ours, there)
    };
  }

  /// Returns the rules of an affine layer whose weights here are of shape [inputs, outputs].
  private static Rule[] dense(String ours, String there, Shape weight) {
    int outputs = weight.size(1);
    return new Rule[] {
      Rule.transposed("weight", new Theirs("weight", outputs, weight.size(0))).within(ours, there),
      Rule.same("bias", new Theirs("bias", outputs)).or(0).within(ours, there)
    };
  }

  /// Returns learnt positions: under a name of their own, or a parameter of the model itself, with
  /// an axis for the rows or without.
  static List<Form> positions(String role, Shape shape) {
    return List.of(
        new Form(Rule.same("weight", new Theirs(role, shape, false))),
        new Form(Rule.same("weight", new Theirs("", shape, false))),
        new Form(Rule.same("weight", new Theirs("", shape.prepend(1), false))));
  }

  private static List<Form> recurrent(Recurrent layer, int inputs, int stacked) {
    List<Form> forms = new ArrayList<>();
    for (int i = -1; i < stacked; i++) {
      String ending = i < 0 ? "" : "_l" + i;
      List<Rule> rules = new ArrayList<>(direction(layer, inputs, "", ending));
      if (layer.both()) {
        rules.addAll(direction(layer, inputs, "backward.", ending + "_reverse"));
      }
      forms.add(new Form(rules, ending, null));
    }
    return forms;
  }

  /// The gates stand in the order that they have here, i f g o and r z n.
  private static List<Rule> direction(Recurrent layer, int inputs, String ours, String ending) {
    int units = layer.units();
    boolean isLstm = layer.cell() == Recurrent.Cell.LSTM;
    int all = (isLstm ? 4 : 3) * units;
    Theirs first = new Theirs("bias_ih" + ending, all);
    Theirs second = new Theirs("bias_hh" + ending, all);
    List<Rule> rules = new ArrayList<>();
    rules.add(Rule.transposed("weight", new Theirs("weight_ih" + ending, all, inputs)));
    rules.add(Rule.transposed("state", new Theirs("weight_hh" + ending, all, units)));
    if (isLstm) {
      rules.add(new Rule("bias", List.of(first, second), i -> i, i -> forget(i, units), 0.0));
    } else {
      rules.add(Rule.same("bias", first).or(0));
      rules.add(Rule.same("stateBias", second).or(0));
    }
    return rules.stream().map(rule -> rule.within(ours, "")).toList();
  }

  /// Returns what is to be added to an LSTM's bias: here the layer adds 1 to the forget gate, the
  /// second of its four.
  static double forget(int i, int units) {
    return i / units == 1 ? -1 : 0;
  }

  private static List<List<Rule>> attention(
      String ours, String there, Attention attention, int width) {
    int shared = width / attention.heads() * attention.keyHeads();
    List<Shape> weights =
        IntStream.of(width, shared, shared, width).mapToObj(n -> Shape.of(width, n)).toList();
    List<List<Rule>> ways = new ArrayList<>();
    if (shared == width) {
      List<Rule> rules = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int part = i * width;
        Theirs weight = new Theirs("in_proj_weight", 3 * width, width);
        Theirs bias = new Theirs("in_proj_bias", 3 * width);
        rules.add(
            Rule.moved(
                    OURS.get(i) + "weight", weight, at -> (part + at % width) * width + at / width)
                .within(ours, there));
        rules.add(
            Rule.moved(OURS.get(i) + "bias", bias, at -> part + at).or(0).within(ours, there));
      }
      rules.addAll(List.of(dense(ours + OURS.get(3), there + "out_proj.", weights.get(3))));
      ways.add(rules);
    }
    for (List<String> names : PROJECTIONS) {
      List<Rule> rules = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        rules.addAll(List.of(dense(ours + OURS.get(i), there + names.get(i), weights.get(i))));
      }
      ways.add(rules);
    }
    return ways;
  }

  /// `TransformerEncoderLayer` with `norm_first=True` and `activation="gelu"`.
  private static List<Form> transformer(Transformer block, int width) {
    List<Layer.Need> norm = new LayerNormalisation().parameters(Shape.of(width));
    List<Form> forms = new ArrayList<>();
    for (List<Rule> attention : attention("attention.", "self_attn.", block.attention(), width)) {
      List<Rule> rules = new ArrayList<>(attention);
      rules.addAll(List.of(normalisation("norm1.", "norm1.", norm)));
      rules.addAll(List.of(normalisation("norm2.", "norm2.", norm)));
      rules.addAll(List.of(dense("inner.", "linear1.", Shape.of(width, block.width()))));
      rules.addAll(List.of(dense("outer.", "linear2.", Shape.of(block.width(), width))));
      forms.add(new Form(rules, "", null));
    }
    return forms;
  }

  /// Returns the bias of the way out by a tied matrix, which is kept once more or only once.
  static List<Form> tied(Shape matrix, String weight) {
    Rule bias = Rule.same("bias", new Theirs("bias", matrix.size(0))).or(0);
    @Nullable Theirs copy = new Theirs(weight, matrix, false);
    return List.of(new Form(List.of(bias), "", copy), new Form(bias));
  }
}
