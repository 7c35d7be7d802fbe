package thalweg.training.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thalweg.training.data.DataFileException;
import thalweg.training.data.Split;

/// Tables beyond the heap: none of their columns is to stay in it here.
@Timeout(60)
@Tag("plain")
class TableStoreTest {
  /// Enough for each column to be worth a file.
  private static final int ROWS = 20_000;

  @TempDir private Path temporary;
  private Path folder = Path.of("");
  private TableStore store = new TableStore(folder, 0, Long.MAX_VALUE);

  @BeforeEach
  void aFolder() {
    folder = temporary.resolve("caches/thalweg"); // not there yet
    store = new TableStore(folder, 0, Long.MAX_VALUE);
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
      List<Path> all = files.filter(file -> !file.endsWith("in-use.lock")).toList();
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
    store = new TableStore(folder, Integer.MAX_VALUE, Long.MAX_VALUE);
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

  private Path kept(String name, int size, Instant used) throws IOException {
    Files.createDirectories(folder);
    Path file = Files.write(folder.resolve(name), new byte[size]);
    Files.setLastModifiedTime(file, FileTime.from(used));
    return file;
  }

  @Test
  void the_tables_that_were_not_used_for_longest_go_when_there_are_too_many() throws IOException {
    SplittableRandom random = new SplittableRandom(9);
    for (int trial = 0; trial < 100; trial++) {
      folder = temporary.resolve("cache" + trial);
      List<Path> byUse = new ArrayList<>();
      int count = random.nextInt(12);
      for (int i = 0; i < count; i++) {
        String name = "%032x.table".formatted(random.nextLong(Long.MAX_VALUE));
        byUse.add(kept(name, random.nextInt(1000), Instant.ofEpochSecond(1000 + i)));
      }
      Path others = kept("notes.txt", 5000, Instant.EPOCH);
      Path left = kept("columns-1.part", 10, Instant.EPOCH);
      Path now = kept("columns-2.part", 10, Instant.now());
      int most = random.nextInt(4000);
      KeptTables.trim(folder, most);
      assertThat(others).exists();
      assertThat(left).doesNotExist();
      assertThat(now).exists();
      long size = 0;
      boolean isFull = false;
      for (Path file : byUse.reversed()) {
        // What goes is what was used before all that stays.
        boolean isThere = Files.exists(file);
        assertThat(isThere && isFull).isFalse();
        isFull |= !isThere;
        size += isThere ? Files.size(file) : 0;
      }
      assertThat(size).isLessThanOrEqualTo(most);
    }
  }

  @Test
  void no_table_goes_that_a_living_process_uses() throws Exception {
    Path mine = data(1);
    Path another = data(2);
    read(mine);
    Path minesFile = file();
    Process user = user(another);
    try (BufferedReader said = user.inputReader()) {
      assertThat(said.readLine()).isEqualTo("in use");
      Path unused = kept("0123456789abcdef0123456789abcdef.table", 100, Instant.now());
      KeptTables.trim(folder, 0);
      assertThat(unused).doesNotExist();
      assertThat(minesFile).exists();
      assertThat(tables()).hasSize(2);
      kept(another); // this one is now in use here too
    } finally {
      user.destroyForcibly().waitFor();
    }
    Path data = data(3);
    store = new TableStore(folder, 0, 0); // which trims when it keeps another
    read(data);
    assertThat(tables()).hasSize(3); // all of this process
  }

  @Test
  void a_table_may_go_when_the_process_that_used_it_was_killed() throws Exception {
    Path data = data(4);
    Process user = user(data);
    try (BufferedReader said = user.inputReader()) {
      assertThat(said.readLine()).isEqualTo("in use");
      KeptTables.trim(folder, 0);
      assertThat(tables()).hasSize(1);
    } finally {
      user.destroyForcibly().waitFor();
    }
    KeptTables.trim(folder, 0);
    assertThat(tables()).isEmpty();
  }

  /// Starts another process that uses the table of these data.
  private Process user(Path data) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            User.class.getName(),
            folder.toString(),
            data.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private List<Path> tables() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".table")).toList();
    }
  }

  /// Another process, that uses a table until it is ended.
  static final class User {
    private User() {}

    public static void main(String[] arguments) throws IOException {
      List<Path> files = List.of(Path.of(arguments[1]));
      new TableStore(Path.of(arguments[0]), 0, Long.MAX_VALUE)
          .table(files, Csv.defaults(), room -> Csv.defaults().read(files, room));
      System.out.println("in use");
      while (System.in.read() >= 0) {
        // it ends with the test
      }
    }
  }

  @Test
  void what_is_no_size_is_refused() {
    assertThat(TableStore.gigabytes(null)).isEqualTo(10);
    assertThat(TableStore.gigabytes("0.5")).isEqualTo(0.5);
    for (String wrong : List.of("", "much", "-1", "NaN")) {
      assertThatThrownBy(() -> TableStore.gigabytes(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("-Dthalweg.cache.gigabytes is ");
    }
  }

  @Test
  void a_folder_that_takes_nothing_is_told_with_what_to_do() throws IOException {
    Path data = data(1);
    Path taken = Files.writeString(temporary.resolve("taken"), "");
    store = new TableStore(taken, 0, Long.MAX_VALUE);
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
