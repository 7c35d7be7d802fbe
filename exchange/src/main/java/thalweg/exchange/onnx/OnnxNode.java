package thalweg.exchange.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import thalweg.algebra.Quote;

/// One operator applied to named values.
///
/// @param name of the node, for messages; may be empty
/// @param operator such as `Gemm`
/// @param domain of the operator, empty for those of ONNX itself
/// @param inputs names of values; an empty name stands for an input that is left out
/// @param outputs names of the values it gives
/// @param attributes its settings by name
public record OnnxNode(
    String name,
    String operator,
    String domain,
    List<String> inputs,
    List<String> outputs,
    Map<String, OnnxAttribute> attributes) {
  public OnnxNode {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
  }

  /// Returns the node as messages call it, such as `Gemm "dense1"`.
  public String shown() {
    String own = name.isEmpty() && !outputs.isEmpty() ? outputs.getFirst() : name;
    return (domain.isEmpty() || domain.equals("ai.onnx") ? "" : Quote.shown(domain) + ".")
        + Quote.shown(operator)
        + " "
        + Quote.of(own);
  }

  /// Returns whether an input is there.
  public boolean has(int input) {
    return input < inputs.size() && !inputs.get(input).isEmpty();
  }

  /// Returns the name of an input.
  ///
  /// @throws IllegalArgumentException if the node is without it
  public String input(int input) {
    if (!has(input)) {
      throw refused("has no input " + (input + 1) + "; it needs one");
    }
    return inputs.get(input);
  }

  /// Returns a whole number, or `otherwise` where it is not told.
  ///
  /// @throws IllegalArgumentException if it is no whole number of 32 bits
  public int whole(String attribute, int otherwise) {
    return switch (attributes.get(attribute)) {
      case null -> otherwise;
      case OnnxAttribute.Whole(long value) -> narrow(attribute, value);
      case OnnxAttribute other -> throw unfit(attribute, "a whole number", other);
    };
  }

  /// Returns a real number, or `otherwise` where it is not told. A number that is not exact in the
  /// file's 32 bits is the shortest decimal that gives those bits: 0.1 is read as 0.1.
  ///
  /// @throws IllegalArgumentException if it is no number
  public double real(String attribute, double otherwise) {
    return switch (attributes.get(attribute)) {
      case null -> otherwise;
      case OnnxAttribute.Real(float value) -> Double.parseDouble(Float.toString(value));
      case OnnxAttribute other -> throw unfit(attribute, "a real number", other);
    };
  }

  /// Returns a text, or `otherwise` where it is not told.
  ///
  /// @throws IllegalArgumentException if it is none
  public String text(String attribute, String otherwise) {
    return switch (attributes.get(attribute)) {
      case null -> otherwise;
      case OnnxAttribute.Text(String value) -> value;
      case OnnxAttribute other -> throw unfit(attribute, "a text", other);
    };
  }

  /// Returns whole numbers, or `otherwise` where they are not told.
  ///
  /// @throws IllegalArgumentException if they are not whole numbers of 32 bits
  public List<Integer> wholes(String attribute, List<Integer> otherwise) {
    return switch (attributes.get(attribute)) {
      case null -> otherwise;
      case OnnxAttribute.Wholes(List<Long> values) -> {
        List<Integer> all = new ArrayList<>();
        values.forEach(value -> all.add(narrow(attribute, value)));
        yield List.copyOf(all);
      }
      case OnnxAttribute other -> throw unfit(attribute, "whole numbers", other);
    };
  }

  private int narrow(String attribute, long value) {
    if (value != (int) value) {
      throw refused("has " + attribute + " = " + value + ", expected at most 32 bits");
    }
    return (int) value;
  }

  private IllegalArgumentException unfit(String name, String expected, OnnxAttribute given) {
    return refused(
        "has an attribute "
            + Quote.of(name)
            + " of kind "
            + given.getClass().getSimpleName()
            + "; it must be "
            + expected);
  }

  /// Returns an error that names this node.
  public IllegalArgumentException refused(String what) {
    return new IllegalArgumentException("node " + shown() + " " + what + ".");
  }
}
