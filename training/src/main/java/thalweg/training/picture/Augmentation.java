package thalweg.training.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import thalweg.algebra.NdArray;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;
import thalweg.algebra.random.Purpose;
import thalweg.algebra.random.RandomStream;

/// How pictures are changed by chance each time they are learnt from, so that a network sees more
/// of them than there are. Judging never changes them.
///
/// What is done to a row follows from the seed, the epoch and the row's place in the epoch alone,
/// never from threads or from where a run was resumed. All changes but brightness are one map of
/// the plane, and each pixel is read where it comes from: between the four around that place by
/// their distances, beyond the border the nearest one. A change that is 0 changes no bit.
///
/// @param shift how many whole pixels at most to either side, and up or down
/// @param flip whether left and right change places, every second time
/// @param rotate at most so many degrees to either side, about the middle
/// @param crop the least share of each side that is kept, and made as large as the whole; 1 for no
///   crop
/// @param brightness all numbers are multiplied by 1 − brightness to 1 + brightness
public record Augmentation(int shift, boolean flip, double rotate, double crop, double brightness) {
  /// Nothing is changed.
  public static final Augmentation NONE = new Augmentation(0, false, 0, 1, 0);

  private static final int DRAWS = 8; // random numbers for a row
  private static final String FORM =
      "such as \"shift 2, flip, rotate 10, crop 0.9, brightness 0.2\"";

  /// @throws IllegalArgumentException if a number is out of range
  public Augmentation {
    requireRange("shift", shift, 0, 1000, "pixels");
    requireRange("rotate", rotate, 0, 180, "degrees");
    requireRange("brightness", brightness, 0, 1, "as a share");
    if (!(crop > 0 && crop <= 1)) {
      throw new IllegalArgumentException(
          "augmentation: crop is " + crop + "; it must be above 0 and at most 1, the share kept.");
    }
  }

