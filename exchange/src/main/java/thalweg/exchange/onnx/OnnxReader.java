package thalweg.exchange.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;
import thalweg.exchange.protobuf.ProtoReader;

/// A model from bytes. The numbers of the fields are those of `onnx.proto`; what is not needed to
/// compute the graph is read past. What is wrong is an [IllegalArgumentException].
final class OnnxReader {
  private final TensorReader tensors;

  /// @param folder in which arrays kept beside the model lie; null where there can be none
  OnnxReader(@Nullable Path folder) {
    tensors = new TensorReader(folder);
  }

  OnnxModel model(ByteBuffer bytes) throws IOException {
    ProtoReader from = new ProtoReader("model", bytes);
    long irVersion = 0;
    long opset = 0;
    OnnxGraph graph = null;
    SortedMap<String, String> metadata = new TreeMap<>();
    while (from.next()) {
      switch (from.field()) {
        case 1 -> irVersion = from.whole();
        case 7 -> graph = graph(from.message("graph"));
        case 8 -> opset = Math.max(opset, opset(from.message("version of operators")));
        case 14 -> from.message("metadata").entry(metadata);
        case 25 ->
            throw new IllegalArgumentException(
                "it defines operators of its own, which are not read here; export it without.");
        default -> from.skip();
      }
    }
    if (graph == null) {
      throw new IllegalArgumentException("it has no graph; fetch it again.");
    }
    if (opset < 1 || opset != (int) opset || irVersion != (int) irVersion) {
      throw new IllegalArgumentException(
          "it is of format " + irVersion + " with operators of version " + opset + ".");
    }
    return new OnnxModel((int) irVersion, (int) opset, graph, metadata);
  }

  /// Returns the version of the operators of ONNX itself, 0 for those of others.
  private static long opset(ProtoReader from) {
    String domain = "";
    long version = 0;
    while (from.next()) {
      switch (from.field()) {
        case 1 -> domain = from.text();
        case 2 -> version = from.whole();
        default -> from.skip();
      }
    }
    return domain.isEmpty() || domain.equals(OnnxModel.DOMAIN) ? version : 0;
  }

  private OnnxGraph graph(ProtoReader from) throws IOException {
    String name = "";
    List<OnnxNode> nodes = new ArrayList<>();
    Map<String, OnnxTensor> initialisers = new LinkedHashMap<>();
    List<OnnxValue> inputs = new ArrayList<>();
    List<OnnxValue> outputs = new ArrayList<>();
    while (from.next()) {
      switch (from.field()) {
        case 1 -> nodes.add(node(from.message("node")));
        case 2 -> name = from.text();
        case 5 -> {
          TensorReader.Named named = tensors.read(from.message("array"));
          if (initialisers.put(named.name(), named.tensor()) != null) {
            throw new IllegalArgumentException(
                "two of its arrays are named " + Quote.of(named.name()) + ".");
          }
        }
        case 11 -> inputs.add(value(from.message("input")));
        case 12 -> outputs.add(value(from.message("output")));
        case 15 ->
            throw new IllegalArgumentException(
                "it has sparse arrays, which are not read here; export it with dense ones.");
        default -> from.skip();
      }
    }
    // Old exporters name the initialisers among the inputs.
    inputs.removeIf(input -> initialisers.containsKey(input.name()));
    return new OnnxGraph(name, nodes, initialisers, inputs, outputs);
  }

  private OnnxNode node(ProtoReader from) throws IOException {
    String name = "";
    String operator = "";
    String domain = "";
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    Map<String, OnnxAttribute> attributes = new LinkedHashMap<>();
    while (from.next()) {
      switch (from.field()) {
        case 1 -> inputs.add(from.text());
        case 2 -> outputs.add(from.text());
        case 3 -> name = from.text();
        case 4 -> operator = from.text();
        case 5 -> attribute(from.message("attribute"), attributes);
        case 7 -> domain = from.text();
        default -> from.skip();
      }
    }
    return new OnnxNode(name, operator, domain, inputs, outputs, attributes);
  }

  private void attribute(ProtoReader from, Map<String, OnnxAttribute> into) throws IOException {
    String name = "";
    long type = 0;
    float real = 0;
    long whole = 0;
    String text = "";
    OnnxTensor array = null;
    List<Float> reals = new ArrayList<>();
    List<Long> wholes = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    while (from.next()) {
      switch (from.field()) {
        case 1 -> name = from.text();
        case 2 -> real = from.real();
        case 3 -> whole = from.whole();
        case 4 -> text = from.text();
        case 5 -> array = tensors.read(from.message("array")).tensor();
        case 7 -> from.reals(value -> reals.add((float) value));
        case 8 -> from.wholes(wholes::add);
        case 9 -> texts.add(from.text());
        case 20 -> type = from.whole();
        default -> from.skip();
      }
    }
    into.put(
        name,
        switch ((int) type) {
          case 1 -> new OnnxAttribute.Real(real);
          case 2 -> new OnnxAttribute.Whole(whole);
          case 3 -> new OnnxAttribute.Text(text);
          case 4 -> array == null ? new OnnxAttribute.Other(type) : new OnnxAttribute.Array(array);
          case 6 -> new OnnxAttribute.Reals(reals);
          case 7 -> new OnnxAttribute.Wholes(wholes);
          case 8 -> new OnnxAttribute.Texts(texts);
          default -> new OnnxAttribute.Other(type);
        });
  }

  private static OnnxValue value(ProtoReader from) {
    String name = "";
    OnnxValue typed = null;
    while (from.next()) {
      switch (from.field()) {
        case 1 -> name = from.text();
        case 2 -> typed = type(from.message("type"));
        default -> from.skip();
      }
    }
    if (typed == null) {
      throw new IllegalArgumentException(
          "its value " + Quote.of(name) + " is no array of known type.");
    }
    return new OnnxValue(name, typed.type(), typed.sizes());
  }

  /// Returns the type of a value that has no name yet, null if it is no array.
  private static @Nullable OnnxValue type(ProtoReader from) {
    OnnxValue typed = null;
    while (from.next()) {
      if (from.field() == 1) {
        typed = arrayType(from.message("type of an array"));
      } else {
        from.skip();
      }
    }
    return typed;
  }

  private static OnnxValue arrayType(ProtoReader from) {
    long type = 0;
    List<Integer> sizes = new ArrayList<>();
    while (from.next()) {
      switch (from.field()) {
        case 1 -> type = from.whole();
        case 2 -> {
          ProtoReader shape = from.message("shape");
          while (shape.next()) {
            if (shape.field() == 1) {
              sizes.add(axis(shape.message("axis")));
            } else {
              shape.skip();
            }
          }
        }
        default -> from.skip();
      }
    }
    return new OnnxValue("", ElementType.of(type), sizes);
  }

  private static int axis(ProtoReader from) {
    int size = OnnxValue.OPEN;
    while (from.next()) {
      if (from.field() == 1) {
        long told = from.whole();
        // Some exporters write -1 or 0 for any size.
        size = told < 1 ? OnnxValue.OPEN : Math.toIntExact(told);
      } else {
        from.skip();
      }
    }
    return size;
  }
}
