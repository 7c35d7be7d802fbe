package thalweg.training.data;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.exchange.NumberType;
import thalweg.exchange.Replacement;

/// An array in the IDX format, in which MNIST is published.
///
/// Two zero bytes, the element type, the number of axes; the sizes as 32-bit integers; then the
/// elements, last axis fastest. All big-endian. Compressed files (gzip) are recognised by their
/// first bytes, whatever they are called.
public final class Idx {
  private static final int MOST_BYTES = Integer.MAX_VALUE - 8; // the longest array a JVM gives
  private static final int GZIP_MAGIC = 0x1F8B;

  /// As many bytes are believed to be in one of a gzip file before they have been seen; the digits
  /// of MNIST come to 5.
  private static final long GZIP_USUAL_GROWTH = 8;

  /// How many bytes are read at a time.
  private static final int PIECE = 1 << 16;

  /// The type of the elements in the file.
  public enum Element {
    UNSIGNED_BYTE(0x08, NumberType.UNSIGNED_BYTE),
    SIGNED_BYTE(0x09, NumberType.SIGNED_BYTE),
    SHORT(0x0B, NumberType.SHORT),
    INT(0x0C, NumberType.INT),
    FLOAT(0x0D, NumberType.FLOAT),
    DOUBLE(0x0E, NumberType.DOUBLE);

    private final int code;
    private final NumberType number;

    Element(int code, NumberType number) {
      this.code = code;
      this.number = number;
    }
  }

  private final Element element;
  private final Shape shape;
  private final byte[] bytes; // as in the file

  private Idx(Element element, Shape shape, byte[] bytes) {
    this.element = element;
    this.shape = shape;
    this.bytes = bytes;
  }

  /// Returns unsigned bytes as an array to be written. The bytes are not copied.
  ///
  /// @throws IllegalArgumentException if their number is not that of the shape
  public static Idx ofBytes(Shape shape, byte[] bytes) {
    if (bytes.length != shape.elements()) {
      throw new IllegalArgumentException(
          "idx: shape "
              + shape
              + " needs "
              + shape.elements()
              + " bytes, given "
              + bytes.length
              + ".");
    }
    return new Idx(Element.UNSIGNED_BYTE, shape, bytes);
  }

  /// Returns `array` as an array to be written with the given elements.
  ///
  /// @throws IllegalArgumentException if an element cannot hold one of the numbers exactly
  public static Idx of(Element element, NdArray array) {
    return new Idx(
        element, array.shape(), element.number.bytesOf(array, ByteOrder.BIG_ENDIAN, "idx"));
  }

  /// Returns the type of the elements.
  public Element element() {
    return element;
  }

  /// Returns the shape.
  public Shape shape() {
    return shape;
  }

  /// Returns the elements as they stand in the file, big-endian, not copied.
  public byte[] bytes() {
    return bytes;
  }

  /// Returns the elements as numbers: whole ones as `int`, FLOAT as `float`, DOUBLE as `double`.
  public NdArray array() {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    NumberType number = element.number;
    DType type = number.type();
    NdArray array = NdArray.zeros(type, shape);
    for (int i = 0; i < shape.elements(); i++) {
      double value = number.get(in, i * number.bytes());
      switch (type) {
        case FLOAT -> array.floats()[i] = (float) value;
        case DOUBLE -> array.doubles()[i] = value;
        case INT -> array.ints()[i] = (int) value;
      }
    }
    return array;
  }

