package thalweg.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;
import tools.jackson.databind.json.JsonMapper;

/// A JSON object under construction, its fields in the order they are put.
///
/// JSON has no NaN and no infinity: a number that is not finite becomes `null`.
final class Json {
  /// Apart, so that a run whose documents nobody prints is spared some 400 classes.
  private static final class Writer {
    static final JsonMapper MAPPER = new JsonMapper();
  }

  private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();

  static Json object() {
    return new Json();
  }

  Json put(String name, String value) {
    return set(name, value);
  }

  Json put(String name, long value) {
    return set(name, value);
  }

  Json put(String name, boolean value) {
    return set(name, value);
  }

  Json put(String name, double value) {
    return set(name, number(value));
  }

  Json put(String name, double[] values) {
    return set(name, numbers(values));
  }

  Json put(String name, double[][] rows) {
    return set(name, Arrays.stream(rows).map(Json::numbers).toList());
  }

  Json put(String name, Json value) {
    return set(name, value.fields);
  }

  /// Puts an array of text, whole numbers or objects.
  Json put(String name, List<?> values) {
    return set(
        name,
        values.stream().map(value -> value instanceof Json json ? json.fields : value).toList());
  }

  Json putNull(String name) {
    return set(name, null);
  }

  private Json set(String name, @Nullable Object value) {
    fields.put(name, value);
    return this;
  }

  private static @Nullable Double number(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static List<@Nullable Double> numbers(double[] values) {
    List<@Nullable Double> numbers = new ArrayList<>();
    for (double value : values) {
      numbers.add(number(value));
    }
    return numbers;
  }

  /// Returns the object as text, on one line, in which nothing acts on a terminal.
  @Override
  public String toString() {
    // JSON itself only asks for the control characters of ASCII to be escaped.
    String text = Writer.MAPPER.writeValueAsString(fields);
    if (text.chars().noneMatch(Quote::isActing)) {
      return text;
    }
    StringBuilder escaped = new StringBuilder();
    text.chars()
        .forEach(
            letter -> {
              if (Quote.isActing(letter)) { // outside text there are none
                escaped.append("\\u%04x".formatted(letter));
              } else {
                escaped.append((char) letter);
              }
            });
    return escaped.toString();
  }
}
