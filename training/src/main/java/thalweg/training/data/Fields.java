package thalweg.training.data;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import thalweg.algebra.Quote;

/// What the numbers of a row are: for each its name and how it is scaled before a network sees it.
/// A model keeps the columns it was trained on, and finds them by name in the data it is shown.
///
/// Empty where nothing is known, as of the pixels of pictures. Where a table has no header the
/// names are empty and columns are taken by their place.
///
/// @param all in the order of the numbers in a row
public record Fields(List<Field> all) {
  /// Nothing is known of the numbers in a row.
  public static final Fields UNKNOWN = new Fields(List.of());

  private static final int SHOWN = 8;

  /// @throws IllegalArgumentException if two columns have one name
  public Fields {
    all = List.copyOf(all);
    places(all);
  }

  /// One of them. A network sees (x − centre) / scale where the data say x.
  ///
  /// @param name empty if it has none
  /// @param centre finite
  /// @param scale above 0 and finite
  /// @param origin where the data's number comes from
  public record Field(String name, double centre, double scale, Origin origin) {
    /// @throws IllegalArgumentException if centre or scale is out of range
    public Field {
      if (!Double.isFinite(centre) || !Double.isFinite(scale) || !(scale > 0)) {
        throw new IllegalArgumentException(
            "column "
                + Quote.of(name)
                + ": centre "
                + centre
                + " and scale "
                + scale
                + "; both must be finite and the scale above 0.");
      }
    }

    /// Returns the field of a number that is taken as it is.
    ///
    /// @param place among the numbers of a row
    public static Field named(String name, int place) {
      return new Field(name, 0, 1, new Origin(name, place, new Origin.Value(Double.NaN)));
    }

    /// Returns the same scaled otherwise.
    public Field scaled(double centre, double scale) {
      return new Field(name, centre, scale, origin);
    }

    /// What it is known by: its name, or, of what is made of a column, that column's name and its
    /// own beside others; without a name the column's place.
    private record Key(Object column, String made) {}

    private Key key() {
      boolean isNumber = origin.take() instanceof Origin.Value;
      Object column = origin.column().isEmpty() ? (Object) origin.place() : origin.column();
      return isNumber ? new Key(name.isEmpty() ? column : name, "") : new Key(column, name);
    }

    /// Returns what a network sees of `x`.
    public double scaled(double x) {
      double scaled = (x - centre) / scale;
      // The difference may overflow where the quotient does not.
      return Double.isFinite(scaled) ? scaled : x / scale - centre / scale;
    }
  }

  /// Returns columns of these names that are taken as they are.
  ///
  /// @throws IllegalArgumentException if a name stands twice
  public static Fields named(List<String> names) {
    return new Fields(
        IntStream.range(0, names.size()).mapToObj(i -> Field.named(names.get(i), i)).toList());
  }

  /// Returns whether columns have names to be found by.
  public boolean areNamed() {
    return all.stream().anyMatch(field -> !field.name.isEmpty());
  }

  /// Returns whether each is a number of the data as it stands there, at its own place.
  public boolean arePlain() {
    return IntStream.range(0, all.size())
        .allMatch(i -> all.get(i).origin.equals(Field.named(all.get(i).name, i).origin));
  }

  /// Returns whether a network sees other numbers than the data say.
  public boolean areScaled() {
    return all.stream().anyMatch(field -> field.centre != 0 || field.scale != 1);
  }

  /// Returns these columns, to be taken as they are.
  public Fields unscaled() {
    return areScaled() ? new Fields(all.stream().map(field -> field.scaled(0, 1)).toList()) : this;
  }

  /// Returns these columns scaled as others are, which are as many.
  public Fields scaledAs(Fields others) {
    return new Fields(
        IntStream.range(0, all.size())
            .mapToObj(i -> all.get(i).scaled(others.all.get(i).centre, others.all.get(i).scale))
            .toList());
  }

  /// Returns the names in order.
  public List<String> names() {
    return all.stream().map(Field::name).toList();
  }

  /// Returns for each of these columns the place of the column of that name in `given`.
  ///
  /// @throws IllegalArgumentException if one is missing there, or there is one that is not here; it
  ///   names them
  int[] placesIn(Fields given) {
    Map<Field.Key, Integer> places = places(given.all);
    List<String> missing = beyond(places);
    List<String> unknown = given.beyond(places(all));
    if (!missing.isEmpty() || !unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "columns: "
              + (missing.isEmpty() ? "" : shown(missing) + " missing")
              + (missing.isEmpty() || unknown.isEmpty() ? "" : ", ")
              + (unknown.isEmpty() ? "" : shown(unknown) + " unknown")
              + "; expected "
              + shown(names().stream().map(Quote::of).toList())
              + " in any order. Rename, add or remove columns.");
    }
    return all.stream().mapToInt(field -> places.getOrDefault(field.key(), 0)).toArray();
  }

  private List<String> beyond(Map<Field.Key, Integer> known) {
    return all.stream()
        .filter(field -> !known.containsKey(field.key()))
        .map(field -> Quote.of(field.name))
        .toList();
  }

  /// Returns names for a message, not more than can be read.
  public static String shown(List<String> names) {
    return names.size() <= SHOWN
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, SHOWN)) + " and " + (names.size() - SHOWN) + " more";
  }

  private static Map<Field.Key, Integer> places(List<Field> columns) {
    Map<Field.Key, Integer> places = new HashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      Integer first = places.putIfAbsent(columns.get(i).key(), i);
      if (first != null) {
        throw new IllegalArgumentException(
            "columns: "
                + (first + 1)
                + " and "
                + (i + 1)
                + " are both named "
                + Quote.of(columns.get(i).name)
                + "; give each a name of its own.");
      }
    }
    return places;
  }

  /// Returns fields of the column's names that bring its rows to mean 0 and standard deviation 1. A
  /// field that is the same everywhere is brought to 0.
  static Fields standardising(Column column) {
    List<Moments> moments = column.values().moments();
    return new Fields(
        IntStream.range(0, moments.size())
            .mapToObj(
                i ->
                    moments
                        .get(i)
                        .standardising(
                            column.fields().all.isEmpty()
                                ? Field.named("", i)
                                : column.fields().all.get(i)))
            .toList());
  }

  /// Returns the field that brings these numbers to mean 0 and standard deviation 1; to 0 if they
  /// are all the same. Keeps the array for as long as that takes.
  public static Field standardising(Field field, double[] numbers) {
    return Moments.of(Values.of(1, numbers)).getFirst().standardising(field);
  }
}
