package thalweg.training.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import thalweg.algebra.Quote;
import thalweg.training.data.DataFileException;
import thalweg.training.data.DateWriting;
import thalweg.training.data.Fields;
import thalweg.training.data.Fields.Field;
import thalweg.training.data.Origin;

/// How cells become the numbers of a row: decided by the rows learnt from, kept as [Fields] by the
/// model, and applied to all other rows.
final class Encoding {
  /// So many empty cells, and this share of all, tell something by being empty.
  private static final int SOME = 3;

  private static final double SHARE_OF_MISSING = 0.01;

  /// A word that fewer rows have is not learnt, but goes with all that were never seen.
  private static final int RARE = 2;

  /// Of so few rows every word is learnt.
  private static final int FEW_ROWS = 50;

  private Encoding() {}

  // Deciding.

  /// Returns the numbers that are made of a table's features, as the given rows have them.
  static Fields fit(Schema schema, int[] rows) {
    List<Field> fields = new ArrayList<>();
    for (Schema.Decision feature : schema.features()) {
      TableColumn cells = schema.table().columns().get(feature.place());
      switch (feature.type()) {
        case NUMBER -> numbers(feature, cells, rows, fields);
        case DATE -> moments(schema, feature, cells, rows, fields);
        default -> words(feature, cells, rows, fields);
      }
    }
    return new Fields(fields);
  }

  private static boolean tells(int missing, int rows) {
    return missing >= SOME && missing >= SHARE_OF_MISSING * rows;
  }

  private static void numbers(
      Schema.Decision feature, TableColumn cells, int[] rows, List<Field> fields) {
    double[] all = Arrays.stream(rows).mapToDouble(row -> number(cells, row)).toArray();
    double[] known = Arrays.stream(all).filter(number -> !Double.isNaN(number)).sorted().toArray();
    double fill = known.length == 0 ? 0 : median(known);
    for (int i = 0; i < all.length; i++) {
      all[i] = Double.isNaN(all[i]) ? fill : all[i];
    }
    Field field =
        new Field(
            feature.name(),
            0,
            1,
            new Origin(feature.name(), feature.place(), new Origin.Value(fill)));
    fields.add(Fields.standardising(field, all));
    if (tells(all.length - known.length, all.length)) {
      fields.add(field(feature, " missing", new Origin.Missing()));
    }
  }

  private static double median(double[] sorted) {
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : sorted[half - 1] / 2 + sorted[half] / 2;
  }

  private static Field field(Schema.Decision feature, String of, Origin.Take take) {
    return new Field(feature.title() + of, 0, 1, new Origin(feature.name(), feature.place(), take));
  }

  private static double number(TableColumn cells, int row) {
    return cells.isNumeric() || cells.isMissing(row)
        ? cells.number(row)
        : NumberText.lenient(cells.text(row), '.');
  }

  private static void words(
      Schema.Decision feature, TableColumn cells, int[] rows, List<Field> fields) {
    Map<String, Integer> counts = new HashMap<>();
    int missing = 0;
    for (int row : rows) {
      if (cells.isMissing(row)) {
        missing++;
      } else {
        counts.merge(cells.text(row), 1, Integer::sum);
      }
    }
    int least = rows.length < FEW_ROWS ? 1 : RARE;
    // All words are looked at: a rare one tells whether they are numbers.
    List<String> known =
        Words.sorted(counts.keySet()).stream()
            .filter(word -> counts.getOrDefault(word, 0) >= least)
            .toList();
    String usual =
        known.stream()
            .max(
                Comparator.comparingInt((String word) -> counts.getOrDefault(word, 0))
                    .thenComparing(Comparator.reverseOrder()))
            .orElse("");
    boolean tells = tells(missing, rows.length);
    for (String word : known) {
      fields.add(field(feature, "=" + word, new Origin.Word(word, !tells && word.equals(usual))));
    }
    if (known.size() < counts.size()) {
      fields.add(field(feature, " other", new Origin.OtherWord()));
    }
    if (tells) {
      fields.add(field(feature, " missing", new Origin.Missing()));
    }
  }

