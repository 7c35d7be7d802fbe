package thalweg.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import thalweg.algebra.DType;
import thalweg.algebra.Shape;

class CsvTest {
  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("table.csv"), text);
  }

  private Dataset read(Csv csv, String text) throws IOException {
    return csv.read(file(text));
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
    assertThat(features(read(Csv.defaults().label("kind"), text))).containsExactly(2, 3, 5, 6);
    assertThat(features(read(Csv.defaults().label("a"), text))).containsExactly(1, 3, 4, 6);
    assertThat(features(read(Csv.defaults().label(0), text))).containsExactly(2, 3, 5, 6);
    assertThat(features(read(Csv.defaults().label(-1), text))).containsExactly(1, 2, 4, 5);
    assertThat(features(read(Csv.defaults().label(0), "9,2,3\n8,5,6\n")))
        .containsExactly(2, 3, 5, 6);
  }

  @Test
  void a_stated_header_is_believed() throws IOException {
    assertThat(features(read(Csv.defaults().header(Csv.Header.PRESENT), "1,2,3\n4,5,6\n")))
        .containsExactly(4, 5);
    assertThat(features(read(Csv.defaults().header(Csv.Header.ABSENT), "1,2,label\n4,5,x\n")))
        .containsExactly(1, 2, 4, 5);
  }

  @Test
  void fields_may_be_separated_otherwise() throws IOException {
    assertThat(features(read(Csv.defaults().separator(';'), "1;2;0\n3;4;1\n")))
        .containsExactly(1, 2, 3, 4);
    assertThat(features(read(Csv.defaults().separator('\t'), "a\tb\tlabel\n1\t2\t0\n")))
        .containsExactly(1, 2);
  }

  @Test
  void classes_are_sorted_as_numbers_if_all_are_and_as_words_otherwise() throws IOException {
    assertThat(read(Csv.defaults(), "1,10\n1,9\n1,-1\n").classNames())
        .containsExactly("-1", "9", "10");
    assertThat(read(Csv.defaults(), "1,10\n1,9\n1,b\n1,B\n").classNames())
        .containsExactly("10", "9", "B", "b");
  }

  @Test
  void classes_may_be_given_so_that_two_files_agree() throws IOException {
    Csv csv = Csv.defaults().classNames(List.of("yes", "no", "perhaps"));
    Dataset data = read(csv, "1,no\n2,yes\n");
    assertThat(data.labels()).containsExactly(1, 0);
    assertThat(data.classes()).isEqualTo(3);
    assertFault(
        csv,
        "1,no\n2,never\n",
        "line 2, column 2: found label \"never\", expected one of [yes, no, perhaps].");
  }

  @Test
  void a_long_table_is_read_whole_and_split_at_random() throws IOException {
    StringBuilder text = new StringBuilder("a,b,label\n");
    for (int row = 0; row < 5_000; row++) {
      text.append(String.format(Locale.ROOT, "%d,%d.5,%d%n", row, -row, row % 7));
    }
    Dataset data = read(Csv.defaults(), text.toString());
    assertThat(data.rows()).isEqualTo(5_000);
    assertThat(features(data)[2 * 4_321]).isEqualTo(4_321);
    assertThat(features(data)[2 * 4_321 + 1]).isEqualTo(-4_321.5);
    assertThat(data.split(0.2, 1).test().rows()).isEqualTo(1_000);
  }

  private void assertFault(Csv csv, String text, String message) throws IOException {
    Path file = file(text);
    assertThatThrownBy(() -> csv.read(file))
        .isInstanceOfSatisfying(
            DataFileException.class, fault -> assertThat(fault.path()).isEqualTo(file))
        .hasMessage(file + ": " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a,b,label#1,2,x#3,y | line 3: found 2 fields, expected 3 as in the first line; correct the"
            + " line.",
        "a,b,label#1,2,x#3,4,5,y | line 3: found 4 fields, expected 3 as in the first line; correct"
            + " the line.",
        "a,b,label#1,2,x##3,four,y | line 4, column 2 (b): found \"four\", expected a finite"
            + " number; correct it, or leave the row out.",
        "1,2,x#3,four,y | line 2, column 2: found \"four\", expected a finite number; correct it,"
            + " or leave the row out.",
        "a,b,label#,2,x | line 2, column 1 (a): found nothing, expected a finite number; correct"
            + " it, or leave the row out.",
        "a,b,label#1,NaN,x | line 2, column 2 (b): found \"NaN\", expected a finite number; correct"
            + " it, or leave the row out.",
        "a,b,label#1,-Infinity,x | line 2, column 2 (b): found \"-Infinity\", expected a finite"
            + " number; correct it, or leave the row out.",
        "a,b,label#1,1e999,x | line 2, column 2 (b): found \"1e999\", expected a finite number;"
            + " correct it, or leave the row out.",
        "a,b,label#1,2d,x | line 2, column 2 (b): found \"2d\", expected a finite number; correct"
            + " it, or leave the row out.",
        "a,b,label#1,0x10,x | line 2, column 2 (b): found \"0x10\", expected a finite number;"
            + " correct it, or leave the row out.",
        "a,b,label#1,'\"2,5\"',x | line 2, column 2 (b): found \"2,5\", expected a finite number;"
            + " correct it, or leave the row out.",
        "a,b,label#1,2, | line 2, column 3 (label): found nothing, expected a label; correct it, or"
            + " leave the row out.",
        "a,b,label#1,2,0.5 | line 2, column 3 (label): found \"0.5\", expected a whole number or a"
            + " word as label; choose the label's column with label.",
        "1,two,3#4,5,6 | line 1, column 2: found \"two\" beside 1 number, expected all names or all"
            + " numbers; correct it, or state the header.",
        "1#2 | line 1: found a single column, expected at least one feature and the label; if"
            + " another character separates the fields, state it with separator.",
        "a,b,label | found no rows below the header, expected at least 1.",
        "'' | found no rows, expected at least 1.",
      })
  void a_fault_is_told_with_line_and_column(String text, String message) throws IOException {
    assertFault(Csv.defaults(), text.replace("'", "").replace('#', '\n'), message);
  }

  @Test
  void a_label_column_that_is_not_there_is_told() throws IOException {
    assertFault(
        Csv.defaults().label("kind"),
        "a,b,c\n1,2,3\n",
        "line 1: found columns [a, b, c], expected one named \"kind\" for the label; choose another"
            + " with label.");
    assertFault(
        Csv.defaults().label(3),
        "a,b,c\n1,2,3\n",
        "line 1: found 3 columns, expected the label at column 3 counted from 0; choose from -3 to"
            + " 2.");
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
        .hasMessageContaining(
            "found bytes that are not UTF-8, expected text in UTF-8; save it so.");
    Path none = folder.resolve("none.csv");
    assertThatThrownBy(() -> Csv.defaults().read(none))
        .isInstanceOf(DataFileException.class)
        .hasMessage(none + ": there is no such file; check the name.");
  }
}
