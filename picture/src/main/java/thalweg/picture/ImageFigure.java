package thalweg.picture;

import java.awt.image.BufferedImage;

/// Builds a sheet of images.
final class ImageFigure {
  /// Each pixel of data becomes a square of this many pixels, so that no viewer blurs it.
  private static final int ENLARGED = 6;

  /// The gap between images and the height of a caption, in widths of an image.
  private static final double GAP = 0.14;

  private static final double CAPTION = 0.26;

  private ImageFigure() {}

  /// @param planes 1 for grey, 3 for red, green and blue
  static Figure of(
      String title, int columns, int planes, int width, double[][] images, String... captions) {
    require(columns, planes, width, images, captions);
    int height = images[0].length / width / planes;
    int shown = Math.min(columns, images.length);
    int rows = (images.length + columns - 1) / columns;
    double tall = (double) height / width;
    double caption = captions.length > 0 ? CAPTION : 0;
    double acrossEach = 1 + GAP;
    double upwardEach = tall + caption + GAP;
    double across = shown * acrossEach + GAP;
    double upward = rows * upwardEach + (captions.length > 0 ? 0 : GAP);
    int cell = Math.clamp(900 / shown, 56, 130);
    Figure figure =
        Figure.titled(title)
            .withoutAxes()
            .equalScale()
            .showing(new Window(0, across, 0, upward))
            .size(
                Math.clamp((int) (across * cell) + 24, 100, 10_000),
                Math.clamp((int) (upward * cell) + (title.isEmpty() ? 22 : 60), 100, 10_000));
    for (int k = 0; k < images.length; k++) {
      double left = GAP + k % columns * acrossEach;
      double bottom = upward - (k / columns + 1) * upwardEach + caption;
      figure =
          figure.raster(enlarged(images[k], planes, width, height), false, left, bottom, 1, tall);
      if (captions.length > 0) {
        figure = figure.note(captions[k], left + 0.5, bottom - 0.5 * CAPTION, Side.CENTRE);
      }
    }
    return figure;
  }

  private static BufferedImage enlarged(double[] values, int planes, int width, int height) {
    int across = width * ENLARGED;
    var image =
        new BufferedImage(
            across,
            height * ENLARGED,
            planes == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    int[] row = new int[across * planes];
    for (int j = 0; j < height; j++) {
      for (int i = 0; i < row.length; i++) {
        int plane = i % planes;
        double value = values[(plane * height + j) * width + i / planes / ENLARGED];
        row[i] = (int) Math.round(255 * Math.clamp(value, 0, 1));
      }
      for (int k = 0; k < ENLARGED; k++) {
        // The raster's own numbers, because setRGB would bend grey by a colour profile.
        image.getRaster().setPixels(0, j * ENLARGED + k, across, 1, row);
      }
    }
    return image;
  }

  private static void require(
      int columns, int planes, int width, double[][] images, String... captions) {
    if (images.length == 0 || columns < 1 || width < 1) {
      throw new IllegalArgumentException(
          "images: "
              + images.length
              + " images of width "
              + width
              + " in "
              + columns
              + " columns; each of these must be at least 1.");
    }
    if (captions.length != 0 && captions.length != images.length) {
      throw new IllegalArgumentException(
          "images: "
              + captions.length
              + " captions for "
              + images.length
              + " images; give one for each, or none.");
    }
    for (double[] image : images) {
      if (image.length == 0
          || image.length % (width * planes) != 0
          || image.length != images[0].length) {
        throw new IllegalArgumentException(
            "images: an image has "
                + image.length
                + (planes == 1 ? " pixels" : " values")
                + "; the first has "
                + images[0].length
                + ", and all must have equally many, whole rows of "
                + width
                + (planes == 1 ? "." : " in each of " + planes + " colours."));
      }
    }
  }
}