  private static void moments(
      Schema schema, Schema.Decision feature, TableColumn cells, int[] rows, List<Field> fields) {
    DateWriting writing = Objects.requireNonNull(feature.writing());
    IntToDoubleFunction moment = cells.seconds(writing);
    double[] seconds =
        Arrays.stream(rows).filter(row -> !cells.isMissing(row)).mapToDouble(moment).toArray();
    boolean weekTells = weekdayTells(schema, cells, writing, rows);
    for (Origin.Part part : Origin.Part.values()) {
      double[] values = Arrays.stream(seconds).map(s -> DateWriting.part(part, s)).toArray();
      double mean = Arrays.stream(values).average().orElse(0);
      boolean varies = Arrays.stream(values).anyMatch(value -> Math.abs(value - values[0]) > 0.02);
      if (!varies || (isOfWeekday(part) && !weekTells)) {
        continue; // all on one day of the year, or without a time of day
      }
      Field field = field(feature, " " + part.words(), new Origin.Moment(part, writing, mean));
      fields.add(part == Origin.Part.YEARS ? Fields.standardising(field, values) : field);
    }
    if (tells(rows.length - seconds.length, rows.length)) {
      fields.add(field(feature, " missing", new Origin.Missing()));
    }
  }

  private static boolean isOfWeekday(Origin.Part part) {
    return part == Origin.Part.WEEKDAY_SINE || part == Origin.Part.WEEKDAY_COSINE;
  }

  /// Returns whether what is to be learnt differs between the days of the week by more than chance:
  /// people have weeks, the weather has none. By Pearson's statistic of seven days and all classes,
  /// or of the means of a quantity.
  private static boolean weekdayTells(
      Schema schema, TableColumn cells, DateWriting writing, int[] rows) {
    TableColumn target = schema.table().columns().get(schema.target().place());
    IntToDoubleFunction moment = cells.seconds(writing);
    Map<String, double[]> sums = new LinkedHashMap<>(); // by class: of each day
    double[] days = new double[7];
    double[] of = new double[rows.length];
    double mean = 0;
    int count = 0;
    for (int i = 0; i < rows.length; i++) {
      if (cells.isMissing(rows[i])) {
        continue;
      }
      int day =
          (int) Math.floorMod(Math.floorDiv((long) moment.applyAsDouble(rows[i]), 86_400L), 7L);
      days[day]++;
      count++;
      if (schema.isOfClasses()) {
        sums.computeIfAbsent(target.text(rows[i]), _ -> new double[7])[day]++;
      } else {
        of[i] = number(target, rows[i]);
        mean += of[i];
        sums.computeIfAbsent("", _ -> new double[7])[day] += of[i];
      }
    }
    double statistic = 0;
    int freedom = (int) Arrays.stream(days).filter(day -> day > 0).count() - 1;
    if (schema.isOfClasses()) {
      freedom *= sums.size() - 1;
      for (double[] counts : sums.values()) {
        double all = Arrays.stream(counts).sum();
        for (int day = 0; day < 7; day++) {
          double expected = all * days[day] / count;
          statistic +=
              expected == 0 ? 0 : (counts[day] - expected) * (counts[day] - expected) / expected;
        }
      }
    } else {
      mean /= count;
      double variance = 0;
      for (int i = 0; i < rows.length; i++) {
        variance += cells.isMissing(rows[i]) ? 0 : (of[i] - mean) * (of[i] - mean) / count;
      }
      double[] sum = sums.getOrDefault("", new double[7]);
      for (int day = 0; day < 7; day++) {
        double away = days[day] == 0 ? 0 : sum[day] / days[day] - mean;
        statistic += days[day] * away * away / Math.max(variance, Double.MIN_NORMAL);
      }
    }
    return statistic > freedom + 4 * Math.sqrt(2.0 * freedom);
  }

  // Applying.

