package thalweg.studio.derivative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.derivative.DifferenceFormula;
import thalweg.calculus.function.Formula;
import thalweg.calculus.function.ScalarFunction;
import thalweg.studio.derivative.DerivativeView.Errors;
import thalweg.studio.derivative.DerivativeView.Graph;
import thalweg.studio.derivative.DerivativeView.Point;
import thalweg.studio.question.Answers;
import thalweg.studio.question.Copies;
import thalweg.studio.question.Frame;

@Timeout(60)
class DerivativeAnswersTest {
  private final Answers answers = new Answers(new DerivativeView());

  private Frame graph(String formula, double from, double to, String edges) {
    return (Frame)
        answers.to(
            "derivative/curve",
            """
            {"formula": "%s", "from": %s, "to": %s, %s, "points": 401, "single": true}
            """
                .formatted(formula, from, to, edges));
  }

  private Point point(String formula, double x, double h) {
    return (Point)
        answers.to(
            "derivative/at",
            "{\"formula\": \"%s\", \"x\": %s, \"h\": %s}".formatted(formula, x, h));
  }

  private Frame errors(String formula, double x) {
    return (Frame)
        answers.to("derivative/errors", "{\"formula\": \"%s\", \"x\": %s}".formatted(formula, x));
  }

  @Test
  void the_graph_can_be_zoomed_until_doubles_end() {
    ScalarFunction f = Formula.parse("sin(x)").asScalar();
    for (double width = 10; width > 1e-12; width /= 10) {
      Frame frame = graph("sin(x)", 1 - width, 1 + width, "\"bottom\": null, \"top\": null");
      Graph head = (Graph) frame.head();
      for (int i = 0; i <= 400; i += 40) {
        double y = f.at(1 - width + 2 * width * i / 400);
        assertThat(head.base() + head.scale() * frame.numbers()[0][i])
            .isCloseTo(y, within(1e-6 * (head.high() - head.low()) + 3e-16));
      }
    }
    Frame near = graph("x^2", 0, 100, "\"bottom\": 24.999999, \"top\": 25.000001");
    assertThat(((Graph) near.head()).scale()).isEqualTo(1e-6, within(1e-12));
  }

  @Test
  void a_pole_does_not_flatten_the_graph_and_what_is_undefined_is_left_out() {
    Graph pole = (Graph) graph("1/x", -2, 2, "\"bottom\": null, \"top\": null").head();
    assertThat(pole.high()).isBetween(5.0, 50.0);
    Frame root = graph("sqrt(x)", -1, 1, "\"bottom\": null, \"top\": null");
    assertThat(root.numbers()[0][0]).isNaN();
    Frame nothing = graph("sqrt(-1 - x^2)", -1, 1, "\"bottom\": null, \"top\": null");
    assertThat(((Graph) nothing.head()).low()).isNaN();
    assertThat(Answers.json(nothing.head())).contains("\"low\":null");
  }

  @Test
  void what_is_known_at_a_point_comes_from_the_routines_of_the_command() {
    Point point = point("x^3 - x", 0.7, 1e-4);
    ScalarFunction f = Formula.parse("x^3 - x").asScalar();
    assertThat(point.truth()).isEqualTo(3 * 0.49 - 1, within(1e-15));
    assertThat(point.ladder().derivative()).isEqualTo(Derivative.of(f, 0.7).derivative());
    assertThat(point.secants())
        .extracting(Secant::slope)
        .containsExactly(
            DifferenceFormula.FORWARD.slope(f, 0.7, 1e-4),
            DifferenceFormula.BACKWARD.slope(f, 0.7, 1e-4),
            DifferenceFormula.CENTRAL.slope(f, 0.7, 1e-4));
    assertThat(point.single().get(2).error()).isGreaterThan(100 * point.secants().get(2).error());
  }

