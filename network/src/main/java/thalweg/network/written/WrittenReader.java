package thalweg.network.written;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;

/// Reads one text in the grammar of [Written], from left to right. What a value may be is known
/// before it is read: the kind asked for, or the type of the component it is for.
final class WrittenReader {
  private final String text;
  private final @Nullable Object given;
  private int at;
  private int depth;

  /// @param given what `_` stands for; null for nothing
  WrittenReader(String text, @Nullable Object given) {
    this.text = text;
    this.given = given;
  }

  /// Returns the record or constant that the whole text stands for.
  Object whole(Class<?> kind) {
    Object value = configuration(kind);
    if (next() != 0) {
      throw unread("the end");
    }
    return value;
  }

  // ---- Values ----

  private Object value(Type declared) {
    if (declared instanceof ParameterizedType list && list.getRawType() == List.class) {
      return list(bound(list.getActualTypeArguments()[0]));
    }
    if (!(declared instanceof Class<?> type)) {
      throw new IllegalArgumentException(
          "written form: a component is declared as "
              + Quote.shown(declared.getTypeName())
              + ", which cannot be written down.");
    }
    if (type == String.class) {
      return string();
    }
    if (type == boolean.class || type == Boolean.class) {
      return truth(word("true or false"));
    }
    return isNumber(type) ? number(type, word("a number")) : configuration(type);
  }

  /// Returns the type that elements declared as `? extends T` have at most.
  private static Type bound(Type declared) {
    return declared instanceof WildcardType wildcard ? wildcard.getUpperBounds()[0] : declared;
  }

  private List<Object> list(Type element) {
    deeper();
    expect('[', "[ for a list");
    List<Object> elements = new ArrayList<>();
    while (next() != ']') {
      if (!elements.isEmpty()) {
        expect(',', ", or ] after an element");
      }
      elements.add(value(element));
    }
    at++;
    depth--;
    return List.copyOf(elements);
  }

