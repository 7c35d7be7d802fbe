package thalweg.exchange;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;

/// An array as NumPy saves it, in an NPY file or as a member of an NPZ archive ([Npz]).
///
/// Versions 1 to 3 of the format are read, in either byte order and either order of axes; version 1
/// is written, little-endian, last axis fastest. Source: NumPy enhancement proposal 1 and
/// `numpy.lib.format`.
public final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MOST_BYTES = Integer.MAX_VALUE - 8; // the longest array a JVM gives
  private static final int LONGEST_HEADER = 1 << 20;
  private static final int ALIGNMENT = 64;
  private static final int MOST_AXES = 64;

  private static final String TEXT = "'([^'\\\\]*)'|\"([^\"\\\\]*)\"";
  private static final Pattern ENTRY =
      Pattern.compile(
          "\\s*(?:"
              + TEXT
              + ")\\s*:\\s*(?:"
              + TEXT
              + "|(True|False)|\\(([0-9L,\\s]*)\\)|(\\[.*\\]))\\s*(?:,|(?=}))",
          Pattern.DOTALL);

  /// The type of the elements in the file.
  public enum Element {
    BOOL("b1", NumberType.BOOL),
    UNSIGNED_BYTE("u1", NumberType.UNSIGNED_BYTE),
    SIGNED_BYTE("i1", NumberType.SIGNED_BYTE),
    UNSIGNED_SHORT("u2", NumberType.UNSIGNED_SHORT),
    SHORT("i2", NumberType.SHORT),
    UNSIGNED_INT("u4", NumberType.UNSIGNED_INT),
    INT("i4", NumberType.INT),
    UNSIGNED_LONG("u8", NumberType.UNSIGNED_LONG),
    LONG("i8", NumberType.LONG),
    HALF("f2", NumberType.HALF),
    FLOAT("f4", NumberType.FLOAT),
    DOUBLE("f8", NumberType.DOUBLE),
    /// Characters, as many as the longest text has; read, not written.
    TEXT("U", 4),
    /// Bytes, as many as the longest text has; read, not written.
    BYTES("S", 1);

    private final String code;
    private final int bytes;
    private final @Nullable NumberType number; // null for text

    Element(String code, NumberType number) {
      this.code = code;
      this.bytes = number.bytes();
      this.number = number;
    }

    Element(String code, int bytes) {
      this.code = code;
      this.bytes = bytes;
      this.number = null;
    }

    /// Returns whether the elements are text.
    public boolean isText() {
      return number == null;
    }
  }

  private final Element element;
  private final Shape shape;
  private final byte[] bytes; // little-endian, last axis fastest
  private final int length; // of an element in bytes

  private Npy(Element element, Shape shape, byte[] bytes, int length) {
    this.element = element;
    this.shape = shape;
    this.bytes = bytes;
    this.length = length;
  }

  /// Returns an array to be written: `float` as f4, `double` as f8, `int` as i4.
  public static Npy of(NdArray array) {
    return of(
        switch (array.type()) {
          case FLOAT -> Element.FLOAT;
          case DOUBLE -> Element.DOUBLE;
          case INT -> Element.INT;
        },
        array);
  }

  /// Returns an array to be written with the given elements.
  ///
  /// @throws IllegalArgumentException if an element cannot hold one of the numbers exactly
  public static Npy of(Element element, NdArray array) {
    if (element.number == null) {
      throw new IllegalArgumentException("npy: numbers cannot be written as " + element + ".");
    }
    byte[] bytes = element.number.bytesOf(array, ByteOrder.LITTLE_ENDIAN, "npy");
    return new Npy(element, array.shape(), bytes, element.bytes);
  }

  /// Returns the type of the elements.
  public Element element() {
    return element;
  }

  /// Returns the shape.
  public Shape shape() {
    return shape;
  }

  /// Returns the elements, little-endian, last axis fastest, not copied.
  public byte[] bytes() {
    return bytes;
  }

  /// Returns the elements as numbers: f2 and f4 as `float`, f8 as `double`, all others as `int`.
  ///
  /// @throws ArithmeticException if a whole number is beyond `int`; it says which
  /// @throws IllegalArgumentException if they are text
  public NdArray array() {
    NumberType number = element.number;
    if (number == null) {
      throw new IllegalArgumentException("npy: the elements are text, not numbers; ask for texts.");
    }
    DType type = number.type();
    NdArray array = NdArray.zeros(type, shape);
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < shape.elements(); i++) {
      switch (type) {
        case FLOAT -> array.floats()[i] = (float) number.get(in, i * length);
        case DOUBLE -> array.doubles()[i] = number.get(in, i * length);
        case INT -> array.ints()[i] = whole(number, in, i);
      }
    }
    return array;
  }

  /// Returns the elements as text.
  ///
  /// @throws IllegalArgumentException if they are numbers
  public List<String> texts() {
    if (!element.isText()) {
      throw new IllegalArgumentException("npy: the elements are numbers; ask for the array.");
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < shape.elements(); i++) {
      String text =
          new String(
              bytes,
              i * length,
              length,
              element == Element.TEXT ? StandardCharsets.UTF_32LE : StandardCharsets.UTF_8);
      int end = text.length();
      while (end > 0 && text.charAt(end - 1) == '\0') {
        end--; // shorter ones are filled up
      }
      texts.add(text.substring(0, end));
    }
    return texts;
  }

  private int whole(NumberType number, ByteBuffer in, int i) {
    boolean isLong = number.bytes() == Long.BYTES; // not every one is a double
    long whole = isLong ? in.getLong(i * length) : (long) number.get(in, i * length);
    if (whole != (int) whole) {
      throw new ArithmeticException(
          "element "
              + i
              + " is "
              + (number == NumberType.UNSIGNED_LONG ? Long.toUnsignedString(whole) : whole)
              + ", beyond the whole numbers of 32 bits");
    }
    return (int) whole;
  }

  /// Writes the array to `path`. Nobody finds half of it there: it gets its name when it is whole.
  ///
  /// @throws IllegalArgumentException if the elements are text
  public void write(Path path) throws IOException {
    try (Replacement replacement = Replacement.open(path)) {
      OutputStream out = Channels.newOutputStream(replacement.channel());
      write(out);
      out.flush();
      replacement.commit();
    }
  }

  /// Writes the array to a stream.
  ///
  /// @throws IllegalArgumentException if the elements are text
  public void write(OutputStream out) throws IOException {
    if (element.isText()) {
      throw new IllegalArgumentException("npy: text is read, not written; write numbers.");
    }
    StringBuilder sizes = new StringBuilder();
    for (int size : shape.sizes()) {
      sizes.append(size).append(", ");
    }
    String tuple =
        shape.rank() == 1
            ? sizes.toString().strip()
            : sizes.substring(0, Math.max(0, sizes.length() - 2));
    String text =
        "{'descr': '"
            + (element.bytes == 1 ? '|' : '<')
            + element.code
            + "', 'fortran_order': False, 'shape': ("
            + tuple
            + "), }";
    int header = Math.ceilDiv(MAGIC.length + 4 + text.length() + 1, ALIGNMENT) * ALIGNMENT;
    byte[] padded = new byte[header];
    Arrays.fill(padded, (byte) ' ');
    System.arraycopy(MAGIC, 0, padded, 0, MAGIC.length);
    padded[MAGIC.length] = 1;
    padded[MAGIC.length + 1] = 0;
    int length = header - MAGIC.length - 4;
    padded[MAGIC.length + 2] = (byte) length;
    padded[MAGIC.length + 3] = (byte) (length >> 8);
    byte[] words = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(words, 0, padded, MAGIC.length + 4, words.length);
    padded[header - 1] = '\n';
    out.write(padded);
    out.write(bytes);
  }

  /// Returns whether `start` begins as an NPY file does.
  public static boolean isStart(byte[] start) {
    return start.length >= MAGIC.length
        && Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  /// Reads the array in `path`.
  ///
  /// @throws NpyException if it is not exactly one array of numbers or text; it says at which byte
  /// @throws IOException if the file cannot be read
  public static Npy read(Path path) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
      return read(path.toString(), in);
    }
  }

  /// Reads an array, to the end of the stream.
  ///
  /// @param name what messages call the stream
  /// @throws NpyException as for a file; memory is taken as the bytes come
  public static Npy read(String name, InputStream in) throws IOException {
    byte[] start = exactly(name, in, MAGIC.length + 2, 0, "the first bytes of an NPY file");
    if (!isStart(start)) {
      throw new NpyException(
          name, "does not begin with the mark of an NPY file; check that it is one.");
    }
    int version = start[MAGIC.length];
    if (version < 1 || version > 3) {
      throw new NpyException(
          name,
          "found version "
              + version
              + " at byte "
              + MAGIC.length
              + ", expected 1, 2 or 3; save it"
              + " again with a NumPy that writes these.");
    }
    int at = start.length;
    int field = version == 1 ? 2 : 4;
    byte[] told = exactly(name, in, field, at, "the length of the header");
    long length =
        version == 1
            ? (told[0] & 0xFF) | (told[1] & 0xFF) << 8
            : ByteBuffer.wrap(told).order(ByteOrder.LITTLE_ENDIAN).getInt() & 0xFFFFFFFFL;
    if (length > LONGEST_HEADER) {
      throw new NpyException(
          name,
          "found a header of "
              + length
              + " bytes at byte "
              + at
              + ", expected at most "
              + LONGEST_HEADER
              + "; the file is damaged.");
    }
    at += field;
    byte[] header = exactly(name, in, (int) length, at, "the header");
    return elements(name, in, Header.parse(name, header, at), at + (int) length);
  }

  /// What the header says.
  private record Header(
      Element element, int length, boolean isBigEndian, boolean isFortran, Shape shape) {
    static Header parse(String name, byte[] bytes, int at) throws NpyException {
      String text = new String(bytes, StandardCharsets.UTF_8).strip();
      @Nullable String descr = null;
      @Nullable String fortran = null;
      @Nullable String shape = null;
      Matcher entry = ENTRY.matcher(text);
      int next = text.startsWith("{") ? 1 : -1;
      while (next > 0 && next < text.length() && entry.find(next) && entry.start() == next) {
        String key = entry.group(1) == null ? entry.group(2) : entry.group(1);
        String words = entry.group(3) == null ? entry.group(4) : entry.group(3);
        switch (key) {
          case "descr" -> descr = words == null ? entry.group(7) : words;
          case "fortran_order" -> fortran = entry.group(5);
          case "shape" -> shape = entry.group(6);
          default -> {}
        }
        next = entry.end();
      }
      if (next < 0
          || !text.substring(next).strip().equals("}")
          || descr == null
          || fortran == null
          || shape == null) {
        throw new NpyException(
            name,
            "found the header "
                + Quote.of(text)
                + " at byte "
                + at
                + ", expected descr, fortran_order and shape; the file is damaged.");
      }
      return of(name, descr, fortran.equals("True"), shape);
    }

    private static Header of(String name, String descr, boolean isFortran, String sizes)
        throws NpyException {
      Shape shape = shape(name, sizes);
      for (Element element : Element.values()) {
        boolean fits =
            element.isText()
                ? descr.matches("[<>|=]?" + element.code + "[1-9]\\d{0,5}")
                : descr.matches("[<>|=]?" + element.code);
        if (fits || (element == Element.BOOL && descr.equals("?"))) {
          int length =
              element.isText()
                  ? element.bytes * Integer.parseInt(descr.replaceAll("\\D", ""))
                  : element.bytes;
          if ((long) length * shape.elements() > MOST_BYTES) {
            throw tooLarge(name, sizes);
          }
          return new Header(element, length, descr.startsWith(">"), isFortran, shape);
        }
      }
      throw new NpyException(
          name,
          "found elements of type "
              + Quote.of(descr)
              + ", expected "
              + (descr.contains("O")
                  ? "numbers; Python objects are not read: save them as numbers."
                  : "numbers b1, u1 to u8, i1 to i8, f2, f4, f8, or text; save it as one of"
                      + " these."));
    }

    private static NpyException tooLarge(String name, String sizes) {
      return new NpyException(
          name,
          "found the shape ("
              + Quote.shown(sizes)
              + "), expected at most "
              + MOST_BYTES
              + " bytes in all; the header is damaged, or the array must be cut into smaller"
              + " ones.");
    }

    private static Shape shape(String name, String sizes) throws NpyException {
      String[] words = sizes.isBlank() ? new String[0] : sizes.strip().split("\\s*,\\s*", -1);
      int rank =
          words.length > 0 && words[words.length - 1].isEmpty() ? words.length - 1 : words.length;
      if (rank > MOST_AXES) {
        throw tooLarge(name, sizes);
      }
      int[] shape = new int[rank];
      long elements = 1;
      for (int axis = 0; axis < rank; axis++) {
        if (!words[axis].matches("\\d{1,18}L?")) {
          throw new NpyException(
              name,
              "found the shape (" + Quote.shown(sizes) + "), expected sizes; the file is damaged.");
        }
        long size = Long.parseLong(words[axis].replace("L", ""));
        elements = size > MOST_BYTES ? Long.MAX_VALUE : elements * size;
        if (elements > MOST_BYTES) {
          throw tooLarge(name, sizes);
        }
        shape[axis] = (int) size;
      }
      return Shape.of(shape);
    }
  }

  private static Npy elements(String name, InputStream in, Header header, int at)
      throws IOException {
    int wanted = header.length * header.shape.elements();
    byte[] bytes = exactly(name, in, wanted, at, wanted + " bytes for shape " + header.shape);
    if (in.read() >= 0) {
      throw new NpyException(
          name,
          "found more than "
              + wanted
              + " bytes of elements from byte "
              + at
              + " on, expected the end; the header does not belong to the data.");
    }
    if (header.isBigEndian) {
      int unit = header.element.isText() ? header.element.bytes : header.length;
      for (int from = 0; from < bytes.length; from += unit) {
        for (int i = 0; i < unit / 2; i++) {
          byte other = bytes[from + i];
          bytes[from + i] = bytes[from + unit - 1 - i];
          bytes[from + unit - 1 - i] = other;
        }
      }
    }
    return new Npy(
        header.element,
        header.shape,
        header.isFortran ? lastFastest(bytes, header) : bytes,
        header.length);
  }

  /// Returns elements that stood first axis fastest with the last fastest.
  private static byte[] lastFastest(byte[] bytes, Header header) {
    int[] sizes = header.shape.sizes();
    int[] index = new int[sizes.length];
    byte[] turned = new byte[bytes.length];
    for (int to = 0; to < header.shape.elements(); to++) {
      int from = 0;
      for (int axis = sizes.length - 1; axis >= 0; axis--) {
        from = from * sizes[axis] + index[axis];
      }
      System.arraycopy(bytes, from * header.length, turned, to * header.length, header.length);
      for (int axis = sizes.length - 1; axis >= 0 && ++index[axis] == sizes[axis]; axis--) {
        index[axis] = 0;
      }
    }
    return turned;
  }

  private static byte[] exactly(String name, InputStream in, int length, int at, String what)
      throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new NpyException(
          name,
          "ends at byte "
              + (at + bytes.length)
              + ", expected "
              + what
              + " from byte "
              + at
              + " on; the file is cut off: fetch it again.");
    }
    return bytes;
  }
}
