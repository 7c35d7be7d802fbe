package thalweg.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;

/// Laws of functions of two variables seen from the side.
class SurfaceTest {
  private static final Rectangle2D AREA = new Rectangle2D.Double(0, 0, 1920, 1680);
  private static final Axis SIDE = new Axis("", -1, 1, false, false);

  /// So many pixels from an edge, what is drawn there is no matter.
  private static final double EDGE = 1.6;

  /// Returns a sum of hills and valleys.
  private static DoubleBinaryOperator hills(SplittableRandom random) {
    int count = 1 + random.nextInt(6);
    double[] all = new double[4 * count];
    for (int k = 0; k < all.length; k++) {
      all[k] = random.nextDouble(-1, 1);
    }
    return (x, y) -> {
      double sum = 0.3 * x;
      for (int k = 0; k < count; k++) {
        double dx = x - all[4 * k];
        double dy = y - all[4 * k + 1];
        double narrow = 2 + 30 * Math.abs(all[4 * k + 2]);
        sum += all[4 * k + 3] * Math.exp(-narrow * (dx * dx + dy * dy));
      }
      return sum;
    };
  }

  private static SurfaceMesh mesh(DoubleBinaryOperator f) {
    return new SurfaceMesh(f, SIDE, SIDE, SurfaceDrawing.box(AREA));
  }

  /// How near to the viewer a place of the box is: along the line of sight, which goes by 30
  /// degrees down and 60 to the side. The box is 0.72 tall.
  private static double depth(double u, double v, double w) {
    double down = Math.toRadians(30);
    double aside = Math.toRadians(-60);
    return Math.cos(down) * (Math.cos(aside) * u + Math.sin(aside) * v)
        + Math.sin(down) * 0.72 * Math.clamp(w, 0, 1);
  }

  /// Which cell is seen at a pixel, as row · cells + column; −1 for none, −2 so near to an edge
  /// that rounding decides.
  private static int seenAt(SurfaceMesh mesh, double px, double py) {
    int seen = -1;
    double nearest = Double.NEGATIVE_INFINITY;
    int n = SurfaceMesh.CELLS;
    for (int cell = 0; cell < n * n; cell++) {
      int i = cell % n;
      int j = cell / n;
      for (int half = 0; half < 2; half++) {
        int[][] corners = {
          {i, j}, {i + 1, j + 1}, half == 0 ? new int[] {i + 1, j} : new int[] {i, j + 1}
        };
        double[] share = shares(mesh, corners, px, py);
        if (!(share[3] > -EDGE)) {
          continue;
        }
        double deep = 0;
        for (int k = 0; k < 3; k++) {
          double w = mesh.height(corners[k][0], corners[k][1]);
          deep += share[k] * depth((double) corners[k][0] / n, (double) corners[k][1] / n, w);
        }
        if (deep > nearest - 1e-9) {
          nearest = Math.max(deep, nearest);
          seen = share[3] < EDGE ? -2 : cell;
        }
      }
    }
    return seen;
  }

  /// The barycentric shares of a pixel in a triangle of corners, and how many pixels within it is.
  private static double[] shares(SurfaceMesh mesh, int[][] corners, double px, double py) {
    Point2D a = mesh.pixel(corners[0][0], corners[0][1]);
    Point2D b = mesh.pixel(corners[1][0], corners[1][1]);
    Point2D c = mesh.pixel(corners[2][0], corners[2][1]);
    double all = cross(a, b, c.getX(), c.getY());
    double first = cross(b, c, px, py) / all;
    double second = cross(c, a, px, py) / all;
    double third = 1 - first - second;
    double within =
        Math.min(first / b.distance(c), Math.min(second / c.distance(a), third / a.distance(b)));
    return new double[] {first, second, third, within * Math.abs(all)};
  }

  private static double cross(Point2D a, Point2D b, double x, double y) {
    return (b.getX() - a.getX()) * (y - a.getY()) - (b.getY() - a.getY()) * (x - a.getX());
  }

