package thalweg.training.picture;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// The kinds of picture files that are read, told by their first bytes, whatever they are called.
enum Format {
  PNG("\u0089PNG\r\n\u001A\n"),
  JPEG("\u00FF\u00D8\u00FF"),
  GIF("GIF8"),
  BMP("BM");

  private static final String READ = "a PNG, JPEG, GIF or BMP file";

  private final String start; // a character for each byte

  Format(String start) {
    this.start = start;
  }

  /// Returns the kind of a file.
  ///
  /// @throws IOException if it is none of these; it names what it is, where that is known
  static Format of(byte[] file) throws IOException {
    for (Format format : values()) {
      if (startsWith(file, 0, format.start)) {
        return format;
      }
    }
    if (file.length == 0) {
      throw new IOException("empty, expected " + READ);
    }
    String other = other(file);
    throw new IOException(
        other == null ? "no picture, expected " + READ : other + ", expected " + READ);
  }

  private static @Nullable String other(byte[] file) {
    if (startsWith(file, 0, "RIFF") && startsWith(file, 8, "WEBP")) {
      return "a WebP file";
    }
    if (startsWith(file, 4, "ftyp")) {
      return "a HEIC or AVIF file, or a film";
    }
    if (startsWith(file, 0, "II*\0") || startsWith(file, 0, "MM\0*")) {
      return "a TIFF file";
    }
    return startsWith(file, 0, "<svg") || startsWith(file, 0, "<?xml") ? "an SVG file" : null;
  }

  /// Returns whether a file of this name is taken for a picture.
  static boolean isNamed(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".png")
        || lower.endsWith(".jpg")
        || lower.endsWith(".jpeg")
        || lower.endsWith(".gif")
        || lower.endsWith(".bmp");
  }

  /// Checks what a decoder may overlook: that the file is there to its end, and of a PNG the sums
  /// that it carries for this.
  ///
  /// @throws IOException if it is not whole; it says where
  void requireWhole(byte[] file) throws IOException {
    switch (this) {
      case PNG -> requirePngChunks(file);
      case JPEG -> requireJpegEnd(file);
      case GIF -> requireGifBlocks(ByteBuffer.wrap(file));
      case BMP -> {
        if (file.length < 26) {
          throw cutOff(file.length); // before the end of the smallest header
        }
        long told = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(2) & 0xFFFFFFFFL;
        // A header that tells no length, as some programs write it, says nothing.
        if (told > file.length) {
          throw new IOException(
              "cut off after " + file.length + " of " + told + " bytes; fetch it again");
        }
      }
    }
  }

  /// Source: PNG specification, third edition, section 5.
  private static void requirePngChunks(byte[] bytes) throws IOException {
    ByteBuffer file = ByteBuffer.wrap(bytes);
    for (int at = 8; ; ) {
      long length = at + 12 > file.limit() ? -1 : file.getInt(at) & 0xFFFFFFFFL;
      if (length < 0 || at + 12 + length > file.limit()) {
        throw cutOff(file.limit());
      }
      String chunk =
          new String(bytes, at + 4, 4, StandardCharsets.ISO_8859_1).replaceAll("[^A-Za-z]", "?");
      CRC32 sum = new CRC32();
      sum.update(bytes, at + 4, (int) length + 4);
      if ((int) sum.getValue() != file.getInt(at + 8 + (int) length)) {
        throw new IOException("damaged in its part " + chunk + " at byte " + at);
      }
      if (chunk.equals("IEND")) {
        return;
      }
      at += 12 + (int) length;
    }
  }

  /// Checks that the mark of the end is there; some programs write more behind it.
  private static void requireJpegEnd(byte[] file) throws IOException {
    for (int at = file.length - 2; at > 0; at--) {
      if (file[at] == (byte) 0xFF && file[at + 1] == (byte) 0xD9) {
        return;
      }
    }
    throw cutOff(file.length);
  }

  /// Source: GIF89a specification, sections 18 to 27.
  private static void requireGifBlocks(ByteBuffer file) throws IOException {
    try {
      skip(file, 10);
      skip(file, 2 + colours(file.get()));
      for (int block = file.get(); block != 0x3B; block = file.get()) {
        if (block == 0x2C) {
          skip(file, 8);
          skip(file, colours(file.get()) + 1);
        } else if (block == 0x21) {
          skip(file, 1);
        } else {
          throw new IOException("damaged at byte " + (file.position() - 1));
        }
        for (int length = file.get(); length != 0; length = file.get()) {
          skip(file, length & 0xFF);
        }
      }
    } catch (BufferUnderflowException _) {
      throw cutOff(file.limit());
    }
  }

  private static void skip(ByteBuffer file, int bytes) {
    if (bytes > file.remaining()) {
      throw new BufferUnderflowException();
    }
    file.position(file.position() + bytes);
  }

  /// Returns the bytes of the table of colours that `flags` announce.
  private static int colours(int flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
  }

  private static IOException cutOff(int length) {
    return new IOException("cut off after " + length + " bytes; fetch it again");
  }

  private static boolean startsWith(byte[] file, int at, String start) {
    return file.length >= at + start.length()
        && new String(file, at, start.length(), StandardCharsets.ISO_8859_1).equals(start);
  }
}
