package thalweg.calculus.gradient.reverse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import thalweg.calculus.function.Expression;
import thalweg.calculus.function.Formula;
import thalweg.calculus.gradient.forward.VectorDual;

@Tag("plain")
class FormulaGraphTest {
  private static final List<String> NAMES = List.of("x", "y");

  /// A formula of x and y with so many operations, which may be anything a formula may have.
  private static String formula(SplittableRandom random, int operations) {
    if (operations == 0) {
      return switch (random.nextInt(4)) {
        case 0, 1 -> "x";
        case 2 -> "y";
        default -> Double.toString(random.nextInt(1, 30) / 10.0);
      };
    }
    int left = random.nextInt(operations);
    String a = formula(random, left);
    String b = formula(random, operations - 1 - left);
    return switch (random.nextInt(16)) {
      case 0, 1 -> "(" + a + " + " + b + ")";
      case 2 -> "(" + a + " - " + b + ")";
      case 3, 4 -> "(" + a + " * " + b + ")";
      case 5 -> "(" + a + " / " + b + ")";
      case 6 -> "(" + a + ")^" + random.nextInt(4);
      case 7 -> "(" + a + ")^(" + b + ")";
      case 8 -> "min(" + a + ", " + b + ", x)";
      case 9 -> "max(" + a + ", " + b + ")";
      case 10 -> "hypot(" + a + ", " + b + ")";
      case 11 -> "atan2(" + a + ", " + b + ")";
      case 12 -> "if(" + a + " < " + b + ", x*y, " + a + ")";
      case 13 -> "-(" + a + ")";
      default ->
          List.of("sin", "exp", "tanh", "sqrt", "abs", "log1p", "cbrt", "erf", "sigmoid", "floor")
                  .get(random.nextInt(10))
              + "("
              + a
              + ")";
    };
  }

  @Test
  void backwards_through_the_graph_gives_the_gradient_of_forward_mode() {
    SplittableRandom random = new SplittableRandom(20);
    int compared = 0;
    for (int i = 0; i < 4_000; i++) {
      Formula formula = Formula.parse(formula(random, random.nextInt(1, 12)), NAMES);
      double[] x = {random.nextDouble(-3, 3), random.nextInt(5) == 0 ? 0 : random.nextDouble(2)};
      VectorDual forward = VectorDual.of(formula, x);
      FormulaGraph graph = FormulaGraph.of(formula, x);
      double[] gradient = graph.gradient(2);
      assertThat(graph.nodes().getLast().value())
          .as(formula.text())
          .isEqualTo((Double) formula.at(x));
      for (int k = 0; k < 2; k++) {
        double expected = forward.gradient()[k];
        // Sums of huge terms that cancel are rounded in another order.
        double largest = largest(graph);
        if (Double.isFinite(expected) && largest < 1e6) {
          compared++;
          assertThat(gradient[k])
              .as("%s at %s, %s", formula.text(), x[0], x[1])
              .isCloseTo(expected, within(1e-12 * Math.max(1, largest)));
        }
      }
    }
    assertThat(compared).isGreaterThan(5_000);
  }

  private static double largest(FormulaGraph graph) {
    return graph.nodes().stream()
        .flatMap(node -> node.inputs().stream())
        .mapToDouble(edge -> Math.abs(edge.carried()))
        .map(each -> Double.isNaN(each) ? Double.POSITIVE_INFINITY : each)
        .max()
        .orElse(0);
  }

  @Test
  void a_variable_collects_what_comes_back_on_all_its_edges() {
    FormulaGraph graph = FormulaGraph.of(Formula.parse("x*y + sin(x*y) + x"), 2, 3);
    // x, y, x*y, sin(x*y), and two sums: the product is written twice and stands once.
    assertThat(graph.nodes()).hasSize(6);
    FormulaGraph.Node product =
        graph.nodes().stream()
            .filter(node -> node.expression().equals(Formula.parse("x*y").expression()))
            .findFirst()
            .orElseThrow();
    assertThat(product.value()).isEqualTo(6);
    assertThat(product.adjoint()).isCloseTo(1 + Math.cos(6), within(1e-15));
    assertThat(product.inputs().get(0).rate()).isEqualTo(3);
    assertThat(product.inputs().get(0).carried()).isEqualTo(3 * product.adjoint());
    assertThat(graph.gradient(2)[0]).isCloseTo(1 + 3 * (1 + Math.cos(6)), within(1e-14));
  }

  @Test
  void what_no_variable_moves_has_no_adjoint() {
    FormulaGraph graph = FormulaGraph.of(Formula.parse("(-1)^x * 0 + x^2"), -3);
    assertThat(graph.gradient(1)).containsExactly(-6);
    graph.nodes().stream()
        .filter(node -> node.expression() instanceof Expression.Literal)
        .forEach(node -> assertThat(node.adjoint()).isZero());
    assertThat(FormulaGraph.of(Formula.parse("2 + 3")).nodes().getLast().value()).isEqualTo(5);
    assertThat(FormulaGraph.of(Formula.parse("2 + 3", List.of("x")), 7).gradient(1))
        .containsExactly(0);
  }

  @Test
  void a_long_sum_is_no_deep_trouble() {
    String sum = "x" + "+x".repeat(900);
    assertThat(FormulaGraph.of(Formula.parse(sum), 1).gradient(1)).containsExactly(901);
  }

  @Test
  void a_point_of_another_size_is_refused() {
    assertThatThrownBy(() -> FormulaGraph.of(Formula.parse("x*y"), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the point has 1 coordinates");
  }
}
