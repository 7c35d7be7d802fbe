package thalweg.exchange.onnx;

import java.util.List;

/// A setting of an operator.
public sealed interface OnnxAttribute {
  /// A whole number, of 64 bits in the file.
  record Whole(long value) implements OnnxAttribute {}

  /// A real number.
  record Real(float value) implements OnnxAttribute {}

  /// A text.
  record Text(String value) implements OnnxAttribute {}

  /// An array.
  record Array(OnnxTensor value) implements OnnxAttribute {}

  /// Whole numbers.
  record Wholes(List<Long> values) implements OnnxAttribute {
    public Wholes {
      values = List.copyOf(values);
    }
  }

  /// Real numbers.
  record Reals(List<Float> values) implements OnnxAttribute {
    public Reals {
      values = List.copyOf(values);
    }
  }

  /// Texts.
  record Texts(List<String> values) implements OnnxAttribute {
    public Texts {
      values = List.copyOf(values);
    }
  }

  /// What is read past, such as a graph within the graph; it is not written.
  ///
  /// @param type its number in the format
  record Other(long type) implements OnnxAttribute {}

  /// Returns whole numbers.
  static Wholes wholes(List<Integer> numbers) {
    return new Wholes(numbers.stream().map(Integer::longValue).toList());
  }
}
