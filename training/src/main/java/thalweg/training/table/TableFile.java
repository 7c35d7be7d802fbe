package thalweg.training.table;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import thalweg.exchange.Replacement;

/// A table as a file whose columns are used where they lie: first the numbers of one column after
/// the other, then what they are, last a sum over all and where the description begins. It is made
/// and read by one version on one machine, and made again by any other.
final class TableFile {
  private static final long MARK = 0x7468_616c_7765_6701L; // in the machine's own order of bytes
  private static final int AT_ONCE = 1 << 20;
  private static final int END = 3 * Long.BYTES;

  private TableFile() {}

  // Writing.

  /// Puts a table in the place of `file`, in one step.
  ///
  /// @param key what the table was made from
  static void write(Path file, String key, Table table) throws IOException {
    try (Replacement replacement = Replacement.open(file);
        Arena arena = Arena.ofConfined()) {
      Writing writing = new Writing(replacement.channel(), arena.allocate(AT_ONCE, Long.BYTES));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream described = new DataOutputStream(bytes);
      write(described, key);
      described.writeInt(table.parts().size());
      for (Table.Part part : table.parts()) {
        write(described, part.path().toString());
        described.writeInt(part.firstRow());
      }
      write(described, table.remarks());
      writing.add(described, MemorySegment.ofArray(table.lines()));
      described.writeInt(table.columns().size());
      for (TableColumn column : table.columns()) {
        write(described, column.name());
        described.writeBoolean(column.isOfMoments());
        writing.add(described, column.numbers());
        writing.add(described, column.codes());
        write(described, column.words());
        TableColumn.Odd odd = column.odd();
        described.writeBoolean(odd != null);
        if (odd != null) {
          write(described, odd.word());
          described.writeInt(odd.row());
          described.writeChar(odd.decimal());
        }
      }
      long begins = writing.written;
      writing.add(MemorySegment.ofArray(bytes.toByteArray()));
      writing.end(begins);
      replacement.commit();
    }
  }

  private static void write(DataOutputStream to, List<String> words) throws IOException {
    to.writeInt(words.size());
    for (String word : words) {
      write(to, word);
    }
  }

  private static void write(DataOutputStream to, String word) throws IOException {
    byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
    to.writeInt(bytes.length);
    to.write(bytes);
  }

  private static final class Writing {
    private final FileChannel channel;
    private final MemorySegment buffer;
    private final CRC32C sum = new CRC32C();
    private long written;

    Writing(FileChannel channel, MemorySegment buffer) {
      this.channel = channel;
      this.buffer = buffer;
    }

    /// Adds numbers, and describes where they lie.
    void add(DataOutputStream described, @Nullable MemorySegment numbers) throws IOException {
      described.writeLong(numbers == null ? -1 : written);
      if (numbers != null) {
        described.writeLong(numbers.byteSize());
        add(numbers);
      }
    }

    /// Adds bytes, and others up to a multiple of eight.
    void add(MemorySegment bytes) throws IOException {
      for (long at = 0; at < bytes.byteSize(); at += AT_ONCE) {
        long count = Math.min(AT_ONCE, bytes.byteSize() - at);
        long whole = (count + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
        buffer.asSlice(0, whole).fill((byte) 0);
        MemorySegment.copy(bytes, at, buffer, 0, count);
        put(whole, true);
      }
    }

    void end(long begins) throws IOException {
      buffer.setAtIndex(ValueLayout.JAVA_LONG, 0, begins);
      buffer.setAtIndex(ValueLayout.JAVA_LONG, 1, sum.getValue());
      buffer.setAtIndex(ValueLayout.JAVA_LONG, 2, MARK);
      put(END, false);
    }

    private void put(long count, boolean isSummed) throws IOException {
      ByteBuffer bytes = buffer.asSlice(0, count).asByteBuffer();
      if (isSummed) {
        sum.update(bytes.duplicate());
      }
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      written += count;
    }
  }

  // Reading.

  /// Returns the table in a file; null if it is damaged, or was made from something else.
  ///
  /// @param key what the table should be made from
  static @Nullable Table read(Path file, String key, UnaryOperator<String> settings) {
    try (FileChannel channel = FileChannel.open(file)) {
      MemorySegment all =
          channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
      long end = all.byteSize() - END;
      if (end < 0 || end % Long.BYTES != 0 || all.get(ValueLayout.JAVA_LONG, end + 16) != MARK) {
        return null;
      }
      CRC32C sum = new CRC32C();
      for (long at = 0; at < end; at += AT_ONCE) {
        sum.update(all.asSlice(at, Math.min(AT_ONCE, end - at)).asByteBuffer());
      }
      if (sum.getValue() != all.get(ValueLayout.JAVA_LONG, end + 8)) {
        return null;
      }
      long begins = all.get(ValueLayout.JAVA_LONG, end);
      DataInputStream described =
          new DataInputStream(
              new ByteArrayInputStream(
                  all.asSlice(begins, end - begins).toArray(ValueLayout.JAVA_BYTE)));
      return word(described).equals(key) ? table(described, all, settings) : null;
    } catch (IOException | RuntimeException _) {
      return null; // it is made again
    }
  }

  private static Table table(
      DataInputStream described, MemorySegment all, UnaryOperator<String> settings)
      throws IOException {
    List<Table.Part> parts = new ArrayList<>();
    for (int left = described.readInt(); left > 0; left--) {
      parts.add(new Table.Part(Path.of(word(described)), described.readInt()));
    }
    List<String> remarks = words(described);
    MemorySegment lines = numbers(described, all);
    List<TableColumn> columns = new ArrayList<>();
    for (int left = described.readInt(); left > 0; left--) {
      columns.add(
          TableColumn.stored(
              word(described),
              described.readBoolean(),
              numbers(described, all),
              numbers(described, all),
              words(described),
              described.readBoolean()
                  ? new TableColumn.Odd(word(described), described.readInt(), described.readChar())
                  : null));
    }
    return Table.read(
        columns,
        parts,
        lines == null ? new int[0] : lines.toArray(ValueLayout.JAVA_INT),
        remarks,
        settings);
  }

  private static @Nullable MemorySegment numbers(DataInputStream described, MemorySegment all)
      throws IOException {
    long begins = described.readLong();
    return begins < 0 ? null : all.asSlice(begins, described.readLong());
  }

  private static List<String> words(DataInputStream described) throws IOException {
    List<String> words = new ArrayList<>();
    for (int left = described.readInt(); left > 0; left--) {
      words.add(word(described));
    }
    return words;
  }

  private static String word(DataInputStream described) throws IOException {
    return new String(described.readNBytes(described.readInt()), StandardCharsets.UTF_8);
  }
}
