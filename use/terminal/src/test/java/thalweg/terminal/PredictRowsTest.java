package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thalweg.training.objective.Prediction;
import thalweg.training.objective.Probabilities;
import thalweg.training.table.Csv;
import thalweg.training.table.Table;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Predictions for programs: of files, and of standard input as rows come.
class PredictRowsTest {
  private static final JsonMapper MAPPER = new JsonMapper();

  @TempDir private Path folder;
  private String table = "";
  private String model = "";

  @BeforeEach
  void trained() {
    table = Ran.table(folder).toString();
    model = folder.resolve("model.safetensors").toString();
    Ran ran =
        Ran.thalweg(
            "train",
            "--data",
            table,
            "--epochs",
            "3",
            "--save",
            model,
            "--picture",
            folder.resolve("p.svg").toString(),
            "--quiet");
    assertThat(ran.exit()).as(ran.err()).isIn(0, 6);
  }

  private static Ran piped(String text, String... line) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    try {
      return Ran.thalweg(line);
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void every_form_says_the_same() throws Exception {
    JsonNode json = Ran.thalweg("predict", model, "--data", table, "--json").json();
    List<String> csv =
        Ran.thalweg("predict", model, "--data", table, "--format", "csv").out().lines().toList();
    assertThat(csv).hasSize(151);
    assertThat(csv.getFirst()).isEqualTo("predicted,probability_a,probability_b,probability_c");
    List<JsonNode> lines =
        Ran.thalweg("predict", model, "--data", table, "--format", "jsonl").jsonLines();
    assertThat(lines).hasSize(150);
    for (int row = 0; row < 150; row++) {
      String name = json.get("predictions").get(row).asString();
      JsonNode p = json.get("probabilities").get(row);
      assertThat(csv.get(row + 1))
          .isEqualTo(
              name
                  + ","
                  + p.get(0).asDouble()
                  + ","
                  + p.get(1).asDouble()
                  + ","
                  + p.get(2).asDouble());
      assertThat(lines.get(row).get("row").asInt()).isEqualTo(row);
      assertThat(lines.get(row).get("predicted").asString()).isEqualTo(name);
      assertThat(lines.get(row).get("probabilities").get("c").asDouble())
          .isEqualTo(p.get(2).asDouble());
    }
    String text = Files.readString(Path.of(table));
    assertThat(piped(text, "predict", model, "--data", "-").out().lines().toList()).isEqualTo(csv);
    Path file = folder.resolve("out.csv");
    Ran ran = Ran.thalweg("predict", model, "--data", table, "--output", file.toString());
    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).isEmpty();
    assertThat(Files.readAllLines(file)).isEqualTo(csv);
    Path other = folder.resolve("out.jsonl");
    assertThat(
            piped(text, "predict", model, "--data", "-", "--output", "" + other, "--limit", "7")
                .exit())
        .isZero();
    assertThat(Files.readAllLines(other)).hasSize(7).allMatch(line -> line.startsWith("{\"row\":"));
  }

  @Test
  void a_row_that_cannot_be_predicted_is_answered_in_its_place_or_ends_it() {
    String text = "height,width\n1,0\nx,1\n\n0,1\n1\n0.5,\"0\n\"\n-1,0\n";
    Ran ran = piped(text, "predict", model, "--data", "-", "--format", "jsonl");
    assertThat(ran.exit()).isEqualTo(4);
    List<JsonNode> lines = ran.jsonLines();
    assertThat(lines).hasSize(6);
    for (int row : new int[] {0, 2, 4, 5}) {
      assertThat(lines.get(row).has("predicted")).as("row %d", row).isTrue();
    }
    assertThat(lines.get(1).get("error").asString()).contains("line 3", "height", "\"x\"");
    assertThat(lines.get(3).get("error").asString()).contains("line 6", "found 1 field");
    assertThat(ran.err()).contains("2 of 6 rows could not be predicted");
    Ran csv = piped(text, "predict", model, "--data", "-", "--format", "csv");
    assertThat(csv.exit()).isEqualTo(4);
    assertThat(csv.out()).hasLineCount(2);
    assertThat(csv.err()).contains("line 3").contains("\"x\"");
  }

  @Test
  void columns_on_standard_input_are_found_by_name_and_nothing_is_an_error() {
    String turned = "width,note,height\n0,hello,1\n1,\"a\nb\",0\n";
    String plain = "height,width\n1,0\n0,1\n";
    assertThat(piped(turned, "predict", model, "--data", "-").out())
        .isEqualTo(piped(plain, "predict", model, "--data", "-").out())
        .hasLineCount(3);
    assertThat(piped("", "predict", model, "--data", "-").exit()).isEqualTo(4);
    assertThat(piped("height\n1\n", "predict", model, "--data", "-").err())
        .contains("width")
        .contains("thalweg predict");
  }

  @Test
  void what_contradicts_itself_is_wrong_usage() {
    String[][] wrong = {
      {"--format", "xml"},
      {"--format", "csv", "--json"},
      {"--output", folder.resolve("a.csv").toString(), "--json"},
      {"--output", folder.resolve("a.csv").toString(), "--format", "table"},
      {"--output", table},
      {"--output", model},
      {"--output", folder.toString()},
      {"--output", folder.resolve("none/a.csv").toString()},
    };
    for (String[] more : wrong) {
      List<String> line = new ArrayList<>(List.of("predict", model, "--data", table));
      line.addAll(List.of(more));
      Ran ran = Ran.thalweg(line.toArray(String[]::new));
      assertThat(ran.exit()).as(Arrays.toString(more)).isEqualTo(2);
      assertThat(ran.err()).as(Arrays.toString(more)).hasLineCount(1);
    }
  }

