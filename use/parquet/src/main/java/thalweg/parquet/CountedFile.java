package thalweg.parquet;

import dev.hardwood.InputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/// A file that is asked for its bytes a limited number of times.
///
/// Where a damaged page says that it is longer than its column, hardwood 1.0.1 asks for what lies
/// behind the end, of which there is nothing, again and again without end. This file stops it.
final class CountedFile implements InputFile {
  /// So many times in any case: for the beginning, the end and the indices of a column.
  private static final int CALLS = 1_000;

  /// Pages are read many at a time, and one of fewer bytes holds nothing.
  private static final int BYTES_A_CALL = 16;

  private final InputFile file;
  private final AtomicLong left = new AtomicLong(CALLS);

  CountedFile(InputFile file) {
    this.file = file;
  }

  /// Begins to count for something of so many bytes.
  void expect(long bytes) {
    left.set(CALLS + bytes / BYTES_A_CALL);
  }

  @Override
  public ByteBuffer readRange(long offset, int length) throws IOException {
    if (left.decrementAndGet() < 0) {
      throw new IOException("a page says that it is longer than its column");
    }
    return file.readRange(offset, length);
  }

  @Override
  public void open() throws IOException {
    file.open();
  }

  @Override
  public long length() throws IOException {
    return file.length();
  }

  @Override
  public String name() {
    return file.name();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