  @Test
  void at_each_pixel_the_nearest_cell_is_seen() {
    SplittableRandom random = new SplittableRandom(41);
    int compared = 0;
    for (int trial = 0; trial < 12; trial++) {
      DoubleBinaryOperator f = hills(random);
      var image = new BufferedImage(1920, 1680, BufferedImage.TYPE_INT_RGB);
      Graphics2D g = image.createGraphics();
      var surface = new Layer.Surface("", f);
      SurfaceDrawing.draw(new Canvas(g, AREA, SIDE, SIDE, Theme.PLAIN), surface, List.of(surface));
      g.dispose();
      SurfaceMesh mesh = mesh(f);
      for (int k = 0; k < 250; k++) {
        double u = random.nextDouble();
        double v = random.nextDouble();
        Point2D at = mesh.pixel(u, v, mesh.height(u, v));
        int px = (int) at.getX();
        int py = (int) at.getY();
        int cell = seenAt(mesh, px + 0.5, py + 0.5);
        if (cell < 0) {
          continue;
        }
        compared++;
        Color drawn = new Color(image.getRGB(px, py));
        Color right = color(mesh, cell);
        int off =
            Math.abs(drawn.getRed() - right.getRed())
                + Math.abs(drawn.getGreen() - right.getGreen())
                + Math.abs(drawn.getBlue() - right.getBlue());
        assertThat(off).as("trial %s, cell %s at %s, %s", trial, cell, px, py).isLessThan(4);
      }
    }
    assertThat(compared).isGreaterThan(700);
  }

  private static Color color(SurfaceMesh mesh, int cell) {
    int i = cell % SurfaceMesh.CELLS;
    int j = cell / SurfaceMesh.CELLS;
    double sum = mesh.height(i, j) + mesh.height(i + 1, j);
    return HeightColors.at((sum + mesh.height(i + 1, j + 1) + mesh.height(i, j + 1)) / 4);
  }

  @Test
  void a_place_is_seen_where_nothing_nearer_lies_at_its_pixel() {
    SplittableRandom random = new SplittableRandom(42);
    int same = 0;
    int compared = 0;
    int hidden = 0;
    for (int trial = 0; trial < 20; trial++) {
      SurfaceMesh mesh = mesh(hills(random));
      for (int k = 0; k < 150; k++) {
        double u = random.nextDouble();
        double v = random.nextDouble();
        Point2D at = mesh.pixel(u, v, mesh.height(u, v));
        int cell = seenAt(mesh, at.getX(), at.getY());
        if (cell < 0) {
          continue;
        }
        boolean seen =
            cell
                == (int) (v * SurfaceMesh.CELLS) * SurfaceMesh.CELLS
                    + (int) (u * SurfaceMesh.CELLS);
        compared++;
        hidden += seen ? 0 : 1;
        same += mesh.isSeen(u, v) == seen ? 1 : 0;
      }
    }
    assertThat(compared).isGreaterThan(600);
    assertThat(hidden).isGreaterThan(50);
    assertThat((double) same / compared).isGreaterThan(0.98); // the rest at the brims of hills
  }

  @Test
  void a_path_that_is_cut_is_straight_on_the_surface_from_cut_to_cut() {
    SplittableRandom random = new SplittableRandom(43);
    for (int trial = 0; trial < 100; trial++) {
      SurfaceMesh mesh = mesh(hills(random));
      double[] u = new double[5];
      double[] v = new double[5];
      for (int k = 0; k < 5; k++) {
        u[k] = random.nextDouble();
        v[k] = trial % 7 == 0 ? 0.3 : random.nextDouble();
      }
      Polyline cut = SurfaceMesh.cut(Polyline.owning(u, v));
      assertThat(cut.size()).isGreaterThan(10);
      for (int k = 1; k < cut.size(); k++) {
        double middle = mesh.height((cut.x(k - 1) + cut.x(k)) / 2, (cut.y(k - 1) + cut.y(k)) / 2);
        double mean =
            (mesh.height(cut.x(k - 1), cut.y(k - 1)) + mesh.height(cut.x(k), cut.y(k))) / 2;
        assertThat(middle).isCloseTo(mean, within(1e-9));
      }
    }
  }