  /// Returns the numbers of all rows of a table.
  ///
  /// @param columns the column of each origin's place in the table
  /// @throws DataFileException if a cell is not of the kind that the fields were made of
  static TableValues values(Fields fields, Table table, IntUnaryOperator columns)
      throws DataFileException {
    List<TableValues.Placed> numbers = new ArrayList<>();
    Map<Integer, Map<Integer, Field>> hots = new LinkedHashMap<>(); // by the place of the column
    Map<Integer, TableColumn> numeric = new HashMap<>(); // by the place, those that hold numbers
    for (int at = 0; at < fields.all().size(); at++) {
      if (fields.all().get(at).origin().take() instanceof Origin.Value) {
        int place = columns.applyAsInt(at);
        numeric.put(place, table.columns().get(place).amongNumbers());
      }
    }
    for (int at = 0; at < fields.all().size(); at++) {
      Field field = fields.all().get(at);
      Origin origin = field.origin();
      int place = columns.applyAsInt(at);
      TableColumn cells = numeric.getOrDefault(place, table.columns().get(place));
      switch (origin.take()) {
        case Origin.Value(double fill) ->
            numbers.add(new TableValues.Placed(at, number(table, place, cells, fill), field));
        case Origin.Moment moment ->
            numbers.add(new TableValues.Placed(at, moment(table, place, cells, moment), field));
        default -> hots.computeIfAbsent(place, _ -> new LinkedHashMap<>()).put(at, field);
      }
    }
    List<TableValues.Hot> all = new ArrayList<>();
    hots.forEach(
        (place, of) -> all.add(hot(numeric.getOrDefault(place, table.columns().get(place)), of)));
    return new TableValues(
        fields.all().size(), IntStream.range(0, table.rows()).toArray(), numbers, all, false);
  }

  private static TableValues.Scalar number(Table table, int place, TableColumn cells, double fill)
      throws DataFileException {
    requireFilled(table, place, cells, fill);
    if (cells.isNumeric()) {
      for (int row = 0; row < cells.rows(); row++) {
        if (Math.abs(cells.number(row)) > Float.MAX_VALUE) {
          throw table.wrong(
              row,
              place,
              "found "
                  + Quote.of(cells.text(row))
                  + ", expected a number that float can hold, up to 3.4e38; correct it.");
        }
      }
      return row -> {
        double number = cells.number(row);
        return Double.isNaN(number) ? fill : number;
      };
    }
    requireKind(table, place, cells, cells.isOfMoments(), "a number");
    double[] meant = new double[cells.words().size()];
    for (int i = 0; i < meant.length; i++) {
      String word = cells.words().get(i);
      // Of these words none is left in any row.
      meant[i] = Words.isMissingAmongNumbers(word) ? 0 : NumberText.lenient(word, '.');
      if (!Double.isFinite(meant[i])) {
        throw table.wrong(
            cells.firstRow(word),
            place,
            "found "
                + Quote.of(word)
                + ", expected a finite number; correct it, or leave the row out.");
      }
    }
    return row -> cells.code(row) < 0 ? fill : meant[cells.code(row)];
  }

  /// Refuses cells of a kind that is never what is expected, unless all are empty.
  private static void requireKind(
      Table table, int place, TableColumn cells, boolean isOther, String expected)
      throws DataFileException {
    for (int row = 0; row < cells.rows() && isOther; row++) {
      if (!cells.isMissing(row)) {
        throw table.wrong(
            row,
            place,
            "found "
                + Quote.of(cells.text(row))
                + ", expected "
                + expected
                + ", as in the data trained on; correct it, or leave the row out.");
      }
    }
  }

  private static void requireFilled(Table table, int place, TableColumn cells, double fill)
      throws DataFileException {
    if (!Double.isNaN(fill)) {
      return;
    }
    for (int row = 0; row < cells.rows(); row++) {
      if (cells.isMissing(row)) {
        throw table.wrong(
            row,
            place,
            "found nothing, expected a number; the data trained on had one in every row; correct"
                + " it, or leave the row out.");
      }
    }
  }

