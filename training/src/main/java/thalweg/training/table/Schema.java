package thalweg.training.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;
import thalweg.training.data.DataFileException;
import thalweg.training.data.DateWriting;
import thalweg.training.data.Fields;
import thalweg.training.data.Split;

/// What is made of a table: for each column what it holds and what it is there for. As text it is a
/// table of these decisions.
public final class Schema {
  /// What a column is there for.
  public enum Role {
    TARGET("target"),
    FEATURE("feature"),
    WEIGHT("weight"),
    LEFT_OUT("left out");

    private final String word;

    Role(String word) {
      this.word = word;
    }

    /// Returns it in words, such as `left out`.
    @Override
    public String toString() {
      return word;
    }
  }

  /// What was decided of a column.
  ///
  /// @param place among the table's columns, from 0 on
  /// @param writing of dates; null for others
  /// @param missing how many rows have nothing here
  /// @param values mean ± deviation, or how many different there are
  /// @param example the first that is there
  /// @param why what a reader should know of the decision; may be empty
  public record Decision(
      int place,
      String name,
      ColumnType type,
      Role role,
      @Nullable DateWriting writing,
      int missing,
      String values,
      String example,
      String why) {
    Decision as(Role role, String why) {
      return new Decision(place, name, type, role, writing, missing, values, example, why);
    }

    Decision as(ColumnType type) {
      return new Decision(place, name, type, role, writing, missing, values, example, why);
    }

    /// Returns its name, or its number in a table without a header.
    public String title() {
      return name.isEmpty() ? "column " + (place + 1) : name;
    }
  }

  /// Names that what is to be learnt often has.
  private static final List<String> TARGETS =
      List.of(
          "label", "class", "target", "outcome", "response", "species", "diagnosis", "survived");

  /// Whole numbers of more distinct values than this are a quantity, unless they count classes.
  private static final int MANY_CLASSES = 20;

  /// More distinct whole numbers than this are a quantity, if most rows have one of their own.
  private static final int FEW_CLASSES = 5;

  /// Words are names of groups if there are no more than this, or some rows to each.
  private static final int FEW_WORDS = 20;

  private static final double MOSTLY_DIFFERENT = 0.5;

  /// In a column of so large a share of dates, another word is a fault.
  private static final double MOSTLY_DATES = 0.9;

  private static final String COUNTS = "it counts the rows";
  private static final int LONG_TEXT = 40; // characters, on the average

  private final Table table;
  private final List<Decision> decisions;
  private final int target;
  private final boolean ofClasses;
  private final List<String> remarks;

  private Schema(
      Table table, List<Decision> decisions, int target, boolean ofClasses, List<String> remarks) {
    this.table = table;
    this.decisions = List.copyOf(decisions);
    this.target = target;
    this.ofClasses = ofClasses;
    this.remarks = List.copyOf(remarks);
  }

  /// Decides what is not stated.
  ///
  /// @throws DataFileException if nothing can be learnt from the table, or what is stated does not
  ///   fit it
  static Schema of(Table table, Choices choices) throws DataFileException {
    return new Deciding(table, choices).schema();
  }

  /// Returns what was decided, a column each, in the order of the table.
  public List<Decision> decisions() {
    return decisions;
  }

  /// Returns the column that is to be learnt.
  public Decision target() {
    return decisions.get(target);
  }

  /// Returns whether the target's cells are classes rather than quantities.
  public boolean isOfClasses() {
    return ofClasses;
  }

  /// Returns what a reader should know of the decisions, a line each.
  public List<String> remarks() {
    return remarks;
  }

  /// Returns the table's rows in parts, as numbers that the rows to learn from decide. Rows without
  /// a target are left out, and said.
  ///
  /// @throws DataFileException if a part would have no rows
  public Split split(Partition partition) throws DataFileException {
    return new KnownRows(this).split(partition);
  }

  List<Decision> features() {
    return decisions.stream().filter(decision -> decision.role == Role.FEATURE).toList();
  }

  @Nullable Decision weights() {
    return decisions.stream()
        .filter(decision -> decision.role == Role.WEIGHT)
        .findFirst()
        .orElse(null);
  }

  Table table() {
    return table;
  }

