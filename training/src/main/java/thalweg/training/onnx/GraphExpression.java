package thalweg.training.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Program;
import thalweg.exchange.onnx.ElementType;
import thalweg.exchange.onnx.OnnxAttribute;
import thalweg.exchange.onnx.OnnxModel;
import thalweg.exchange.onnx.OnnxNode;
import thalweg.exchange.onnx.OnnxTensor;
import thalweg.exchange.onnx.OnnxValue;
import thalweg.network.layer.Pass;

/// A graph as tensors, for a number of rows: what it computes, and the shapes of all its values.
final class GraphExpression {
  private final OnnxModel model;
  private final Map<String, Tensor> values = new HashMap<>();
  private final Set<String> known = new HashSet<>();
  private final Map<String, NdArray> computed = new HashMap<>();
  private final NodeLayers layers = new NodeLayers(this);

  /// @param input the rows, in place of the graph's one input
  /// @throws IllegalArgumentException if an operator is not read here; it is named
  GraphExpression(OnnxModel model, Tensor input) {
    this.model = model;
    values.put(model.graph().inputs().getFirst().name(), input);
    for (Map.Entry<String, OnnxTensor> each : model.graph().initialisers().entrySet()) {
      give(each.getKey(), Tensor.of(each.getValue().values()), true);
    }
    for (OnnxNode node : model.graph().nodes()) {
      add(node);
    }
  }

  int opset() {
    return model.opset();
  }

  private void give(String name, Tensor value, boolean isKnown) {
    values.put(name, value);
    if (isKnown) {
      known.add(name);
    }
  }