  @Test
  void a_corner_has_two_slopes_and_no_truth() {
    Point corner = point("abs(x)", 0, 1e-3);
    assertThat(corner.truth()).isNaN();
    assertThat(corner.ladder().reason()).isEqualTo("KINK");
    assertThat(corner.ladder().left()).isEqualTo(-1);
    assertThat(corner.ladder().right()).isEqualTo(1);
    assertThat(point("sign(x)", 0, 1e-3).truth()).isNaN();
    assertThat(point("floor(x)", 1, 1e-3).truth()).isNaN();
    assertThat(errors("sign(x)", 0).numbers()[0]).containsOnly(Float.NaN);
  }

  @Test
  void the_errors_make_a_v_that_is_deeper_in_double_than_in_single() {
    Frame frame = errors("exp(x)", 1);
    Errors head = (Errors) frame.head();
    int count = head.steps().length;
    assertThat(head.methods()).containsExactly("forward", "backward", "central");
    assertThat(frame.numbers()[0]).hasSize(6 * count);
    float[] numbers = frame.numbers()[0];
    double bottom = least(numbers, 2 * count, 3 * count);
    double single = least(numbers, 5 * count, 6 * count);
    assertThat(bottom).isLessThan(-9);
    assertThat(single).isBetween(-6.5, -3.5);
    assertThat(least(numbers, 0, count)).isBetween(-10.0, -7.0);
    // The arms: at 10^-12 rounding rules, at 0.1 truncation does.
    int small = index(head.steps(), 1e-12);
    assertThat((double) numbers[2 * count + small])
        .isBetween(
            Math.log10(head.rounding() / 1e-12) - 3, Math.log10(head.rounding() / 1e-12) + 1);
    int large = index(head.steps(), 0.1);
    assertThat((double) numbers[2 * count + large])
        .isCloseTo(Math.log10(head.central() * 0.01), within(0.01));
    assertThat(head.best()[0]).isBetween(1e-8, 1e-7);
    assertThat(head.best()[2]).isBetween(3e-6, 3e-5);
    assertThat(head.best()[5]).isBetween(2e-3, 2e-2);
    assertThat(((Errors) errors("3*x", 1).head()).best()).contains(Double.NaN);
  }

  private static double least(float[] numbers, int from, int to) {
    double least = 0;
    for (int i = from; i < to; i++) {
      least = Math.min(least, numbers[i] == Float.NEGATIVE_INFINITY ? 0 : numbers[i]);
    }
    return least;
  }

  private static int index(double[] steps, double step) {
    for (int i = 0; i < steps.length; i++) {
      if (Math.abs(steps[i] / step - 1) < 1e-9) {
        return i;
      }
    }
    throw new AssertionError("no step " + step);
  }

  @Test
  void questions_out_of_range_are_refused_in_a_sentence() {
    assertThatThrownBy(() -> point("x*y", 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("where a function of one is needed");
    assertThatThrownBy(() -> point("x", 0, 0)).hasMessageContaining("the step is 0.0");
    assertThatThrownBy(() -> graph("x", 1, 1, "\"bottom\": null, \"top\": null"))
        .hasMessageContaining("the first smaller");
    assertThatThrownBy(() -> graph("exp(700*x)", -1, 1.01, "\"bottom\": -1e308, \"top\": 1e308"))
        .hasMessageContaining("narrower");
  }

  @Test
  @Timeout(value = 90, unit = TimeUnit.SECONDS)
  void the_copied_program_prints_the_numbers_of_the_page(@TempDir Path folder)
      throws IOException, InterruptedException {
    Copies copies =
        (Copies)
            answers.to(
                "derivative/copies",
                "{\"formula\": \"sin(x) + x\", \"x\": -1.25, \"h\": 1e-3, \"method\":"
                    + " \"central\"}");
    assertThat(copies.command())
        .isEqualTo("thalweg derivative 'sin(x) + x' --at -1.25 --method central --step 0.001");
    Point point = point("sin(x) + x", -1.25, 1e-3);
    assertThat(Answers.run(copies.java(), folder))
        .startsWith(point.secants().get(2).slope() + "\n")
        .contains("derivative=" + point.ladder().derivative());
  }
}
