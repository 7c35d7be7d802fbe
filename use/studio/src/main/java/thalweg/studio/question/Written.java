package thalweg.studio.question;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/// Questions and answers as JSON. A number that is not finite is null.
public final class Written {
  private static final class Finite extends ValueSerializer<Double> {
    @Override
    public void serialize(Double value, JsonGenerator json, SerializationContext context) {
      if (Double.isFinite(value)) {
        json.writeNumber(value);
      } else {
        json.writeNull();
      }
    }
  }

  private static final class FiniteArray extends ValueSerializer<double[]> {
    @Override
    public void serialize(double[] values, JsonGenerator json, SerializationContext context) {
      json.writeStartArray();
      for (double value : values) {
        if (Double.isFinite(value)) {
          json.writeNumber(value);
        } else {
          json.writeNull();
        }
      }
      json.writeEndArray();
    }
  }

  private static final class FiniteFloats extends ValueSerializer<float[]> {
    @Override
    public void serialize(float[] values, JsonGenerator json, SerializationContext context) {
      json.writeStartArray();
      for (float value : values) {
        if (Float.isFinite(value)) {
          json.writeNumber(value);
        } else {
          json.writeNull();
        }
      }
      json.writeEndArray();
    }
  }

  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(
              new SimpleModule()
                  .addSerializer(Double.class, new Finite())
                  .addSerializer(Double.TYPE, new Finite())
                  .addSerializer(double[].class, new FiniteArray())
                  .addSerializer(float[].class, new FiniteFloats()))
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  private Written() {}

  /// Returns a record as JSON.
  public static byte[] json(Object answer) {
    return MAPPER.writeValueAsBytes(answer);
  }

  /// Writes the length of the head, the head, filled up with blanks to whole numbers of four bytes,
  /// and the numbers, all little end first.
  static byte[] frame(Frame frame) {
    byte[] head = json(frame.head());
    int room = (head.length + 3) / 4 * 4;
    int count = 0;
    for (float[] numbers : frame.numbers()) {
      count += numbers.length;
    }
    ByteBuffer bytes = ByteBuffer.allocate(4 + room + 4 * count).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(room).put(head);
    while (bytes.position() < 4 + room) {
      bytes.put((byte) ' ');
    }
    for (float[] numbers : frame.numbers()) {
      bytes.asFloatBuffer().put(numbers);
      bytes.position(bytes.position() + 4 * numbers.length);
    }
    return bytes.array();
  }
}
