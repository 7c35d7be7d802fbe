package thalweg.training.picture;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// What a camera notes of how it was held. Source: CIPA DC-008 (Exif), tag 0x0112.
final class Exif {
  private static final int ORIENTATION = 0x0112;
  private static final byte[] MARK = "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final int APP1 = 0xE1;
  private static final int START_OF_SCAN = 0xDA;

  private Exif() {}

  /// Returns the orientation, 1 to 8, that a JPEG or PNG file notes; 1, upright, where it notes
  /// none that can be read.
  static int orientation(byte[] file, Format format) {
    try {
      return switch (format) {
        case JPEG -> ofJpeg(ByteBuffer.wrap(file));
        case PNG -> ofPng(ByteBuffer.wrap(file));
        case GIF, BMP -> 1;
      };
    } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException _) {
      return 1; // notes that are damaged turn nothing
    }
  }

  private static int ofJpeg(ByteBuffer file) {
    file.position(2);
    while (file.remaining() >= 4) {
      int marker = file.getShort() & 0xFFFF;
      if (marker >> 8 != 0xFF || (marker & 0xFF) == START_OF_SCAN) {
        return 1;
      }
      int length = file.getShort() & 0xFFFF;
      int next = file.position() + length - 2;
      if ((marker & 0xFF) == APP1 && length > MARK.length + 2 && startsWithMark(file)) {
        return ofTiff(file.slice(file.position() + MARK.length, length - 2 - MARK.length));
      }
      file.position(next);
    }
    return 1;
  }

  private static boolean startsWithMark(ByteBuffer file) {
    for (int i = 0; i < MARK.length; i++) {
      if (file.get(file.position() + i) != MARK[i]) {
        return false;
      }
    }
    return true;
  }

  private static int ofPng(ByteBuffer file) {
    for (int at = 8; at + 12 <= file.limit(); at += 12 + file.getInt(at)) {
      if (file.getInt(at + 4) == 0x65584966) { // eXIf
        return ofTiff(file.slice(at + 8, file.getInt(at)));
      }
    }
    return 1;
  }

  private static int ofTiff(ByteBuffer tiff) {
    tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = tiff.getInt(4);
    int entries = tiff.getShort(directory) & 0xFFFF;
    for (int i = 0; i < entries; i++) {
      int entry = directory + 2 + 12 * i;
      if ((tiff.getShort(entry) & 0xFFFF) == ORIENTATION) {
        int orientation = tiff.getShort(entry + 8);
        return orientation >= 1 && orientation <= 8 ? orientation : 1;
      }
    }
    return 1;
  }
}
