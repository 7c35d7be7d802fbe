package thalweg.training.picture;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import thalweg.training.picture.Pictures.Item;

/// What became of a picture's file.
///
/// @param problem null if it can be used
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record PictureReading(
    @Nullable Pixels pixels,
    int width,
    int height,
    boolean isColour,
    boolean isTurned,
    boolean isTransparent,
    boolean isPadded,
    boolean isOfOneTone,
    @Nullable String problem) {
  /// One whose numbers have been taken.
  static final PictureReading DONE =
      new PictureReading(null, 0, 0, false, false, false, false, false, null);

  static PictureReading of(Item item, int width, int height) {
    try {
      Decoder.Decoded decoded = Decoder.decode(bytes(item));
      Pixels pixels = decoded.pixels();
      Pixels fitted = pixels.fitted(width, height);
      return new PictureReading(
          fitted,
          pixels.width(),
          pixels.height(),
          !pixels.isGrey(),
          decoded.isTurned(),
          decoded.isTransparent(),
          pixels.isPaddedIn(width, height),
          fitted.isOfOneTone(),
          null);
    } catch (IOException unusable) {
      return new PictureReading(
          null, 0, 0, false, false, false, false, false, unusable.getMessage());
    }
  }

  byte[] bytes(boolean inColour) {
    Pixels found = Objects.requireNonNull(pixels);
    return inColour ? found.planes() : found.grey();
  }

  static byte[] bytes(Item item) throws IOException {
    if (!Files.exists(item.file())) {
      throw new IOException("not there");
    }
    try {
      return Files.readAllBytes(item.file());
    } catch (IOException unreadable) {
      throw new IOException("not readable (" + unreadable.getMessage() + ")", unreadable);
    }
  }
}
