package thalweg.picture;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Builds the figures of what a trained network makes of rows: what was taken for what, and what
/// was predicted against what is right.
final class JudgementFigure {
  /// Of more classes than this the counts would be too small to be read.
  private static final int NUMBERED = 30;

  /// How wide a letter is in pixels; names that are wider than a cell are numbered below it.
  private static final int LETTER = 9;

  private static final int LONGEST_NAME = 18;
  private static final int MOST_POINTS = 5_000;
  private static final Color FULL = new Color(0x0072B2);

  /// So dark that ink on it can still be read.
  private static final double DARKEST = 0.6;

  private JudgementFigure() {}

  static Figure confusion(String title, List<String> names, double[][] counts) {
    requireSquare(names, counts);
    int classes = names.size();
    int cell = Math.clamp(700 / classes, 8, 90);
    boolean isNamed = LETTER * longest(names) <= cell;
    int letters =
        classes > NUMBERED ? 0 : Math.min(LONGEST_NAME, longest(names)) + (isNamed ? 0 : 3);
    double left = (LETTER * letters + 2.0 * LETTER) / cell;
    double below = 2.0 * LETTER / cell;
    Figure figure =
        Figure.titled(title)
            .withoutAxes()
            .equalScale()
            .showing(new Window(-left, classes, -2 * below, classes))
            .size(
                Math.clamp((int) ((classes + left) * cell) + 30, 640, 3_000),
                Math.clamp((int) ((classes + 2 * below) * cell) + 80, 300, 3_000))
            .raster(image(counts), true, 0, 0, classes, classes);
    for (int i = 0; i < classes; i++) {
      double middle = classes - i - 0.5;
      if (classes <= NUMBERED) {
        String number = isNamed ? "" : (i + 1) + " ";
        figure = figure.note(number + shortened(names.get(i)), -left / 2, middle, Side.CENTRE);
        figure = figure.note(isNamed ? names.get(i) : "" + (i + 1), i + 0.5, -below, Side.CENTRE);
        for (int j = 0; j < classes; j++) {
          if (counts[i][j] != 0) {
            figure = figure.note(number(counts[i][j]), j + 0.5, middle, Side.CENTRE);
          }
        }
      }
    }
    return figure;
  }

  private static int longest(List<String> names) {
    return names.stream().mapToInt(String::length).max().orElse(0);
  }

  private static String shortened(String name) {
    return name.length() <= LONGEST_NAME ? name : Sheet.beginning(name, LONGEST_NAME - 1) + "…";
  }

  private static String number(double count) {
    return String.format(Locale.ROOT, count == Math.rint(count) ? "%.0f" : "%.1f", count);
  }

  /// Returns a pixel for each count, the darker the larger its share of its row.
  private static BufferedImage image(double[][] counts) {
    int classes = counts.length;
    var image = new BufferedImage(classes, classes, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < classes; i++) {
      double sum = Arrays.stream(counts[i]).sum();
      for (int j = 0; j < classes; j++) {
        double share = sum == 0 ? 0 : DARKEST * Math.sqrt(counts[i][j] / sum);
        image.setRGB(
            j,
            i,
            mixed(FULL.getRed(), share) << 16
                | mixed(FULL.getGreen(), share) << 8
                | mixed(FULL.getBlue(), share));
      }
    }
    return image;
  }

  private static int mixed(int full, double share) {
    return (int) Math.round(255 + share * (full - 255));
  }

  private static void requireSquare(List<String> names, double[][] counts) {
    if (names.isEmpty()
        || counts.length != names.size()
        || Arrays.stream(counts).anyMatch(row -> row.length != names.size())) {
      throw new IllegalArgumentException(
          "confusion: "
              + names.size()
              + " names and "
              + counts.length
              + " rows of counts are given; there must be equally many, at least 1, and as many"
              + " counts in each row.");
    }
  }

  static Figure predictions(String quantity, double[] right, double[] predicted) {
    if (right.length != predicted.length) {
      throw new IllegalArgumentException(
          "predictions: "
              + right.length
              + " right numbers and "
              + predicted.length
              + " predicted ones are given; they must have equally many.");
    }
    int shown = Math.min(right.length, MOST_POINTS);
    double[] x = new double[shown];
    double[] y = new double[shown];
    for (int i = 0; i < shown; i++) { // evenly over all rows
      int row = (int) ((long) i * right.length / shown);
      x[i] = right[row];
      y[i] = predicted[row];
    }
    String name =
        shown == right.length
            ? String.format(Locale.ROOT, "%,d rows", shown)
            : String.format(Locale.ROOT, "%,d of %,d rows", shown, right.length);
    return Figure.titled("Predicted against right: " + shortened(quantity))
        .axes("right", "predicted")
        .points(name, x, y, Style.number(0).withWidth(shown > 300 ? 1 : 1.6))
        .line("what is right", 1, 0, Style.plain().withColor(Style.GREY).withDash(Dash.DASHED));
  }
}
