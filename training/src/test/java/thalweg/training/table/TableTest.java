package thalweg.training.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.training.data.Column;
import thalweg.training.data.DataFileException;
import thalweg.training.data.Dataset;
import thalweg.training.data.DateWriting;
import thalweg.training.data.Fields;
import thalweg.training.data.Origin;
import thalweg.training.data.Split;
import thalweg.training.data.Values;
import thalweg.training.model.Model;
import thalweg.training.model.StoredModel;
import thalweg.training.objective.Classification;

@Tag("plain")
class TableTest {
  /// Words that stand in real tables and break poor readers.
  private static final List<String> WORDS =
      List.of(
          "cat",
          "a,b",
          "semi;colon",
          "say \"hi\"",
          "two\nlines",
          "x=y",
          "né\uD83D\uDE00",
          "t\tab",
          "bar|bar",
          "1 2 3",
          "-x",
          "usual",
          "word other",
          "missing!",
          "<=50K",
          "' '",
          "ſ",
          "İ");

  @TempDir private Path folder;

  private static <T> T one(Random random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  /// A table made at random: numbers that each writing can hold, words, dates, gaps, and a target.
  private record Made(List<String> names, List<List<String>> rows) {
    static Made random(Random random) {
      int count = 40 + random.nextInt(120);
      List<String> names = new ArrayList<>(List.of("first"));
      List<String> kinds = new ArrayList<>(List.of("number"));
      for (int i = random.nextInt(5); i >= 0; i--) {
        kinds.add(one(random, List.of("number", "word", "word", "date")));
        names.add("n" + i + one(random, List.of("", " (cm)", "=" + i, " missing", "é\u00a0x")));
      }
      List<List<String>> words =
          IntStream.range(0, names.size())
              .mapToObj(
                  _ -> {
                    List<String> all = new ArrayList<>(WORDS);
                    Collections.shuffle(all, random);
                    return all.subList(0, 2 + random.nextInt(4));
                  })
              .toList();
      double gaps = random.nextInt(3) * 0.05;
      List<List<String>> rows = new ArrayList<>();
      for (int row = 0; row < count; row++) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
          boolean isGap = row > 3 && random.nextDouble() < gaps;
          cells.add(
              isGap
                  ? ""
                  : switch (kinds.get(i)) {
                    case "number" ->
                        String.valueOf((random.nextInt(20_001) - 10_000) / 8.0 + 0.125);
                    case "word" -> one(random, words.get(i));
                    default ->
                        String.format(
                            Locale.ROOT,
                            "%d-%02d-%02d %02d:15",
                            1990 + random.nextInt(40),
                            1 + random.nextInt(12),
                            1 + random.nextInt(28),
                            random.nextInt(24));
                  });
        }
        cells.add(row < 4 ? "kind " + row % 2 : one(random, List.of("kind 0", "kind 1", "k,2")));
        rows.add(cells);
      }
      names.add("class");
      return new Made(names, rows);
    }

    /// Returns some of the rows as text.
    String written(
        Random random,
        List<Integer> order,
        char separator,
        char decimal,
        boolean header,
        int from,
        int to,
        String end) {
      StringBuilder text = new StringBuilder();
      for (int row = header ? from - 1 : from; row < to; row++) {
        List<String> cells = row < from ? names : rows.get(row);
        boolean isHeader = row < from;
        text.append(
                order.stream()
                    .map(i -> isHeader ? cells.get(i) : marked(cells.get(i), decimal))
                    .map(cell -> quoted(cell, separator, random))
                    .collect(Collectors.joining(String.valueOf(separator))))
            .append(end);
      }
      return text.toString();
    }

    private static String marked(String cell, char decimal) {
      return cell.matches("-?\\d+\\.\\d+") ? cell.replace('.', decimal) : cell;
    }

    private static String quoted(String cell, char separator, Random random) {
      boolean must =
          cell.indexOf(separator) >= 0
              || cell.indexOf('"') >= 0
              || cell.indexOf('\n') >= 0
              || random.nextInt(10) == 0;
      return must ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
    }

    String plain() {
      return written(new Random(1), order(), ',', '.', true, 0, rows.size(), "\n");
    }

    List<Integer> order() {
      return new ArrayList<>(IntStream.range(0, names.size()).boxed().toList());
    }

