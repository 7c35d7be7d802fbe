package thalweg.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class FiguresTest {
  private static List<String> words(Figure figure) throws Exception {
    return FigureTest.words(figure.toSvg());
  }

  @Test
  void secant_and_tangent_carry_their_slopes() throws Exception {
    assertThat(words(Gallery.secant()))
        .contains(
            "x",
            "f(x)",
            "f(x) = 0.01 x² + 0.1 x",
            "secant through x and x + h, slope 0.28",
            "tangent at x, slope 0.2",
            "x = 5",
            "x + h = 13",
            "h",
            "f(x + h) − f(x)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Figures.secantAndTangent("log x", Math::log, 1, 1, -1, 0.1, 2))
        .withMessageContaining("f(1.0 + -1.0) is -Infinity");
  }

  @Test
  void tangents_are_written_as_lines() throws Exception {
    assertThat(words(Gallery.tangents()))
        .contains("tangent at x = 5: 0.2 x − 0.25", "tangent at x = 10: 0.3 x − 1");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Figures.tangents("x", x -> x, new double[1], new double[2], new double[1], 0, 1))
        .withMessage(
            "tangents: 1 points, 2 slopes and 1 intercepts; there must be equally many, at least"
                + " one.");
  }

  @Test
  void a_field_has_arrows_contours_and_levels() throws Exception {
    assertThat(words(Gallery.field())).contains("x₀", "x₁", "contours", "−gradient", "1", "4");
    Figure steep =
        Figures.field(
            "x⁶",
            p -> Math.pow(p[0], 6),
            p -> new double[] {6 * Math.pow(p[0], 5), 0},
            new Window(-3, 3, -3, 3));
    assertThat(words(steep)).contains("−gradient (length as its square root)");
  }

  @Test
  void the_legend_tells_what_became_of_each_path() throws Exception {
    assertThat(words(Gallery.descent()))
        .contains(
            "rate 0.1",
            "rate 10⁻¹⁰ (hardly moves)",
            "rate 10⁻¹⁰ hardly moves",
            "rate 10 (leaves the picture at step 1)",
            "start",
            "end");
  }

  @Test
  void a_path_is_followed_to_its_last_step_inside_and_one_beyond() {
    Axis axis = new Axis("", -1, 1, false, false);
    TrajectoryDrawing.Fate returning = fate(axis, 0, 0.5, 3, 0.2, -5, 9, Double.NaN);
    assertThat(returning.drawn()).isEqualTo(5);
    assertThat(returning.remark()).isEqualTo(" (leaves the picture at step 4)");
    assertThat(fate(axis, 0, 0.5, Double.NaN, 0.5).remark()).isEqualTo(" (not finite from step 2)");
    assertThat(fate(axis, 7, 8).remark()).isEqualTo(" (outside the picture)");
    assertThat(fate(axis, 0.5, 0.5 + 1e-9).remark()).isEqualTo(" (hardly moves)");
    assertThat(fate(axis, 0.5, 0.3).remark()).isEmpty();
  }

  private static TrajectoryDrawing.Fate fate(Axis axis, double... x) {
    return TrajectoryDrawing.Fate.of(Polyline.owning(x, new double[x.length]), axis, axis);
  }

  @Test
  void a_window_shows_the_paths_that_settle_and_where_the_others_start() {
    Figure figure = Figures.descent("f", Gallery.BOWL, Gallery.paths());
    for (Axis axis : new Axis[] {figure.x(), figure.y()}) {
      assertThat(axis.from()).isLessThan(0).isGreaterThan(-6);
      assertThat(axis.to()).isGreaterThan(0).isLessThan(6);
    }
    assertThat(figure.y().fraction(4)).isBetween(0.0, 1.0);
    assertThat(Window.around(new double[] {1e6, 1}).contains(1e6, 1)).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Figures.descent("f", Gallery.BOWL, new LinkedHashMap<>()));
  }

  @Test
  void accuracy_names_both_curves_and_the_last_value() throws Exception {
    Figure figure =
        Figures.accuracy(new double[] {0.6, 0.9, 0.95}, new double[] {0.61, 0.89, 0.9471});
    assertThat(words(figure))
        .contains("epoch", "accuracy", "training, 0.95 at the end", "test, 0.9471 at the end", "3");
    assertThat(figure.y().to()).isEqualTo(1);
    assertThat(figure.y().from()).isCloseTo(0.5, within(1e-12));
    assertThat(words(Figures.accuracy(new double[] {0.5}, new double[0]))).doesNotContain("test");
  }

  @Test
  void learning_curves_turn_logarithmic_over_a_wide_range_only() {
    var series = new LinkedHashMap<String, double[]>();
    series.put("a", new double[] {2, 1, 0.5});
    assertThat(Figures.learning("t", "loss", series).y().logarithmic()).isFalse();
    series.put("b", new double[] {2, 0.1, 0.001});
    assertThat(Figures.learning("t", "loss", series).y().logarithmic()).isTrue();
    series.put("c", new double[] {0});
    assertThat(Figures.learning("t", "loss", series).y().logarithmic()).isFalse();
  }

  @Test
  void steps_stand_behind_learning_curves_and_their_peaks_are_seen() throws Exception {
    var series = new LinkedHashMap<String, double[]>();
    series.put("training", new double[] {2, 1, 0.5});
    double[] at = {0.5, 1, 1.5, 2, 2.5, 3};
    Figure figure =
        Figures.learning("t", "loss", series, at, new double[] {9, 2, 1e-9, 0, 1, Double.NaN});
    assertThat(words(figure)).contains("each step", "training");
    assertThat(figure.layers().getFirst().name()).isEqualTo("each step"); // drawn first
    assertThat(figure.y().logarithmic()).isFalse();
    assertThat(figure.x().from()).isLessThan(0.5);
    Figure high =
        Figures.learning("t", "loss", series, at, new double[] {900, 2, 1e-9, 0, 1, Double.NaN});
    assertThat(high.y().logarithmic()).isTrue();
    assertThat(words(high)).contains("each step").doesNotContain("10⁻⁴", "10⁻⁸");
    assertThat(words(Figures.learning("t", "loss", series))).doesNotContain("each step");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Figures.learning("t", "loss", series, at, new double[] {1}));
  }

  @Test
  void errors_of_zero_are_shown_and_named() throws Exception {
    assertThat(words(Gallery.error()))
        .contains("step h", "error", "forward", "central", "Richardson", "10⁻⁸")
        .contains("Richardson, error exactly 0", "truncation ∝ h", "truncation ∝ h²")
        .contains("rounding ∝ 1/h");
    var exact = new LinkedHashMap<String, double[]>();
    exact.put("central", new double[] {0, 0});
    List<String> words =
        words(Figures.errorAgainstStep("A parabola", new double[] {0.1, 0.01}, exact));
    assertThat(words).contains("central, error exactly 0").doesNotContain("central");
  }

  @Test
  void errors_against_steps_are_checked_at_the_door() {
    var errors = new LinkedHashMap<String, double[]>();
    errors.put("central", new double[] {1e-3, 1e-5});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Figures.errorAgainstStep("t", new double[] {1, 0}, errors))
        .withMessage("error against step: a step is 0.0; steps must be positive and finite.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Figures.errorAgainstStep("t", new double[] {1}, errors))
        .withMessageContaining("\"central\" has 2 errors for 1 steps");
    errors.put("central", new double[] {1e-3, -1e-5});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Figures.errorAgainstStep("t", new double[] {1, 2}, errors))
        .withMessageContaining("give magnitudes");
  }

  @Test
  void images_in_colour_keep_their_colours() throws Exception {
    double[] image = {1, 0, 0, 0.2, /* green */ 0, 1, 0, 0.4, /* blue */ 0, 0, 1, 0.6};
    String svg = Figures.colourImages("c", 1, 2, new double[][] {image}).toSvg();
    Matcher embedded = Pattern.compile("data:image/png;base64,([^\"]+)").matcher(svg);
    assertThat(embedded.find()).isTrue();
    BufferedImage drawn =
        ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(embedded.group(1))));
    int each = drawn.getWidth() / 2;
    assertThat(drawn.getRGB(each / 2, each / 2) & 0xffffff).isEqualTo(0xff0000);
    assertThat(drawn.getRGB(each + each / 2, each / 2) & 0xffffff).isEqualTo(0x00ff00);
    assertThat(drawn.getRGB(each / 2, each + each / 2) & 0xffffff).isEqualTo(0x0000ff);
    assertThat(drawn.getRGB(each + each / 2, each + each / 2) & 0xffffff).isEqualTo(0x336699);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Figures.colourImages("t", 1, 2, new double[][] {new double[8]}))
        .withMessageContaining("an image has 8 values");
  }

  @Test
  void images_carry_their_captions_and_must_fit_together() throws Exception {
    Figure figure = Gallery.images();
    assertThat(words(figure)).contains("0", "0, read as 6");
    assertThat(figure.toSvg()).contains("data:image/png;base64,").doesNotContain("x₀");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Figures.images("t", 2, 3, new double[][] {new double[7]}))
        .withMessageContaining("an image has 7 pixels");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Figures.images("t", 2, 1, new double[2][1], "one"))
        .withMessageContaining("1 captions for 2 images");
  }

  @Test
  void the_first_sixty_styles_all_differ() {
    var seen = new java.util.HashSet<Style>();
    for (int i = 0; i < 60; i++) {
      assertThat(seen.add(Style.number(i))).isTrue();
    }
  }
}
