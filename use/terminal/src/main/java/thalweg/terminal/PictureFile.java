package thalweg.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Supplier;
import thalweg.picture.Figure;

/// A picture to be written. Whether it can be is found out before any work is done.
///
/// @param option the option that named the file, for messages
/// @param look how it is to look
record PictureFile(String option, Path path, FigureOptions look) {
  private static final int LOOKED_AT = 1024;

  /// @throws Failure if the suffix is unknown, the folder is missing or may not be written to, or
  ///   there is something at the path that is no picture, or it cannot look so
  PictureFile {
    look.check();
    String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    if (!name.endsWith(".png") && !name.endsWith(".svg")) {
      throw Failure.usage(
          option + ": \"" + path + "\" must end in .png or .svg, which says what kind to write.");
    }
    NewFile.require(option, path);
    if (Files.exists(path) && !isPicture(path)) {
      throw Failure.usage(
          option
              + ": "
              + path
              + " exists and is no PNG or SVG picture, so it is not overwritten; choose another"
              + " name or remove it.");
    }
  }

  private static boolean isPicture(Path path) {
    if (!Files.isRegularFile(path)) {
      return false;
    }
    try (InputStream stream = Files.newInputStream(path)) {
      String start = new String(stream.readNBytes(LOOKED_AT), StandardCharsets.ISO_8859_1);
      return start.startsWith("\u0089PNG") || start.contains("<svg");
    } catch (IOException unreadable) {
      throw Failure.output(unreadable);
    }
  }

  /// Draws the figure and writes it. By then the result is printed and what had to be saved is.
  ///
  /// @throws Failure if that is impossible, for whatever reason
  @SuppressWarnings("CatchingUnchecked") // a drawing that fails hides nothing that came before it
  void save(Supplier<Figure> figure) {
    try {
      look.on(figure.get()).save(path);
    } catch (IOException failed) {
      throw Failure.output(
          option + ": the picture could not be written: " + Failure.words(failed), failed);
    } catch (IllegalArgumentException undrawable) {
      throw Failure.usage(option + ": " + undrawable.getMessage());
    } catch (Failure refused) {
      throw refused;
    } catch (RuntimeException | LinkageError | InternalError failed) {
      // Such as a Java without fonts or without its part for pictures.
      throw Failure.output(option + ": the picture could not be drawn: " + failed, failed);
    }
  }
}
