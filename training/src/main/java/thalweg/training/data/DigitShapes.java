package thalweg.training.data;

import java.util.Arrays;
import java.util.List;

/// How people write the ten digits: the strokes of each, in a box whose x and y go from 0 to 100, y
/// downwards.
///
/// A stroke is a list of points; a smooth curve passes through them, and a point written twice is a
/// corner.
final class DigitShapes {
  /// The most points that a stroke has.
  static final int MOST_POINTS = 20;

  private static final List<List<double[][]>> BY_DIGIT =
      List.of(
          shapes( // 0: round; begun late and closed with an overlap; narrow
              "55,4 30,12 17,38 17,65 30,90 52,96 72,88 83,62 82,36 70,12 52,4",
              "64,11 46,4 25,18 16,50 24,82 48,96 72,84 84,52 76,20 56,5 38,9",
              "50,3 33,18 27,50 33,82 50,97 67,82 73,50 67,18 50,3"),
          shapes( // 1: a bar; leaning; with a flag; with flag and foot
              "50,3 50,50 50,97",
              "62,3 51,50 40,97",
              "30,24 54,4 54,4 53,50 52,97",
              "32,22 52,4 52,4 52,50 52,96 | 28,96 52,95 76,96"),
          shapes( // 2: with a corner; with a loop at the foot; angular
              "20,26 32,8 54,3 76,14 78,34 62,56 38,76 17,95 17,95 50,92 85,94",
              "20,24 36,6 62,5 78,22 70,46 48,70 26,89 15,90 20,78 36,80 58,93 86,89",
              "22,18 45,4 72,12 74,36 48,64 18,96 18,96 50,96 84,96"),
          shapes( // 3: two bows; flat top; a small loop between the bows
              "20,14 44,3 72,10 76,28 62,42 42,47 42,47 66,52 82,70 74,90 48,97 18,88",
              "20,6 50,6 78,6 78,6 46,40 46,40 74,48 84,70 70,92 42,97 18,86",
              "22,16 42,4 68,8 74,26 58,43 40,47 46,40 68,50 80,72 66,93 40,97 18,86"),
          shapes( // 4: open; closed; open and rounded
              "26,4 22,30 18,56 18,56 50,56 84,54 | 66,14 64,50 62,97",
              "64,3 40,34 14,64 14,64 50,64 86,63 | 64,3 63,50 62,97",
              "28,6 23,38 32,52 54,52 78,44 | 74,6 70,50 66,97"),
          shapes( // 5: corners; in one sweep; the roof added last
              "78,6 54,6 32,6 32,6 26,44 26,44 50,36 76,46 84,68 72,90 46,97 18,88",
              "76,8 54,7 34,9 29,26 27,43 48,40 74,50 80,72 64,93 40,97 18,90",
              "32,8 27,44 27,44 52,38 78,52 80,76 60,95 34,96 16,86 | 32,8 56,7 82,5"),
          shapes( // 6: wide; upright; with a straight back
              "70,4 46,16 26,42 18,70 28,92 52,97 74,86 78,66 62,52 40,54 22,70",
              "58,3 36,26 22,56 24,82 42,97 66,92 76,74 66,58 46,56 26,70",
              "68,3 42,36 22,68 30,92 54,96 74,82 70,62 50,56 28,66"),
          shapes( // 7: plain; crossed; with a hook; rounded
              "18,8 50,8 80,8 80,8 60,50 44,97",
              "18,8 50,8 82,8 82,8 62,46 44,97 | 34,50 55,49 76,48",
              "18,22 20,8 20,8 52,9 82,6 82,6 58,44 46,97",
              "16,12 48,8 80,9 72,34 56,64 48,97"),
          shapes( // 8: one sweep; two rings; one leaning sweep
              "70,14 50,3 28,14 30,34 52,47 74,62 78,82 54,97 28,86 24,66 44,50 66,36 74,18 60,5",
              "50,47 28,36 28,14 50,3 72,14 72,36 50,47 | 50,47 24,60 22,84 50,97 78,84 76,60"
                  + " 50,47",
              "76,10 54,4 34,16 38,36 58,52 72,70 64,92 42,96 26,82 34,62 56,46 72,28 78,8"),
          shapes( // 9: straight stem; bent stem; stem begun anew; hooked
              "74,20 52,4 28,14 22,34 38,50 60,44 74,20 74,20 74,56 68,97",
              "76,22 56,4 32,10 22,32 38,50 62,44 76,22 76,50 66,80 42,97",
              "72,12 44,6 24,26 32,48 56,46 74,24 74,8 74,8 70,50 64,97",
              "74,24 54,4 28,12 22,36 42,50 68,40 74,24 78,54 70,86 46,97 22,88"));

  private DigitShapes() {}

  /// Returns the ways to write `digit`, at least one: for each its strokes, for each stroke x0, y0,
  /// x1, y1, ….
  static List<double[][]> of(int digit) {
    return BY_DIGIT.get(digit);
  }

  private static List<double[][]> shapes(String... texts) {
    return Arrays.stream(texts)
        .map(text -> Arrays.stream(text.split(" \\| ")).map(DigitShapes::stroke))
        .map(strokes -> strokes.toArray(double[][]::new))
        .toList();
  }

  private static double[] stroke(String text) {
    return Arrays.stream(text.split("[ ,]")).mapToDouble(Double::parseDouble).toArray();
  }
}
