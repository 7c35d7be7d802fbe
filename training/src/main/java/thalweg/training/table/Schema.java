package thalweg.training.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;
import thalweg.training.data.DataFileException;
import thalweg.training.data.DateWriting;
import thalweg.training.data.Split;
import thalweg.training.layout.TextColumns;

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

    /// Of numbers, or of classes.
    Decision as(ColumnType type, String values) {
      return new Decision(place, name, type, role, null, missing, values, example, why);
    }

    /// Returns its name, or its number in a table without a header.
    public String title() {
      return name.isEmpty() ? "column " + (place + 1) : name;
    }
  }

  private final Table table;
  private final List<Decision> decisions;
  private final int target;
  private final boolean ofClasses;
  private final List<String> remarks;

  Schema(
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
    return String.join("\n", TextColumns.lines(lines, column -> column == 3));
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }
}
