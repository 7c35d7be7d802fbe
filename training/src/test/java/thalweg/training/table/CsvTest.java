package thalweg.training.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import thalweg.algebra.DType;
import thalweg.algebra.Shape;
import thalweg.training.data.Column;
import thalweg.training.data.DataFileException;
import thalweg.training.data.Dataset;
import thalweg.training.data.Fields;

@Tag("plain")
class CsvTest {
  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("table.csv"), text);
  }

  private Table table(Csv csv, String text) throws IOException {
    return csv.read(file(text));
  }

  private Dataset read(Csv csv, String text) throws IOException {
    return table(csv, text).dataset();
  }

  private Dataset read(Csv csv, String target, String text) throws IOException {
    return table(csv.expecting(Set.of(target)), text).target(target).dataset();
  }

  private static double[] features(Dataset data) {
    return data.features(DType.DOUBLE).doubles();
  }

  @Test
  void a_table_with_words_as_labels_in_the_last_column() throws IOException {
    Dataset data =
        read(Csv.defaults(), "long,wide,kind\n5.1,3.5,setosa\n7.0,-3e1,other\n.5,2.,setosa\n");
    assertThat(data.name()).isEqualTo("table.csv");
    assertThat(data.rowShape()).isEqualTo(Shape.of(2));
    assertThat(data.classNames()).containsExactly("other", "setosa");
    assertThat(data.labels()).containsExactly(1, 0, 1);
    assertThat(features(data)).containsExactly(5.1, 3.5, 7, -30, 0.5, 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "label,a,b\n7,1,2\n3,3,4\n", // named column, wherever it is
        "a,Label,b\n1,7,2\n3,3,4\n",
        "a,b,c\n1,2,7\n3,4,3\n", // else the last
        "1,2,7\n3,4,3\n", // no header
        "\uFEFFa,b,c\r\n1,2,7\r\n\r\n3,4,3", // byte order mark, Windows lines, empty line, no end
        "\uFEFF1,2,7\n3,4,3\n",
        " a , b , c \n 1 , 2 , 7 \n 3 , 4 , 3 \n",
        "\"a\",\"b\",\"c\"\n\"1\",\"2\",\"7\"\n3,4,3\n",
        "0,1,label\n1,2,7\n3,4,3\n", // numbers as names
      })
  void many_writings_of_one_table(String text) throws IOException {
    Dataset data = read(Csv.defaults(), text);
    assertThat(data.classNames()).containsExactly("3", "7");
    assertThat(data.labels()).containsExactly(1, 0);
    assertThat(features(data)).containsExactly(1, 2, 3, 4);
  }

  @Test
  void the_label_column_may_be_named_or_counted() throws IOException {
    String text = "kind,a,b\n1,2,3\n4,5,6\n";
    assertThat(features(read(Csv.defaults(), "kind", text))).containsExactly(2, 3, 5, 6);
    assertThat(features(read(Csv.defaults(), "a", text))).containsExactly(1, 3, 4, 6);
    assertThat(features(read(Csv.defaults(), "1", text))).containsExactly(2, 3, 5, 6);
    assertThat(features(read(Csv.defaults(), "-1", text))).containsExactly(1, 2, 4, 5);
    assertThat(features(read(Csv.defaults(), "1", "9,2,3\n8,5,6\n"))).containsExactly(2, 3, 5, 6);
  }

  @Test
  void a_stated_header_is_believed() throws IOException {
    assertThat(features(read(Csv.defaults().header(Csv.Header.PRESENT), "1,2,3\n4,5,6\n7,8,9\n")))
        .containsExactly(4, 5, 7, 8);
    assertThat(features(read(Csv.defaults().header(Csv.Header.ABSENT), "1,2,label\n4,5,x\n")))
        .containsExactly(1, 2, 4, 5);
  }

  @Test
  void fields_may_be_separated_otherwise() throws IOException {
    assertThat(features(read(Csv.defaults().separator(';'), "1;2;0\n3;4;1\n")))
        .containsExactly(1, 2, 3, 4);
    assertThat(features(read(Csv.defaults().separator('\t'), "a\tb\tlabel\n1\t2\t0\n3\t4\t1\n")))
        .containsExactly(1, 2, 3, 4);
  }

  @Test
  void a_decimal_comma_may_be_stated_and_a_label_named_by_its_number() throws IOException {
    String text = "\"1,5\",\"2\",7\n\"2,5\",\"3\",8\n";
    assertThat(features(read(Csv.defaults().decimal(','), "2", text)))
        .containsExactly(1.5, 7, 2.5, 8);
    assertThatThrownBy(() -> read(Csv.defaults().decimal('.'), text))
        .hasMessageContaining(
            "found \"1,5\" among numbers, expected a finite number with \".\" before");
    assertThatThrownBy(() -> Csv.defaults().decimal(';'))
        .hasMessage("csv: the decimal mark is \";\"; it must be a point or a comma.");
    // A name that is a number comes first, where there are names.
    assertThat(
            features(read(Csv.defaults().header(Csv.Header.PRESENT), "1", "a,b,1\n3,4,0\n5,6,1\n")))
        .containsExactly(3, 4, 5, 6);
  }

  @Test
  void classes_are_sorted_as_numbers_if_all_are_and_as_words_otherwise() throws IOException {
    assertThat(read(Csv.defaults(), "1,10\n2,9\n3,-1\n").classNames())
        .containsExactly("-1", "9", "10");
    assertThat(read(Csv.defaults(), "1,10\n2,9\n4,b\n5,B\n").classNames())
        .containsExactly("10", "9", "B", "b");
  }

  @Test
  void classes_may_be_given_so_that_two_files_agree() throws IOException {
    Dataset data =
        table(Csv.defaults(), "1,no\n2,yes\n")
            .forModel(List.of(features("1"), target(List.of("yes", "no", "perhaps"))));
    assertThat(data.labels()).containsExactly(1, 0);
    assertThat(data.classes()).isEqualTo(3);
  }

  @Test
  void a_long_table_is_read_whole_and_split_at_random() throws IOException {
    StringBuilder text = new StringBuilder("a,b,label\n");
    for (int row = 0; row < 5_000; row++) {
      text.append(String.format(Locale.ROOT, "%d,%d.5,%d%n", row * row, -row, row % 7));
    }
    Dataset data = read(Csv.defaults(), text.toString());
    assertThat(data.rows()).isEqualTo(5_000);
    assertThat(features(data)[2 * 4_321]).isEqualTo(4_321 * 4_321);
    assertThat(features(data)[2 * 4_321 + 1]).isEqualTo(-4_321.5);
    assertThat(data.split(0.2, 1).test().rows()).isEqualTo(1_000);
  }

  private void assertFault(Csv csv, @Nullable String target, String text, String message)
      throws IOException {
    Path file = file(text);
    assertThatThrownBy(
            () -> {
              Table table = csv.read(file);
              (target == null ? table : table.target(target)).dataset();
            })
        .isInstanceOfSatisfying(
            DataFileException.class, fault -> assertThat(fault.path()).isEqualTo(file))
        .hasMessage(file + ": " + message);
  }

  private void assertFault(Csv csv, String text, String message) throws IOException {
    assertFault(csv, null, text, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a,b,label#1,2,x#3,y | line 3: found 2 fields, expected 3 as in the first line; correct the"
            + " line.",
        "a,b,label#1,2,x#3,4,5,y | line 3: found 4 fields, expected 3 as in the first line; correct"
            + " the line.",
        "a,b,label#~#3,four,y | line 33, column 2 (b): found \"four\" among numbers, expected a"
            + " finite number; correct it, or leave the row out; if the column holds names, say so"
            + " with Table.type.",
        "~3,four,y | line 31, column 2: found \"four\" among numbers, expected a finite number;"
            + " correct it, or leave the row out; if the column holds names, say so with"
            + " Table.type.",
        "a,b,label#~1,-Infinity,x | line 32, column 2 (b): found \"-Infinity\" among numbers,"
            + " expected a finite number; correct it, or leave the row out; if the column holds"
            + " names, say so with Table.type.",
        "a,b,label#1,inf,x#2,inf,y#3,4,x | line 2, column 2 (b): found \"inf\" among numbers,"
            + " expected a finite number; correct it, or leave the row out; if the column holds"
            + " names, say so with Table.type.",
        "a,b,label#~1,1e999,x | line 32, column 2 (b): found \"1e999\" among numbers, expected a"
            + " finite number; correct it, or leave the row out; if the column holds names, say so"
            + " with Table.type.",
        "a,b,label#~1,2d,x | line 32, column 2 (b): found \"2d\" among numbers, expected a finite"
            + " number; correct it, or leave the row out; if the column holds names, say so with"
            + " Table.type.",
        "a,b,label#~1,0x10,x | line 32, column 2 (b): found \"0x10\" among numbers, expected a"
            + " finite number; correct it, or leave the row out; if the column holds names, say so"
            + " with Table.type.",
        "a,b,label#~1,'\"2,5\"',x | line 32, column 2 (b): found \"2,5\" among numbers, expected a"
            + " finite number with \".\" before its fraction; correct it, or state another mark"
            + " with Csv.decimal.",
        "a,b,label#~1,2%,x | line 32, column 2 (b): found \"2%\" among numbers, expected a finite"
            + " number; correct it, or leave the row out; if the column holds names, say so with"
            + " Table.type.",
        "a,b,label#1,2,#3,4, | column 3 (label): found nothing in any row, expected what is to be"
            + " learnt; choose the label's column with Table.target.",
        "1,two,3#4,5,6 | line 1, column 2: found \"two\" beside 2 numbers, expected all names or"
            + " all numbers; correct it, or say whether the line is a header with Csv.header.",
        "1#2 | found a single column, expected at least one feature and the label; if"
            + " another character separates the fields, state it with Csv.separator.",
        "a,b,label | found no rows below the header, expected at least 1.",
        "'' | found no rows, expected at least 1.",
      })
  void a_fault_is_told_with_line_and_column(String text, String message) throws IOException {
    String rows =
        IntStream.range(0, 30)
            .mapToObj(i -> i * i + "," + i + ".5," + (i % 2 == 0 ? "x" : "y") + "\n")
            .collect(Collectors.joining());
    String table = text.replace("'", "").replace('#', '\n').replace("~", rows);
    assertFault(Csv.defaults(), table, message);
  }

  @Test
  void a_label_column_that_is_not_there_is_told() throws IOException {
    assertFault(
        Csv.defaults(),
        "kind",
        "a,b,c\n1,2,3\n",
        "found columns [a, b, c], expected one named \"kind\" for the label; choose another with"
            + " Table.target.");
    for (String place : List.of("0", "4", "-4", "1.5", "1e300")) {
      assertFault(
          Csv.defaults().header(Csv.Header.ABSENT),
          place,
          "a,b,c\n1,2,3\n",
          "found columns [1, 2, 3], expected one named \""
              + place
              + "\" for the label; choose another with Table.target.");
    }
  }

  @Test
  void quotes_that_do_not_end_and_foreign_bytes_are_told() throws IOException {
    Path file = file("a,b,label\n1,2,x\n3,\"4,y\n");
    assertThatThrownBy(() -> Csv.defaults().read(file))
        .isInstanceOf(DataFileException.class)
        .hasMessageStartingWith(file + ": after line 2 found fields that cannot be told apart (")
        .hasMessageEndingWith(
            "expected a quoted field to end in a quote before the next separator; correct the"
                + " quotes.");
    Files.write(file, new byte[] {'a', ',', 'b', '\n', '1', ',', (byte) 0xE9, '\n'});
    assertThatThrownBy(() -> Csv.defaults().read(file))
        .isInstanceOf(DataFileException.class)
        .hasMessage(
            file
                + ": line 2: found bytes that are not UTF-8; save the file in UTF-8, or state its"
                + " encoding, such as windows-1252, with Csv.charset.");
    Path none = folder.resolve("none.csv");
    assertThatThrownBy(() -> Csv.defaults().read(none))
        .isInstanceOf(DataFileException.class)
        .hasMessage(none + ": there is no such file; check the name.");
  }

  /// A table made at random, with numbers that every writing of it can hold.
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Written(List<String> names, double[][] features, List<String> labels) {
    static Written random(Random random) {
      int width = 1 + random.nextInt(5);
      int rows = 4 + random.nextInt(300);
      List<String> kinds = random.nextBoolean() ? List.of("cat", "dog", "a b") : List.of("0", "1");
      double[][] features = new double[rows][width];
      List<String> labels = new ArrayList<>();
      for (int row = 0; row < rows; row++) {
        for (int column = 0; column < width; column++) {
          features[row][column] = (random.nextInt(20_001) - 10_000) / 8.0 + 0.125;
        }
        labels.add(kinds.get(row < 2 ? row : random.nextInt(kinds.size())));
      }
      List<String> names = new ArrayList<>();
      for (int column = 0; column < width; column++) {
        names.add("n" + column + (random.nextInt(4) == 0 ? " (cm)" : ""));
      }
      return new Written(names, features, labels);
    }

    String written(
        Random random, char separator, char decimal, boolean header, int labelAt, String end) {
      StringBuilder text = new StringBuilder();
      if (header) {
        text.append(line(random, separator, names, "kind", labelAt)).append(end);
      }
      for (int row = 0; row < features.length; row++) {
        List<String> fields =
            Arrays.stream(features[row])
                .mapToObj(number -> String.valueOf(number).replace('.', decimal))
                .toList();
        text.append(line(random, separator, fields, labels.get(row), labelAt)).append(end);
        text.append(random.nextInt(50) == 0 ? end : "");
      }
      return text.toString();
    }

    private static String line(
        Random random, char separator, List<String> fields, String label, int labelAt) {
      List<String> all = new ArrayList<>(fields);
      all.add(labelAt, label);
      return all.stream()
          .map(field -> random.nextInt(10) == 0 ? "\"" + field + "\"" : field)
          .map(field -> random.nextInt(10) == 0 ? " " + field + " " : field)
          .collect(Collectors.joining(String.valueOf(separator)));
    }

    double[] all() {
      return Arrays.stream(features).flatMapToDouble(Arrays::stream).toArray();
    }
  }

  private static final List<Charset> MARKED =
      List.of(
          StandardCharsets.UTF_8,
          StandardCharsets.UTF_16LE,
          StandardCharsets.UTF_16BE,
          StandardCharsets.UTF_32LE,
          StandardCharsets.UTF_32BE);

  @Test
  void every_usual_writing_of_a_table_is_read_alike() throws IOException {
    Random random = new Random(7);
    for (int trial = 0; trial < 400; trial++) {
      Written table = Written.random(random);
      boolean words = table.labels.contains("cat");
      boolean header = random.nextBoolean();
      char separator = ",;\t|".charAt(random.nextInt(4));
      char decimal = separator != ',' && random.nextBoolean() ? ',' : '.';
      int width = table.names.size();
      // Words are found wherever they stand; numbers are looked for at the end, or in front of
      // fractions where there is no header.
      int labelAt = words ? random.nextInt(width + 1) : header || random.nextBoolean() ? width : 0;
      String end = List.of("\n", "\r\n", "\r").get(random.nextInt(3));
      String text = table.written(random, separator, decimal, header, labelAt, end);
      Charset charset = MARKED.get(random.nextInt(MARKED.size()));
      boolean mark = random.nextBoolean() || !charset.equals(StandardCharsets.UTF_8);
      Path file =
          Files.write(
              folder.resolve("table.csv"), ((mark ? "\uFEFF" : "") + text).getBytes(charset));
      Dataset data = Csv.defaults().read(file).dataset();
      assertThat(features(data)).as(text).containsExactly(table.all());
      assertThat(data.fields().names())
          .isEqualTo(header ? table.names : Collections.nCopies(width, ""));
      List<String> labels = new ArrayList<>();
      for (int label : data.labels()) {
        labels.add(data.classNames().get(label));
      }
      assertThat(labels).as(text).isEqualTo(table.labels);
    }
  }

  @Test
  void a_table_for_a_model_is_read_by_its_names_with_and_without_labels() throws IOException {
    Random random = new Random(8);
    for (int trial = 0; trial < 200; trial++) {
      Written table = Written.random(random);
      int width = table.names.size();
      Fields columns = Fields.named(table.names);
      List<String> classes = List.of("0", "1", "a b", "cat", "dog");
      List<Integer> order = new ArrayList<>(IntStream.range(0, width).boxed().toList());
      Collections.shuffle(order, random);
      int labelAt = random.nextInt(width + 1);
      int kind = random.nextInt(3); // labelled, without the column, with an empty column
      StringBuilder text = new StringBuilder();
      for (int row = -1; row < table.features.length; row++) {
        List<String> line = new ArrayList<>();
        for (int column : order) {
          line.add(row < 0 ? table.names.get(column) : String.valueOf(table.features[row][column]));
        }
        if (kind != 1) {
          line.add(labelAt, row < 0 ? "kind" : kind == 2 ? "" : table.labels.get(row));
        }
        text.append(String.join(",", line)).append('\n');
      }
      Dataset data =
          table(Csv.defaults().expecting(Set.of(table.names.getFirst())), text.toString())
              .target("kind")
              .forModel(List.of(kind(columns), target(classes)));
      assertThat(features(data.arranged(columns))).as(text.toString()).containsExactly(table.all());
      for (int row = 0; row < data.rows(); row++) {
        assertThat(data.labels()[row])
            .isEqualTo(kind == 0 ? classes.indexOf(table.labels.get(row)) : Dataset.UNLABELLED);
      }
    }
  }

  private static Column.Kind features(String... names) {
    return kind(Fields.named(List.of(names)));
  }

  private static Column.Kind kind(Fields fields) {
    return new Column.Kind(
        Dataset.FEATURES, Shape.of(fields.all().size()), DType.DOUBLE, fields, List.of());
  }

  private static Column.Kind target(List<String> classes) {
    return new Column.Kind(Dataset.TARGET, Shape.SCALAR, DType.INT, Fields.UNKNOWN, classes);
  }

  @Test
  void columns_that_a_model_does_not_know_are_refused_by_name() throws IOException {
    List<Column.Kind> kinds = List.of(features("a", "b"), target(List.of("x", "y")));
    for (String text : List.of("a,c\n1,2\n", "a,c,kind\n1,2,x\n")) {
      Table read = table(Csv.defaults(), text);
      assertThatThrownBy(() -> read.forModel(kinds))
          .isInstanceOf(DataFileException.class)
          .hasMessage(
              folder.resolve("table.csv")
                  + ": columns: \"b\" missing; expected \"a\", \"b\" in any order. Rename, add or"
                  + " remove columns.");
    }
    // What the model does not ask for may be there.
    assertThat(features(table(Csv.defaults(), "c,b,a\n1,2,3\n").forModel(kinds)))
        .containsExactly(3, 2);
    // Without names the place must do, and that is said.
    Dataset data = table(Csv.defaults(), "1,2\n3,4\n").forModel(kinds);
    assertThat(features(data)).containsExactly(1, 2, 3, 4);
    assertThat(data.remarks()).contains("no header: columns are taken by their place");
  }

  @Test
  void labels_that_a_model_does_not_know_are_counted_and_said() throws IOException {
    Dataset data =
        table(Csv.defaults(), "a,kind\n1,x\n2,fox\n3,\n4,ant\n5,fox\n")
            .forModel(List.of(features("a"), target(List.of("x", "y"))));
    assertThat(data.labels()).containsExactly(0, -1, -1, -1, -1);
    assertThat(data.remarks())
        .contains("3 rows have a label that the model does not know: \"fox\", \"ant\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a,b,kind~~1,2,x~~3,4,y | passed over 2 empty lines",
        "# made on Monday~a,b,kind~1,2,x~3,4,y | passed over 1 line beginning with #",
        "a,b,kind,~1,2,x,~3,4,y, | every row ends in a separator: the empty column behind it is"
            + " passed over",
        "',a,b,kind~0,1,2,x~1,3,4,y' | the first column has no name: it counts the rows and is"
            + " passed over",
        "0,1,2~1,2.5,x~3,4,y | the first line, 0 to 2, is taken for a header",
        "a;b;kind~1,5;2;x~3;4;y | a comma stands before a fraction",
        "a;b;kind~1,5;2;x~3;4;y | fields are separated by semicolons",
        "1,2,x~3,4,y | no header: columns are taken by their place",
        "a,b,kind~1,2,x~3,4,y | the label is in column 3 (kind), the last; state another with"
            + " Table.target",
        "kind,a,b~x,1,2~y,3,4 | the label is in column 1 (kind), a guess; state another with"
            + " Table.target",
        "a,label,b~1,x,2~3,y,4 | the label is in column 2 (label)",
        "a,b,kind~1,2,x~3,4,X | the labels \"x\" and \"X\" are taken for different classes",
        "a,b,kind~1,2,1~3,4,1.0 | the labels \"1\" and \"1.0\" are taken for different classes",
      })
  void what_was_decided_is_said(String text, String remark) throws IOException {
    Dataset data = read(Csv.defaults(), text.replace("'", "").replace('~', '\n'));
    assertThat(data.rowShape().elements()).isGreaterThan(0);
    assertThat(data.remarks()).anySatisfy(said -> assertThat(said).isIn(remark, swapped(remark)));
  }

  /// The two labels of a remark come in the order of a hash table.
  private static String swapped(String remark) {
    return remark.replaceFirst("(\"[^\"]*\") and (\"[^\"]*\")", "$2 and $1");
  }

  @Test
  void labels_from_which_nothing_can_be_learnt_are_refused() throws IOException {
    assertFault(
        Csv.defaults(),
        "a,kind\n1,x\n2,x\n",
        "column 2 (kind): found the label \"x\" in all 2 rows, expected at least 2 classes; choose"
            + " the label's column with Table.target.");
    StringBuilder prices = new StringBuilder("a,price\n");
    Random random = new Random(3);
    for (int row = 0; row < 200; row++) {
      prices.append(row).append(',').append(100_000 + random.nextInt(900_000)).append('\n');
    }
    Path file = file(prices.toString());
    assertThatThrownBy(() -> Csv.defaults().read(file).goal(Choices.Goal.CLASSES).schema())
        .hasMessageMatching(
            ".*: column 2 \\(price\\): found (199|200) different labels in 200 rows, expected"
                + " classes that many rows share; .*");
    assertThat(Csv.defaults().read(file).dataset().remarks())
        .contains(
            "column 2 (price) holds quantities, so numbers are learnt; if they are classes, say so"
                + " with Table.goal");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a,a,kind#1,2,x | line 1: columns 1 and 2 are both named \"a\"; give each a name of its"
            + " own.",
        "a,b,kind#1,1e39,x#2,3,y | line 2, column 2 (b): found \"1e39\", expected a number that"
            + " float can hold, up to 3.4e38; give the column another unit.",
        "a;b;kind#1,5;2;x#3;4.5;y | line 2, column 1 (a): found \"1,5\" among numbers, expected a"
            + " finite number with \".\" before its fraction; correct it, or state another mark"
            + " with Csv.decimal.",
        "a,b,kind,#1,2,x,#3,4,y,9 | line 3, column 4: found \"9\", expected nothing, as the"
            + " column has no name; correct it, or name the column.",
      })
  void what_could_be_misread_is_refused(String text, String message) throws IOException {
    assertFault(Csv.defaults(), text.replace('#', '\n'), message);
  }

  @Test
  void a_long_field_costs_no_more_than_its_length() throws IOException {
    String digits = "1".repeat(1_000_000);
    for (String end : List.of("x", "e", ".", "", "e+", ".5.")) {
      StringBuilder text = new StringBuilder("a,b,kind\n1," + digits + end + ",x\n");
      for (int row = 0; row < 30; row++) {
        text.append(row * row).append(',').append(row).append(".5,y\n");
      }
      Table read = table(Csv.defaults(), text.toString());
      assertThatThrownBy(read::dataset)
          .isInstanceOf(DataFileException.class)
          .hasMessageContaining("line 2, column 2 (b): found \"111")
          .extracting(Throwable::getMessage)
          .satisfies(message -> assertThat(message.length()).isLessThan(400));
    }
    String fraction = "0." + digits;
    assertThat(features(read(Csv.defaults(), "a,b,kind\n1," + fraction + ",x\n2,3,y\n"))[1])
        .isEqualTo(1 / 9.0);
  }

  @Test
  void tables_of_very_many_columns_are_read() throws IOException {
    int width = 40_000;
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < 2; row++) {
      text.append((row + ".5,").repeat(width)).append(row).append('\n');
    }
    assertThat(read(Csv.defaults(), text.toString()).rowShape()).isEqualTo(Shape.of(width));
  }

  @Test
  void the_line_of_a_foreign_byte_is_right_and_its_encoding_may_be_stated() throws IOException {
    Random random = new Random(4);
    for (int trial = 0; trial < 20; trial++) {
      int bad = 2 + random.nextInt(9_000);
      StringBuilder text = new StringBuilder("a,kind\n");
      for (int line = 2; line < 10_000; line++) {
        text.append(line)
            .append(line == bad ? ",caf\u00e9\n" : line % 2 == 0 ? ",dog\n" : ",owl\n");
      }
      Path file =
          Files.write(
              folder.resolve("table.csv"), text.toString().getBytes(StandardCharsets.ISO_8859_1));
      assertThatThrownBy(() -> Csv.defaults().read(file))
          .hasMessageContaining(": line " + bad + ": found bytes that are not UTF-8;");
      assertThat(
              Csv.defaults().charset(StandardCharsets.ISO_8859_1).read(file).dataset().classNames())
          .containsExactly("caf\u00e9", "dog", "owl");
    }
    Path file =
        Files.write(folder.resolve("table.csv"), "a,b\n1,2\n".getBytes(StandardCharsets.UTF_16LE));
    assertThatThrownBy(() -> Csv.defaults().read(file))
        .hasMessageContaining(
            "found bytes of zero at the beginning, expected text; if it is UTF-16");
  }

  @Test
  void what_is_no_file_is_told() {
    assertThatThrownBy(() -> Csv.defaults().read(folder))
        .isInstanceOf(DataFileException.class)
        .hasMessage(folder + ": this is a folder; name a file in it.");
    assertThatThrownBy(() -> Csv.defaults().read(Path.of("")))
        .hasMessage(": the name is empty; name a file.");
  }
}
