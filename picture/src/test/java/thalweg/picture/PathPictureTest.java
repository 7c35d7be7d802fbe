package thalweg.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Laws of drawn paths over random searches.
class PathPictureTest {
  private static final Rectangle2D AREA = new Rectangle2D.Double(20, 10, 600, 500);

  /// Returns the path of steepest descent on x² + `steep` y² at a share of the largest rate.
  private static double[][] zigZag(double steep, double share, int steps) {
    double rate = share / steep;
    double[][] path = new double[steps + 1][];
    path[0] = new double[] {9, 1};
    for (int k = 0; k < steps; k++) {
      path[k + 1] =
          new double[] {
            path[k][0] * (1 - 2 * rate), path[k][1] * (1 - 2 * rate * steep),
          };
    }
    return path;
  }

  @Test
  void a_long_zig_zag_is_a_hatching_and_no_block() {
    SplittableRandom random = new SplittableRandom(1);
    for (int trial = 0; trial < 12; trial++) {
      double steep = Math.pow(10, random.nextDouble(1, 4));
      double share = 1 - Math.pow(10, -random.nextDouble(3, 7));
      var paths = new LinkedHashMap<String, double[][]>();
      paths.put("rate", zigZag(steep, share, 10_000));
      Figure figure =
          Figures.descent("f", p -> p[0] * p[0] + steep * p[1] * p[1], paths, window(paths));
      BufferedImage image = figure.toImage(720, 800);
      int blue = 0;
      int left = Integer.MAX_VALUE;
      int right = 0;
      int top = Integer.MAX_VALUE;
      int bottom = 0;
      for (int i = 0; i < 720; i++) {
        for (int j = 0; j < 700; j++) { // above the legend
          int rgb = image.getRGB(i, j);
          if ((rgb & 0xFF) - (rgb >> 16 & 0xFF) > 90) {
            blue++;
            left = Math.min(left, i);
            right = Math.max(right, i);
            top = Math.min(top, j);
            bottom = Math.max(bottom, j);
          }
        }
      }
      double ink = blue / ((right - left + 1.0) * (bottom - top + 1));
      assertThat(ink).as("steep %s, share %s", steep, share).isBetween(0.02, 0.5);
    }
  }

  private static Window window(SequencedMap<String, double[][]> paths) {
    return Window.around(new double[2], paths.firstEntry().getValue());
  }

  @Test
  void strokes_are_steps_of_the_path_in_their_order() {
    SplittableRandom random = new SplittableRandom(2);
    for (int trial = 0; trial < 100; trial++) {
      int n = 2_000;
      double[] x = new double[n];
      double[] y = new double[n];
      for (int i = 0; i < n; i++) {
        x[i] = AREA.getMinX() + random.nextDouble() * AREA.getWidth();
        y[i] = AREA.getMinY() + random.nextDouble() * AREA.getHeight();
      }
      List<Polyline> strokes = new Thinning(AREA, 6).strokes(Polyline.owning(x, y));
      int at = 0;
      int drawn = 0;
      for (Polyline stroke : strokes) {
        for (int k = 0; k < stroke.size(); k++) {
          while (x[at] != stroke.x(k) || y[at] != stroke.y(k)) {
            at++; // runs out if it is not there
          }
        }
        drawn += stroke.size() - 1;
      }
      assertThat(drawn).isBetween(20, n / 2);
    }
  }

  @Test
  void a_path_that_does_not_return_is_drawn_whole_however_small_its_steps() {
    SplittableRandom random = new SplittableRandom(3);
    for (int trial = 0; trial < 50; trial++) {
      int n = (int) Math.pow(10, random.nextDouble(1, 5));
      double bend = random.nextDouble(0.5, 3);
      double[] x = new double[n];
      double[] y = new double[n];
      for (int i = 0; i < n; i++) {
        double t = (double) i / (n - 1);
        x[i] = AREA.getMinX() + AREA.getWidth() * t;
        y[i] = AREA.getMinY() + AREA.getHeight() * Math.pow(t, bend);
      }
      List<Polyline> strokes = new Thinning(AREA, 6).strokes(Polyline.owning(x, y));
      assertThat(strokes).hasSize(1);
      assertThat(strokes.getFirst().x(strokes.getFirst().size() - 1)).isEqualTo(x[n - 1]);
    }
  }