  private static void requireRange(
      String what, double given, double least, double most, String in) {
    if (!(given >= least && given <= most)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "augmentation: %s is %s; it must be from %.0f to %.0f, %s.",
              what,
              given,
              least,
              most,
              in));
    }
  }

  /// Returns the augmentation that `text` says: changes in any order between commas, each at most
  /// once, or `none`.
  ///
  /// @throws IllegalArgumentException if it says anything else
  public static Augmentation parse(String text) {
    Augmentation said = NONE;
    if (text.strip().equals("none")) {
      return said;
    }
    List<String> met = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      String[] words = part.strip().split("\\s+", -1);
      String name = words[0].toLowerCase(Locale.ROOT);
      if (met.contains(name)) {
        throw new IllegalArgumentException(
            "augmentation: " + name + " stands twice in " + Quote.of(text) + "; say it once.");
      }
      met.add(name);
      said =
          switch (name) {
            case "shift" ->
                new Augmentation(
                    whole(words, text), said.flip, said.rotate, said.crop, said.brightness);
            case "flip" -> {
              requireWords(words, 1, text);
              yield new Augmentation(said.shift, true, said.rotate, said.crop, said.brightness);
            }
            case "rotate" ->
                new Augmentation(
                    said.shift, said.flip, number(words, text), said.crop, said.brightness);
            case "crop" ->
                new Augmentation(
                    said.shift, said.flip, said.rotate, number(words, text), said.brightness);
            case "brightness" ->
                new Augmentation(
                    said.shift, said.flip, said.rotate, said.crop, number(words, text));
            default ->
                throw new IllegalArgumentException(
                    "augmentation: "
                        + Quote.of(part.strip())
                        + " is unknown; it must be shift, flip, rotate, crop or brightness, "
                        + FORM
                        + ".");
          };
    }
    return said;
  }

  private static void requireWords(String[] words, int count, String text) {
    if (words.length != count) {
      throw new IllegalArgumentException(
          "augmentation: "
              + words[0]
              + " in "
              + Quote.of(text)
              + (count == 1 ? " takes no number" : " takes one number")
              + ", "
              + FORM
              + ".");
    }
  }

  private static double number(String[] words, String text) {
    requireWords(words, 2, text);
    if (!words[1].matches("\\d{1,9}(\\.\\d{1,25})?([eE]-\\d{1,3})?|\\.\\d{1,25}")) {
      throw new IllegalArgumentException(
          "augmentation: "
              + Quote.of(words[1])
              + " is no number that "
              + words[0]
              + " can take, "
              + FORM
              + ".");
    }
    return Double.parseDouble(words[1]);
  }

  private static int whole(String[] words, String text) {
    double number = number(words, text);
    if (number != (int) number) {
      throw new IllegalArgumentException(
          "augmentation: shift is " + words[1] + "; it must be a whole number of pixels.");
    }
    return (int) number;
  }

  /// Returns the text that [#parse] reads.
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    if (shift != 0) {
      parts.add("shift " + shift);
    }
    if (flip) {
      parts.add("flip");
    }
    if (rotate != 0) {
      parts.add("rotate " + rotate);
    }
    if (crop != 1) {
      parts.add("crop " + crop);
    }
    if (brightness != 0) {
      parts.add("brightness " + brightness);
    }
    return parts.isEmpty() ? "none" : String.join(", ", parts);
  }

  /// Returns whether nothing is changed.
  public boolean isNone() {
    return equals(NONE);
  }

  /// Checks that rows of this shape can be changed.
  ///
  /// @throws IllegalArgumentException if they are no pictures and something is to be changed
  public void requireFits(Shape row) {
    if (!isNone() && row.rank() != 2 && row.rank() != 3) {
      throw new IllegalArgumentException(
          "augmentation: rows have shape "
              + row
              + "; pictures are [height, width] or [channels, height, width]. Leave the"
              + " augmentation out.");
    }
  }

  /// Returns what changes rows of this shape.
  ///
  /// @throws IllegalArgumentException as [#requireFits]
  public Changes of(Shape row) {
    requireFits(row);
    return new Changes(this, row);
  }

  /// Changes rows in the arrays they were gathered into. Has room of its own, so one thread at a
  /// time may use it; makes no object.
  public static final class Changes {
    private final Augmentation how;
    private final int planes;
    private final int height;
    private final int width;
    private final double[] before;
    private final double[] after;
    private final double[] draws = new double[DRAWS];

    private Changes(Augmentation how, Shape row) {
      this.how = how;
      int rank = row.rank();
      planes = rank == 3 ? row.size(0) : 1;
      height = rank < 2 ? 1 : row.size(rank - 2);
      width = rank < 1 ? 1 : row.size(rank - 1);
      before = new double[height * width];
      after = new double[height * width];
    }

    /// Changes the first `count` rows of `rows`.
    ///
    /// @param first the place in the epoch of the first of them
    public void apply(NdArray rows, int count, long seed, int epoch, long first) {
      for (int row = 0; row < count; row++) {
        RandomStream.fillUniform(
            seed, Purpose.AUGMENTATION, 0, epoch, draws, 0, DRAWS, DRAWS * (first + row));
        for (int plane = 0; plane < planes; plane++) {
          int at = (row * planes + plane) * before.length;
          read(rows, at);
          change();
          write(rows, at);
        }
      }
    }

    private void read(NdArray rows, int at) {
      switch (rows.type()) {
        case FLOAT -> {
          float[] floats = rows.floats();
          for (int i = 0; i < before.length; i++) {
            before[i] = floats[at + i];
          }
        }
        case DOUBLE -> System.arraycopy(rows.doubles(), at, before, 0, before.length);
        case INT -> throw new IllegalArgumentException("augmentation: pictures are real numbers.");
      }
    }

    private void write(NdArray rows, int at) {
      if (rows.raw() instanceof float[] floats) {
        for (int i = 0; i < after.length; i++) {
          floats[at + i] = (float) after[i];
        }
      } else {
        System.arraycopy(after, 0, rows.doubles(), at, after.length);
      }
    }

    /// From where each pixel of the changed picture comes: mirrored, turned, drawn together, moved.
    private void change() {
      double keep = 1 - draws[0] * (1 - how.crop);
      double acrossMove = (1 - keep) * width / 2 * (2 * draws[1] - 1) - whole(draws[2]);
      double downMove = (1 - keep) * height / 2 * (2 * draws[3] - 1) - whole(draws[4]);
      double angle = StrictMath.toRadians(how.rotate * (2 * draws[5] - 1));
      double mirror = how.flip && draws[6] < 0.5 ? -keep : keep;
      double cosine = StrictMath.cos(angle);
      double sine = StrictMath.sin(angle);
      double factor = 1 + how.brightness * (2 * draws[7] - 1);
      double middleX = (width - 1) / 2.0;
      double middleY = (height - 1) / 2.0;
      for (int y = 0; y < height; y++) {
        double v = y - middleY;
        for (int x = 0; x < width; x++) {
          double u = x - middleX;
          double fromX = middleX + mirror * (u * cosine - v * sine) + acrossMove;
          double fromY = middleY + keep * (u * sine + v * cosine) + downMove;
          after[y * width + x] = factor * between(fromX, fromY);
        }
      }
    }

    /// Returns a whole number from −shift to shift.
    private double whole(double draw) {
      return Math.floor(draw * (2 * how.shift + 1)) - how.shift;
    }

    private double between(double x, double y) {
      double insideX = Math.clamp(x, 0.0, width - 1.0);
      double insideY = Math.clamp(y, 0.0, height - 1.0);
      int left = (int) insideX;
      int top = (int) insideY;
      double right = insideX - left;
      double below = insideY - top;
      int at = top * width + left;
      int across = left + 1 < width ? 1 : 0;
      int down = top + 1 < height ? width : 0;
      return (1 - below) * ((1 - right) * before[at] + right * before[at + across])
          + below * ((1 - right) * before[at + down] + right * before[at + down + across]);
    }
  }
}
