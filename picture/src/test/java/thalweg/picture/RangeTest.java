package thalweg.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.image.BufferedImage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Laws of ranges that are asked for: shown to the end, at every scale, whatever the function.
class RangeTest {
  private static final List<DoubleUnaryOperator> FUNCTIONS =
      List.of(
          x -> 1 / x,
          Math::tan,
          Math::sqrt,
          Math::log,
          x -> 3,
          x -> Double.NaN,
          x -> x * x * x,
          x -> x < 0 ? Double.NEGATIVE_INFINITY : 1e308,
          x -> Math.exp(x),
          x -> Math.sin(1e9 * x));

  /// Returns a range at any scale that doubles have.
  private static double[] range(SplittableRandom random) {
    double scale = Math.pow(10, random.nextInt(-300, 300));
    double middle = scale * random.nextDouble(-9, 9);
    // Down to ranges that only a few thousand doubles have.
    double width =
        random.nextBoolean()
            ? scale * random.nextDouble(0.1, 9)
            : Math.abs(middle) * Math.pow(10, -random.nextDouble(0, 12));
    return new double[] {middle, middle + width};
  }

  @Test
  void any_function_is_drawn_over_any_range() throws Exception {
    SplittableRandom random = new SplittableRandom(31);
    for (int trial = 0; trial < 60; trial++) {
      double[] x = range(random);
      double[] y = range(random);
      DoubleUnaryOperator f = FUNCTIONS.get(trial % FUNCTIONS.size());
      Figure figure =
          Figure.titled("")
              .across(x[0], x[1])
              .upward(y[0], y[1])
              .curve("f", f, Style.plain())
              .contours("g", (u, v) -> f.applyAsDouble(u) + v)
              .field("h", (u, v) -> u, (u, v) -> f.applyAsDouble(v), 9)
              .path("p", new double[] {x[0], x[1]}, new double[] {y[0], y[1]}, Style.number(1));
      String svg = (trial % 2 == 0 ? figure : figure.equalScale()).toSvg();
      String where = x[0] + ":" + x[1] + ", " + y[0] + ":" + y[1];
      assertThat(svg).as(where).doesNotContain("NaN", "Infinity");
      assertThat(FigureTest.words(svg)).as(where).hasSizeGreaterThan(4);
      requireWithin(svg, where);
    }
  }

  /// All that is drawn lies on the sheet or not far beyond, as ends of lines may.
  private static void requireWithin(String svg, String where) {
    var numbers = Pattern.compile("[ML]\\s*(-?[\\d.]+(?:E-?\\d+)?)[ ,](-?[\\d.E-]+)").matcher(svg);
    while (numbers.find()) {
      assertThat(Double.parseDouble(numbers.group(1))).as(where).isBetween(-100.0, 1300.0);
    }
  }

  @Test
  void labels_of_an_axis_differ_and_stand_in_order_within_it() {
    SplittableRandom random = new SplittableRandom(32);
    for (int trial = 0; trial < 2_000; trial++) {
      double[] range = range(random);
      List<Ticks.Tick> ticks = Ticks.of(range[0], range[1], false, false, 8);
      assertThat(ticks).as("%s to %s", range[0], range[1]).hasSizeBetween(2, 22);
      for (int i = 0; i < ticks.size(); i++) {
        double slack = 1e-8 * (range[1] - range[0]);
        assertThat(ticks.get(i).value()).isBetween(range[0] - slack, range[1] + slack);
        if (i > 0) {
          assertThat(ticks.get(i).value()).isGreaterThan(ticks.get(i - 1).value());
          assertThat(ticks.get(i).label()).isNotEqualTo(ticks.get(i - 1).label());
        }
      }
    }
  }

  @Test
  void what_is_no_range_is_refused() {
    Figure figure = Figure.titled("");
    for (double[] none :
        new double[][] {
          {1, 1}, {2, 1}, {0, Double.NaN}, {0, Double.POSITIVE_INFINITY}, {-1e308, 1e308}
        }) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> figure.across(none[0], none[1]))
          .withMessageContaining("figure: the across range is from " + none[0]);
      assertThatIllegalArgumentException().isThrownBy(() -> figure.upward(none[0], none[1]));
    }
  }

  @Test
  void labels_across_stand_apart_and_on_the_sheet_however_narrow_the_range_and_far_from_0() {
    var random = new Random(7);
    Pattern text =
        Pattern.compile("<text[^>]* x=\"([-.\\d]+)\"[^>]* y=\"([-.\\d]+)\"[^>]*>([^<]+)");
    FontMetrics metrics =
        new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB)
            .createGraphics()
            .getFontMetrics(Lettering.font(Font.PLAIN, 13));
    for (int i = 0; i < 60; i++) {
      double from = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(17));
      double to = from + Math.max(1e3 * Math.ulp(from), Math.pow(10, 3 - random.nextInt(12)));
      int width = 250 + random.nextInt(500);
      Figure figure =
          Figure.titled("").across(from, to).upward(0, 1).curve("", _ -> 0.5, Style.plain());
      Matcher found = text.matcher(figure.size(width, 300).toSvg());
      Map<String, Double> ends = new HashMap<>();
      while (found.find()) {
        double left = Double.parseDouble(found.group(1));
        double right = left + metrics.stringWidth(found.group(3));
        String what = found.group(3) + " of " + from + " to " + to + ", " + width;
        assertThat(right).as(what).isLessThan(width + 1);
        Double before = ends.put(found.group(2), right);
        assertThat(left).as(what).isGreaterThan(before == null ? -1 : before - 1);
      }
      assertThat(ends).hasSizeGreaterThan(2);
    }
  }
}
