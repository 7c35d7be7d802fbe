package thalweg.training.table;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import thalweg.training.data.DataFileException;

/// A file of text, open at the first character behind its byte order mark.
///
/// @param remarks what its mark said
record TextFile(BufferedReader reader, List<String> remarks) implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  /// The marks that a text may begin with. The longer of two that begin alike stands first.
  private enum Mark {
    UTF_8(StandardCharsets.UTF_8, "\u00EF\u00BB\u00BF"),
    UTF_32LE(StandardCharsets.UTF_32LE, "\u00FF\u00FE\0\0"),
    UTF_32BE(StandardCharsets.UTF_32BE, "\0\0\u00FE\u00FF"),
    UTF_16LE(StandardCharsets.UTF_16LE, "\u00FF\u00FE"),
    UTF_16BE(StandardCharsets.UTF_16BE, "\u00FE\u00FF");

    private final Charset charset;
    private final String bytes; // a character each

    Mark(Charset charset, String bytes) {
      this.charset = charset;
      this.bytes = bytes;
    }

    /// Returns the mark that `start` begins with, or null.
    static @Nullable Mark of(String start) {
      for (Mark mark : values()) {
        if (start.startsWith(mark.bytes)) {
          return mark;
        }
      }
      return null;
    }
  }

  /// Opens a file in the encoding that its mark says, else in the one stated, else in UTF-8.
  static TextFile open(TextSource source, Csv.Stated stated) throws IOException {
    InputStream bytes = source.open();
    try {
      bytes.mark(8);
      String start = new String(bytes.readNBytes(4), StandardCharsets.ISO_8859_1);
      Mark mark = Mark.of(start);
      if (mark == null && stated.charset() == null && start.indexOf('\0') >= 0) {
        throw new DataFileException(
            source.path(),
            "found bytes of zero at the beginning, expected text; if it is UTF-16 without a mark,"
                + " save it in UTF-8 or state its encoding "
                + stated.with("charset")
                + ".");
      }
      bytes.reset();
      bytes.skipNBytes(mark == null ? 0 : mark.bytes.length());
      Charset charset =
          mark != null
              ? mark.charset
              : Objects.requireNonNullElse(stated.charset(), StandardCharsets.UTF_8);
      return new TextFile(
          new BufferedReader(new InputStreamReader(bytes, charset.newDecoder()), BUFFER),
          mark == null || mark == Mark.UTF_8
              ? List.of()
              : List.of("the text is in " + charset + ", as its mark says"));
    } catch (IOException | RuntimeException failed) {
      bytes.close();
      throw failed;
    }
  }

  /// Returns the line, from 1, that holds the first bytes that are not text in `charset`; 0 if that
  /// cannot be said.
  static long lineOfFault(TextSource source, Charset charset) {
    try (InputStream file = source.open()) {
      CharsetDecoder decoder = charset.newDecoder();
      ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
      CharBuffer text = CharBuffer.allocate(BUFFER);
      long line = 1;
      char before = 0;
      for (boolean end = false; ; ) {
        int read = file.read(bytes.array(), bytes.position(), bytes.remaining());
        end = read < 0;
        bytes.position(bytes.position() + Math.max(read, 0)).flip();
        CoderResult result = decoder.decode(bytes, text.clear(), end);
        text.flip();
        while (text.hasRemaining()) {
          char c = text.get();
          line += c == '\r' || (c == '\n' && before != '\r') ? 1 : 0;
          before = c;
        }
        if (result.isError()) {
          return line;
        }
        bytes.compact();
        if (end) {
          return 0;
        }
      }
    } catch (IOException | UncheckedIOException _) {
      return 0;
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
