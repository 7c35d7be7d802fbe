package thalweg.training.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thalweg.training.data.DataFileException;
import thalweg.training.data.Split;

/// Tables beyond the heap: none of their columns is to stay in it here.
@Timeout(60)
class TableStoreTest {
  /// Enough for each column to be worth a file.
  private static final int ROWS = 20_000;

  @TempDir private Path temporary;
  private Path folder = Path.of("");
  private TableStore store = new TableStore(folder, 0);

  @BeforeEach
  void aFolder() {
    folder = temporary.resolve("caches/thalweg"); // not there yet
    store = new TableStore(folder, 0);
  }

  private static final List<String> GAPS = List.of("", "NA", "?", "nan");
  private static final List<String> COLOURS = List.of("red", "green", "blue; dark", "Grün");

  /// Columns of all kinds: many and few numbers, percentages, words, dates, gaps, a constant.
  private Path data(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder text = new StringBuilder("many,few,percent,word,day,gap,same,target\n");
    for (int row = 0; row < ROWS; row++) {
      double many = random.nextDouble() * Math.pow(10, random.nextInt(-8, 9));
      text.append(random.nextInt(50) == 0 ? GAPS.get(random.nextInt(GAPS.size())) : many)
          .append(',')
          .append(random.nextInt(12))
          .append(',')
          .append(random.nextInt(100))
          .append("%,\"")
          .append(COLOURS.get(random.nextInt(COLOURS.size())))
          .append("\",2026-")
          .append("%02d".formatted(1 + random.nextInt(12)))
          .append("-11,")
          .append(GAPS.get(random.nextInt(GAPS.size())))
          .append(",1,")
          .append(many > 1 ? "large" : "small")
          .append('\n');
    }
    return Files.writeString(temporary.resolve("data" + seed + ".csv"), text);
  }

  private Table read(Path data) throws IOException {
    return store.table(
        List.of(data), Csv.defaults(), room -> Csv.defaults().read(List.of(data), room));
  }

  private Table kept(Path data) throws IOException {
    return store.table(
        List.of(data),
        Csv.defaults(),
        _ -> {
          throw new IOException("read again");
        });
  }