  @Test
  void marks_keep_apart() {
    SplittableRandom random = new SplittableRandom(4);
    var thinning = new Thinning(AREA, 14);
    int marks = 0;
    for (int i = 0; i < 100_000; i++) {
      double x = AREA.getMinX() + random.nextDouble() * AREA.getWidth();
      double y = AREA.getMinY() + random.nextDouble() * AREA.getHeight();
      marks += thinning.mark(x, y) ? 1 : 0;
    }
    assertThat(marks).isBetween(200, 600 * 500 / (14 * 14));
  }

  @Test
  void what_is_at_the_centre_of_a_window_is_not_in_its_corner() {
    SplittableRandom random = new SplittableRandom(5);
    for (int trial = 0; trial < 500; trial++) {
      double scale = Math.pow(10, random.nextDouble(-8, 8));
      double[] centre = {random.nextDouble(-1, 1) * scale, random.nextDouble(-1, 1) * scale};
      double[][] points = new double[5][];
      Arrays.setAll(
          points,
          i -> new double[] {random.nextDouble(-3, 3) * scale, random.nextDouble(-3, 3) * scale});
      Window window = Window.around(centre, points);
      for (double[] point : points) {
        assertThat(window.contains(point[0], point[1])).isTrue();
      }
      double across = (centre[0] - window.left()) / (window.right() - window.left());
      double up = (centre[1] - window.bottom()) / (window.top() - window.bottom());
      assertThat(across).isBetween(0.25, 0.75);
      assertThat(up).isBetween(0.25, 0.75);
      Window wider = window.with(new double[][] {{50 * scale, 0}, {Double.NaN, 0}});
      assertThat(wider.contains(50 * scale, 0)).isTrue();
      assertThat(wider.contains(window.left(), window.top())).isTrue();
    }
  }

