package thalweg.network.written;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;

/// Configurations as text, by class and settings, such as `com.acme.Swish(beta=1.5)`: what keeps a
/// layer, a loss or an objective of one's own in a file, and tells another machine of it.
///
/// What can be written is a constant of an enum, as `com.acme.Side.LEFT`, or a record whose
/// components are numbers, booleans, strings, such records and constants, or lists of these. A
/// component that is a record or a constant is declared by a type of one's own, not by `Object`. A
/// lambda and an object of an ordinary class have no written form: make it a record.
///
/// ```
/// value     = "_" | record | constant | number | "true" | "false" | string | list
/// record    = class "(" [ name "=" value { "," name "=" value } ] ")"
/// constant  = class "." name
/// list      = "[" [ value { "," value } ] "]"
/// string    = '"' characters, escaped as in Java source '"'
/// ```
///
/// Reading is safe with a text from strangers: a class is looked up by name without being
/// initialised, and used only if it is a record or an enum *and* fits the kind asked for or the
/// type its component is declared with. So no code runs but the initialisers and canonical
/// constructors of configurations of that kind which are on the class path anyway. Takes time in
/// proportion to the text, and refuses what is nested more than 50 deep.
public final class Written {
  static final int MOST_DEEP = 50;

  private Written() {}

  /// Returns the written form of a record or an enum's constant.
  ///
  /// @throws IllegalArgumentException if it has none, or what would be read back is not equal to it
  public static String write(Object value) {
    return write(value, null);
  }

  /// As the other, with `_` in place of a component that is `given`: something that is written down
  /// elsewhere, in a way of its own.
  public static String write(Object value, @Nullable Object given) {
    StringBuilder text = new StringBuilder();
    write(value, given, 0, text);
    Object back = read(declared(value), text.toString(), given);
    if (!back.equals(value)) {
      throw new IllegalArgumentException(
          "written form: "
              + Quote.shown(text.toString())
              + " is read back as something that is not equal to it; the record must keep its"
              + " components as they are given.");
    }
    return text.toString();
  }

  /// Returns the record or constant that a text stands for.
  ///
  /// @param kind what it must be, such as `Layer.class`
  /// @throws IllegalArgumentException if the text is no written form, its class is not found, is
  ///   not of that kind, or refuses the components
  public static <T> T read(Class<T> kind, String text) {
    return read(kind, text, null);
  }

  /// As the other, with `given` in place of a component that is written `_`.
  public static <T> T read(Class<T> kind, String text, @Nullable Object given) {
    return kind.cast(new WrittenReader(text, given).whole(kind));
  }

  /// Returns whether a text looks like a written form, right or wrong, rather than like the short
  /// name of something in this library, such as `relu` or `dropout(0.5)`.
  public static boolean isForm(String text) {
    String stripped = text.strip();
    int bracket = stripped.indexOf('(');
    String name = bracket < 0 ? stripped : stripped.substring(0, bracket);
    return !name.isEmpty()
        && Character.isJavaIdentifierStart(name.charAt(0))
        && (name.contains(".")
            || name.contains("$")
            || (bracket >= 0 && (stripped.contains("=") || stripped.endsWith("()"))));
  }

  /// Returns what messages call an object: its written form where it has one, else in words what it
  /// is.
  public static String name(Object value) {
    try {
      return Quote.shown(write(value));
    } catch (IllegalArgumentException _) {
      return kind(value.getClass());
    }
  }

  private static Class<?> declared(Object value) {
    return value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
  }

  private static void write(
      @Nullable Object value, @Nullable Object given, int depth, StringBuilder text) {
    if (value != null && value.equals(given)) {
      text.append('_');
      return;
    }
    if (depth > MOST_DEEP) {
      throw new IllegalArgumentException(
          "written form: records or lists are nested more than " + MOST_DEEP + " deep.");
    }
    switch (value) {
      case Byte _, Short _, Integer _, Long _, Float _, Double _, Boolean _ -> text.append(value);
      case String string -> quote(string, text);
      case Enum<?> constant ->
          text.append(constant.getDeclaringClass().getName()).append('.').append(constant.name());
      case List<?> list -> {
        String separator = "[";
        for (Object element : list) {
          text.append(separator);
          write(element, given, depth + 1, text);
          separator = ", ";
        }
        text.append(list.isEmpty() ? "[]" : "]");
      }
      case Record record -> write(record, given, depth, text);
      case null -> throw new IllegalArgumentException("written form: a component is null.");
      default ->
          throw new IllegalArgumentException(
              "written form: "
                  + kind(value.getClass())
                  + " cannot be written down; make it a record, with numbers, booleans, strings,"
                  + " enums, records and lists of these as components.");
    }
  }

  private static void write(Record record, @Nullable Object given, int depth, StringBuilder text) {
    text.append(record.getClass().getName()).append('(');
    String separator = "";
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      text.append(separator).append(component.getName()).append('=');
      write(value(record, component), given, depth + 1, text);
      separator = ", ";
    }
    text.append(')');
  }

  private static @Nullable Object value(Record record, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (InvocationTargetException | IllegalAccessException | RuntimeException failed) {
      throw new IllegalArgumentException(
          "written form: the component "
              + component.getName()
              + " of "
              + record.getClass().getName()
              + " cannot be read. "
              + opened(record.getClass()),
          failed);
    }
  }

  /// Returns what to do where a class in a module of its own is closed to this one.
  static String opened(Class<?> type) {
    return type.getModule().isNamed()
        ? "Its package must be open to thalweg.network: opens "
            + type.getPackageName()
            + " to thalweg.network;"
        : "It must not throw.";
  }

  private static void quote(String string, StringBuilder text) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      switch (c) {
        case '"', '\\' -> text.append('\\').append(c);
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (Character.isISOControl(c) || Character.isSurrogate(c)) {
            text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }

  private static String kind(Class<?> type) {
    if (type.isArray()) {
      return "an array, whose place a List could take,";
    }
    if (type.isHidden()) {
      String name = type.getName();
      int lambda = name.indexOf("$$Lambda");
      return lambda < 0
          ? "a hidden class"
          : "a lambda of " + Quote.shown(name.substring(0, lambda));
    }
    if (type.isAnonymousClass()) {
      return "an unnamed class of " + Quote.shown(type.getEnclosingClass().getName());
    }
    return Quote.shown(type.getName());
  }
}
