package thalweg.picture;

import java.awt.AWTError;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.HeadlessException;
import java.awt.image.BufferedImage;
import org.jspecify.annotations.Nullable;

/// The letters of figures, and the one place that finds out whether this machine can draw any.
final class Lettering {
  private static final BufferedImage SCRATCH = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);

  private Lettering() {}

  static Font font(int style, float size) {
    return new Font(Font.SANS_SERIF, style, 1).deriveFont(size);
  }

  /// Measures a word, which makes the runtime load its fonts.
  ///
  /// @throws IllegalStateException if it cannot, saying what to install
  static void require() {
    int width;
    try {
      Graphics2D g = SCRATCH.createGraphics();
      width = g.getFontMetrics(font(Font.PLAIN, 12)).stringWidth("thalweg");
      g.dispose();
    } catch (HeadlessException | AWTError e) {
      throw new IllegalStateException(
          "picture: the display this program was started with cannot be reached ("
              + e.getMessage()
              + "). Figures need no display: start Java with -Djava.awt.headless=true.",
          e);
    } catch (OutOfMemoryError | StackOverflowError e) {
      throw e;
    } catch (RuntimeException | Error e) {
      // Without fontconfig, libfreetype or any font, Java runtimes throw, release by release,
      // InternalError, NullPointerException, UnsatisfiedLinkError, NoClassDefFoundError the second
      // time, or plain Error; nothing else can go wrong in measuring one word.
      throw missing(e);
    }
    if (width <= 0) {
      throw missing(null);
    }
  }

  private static IllegalStateException missing(@Nullable Throwable cause) {
    return new IllegalStateException(
        "picture: this machine has no font that Java can draw with. Install fontconfig, freetype"
            + " and a font; on Debian and Ubuntu: apt-get install fontconfig fonts-dejavu-core; on"
            + " Alpine: apk add fontconfig ttf-dejavu.",
        cause);
  }
}
