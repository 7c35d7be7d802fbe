package thalweg.training.table;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;

/// What is stated of a table's columns; all else is found out by looking at the cells.
///
/// @param target the column that is to be learnt, or null; as all columns here by its name, or by
///   its number from 1 on where no column is so called
/// @param goal what the target's column holds
/// @param only the columns that may be features; empty for all
/// @param ignored columns that are left out
/// @param types what columns are
/// @param weights the column of how much each row counts, or null
/// @param refusesMissing whether an empty cell of a feature is a fault rather than filled
public record Choices(
    @Nullable String target,
    Goal goal,
    Set<String> only,
    Set<String> ignored,
    Map<String, ColumnType> types,
    @Nullable String weights,
    boolean refusesMissing) {
  /// Nothing is stated.
  public static final Choices NONE =
      new Choices(null, Goal.FOUND_OUT, Set.of(), Set.of(), Map.of(), null, false);

  /// What the target's column holds.
  public enum Goal {
    /// Look at all rows: words and few whole numbers are classes, other numbers a quantity.
    FOUND_OUT,
    CLASSES,
    QUANTITY
  }

  public Choices {
    only = Set.copyOf(only);
    ignored = Set.copyOf(ignored);
    types = Map.copyOf(types);
  }

  /// Returns the same with the target stated.
  public Choices target(String column) {
    return new Choices(column, goal, only, ignored, types, weights, refusesMissing);
  }

  /// Returns the same with what the target holds stated.
  public Choices goal(Goal goal) {
    return new Choices(target, goal, only, ignored, types, weights, refusesMissing);
  }

  /// Returns the same with these columns alone as features.
  public Choices only(Set<String> columns) {
    return new Choices(target, goal, columns, ignored, types, weights, refusesMissing);
  }

  /// Returns the same with these columns left out.
  public Choices ignoring(Set<String> columns) {
    Set<String> all = new HashSet<>(ignored);
    all.addAll(columns);
    return new Choices(target, goal, only, all, types, weights, refusesMissing);
  }

  /// Returns the same with what a column is stated.
  public Choices type(String column, ColumnType type) {
    Map<String, ColumnType> all = new HashMap<>(types);
    all.put(column, type);
    return new Choices(target, goal, only, ignored, all, weights, refusesMissing);
  }

  /// Returns the same with rows counting as much as this column says.
  public Choices weights(String column) {
    return new Choices(target, goal, only, ignored, types, column, refusesMissing);
  }

  /// Returns the same with empty cells of features refused, or filled.
  public Choices refusingMissing(boolean refuses) {
    return new Choices(target, goal, only, ignored, types, weights, refuses);
  }

  /// Returns the columns that are spoken of.
  public Set<String> names() {
    Set<String> names = new TreeSet<>(only);
    names.addAll(ignored);
    names.addAll(types.keySet());
    if (target != null) {
      names.add(target);
    }
    if (weights != null) {
      names.add(weights);
    }
    return names;
  }

  /// Returns what is stated, as words by which [#of(Map)] makes the same again.
  public Map<String, String> stated() {
    Map<String, String> words = new LinkedHashMap<>();
    if (target != null) {
      words.put("label", target);
    }
    if (goal != Goal.FOUND_OUT) {
      words.put("target", goal.name());
    }
    put(words, "only", only);
    put(words, "ignored", ignored);
    new TreeMap<>(types).forEach((name, type) -> words.put("type " + name, type.name()));
    if (weights != null) {
      words.put("weights", weights);
    }
    if (refusesMissing) {
      words.put("missing", "refused");
    }
    return words;
  }

  private static void put(Map<String, String> words, String key, Set<String> names) {
    int count = 0;
    for (String name : new TreeSet<>(names)) {
      words.put(key + " " + count++, name);
    }
  }

  /// Returns what [#stated()] has told, as a model keeps it. Other words are left to others.
  ///
  /// @throws IllegalArgumentException if a word is told as it never is
  public static Choices of(Map<String, String> words) {
    Choices choices = NONE;
    Set<String> only = new HashSet<>();
    for (Map.Entry<String, String> word : words.entrySet()) {
      try {
        choices = choices.with(word.getKey(), word.getValue());
      } catch (IllegalArgumentException unknown) {
        throw new IllegalArgumentException(
            "table: "
                + Quote.of(word.getKey())
                + " is "
                + Quote.of(word.getValue())
                + ", which cannot be stated of its columns.",
            unknown);
      }
      if (word.getKey().startsWith("only ")) {
        only.add(word.getValue());
      }
    }
    return choices.only(only);
  }

  private Choices with(String key, String value) {
    return switch (key) {
      case "label" -> target(value);
      case "labelAt" -> target(place(value));
      case "target" -> goal(Goal.valueOf(value));
      case "weights" -> weights(value);
      case "missing" -> refusingMissing(value.equals("refused"));
      default ->
          key.startsWith("type ")
              ? type(key.substring(5), ColumnType.valueOf(value))
              : key.startsWith("ignored ") ? ignoring(Set.of(value)) : this;
    };
  }

  /// Before version 0.2.0 a place was counted from 0 on, or from the end.
  private static String place(String value) {
    int place = Integer.parseInt(value);
    return String.valueOf(place < 0 ? place : place + 1);
  }

  /// Returns the place of a column that is called `name` or has this number; −1 if there is none.
  static int placeOf(String name, List<TableColumn> columns) {
    int named = named(name, columns);
    if (named >= 0 || !NumberText.isWhole(name)) {
      return named;
    }
    double number = Double.parseDouble(name);
    int place =
        (int) Math.clamp(number < 0 ? columns.size() + number : number - 1, -1, columns.size());
    return place < columns.size() ? place : -1;
  }

  /// Returns the place of the column of this name; −1 if there is none.
  static int named(String name, List<TableColumn> columns) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }
}