  private Path file() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1); // nothing else is left behind
      return all.getFirst();
    }
  }

  private static void assertSame(Table table, Table expected) throws IOException {
    assertThat(table.rows()).isEqualTo(expected.rows());
    for (int i = 0; i < expected.columns().size(); i++) {
      TableColumn column = table.columns().get(i);
      TableColumn other = expected.columns().get(i);
      assertThat(column.name()).isEqualTo(other.name());
      assertThat(column.isNumeric()).isEqualTo(other.isNumeric());
      assertThat(column.words()).isEqualTo(other.words());
      for (int row = 0; row < table.rows(); row++) {
        assertThat(column.code(row)).isEqualTo(other.code(row));
        assertThat(Double.doubleToRawLongBits(column.number(row)))
            .isEqualTo(Double.doubleToRawLongBits(other.number(row)));
      }
    }
    assertThat(table).hasToString(expected.toString());
    Split split = table.target("target").split(Partition.of(80, 10, 10));
    Split same = expected.target("target").split(Partition.of(80, 10, 10));
    assertThat(split.train().sha256()).isEqualTo(same.train().sha256());
    assertThat(Objects.requireNonNull(split.test()).sha256())
        .isEqualTo(Objects.requireNonNull(same.test()).sha256());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void a_table_beyond_the_heap_is_the_same_as_in_it_and_found_again(long seed) throws IOException {
    Path data = data(seed);
    Table expected = Csv.defaults().read(List.of(data), ColumnRoom.inHeap());
    Table table = read(data);
    assertThat(table.columns().getFirst().numbers())
        .satisfies(cells -> assertThat(Objects.requireNonNull(cells).isNative()).isTrue());
    assertSame(table, expected);
    Table again = kept(data);
    assertSame(again, expected);
    assertThat(again.remarks()).isEqualTo(table.remarks());
    assertThat(again.remarks().getLast())
        .isEqualTo(
            "the columns took more than a quarter of the heap and lie in "
                + file()
                + ", which is used as long as the data are the same");
    assertThat(again.row(ROWS - 1)).isEqualTo("line " + (ROWS + 1));
  }

  @Test
  void what_the_heap_can_hold_stays_there() throws IOException {
    Path data = data(1);
    store = new TableStore(folder, Integer.MAX_VALUE);
    assertThat(read(data).remarks()).isEqualTo(Csv.defaults().read(data).remarks());
    assertThat(folder).doesNotExist();
  }

  @Test
  void other_data_and_other_choices_are_read_again() throws IOException {
    Path data = data(1);
    read(data);
    FileTime time = Files.getLastModifiedTime(data);
    Files.setLastModifiedTime(data, FileTime.from(Instant.EPOCH));
    assertThatThrownBy(() -> kept(data)).hasMessage("read again");
    Files.setLastModifiedTime(data, time);
    kept(data);
    Files.writeString(data, Files.readString(data) + "1,1,1%,red,2026-01-11,,1,large\n");
    Files.setLastModifiedTime(data, time);
    assertThatThrownBy(() -> kept(data)).hasMessage("read again");
    assertThat(read(data).rows()).isEqualTo(ROWS + 1);
    assertThat(kept(data).rows()).isEqualTo(ROWS + 1);
    file(); // the new one stands in the place of the old one
    Csv words = Csv.defaults().words(Set.of("few"));
    assertThatThrownBy(
            () ->
                store.table(
                    List.of(data),
                    words,
                    _ -> {
                      throw new IOException("read again");
                    }))
        .hasMessage("read again");
  }

  @Test
  void a_damaged_file_is_made_again() throws IOException {
    Path data = data(1);
    Table expected = Csv.defaults().read(List.of(data), ColumnRoom.inHeap());
    read(data);
    Path file = file();
    byte[] whole = Files.readAllBytes(file);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 200; i++) {
      byte[] bytes = whole.clone();
      if (i % 4 == 0) {
        bytes = Arrays.copyOf(bytes, i < 100 ? i : random.nextInt(bytes.length));
      } else {
        int at = i < 100 ? bytes.length - i : random.nextInt(bytes.length);
        bytes[at] ^= (byte) (1 + random.nextInt(255));
      }
      Files.write(file, bytes);
      assertThatThrownBy(() -> kept(data)).hasMessage("read again");
    }
    assertSame(read(data), expected);
    assertThat(Files.readAllBytes(file())).isEqualTo(whole);
  }

  @Test
  void a_word_that_turns_up_late_and_several_files_are_read_as_in_the_heap() throws IOException {
    StringBuilder text = new StringBuilder("a,b\n");
    IntStream.range(0, ROWS).forEach(row -> text.append(row + 0.5).append(",x\n"));
    Path first = Files.writeString(temporary.resolve("1.csv"), text);
    Path second = Files.writeString(temporary.resolve("2.csv"), "b,a\ny,late\n");
    List<Path> files = List.of(first, second);
    Table table = store.table(files, Csv.defaults(), room -> Csv.defaults().read(files, room));
    Table expected = Csv.defaults().read(files);
    assertThat(table.column("a").text(ROWS)).isEqualTo("late");
    assertThat(table.columns().getFirst().words()).isEqualTo(expected.columns().getFirst().words());
    assertThat(table.row(ROWS)).isEqualTo(expected.row(ROWS));
  }

  @Test
  void a_folder_that_takes_nothing_is_told_with_what_to_do() throws IOException {
    Path data = data(1);
    Path taken = Files.writeString(temporary.resolve("taken"), "");
    store = new TableStore(taken, 0);
    assertThatThrownBy(() -> read(data))
        .isInstanceOf(DataFileException.class)
        .hasMessageStartingWith(
            data
                + ": the table is larger than the heap has room for, and cannot be laid into the"
                + " folder "
                + taken
                + ": ")
        .hasMessageEndingWith(
            "; free some room, state another folder by -Dthalweg.cache=FOLDER, or give Java a"
                + " larger heap by -Xmx.");
  }
}
