package thalweg.terminal;

import java.util.ArrayList;
import java.util.List;

/// A picture in grey made of characters: each shows two points, one above the other, by the upper
/// half of a block. Where there are colours it has 24 greys, else black and white.
///
/// @param rows the points, from 0 for nothing to 1 for full, line by line
record HalfBlocks(List<List<Double>> rows) {
  private static final String[] BOTH = {" ", "▄", "▀", "█"};
  private static final String UPPER = "▀";
  private static final double FULL = 0.5;

  /// The first of a terminal's 24 greys, nearly black, and how many there are.
  private static final int GREY = 232;

  private static final int GREYS = 24;

  /// Returns pictures beside each other, each shrunk to half its width and height.
  ///
  /// @param pictures each so many points wide, line by line
  static HalfBlocks halved(List<double[]> pictures, int width) {
    int height = pictures.getFirst().length / width;
    List<List<Double>> rows = new ArrayList<>();
    for (int y = 0; y + 1 < height; y += 2) {
      List<Double> row = new ArrayList<>();
      for (double[] picture : pictures) {
        for (int x = 0; x + 1 < width; x += 2) {
          int at = y * width + x;
          row.add(
              (picture[at] + picture[at + 1] + picture[at + width] + picture[at + width + 1]) / 4);
        }
        row.add(0.0); // between one and the next
      }
      rows.add(row);
    }
    return new HalfBlocks(rows);
  }

  private double at(int y, int x) {
    return y < rows.size() ? rows.get(y).get(x) : 0;
  }

  /// Returns the lines in black and white.
  List<String> plain() {
    List<String> lines = new ArrayList<>();
    for (int y = 0; y < rows.size(); y += 2) {
      StringBuilder line = new StringBuilder();
      for (int x = 0; x < rows.get(y).size(); x++) {
        line.append(BOTH[(at(y, x) >= FULL ? 2 : 0) + (at(y + 1, x) >= FULL ? 1 : 0)]);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  /// Returns the lines for a terminal with colours.
  List<String> coloured() {
    List<String> lines = new ArrayList<>();
    for (int y = 0; y < rows.size(); y += 2) {
      StringBuilder line = new StringBuilder();
      for (int x = 0; x < rows.get(y).size(); x++) {
        line.append("\u001b[38;5;").append(grey(at(y, x)));
        line.append(";48;5;").append(grey(at(y + 1, x))).append('m').append(UPPER);
      }
      lines.add(line + "\u001b[0m");
    }
    return lines;
  }

  private static int grey(double point) {
    return GREY + (int) Math.round(Math.clamp(point, 0, 1) * (GREYS - 1));
  }
}