  /// Writes the array to `path`, compressed if the name ends in `.gz`. Nobody finds half of it
  /// there: it gets its name when it is whole.
  public void write(Path path) throws IOException {
    try (Replacement replacement = Replacement.open(path)) {
      OutputStream file = Channels.newOutputStream(replacement.channel());
      boolean packed = path.toString().endsWith(".gz");
      GZIPOutputStream gzip = packed ? new GZIPOutputStream(file) : null;
      DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(gzip == null ? file : gzip, PIECE));
      out.writeInt(element.code << 8 | shape.rank());
      for (int size : shape.sizes()) {
        out.writeInt(size);
      }
      out.write(bytes);
      out.flush();
      if (gzip != null) {
        gzip.finish();
      }
      replacement.commit();
    }
  }

  /// Reads the array in `path`.
  ///
  /// @throws DataFileException if there is no such file, or it is not exactly one IDX array
  public static Idx read(Path path) throws IOException {
    try (InputStream file = new BufferedInputStream(Files.newInputStream(path), PIECE)) {
      return read(path, plain(file));
    } catch (NoSuchFileException missing) {
      throw new DataFileException(path, "there is no such file; check the name.", missing);
    } catch (ZipException | EOFException damaged) {
      throw new DataFileException(
          path,
          "found a gzip file that is damaged or cut off ("
              + damaged.getMessage()
              + "), expected a whole one; fetch it again.",
          damaged);
    } catch (DataFileException told) {
      throw told;
    } catch (IOException unreadable) {
      throw DataFileException.unreadable(path, unreadable);
    }
  }

  private static InputStream plain(InputStream file) throws IOException {
    file.mark(2);
    int magic = file.read() << 8 | file.read();
    file.reset();
    return magic == GZIP_MAGIC ? new GZIPInputStream(file, PIECE) : file;
  }

  private static Idx read(Path path, InputStream in) throws IOException {
    byte[] magic = header(path, in, 4, "the first 4 bytes");
    Element element = element(path, magic);
    int rank = magic[3] & 0xFF;
    ByteBuffer header =
        ByteBuffer.wrap(header(path, in, 4 * rank, "the sizes of " + rank + " axes"));
    int[] sizes = new int[rank];
    long most = MOST_BYTES / element.number.bytes();
    long elements = 1;
    for (int axis = 0; axis < rank; axis++) {
      sizes[axis] = header.getInt();
      elements *= Integer.toUnsignedLong(sizes[axis]);
      if (sizes[axis] < 0 || elements > most) {
        throw new DataFileException(
            path,
            "found size "
                + Integer.toUnsignedString(sizes[axis])
                + " along axis "
                + axis
                + " of "
                + rank
                + ", expected at most "
                + most
                + " elements of "
                + element
                + " in all; the header is damaged, or the file must be cut into smaller ones.");
      }
    }
    Shape shape = Shape.of(sizes);
    int length = (int) elements * element.number.bytes();
    byte[] bytes = elements(path, in, length);
    boolean more = bytes.length == length && in.read() >= 0; // not counted: it may be without end
    if (bytes.length < length || more) {
      throw new DataFileException(
          path,
          "found "
              + (more ? "more than " : "")
              + bytes.length
              + " bytes of elements, expected "
              + length
              + " for shape "
              + shape
              + " of "
              + element
              + "; "
              + (more
                  ? "the header does not belong to the data."
                  : "the file is cut off: fetch it again."));
    }
    return new Idx(element, shape, bytes);
  }

  /// Returns the next `length` bytes, or all there are. They are read straight into the array that
  /// is kept where the size of the file bears out its header; else the array grows as it is read,
  /// so that a wrong header costs no memory.
  private static byte[] elements(Path path, InputStream in, int length) throws IOException {
    boolean packed = in instanceof GZIPInputStream;
    long likely = Math.max(PIECE, Files.size(path) * (packed ? GZIP_USUAL_GROWTH : 1));
    byte[] bytes = new byte[(int) Math.min(length, likely)];
    int read = 0;
    while (read < length) {
      if (read == bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * read));
      }
      // By pieces: a read from a file goes through a buffer of its size outside the heap.
      int more = in.read(bytes, read, Math.min(PIECE, bytes.length - read));
      if (more < 0) {
        return Arrays.copyOf(bytes, read);
      }
      read += more;
    }
    return bytes;
  }

  private static byte[] header(Path path, InputStream in, int length, String what)
      throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new DataFileException(
          path,
          "found the end after "
              + bytes.length
              + " of "
              + length
              + " bytes, expected "
              + what
              + " of an IDX file; the file is cut off or of another kind.");
    }
    return bytes;
  }

  private static Element element(Path path, byte[] magic) throws DataFileException {
    String found =
        "found " + HexFormat.ofDelimiter(" ").formatHex(magic) + " at the beginning, expected ";
    if (magic[0] != 0 || magic[1] != 0) {
      throw new DataFileException(
          path, found + "00 00, element type, number of axes; this is not an IDX file.");
    }
    for (Element element : Element.values()) {
      if (element.code == magic[2]) {
        return element;
      }
    }
    throw new DataFileException(
        path,
        found
            + "08, 09, 0b, 0c, 0d or 0e as third byte, the element type; this is not an IDX file.");
  }
}
