package thalweg.studio.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thalweg.calculus.function.Formula;
import thalweg.calculus.gradient.forward.DualGradient;
import thalweg.studio.gradient.GradientView.Bend;
import thalweg.studio.gradient.GradientView.Graph;
import thalweg.studio.gradient.GradientView.Ground;
import thalweg.studio.gradient.GradientView.Node;
import thalweg.studio.gradient.GradientView.Point;
import thalweg.studio.question.Answers;
import thalweg.studio.question.Copies;
import thalweg.studio.question.Frame;

@Timeout(60)
class GradientAnswersTest {
  private static final String WINDOW = "\"left\": -2, \"right\": 2, \"bottom\": -1, \"top\": 3";
  private static final String BANANA = "(1 - x)^2 + 100*(y - x^2)^2";

  private final Answers answers = new Answers(new GradientView());

  private Frame ground(String formula) {
    return (Frame)
        answers.to(
            "gradient/ground",
            "{\"formula\": \"%s\", %s, \"samples\": 41, \"arrows\": 16}"
                .formatted(formula, WINDOW));
  }

  private Frame point(String formula, double x, double y) {
    return (Frame)
        answers.to(
            "gradient/point",
            "{\"formula\": \"%s\", \"x\": %s, \"y\": %s, \"h\": 1e-4, %s}"
                .formatted(formula, x, y, WINDOW));
  }

  private Graph graph(String formula, double x, double y) {
    return (Graph)
        answers.to(
            "gradient/graph",
            "{\"formula\": \"%s\", \"x\": %s, \"y\": %s}".formatted(formula, x, y));
  }

  @Test
  void the_ground_has_the_heights_contours_and_arrows_of_the_function() {
    Frame frame = ground(BANANA);
    Ground head = (Ground) frame.head();
    Formula f = Formula.parse(BANANA);
    float[] heights = frame.numbers()[0];
    assertThat(heights).hasSize(41 * 41);
    for (int row = 0; row < 41; row += 5) {
      for (int column = 0; column < 41; column += 3) {
        assertThat(head.base() + head.scale() * heights[41 * row + column])
            .isCloseTo(f.at(-2 + column / 10.0, -1 + row / 10.0), within(1e-3));
      }
    }
    assertThat(head.levels()).hasSameSizeAs(head.lengths()).hasSizeGreaterThan(5);
    int at = 0;
    for (int line = 0; line < head.lengths().length; line++) {
      double x = -2 + 4.0 * frame.numbers()[1][at];
      double y = -1 + 4.0 * frame.numbers()[1][at + 1];
      // Interpolated within a cell, whose corners differ by this at most.
      assertThat(f.at(x, y)).isCloseTo(head.levels()[line], within(0.2 * head.levels()[line] + 5));
      at += 2 * head.lengths()[line];
    }
    assertThat(frame.numbers()[1]).hasSize(at);
    double[] gradient = new DualGradient(f).gradient(-2 + 4 * 2.5 / 16, -1 + 4 * 3.5 / 16);
    assertThat(head.longest() * frame.numbers()[2][2 * (3 * 16 + 2)])
        .isCloseTo(gradient[0], within(1e-4 * Math.abs(gradient[0])));
  }

  @Test
  void a_flat_or_undefined_ground_is_still_a_ground() {
    assertThat(((Ground) ground("3").head()).variables()).containsExactly("x", "y");
    assertThat(((Ground) ground("sqrt(-1 - x^2)").head()).low()).isNaN();
    assertThat(((Ground) ground("b - a").head()).variables()).containsExactly("a", "b");
    assertThat(((Ground) ground("y").head()).variables()).containsExactly("x", "y");
    assertThat(((Ground) ground("x1^2").head()).variables()).containsExactly("x", "x1");
    assertThat(((Ground) ground("1e308*x*10 - y").head()).longest()).isFinite();
  }

  @Test
  void a_point_has_its_partial_derivatives_by_every_method_within_their_bars() {
    Point point = (Point) point("x^2*y + sin(y)", 0.5, 1.5).head();
    double[] truth = {1.5, 0.25 + Math.cos(1.5)};
    for (int i = 0; i < 2; i++) {
      assertThat(point.automatic().get(i).derivative()).isCloseTo(truth[i], within(1e-15));
      double bar = point.ladder().get(i).error() + 1e-15;
      assertThat(point.ladder().get(i).derivative()).isCloseTo(truth[i], within(bar));
      assertThat(point.central().get(i).derivative())
          .isCloseTo(truth[i], within(point.central().get(i).error()));
      assertThat(point.forward().get(i).error()).isGreaterThan(point.central().get(i).error());
    }
  }

