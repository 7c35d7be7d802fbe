package thalweg.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thalweg.training.data.DataFileException;
import thalweg.training.table.Table;

/// The files of [ParquetFormatTest], damaged.
class DamagedParquetTest {
  @TempDir private Path folder;

  @Test
  @Timeout(60)
  void a_file_that_is_cut_is_named_wherever_it_is_cut() throws IOException {
    byte[] whole = Files.readAllBytes(ParquetFormatTest.file("types"));
    Path cut = folder.resolve("cut.parquet");
    for (int length = 4; length < whole.length; length += 61) {
      Files.write(cut, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Table.read(cut))
          .as("%d bytes", length)
          .isInstanceOf(DataFileException.class)
          .hasMessageStartingWith(cut + ": the file is damaged or cut: ")
          .message()
          .hasLineCount(1);
    }
  }

  /// Sums of pages tell damage within them; what is left is where the file says how it is built.
  @ParameterizedTest
  @ValueSource(strings = {"types", "old", "zstd"})
  @Timeout(60)
  void a_damaged_file_is_named_or_gives_all_its_rows(String name) throws IOException {
    byte[] whole = Files.readAllBytes(ParquetFormatTest.file(name));
    Path damaged = folder.resolve("damaged.parquet");
    SplittableRandom random = new SplittableRandom(1);
    int told = 0;
    int placed = 0;
    for (int i = 0; i < 100; i++) {
      byte[] bytes = whole.clone();
      bytes[4 + random.nextInt(bytes.length - 4)] ^= (byte) (1 + random.nextInt(255));
      Files.write(damaged, bytes);
      try {
        assertThat(Table.read(damaged).rows()).isEqualTo(ParquetFormatTest.ROWS);
      } catch (DataFileException refused) {
        told++;
        assertThat(refused).hasMessageStartingWith(damaged + ": ").message().hasLineCount(1);
        placed += refused.getMessage().contains("row group") ? 1 : 0;
      }
    }
    assertThat(told).isGreaterThan(20);
    assertThat(placed).isGreaterThan(2);
  }

  /// Where each page begins is told by a header whose second field is its length.
  @Test
  @Timeout(60)
  void a_page_that_is_said_to_be_longer_than_its_column_ends_the_reading() throws IOException {
    byte[] whole = Files.readAllBytes(ParquetFormatTest.file("types"));
    Path damaged = folder.resolve("damaged.parquet");
    for (int[] change : new int[][] {{783, 141}, {3934, 219}}) {
      byte[] bytes = whole.clone();
      bytes[change[0]] ^= (byte) change[1];
      Files.write(damaged, bytes);
      assertThatThrownBy(() -> Table.read(damaged))
          .isInstanceOf(DataFileException.class)
          .hasMessageContainingAll(
              "the file is damaged or cut: column ",
              "a page says that it is longer than its column",
              "from row group ",
              " of 3, byte ");
    }
  }
}