  private static TableValues.Scalar moment(
      Table table, int place, TableColumn cells, Origin.Moment moment) throws DataFileException {
    if (cells.isOfMoments()) {
      IntToDoubleFunction known = cells.seconds(moment.writing());
      return row ->
          cells.isMissing(row)
              ? moment.fill()
              : DateWriting.part(moment.part(), known.applyAsDouble(row));
    }
    if (!cells.hasWords()) { // so many numbers that they are not known as they are written
      for (int row = 0; row < cells.rows(); row++) {
        if (!cells.isMissing(row)) {
          throw noDate(table, row, place, moment);
        }
      }
    }
    double[] meant = new double[cells.words().size()];
    for (int i = 0; i < meant.length; i++) {
      String word = cells.words().get(i);
      double seconds = moment.writing().seconds(word);
      if (Double.isNaN(seconds)) {
        throw noDate(table, cells.firstRow(word), place, moment);
      }
      meant[i] = DateWriting.part(moment.part(), seconds);
    }
    return row -> cells.code(row) < 0 ? moment.fill() : meant[cells.code(row)];
  }

  private static DataFileException noDate(Table table, int row, int place, Origin.Moment moment) {
    return table.wrong(
        row,
        place,
        "found "
            + Quote.of(table.columns().get(place).text(row))
            + ", expected a date or time written as in the data trained on ("
            + moment.writing().name().toLowerCase(Locale.ROOT).replace('_', ' ')
            + "); correct it, or leave the row out.");
  }

  private static TableValues.Hot hot(TableColumn cells, Map<Integer, Field> fields) {
    Map<String, Integer> places = new HashMap<>();
    int usual = -1;
    int other = -1;
    int missing = -1;
    for (Map.Entry<Integer, Field> entry : fields.entrySet()) {
      int at = entry.getKey();
      switch (entry.getValue().origin().take()) {
        case Origin.Word(String word, boolean isUsual) -> {
          places.put(word, at);
          usual = isUsual ? at : usual;
        }
        case Origin.OtherWord() -> other = at;
        case Origin.Missing() -> missing = at;
        default -> throw new IllegalStateException("a number is no place");
      }
    }
    int unseen = other;
    int empty = missing >= 0 ? missing : usual;
    boolean onlyMissing = places.isEmpty() && other < 0;
    if (cells.hasWords()) {
      int[] byCode =
          cells.words().stream()
              .mapToInt(word -> onlyMissing ? -1 : places.getOrDefault(word, unseen))
              .toArray();
      return row -> cells.isMissing(row) ? empty : byCode[cells.code(row)];
    }
    return row ->
        cells.isMissing(row)
            ? empty
            : onlyMissing ? -1 : places.getOrDefault(cells.text(row), unseen);
  }

  /// Returns how many rows hold a word that was never seen, by the title of the column.
  static Map<String, Integer> unseen(Fields fields, Table table, IntUnaryOperator columns) {
    Map<Integer, List<String>> known = new LinkedHashMap<>();
    for (int at = 0; at < fields.all().size(); at++) {
      Origin origin = fields.all().get(at).origin();
      if (origin.take() instanceof Origin.Word(String word, boolean _)) {
        known.computeIfAbsent(columns.applyAsInt(at), _ -> new ArrayList<>()).add(word);
      } else if (origin.take() instanceof Origin.OtherWord) {
        known.computeIfAbsent(columns.applyAsInt(at), _ -> new ArrayList<>());
      }
    }
    Map<String, Integer> unseen = new LinkedHashMap<>();
    known.forEach(
        (place, words) -> {
          TableColumn cells = table.columns().get(place);
          Set<String> all = new HashSet<>(words);
          int count =
              (int)
                  IntStream.range(0, cells.rows())
                      .filter(row -> !cells.isMissing(row) && !all.contains(cells.text(row)))
                      .count();
          if (count > 0) {
            unseen.put(table.place(place), count);
          }
        });
    return unseen;
  }

