package thalweg.studio.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import thalweg.algebra.Quote;
import thalweg.calculus.function.Formula;
import thalweg.calculus.function.MultivariateFunction;
import thalweg.studio.question.Asking;

/// Rows to learn from, as the page asks for them. Whatever their kind, they become the text of a
/// table, so that generated rows, drawn ones and one's own take the same road as those of the
/// command, and can be handed on.
///
/// @param kind `circles`, `spirals`, `xor`, `gauss` or `moons` of two classes; `plane` or `hills`
///   of a quantity; `boundary` for two classes on the two sides of where the formula is 0,
///   `surface` for its values; `rows` for those of the text
/// @param count how many rows are generated
/// @param noise from 0 to 1: how far points lie from their places; of `boundary`, twice the share
///   of rows on the wrong side
/// @param seed for the places
/// @param train the share to learn from, in hundredths; the others are judged by
/// @param formula of `x` and `y`
/// @param text a table, for the kinds `drawn` and `rows`
/// @param columns of that table, two that are learnt from, joined by a comma; empty for all
/// @param target of that table; empty to find it out
/// @param trouble `none`; `sorted` to learn from the first rows, sorted by what they are; `leaked`
///   to have every row twice; `unscaled` to have x a thousand times as large, and as it is
record Points(
    String kind,
    int count,
    double noise,
    long seed,
    int train,
    String formula,
    String text,
    String columns,
    String target,
    String trouble) {
  static final int MOST_ROWS = 1_000;

  /// Generated points lie between −SIDE and SIDE.
  static final double SIDE = 6;

  private static final List<String> TROUBLES = List.of("none", "sorted", "leaked", "unscaled");
  private static final List<String> CLASSES = List.of("blue", "orange");

  /// A point and what is to be said of it: which class, or how much.
  private record Point(double x, double y, double said) {}

  boolean isOwn() {
    return kind.equals("rows");
  }

  /// Whether the page brings the rows itself.
  private boolean isWritten() {
    return isOwn() || kind.equals("drawn");
  }

  boolean isSorted() {
    return trouble.equals("sorted");
  }

  boolean isUnscaled() {
    return trouble.equals("unscaled");
  }

  boolean isOfClasses() {
    return !(kind.equals("plane") || kind.equals("hills") || kind.equals("surface"));
  }

  /// Returns the rows as the text of a table, with a header.
  String csv(Asking asking) {
    check();
    if (isWritten()) {
      return ownText();
    }
    List<Point> points = points(asking);
    if (trouble.equals("leaked")) {
      points = points.stream().flatMap(point -> List.of(point, point).stream()).toList();
    }
    if (isSorted()) {
      points = points.stream().sorted((a, b) -> Double.compare(a.said, b.said)).toList();
    }
    boolean ofClasses = isOfClasses();
    StringBuilder text = new StringBuilder(isSorted() ? "row," : "");
    text.append(ofClasses ? "x,y,label\n" : "x,y,z\n");
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      text.append(isSorted() ? (i + 1) + "," : "")
          .append(number(point.x * (isUnscaled() ? 1000 : 1)))
          .append(',')
          .append(number(point.y))
          .append(',')
          .append(ofClasses ? CLASSES.get((int) point.said) : number(point.said))
          .append('\n');
    }
    return text.toString();
  }

  /// Checks what is asked for, where a message reaches who asked.
  private void check() {
    if (!isWritten() && (count < 4 || count > MOST_ROWS)) {
      throw new IllegalArgumentException(
          "network: " + count + " rows; there must be from 4 to " + MOST_ROWS + ".");
    }
    if (!(noise >= 0 && noise <= 1)) {
      throw new IllegalArgumentException(
          "network: the noise is " + noise + "; it must be from 0 to 1.");
    }
    if (train < 10 || train > 95) {
      throw new IllegalArgumentException(
          "network: " + train + " % of the rows to learn from; it must be from 10 to 95.");
    }
    if (!TROUBLES.contains(trouble)) {
      throw new IllegalArgumentException(
          "network: the trouble "
              + Quote.of(trouble)
              + " is unknown; it must be one of "
              + String.join(", ", TROUBLES)
              + ".");
    }
  }

  private String ownText() {
    if (!trouble.equals("none")) {
      throw new IllegalArgumentException(
          "network: the trouble "
              + trouble
              + " is made with generated rows; choose a set, or none.");
    }
    long lines = text.lines().count();
    if (text.isBlank() || lines > MOST_ROWS + 1) {
      throw new IllegalArgumentException(
          "network: own rows are "
              + (text.isBlank() ? "empty" : lines + " lines")
              + "; paste a table of two columns and what is to be learnt, at most "
              + MOST_ROWS
              + " rows.");
    }
    return text.endsWith("\n") ? text : text + "\n";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  private List<Point> points(Asking asking) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Point> points = new ArrayList<>();
    switch (kind) {
      case "circles" -> circles(random, points);
      case "spirals" -> spirals(random, points);
      case "xor" -> xor(random, points);
      case "gauss" -> gauss(random, points);
      case "moons" -> moons(random, points);
      case "plane" -> quantity(random, points, p -> (p[0] + p[1]) / (2 * SIDE));
      case "hills" -> quantity(random, points, Points::hills);
      case "boundary" -> boundary(random, points, written(asking));
      case "surface" -> quantity(random, points, written(asking));
      default ->
          throw new IllegalArgumentException(
              "network: the data "
                  + Quote.of(kind)
                  + " are unknown; they must be circles, spirals, xor, gauss, moons, plane, hills,"
                  + " boundary, surface, drawn or rows.");
    }
    // Else a class would come in one stretch.
    Collections.shuffle(points, new java.util.Random(seed));
    return points;
  }

  private MultivariateFunction written(Asking asking) {
    return asking.watchedOfMany(Formula.parse(formula, List.of("x", "y")));
  }

  private static double within(SplittableRandom random, double size) {
    return random.nextDouble(-1, 1) * size;
  }

  /// An inner disc and a ring around it.
  private void circles(SplittableRandom random, List<Point> points) {
    for (int i = 0; i < count; i++) {
      int said = i % 2;
      double radius =
          said == 1 ? 2.5 * StrictMath.sqrt(random.nextDouble()) : random.nextDouble(3.5, 5);
      double angle = random.nextDouble() * 2 * StrictMath.PI;
      points.add(
          new Point(
              radius * StrictMath.sin(angle) + within(random, 3 * noise),
              radius * StrictMath.cos(angle) + within(random, 3 * noise),
              said));
    }
  }

  private void spirals(SplittableRandom random, List<Point> points) {
    int each = count / 2;
    for (int i = 0; i < count; i++) {
      int said = i % 2;
      int place = i / 2;
      double along = (double) place / Math.max(1, each);
      double angle = 1.75 * along * 2 * StrictMath.PI + said * StrictMath.PI;
      points.add(
          new Point(
              5 * along * StrictMath.sin(angle) + within(random, noise),
              5 * along * StrictMath.cos(angle) + within(random, noise),
              said));
    }
  }

  private void xor(SplittableRandom random, List<Point> points) {
    for (int i = 0; i < count; i++) {
      double x = within(random, 5);
      double y = within(random, 5);
      x += x > 0 ? 0.3 : -0.3;
      y += y > 0 ? 0.3 : -0.3;
      points.add(
          new Point(
              x + within(random, 3 * noise), y + within(random, 3 * noise), x * y >= 0 ? 1 : 0));
    }
  }

  private void gauss(SplittableRandom random, List<Point> points) {
    double deviation = 0.7 + 2.5 * noise;
    for (int i = 0; i < count; i++) {
      int said = i % 2;
      double centre = said == 1 ? 2 : -2;
      points.add(
          new Point(
              centre + deviation * random.nextGaussian(),
              centre + deviation * random.nextGaussian(),
              said));
    }
  }

  private void moons(SplittableRandom random, List<Point> points) {
    for (int i = 0; i < count; i++) {
      int said = i % 2;
      double angle = random.nextDouble() * StrictMath.PI;
      double x = said == 1 ? 1.5 - 3 * StrictMath.cos(angle) : -1.5 + 3 * StrictMath.cos(angle);
      double y = said == 1 ? 0.8 - 3 * StrictMath.sin(angle) : -0.8 + 3 * StrictMath.sin(angle);
      points.add(new Point(x + within(random, 2 * noise), y + within(random, 2 * noise), said));
    }
  }

  private static double hills(double[] p) {
    double sum = 0;
    for (double[] hill :
        new double[][] {
          {-4, 2.5, 1}, {0, 2.5, -1}, {4, 2.5, 1}, {-4, -2.5, -1}, {0, -2.5, 1}, {4, -2.5, -1}
        }) {
      double distance = StrictMath.hypot(p[0] - hill[0], p[1] - hill[1]);
      sum += hill[2] * Math.max(0, 1 - distance / 2);
    }
    return sum;
  }

  private void quantity(SplittableRandom random, List<Point> points, MultivariateFunction f) {
    for (int i = 0; i < count; i++) {
      double x = within(random, SIDE);
      double y = within(random, SIDE);
      points.add(new Point(x, y, finite(f, x, y) + noise * random.nextGaussian()));
    }
  }

  private void boundary(SplittableRandom random, List<Point> points, MultivariateFunction f) {
    int above = 0;
    for (int i = 0; i < count; i++) {
      double x = within(random, SIDE);
      double y = within(random, SIDE);
      boolean isAbove = finite(f, x, y) > 0;
      above += isAbove ? 1 : 0;
      points.add(new Point(x, y, isAbove != random.nextDouble() < noise / 2 ? 1 : 0));
    }
    if (above == 0 || above == count) {
      throw new IllegalArgumentException(
          "network: the formula "
              + Quote.of(formula)
              + " is "
              + (above == 0 ? "nowhere above 0" : "above 0 everywhere")
              + " between −6 and 6; write one with both, such as x^2 + y^2 - 9.");
    }
  }

  private double finite(MultivariateFunction f, double x, double y) {
    double value = f.at(x, y);
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "network: the formula %s is %s at x = %.4f, y = %.4f; it must be a number everywhere"
                  + " between −6 and 6.",
              Quote.of(formula),
              value,
              x,
              y));
    }
    return value;
  }
}