  @Test
  void the_bend_tells_a_bowl_from_a_saddle() {
    assertThat(((Point) point("x^2 + y^2", 0, 0).head()).bend()).isEqualTo(Bend.UP);
    assertThat(((Point) point("-x^2 - x*y - y^2", 0, 0).head()).bend()).isEqualTo(Bend.DOWN);
    assertThat(((Point) point("x*y", 0, 0).head()).bend()).isEqualTo(Bend.BOTH);
    assertThat(((Point) point("x^2", 0, 0).head()).bend()).isEqualTo(Bend.NONE);
    assertThat(((Point) point("sqrt(x)", -1, 0).head()).bend()).isEqualTo(Bend.NONE);
  }

  @Test
  void slices_go_through_the_point() {
    Frame frame = point("x^2*y", 1, 2);
    GradientView.Slice across = ((Point) frame.head()).slices().get(0);
    GradientView.Slice upward = ((Point) frame.head()).slices().get(1);
    assertThat(across.base() + across.scale() * frame.numbers()[0][150]).isCloseTo(2, within(1e-5));
    assertThat(upward.base() + upward.scale() * frame.numbers()[1][150]).isCloseTo(2, within(1e-5));
  }

  @Test
  void the_graph_says_what_comes_back_on_each_edge() {
    Graph graph = graph("x*y + sin(x*y)", 2, 3);
    assertThat(graph.nodes()).extracting(Node::label).containsExactly("x", "y", "·", "sin", "+");
    assertThat(graph.nodes()).extracting(Node::rank).containsExactly(0, 0, 1, 2, 3);
    assertThat(graph.nodes().getFirst().adjoint()).isCloseTo(3 * (1 + Math.cos(6)), within(1e-14));
    assertThat(graph("if(x < 1, x, -x) - hypot(x, y)", 2, 0).nodes())
        .extracting(Node::label)
        .containsExactly("x", "−", "if x < 1", "y", "hypot", "−");
    assertThat(Answers.json(graph)).contains("\"carried\"");
  }

  @Test
  void questions_out_of_range_are_refused_in_a_sentence() {
    assertThatThrownBy(() -> ground("x*y*z")).hasMessageContaining("at most two can be seen");
    String many = String.join("+", java.util.Collections.nCopies(50, "sin(x+0.1)"));
    assertThat(graph(many, 1, 1).nodes()).hasSizeLessThan(60);
    StringBuilder sum = new StringBuilder("x");
    for (int i = 0; i < 50; i++) {
      sum.append("+").append(i).append("*y");
    }
    assertThatThrownBy(() -> graph(sum.toString(), 1, 1)).hasMessageContaining("Shorten it.");
    assertThatThrownBy(
            () ->
                answers.to(
                    "gradient/ground",
                    "{\"formula\": \"x\", %s, \"samples\": 4100, \"arrows\": 16}"
                        .formatted(WINDOW)))
        .hasMessageContaining("from 2 to 101");
  }

  @Test
  @Timeout(value = 90, unit = TimeUnit.SECONDS)
  void the_copied_program_prints_the_numbers_of_the_page(@TempDir Path folder)
      throws IOException, InterruptedException {
    Copies copies =
        (Copies)
            answers.to(
                "gradient/copies",
                "{\"formula\": \"y^2 + x\", \"x\": -1.5, \"y\": 2, \"h\": 1e-4, %s}"
                    .formatted(WINDOW));
    assertThat(copies.command())
        .isEqualTo(
            "thalweg gradient 'y^2 + x' --variables x,y --at -1.5,2.0"
                + " --field -2.0:2.0,-1.0:3.0 --picture gradient.svg");
    Point point = (Point) point("y^2 + x", -1.5, 2).head();
    assertThat(Answers.run(copies.java(), folder))
        .startsWith("[1.0, 4.0]\n")
        .contains(Double.toString(point.ladder().get(1).derivative()));
  }
}
