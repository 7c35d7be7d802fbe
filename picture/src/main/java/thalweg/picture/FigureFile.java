package thalweg.picture;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;
import thalweg.exchange.Replacement;

/// Writes figures to files.
final class FigureFile {
  private static final int PNG_SCALE = 2;

  private FigureFile() {}

  static void save(Figure figure, Path file) throws IOException {
    String name = file.getFileName() == null ? "" : file.getFileName().toString();
    String lower = name.toLowerCase(Locale.ROOT);
    boolean png = lower.endsWith(".png");
    if (!png && !lower.endsWith(".svg")) {
      throw new IllegalArgumentException(
          "save: the file is \""
              + file
              + "\"; its name must end in .png or .svg, which says the format.");
    }
    try (Replacement replacement = Replacement.open(file)) {
      Channels.newOutputStream(replacement.channel())
          .write(png ? png(figure) : figure.toSvg().getBytes(StandardCharsets.UTF_8));
      replacement.commit();
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
