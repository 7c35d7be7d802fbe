package thalweg.training.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextColumnsTest {
  @Test
  void words_stand_to_the_left_and_numbers_to_the_right_two_blanks_apart() {
    assertThat(
            TextColumns.lines(
                List.of(
                    List.of("class", "rows", ""),
                    List.of("a", "12,345", "few"),
                    List.of("bc", "6", "")),
                column -> column == 1))
        .containsExactly("class    rows", "a      12,345  few", "bc          6");
    assertThat(TextColumns.lines(List.of(), _ -> false)).isEmpty();
  }

  @Test
  void every_cell_stands_whole_at_its_column_whatever_there_is() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int columns = 1 + random.nextInt(5);
      List<List<String>> rows = new ArrayList<>();
      int[] widths = new int[columns];
      for (int row = random.nextInt(6); row >= 0; row--) {
        List<String> cells = new ArrayList<>();
        for (int column = 0; column < columns; column++) {
          cells.add("x".repeat(random.nextInt(9)));
          widths[column] = Math.max(widths[column], cells.getLast().length());
        }
        rows.add(cells);
      }
      int right = random.nextInt(columns);
      List<String> lines = TextColumns.lines(rows, column -> column == right);
      assertThat(lines).hasSameSizeAs(rows);
      for (int row = 0; row < rows.size(); row++) {
        assertThat(lines.get(row)).doesNotEndWith(" ");
        int at = 0;
        for (int column = 0; column < columns; column++) {
          String cell = rows.get(row).get(column);
          int from = column == right ? at + widths[column] - cell.length() : at;
          assertThat((lines.get(row) + " ".repeat(99)).substring(at, at + widths[column]))
              .as("seed %d", seed)
              .isEqualTo(
                  String.join("", Collections.nCopies(from - at, " "))
                      + cell
                      + " ".repeat(at + widths[column] - from - cell.length()));
          at += widths[column] + 2;
        }
      }
    }
  }

  @Test
  void a_row_of_another_length_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TextColumns.lines(List.of(List.of("x", "y"), List.of("1")), _ -> false))
        .withMessage("columns: a row of 1 cells under 2; rows must have as many as the first.");
  }
}