  /// Returns a remark for each column in which numbers are filled in without the network being told
  /// of it, for the rows trained on had all of theirs or too few gaps to learn from.
  static List<String> filled(Fields fields, Table table, IntUnaryOperator columns) {
    Map<Integer, Double> fills = new LinkedHashMap<>();
    Set<Integer> isTold = new HashSet<>();
    for (int at = 0; at < fields.all().size(); at++) {
      Origin.Take take = fields.all().get(at).origin().take();
      int place = columns.applyAsInt(at);
      if (take instanceof Origin.Value(double fill) && !Double.isNaN(fill)) {
        fills.put(place, fill);
      } else if (take instanceof Origin.Missing) {
        isTold.add(place);
      }
    }
    fills.keySet().removeAll(isTold);
    List<String> remarks = new ArrayList<>();
    fills.forEach(
        (place, fill) -> {
          long count = gaps(table.columns().get(place));
          if (count > 0) {
            remarks.add(
                table.place(place)
                    + ": "
                    + CsvReading.counted(count, "row")
                    + (count == 1 ? " has" : " have")
                    + " no number; "
                    + fill
                    + ", the median of those trained on, takes its place");
          }
        });
    return remarks;
  }

  private static long gaps(TableColumn cells) {
    return IntStream.range(0, cells.rows())
        .filter(
            row ->
                cells.isMissing(row)
                    || (!cells.isNumeric() && Words.isMissingAmongNumbers(cells.text(row))))
        .count();
  }

  /// Returns for each field the place of its column in a table; by name where both have names, else
  /// by place.
  ///
  /// @throws IllegalArgumentException if a column is missing; it names those
  static int[] places(Fields fields, Table table) {
    List<Field> all = fields.all();
    boolean isNamed =
        table.isNamed() && all.stream().anyMatch(field -> !field.origin().column().isEmpty());
    if (isNamed) {
      Map<String, Integer> places = new HashMap<>();
      for (int i = 0; i < table.columns().size(); i++) {
        places.put(table.columns().get(i).name(), i);
      }
      List<String> missing =
          all.stream()
              .map(field -> field.origin().column())
              .distinct()
              .filter(name -> !places.containsKey(name))
              .map(Quote::of)
              .toList();
      if (!missing.isEmpty()) {
        List<String> wanted =
            all.stream().map(field -> field.origin().column()).distinct().map(Quote::of).toList();
        throw new IllegalArgumentException(
            "columns: "
                + Fields.shown(missing)
                + " missing; expected "
                + Fields.shown(wanted)
                + " in any order. Rename, add or remove columns.");
      }
      return all.stream()
          .mapToInt(field -> places.getOrDefault(field.origin().column(), 0))
          .toArray();
    }
    int[] origins =
        all.stream().mapToInt(field -> field.origin().place()).distinct().sorted().toArray();
    int width = table.columns().size();
    if (width < origins.length) {
      throw new IllegalArgumentException(
          "columns: found rows of "
              + width
              + " cells, expected "
              + origins.length
              + "; give data of the kind that the model was trained on.");
    }
    // Without the label and what was left out, or with them.
    boolean bare = width == origins.length;
    if (!bare && origins[origins.length - 1] >= width) {
      throw new IllegalArgumentException(
          "columns: found rows of "
              + width
              + " cells, expected "
              + origins.length
              + " or as many as were trained on; give data of the kind that the model was trained"
              + " on.");
    }
    return all.stream()
        .mapToInt(
            field ->
                bare
                    ? Arrays.binarySearch(origins, field.origin().place())
                    : field.origin().place())
        .toArray();
  }

  /// Returns the column of the target, or −1 if a table has none.
  static int target(Field target, Fields features, Table table) {
    if (table.isNamed() && !target.origin().column().isEmpty()) {
      return Choices.named(target.origin().column(), table.columns());
    }
    long origins = features.all().stream().map(field -> field.origin().place()).distinct().count();
    int place = target.origin().place();
    return table.columns().size() > origins && place < table.columns().size() ? place : -1;
  }
}