  private boolean truth(String word) {
    return switch (word) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(
              "written form: " + Quote.of(word) + " must be true or false.");
    };
  }

  private static boolean isNumber(Class<?> type) {
    return (type.isPrimitive() && type != char.class)
        || (Number.class.isAssignableFrom(type) && type.getPackageName().equals("java.lang"));
  }

  private static Object number(Class<?> type, String word) {
    try {
      Object number =
          switch (type.getSimpleName()) {
            case "byte", "Byte" -> Byte.valueOf(word);
            case "short", "Short" -> Short.valueOf(word);
            case "int", "Integer" -> Integer.valueOf(word);
            case "long", "Long" -> Long.valueOf(word);
            case "float", "Float" -> Float.valueOf(word);
            default -> Double.valueOf(word);
          };
      if (!Double.isInfinite(((Number) number).doubleValue()) || word.endsWith("Infinity")) {
        return number;
      }
    } catch (NumberFormatException _) {
      // told below
    }
    throw new IllegalArgumentException(
        "written form: "
            + Quote.of(word)
            + " must be a number that a Java "
            + type.getSimpleName()
            + " can hold.");
  }

  private String string() {
    expect('"', "\" for a string");
    StringBuilder string = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return string.toString();
      }
      string.append(c == '\\' ? escaped() : c);
    }
    throw unread("\" at the end of a string");
  }

  private char escaped() {
    char c = at < text.length() ? text.charAt(at++) : 0;
    return switch (c) {
      case '"', '\\' -> c;
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> hexadecimal();
      default -> throw unread("one of \" \\ n r t u after \\");
    };
  }

  private char hexadecimal() {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
      if (digit < 0) {
        throw unread("a hexadecimal digit");
      }
      code = code << 4 | digit;
      at++;
    }
    return (char) code;
  }

  // ---- Records and constants ----

  private Object configuration(Class<?> kind) {
    if (kind.getName().startsWith("java.") || kind.isArray() || kind.isPrimitive()) {
      throw new IllegalArgumentException(
          "written form: "
              + kind.getName()
              + " is no type of a component that can be written down; declare it by a type of your"
              + " own.");
    }
    String name = word("the name of a class");
    if (name.equals("_") && kind.isInstance(given)) {
      return given;
    }
    return next() == '(' ? record(kind, name) : constant(kind, name);
  }

  private Object record(Class<?> kind, String name) {
    Class<?> type = type(kind, name);
    if (!type.isRecord()) {
      throw unfit(name, "is no record");
    }
    deeper();
    Map<String, RecordComponent> components = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      components.put(component.getName(), component);
    }
    Map<String, Object> values = new LinkedHashMap<>();
    at++;
    while (next() != ')') {
      if (!values.isEmpty()) {
        expect(',', ", or ) after a component");
      }
      String given = word("the name of a component");
      RecordComponent component = components.get(given);
      if (component == null || values.containsKey(given)) {
        throw unfit(
            name,
            (component == null ? "has no component " : "is given twice its component ")
                + Quote.of(given)
                + "; its components are "
                + names(components));
      }
      expect('=', "= after the name of a component");
      values.put(given, value(component.getGenericType()));
    }
    at++;
    depth--;
    if (values.size() < components.size()) {
      throw unfit(
          name,
          "needs all its components " + names(components) + "; " + names(values) + " are given");
    }
    return made(type, components.keySet().stream().map(values::get).toArray());
  }

  private static String names(Map<String, ?> components) {
    return components.isEmpty()
        ? "none"
        : Quote.shown(components.keySet().stream().collect(Collectors.joining(", ")));
  }

  private static Object made(Class<?> type, @Nullable Object[] values) {
    try {
      Constructor<?> canonical =
          type.getDeclaredConstructor(
              Arrays.stream(type.getRecordComponents())
                  .map(RecordComponent::getType)
                  .toArray(Class<?>[]::new));
      canonical.setAccessible(true);
      return canonical.newInstance(values);
    } catch (InvocationTargetException refused) {
      Throwable why = refused.getCause() == null ? refused : refused.getCause();
      if (why instanceof Error error) {
        throw error;
      }
      throw new IllegalArgumentException(
          "written form: "
              + Quote.shown(type.getName())
              + " refuses its components: "
              + Quote.whole(why.getMessage() == null ? why.toString() : why.getMessage()),
          why);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError closed) {
      throw new IllegalArgumentException(
          "written form: "
              + Quote.shown(type.getName())
              + " cannot be made. "
              + Written.opened(type),
          closed);
    }
  }

  private static Object constant(Class<?> kind, String name) {
    int dot = name.lastIndexOf('.');
    if (dot < 0) {
      throw unfit(name, "is neither a record, as com.acme.Name(…), nor a constant of an enum");
    }
    Class<?> type = type(kind, name.substring(0, dot));
    if (!type.isEnum()) {
      throw unfit(name.substring(0, dot), "is no enum");
    }
    for (Object constant : type.getEnumConstants()) {
      if (((Enum<?>) constant).name().equals(name.substring(dot + 1))) {
        return constant;
      }
    }
    throw unfit(name.substring(0, dot), "has no constant " + Quote.of(name.substring(dot + 1)));
  }

  /// Returns a class by name, not initialised, if it is of a kind.
  private static Class<?> type(Class<?> kind, String name) {
    Class<?> type = found(Thread.currentThread().getContextClassLoader(), name);
    type = type == null ? found(kind.getClassLoader(), name) : type;
    if (type == null) {
      throw unfit(name, "is not found; add what has it to the class path");
    }
    if (!kind.isAssignableFrom(type)) {
      throw unfit(name, "is no " + kind.getSimpleName());
    }
    return type;
  }

  private static @Nullable Class<?> found(@Nullable ClassLoader loader, String name) {
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException | LinkageError _) {
      return null;
    }
  }

  private static IllegalArgumentException unfit(String name, String why) {
    return new IllegalArgumentException(
        "written form: the class " + Quote.shown(name) + " " + why + ".");
  }

  // ---- Characters ----

  private void deeper() {
    if (++depth > Written.MOST_DEEP) {
      throw new IllegalArgumentException(
          "written form: records or lists are nested more than " + Written.MOST_DEEP + " deep.");
    }
  }

  /// Returns the next character that is no space, or 0 at the end, without passing it.
  private char next() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : 0;
  }

  private void expect(char wanted, String what) {
    if (next() != wanted) {
      throw unread(what);
    }
    at++;
  }

  /// Returns a name or a number: all up to a space, a bracket, a comma, a quote or an equals sign.
  private String word(String what) {
    next();
    int from = at;
    while (at < text.length()
        && !Character.isWhitespace(text.charAt(at))
        && "()[],=\"".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    if (at == from) {
      throw unread(what);
    }
    return text.substring(from, at);
  }

  private IllegalArgumentException unread(String expected) {
    return new IllegalArgumentException(
        "written form: "
            + expected
            + " is expected at character "
            + (at + 1)
            + " of "
            + Quote.of(text)
            + (at < text.length()
                ? ", before " + Quote.of(text.substring(at, Math.min(text.length(), at + 20)))
                : "")
            + ".");
  }
}