  /// Returns the decisions as a table.
  @Override
  public String toString() {
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of("column", "type", "role", "missing", "mean ± deviation", "example", ""));
    for (Decision decision : decisions) {
      lines.add(
          List.of(
              cut(Quote.shown(decision.title()), 32),
              decision.type.toString(),
              decision.role.toString(),
              String.format(Locale.ROOT, "%,d", decision.missing),
              decision.values,
              cut(Quote.shown(decision.example), 24),
              decision.why));
    }
    int columns = lines.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> line : lines) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder row = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String pad = " ".repeat(widths[i] - line.get(i).length());
        row.append(i == 3 ? pad + line.get(i) : line.get(i) + pad).append("  ");
      }
      text.append(row.toString().stripTrailing()).append('\n');
    }
    return text.toString().stripTrailing();
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }

  private static final class Deciding {
    private final Table table;
    private final Choices choices;
    private final List<TableColumn> columns;
    private final List<Decision> decided = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private int target;

    Deciding(Table table, Choices choices) {
      this.table = table;
      this.choices = choices;
      columns = table.columns();
    }

    Schema schema() throws DataFileException {
      if (columns.size() < 2) {
        throw table.wrong(
            "found a single column, expected at least one feature and the label; if another"
                + " character separates the fields, state it "
                + table.with("separator")
                + ".");
      }
      target = target();
      int weights = choices.weights() == null ? -1 : placeOf(choices.weights(), "weights");
      Set<Integer> ignored = places(choices.ignored(), "ignore");
      Set<Integer> only = places(choices.only(), "columns");
      Map<Integer, ColumnType> types = new HashMap<>();
      for (Map.Entry<String, ColumnType> type : choices.types().entrySet()) {
        types.put(placeOf(type.getKey(), "type"), type.getValue());
      }
      for (int i = 0; i < columns.size(); i++) {
        Decision natural = natural(i, types.get(i));
        if (i == target) {
          decided.add(natural.as(Role.TARGET, ""));
        } else if (i == weights) {
          decided.add(natural.as(Role.WEIGHT, ""));
        } else if (ignored.contains(i) || (!only.isEmpty() && !only.contains(i))) {
          decided.add(natural.as(Role.LEFT_OUT, "as stated"));
        } else if (!natural.type.isLearnt()) {
          decided.add(natural.as(Role.LEFT_OUT, natural.why));
        } else {
          requireSound(natural, types.containsKey(i));
          decided.add(natural);
        }
      }
      takeBackCounts(types.keySet());
      boolean ofClasses = isOfClasses(types.get(target));
      Decision learnt = decided.get(target);
      decided.set(
          target,
          ofClasses
              ? new Decision(
                  target,
                  learnt.name,
                  ColumnType.CATEGORY,
                  Role.TARGET,
                  null,
                  learnt.missing,
                  different(columns.get(target)) + " classes",
                  learnt.example,
                  learnt.why)
              : learnt.as(ColumnType.NUMBER));
      if (weights >= 0) {
        requireWeights(columns.get(weights), weights);
      }
      List<Decision> features =
          decided.stream().filter(decision -> decision.role == Role.FEATURE).toList();
      if (features.isEmpty()) {
        throw table.wrong(
            "found no column to learn from beside "
                + table.place(target)
                + (decided.stream().anyMatch(decision -> decision.role == Role.LEFT_OUT)
                    ? " ("
                        + String.join(
                            "; ",
                            decided.stream()
                                .filter(decision -> decision.role == Role.LEFT_OUT)
                                .limit(4)
                                .map(
                                    decision -> Quote.shown(decision.title()) + ": " + decision.why)
                                .toList())
                        + ")"
                    : "")
                + ", expected at least one; state what a column is "
                + table.with("type")
                + ".");
      }
      tellLeftOut();
      if (choices.refusesMissing()) {
        refuseMissing(features);
      }
      remarks.addFirst("the label is in " + table.place(target) + guessed());
      return new Schema(table, decided, target, ofClasses, remarks);
    }

    /// Where there is nothing else to learn from, a column that counts the rows is no mere number
    /// of the row: it is what the target depends on.
    private void takeBackCounts(Set<Integer> stated) {
      if (decided.stream().anyMatch(decision -> decision.role == Role.FEATURE)) {
        return;
      }
      for (int i = 0; i < columns.size(); i++) {
        Decision decision = decided.get(i);
        if (decision.why.equals(COUNTS) && !stated.contains(i)) {
          decided.set(
              i,
              new Decision(
                  i,
                  decision.name,
                  ColumnType.NUMBER,
                  Role.FEATURE,
                  null,
                  decision.missing,
                  spread(columns.get(i)),
                  decision.example,
                  ""));
        }
      }
    }

    private void tellLeftOut() {
      for (Decision decision : decided) {
        if (decision.role == Role.LEFT_OUT && !decision.why.equals("as stated")) {
          remarks.add(table.place(decision.place) + " is left out: " + decision.why);
        }
      }
    }

    private void refuseMissing(List<Decision> features) throws DataFileException {
      List<String> missing =
          features.stream()
              .filter(decision -> decision.missing > 0)
              .map(
                  decision ->
                      table.place(decision.place)
                          + ": "
                          + CsvReading.counted(decision.missing, "row")
                          + ", the first "
                          + table.row(firstMissing(columns.get(decision.place))))
              .toList();
      if (!missing.isEmpty()) {
        throw table.wrong(
            "found nothing in "
                + String.join("; ", missing)
                + "; expected all cells filled; fill them, or leave it to the training "
                + table.with("missing")
                + ".");
      }
    }

    private static int firstMissing(TableColumn column) {
      return IntStream.range(0, column.rows()).filter(column::isMissing).findFirst().orElse(0);
    }

    private int placeOf(String name, String setting) throws DataFileException {
      int place = Choices.placeOf(name, columns);
      if (place < 0) {
        throw table.wrong(
            "found columns ["
                + shown()
                + "], expected one named "
                + Quote.of(name)
                + (setting.equals("target") ? " for the label" : "")
                + "; choose another "
                + table.with(setting)
                + ".");
      }
      return place;
    }

    private String shown() {
      return Fields.shown(
          IntStream.range(0, columns.size())
              .mapToObj(
                  i ->
                      columns.get(i).name().isEmpty()
                          ? String.valueOf(i + 1)
                          : Quote.shown(columns.get(i).name()))
              .toList());
    }

    private Set<Integer> places(Set<String> names, String setting) throws DataFileException {
      Set<Integer> places = new HashSet<>();
      for (String name : names) {
        places.add(placeOf(name, setting));
      }
      return places;
    }

    // What is learnt.

    private int target() throws DataFileException {
      if (choices.target() != null) {
        return placeOf(choices.target(), "target");
      }
      for (String name : TARGETS) {
        for (int i = 0; i < columns.size(); i++) {
          if (columns.get(i).name().toLowerCase(Locale.ROOT).equals(name)) {
            return i;
          }
        }
      }
      int last = columns.size() - 1;
      List<Integer> words =
          IntStream.range(0, columns.size())
              .filter(
                  i ->
                      !columns.get(i).isNumeric()
                          && columns.get(i).odd() == null
                          && columns.get(i).missing() < table.rows())
              .boxed()
              .toList();
      List<Integer> groups = words.stream().filter(this::isOfGroups).toList();
      if (words.size() == 1 && (groups.size() == 1 || table.rows() <= FEW_WORDS)) {
        return words.getFirst();
      }
      if (!groups.isEmpty()) {
        return groups.contains(last)
            ? last
            : groups.contains(0) ? 0 : groups.size() == 1 ? groups.getFirst() : last;
      }
      boolean labelsFirst = !table.isNamed() && isWhole(0) && !isWhole(last) && words.isEmpty();
      return labelsFirst ? 0 : last;
    }

    /// Returns whether a column of words names groups that are in every row, as classes are.
    private boolean isOfGroups(int column) {
      TableColumn cells = columns.get(column);
      int different = different(cells);
      return cells.missing() == 0
          && different >= 2
          && dates(cells) == null
          && different <= Math.max(2, Math.min(MANY_CLASSES, table.rows() / 2));
    }

    private boolean isWhole(int column) {
      TableColumn cells = columns.get(column);
      return cells.isNumeric()
          && IntStream.range(0, cells.rows())
              .filter(row -> !cells.isMissing(row))
              .allMatch(row -> cells.number(row) == Math.rint(cells.number(row)));
    }

    private String guessed() {
      String name = columns.get(target).name().toLowerCase(Locale.ROOT);
      if (choices.target() != null || TARGETS.indexOf(name) >= 0) {
        return "";
      }
      return (target == columns.size() - 1 ? ", the last" : ", a guess")
          + "; state another "
          + table.with("target");
    }

    /// @param stated what the target's column is stated to be
    private boolean isOfClasses(@Nullable ColumnType stated) throws DataFileException {
      TableColumn cells = columns.get(target);
      String place = table.place(target);
      int different = different(cells);
      if (cells.missing() == cells.rows()) {
        throw table.wrong(
            place
                + ": found nothing in any row, expected what is to be learnt; choose the label's"
                + " column "
                + table.with("target")
                + ".");
      }
      Choices.Goal goal =
          choices.goal() != Choices.Goal.FOUND_OUT || stated == null
              ? choices.goal()
              : stated == ColumnType.NUMBER ? Choices.Goal.QUANTITY : Choices.Goal.CLASSES;
      if (goal == Choices.Goal.QUANTITY) {
        requireNumbers(cells, place);
        requireDifferent(cells, place, different);
        return false;
      }
      if (goal == Choices.Goal.FOUND_OUT) {
        requireNothingOdd(target);
      }
      if (goal == Choices.Goal.FOUND_OUT && cells.isNumeric() && different > 1) {
        boolean whole = isWhole(target);
        boolean quantity =
            !whole
                || (different > MANY_CLASSES && !countsClasses(cells, different))
                || (different > FEW_CLASSES && 2 * different > cells.rows() - cells.missing());
        if (quantity) {
          remarks.add(
              place
                  + " holds quantities, so numbers are learnt; if they are classes, say so "
                  + table.with("goal"));
          return false;
        }
        if (different > MANY_CLASSES) {
          remarks.add(
              place
                  + " holds "
                  + different
                  + " different numbers: they are taken for classes; if they are quantities, say so"
                  + " "
                  + table.with("goal"));
        }
      }
      judgeClasses(cells, place, different);
      return true;
    }

    private void requireNumbers(TableColumn cells, String place) throws DataFileException {
      if (cells.isNumeric()) {
        return;
      }
      requireNoMoments(cells, target);
      for (String word : cells.words()) {
        if (Double.isNaN(NumberText.lenient(word, '.'))) {
          throw table.wrong(
              cells.firstRow(word),
              target,
              "found " + Quote.of(word) + ", expected a number; correct it, or leave the row out.");
        }
      }
      throw table.wrong(
          place + ": found numbers in several writings, expected one; write them alike.");
    }

    private void requireNoMoments(TableColumn cells, int place) throws DataFileException {
      if (cells.isOfMoments()) {
        throw table.wrong(
            table.place(place)
                + ": found dates, such as "
                + Quote.of(first(cells))
                + ", expected numbers; choose another column.");
      }
    }

    private void requireDifferent(TableColumn cells, String place, int different)
        throws DataFileException {
      if (different == 1) {
        throw table.wrong(
            place
                + ": found "
                + Quote.of(first(cells))
                + " in all "
                + cells.rows()
                + " rows, expected a quantity that differs from row to row; choose the label's"
                + " column "
                + table.with("target")
                + ".");
      }
    }

    /// Returns whether the labels are the whole numbers from 0 or 1 on, each of many rows.
    private static boolean countsClasses(TableColumn cells, int different) {
      double least = Double.POSITIVE_INFINITY;
      double most = Double.NEGATIVE_INFINITY;
      for (int row = 0; row < cells.rows(); row++) {
        if (!cells.isMissing(row)) {
          least = Math.min(least, cells.number(row));
          most = Math.max(most, cells.number(row));
        }
      }
      return (least == 0 || least == 1)
          && most - least + 1 == different
          && cells.rows() - cells.missing() >= MANY_CLASSES * different;
    }

    /// Refuses a column from which classes cannot be learnt, and tells what is doubtful in one.
    private void judgeClasses(TableColumn cells, String place, int classes)
        throws DataFileException {
      int rows = cells.rows() - cells.missing();
      if (classes == 1) {
        throw table.wrong(
            place
                + ": found the label "
                + Quote.of(first(cells))
                + (rows == 1 ? " in the only row" : " in all " + rows + " rows")
                + ", expected at least 2 classes; choose the label's column "
                + table.with("target")
                + ".");
      }
      if (classes > MANY_CLASSES && classes > rows / 2) {
        throw table.wrong(
            place
                + ": found "
                + classes
                + " different labels in "
                + rows
                + " rows, expected classes that many rows share; choose the label's column "
                + table.with("target")
                + ".");
      }
      if (cells.isNumeric() && !isWhole(target)) {
        int row =
            IntStream.range(0, cells.rows())
                .filter(i -> !cells.isMissing(i) && cells.number(i) != Math.rint(cells.number(i)))
                .findFirst()
                .orElse(0);
        throw table.wrong(
            row,
            target,
            "found "
                + Quote.of(cells.text(row))
                + ", expected a whole number or a word as label; choose the label's column "
                + table.with("target")
                + ".");
      }
      Map<String, String> alike = new HashMap<>();
      for (String label : cells.words()) {
        String same =
            NumberText.isWhole(label)
                ? String.valueOf(Double.parseDouble(label) + 0.0)
                : label.toLowerCase(Locale.ROOT);
        String other = alike.putIfAbsent(same, label);
        if (other != null) {
          remarks.add(
              "the labels "
                  + Quote.of(other)
                  + " and "
                  + Quote.of(label)
                  + " are taken for different classes");
        }
      }
    }

    private void requireWeights(TableColumn cells, int place) throws DataFileException {
      for (int row = 0; row < cells.rows(); row++) {
        if (!(cells.number(row) >= 0 && cells.number(row) <= Float.MAX_VALUE)) {
          throw table.wrong(
              row,
              place,
              "found "
                  + (cells.isMissing(row) ? "nothing" : Quote.of(cells.text(row)))
                  + ", expected a weight, a number of at least 0; correct it, or choose another"
                  + " column "
                  + table.with("weights")
                  + ".");
        }
      }
    }

    // What a column holds.

    /// Returns what a column is by itself: a feature of its type.
    private Decision natural(int place, @Nullable ColumnType stated) {
      TableColumn cells = columns.get(place);
      int missing = cells.missing();
      int present = cells.rows() - missing;
      int different = different(cells);
      DateWriting writing = dates(cells);
      ColumnType type = stated;
      String why = "";
      if (type == null) {
        if (present == 0) {
          type = ColumnType.EMPTY;
          why = "it holds nothing";
        } else if (different == 1 && missing == 0) {
          type = ColumnType.CONSTANT;
          why = "it is the same in all rows";
        } else if (cells.isNumeric()) {
          boolean named = isNamedIdentifier(cells.name()) && different == present && isWhole(place);
          boolean counts = !named && isCount(cells);
          type = counts || named ? ColumnType.IDENTIFIER : ColumnType.NUMBER;
          why =
              counts ? COUNTS : named ? "it names the rows by numbers that are all different" : "";
        } else if (cells.odd() != null) {
          type = ColumnType.NUMBER; // refused where it is asked for
        } else if (writing != null) {
          type = ColumnType.DATE;
          why =
              writing == DateWriting.MONTH_FIRST && share(cells, DateWriting.DAY_FIRST) == 1
                  ? "the month is taken to stand first"
                  : "";
        } else if ((different > FEW_WORDS && different > MOSTLY_DIFFERENT * present)
            || length(cells) > LONG_TEXT) {
          boolean oneWord = cells.words().stream().noneMatch(word -> word.indexOf(' ') >= 0);
          type = oneWord ? ColumnType.IDENTIFIER : ColumnType.TEXT;
          why =
              String.format(
                  Locale.ROOT, "it holds %,d different words in %,d rows", different, present);
        } else {
          type = ColumnType.CATEGORY;
        }
      } else if (!type.isLearnt()) {
        why = "as stated";
      }
      String values =
          switch (type) {
            case NUMBER -> spread(cells);
            case CATEGORY, TEXT, IDENTIFIER ->
                String.format(Locale.ROOT, "%,d different", different);
            default -> "";
          };
      return new Decision(
          place,
          cells.name(),
          type,
          Role.FEATURE,
          type == ColumnType.DATE ? writing : null,
          missing,
          values,
          present == 0 ? "" : first(cells),
          why);
    }

    private static boolean isNamedIdentifier(String name) {
      String lower = name.toLowerCase(Locale.ROOT);
      return lower.equals("id")
          || lower.endsWith("_id")
          || lower.endsWith(" id")
          || name.endsWith("Id")
          || name.endsWith("ID")
          || lower.equals("index");
    }

    /// Returns whether a column counts its rows one by one, whatever it begins with.
    private static boolean isCount(TableColumn cells) {
      if (cells.rows() < FEW_WORDS) {
        return false;
      }
      for (int row = 1; row < cells.rows(); row++) {
        if (cells.number(row) != cells.number(row - 1) + 1) {
          return false;
        }
      }
      return true;
    }

    private static int different(TableColumn cells) {
      if (cells.hasWords()) {
        boolean[] met = new boolean[cells.words().size()];
        int count = 0;
        for (int row = 0; row < cells.rows(); row++) {
          int code = cells.code(row);
          if (code >= 0 && !met[code]) {
            met[code] = true;
            count++;
          }
        }
        return count;
      }
      return cells.differentNumbers();
    }

    private static double length(TableColumn cells) {
      return cells.words().stream().mapToInt(String::length).average().orElse(0);
    }

    private static String first(TableColumn cells) {
      return IntStream.range(0, cells.rows())
          .filter(row -> !cells.isMissing(row))
          .mapToObj(cells::text)
          .findFirst()
          .orElse("");
    }

    private static String spread(TableColumn cells) {
      double[] numbers =
          IntStream.range(0, cells.rows())
              .mapToDouble(cells::number)
              .filter(number -> !Double.isNaN(number))
              .toArray();
      double unit =
          Math.max(Arrays.stream(numbers).map(Math::abs).max().orElse(1), Double.MIN_NORMAL);
      double mean = Arrays.stream(numbers).map(number -> number / unit).average().orElse(0);
      double square =
          Arrays.stream(numbers)
              .map(number -> (number / unit - mean) * (number / unit - mean))
              .average()
              .orElse(0);
      return String.format(Locale.ROOT, "%.4g ± %.3g", mean * unit, Math.sqrt(square) * unit);
    }

    /// Returns how a column of words writes dates, null if it holds none or few. Where day and
    /// month cannot be told apart, days are behind a point and months before a stroke.
    private static @Nullable DateWriting dates(TableColumn cells) {
      if (cells.isOfMoments()) {
        return DateWriting.YEAR_FIRST;
      }
      if (cells.isNumeric() || cells.words().isEmpty()) {
        return null;
      }
      boolean points = cells.words().getFirst().indexOf('.') >= 0;
      DateWriting best = null;
      double most = points ? share(cells, DateWriting.DAY_FIRST) : 0;
      if (most >= MOSTLY_DATES) {
        best = DateWriting.DAY_FIRST;
      }
      for (DateWriting writing : DateWriting.values()) {
        double share = share(cells, writing);
        if (share >= MOSTLY_DATES && share > most) {
          most = share;
          best = writing;
        }
      }
      return best;
    }

    /// Returns the share of a column's words that are dates.
    private static double share(TableColumn cells, DateWriting writing) {
      long dates =
          cells.words().stream().filter(word -> !Double.isNaN(writing.seconds(word))).count();
      return (double) dates / cells.words().size();
    }

    private void requireNothingOdd(int place) throws DataFileException {
      TableColumn.Odd odd = columns.get(place).odd();
      if (odd != null) {
        throw table.wrong(
            odd.row(),
            place,
            "found "
                + Quote.of(odd.word())
                + " among numbers, expected a finite number"
                + (NumberText.isOtherwise(odd.word(), odd.decimal())
                    ? " with "
                        + Quote.of(String.valueOf(odd.decimal()))
                        + " before its fraction; correct it, or state another mark "
                        + table.with("decimal")
                    : "; correct it, or leave the row out; if the column holds names, say so "
                        + table.with("type"))
                + ".");
      }
    }

    private void requireSound(Decision decision, boolean isStated) throws DataFileException {
      TableColumn cells = columns.get(decision.place);
      if (!isStated) {
        requireNothingOdd(decision.place);
      }
      if (decision.type == ColumnType.NUMBER && !cells.isNumeric()) {
        requireNoMoments(cells, decision.place);
        for (String word : cells.words()) {
          if (Double.isNaN(NumberText.lenient(word, '.'))) {
            throw table.wrong(
                cells.firstRow(word),
                decision.place,
                "found " + Quote.of(word) + ", expected a number, as stated; correct it.");
          }
        }
      }
      if (decision.writing != null) {
        for (String word : cells.words()) {
          if (Double.isNaN(decision.writing.seconds(word))) {
            throw table.wrong(
                cells.firstRow(word),
                decision.place,
                "found "
                    + Quote.of(word)
                    + " among dates such as "
                    + Quote.of(decision.example)
                    + ", expected one written so; correct it, or leave the row out; if the column"
                    + " holds names, say so "
                    + table.with("type")
                    + ".");
          }
        }
      }
      if (decision.type == ColumnType.DATE && decision.writing == null) {
        throw table.wrong(
            table.place(decision.place)
                + ": found "
                + Quote.of(first(cells))
                + ", expected dates in one writing, such as 2026-11-28 or 28.11.2026 15:30.");
      }
      for (int row = 0; row < cells.rows() && cells.isNumeric(); row++) {
        if (Math.abs(cells.number(row)) > Float.MAX_VALUE) {
          throw table.wrong(
              row,
              decision.place,
              "found "
                  + Quote.of(cells.text(row))
                  + ", expected a number that float can hold, up to 3.4e38; give the column another"
                  + " unit.");
        }
      }
    }
  }
}
