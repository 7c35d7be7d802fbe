package thalweg.training.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thalweg.descent.direction.RuleParser;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.training.Trainer;
import thalweg.training.TrainingSettings;
import thalweg.training.checkpoint.Checkpoint;
import thalweg.training.data.Dataset;
import thalweg.training.data.Origin;
import thalweg.training.data.Split;
import thalweg.training.objective.Objective;
import thalweg.training.objective.Prediction;
import thalweg.training.table.Choices;
import thalweg.training.table.ColumnType;
import thalweg.training.table.Csv;
import thalweg.training.table.Partition;
import thalweg.training.table.Table;

/// Names of columns, of words and of classes are taken as they are, whatever letters they have.
@Tag("plain")
class HostileNamesTest {
  /// What some part of a library might take for its own.
  private static final List<String> PIECES =
      List.of(
          "=",
          ":",
          ",",
          ";",
          "\t",
          "|",
          " ",
          "\"",
          "'",
          "\\",
          "\n",
          "\r\n",
          "/",
          ".",
          "-",
          "#",
          "%",
          "$",
          "{",
          "}",
          "[",
          "]",
          "(",
          ")",
          "<",
          "&",
          "missing",
          "other",
          "word ",
          "usual ",
          "number",
          "type ",
          "label",
          "0",
          "1",
          "-1",
          "NaN",
          "null",
          "a",
          "A",
          "ß",
          "é",
          "e\u0301",
          "日本",
          "\ud83d\ude00",
          "\u200b",
          "\u00a0",
          "\u202e",
          "from",
          "features",
          "target");

  @TempDir private Path folder;

  private static String name(Random random) {
    StringBuilder name = new StringBuilder();
    int pieces = 1 + random.nextInt(4);
    for (int i = 0; i < pieces; i++) {
      name.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return name.toString();
  }

  /// Returns names that differ, none of which begins or ends with a blank, which tables trim.
  private static List<String> names(Random random, int count) {
    List<String> names = new ArrayList<>();
    while (names.size() < count) {
      String name = name(random).replaceAll("^[\\s\u00a0]+|[\\s\u00a0]+$", "");
      if (!name.isBlank() && !names.contains(name)) {
        names.add(name);
      }
    }
    return names;
  }

  /// As names, but none is taken for a missing cell.
  private static List<String> words(Random random, int count) {
    return names(random, count).stream().map(name -> "w" + name).toList();
  }

  private static String cell(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }

  private static String line(List<String> cells) {
    return cells.stream().map(HostileNamesTest::cell).collect(Collectors.joining(","));
  }

  @Test
  void columns_words_and_classes_may_have_any_names() throws Exception {
    Random random = new Random(12);
    for (int trial = 0; trial < 60; trial++) {
      List<String> columns = names(random, 4); // a number, words, a truth value and the target
      List<String> words = words(random, 3);
      List<String> classes = words(random, 2);
      List<List<String>> rows = new ArrayList<>();
      for (int row = 0; row < 60; row++) {
        rows.add(
            List.of(
                random.nextInt(1000) / 8.0 + "",
                words.get(random.nextInt(3)),
                random.nextBoolean() + "",
                classes.get(row % 2)));
      }
      String told = columns + " " + words + " " + classes;
      List<String> lines = new ArrayList<>(List.of(line(columns)));
      rows.forEach(row -> lines.add(line(row)));
      Path file = Files.writeString(folder.resolve("t.csv"), String.join("\n", lines) + "\n");
      Csv csv = Csv.defaults().header(Csv.Header.PRESENT);
      csv = trial % 2 == 0 ? csv : csv.separator(',');
      Choices choices =
          Choices.NONE
              .target(columns.get(3))
              .goal(Choices.Goal.CLASSES)
              .type(columns.get(1), ColumnType.CATEGORY);
      Table table = Table.read(List.of(file), csv).with(choices);
      assertThat(table.columns().stream().map(column -> column.name()).toList())
          .as(told)
          .isEqualTo(columns);
      Split split = table.split(Partition.of(80, 0, 20));
      Dataset train = split.train();
      Objective objective =
          Objective.usual(Network.of(train.rowShape().elements() + "-5-2", Activation.TANH), train);
      TrainingSettings settings =
          TrainingSettings.defaults()
              .withRule(RuleParser.parse("adam"))
              .withBatch(16)
              .withEpochs(2);
      var result = Trainer.of(objective, split, settings).run();
      Map<String, String> stated = choices.stated();
      new Checkpoint(result.model(), settings, result.state(), "t.csv", "", stated)
          .save(folder.resolve("m"));
      StoredModel stored = Checkpoint.loadModel(folder.resolve("m"));
      Model model = stored.model();
      assertThat(Choices.of(stored.table())).as(told).isEqualTo(choices);
      assertThat(model.classNames()).as(told).containsExactlyInAnyOrderElementsOf(classes);
      assertThat(model.fields()).as(told).isEqualTo(result.model().fields());

      List<Prediction> byFile =
          model.predict(
              Table.read(List.of(file), csv.expecting(model.kinds())).forModel(model.kinds()));
      List<String> moved = new ArrayList<>(List.of(line(columns.reversed())));
      rows.forEach(row -> moved.add(line(row.reversed())));
      Path other = Files.writeString(folder.resolve("o.csv"), String.join("\n", moved) + "\n");
      assertThat(
              model.predict(
                  Table.read(List.of(other), csv.expecting(model.kinds())).forModel(model.kinds())))
          .as(told)
          .isEqualTo(byFile);
      for (int row = 0; row < 5; row++) {
        Map<String, Object> named = new LinkedHashMap<>();
        named.put(columns.get(2), rows.get(row).get(2));
        named.put(columns.get(1), rows.get(row).get(1));
        named.put(columns.get(0), Double.parseDouble(rows.get(row).get(0)));
        assertThat(model.predict(named)).as(told).isEqualTo(byFile.get(row));
      }
      for (String word : words) { // each word has a number of its own
        assertThat(
                model.fields().all().stream()
                    .filter(field -> field.origin().column().equals(columns.get(1)))
                    .filter(
                        field ->
                            field.origin().take() instanceof Origin.Word(String known, _)
                                && known.equals(word))
                    .count())
            .as(told)
            .isEqualTo(1);
      }
    }
  }
}