  @Test
  void rows_are_given_on_as_soon_as_they_have_come() {
    SplittableRandom random = new SplittableRandom(1);
    for (int n = 0; n < 60; n++) {
      int rows = random.nextInt(1, 40);
      StringBuilder text = new StringBuilder("a,b\n");
      List<Integer> ends = new ArrayList<>(); // of each row
      for (int row = 0; row < rows; row++) {
        text.append(row).append(random.nextInt(3) == 0 ? ",\"x\ny\"\r\n" : ",ä\n");
        text.append(random.nextInt(9) == 0 ? "\n" : "");
        ends.add(text.toString().getBytes(StandardCharsets.UTF_8).length);
      }
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      List<Double> seen = new ArrayList<>();
      InputStream slow =
          new InputStream() {
            private int at;

            @Override
            public int read() {
              throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] into, int from, int length) {
              long come = ends.stream().filter(end -> end <= at).count();
              assertThat((long) seen.size()).isGreaterThanOrEqualTo(come);
              if (at == bytes.length) {
                return -1;
              }
              int count = Math.min(Math.min(length, bytes.length - at), random.nextInt(1, 30));
              System.arraycopy(bytes, at, into, from, count);
              at += count;
              return count;
            }
          };
      new IncomingRows(slow)
          .read(
              line -> line.startsWith("a"),
              isNamed -> Csv.defaults().header(isNamed ? Csv.Header.PRESENT : Csv.Header.ABSENT),
              new IncomingRows.Receiver() {
                @Override
                public boolean rows(Table come) {
                  for (int row = 0; row < come.rows(); row++) {
                    seen.add(come.column("a").number(row));
                  }
                  return true;
                }

                @Override
                public void broken(String message) {
                  throw new AssertionError(message);
                }
              },
              note -> {});
      List<Double> expected = new ArrayList<>();
      for (int row = 0; row < rows; row++) {
        expected.add((double) row);
      }
      assertThat(seen).isEqualTo(expected);
    }
  }

  @Test
  void names_of_any_kind_are_written_so_that_they_can_be_read_again() {
    List<String> names = List.of("a,b", "say \"x\"", "two\nlines", " blank ", "\u001b[2J", "");
    double[] p = {0.5, 0.1, 0.1, 0.1, 0.1, 0.1};
    Prediction said = new Prediction.OneClass("a,b", 0, Probabilities.of(names, p));
    StringBuilder json = new StringBuilder();
    new PredictionRows(PredictionRows.Format.JSONL, List.of()).add(json, 3, said);
    JsonNode read = MAPPER.readTree(json.toString());
    assertThat(read.get("predicted").asString()).isEqualTo("a,b");
    for (String name : names) {
      assertThat(read.get("probabilities").has(name)).isTrue();
    }
    assertThat(json).doesNotContain("\u001b");
    StringBuilder csv = new StringBuilder();
    new PredictionRows(PredictionRows.Format.CSV, List.of()).add(csv, 3, said);
    assertThat(csv.toString())
        .contains("\"probability_say \"\"x\"\"\"", "\"probability_two\nlines\"")
        .endsWith("\n\"a,b\",0.5,0.1,0.1,0.1,0.1,0.1\n");
  }

  @Test
  void quantities_have_a_column_each_and_their_spread_where_it_is_known() {
    assertThat(written(PredictionRows.Format.CSV, new Prediction.Quantity(2.5)))
        .isEqualTo("predicted\n2.5\n");
    assertThat(written(PredictionRows.Format.CSV, new Prediction.Quantity(2.5, 0.25)))
        .isEqualTo("predicted,spread\n2.5,0.25\n");
    assertThat(written(PredictionRows.Format.JSONL, new Prediction.Quantity(2.5, 0.25)))
        .isEqualTo("{\"row\":0,\"predicted\":2.5,\"spread\":0.25}\n");
    assertThat(written(PredictionRows.Format.CSV, Prediction.of(new double[] {1, Double.NaN})))
        .isEqualTo("predicted_x,predicted_y\n1.0,\n");
    assertThat(written(PredictionRows.Format.JSONL, Prediction.of(new double[] {1, Double.NaN})))
        .isEqualTo("{\"row\":0,\"predicted\":{\"x\":1.0,\"y\":null}}\n");
    Prediction known = new Prediction.Quantities(List.of(1.5, -2.0), List.of(0.25, 3.0));
    assertThat(written(PredictionRows.Format.CSV, known))
        .isEqualTo("predicted_x,spread_x,predicted_y,spread_y\n1.5,0.25,-2.0,3.0\n");
    assertThat(written(PredictionRows.Format.JSONL, known))
        .isEqualTo(
            "{\"row\":0,\"predicted\":{\"x\":1.5,\"y\":-2.0},\"spread\":{\"x\":0.25,\"y\":3.0}}\n");
    Prediction labels =
        new Prediction.Labels(
            List.of("up", "left"), Probabilities.of(List.of("up", "left"), 0.75, 0.5));
    assertThat(written(PredictionRows.Format.JSONL, labels))
        .isEqualTo(
            "{\"row\":0,\"predicted\":[\"up\",\"left\"],\"probabilities\":{\"up\":0.75,\"left\":0.5}}\n");
    assertThat(written(PredictionRows.Format.CSV, labels))
        .isEqualTo("predicted,probability_up,probability_left\nup;left,0.75,0.5\n");
  }

  private static String written(PredictionRows.Format format, Prediction prediction) {
    StringBuilder text = new StringBuilder();
    new PredictionRows(format, List.of("x", "y")).add(text, 0, prediction);
    return text.toString();
  }
}
