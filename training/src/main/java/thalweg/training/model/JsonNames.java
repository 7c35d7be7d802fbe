package thalweg.training.model;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import thalweg.algebra.Quote;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Names as an array of JSON: whatever a name holds, a line break too, it comes back as it was.
public final class JsonNames {
  private static final JsonFactory JSON = new JsonFactory();

  private JsonNames() {}

  /// Returns the array as text.
  public static String written(List<String> names) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartArray();
      names.forEach(json::writeString);
      json.writeEndArray();
    }
    return text.toString();
  }

  /// Returns the names in the text.
  ///
  /// @param key where the text was found, for messages
  public static List<String> read(String key, String text) {
    List<String> names = new ArrayList<>();
    boolean whole = false;
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
      if (json.nextToken() == JsonToken.START_ARRAY) {
        while (json.nextToken() == JsonToken.VALUE_STRING) {
          names.add(json.getString());
        }
        whole = json.currentToken() == JsonToken.END_ARRAY && json.nextToken() == null;
      }
    } catch (JacksonException _) {
      whole = false;
    }
    if (!whole) {
      throw new IllegalArgumentException(
          key + " is " + Quote.of(text) + "; it must be a JSON array of strings");
    }
    return names;
  }
}