    Made with(int row, int column, String cell) {
      List<List<String>> changed = new ArrayList<>(rows);
      List<String> cells = new ArrayList<>(rows.get(row));
      cells.set(column, cell);
      changed.set(row, cells);
      return new Made(names, changed);
    }
  }

  private Table read(String text) throws IOException {
    return Csv.defaults()
        .read("t.csv", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static double[] features(Dataset data) {
    return data.features(DType.DOUBLE).doubles();
  }

  private static byte[] packed(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  @Test
  void however_a_table_is_written_it_becomes_the_same_numbers() throws IOException {
    Random random = new Random(11);
    for (int trial = 0; trial < 250; trial++) {
      Made made = Made.random(random);
      Dataset plain = read(made.plain()).dataset();
      char separator = one(random, List.of(',', ';', '\t', '|'));
      char decimal = separator != ',' && random.nextBoolean() ? ',' : '.';
      boolean header = random.nextInt(4) > 0;
      String end = one(random, List.of("\n", "\r\n"));
      Charset charset =
          one(
              random,
              List.of(
                  StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE));
      String mark = random.nextBoolean() || !charset.equals(StandardCharsets.UTF_8) ? "\uFEFF" : "";
      int files = 1 + random.nextInt(3);
      List<Path> paths = new ArrayList<>();
      List<byte[]> bytes = new ArrayList<>();
      for (int i = 0; i < files; i++) {
        List<Integer> order = made.order();
        if (header) {
          Collections.shuffle(order, random);
        }
        String text =
            mark
                + made.written(
                    random,
                    order,
                    separator,
                    decimal,
                    header,
                    made.rows.size() * i / files,
                    made.rows.size() * (i + 1) / files,
                    end);
        byte[] all = text.getBytes(charset);
        bytes.add(random.nextInt(3) == 0 ? packed(all) : all);
        paths.add(Files.write(folder.resolve("part" + i), bytes.getLast()));
      }
      // Parts of a table may look otherwise than the whole; what is found out in the first rows is
      // then stated.
      Csv csv = Csv.defaults();
      if (!header) {
        csv = csv.header(Csv.Header.ABSENT);
      }
      Table table =
          files == 1 && random.nextBoolean()
              ? csv.read("stream", new ByteArrayInputStream(bytes.getFirst()))
              : csv.read(paths);
      Dataset read = (header ? table : table.target(String.valueOf(made.names.size()))).dataset();
      assertThat(read.classNames()).isEqualTo(plain.classNames());
      assertThat(read.labels()).isEqualTo(plain.labels());
      if (header) {
        assertThat(features(read.arranged(plain.fields())))
            .as("trial %d: %s", trial, table)
            .isEqualTo(features(plain));
        Map<String, Fields.Field> fields = new HashMap<>();
        read.fields()
            .all()
            .forEach(field -> fields.put(field.origin().column() + field.name(), field));
        for (Fields.Field field : plain.fields().all()) {
          Fields.Field same =
              Objects.requireNonNull(fields.get(field.origin().column() + field.name()));
          assertThat(same.centre()).isEqualTo(field.centre());
          assertThat(same.scale()).isEqualTo(field.scale());
          assertThat(same.origin().take()).isEqualTo(field.origin().take());
        }
      } else {
        assertThat(features(read)).as("trial %d", trial).isEqualTo(features(plain));
      }
    }
  }

  @Test
  void a_cell_in_which_nothing_is_known_is_filled_however_it_says_so() throws IOException {
    List<String> tokens =
        List.of(
            "", "?", "NA", "N/A", "n/a", "na", "nan", "NaN", "NAN", "null", "NULL", "Null", "#N/A",
            "<NA>", "NaT", " ");
    Random random = new Random(12);
    for (int trial = 0; trial < 150; trial++) {
      Made empty = Made.random(random);
      Made said = empty;
      for (int row = 4; row < empty.rows.size(); row++) {
        for (int column = 0; column < empty.names.size() - 1; column++) {
          if (random.nextInt(12) == 0) {
            empty = empty.with(row, column, "");
            said = said.with(row, column, one(random, tokens));
          } else if (empty.rows.get(row).get(column).isEmpty()) {
            said = said.with(row, column, one(random, tokens));
          }
        }
      }
      Table table = read(said.plain());
      Dataset filled = table.dataset();
      assertThat(features(filled)).isEqualTo(features(read(empty.plain()).dataset()));
      for (int column = 0; column < empty.names.size() - 1; column++) {
        int place = column;
        List<String> cells = empty.rows.stream().map(row -> row.get(place)).toList();
        int missing = (int) cells.stream().filter(String::isEmpty).count();
        assertThat(table.columns().get(column).missing()).isEqualTo(missing);
        assertThat(table.schema().decisions().get(column).missing()).isEqualTo(missing);
        List<Fields.Field> of =
            filled.fields().all().stream().filter(f -> f.origin().place() == place).toList();
        assertThat(of.stream().anyMatch(f -> f.origin().take() instanceof Origin.Missing))
            .isEqualTo(missing >= 3 && missing >= 0.01 * cells.size());
        if (of.getFirst().origin().take() instanceof Origin.Value(double fill)) {
          double[] known =
              cells.stream()
                  .filter(c -> !c.isEmpty())
                  .mapToDouble(Double::parseDouble)
                  .sorted()
                  .toArray();
          double median = (known[(known.length - 1) / 2] + known[known.length / 2]) / 2;
          assertThat(fill).isCloseTo(median, within(1e-9));
        }
      }
      Table refusing = table.with(table.choices().refusingMissing(true));
      if (Arrays.stream(IntStream.range(0, empty.names.size()).toArray())
          .anyMatch(i -> table.columns().get(i).missing() > 0)) {
        assertThatThrownBy(refusing::dataset)
            .isInstanceOf(DataFileException.class)
            .hasMessageContaining("found nothing in column")
            .hasMessageContaining(", the first line ");
      }
    }
  }

  @Test
  void rows_that_are_judged_by_change_nothing_in_how_others_are_made_numbers() throws IOException {
    Random random = new Random(13);
    for (int trial = 0; trial < 100; trial++) {
      Made made = Made.random(random);
      Partition partition = Partition.of(60, 20, 20).withSeed(trial);
      Split split = read(made.plain()).split(partition);
      Set<List<Double>> learnt = rows(split.train());
      Made other = made;
      for (int row = 4; row < made.rows.size(); row++) {
        double number =
            made.rows.get(row).getFirst().isEmpty()
                ? 0.5
                : Double.parseDouble(made.rows.get(row).getFirst());
        boolean isLearnt =
            made.rows.get(row).getFirst().isEmpty()
                || learnt.stream().anyMatch(cells -> cells.getFirst() == number);
        for (int column = 0; column < made.names.size() - 1 && !isLearnt; column++) {
          String cell = made.rows.get(row).get(column);
          if (cell.matches("-?\\d+\\.\\d+")) {
            other = other.with(row, column, String.valueOf(Double.parseDouble(cell) * 1000));
          } else if (!cell.isEmpty() && !cell.startsWith("1") && !cell.startsWith("2")) {
            other = other.with(row, column, "unseen");
          }
        }
      }
      Split changed = read(other.plain()).split(partition);
      assertThat(changed.train().fields()).as("trial %d", trial).isEqualTo(split.train().fields());
      assertThat(features(changed.train())).isEqualTo(features(split.train()));
      assertThat(changed.train().labels()).isEqualTo(split.train().labels());
    }
  }

  private static Set<List<Double>> rows(Dataset data) {
    double[] all = features(data);
    int width = data.rowShape().elements();
    Set<List<Double>> rows = new HashSet<>();
    for (int row = 0; row < data.rows(); row++) {
      rows.add(Arrays.stream(all, row * width, (row + 1) * width).boxed().toList());
    }
    return rows;
  }

  @Test
  void a_model_keeps_how_cells_become_numbers() throws IOException {
    Random random = new Random(14);
    for (int trial = 0; trial < 60; trial++) {
      Made made = Made.random(random);
      Table table = read(made.plain());
      Dataset learnt = table.dataset();
      Network network =
          Network.of(learnt.rowShape().elements() + "-3-" + learnt.classes(), Activation.TANH);
      Model model =
          new Model(
              Classification.of(network),
              network.initial(DType.DOUBLE, trial),
              network.initialStatistics(DType.DOUBLE),
              learnt.kinds());
      Path file = folder.resolve("m.safetensors");
      Map<String, String> stated = table.choices().target("class").stated();
      new StoredModel(model, stated).save(file);
      StoredModel stored = StoredModel.load(file);
      assertThat(stored.table()).isEqualTo(stated);
      assertThat(stored.model().kinds()).isEqualTo(learnt.kinds());
      // The same rows, their columns in another order, with columns more, and without the target.
      List<Integer> order = made.order();
      order.removeLast();
      Collections.shuffle(order, random);
      String text = made.written(random, order, ';', '.', true, 0, made.rows.size(), "\n");
      Dataset again =
          Csv.defaults()
              .separator(';')
              .read("t", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
              .forModel(stored.model().kinds());
      assertThat(features(again)).isEqualTo(features(learnt));
      assertThat(again.labels()).containsOnly(Dataset.UNLABELLED);
      // One row alone, by the names of its columns.
      int row = random.nextInt(made.rows.size());
      Map<String, Object> cells = new HashMap<>();
      for (int i = 0; i < made.names.size() - 1; i++) {
        String cell = made.rows.get(row).get(i);
        Object value = cell.matches("-?\\d+\\.\\d+") ? Double.valueOf(cell) : cell;
        cells.put(made.names.get(i), value);
      }
      int width = learnt.rowShape().elements();
      assertThat(features(Table.of(cells).forModel(learnt.kinds())))
          .isEqualTo(Arrays.copyOfRange(features(learnt), row * width, (row + 1) * width));
      for (Map.Entry<String, Object> cell : cells.entrySet()) {
        if (cell.getValue() instanceof String) {
          cell.setValue(null); // nothing is known of it
        }
      }
      assertThat(features(Table.of(cells).forModel(learnt.kinds()))).hasSize(width);
    }
  }

  @Test
  void a_row_alone_in_a_file_becomes_the_numbers_that_it_becomes_among_others() throws IOException {
    List<String> gaps = List.of("", "?", "NA", "-", "--", "none", "missing", "unknown", "..");
    Random random = new Random(41);
    for (int trial = 0; trial < 80; trial++) {
      Made plain = Made.random(random);
      // Names that look like numbers, some or all of them.
      List<String> names = new ArrayList<>(plain.names);
      for (int i = 0; i < names.size() - 1; i++) {
        names.set(i, random.nextBoolean() || trial % 2 == 0 ? "" + (2000 + i) : names.get(i));
      }
      Made made = new Made(names, plain.rows);
      for (int row = 4; row < made.rows.size(); row++) {
        for (int column = 0; column < names.size() - 1; column++) {
          boolean isNumber = made.rows.get(4).get(column).matches("-?\\d+\\.\\d+");
          if (isNumber && random.nextInt(12) == 0) {
            made = made.with(row, column, one(random, gaps));
          }
        }
      }
      Csv csv = Csv.defaults().header(Csv.Header.PRESENT);
      List<Column.Kind> kinds = read(csv, made.plain()).target("class").dataset().kinds();
      List<Integer> order = made.order();
      order.removeLast();
      String all = made.written(random, order, ',', '.', true, 0, made.rows.size(), "\n");
      double[] among = features(read(csv, all).forModel(kinds));
      int width = among.length / made.rows.size();
      for (int row = 0; row < made.rows.size(); row += 1 + random.nextInt(9)) {
        String alone = made.written(random, order, ',', '.', true, row, row + 1, "\n");
        Csv seen = Csv.defaults().separator(',').expecting(kinds);
        assertThat(features(read(seen, alone).forModel(kinds)))
            .as(alone)
            .isEqualTo(Arrays.copyOfRange(among, row * width, (row + 1) * width));
      }
    }
  }

  private static Table read(Csv csv, String text) throws IOException {
    return csv.read("t.csv", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void a_word_that_was_never_seen_is_none_of_those_known_and_is_counted() throws IOException {
    Random random = new Random(15);
    for (int trial = 0; trial < 100; trial++) {
      StringBuilder text = new StringBuilder("x,colour,class\n");
      boolean rare = random.nextBoolean();
      for (int row = 0; row < 80; row++) {
        text.append(row * row)
            .append(',')
            .append(rare && row == 40 ? "rare" : one(random, List.of("red", "green")))
            .append(row % 2 == 0 ? ",a\n" : ",b\n");
      }
      List<Column.Kind> kinds = read(text.toString()).dataset().kinds();
      Dataset strange = read("x,colour\n1,blue\n2,\n3,red\n4,grey\n").forModel(kinds);
      double[] numbers = features(strange);
      int width = strange.rowShape().elements();
      assertThat(strange.fields().names())
          .contains("colour=red", "colour=green")
          .doesNotContain("colour=rare");
      for (int i = 1; i < width; i++) {
        double other = strange.fields().names().get(i).equals("colour other") ? 1 : 0;
        assertThat(numbers[i]).isEqualTo(other);
        assertThat(numbers[3 * width + i]).isEqualTo(other);
      }
      assertThat(Arrays.stream(numbers, width + 1, 2 * width).sum()).isEqualTo(1); // the usual one
      assertThat(strange.remarks())
          .contains(
              "column 2 (colour): 2 rows have a word that the model does not know; it is taken for"
                  + " none of those it knows");
    }
  }

  @Test
  void numbers_are_read_as_people_write_them() throws IOException {
    Random random = new Random(16);
    for (int trial = 0; trial < 300; trial++) {
      int style = random.nextInt(9);
      boolean comma = random.nextBoolean();
      char decimal = comma ? ',' : '.';
      double[] meant = new double[60];
      StringBuilder text = new StringBuilder("plain;n;class\n");
      for (int row = 0; row < meant.length; row++) {
        long whole = random.nextLong(1_000, (long) Math.pow(10, 4 + random.nextInt(6)));
        int cents = 1 + random.nextInt(98);
        boolean negative = random.nextInt(4) == 0;
        String digits = String.format(Locale.ROOT, "%,d", whole);
        String fraction = decimal + String.format(Locale.ROOT, "%02d", cents);
        String bare = whole + fraction;
        String sign = negative ? "-" : "";
        String written =
            switch (style) {
              case 0 -> sign + digits.replace(',', comma ? '.' : ',') + fraction;
              case 1 -> sign + digits.replace(',', '\u00A0') + fraction;
              case 2 -> sign + digits.replace(',', '\'') + fraction;
              case 3 -> sign + digits.replace(',', ' ') + fraction;
              case 4 -> sign + bare + (row % 2 == 0 ? " %" : "%");
              case 5 -> sign + "$" + bare;
              case 6 -> sign + bare + " €";
              case 7 -> sign.replace('-', '\u2212') + bare;
              default -> sign + "£" + digits.replace(',', comma ? '.' : ',') + fraction;
            };
        meant[row] = Double.parseDouble((negative ? "-" : "") + whole + "." + cents(cents));
        text.append(row * row + 1).append(decimal).append("5;").append(written);
        text.append(row % 2 == 0 ? ";a\n" : ";b\n");
      }
      Dataset data = read(text.toString()).dataset();
      double[] all = features(data);
      assertThat(data.fields().names()).as(text.toString()).containsExactly("plain", "n");
      assertThat(IntStream.range(0, meant.length).mapToDouble(row -> all[2 * row + 1]).toArray())
          .as(text.toString())
          .isEqualTo(meant);
    }
  }

  private static String cents(int cents) {
    return String.format(Locale.ROOT, "%02d", cents);
  }

  @Test
  void a_word_among_dates_is_a_fault_where_it_stands() throws IOException {
    Random random = new Random(25);
    List<String> patterns =
        List.of("uuuu-MM-dd", "dd.MM.uuuu", "M/d/uuuu", "d/M/uu", "d-MMM-uuuu", "MMM d, uuuu");
    for (int trial = 0; trial < 100; trial++) {
      DateTimeFormatter format = DateTimeFormatter.ofPattern(one(random, patterns), Locale.ENGLISH);
      int rows = 40 + random.nextInt(100);
      int odd = 3 + random.nextInt(rows - 3);
      StringBuilder text = new StringBuilder("when;x;class\n");
      for (int row = 0; row < rows; row++) {
        LocalDateTime day = LocalDateTime.of(2001, 1, 13, 0, 0).plusDays(random.nextInt(9_000));
        text.append(
            row == odd ? one(random, List.of("99.99.2001", "soon", "3.14")) : day.format(format));
        text.append(';').append(row * row).append(row % 2 == 0 ? ";a\n" : ";b\n");
      }
      Table table = read(text.toString());
      assertThatThrownBy(table::dataset)
          .as(text.toString())
          .isInstanceOf(DataFileException.class)
          .hasMessageContaining("line " + (odd + 2) + ", column 1 (when): found \"")
          .hasMessageContaining(" among dates such as \"");
    }
  }

  @Test
  void a_first_line_that_says_what_separates_the_fields_is_believed() throws IOException {
    for (char separator : new char[] {';', ',', '\t', '|', '!'}) {
      String text = "sep=#\r\na#b#label\r\n1#2#x\r\n3#4#y\r\n".replace('#', separator);
      Table table = read(text);
      assertThat(features(table.dataset())).containsExactly(1, 2, 3, 4);
      assertThat(table.remarks()).contains("the first line says what separates the fields");
    }
  }

  @Test
  void digits_behind_a_zero_are_names() throws IOException {
    StringBuilder text = new StringBuilder("zip,x,class\n");
    for (int row = 0; row < 60; row++) {
      text.append(List.of("01234", "10001", "00501").get(row % 3)).append(',').append(row * row);
      text.append(row % 2 == 0 ? ",a\n" : ",b\n");
    }
    assertThat(read(text.toString()).dataset().fields().names())
        .containsExactly("zip=00501", "zip=01234", "zip=10001", "x");
  }

  @Test
  void a_word_far_below_numbers_is_found_and_numbers_as_words_are_read_again() throws IOException {
    Random random = new Random(17);
    for (int trial = 0; trial < 20; trial++) {
      int rows = 1_500 + random.nextInt(2_000);
      int odd = 1_200 + random.nextInt(rows - 1_300);
      boolean percent = random.nextBoolean();
      StringBuilder text = new StringBuilder("x,y,class\n");
      for (int row = 0; row < rows; row++) {
        String number = row + "." + row % 7;
        text.append(row * 0.5).append(',');
        text.append(row == odd ? (percent ? "12,345.5" : "oops") : number);
        text.append(row % 2 == 0 ? ",a\n" : ",b\n");
      }
      String written =
          percent ? text.toString().replace("12,345.5", "\"12,345.5\"") : text.toString();
      Table table = read(written);
      if (percent) {
        assertThat(features(table.dataset())[2 * odd + 1]).isEqualTo(12_345.5);
        assertThat(features(table.dataset())[2 * odd + 3])
            .isEqualTo(Double.parseDouble((odd + 1) + "." + (odd + 1) % 7));
      } else {
        assertThatThrownBy(table::dataset)
            .hasMessageContaining("line " + (odd + 2) + ", column 2 (y): found \"oops\" among");
        Table stated =
            Csv.defaults()
                .words(Set.of("y"))
                .read("t", new ByteArrayInputStream(written.getBytes(StandardCharsets.UTF_8)))
                .type("y", ColumnType.CATEGORY);
        assertThat(stated.column("y").text(0)).isEqualTo("0.0");
        assertThat(stated.column("y").isNumeric()).isFalse();
      }
    }
  }

  @Test
  void what_says_nothing_of_other_rows_is_left_out_and_said() throws IOException {
    StringBuilder text = new StringBuilder("n,customer_id,key,note,same,none,x,class\n");
    Random random = new Random(18);
    for (int row = 0; row < 100; row++) {
      text.append(row + 17).append(',').append(random.nextInt(1 << 30)).append(',');
      text.append(Long.toHexString(random.nextLong())).append("g,it is the row ").append(row);
      text.append(",always,,").append(random.nextDouble()).append(row % 2 == 0 ? ",a\n" : ",b\n");
    }
    Table table = read(text.toString());
    assertThat(table.dataset().fields().names()).containsExactly("x");
    assertThat(table.schema().decisions().stream().map(Schema.Decision::type).toList())
        .containsExactly(
            ColumnType.IDENTIFIER,
            ColumnType.IDENTIFIER,
            ColumnType.IDENTIFIER,
            ColumnType.TEXT,
            ColumnType.CONSTANT,
            ColumnType.EMPTY,
            ColumnType.NUMBER,
            ColumnType.CATEGORY);
    assertThat(table.dataset().remarks())
        .contains(
            "column 1 (n) is left out: it counts the rows",
            "column 2 (customer_id) is left out: it names the rows by numbers that are all"
                + " different",
            "column 3 (key) is left out: it holds 100 different words in 100 rows",
            "column 4 (note) is left out: it holds 100 different words in 100 rows",
            "column 5 (same) is left out: it is the same in all rows",
            "column 6 (none) is left out: it holds nothing");
    assertThat(table.type("n", ColumnType.NUMBER).ignoring("x").dataset().fields().names())
        .containsExactly("n");
    assertThat(table.only("x").dataset().fields().names()).containsExactly("x");
    // What is all there is to learn from is no mere number of the row.
    assertThat(table.only("n").ignoring("x").dataset().fields().names()).isEqualTo(List.of("n"));
    assertThat(table.toString()).contains("customer_id  identifier  left out");
  }

  /// A table whose rows are known by a number: a feature called `mark`.
  private static Table marked(Random random, int rows, boolean ofClasses) {
    double[] marks = IntStream.range(0, rows).mapToDouble(row -> 3 * row + 0.25).toArray();
    List<String> groups =
        IntStream.range(0, rows).mapToObj(_ -> "g" + random.nextInt(1 + rows / 5)).toList();
    double[] times = IntStream.range(0, rows).mapToDouble(_ -> random.nextInt(50) + 0.5).toArray();
    double[] weights = IntStream.range(0, rows).mapToDouble(_ -> random.nextInt(5) / 2.0).toArray();
    int classes = 2 + random.nextInt(4);
    List<String> labels =
        IntStream.range(0, rows)
            .mapToObj(
                row -> "c" + (row < classes ? row : random.nextInt(1 + random.nextInt(classes))))
            .toList();
    double[] quantities =
        IntStream.range(0, rows).mapToDouble(_ -> random.nextGaussian()).toArray();
    return Table.of(
            "made",
            List.of(
                TableColumn.of("mark", marks),
                TableColumn.of("group", groups),
                TableColumn.of("time", times),
                TableColumn.of("weight", weights),
                ofClasses ? TableColumn.of("y", labels) : TableColumn.of("y", quantities)))
        .target("y")
        .only("mark");
  }

  private static int[] rowsOf(Split split, int part) {
    Dataset data = part == 0 ? split.train() : part == 1 ? split.validation() : split.test();
    return data == null
        ? new int[0]
        : Arrays.stream(features(data)).mapToInt(mark -> (int) (mark / 3)).toArray();
  }

  @Test
  void parts_are_disjoint_and_whole_and_keep_together_what_is_stated() throws IOException {
    Random random = new Random(19);
    for (int trial = 0; trial < 300; trial++) {
      int rows = 20 + random.nextInt(300);
      boolean ofClasses = random.nextBoolean();
      Table table = marked(random, rows, ofClasses);
      Partition partition =
          random.nextInt(4) == 0
              ? Partition.usual(rows)
              : Partition.of(
                  50 + random.nextInt(50), random.nextInt(2) * 15, 10 + random.nextInt(20));
      int by = random.nextInt(4);
      partition = partition.withSeed(random.nextInt(100));
      partition =
          by == 1 ? partition.byGroup("group") : by == 2 ? partition.byTime("time") : partition;
      Split split = table.split(partition);
      int[][] parts = {rowsOf(split, 0), rowsOf(split, 1), rowsOf(split, 2)};
      int[] all = Arrays.stream(parts).flatMapToInt(Arrays::stream).sorted().toArray();
      assertThat(all).isEqualTo(IntStream.range(0, rows).toArray());
      assertThat(rowsOf(table.split(partition), 2)).isEqualTo(parts[2]); // the same again
      double[] shares = {partition.train(), partition.validation(), partition.test()};
      for (int part = 0; part < 3; part++) {
        assertThat(parts[part].length > 0).isEqualTo(shares[part] > 0);
        if (by == 0 || by == 2 || by == 3) {
          assertThat((double) parts[part].length)
              .isCloseTo(shares[part] * rows, within(ofClasses ? 6.0 : 2.0));
        }
      }
      if (by == 1) {
        Map<String, Integer> partOf = new HashMap<>();
        for (int part = 0; part < 3; part++) {
          for (int row : parts[part]) {
            Integer before = partOf.put(table.column("group").text(row), part);
            assertThat(before == null || before == part).isTrue();
          }
        }
      }
      if (by == 2) {
        for (int part = 1; part < 3; part++) {
          for (int row : parts[part]) {
            for (int earlier : parts[part - 1]) {
              assertThat(table.column("time").number(earlier))
                  .isLessThanOrEqualTo(table.column("time").number(row));
            }
          }
        }
      }
      if ((by == 0 || by == 3) && ofClasses) {
        Map<String, int[]> counts = new TreeMap<>();
        for (int part = 0; part < 3; part++) {
          for (int row : parts[part]) {
            counts.computeIfAbsent(table.column("y").text(row), _ -> new int[3])[part]++;
          }
        }
        counts.forEach(
            (label, count) -> {
              int sum = Arrays.stream(count).sum();
              for (int part = 0; part < 3; part++) {
                assertThat((double) count[part])
                    .as(label)
                    .isCloseTo(shares[part] * sum, within(2.0));
              }
              assertThat(count[0]).as(label).isPositive();
            });
      }
    }
  }

  @Test
  void in_folds_each_row_is_judged_once() throws IOException {
    Random random = new Random(20);
    for (int trial = 0; trial < 60; trial++) {
      int rows = 30 + random.nextInt(200);
      Table table = marked(random, rows, random.nextBoolean());
      int count = 2 + random.nextInt(6);
      List<Split> folds = table.folds(count, trial);
      List<Integer> judged = new ArrayList<>();
      for (Split fold : folds) {
        int[][] parts = {rowsOf(fold, 0), rowsOf(fold, 1), rowsOf(fold, 2)};
        assertThat(Arrays.stream(parts).flatMapToInt(Arrays::stream).sorted().toArray())
            .isEqualTo(IntStream.range(0, rows).toArray());
        assertThat((double) parts[2].length).isCloseTo((double) rows / count, within(1.0));
        Arrays.stream(parts[2]).forEach(judged::add);
      }
      Collections.sort(judged);
      assertThat(judged).isEqualTo(IntStream.range(0, rows).boxed().toList());
    }
    Table table = marked(random, 30, true);
    for (int count : new int[] {-1, 0, 1, 31}) {
      assertThatThrownBy(() -> table.folds(count, 1)).hasMessageContaining("from 2 to as many as");
    }
  }

  @Test
  void rows_count_as_much_as_a_column_says() throws IOException {
    Random random = new Random(21);
    Table table = marked(random, 100, true).weights("weight");
    Split split = table.split(Partition.of(80, 10, 10));
    for (int part = 0; part < 3; part++) {
      Dataset data = part == 0 ? split.train() : part == 1 ? split.validation() : split.test();
      int[] rows = rowsOf(split, part);
      double[] weights =
          Objects.requireNonNull(data).column(Dataset.WEIGHT).values() instanceof Values values
              ? doubles(values)
              : new double[0];
      for (int i = 0; i < rows.length; i++) {
        assertThat(weights[i]).isEqualTo(table.column("weight").number(rows[i]));
      }
    }
    assertThatThrownBy(() -> table.weights("group").dataset())
        .hasMessageContaining("expected a weight, a number of at least 0");
  }

  private static double[] doubles(Values values) {
    NdArray all = NdArray.zeros(DType.DOUBLE, Shape.of(values.rows(), values.width()));
    values.gather(IntStream.range(0, values.rows()).toArray(), 0, values.rows(), all);
    return all.doubles();
  }

  @Test
  void what_is_stated_comes_back_from_its_words() {
    Random random = new Random(22);
    for (int trial = 0; trial < 500; trial++) {
      Choices choices = Choices.NONE;
      choices = random.nextBoolean() ? choices.target(one(random, WORDS)) : choices;
      choices = choices.goal(one(random, List.of(Choices.Goal.values())));
      choices = random.nextBoolean() ? choices.only(some(random)) : choices;
      choices = random.nextBoolean() ? choices.ignoring(some(random)) : choices;
      for (String column : some(random)) {
        choices = choices.type(column, one(random, List.of(ColumnType.values())));
      }
      choices = random.nextBoolean() ? choices.weights(one(random, WORDS)) : choices;
      choices = choices.refusingMissing(random.nextBoolean());
      assertThat(Choices.of(choices.stated())).isEqualTo(choices);
      Partition partition =
          Partition.of(
                  random.nextDouble(), random.nextInt(2) * random.nextDouble(), random.nextDouble())
              .withSeed(random.nextLong());
      partition = random.nextBoolean() ? partition.byGroup(one(random, WORDS)) : partition;
      Map<String, String> words = new LinkedHashMap<>(choices.stated());
      words.putAll(partition.stated());
      assertThat(Partition.of(words)).isEqualTo(partition);
      assertThat(Choices.of(words)).isEqualTo(choices);
    }
    assertThat(Partition.of(Map.of())).isNull();
    for (String wrong : List.of("", "80", "a:b", "80:10:5:5", "-1:1", "0:1", "1e999:1", "nan:1")) {
      assertThatThrownBy(() -> Partition.parse(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static Set<String> some(Random random) {
    Set<String> some = new TreeSet<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      some.add(one(random, WORDS));
    }
    return some;
  }

  @Test
  void dates_say_the_moment_that_they_mean() {
    Map<DateWriting, List<String>> patterns =
        Map.of(
            DateWriting.YEAR_FIRST,
            List.of("uuuu-MM-dd HH:mm:ss", "uuuu-MM-dd'T'HH:mm:ss'Z'", "uuuu/M/d HH:mm:ss"),
            DateWriting.DAY_FIRST,
            List.of("dd.MM.uuuu HH:mm:ss", "d/M/uuuu H:mm:ss", "d-M-uuuu hh:mm:ss a"),
            DateWriting.MONTH_FIRST,
            List.of("MM/dd/uuuu HH:mm:ss", "M/d/uuuu h:mm:ss a"),
            DateWriting.DAY_AND_NAME,
            List.of("d MMM uuuu HH:mm:ss", "dd-MMM-uuuu HH:mm:ss", "d MMMM uuuu HH:mm:ss"),
            DateWriting.NAME_AND_DAY,
            List.of("MMM d, uuuu HH:mm:ss", "MMMM dd uuuu h:mm:ss a"),
            DateWriting.COMPACT,
            List.of("uuuuMMdd'T'HHmmss"));
    Random random = new Random(23);
    for (int trial = 0; trial < 2_000; trial++) {
      LocalDateTime moment =
          LocalDateTime.ofEpochSecond(
              random.nextLong(-60_000_000_000L, 200_000_000_000L), 0, ZoneOffset.UTC);
      DateWriting writing = one(random, List.copyOf(patterns.keySet()));
      for (String pattern : patterns.getOrDefault(writing, List.of())) {
        String text = moment.format(DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH));
        assertThat(writing.seconds(text)).as(text).isEqualTo(moment.toEpochSecond(ZoneOffset.UTC));
      }
      double seconds = moment.toEpochSecond(ZoneOffset.UTC);
      double weekday = 2 * Math.PI * (moment.getDayOfWeek().getValue() - 1) / 7;
      assertThat(DateWriting.part(Origin.Part.WEEKDAY_SINE, seconds))
          .isCloseTo(Math.sin(weekday), within(1e-12));
      double day = 2 * Math.PI * moment.toLocalTime().toSecondOfDay() / 86_400.0;
      assertThat(DateWriting.part(Origin.Part.DAYTIME_COSINE, seconds))
          .isCloseTo(Math.cos(day), within(1e-12));
      double season =
          2 * Math.PI * (moment.getDayOfYear() - 1) / moment.toLocalDate().lengthOfYear();
      assertThat(DateWriting.part(Origin.Part.SEASON_SINE, seconds))
          .isCloseTo(Math.sin(season), within(1e-12));
    }
    assertThat(DateWriting.NAME_AND_YEAR.seconds("Jan 1970")).isZero();
    assertThat(DateWriting.MONTH_FIRST.seconds("1/2/70 0:01")).isEqualTo(86_460);
    assertThat(DateWriting.DAY_FIRST.seconds("01.01.69"))
        .isEqualTo(DateWriting.YEAR_FIRST.seconds("2069-01-01"));
    for (String none :
        List.of(
            "1-Foo-2000",
            "Ja 1 2000",
            "Feb 30, 2001",
            "2023-02-29",
            "2023-13-01",
            "2023-1-32",
            "2023-01-01 24:00",
            "2023",
            "")) {
      for (DateWriting writing : DateWriting.values()) {
        assertThat(writing.seconds(none)).as("%s %s", writing, none).isNaN();
      }
    }
  }

  @Test
  void numbers_made_when_asked_for_are_those_of_the_plain_formula() throws IOException {
    Random random = new Random(24);
    for (int words : new int[] {7, 300}) {
      int rows = 20_000;
      double[] x = new double[rows];
      int[] codes = new int[rows];
      for (int row = 0; row < rows; row++) {
        x[row] = random.nextInt(20) == 0 ? Double.NaN : 5 + random.nextGaussian();
        codes[row] = random.nextInt(words + 1) - 1;
      }
      List<String> names = IntStream.range(0, words).mapToObj(i -> "w" + i).toList();
      double[] y = Arrays.stream(codes).mapToDouble(code -> code + random.nextDouble()).toArray();
      Dataset data =
          Table.of(
                  "made",
                  List.of(
                      TableColumn.of("x", x),
                      TableColumn.of("word", codes, names),
                      TableColumn.of("y", y)))
              .target("y")
              .dataset();
      int width = data.rowShape().elements();
      Fields fields = data.fields();
      double fill = ((Origin.Value) fields.all().getFirst().origin().take()).fill();
      Values values = data.column(Dataset.FEATURES).values();
      Values scaled = data.scaled().column(Dataset.FEATURES).values(); // kept, or made when asked
      int[] order = random.ints(500, 0, rows).toArray();
      NdArray plain = NdArray.zeros(DType.DOUBLE, Shape.of(500, width));
      NdArray floats = NdArray.zeros(DType.FLOAT, Shape.of(500, width));
      NdArray seen = NdArray.zeros(DType.DOUBLE, Shape.of(500, width));
      values.gather(order, 0, 500, plain);
      values.gather(order, 0, 500, floats);
      scaled.gather(order, 0, 500, seen);
      double[] picked = doubles(values.select(order));
      for (int i = 0; i < 500; i++) {
        for (int j = 0; j < width; j++) {
          Fields.Field field = fields.all().get(j);
          int row = order[i];
          double meant =
              switch (field.origin().take()) {
                case Origin.Value(double _) -> Double.isNaN(x[row]) ? fill : x[row];
                case Origin.Word(String word, boolean usual) ->
                    codes[row] < 0 ? (usual ? 1 : 0) : names.get(codes[row]).equals(word) ? 1 : 0;
                case Origin.Missing() ->
                    (field.origin().column().equals("x") ? Double.isNaN(x[row]) : codes[row] < 0)
                        ? 1
                        : 0;
                default -> throw new IllegalStateException(field.toString());
              };
          assertThat(plain.at(i * width + j)).isEqualTo(meant);
          assertThat(floats.at(i * width + j)).isEqualTo((float) meant);
          assertThat(picked[i * width + j]).isEqualTo(meant);
          assertThat(seen.at(i * width + j)).isEqualTo(field.scaled(meant));
        }
      }
    }
  }

  @Test
  void a_number_filled_in_without_the_network_being_told_is_remarked_on() throws IOException {
    Random random = new Random(43);
    for (int trial = 0; trial < 60; trial++) {
      boolean gapsBefore = trial % 3 == 0; // then the network is told which were missing
      StringBuilder learnt = new StringBuilder("a,b,class\n");
      for (int row = 0; row < 80; row++) {
        String b = gapsBefore && row % 4 == 0 ? "" : String.valueOf(random.nextInt(90));
        learnt.append(random.nextGaussian()).append(',').append(b).append(",c");
        learnt.append(row % 2).append('\n');
      }
      Dataset data = read(learnt.toString()).target("class").dataset();
      String gap = List.of("", "NA", "?", "NaN").get(random.nextInt(4));
      int gaps = random.nextInt(3);
      StringBuilder asked = new StringBuilder("a,b\n");
      for (int row = 0; row < 5; row++) {
        asked.append(random.nextGaussian()).append(',').append(row < gaps ? gap : "7").append('\n');
      }
      List<String> remarks = read(asked.toString()).forModel(data.kinds()).remarks();
      assertThat(remarks.stream().filter(remark -> remark.contains("takes its place")).toList())
          .as("%d gaps, gaps before %s: %s", gaps, gapsBefore, remarks)
          .hasSize(gapsBefore || gaps == 0 ? 0 : 1)
          .allMatch(remark -> remark.contains("(b)") && remark.contains(gaps + " row"));
    }
  }
}
