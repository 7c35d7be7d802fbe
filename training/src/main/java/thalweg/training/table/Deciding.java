package thalweg.training.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import thalweg.algebra.Quote;
import thalweg.training.data.DataFileException;
import thalweg.training.data.Fields;
import thalweg.training.table.Schema.Decision;
import thalweg.training.table.Schema.Role;

/// How a [Schema] is come to: from what is stated of a table, and for the rest from what its
/// columns hold.
final class Deciding {
  private static final String STATED = "as stated";

  private final Table table;
  private final Choices choices;
  private final List<ColumnContent> columns;
  private final SoundCells cells;
  private final List<Decision> decided = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();

  Deciding(Table table, Choices choices) {
    this.table = table;
    this.choices = choices;
    columns = table.columns().stream().map(ColumnContent::new).toList();
    cells = new SoundCells(table);
  }

  Schema schema() throws DataFileException {
    if (columns.size() < 2) {
      throw table.wrong(
          "found a single column, expected at least one feature and the label; if another"
              + " character separates the fields, state it "
              + table.with("separator")
              + ".");
    }
    TargetChoice target =
        choices.target() == null
            ? TargetChoice.found(table, columns)
            : TargetChoice.stated(table, columns, placeOf(choices.target(), "target"));
    int weights = choices.weights() == null ? -1 : placeOf(choices.weights(), "weights");
    Set<Integer> ignored = places(choices.ignored(), "ignore");
    Set<Integer> only = places(choices.only(), "columns");
    Map<Integer, ColumnType> types = new HashMap<>();
    for (Map.Entry<String, ColumnType> type : choices.types().entrySet()) {
      types.put(placeOf(type.getKey(), "type"), type.getValue());
    }
    for (int i = 0; i < columns.size(); i++) {
      Decision natural = columns.get(i).decision(i, types.get(i));
      if (i == target.place()) {
        decided.add(natural.as(Role.TARGET, ""));
      } else if (i == weights) {
        decided.add(natural.as(Role.WEIGHT, ""));
      } else if (ignored.contains(i) || (!only.isEmpty() && !only.contains(i))) {
        decided.add(natural.as(Role.LEFT_OUT, STATED));
      } else if (!natural.type().isLearnt()) {
        decided.add(natural.as(Role.LEFT_OUT, natural.why()));
      } else {
        cells.require(natural, types.containsKey(i));
        decided.add(natural);
      }
    }
    takeBackCounts(types.keySet());
    boolean ofClasses = target.isOfClasses(choices.goal(), types.get(target.place()), remarks);
    Decision learnt = decided.get(target.place());
    decided.set(
        target.place(),
        ofClasses
            ? learnt.as(ColumnType.CATEGORY, columns.get(target.place()).different() + " classes")
            : learnt.as(ColumnType.NUMBER, learnt.values()));
    if (weights >= 0) {
      cells.requireWeights(weights);
    }
    requireFeatures(target.place());
    tellLeftOut();
    if (choices.refusesMissing()) {
      refuseMissing();
    }
    remarks.addFirst(target.told(choices.target() != null));
    return new Schema(table, decided, target.place(), ofClasses, remarks);
  }

  private List<Decision> in(Role role) {
    return decided.stream().filter(decision -> decision.role() == role).toList();
  }

  /// Where there is nothing else to learn from, a column that counts the rows is no mere number of
  /// the row: it is what the target depends on.
  private void takeBackCounts(Set<Integer> stated) {
    if (!in(Role.FEATURE).isEmpty()) {
      return;
    }
    for (int i = 0; i < columns.size(); i++) {
      Decision decision = decided.get(i);
      if (decision.why().equals(ColumnContent.COUNTS) && !stated.contains(i)) {
        decided.set(
            i, decision.as(ColumnType.NUMBER, columns.get(i).spread()).as(Role.FEATURE, ""));
      }
    }
  }

  private void requireFeatures(int target) throws DataFileException {
    if (!in(Role.FEATURE).isEmpty()) {
      return;
    }
    List<String> leftOut =
        in(Role.LEFT_OUT).stream()
            .limit(4)
            .map(decision -> Quote.shown(decision.title()) + ": " + decision.why())
            .toList();
    throw table.wrong(
        "found no column to learn from beside "
            + table.place(target)
            + (leftOut.isEmpty() ? "" : " (" + String.join("; ", leftOut) + ")")
            + ", expected at least one; state what a column is "
            + table.with("type")
            + ".");
  }

  private void tellLeftOut() {
    for (Decision decision : in(Role.LEFT_OUT)) {
      if (!decision.why().equals(STATED)) {
        remarks.add(table.place(decision.place()) + " is left out: " + decision.why());
      }
    }
  }

  private void refuseMissing() throws DataFileException {
    List<String> missing =
        in(Role.FEATURE).stream()
            .filter(decision -> decision.missing() > 0)
            .map(
                decision ->
                    table.place(decision.place())
                        + ": "
                        + CsvReading.counted(decision.missing(), "row")
                        + ", the first "
                        + table.row(firstMissing(table.columns().get(decision.place()))))
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
    int place = Choices.placeOf(name, table.columns());
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
                i -> {
                  String name = columns.get(i).cells().name();
                  return name.isEmpty() ? String.valueOf(i + 1) : Quote.shown(name);
                })
            .toList());
  }

  private Set<Integer> places(Set<String> names, String setting) throws DataFileException {
    Set<Integer> places = new HashSet<>();
    for (String name : names) {
      places.add(placeOf(name, setting));
    }
    return places;
  }
}
