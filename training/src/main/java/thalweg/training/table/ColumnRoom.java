package thalweg.training.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Room for the cells of a table that is being read: in the heap as long as that has enough, beyond
/// it in a file that the system keeps in memory as far as it can. Whoever reads a [TableFormat]
/// takes the room of his columns from here, and need not know which it is.
public final class ColumnRoom {
  /// Less than this is not worth a place in a file.
  private static final long SMALL = 1 << 16;

  private static final int WRITTEN_AT_ONCE = 1 << 20;

  private final long most; // bytes in the heap
  private final @Nullable Path folder; // of the file; null for the heap alone
  private long taken;
  private boolean isBeyondHeap;
  private @Nullable IOException failure;

  private ColumnRoom(long most, @Nullable Path folder) {
    this.most = most;
    this.folder = folder;
  }

  /// Returns room in the heap alone.
  static ColumnRoom inHeap() {
    return new ColumnRoom(Long.MAX_VALUE, null);
  }

  /// Returns room of up to `most` bytes in the heap, beyond them in files without a name in
  /// `folder`, which is made if need be.
  static ColumnRoom upTo(long most, Path folder) {
    return new ColumnRoom(most, folder);
  }

  /// Returns whether something lies in a file.
  boolean isBeyondHeap() {
    return isBeyondHeap;
  }

  /// Returns why there was no room, which readers may have taken for a fault of what they read;
  /// null if there was.
  @Nullable IOException failure() {
    return failure;
  }

  /// Returns room for so many doubles, to be set by their index. They are 0.
  ///
  /// @throws UncheckedIOException if they would have to lie in a file, and the disk is full
  public MemorySegment doubles(int count) {
    return room((long) count * Double.BYTES, () -> MemorySegment.ofArray(new double[count]));
  }

  /// Returns room for so many ints, to be set by their index. They are 0.
  ///
  /// @throws UncheckedIOException as for [#doubles]
  public MemorySegment ints(int count) {
    return room((long) count * Integer.BYTES, () -> MemorySegment.ofArray(new int[count]));
  }

  /// Returns so much of `old` as `larger` has room for, there; the room of the old one is given
  /// back.
  public MemorySegment moved(MemorySegment old, MemorySegment larger) {
    MemorySegment.copy(old, 0, larger, 0, Math.min(old.byteSize(), larger.byteSize()));
    taken -= old.isNative() ? 0 : old.byteSize();
    return larger;
  }

  /// Returns the first `bytes` of a segment: in the heap a copy that takes no more.
  MemorySegment fitted(MemorySegment segment, long bytes) {
    if (segment.isNative() || segment.byteSize() == bytes) {
      return segment.asSlice(0, bytes);
    }
    Object array = segment.heapBase().orElseThrow();
    return moved(
        segment,
        array instanceof double[]
            ? doubles((int) (bytes / Double.BYTES))
            : ints((int) (bytes / Integer.BYTES)));
  }

  private interface InHeap {
    MemorySegment make();
  }

  private MemorySegment room(long bytes, InHeap heap) {
    if (folder == null || bytes < SMALL || taken + bytes <= most) {
      taken += bytes;
      return heap.make();
    }
    isBeyondHeap = true;
    try {
      return mapped(folder, bytes);
    } catch (IOException failed) {
      failure = failed;
      throw new UncheckedIOException(failed);
    }
  }

  /// Each byte is written first: the room of a file that has holes may be missing when it is used,
  /// and then Java ends.
  private static MemorySegment mapped(Path folder, long bytes) throws IOException {
    Files.createDirectories(folder);
    Path file = Files.createTempFile(folder, "columns-", ".part");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(bytes, WRITTEN_AT_ONCE));
      for (long written = 0; written < bytes; ) {
        zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - written));
        written += channel.write(zeros);
      }
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes, Arena.ofAuto());
    } finally {
      try {
        Files.delete(file); // what is mapped stays, and goes with the process
      } catch (IOException _) {
        file.toFile().deleteOnExit();
      }
    }
  }
}