  Tensor value(String name) {
    Tensor value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("value " + Quote.of(name) + " is not read here.");
    }
    return value;
  }

  Shape shape(String name) {
    return value(name).shape();
  }

  /// Returns whether a value depends on no row.
  boolean isKnown(String name) {
    return known.contains(name);
  }

  /// Returns what an input is, which depends on no row.
  ///
  /// @throws IllegalArgumentException if it does
  NdArray known(OnnxNode node, int input) {
    String name = node.input(input);
    if (!isKnown(name)) {
      throw node.refused(
          "is not read: its input " + (input + 1) + " must be fixed and is computed from the rows");
    }
    return computed.computeIfAbsent(name, _ -> Program.evaluate(value(name)));
  }

  private int[] wholes(OnnxNode node, int input) {
    return known(node, input).to(DType.INT).ints();
  }

  private void add(OnnxNode node) {
    if (!node.domain().isEmpty() && !node.domain().equals("ai.onnx")) {
      throw node.refused("is not read: its domain is not known");
    }
    boolean isKnown = node.inputs().stream().allMatch(each -> each.isEmpty() || isKnown(each));
    try {
      NodeLayers.Known layer = layers.of(node);
      if (layer != null) {
        Tensor x = value(node.input(0));
        Tensor y = applied(layer, x);
        // Global pooling keeps the axes of space there.
        y = node.operator().startsWith("Global") ? y.reshape(kept(x.shape())) : y;
        give(node.outputs().getFirst(), y, isKnown);
      } else if (node.operator().equals("LSTM") || node.operator().equals("GRU")) {
        recurrent(node);
      } else if (node.operator().equals("Shape")) {
        int[] sizes = shape(node.input(0)).sizes();
        int from = ends(node.whole("start", 0), sizes.length);
        int to = ends(node.whole("end", sizes.length), sizes.length);
        int[] part = Arrays.copyOfRange(sizes, from, Math.max(from, to));
        give(node.outputs().getFirst(), Tensor.of(OnnxTensor.wholes(part).values()), true);
      } else if (node.operator().equals("Split")) {
        split(node, isKnown);
      } else {
        give(node.outputs().getFirst(), computed(node), isKnown);
      }
    } catch (ArithmeticException | IndexOutOfBoundsException unfit) {
      throw node.refused("cannot be computed: " + unfit.getMessage());
    } catch (IllegalArgumentException unfit) {
      String why = String.valueOf(unfit.getMessage());
      throw why.startsWith("node ") ? unfit : node.refused("cannot be computed: " + why);
    }
  }

  private static Shape kept(Shape x) {
    Shape kept = x;
    for (int axis = 2; axis < x.rank(); axis++) {
      kept = kept.with(axis, 1);
    }
    return kept;
  }

  private static Tensor applied(NodeLayers.Known known, Tensor x) {
    List<Tensor> statistics = known.statistics().stream().map(Tensor::of).toList();
    List<Tensor> parameters = known.parameters().stream().map(Tensor::of).toList();
    return known.layer().apply(Pass.use(statistics), parameters, x);
  }

  private void recurrent(OnnxNode node) {
    NodeLayers.Known layer = layers.recurrent(node);
    Tensor x = value(node.input(0)).transpose(1, 0, 2);
    int units = node.whole("hidden_size", 0);
    int rows = x.shape().size(0);
    int length = x.shape().size(1);
    Tensor states = applied(layer, x).reshape(rows, length, -1, units).transpose(1, 2, 0, 3);
    if (!node.outputs().getFirst().isEmpty()) {
      give(node.outputs().getFirst(), states, false);
    }
    if (node.outputs().size() > 1 && !node.outputs().get(1).isEmpty()) {
      List<Tensor> last = new ArrayList<>();
      for (int direction = 0; direction < states.shape().size(1); direction++) {
        int place = direction == 0 ? length - 1 : 0;
        last.add(
            states
                .slice(0, place, place + 1)
                .slice(1, direction, direction + 1)
                .reshape(1, rows, units));
      }
      give(node.outputs().get(1), Tensor.concatenate(0, last), false);
    }
  }

  private void split(OnnxNode node, boolean isKnown) {
    Tensor x = value(node.input(0));
    int axis = x.shape().axis(node.whole("axis", 0));
    int parts = node.outputs().size();
    int[] sizes = new int[parts];
    if (node.has(1)) {
      sizes = wholes(node, 1);
    } else if (node.attributes().containsKey("split")) {
      sizes = node.wholes("split", List.of()).stream().mapToInt(Integer::intValue).toArray();
    } else {
      int each = Math.ceilDiv(x.shape().size(axis), parts);
      for (int i = 0; i < parts; i++) {
        sizes[i] = Math.min(each, x.shape().size(axis) - i * each);
      }
    }
    int from = 0;
    for (int i = 0; i < parts; i++) {
      give(node.outputs().get(i), x.slice(axis, from, from + sizes[i]), isKnown);
      from += sizes[i];
    }
  }

  private static int ends(int place, int size) {
    return Math.clamp(place < 0 ? (long) place + size : place, 0, size);
  }

  private Tensor computed(OnnxNode node) {
    return switch (node.operator()) {
      case "Identity" -> value(node.input(0));
      case "Constant" -> Tensor.of(constant(node));
      case "Add", "Sub", "Mul", "Div", "Pow", "Max", "Min", "Sum" -> folded(node);
      case "Neg" -> value(node.input(0)).negate();
      case "Abs" -> value(node.input(0)).absolute();
      case "Sqrt" -> value(node.input(0)).squareRoot();
      case "Reciprocal" -> {
        Tensor x = value(node.input(0));
        yield Tensor.fill(1, x.type(), Shape.SCALAR).divide(x);
      }
      case "Exp" -> value(node.input(0)).exp();
      case "Log" -> value(node.input(0)).log();
      case "Erf" -> value(node.input(0)).erf();
      case "LogSoftmax" -> value(node.input(0)).logSoftmax(node.whole("axis", -1));
      case "Cast" -> {
        DType to = ElementType.of(node.whole("to", 1)).type();
        yield value(node.input(0)).to(to);
      }
      case "Where" -> {
        Tensor yes = value(node.input(1));
        yield value(node.input(0)).to(yes.type()).select(yes, value(node.input(2)));
      }
      case "MatMul" -> product(value(node.input(0)), value(node.input(1)));
      case "Gather" -> gathered(node);
      case "Reshape" -> reshaped(node);
      case "Flatten" -> {
        Tensor x = value(node.input(0));
        int axis = node.whole("axis", 1);
        int rows = 1;
        for (int i = 0; i < (axis < 0 ? axis + x.shape().rank() : axis); i++) {
          rows *= x.shape().size(i);
        }
        yield x.reshape(rows, -1);
      }
      case "Squeeze", "Unsqueeze" -> squeezed(node);
      case "Transpose" -> {
        Tensor x = value(node.input(0));
        int rank = x.shape().rank();
        List<Integer> usual = IntStream.range(0, rank).mapToObj(i -> rank - 1 - i).toList();
        yield x.transpose(
            node.wholes("perm", usual).stream().mapToInt(Integer::intValue).toArray());
      }
      case "Expand" -> expanded(node);
      case "ConstantOfShape" -> {
        NdArray value =
            node.attributes().get("value") instanceof OnnxAttribute.Array(OnnxTensor told)
                ? told.values()
                : NdArray.zeros(DType.FLOAT, Shape.of(1));
        Shape shape = Shape.of(wholes(node, 0));
        yield Tensor.of(value).reshape(Shape.SCALAR).broadcast(shape);
      }
      case "Slice" -> sliced(node);
      case "Concat" -> {
        List<Tensor> parts = node.inputs().stream().map(this::value).toList();
        yield Tensor.concatenate(node.whole("axis", 0), parts);
      }
      case "ReduceMean", "ReduceSum", "ReduceMax" -> reduced(node);
      case "Attention" -> attention(node);
      case "RotaryEmbedding" -> rotated(node);
      default -> throw node.refused("is not read: this operator is not known here");
    };
  }

  private static NdArray constant(OnnxNode node) {
    for (Map.Entry<String, OnnxAttribute> each : node.attributes().entrySet()) {
      switch (each.getValue()) {
        case OnnxAttribute.Array(OnnxTensor value) -> {
          return value.values();
        }
        case OnnxAttribute.Real(float value) -> {
          return NdArray.of(Shape.SCALAR, new float[] {value});
        }
        case OnnxAttribute.Whole _ -> {
          return NdArray.of(Shape.SCALAR, new int[] {node.whole(each.getKey(), 0)});
        }
        case OnnxAttribute.Wholes _ -> {
          List<Integer> all = node.wholes(each.getKey(), List.of());
          return OnnxTensor.wholes(all.stream().mapToInt(Integer::intValue).toArray()).values();
        }
        default -> {}
      }
    }
    throw node.refused("is not read: it must be an array or a number");
  }

  private Tensor folded(OnnxNode node) {
    Tensor folded = value(node.input(0));
    for (int i = 1; i < node.inputs().size(); i++) {
      Tensor other = value(node.input(i));
      // A power may have a whole exponent; whole numbers are divided as shapes are, exactly.
      Tensor same = other.type() == folded.type() ? other : other.to(folded.type());
      folded =
          switch (node.operator()) {
            case "Add", "Sum" -> folded.add(same);
            case "Sub" -> folded.subtract(same);
            case "Mul" -> folded.multiply(same);
            case "Div" ->
                folded.type().isReal()
                    ? folded.divide(same)
                    : folded.to(DType.DOUBLE).divide(same.to(DType.DOUBLE)).floor().to(DType.INT);
            case "Pow" -> power(folded, node, i, same);
            case "Max" -> folded.maximum(same);
            default -> folded.minimum(same);
          };
    }
    return folded;
  }

  private Tensor power(Tensor x, OnnxNode node, int input, Tensor exponent) {
    boolean isSquare =
        isKnown(node.input(input))
            && exponent.shape().elements() == 1
            && known(node, input).at(0) == 2;
    return isSquare ? x.square() : x.power(exponent);
  }

  /// The matrix product, axes before the last two being broadcast.
  private static Tensor product(Tensor left, Tensor right) {
    int rank = Math.max(left.shape().rank(), right.shape().rank());
    if (right.shape().rank() <= 2 || left.shape().rank() < 2) {
      return left.matmul(right);
    }
    int[] sizes = new int[rank - 2];
    for (int back = 3; back <= rank; back++) {
      int one = back <= left.shape().rank() ? left.shape().size(-back) : 1;
      int other = back <= right.shape().rank() ? right.shape().size(-back) : 1;
      sizes[rank - back] = Math.max(one, other);
    }
    return led(left, sizes).matmul(led(right, sizes));
  }

  private static Tensor led(Tensor x, int[] lead) {
    int[] sizes = Arrays.copyOf(lead, lead.length + 2);
    sizes[lead.length] = x.shape().size(-2);
    sizes[lead.length + 1] = x.shape().size(-1);
    return x.broadcast(Shape.of(sizes));
  }

  private Tensor gathered(OnnxNode node) {
    Tensor x = value(node.input(0));
    Tensor indices = value(node.input(1));
    int axis = x.shape().axis(node.whole("axis", 0));
    if (!isKnown(node.input(1))) {
      NodeLayers.require(node, axis == 0, "its axis must be 0");
      return x.take(indices.to(DType.INT));
    }
    int[] places = wholes(node, 1);
    List<Tensor> parts = new ArrayList<>();
    for (int place : places) {
      int at = place < 0 ? place + x.shape().size(axis) : place;
      parts.add(x.slice(axis, at, at + 1));
    }
    Tensor all = Tensor.concatenate(axis, parts);
    if (indices.shape().rank() > 0) {
      return all;
    }
    int[] sizes = all.shape().sizes();
    int[] without = new int[sizes.length - 1];
    for (int i = 0; i < without.length; i++) {
      without[i] = sizes[i < axis ? i : i + 1];
    }
    return all.reshape(Shape.of(without));
  }

  private Tensor reshaped(OnnxNode node) {
    Tensor x = value(node.input(0));
    int[] sizes = wholes(node, 1).clone();
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] == 0 && node.whole("allowzero", 0) == 0) {
        sizes[i] = x.shape().size(i);
      }
    }
    return x.reshape(sizes);
  }

  private Tensor squeezed(OnnxNode node) {
    Tensor x = value(node.input(0));
    boolean adds = node.operator().equals("Unsqueeze");
    int[] axes =
        node.has(1)
            ? wholes(node, 1)
            : node.wholes("axes", List.of()).stream().mapToInt(Integer::intValue).toArray();
    int rank = x.shape().rank() + (adds ? axes.length : 0);
    Set<Integer> chosen = new HashSet<>();
    for (int axis : axes) {
      chosen.add(axis < 0 ? axis + rank : axis);
    }
    List<Integer> sizes = new ArrayList<>();
    int from = 0;
    for (int axis = 0; axis < rank; axis++) {
      if (adds) {
        sizes.add(chosen.contains(axis) ? 1 : x.shape().size(from++));
      } else if (!(chosen.contains(axis) || (chosen.isEmpty() && x.shape().size(axis) == 1))) {
        sizes.add(x.shape().size(axis));
      }
    }
    return x.reshape(Shape.of(sizes.stream().mapToInt(Integer::intValue).toArray()));
  }

  private Tensor expanded(OnnxNode node) {
    Tensor x = value(node.input(0));
    int[] sizes = wholes(node, 1).clone();
    int more = sizes.length - x.shape().rank();
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = sizes[i] == 1 && i >= more ? x.shape().size(i - more) : sizes[i];
    }
    return x.broadcast(Shape.of(sizes));
  }

  private Tensor sliced(OnnxNode node) {
    Tensor x = value(node.input(0));
    boolean isOld = !node.has(1);
    int[] from = isOld ? old(node, "starts") : wholes(node, 1);
    int[] to = isOld ? old(node, "ends") : wholes(node, 2);
    int[] axes = isOld ? old(node, "axes") : node.has(3) ? wholes(node, 3) : new int[0];
    for (int i = 0; i < from.length; i++) {
      NodeLayers.require(
          node, !node.has(4) || wholes(node, 4)[i] == 1, "it must take each place, steps of 1");
      int axis = x.shape().axis(i < axes.length ? axes[i] : i);
      int size = x.shape().size(axis);
      x = x.slice(axis, ends(from[i], size), ends(to[i], size));
    }
    return x;
  }

  private static int[] old(OnnxNode node, String name) {
    return node.wholes(name, List.of()).stream().mapToInt(Integer::intValue).toArray();
  }

  private Tensor reduced(OnnxNode node) {
    Tensor x = value(node.input(0));
    int rank = x.shape().rank();
    int[] axes = node.has(1) ? wholes(node, 1) : old(node, "axes");
    Set<Integer> chosen = new HashSet<>();
    for (int axis : axes) {
      chosen.add(axis < 0 ? axis + rank : axis);
    }
    for (int axis = rank - 1; axis >= 0; axis--) {
      if (chosen.isEmpty() || chosen.contains(axis)) {
        Tensor folded =
            switch (node.operator()) {
              case "ReduceMean" -> x.mean(axis);
              case "ReduceSum" -> x.sum(axis);
              default -> x.max(axis);
            };
        x = node.whole("keepdims", 1) == 0 ? folded : folded.expand(axis);
      }
    }
    return x;
  }

  private static Tensor byHead(Tensor x, int heads) {
    return x.reshape(x.shape().size(0), x.shape().size(1), heads, -1).transpose(0, 2, 1, 3);
  }

  private static Tensor joined(Tensor x) {
    return x.transpose(0, 2, 1, 3).reshape(x.shape().size(0), x.shape().size(2), -1);
  }

  private Tensor attention(OnnxNode node) {
    boolean isPlain =
        node.inputs().size() == 3
            && node.outputs().size() == 1
            && node.has(2)
            && shape(node.input(0)).rank() == 3
            && Set.of("q_num_heads", "kv_num_heads", "is_causal")
                .containsAll(node.attributes().keySet());
    NodeLayers.require(node, isPlain, "it must have queries, keys and values, and heads alone");
    int heads = node.whole("q_num_heads", 1);
    int keyHeads = node.whole("kv_num_heads", 1);
    Tensor queries = byHead(value(node.input(0)), heads);
    Tensor keys = shared(byHead(value(node.input(1)), keyHeads), heads);
    Tensor values = shared(byHead(value(node.input(2)), keyHeads), heads);
    double scale = 1 / Math.sqrt(queries.shape().size(3));
    Tensor scores = queries.multiply(scale).matmul(keys.transpose());
    if (node.whole("is_causal", 0) == 1) {
      int length = scores.shape().size(2);
      NdArray seen = NdArray.zeros(scores.type(), Shape.of(length, length));
      for (int i = 0; i < length * length; i++) {
        seen.set(i, i % length <= i / length ? 1 : 0);
      }
      Tensor never = Tensor.fill(Double.NEGATIVE_INFINITY, scores.type(), Shape.SCALAR);
      scores = Tensor.of(seen).select(scores, never);
    }
    return joined(scores.softmax(-1).matmul(values));
  }

  /// Gives each head of queries the keys or values it shares with others.
  private static Tensor shared(Tensor x, int heads) {
    int group = heads / x.shape().size(1);
    List<Tensor> all = new ArrayList<>();
    for (int head = 0; head < heads; head++) {
      all.add(x.slice(1, head / group, head / group + 1));
    }
    return Tensor.concatenate(1, all);
  }

  private Tensor rotated(OnnxNode node) {
    Tensor x = value(node.input(0));
    boolean isPlain =
        x.shape().rank() == 3
            && node.whole("interleaved", 0) == 0
            && node.whole("rotary_embedding_dim", 0) == 0
            && shape(node.input(1)).rank() == 2;
    NodeLayers.require(node, isPlain, "it must turn whole heads, halves side by side");
    Tensor heads = byHead(x, node.whole("num_heads", 1));
    int half = heads.shape().size(3) / 2;
    Tensor first = heads.slice(3, 0, half);
    Tensor second = heads.slice(3, half, 2 * half);
    Tensor cosine = value(node.input(1)).slice(0, 0, x.shape().size(1));
    Tensor sine = value(node.input(2)).slice(0, 0, x.shape().size(1));
    Tensor left = first.multiply(cosine).subtract(second.multiply(sine));
    Tensor right = first.multiply(sine).add(second.multiply(cosine));
    return joined(Tensor.concatenate(3, List.of(left, right)));
  }

  /// Returns the graph's one input.
  static OnnxValue input(OnnxModel model) {
    List<OnnxValue> inputs = model.graph().inputs();
    if (inputs.size() != 1 || model.graph().outputs().isEmpty()) {
      throw new IllegalArgumentException(
          "the graph has inputs "
              + inputs.stream().map(OnnxValue::name).map(Quote::of).toList()
              + " and "
              + model.graph().outputs().size()
              + " outputs; one input and at least one output are read.");
    }
    return inputs.getFirst();
  }
}