  @Test
  void a_path_that_leaves_a_graph_is_drawn_to_the_edge_and_does_not_stretch_it() throws Exception {
    var paths = new LinkedHashMap<String, double[][]>();
    paths.put("small", new double[][] {{3}, {1}, {0.2}, {0.01}});
    paths.put("large", new double[][] {{3}, {-20}, {1e9}, {2}, {-1e100}});
    Figure figure = Figures.descent("x²", x -> x * x, paths, -4, 4);
    assertThat(Extent.upward(figure, Extent.across(figure)).to()).isLessThan(20);
    assertThat(FigureTest.words(figure.toSvg()))
        .contains("small", "large (leaves the picture at step 4)", "f", "x");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Figures.descent("f", x -> x, new LinkedHashMap<>(), 0, 1))
        .withMessageContaining("there is no path");
  }

  @Test
  void values_are_shown_as_they_are_or_by_how_far_they_are_from_the_best() throws Exception {
    assertThat(progress(false, 100, 10, 1e-3).y().name()).isEqualTo("value");
    assertThat(progress(true, 1e-3, 10, 100).y().name()).isEqualTo("value");
    assertThat(progress(false, 3, -2, -7).y().name()).isEqualTo("value above −7");
    assertThat(progress(false, 1000.5, 1000.25, 1000).y().name()).isEqualTo("value above 1000");
    assertThat(progress(true, 0.5, 0.9, 1).y().name()).isEqualTo("value below 1");
    assertThat(progress(false, 4, 1, 0).y().name()).isEqualTo("value");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> progress(false, Double.NaN))
        .withMessageContaining("none of the values is finite");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Figures.progress(new LinkedHashMap<>(), false))
        .withMessageContaining("there is no search");
  }

  private static Figure progress(boolean up, double... values) {
    var series = new LinkedHashMap<String, double[]>();
    series.put("a", values);
    return Figures.progress(series, up);
  }

  @Test
  void any_values_whatever_can_be_drawn_step_by_step() {
    SplittableRandom random = new SplittableRandom(6);
    double[] odd = {0, -0.0, 1e308, -1e308, Double.NaN, Double.POSITIVE_INFINITY, 5e-324, 1, -1};
    for (int trial = 0; trial < 80; trial++) {
      var series = new LinkedHashMap<String, double[]>();
      for (int k = 0; k < 1 + trial % 4; k++) {
        double[] values = new double[1 + random.nextInt(trial % 10 == 0 ? 1_500 : 30)];
        double scale = Math.pow(10, random.nextDouble(-300, 300));
        Arrays.setAll(
            values,
            i ->
                random.nextInt(6) == 0
                    ? odd[random.nextInt(odd.length)]
                    : random.nextDouble(-1, 1) * scale);
        values[0] = random.nextDouble(-1, 1);
        series.put("s" + k, values);
      }
      Figure figure = Figures.progress(series, trial % 2 == 0);
      assertThat(figure.y().from()).isPositive().isLessThan(figure.y().to());
      assertThat(figure.toSvg()).contains("value", "step");
    }
  }

  @Test
  void two_panels_stand_side_by_side_on_one_floor() throws Exception {
    Figure both = Gallery.descent().beside(progress(false, 100, 10, 1e-3).size(480, 600));
    assertThat(FigureTest.words(both.toSvg())).contains("rate 0.1", "Value at each step", "step");
    BufferedImage image = both.toImage(2 * (720 + 480), 2 * new Sheet(both).height());
    // The lowest dark row of each frame: look for the frame's colour along two columns.
    assertThat(floor(image, 0.3)).isEqualTo(floor(image, 0.9));
    assertThat(both.retitled("other").toSvg()).contains("Value at each step");
  }

  @Test
  void any_number_of_panels_stand_on_one_floor_however_they_were_put_together() throws Exception {
    var random = new SplittableRandom(5);
    for (int count = 2; count <= 5; count++) {
      var panels = new ArrayList<Figure>();
      for (int i = 0; i < count; i++) {
        panels.add(
            Figure.titled("Panel" + i)
                .axes("across", "upward")
                .curve("c" + i, Math::sin, 0, 3, Style.plain())
                .size(random.nextInt(300, 600), 500));
      }
      Figure oneByOne = panels.getFirst();
      for (Figure panel : panels.subList(1, count)) {
        oneByOne = oneByOne.beside(panel);
      }
      Figure fromTheRight = panels.getLast();
      for (Figure panel : panels.reversed().subList(1, count)) {
        fromTheRight = panel.beside(fromTheRight);
      }
      int width = panels.stream().mapToInt(Figure::width).sum();
      assertThat(new Sheet(oneByOne).width()).isEqualTo(width);
      assertThat(fromTheRight.toSvg()).isEqualTo(oneByOne.toSvg());
      assertThat(FigureTest.words(oneByOne.toSvg()))
          .containsSubsequence(panels.stream().map(Figure::title).toList());
      BufferedImage image = oneByOne.toImage(width, 500);
      int from = 0;
      for (Figure panel : panels) {
        double middle = (from + panel.width() / 2.0) / width;
        double first = panels.getFirst().width() / 2.0 / width;
        assertThat(floor(image, middle)).isPositive().isEqualTo(floor(image, first));
        from += panel.width();
      }
    }
  }

  /// Returns the row of the lower edge of the frame at this share of the width.
  private static int floor(BufferedImage image, double share) {
    int width = image.getWidth();
    int from = (int) (share * width);
    for (int row = image.getHeight() - 1; row > 0; row--) {
      boolean line = true;
      for (int i = from; i < from + width / 20; i++) {
        line &= (image.getRGB(i, row) & 0xFF) < 0xB0;
      }
      if (line) {
        return row;
      }
    }
    return -1;
  }
}
