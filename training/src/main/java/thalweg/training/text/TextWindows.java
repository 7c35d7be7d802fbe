package thalweg.training.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.training.data.Column;
import thalweg.training.data.DataFileException;
import thalweg.training.data.Dataset;
import thalweg.training.data.Fields;
import thalweg.training.data.Values;

/// Text as rows of whole numbers: each row some pieces of a text, to be learnt the pieces that
/// follow them, one place on.
///
/// The pieces are those of a [Vocabulary], which a model must keep. Rows overlap where `step` is
/// less than `length`; the pieces lie in memory once, however many rows they are in.
///
/// @param length pieces in a row
/// @param step how many pieces after one row the next begins
public record TextWindows(int length, int step) {
  private static final int LINE_FEED = '\n';

  /// @throws IllegalArgumentException if one is below 1
  public TextWindows {
    if (length < 1 || step < 1) {
      throw new IllegalArgumentException(
          "text windows: length " + length + " and step " + step + "; both must be at least 1.");
    }
  }

  /// Returns windows that follow each other without overlap.
  public static TextWindows of(int length) {
    return new TextWindows(length, length);
  }

  /// Returns the text in a file of UTF-8, without the mark it may begin with.
  ///
  /// @throws DataFileException if there is no such file, or it is not UTF-8; it says at which byte
  public static String read(Path path) throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(path);
    } catch (NoSuchFileException missing) {
      throw new DataFileException(path, "there is no such file; check the name.", missing);
    } catch (IOException unreadable) {
      throw DataFileException.unreadable(path, unreadable);
    }
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    if (result.isError()) {
      throw new DataFileException(
          path,
          String.format(
              java.util.Locale.ROOT,
              "found byte %02x at byte %d, in line %d, where it is not UTF-8; save the file in"
                  + " UTF-8.",
              bytes[in.position()],
              in.position(),
              1 + out.flip().chars().filter(c -> c == LINE_FEED).count()));
    }
    String text = out.flip().toString();
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /// Returns the lines of a text, without what ends them; the last may end without.
  public static List<String> lines(String text) {
    return text.lines().toList();
  }

  /// Returns the windows of a text: features of shape `[length]`, INT, and as target the same
  /// pieces one place on. Pieces at the end that fill no row are left out and told.
  ///
  /// @throws IllegalArgumentException if the text has fewer than `length` + 1 pieces, or the
  ///   vocabulary does not know one
  public Dataset rows(String name, String text, Vocabulary vocabulary) {
    int[] pieces = vocabulary.encode(text);
    if (pieces.length <= length) {
      throw new IllegalArgumentException(
          "text windows: "
              + name
              + " has "
              + pieces.length
              + " pieces; rows of "
              + length
              + " and the piece that follows need at least "
              + (length + 1)
              + ". Take shorter rows, or more text.");
    }
    int rows = (pieces.length - length - 1) / step + 1;
    int used = (rows - 1) * step + length + 1;
    List<String> remarks = new ArrayList<>();
    if (used < pieces.length) {
      remarks.add(pieces.length - used + " pieces at the end fill no row and were left out");
    }
    Shape shape = Shape.of(length);
    return Dataset.of(
        name,
        List.of(
            column(Dataset.FEATURES, shape, new Windows(pieces, 0, length, step, rows)),
            column(Dataset.TARGET, shape, new Windows(pieces, 1, length, step, rows))),
        remarks);
  }

  private static Column column(String name, Shape shape, Values values) {
    return new Column(new Column.Kind(name, shape, DType.INT, Fields.UNKNOWN, List.of()), values);
  }

  /// Rows that lie over each other in one array.
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Windows(int[] pieces, int offset, int width, int step, int rows)
      implements Values {
    @Override
    public DType type() {
      return DType.INT;
    }

    @Override
    public void gather(int[] order, int from, int count, NdArray target) {
      for (int i = 0; i < count; i++) {
        System.arraycopy(pieces, offset + order[from + i] * step, target.ints(), i * width, width);
      }
    }
  }
}
