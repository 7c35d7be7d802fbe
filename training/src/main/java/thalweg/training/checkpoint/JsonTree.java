package thalweg.training.checkpoint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// JSON as maps, lists, text, numbers and truth, for people to read: what holds nothing but plain
/// values stands in one line, and nothing in it acts on a terminal.
public final class JsonTree {
  private static final JsonFactory JSON = new JsonFactory();

  private JsonTree() {}

  /// Returns the tree as text.
  public static String written(Map<String, ?> tree) {
    StringBuilder text = new StringBuilder();
    write(tree, "\n", text);
    return text.append('\n').toString();
  }

  private static void write(@Nullable Object value, String line, StringBuilder text) {
    switch (value) {
      case Map<?, ?> map -> {
        List<String> members = new ArrayList<>();
        String inner = innerLine(map.values(), line);
        map.forEach(
            (key, each) -> {
              StringBuilder member = new StringBuilder();
              quote(String.valueOf(key), member);
              write(each, inner, member.append(": "));
              members.add(member.toString());
            });
        join("{", members, "}", line, inner, text);
      }
      case List<?> list -> {
        List<String> members = new ArrayList<>();
        String inner = innerLine(list, line);
        for (Object each : list) {
          StringBuilder member = new StringBuilder();
          write(each, inner, member);
          members.add(member.toString());
        }
        join("[", members, "]", line, inner, text);
      }
      case Double number -> text.append(Double.isFinite(number) ? number.toString() : "null");
      case Number number -> text.append(number);
      case Boolean truth -> text.append(truth);
      case null -> text.append("null");
      default -> quote(value.toString(), text);
    }
  }

  /// Returns what stands before each member: a line's beginning, or nothing where all stand in one
  /// line.
  private static String innerLine(Collection<?> members, String line) {
    return line.length() > 1
            && members.stream().noneMatch(each -> each instanceof Map || each instanceof List)
        ? ""
        : line + "  ";
  }

  private static void join(
      String open, List<String> members, String close, String line, String inner, StringBuilder t) {
    t.append(open);
    for (Iterator<String> each = members.iterator(); each.hasNext(); ) {
      t.append(inner).append(each.next());
      t.append(!each.hasNext() ? "" : inner.isEmpty() ? ", " : ",");
    }
    t.append(inner.isEmpty() || members.isEmpty() ? "" : line).append(close);
  }

  private static void quote(String text, StringBuilder quoted) {
    quoted.append('"');
    text.chars()
        .forEach(
            letter -> {
              if (letter == '"' || letter == '\\') {
                quoted.append('\\').append((char) letter);
              } else if (Quote.isActing(letter)) {
                quoted.append("\\u%04x".formatted(letter));
              } else {
                quoted.append((char) letter);
              }
            });
    quoted.append('"');
  }

  /// Returns the object in the text. Numbers are [Long], or [Double] where they have a point or are
  /// larger.
  ///
  /// @throws IllegalArgumentException if the text is no object of JSON; it says where it breaks
  public static Map<?, ?> read(String text) {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
      json.nextToken();
      if (value(json) instanceof Map<?, ?> map && json.nextToken() == null) {
        return map;
      }
      throw new IllegalArgumentException("it is no object of JSON");
    } catch (JacksonException broken) {
      throw new IllegalArgumentException(
          "it is no JSON from line "
              + (broken.getLocation() == null ? "1" : broken.getLocation().getLineNr())
              + " on",
          broken);
    }
  }

  private static @Nullable Object value(JsonParser json) {
    JsonToken token = json.currentToken();
    return switch (token) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
          String name = json.currentName();
          json.nextToken();
          map.put(name, value(json));
        }
        yield map;
      }
      case START_ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(json));
        }
        yield list;
      }
      case VALUE_STRING -> json.getString();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(json.getString());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case null, default -> null;
    };
  }

  private static Number number(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException _) {
      return Double.valueOf(text);
    }
  }
}