  @Test
  void higher_is_lighter_for_every_eye() {
    for (double[][] by : ThemeTest.BLINDNESS) {
      double[] before = ThemeTest.seen(HeightColors.at(0), by);
      for (int k = 1; k <= 20; k++) {
        double[] next = ThemeTest.seen(HeightColors.at(k / 20.0), by);
        assertThat(next[0]).isGreaterThan(before[0] + 0.008);
        before = next;
      }
    }
    assertThat(HeightColors.at(7)).isEqualTo(HeightColors.at(1));
    assertThat(HeightColors.at(-7)).isEqualTo(HeightColors.at(0));
  }

  @Test
  void any_function_makes_a_surface_over_any_range() throws Exception {
    SplittableRandom random = new SplittableRandom(44);
    List<DoubleBinaryOperator> functions =
        List.of(
            (x, y) -> 1 / (x * y),
            (x, y) -> 3,
            (x, y) -> Double.NaN,
            (x, y) -> x > 0 ? Double.NaN : y,
            (x, y) -> Math.sqrt(x) + y,
            (x, y) -> x * 1e308 * Math.signum(y) * 1e10,
            (x, y) -> x < 0 ? 1e308 : -1e308,
            (x, y) -> 1e-310 * x,
            (x, y) -> Math.exp(x) * y);
    for (int trial = 0; trial < 27; trial++) {
      double scale = Math.pow(10, trial < 9 ? 0 : random.nextInt(-300, 300));
      Figure figure =
          Figure.titled("t")
              .across(-2 * scale, scale)
              .upward(-scale, 3 * scale)
              .contours("", functions.get(trial % 9))
              .path(
                  "way",
                  new double[] {-scale, 0, scale / 2, 7 * scale},
                  new double[] {-scale, 0, 2 * scale, 2 * scale},
                  Style.number(1))
              .points("at", new double[] {0}, new double[] {scale}, Style.number(2))
              .surface();
      String svg = (trial % 2 == 0 ? figure : figure.dark().transparent()).toSvg();
      assertThat(svg).as("trial %s", trial).doesNotContain("NaN", "Infinity");
      assertThat(FigureTest.words(svg)).contains("t", "at", "value").hasSizeGreaterThan(8);
    }
  }

  @Test
  void surfaces_are_saved_light_and_dark_and_need_a_function() throws Exception {
    Path folder = Files.createDirectories(Path.of("target", "pictures"));
    Figure valley = Gallery.valley().surface();
    valley.save(folder.resolve("surface.png"));
    Gallery.field().surface().dark().save(folder.resolve("dark-surface.png"));
    var paths = new LinkedHashMap<String, double[][]>();
    paths.put("way", new double[][] {{-1, 1.8}, {0.2, 0.4}, {1.5, -0.5}, {1.8, -1.5}});
    Figures.descent(
            "sin 2x · cos 2y",
            p -> Math.sin(2 * p[0]) * Math.cos(2 * p[1]),
            paths,
            new Window(-2, 2, -2, 2))
        .surface()
        .save(folder.resolve("hills.png"));
    assertThat(FigureTest.words(valley.toSvg()))
        .contains("steepest", "momentum 0.9", "start", "end", "value", "x₀", "x₁")
        .doesNotContain("contours");
    assertThat(valley.toSvg().length()).isLessThan(1_500_000);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Gallery.loss().surface())
        .withMessageContaining("surface: the figure has no contours");
    assertThat(FigureTest.words(Gallery.field().unitArrows().toSvg()))
        .contains("−gradient (direction alone)");
  }
}
