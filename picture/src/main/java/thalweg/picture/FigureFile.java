package thalweg.picture;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import javax.imageio.ImageIO;

/// Writes figures to files.
final class FigureFile {
  private static final int PNG_SCALE = 2;

  private FigureFile() {}

  static void save(Figure figure, Path file) throws IOException {
    Path target = file.toAbsolutePath();
    String name = file.getFileName() == null ? "" : file.getFileName().toString();
    String lower = name.toLowerCase(Locale.ROOT);
    boolean png = lower.endsWith(".png");
    if (!png && !lower.endsWith(".svg")) {
      throw new IllegalArgumentException(
          "save: the file is \""
              + file
              + "\"; its name must end in .png or .svg, which says the format.");
    }
    Path folder = target.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new NoSuchFileException(
          file.toString(), null, "its folder does not exist; create it first");
    }
    byte[] bytes = png ? png(figure) : figure.toSvg().getBytes(StandardCharsets.UTF_8);
    // Not a system temporary file: those cannot be renamed across file systems and are private.
    Path part = folder.resolve("." + name + "." + ProcessHandle.current().pid() + ".part");
    try {
      Files.write(part, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      try {
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static byte[] png(Figure figure) throws IOException {
    var sheet = new Sheet(figure);
    BufferedImage image = sheet.image(PNG_SCALE * sheet.width(), PNG_SCALE * sheet.height());
    var bytes = new ByteArrayOutputStream();
    if (!ImageIO.write(image, "png", bytes)) {
      throw new IOException("save: this Java runtime has no writer for PNG; save as .svg instead.");
    }
    return bytes.toByteArray();
  }
}
