package thalweg.terminal;

import java.util.ArrayList;
import java.util.List;
import thalweg.training.layout.TextColumns;

/// Columns of text under their headings, each as wide as its widest cell.
final class Table {
  private static final String GAP = "  ";

  private final List<String> headings;
  private final List<List<String>> rows = new ArrayList<>();

  Table(String... headings) {
    this.headings = List.of(headings);
  }

  Table row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  /// Returns the lines, cells aligned to the left, nothing trailing.
  List<String> lines() {
    List<List<String>> all = new ArrayList<>(rows);
    all.addFirst(headings);
    return TextColumns.lines(all, _ -> false);
  }

  /// Returns the lines for a screen of so many columns: the table if it is as narrow, or else each
  /// row by itself, a line for each of its cells.
  List<String> lines(int columns) {
    List<String> lines = lines();
    if (lines.stream().allMatch(line -> line.length() <= columns)) {
      return lines;
    }
    int width = headings.stream().mapToInt(String::length).max().orElse(0);
    List<String> broken = new ArrayList<>();
    for (List<String> row : rows) {
      if (!broken.isEmpty()) {
        broken.add("");
      }
      for (int column = 0; column < row.size(); column++) {
        if (!row.get(column).isEmpty()) {
          String heading = headings.get(column);
          broken.add(heading + " ".repeat(width - heading.length()) + GAP + row.get(column));
        }
      }
    }
    return broken;
  }
}
