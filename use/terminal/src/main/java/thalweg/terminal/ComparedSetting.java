package thalweg.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import thalweg.algebra.Quote;
import thalweg.calculus.function.Spelling;

/// An option of a training and the values it is to have in turn, as `rate 0.01,0.1,1` writes them.
///
/// @param option which
/// @param values as they were written
record ComparedSetting(OptionSpec option, List<String> values) {
  /// What the rows are taken for is the same in all trainings.
  private static final Set<String> APART = Set.of("objective");

  /// Returns whether these options say how is learnt, rather than from what.
  private static boolean saysHow(Object options) {
    return options instanceof NetworkOptions || options instanceof TrainingOptions;
  }

  /// Reads what is to be compared.
  ///
  /// @param verb whose options there are
  /// @throws Failure if it names no option, one that is given already, or fewer than two values
  static ComparedSetting parse(CommandSpec verb, String text) {
    String[] words = text.strip().split("[\\s=]+", 2);
    String name = words[0].replaceFirst("^-+", "");
    List<String> known =
        verb.mixins().values().stream()
            .flatMap(mixin -> mixin.mixins().values().stream())
            .filter(mixin -> saysHow(mixin.userObject()))
            .flatMap(mixin -> mixin.options().stream())
            .map(option -> option.longestName().substring(2))
            .filter(option -> !APART.contains(option))
            .sorted()
            .toList();
    if (!known.contains(name)) {
      throw Failure.usage(
          "--compare: "
              + Quote.of(name)
              + " is no setting."
              + Spelling.nearest(name, known).map(near -> " Did you mean " + near + "?").orElse("")
              + " There are "
              + String.join(", ", known)
              + ".");
    }
    OptionSpec option = verb.findOption("--" + name);
    if (option.getValue() != null) {
      throw Failure.usage(
          "--" + name + ": --compare names its values itself; leave one of the two out.");
    }
    List<String> values = words.length < 2 ? List.of() : values(words[1]);
    if (values.size() < 2 || values.contains("")) {
      throw Failure.usage(
          "--compare: "
              + Quote.of(text)
              + " names "
              + (values.contains("") ? "an empty value" : values.size() + " of its values")
              + "; write the setting and at least two values, such as 'rate 0.01,0.1,1'.");
    }
    Set<String> seen = new HashSet<>();
    for (String value : values) {
      if (!seen.add(value)) {
        throw Failure.usage("--compare: " + value + " is there twice; name each value once.");
      }
    }
    return new ComparedSetting(option, values);
  }

  /// Returns the values between commas or, where they have commas of their own, semicolons.
  private static List<String> values(String text) {
    return text.contains(";")
        ? Arrays.stream(text.split(";", -1)).map(String::strip).toList()
        : DescentMethods.parts(text);
  }

  /// Returns what is compared, such as `rate`.
  String name() {
    return option.longestName().substring(2);
  }

  /// Returns what `made` makes, given the place of a value, with each of the values in turn.
  ///
  /// @throws Failure if a value is of the wrong kind
  <T> List<T> each(IntFunction<T> made) {
    List<T> all = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      set(typed(values.get(i)));
      all.add(made.apply(i));
    }
    set(null);
    return all;
  }

  private void set(@Nullable Object value) {
    try {
      option.setter().set(value);
    } catch (Exception unforeseen) { // a field of this room
      throw new IllegalStateException(unforeseen);
    }
  }

  private Object typed(String value) {
    Class<?> type = option.type();
    try {
      return type == Double.class
          ? (Object) Double.valueOf(value)
          : type == Integer.class
              ? (Object) Integer.valueOf(value)
              : type == Long.class ? (Object) Long.valueOf(value) : value;
    } catch (NumberFormatException _) {
      throw Failure.usage(
          "--compare: "
              + Quote.of(value)
              + " is no "
              + (type == Double.class ? "number" : "whole number")
              + ", as --"
              + name()
              + " must be; write such as 'rate 0.01,0.1,1'.");
    }
  }
}
