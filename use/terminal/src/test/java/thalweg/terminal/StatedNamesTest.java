package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Columns of any names are stated, learnt from and found again.
class StatedNamesTest {
  private static final List<String> PIECES =
      List.of(
          "=",
          ":",
          ",",
          ";",
          "|",
          " ",
          "\"",
          "'",
          "\\",
          "\n",
          "/",
          "-",
          "#",
          "category",
          "@",
          "%",
          "a",
          "ß",
          "日本",
          "\u202e",
          "word",
          "$",
          "{",
          "}",
          "*");

  @TempDir private Path folder;

  private static List<String> names(Random random, int count) {
    List<String> names = new ArrayList<>();
    while (names.size() < count) {
      StringBuilder name = new StringBuilder(random.nextBoolean() ? "" : "x");
      for (int i = random.nextInt(4); i >= 0; i--) {
        name.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      String stripped = name.toString().strip();
      if (!stripped.isEmpty() && !names.contains(stripped)) {
        names.add(stripped);
      }
    }
    return names;
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }

  private static String line(List<String> cells) {
    return cells.stream().map(StatedNamesTest::quoted).collect(Collectors.joining(","));
  }

  @Test
  void any_name_is_stated_learnt_from_and_found_again() throws Exception {
    Random random = new Random(7);
    for (int trial = 0; trial < 10; trial++) {
      List<String> columns = names(random, 5); // number, words, words as numbers, ignored, target
      List<String> words = names(random, 3);
      List<String> lines = new ArrayList<>(List.of(line(columns)));
      List<List<String>> rows = new ArrayList<>();
      for (int row = 0; row < 60; row++) {
        rows.add(
            List.of(
                random.nextInt(99) + "." + row,
                "w" + words.get(row % 3),
                "" + row % 4,
                "" + random.nextInt(9),
                row % 2 == 0 ? "yes" : "no"));
        lines.add(line(rows.getLast()));
      }
      String text = String.join("\n", lines) + "\n";
      String table = Files.writeString(folder.resolve("t.csv"), text).toString();
      String model = folder.resolve("m").toString();
      Ran trained =
          Ran.thalweg(
              "train",
              "--data=" + table,
              "--header=yes",
              "--separator=comma",
              "--target=" + columns.get(4),
              "--ignore=" + quoted(columns.get(3)),
              "--type=" + quoted(columns.get(2) + "=category"),
              "--epochs=2",
              "--save=" + model,
              "--picture=" + folder.resolve("p.svg"),
              "--quiet");
      assertThat(trained.exit()).as(columns + trained.err()).isIn(0, ExitCode.LEARNT_NOTHING);
      Ran summary = Ran.thalweg("summary", model, "--json");
      assertThat(summary.exit()).as(columns + summary.err()).isZero();
      Ran predicted = Ran.thalweg("predict", model, "--data", table, "--format", "csv");
      assertThat(predicted.exit()).as(columns + predicted.err()).isZero();
      assertThat(predicted.out().lines()).hasSize(61);
      InputStream before = System.in;
      System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
      try {
        Ran piped = Ran.thalweg("predict", model, "--data", "-", "--format", "csv");
        assertThat(piped.out()).as(columns + piped.err()).isEqualTo(predicted.out());
      } finally {
        System.setIn(before);
      }
      // Without the target and what was left out, in another order.
      List<String> moved = new ArrayList<>();
      moved.add(line(List.of(columns.get(2), columns.get(1), columns.get(0))));
      rows.forEach(row -> moved.add(line(List.of(row.get(2), row.get(1), row.get(0)))));
      Path other = Files.writeString(folder.resolve("o.csv"), String.join("\n", moved) + "\n");
      assertThat(Ran.thalweg("predict", model, "--data", other.toString(), "--format", "csv").out())
          .as(columns.toString())
          .isEqualTo(predicted.out());
    }
  }

  @Test
  void a_list_of_names_with_a_stray_quote_is_refused_in_a_line() {
    String table = Ran.table(folder).toString();
    for (String list : List.of("\"a", "\"a\"b,c", "a,\"", "\"\"\"")) {
      for (String option : List.of("--ignore", "--columns", "--type")) {
        Ran ran = Ran.thalweg("train", "--data", table, option, list);
        assertThat(ran.exit()).as(option + list).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err()).hasLineCount(1).contains(option + ": ").contains("quote");
      }
    }
  }
}
