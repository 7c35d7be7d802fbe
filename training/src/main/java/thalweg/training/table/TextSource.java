package thalweg.training.table;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import thalweg.training.data.DataFileException;

/// Where the text of a table comes from, to be read more than once: a file, or what a pipe or a
/// stream has given, kept in memory. Text that is packed by gzip is unpacked.
final class TextSource {
  private static final int BUFFER = 1 << 16;
  private static final byte[] PARQUET = {'P', 'A', 'R', '1'};

  private final Path path;
  private final @Nullable InputStream stream; // null for a file
  private final long skipped; // lines left out before the rows
  private byte @Nullable [] kept; // of what can be read only once; null before

  private TextSource(Path path, @Nullable InputStream stream, long skipped) {
    this.path = path;
    this.stream = stream;
    this.skipped = skipped;
  }

  static TextSource of(Path path) {
    return new TextSource(path, null, 0);
  }

  static TextSource of(String name, InputStream stream) {
    return of(name, stream, 0);
  }

  static TextSource of(String name, InputStream stream, long skipped) {
    return new TextSource(Path.of(name), stream, skipped);
  }

  /// Returns how many lines of a longer text are left out before the rows.
  long skipped() {
    return skipped;
  }

  /// Returns the file, or a name for messages.
  Path path() {
    return path;
  }

  /// Returns the text's bytes from the beginning.
  InputStream open() throws IOException {
    InputStream bytes = new BufferedInputStream(raw(), BUFFER);
    try {
      bytes.mark(4);
      byte[] start = bytes.readNBytes(4);
      bytes.reset();
      if (start.length >= 2 && start[0] == 0x1f && start[1] == (byte) 0x8b) {
        return new BufferedInputStream(new GZIPInputStream(bytes, BUFFER), BUFFER);
      }
      if (Arrays.equals(start, PARQUET)) {
        throw new DataFileException(
            path,
            "found a Parquet file, expected text; put org.thalweg:thalweg-parquet on the class or"
                + " module path, as the command does for names that end in .parquet, and read it by"
                + " Table.read, or save it as CSV.");
      }
      if (start.length == 4 && start[0] == 'P' && start[1] == 'K' && start[2] <= 8) {
        throw new DataFileException(
            path,
            "found a zip archive or a spreadsheet, expected text; unpack it, or save it as CSV.");
      }
      if (new String(start, StandardCharsets.ISO_8859_1).equals("PAR1")) {
        throw new DataFileException(
            path, "found a Parquet file, expected text; read it as Parquet, or save it as CSV.");
      }
      return bytes;
    } catch (IOException | RuntimeException failed) {
      bytes.close();
      throw failed;
    }
  }

  private InputStream raw() throws IOException {
    if (kept == null
        && (stream != null || !Files.isRegularFile(path))
        && !Files.isDirectory(path)) {
      try (InputStream once = stream == null ? Files.newInputStream(path) : null) {
        kept = (once == null ? Objects.requireNonNull(stream) : once).readAllBytes();
      }
    }
    return kept == null ? Files.newInputStream(path) : new ByteArrayInputStream(kept);
  }
}
