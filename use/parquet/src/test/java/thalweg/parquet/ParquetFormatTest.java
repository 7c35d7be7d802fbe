package thalweg.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import thalweg.training.data.DataFileException;
import thalweg.training.data.Dataset;
import thalweg.training.table.Csv;
import thalweg.training.table.Partition;
import thalweg.training.table.Table;
import thalweg.training.table.TableColumn;

/// Files made by fixtures.py among the resources: seven rows, of which row 3 holds nothing.
class ParquetFormatTest {
  static final int ROWS = 7;

  @TempDir private Path folder;

  static Path file(String name) {
    URL found =
        Objects.requireNonNull(ParquetFormatTest.class.getResource("/" + name + ".parquet"), name);
    try {
      return Path.of(found.toURI());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static List<String> texts(TableColumn column) {
    return IntStream.range(0, column.rows()).mapToObj(column::text).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "int8, -128, 127",
    "uint8, 0, 255",
    "int32, -2147483648, 2147483647",
    "uint32, 1, 4294967295",
    "int64, -9007199254740992, 12",
    "uint64, 1, 18446744073709551616",
    "half, 1.5, -0.25",
    "float, 0.5, NaN",
    "double, 0.1, -1e300",
    "decimal9, 1.25, -0.01",
    "decimal18, 123456789.125, -0.001",
    "decimal38, 12345678901234567890.5, -0.1"
  })
  void numbers_of_all_kinds_are_the_nearest_doubles(String name, double even, double odd)
      throws IOException {
    TableColumn column = Table.read(file("types")).column(name);
    assertThat(column.isNumeric()).isTrue();
    for (int row = 0; row < ROWS; row++) {
      assertThat(Double.valueOf(column.number(row)))
          .isEqualTo(Double.valueOf(row == 3 ? Double.NaN : row % 2 == 0 ? even : odd));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "date, 2026-11-28, 1969-07-20",
    "millis, 2001-01-01T00:01, 1969-12-31T23:59:58",
    "micros, 2001-01-01T00:01, 1969-12-31T23:59:58",
    "nanos, 2001-01-01T00:01, 1969-12-31T23:59:58",
    "clock, 15:30, 00:00:05",
    "clock32, 15:30, 00:00:05",
    "truth, true, false",
    "coded, a, b",
    "name, 00000000-0000-0000-0000-000000000001, 00000000-0000-0000-0000-000000000002",
    "bare, plain, text"
  })
  void dates_and_words_of_all_kinds_are_as_text_would_hold_them(
      String name, String even, String odd) throws IOException {
    TableColumn column = Table.read(file("types")).column(name);
    assertThat(column.isNumeric()).isFalse();
    for (int row = 0; row < ROWS; row++) {
      assertThat(column.isMissing(row)).isEqualTo(row == 3);
      assertThat(column.text(row)).isEqualTo(row == 3 ? "" : row % 2 == 0 ? even : odd);
    }
  }

  @Test
  void words_are_stripped_and_those_for_nothing_are_nothing() throws IOException {
    assertThat(texts(Table.read(file("types")).column("word")))
        .containsExactly("Zürich", "東京", "", "", "東京", "", "Zürich");
    assertThat(Table.read(file("types")).column("nothing").missing()).isEqualTo(ROWS);
  }

  @Test
  void what_is_no_column_of_cells_is_left_out_and_said() throws IOException {
    Table table = Table.read(file("types"));
    assertThat(table.columns()).extracting(TableColumn::name).doesNotContain("list", "bytes");
    assertThat(table.remarks())
        .containsExactlyInAnyOrder(
            "column \"list\" is left out: it holds lists, maps or structures",
            "column \"structure\" is left out: it holds lists, maps or structures",
            "column \"bytes\" is left out: it holds bytes that are no text");
    assertThatThrownBy(() -> Table.read(file("nested")))
        .isInstanceOf(DataFileException.class)
        .hasMessageEndingWith(
            "found no column of numbers, dates or text, expected at least one; write lists and"
                + " structures as columns of their own.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"old", "zstd", "turned"})
  void a_table_is_the_same_however_it_is_stored(String name) throws IOException {
    Table expected = Table.read(file("types"));
    Table table = Table.read(file(name));
    assertThat(table.rows()).isEqualTo(ROWS);
    for (TableColumn column : table.columns()) {
      assertThat(texts(column)).isEqualTo(texts(expected.column(column.name())));
    }
  }

  @Test
  void files_of_one_table_stand_one_below_the_other_whatever_the_order_of_their_columns()
      throws IOException {
    Table table = Table.read(List.of(file("old"), file("turned"), file("zstd")), Csv.defaults());
    assertThat(table.rows()).isEqualTo(3 * ROWS);
    for (TableColumn column : Table.read(file("old")).columns()) {
      List<String> three = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        three.addAll(texts(column));
      }
      assertThat(texts(table.column(column.name()))).isEqualTo(three);
    }
    assertThatThrownBy(() -> Table.read(List.of(file("old"), file("types")), Csv.defaults()))
        .isInstanceOf(DataFileException.class)
        .hasMessageStartingWith(file("types").toString())
        .hasMessageContainingAll("found the column", "expected the columns of", "of one table");
    Path text = Files.writeString(folder.resolve("a.csv"), "a,b\n1,2\n");
    assertThatThrownBy(() -> Table.read(List.of(file("old"), text), Csv.defaults()))
        .isInstanceOf(DataFileException.class)
        .hasMessage(
            text
                + ": found no Parquet file, expected one, as "
                + file("old")
                + " is; give files of one kind.");
  }

  @Test
  void other_packing_and_no_rows_are_refused() {
    assertThatThrownBy(() -> Table.read(file("lz4")))
        .isInstanceOf(DataFileException.class)
        .hasMessageEndingWith(
            "column \"truth\": is packed by LZ4_RAW, expected gzip, Snappy,"
                + " Zstandard or nothing; write it with one of those.");
    assertThatThrownBy(() -> Table.read(file("empty")))
        .isInstanceOf(DataFileException.class)
        .hasMessageEndingWith(
            "found 0 rows, expected from 1 to 2147483647; give a file with rows.");
  }

  @Test
  void without_this_artifact_the_line_names_it() throws IOException {
    Path file = file("old");
    assertThatThrownBy(() -> Csv.defaults().read(file))
        .isInstanceOf(DataFileException.class)
        .hasMessageContainingAll("found a Parquet file", "org.thalweg:thalweg-parquet");
  }

  @Test
  void three_million_flights_become_a_table_and_a_split() throws IOException {
    Path flights = Path.of("../../../shared/data/tables/flights-3m.parquet");
    assumeThat(flights).exists();
    Table table = Table.read(flights).target("delay");
    assertThat(table.rows()).isEqualTo(3_000_000);
    assertThat(table.columns())
        .extracting(TableColumn::name)
        .containsExactly("date", "delay", "distance", "origin", "destination");
    assertThat(table.column("date").text(0)).isEqualTo("2001-01-01T00:01");
    assertThat(table.column("origin").text(0)).isEqualTo("LAS");
    Dataset train = table.split(Partition.of(80, 10, 10)).train();
    assertThat(train.rows()).isEqualTo(2_400_000);
  }
}
