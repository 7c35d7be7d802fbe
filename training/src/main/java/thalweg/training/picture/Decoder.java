package thalweg.training.picture;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/// From the bytes of a file to pixels, by the JDK's own readers. No display is needed.
final class Decoder {
  /// More pixels than this are a damaged header, or an attack on memory.
  private static final long MOST_PIXELS = 1L << 27;

  private Decoder() {}

  /// A picture, upright.
  ///
  /// @param isTurned whether a camera's note turned it
  /// @param isTransparent whether something of it was laid on a ground
  record Decoded(Pixels pixels, boolean isTurned, boolean isTransparent) {}

  /// What a decoder does with the picture in a file.
  @FunctionalInterface
  private interface Use<T> {
    T of(ImageReader reader) throws IOException;
  }

  /// Returns width and height of the upright picture.
  ///
  /// @throws IOException if the file is no picture that can be read; the message is what it is
  ///   instead, without the file's name
  static int[] size(byte[] file) throws IOException {
    Format format = Format.of(file);
    int[] size = with(file, format, Decoder::size);
    return Exif.orientation(file, format) > 4 ? new int[] {size[1], size[0]} : size;
  }

  private static int[] size(ImageReader reader) throws IOException {
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    if (width < 1 || height < 1 || (long) width * height > MOST_PIXELS) {
      throw new IOException(
          "of " + width + " × " + height + " pixels, expected 1 to " + MOST_PIXELS);
    }
    return new int[] {width, height};
  }

  /// Returns the picture; of an animation the first.
  ///
  /// Transparent parts are laid on white where the visible ones are rather dark, else on black.
  ///
  /// @throws IOException as [#size]
  static Decoded decode(byte[] file) throws IOException {
    Format format = Format.of(file);
    format.requireWhole(file);
    AtomicReference<@Nullable String> warning = new AtomicReference<>();
    BufferedImage image =
        with(
            file,
            format,
            reader -> {
              size(reader);
              reader.addIIOReadWarningListener(
                  (IIOReadWarningListener) (_, what) -> warning.compareAndSet(null, what));
              return reader.read(0);
            });
    // A reader gives what it has of a JPEG that ends early, and warns.
    if (warning.get() != null && format == Format.JPEG) {
      throw new IOException("damaged (" + warning.get() + ")");
    }
    int[] argb = argb(image);
    boolean isTransparent = layOnGround(argb);
    byte[] rgb = new byte[Pixels.CHANNELS * argb.length];
    for (int i = 0; i < argb.length; i++) {
      rgb[3 * i] = (byte) (argb[i] >> 16);
      rgb[3 * i + 1] = (byte) (argb[i] >> 8);
      rgb[3 * i + 2] = (byte) argb[i];
    }
    int orientation = Exif.orientation(file, format);
    return new Decoded(
        new Pixels(image.getWidth(), image.getHeight(), rgb).upright(orientation),
        orientation != 1,
        isTransparent);
  }

  private static <T> T with(byte[] file, Format format, Use<T> use) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName(format.name()).next();
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      reader.setInput(in);
      return use.of(reader);
    } catch (IOException | RuntimeException damaged) {
      // The readers of the JDK throw whatever their loops run into.
      String why = damaged.getMessage();
      throw new IOException(
          why != null && why.startsWith("of ")
              ? why
              : why != null && why.contains("Unsupported Image Type")
                  ? "in colours for print (CMYK), expected grey or red, green and blue; convert it"
                  : "damaged" + (why == null ? "" : " (" + why.strip() + ")"),
          damaged);
    } finally {
      reader.dispose();
    }
  }

  /// Returns alpha, red, green and blue of each pixel, not premultiplied.
  private static int[] argb(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    ColorModel colours = image.getColorModel();
    if (colours.getColorSpace().getType() == ColorSpace.TYPE_GRAY
        && !(colours instanceof IndexColorModel)) {
      return grey(image.getRaster(), colours, width, height);
    }
    return image.getRGB(0, 0, width, height, null, 0, width);
  }

  /// Java takes grey for linear light and would brighten it; what stands in a file are the numbers
  /// to be shown.
  private static int[] grey(Raster raster, ColorModel colours, int width, int height) {
    int[] argb = new int[width * height];
    int most = (1 << colours.getComponentSize(0)) - 1;
    int[] samples = new int[raster.getNumBands() * width];
    boolean hasAlpha = colours.hasAlpha();
    for (int y = 0; y < height; y++) {
      raster.getPixels(0, y, width, 1, samples);
      for (int x = 0; x < width; x++) {
        int at = x * raster.getNumBands();
        int tone = (samples[at] * 255 + most / 2) / most;
        int alpha = hasAlpha ? (samples[at + 1] * 255 + most / 2) / most : 255;
        argb[y * width + x] = alpha << 24 | tone << 16 | tone << 8 | tone;
      }
    }
    return argb;
  }

  /// Lays what is transparent on white or black, and returns whether anything is.
  private static boolean layOnGround(int[] argb) {
    long visible = 0;
    long bright = 0;
    for (int pixel : argb) {
      int alpha = pixel >>> 24;
      visible += alpha;
      bright += (long) alpha * Pixels.luma(pixel >> 16 & 0xFF, pixel >> 8 & 0xFF, pixel & 0xFF);
    }
    if (visible == 255L * argb.length) {
      return false;
    }
    int ground = bright < 128 * visible ? 255 : 0;
    for (int i = 0; i < argb.length; i++) {
      int alpha = argb[i] >>> 24;
      int laid = 0;
      for (int shift = 16; shift >= 0; shift -= 8) {
        int tone = argb[i] >> shift & 0xFF;
        laid |= ((tone * alpha + ground * (255 - alpha) + 127) / 255) << shift;
      }
      argb[i] = laid;
    }
    return true;
  }
}
