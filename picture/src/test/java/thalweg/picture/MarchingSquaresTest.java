package thalweg.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;

class MarchingSquaresTest {
  private static double[] grid(double from, double to, int count) {
    double[] values = new double[count];
    Arrays.setAll(values, i -> from + (to - from) * i / (count - 1));
    return values;
  }

  private static MarchingSquares over(DoubleBinaryOperator f, double half, int count) {
    return new MarchingSquares(f, grid(-half, half, count), grid(-half, half, count));
  }

  @Test
  void contours_of_a_bowl_are_closed_circles_of_the_right_radius() {
    MarchingSquares bowl = over((x, y) -> x * x + y * y, 3, 121);
    for (double level : new double[] {0.25, 1, 2, 4, 7.3, 8.9}) {
      List<Polyline> lines = bowl.lines(level);
      assertThat(lines).hasSize(1);
      Polyline circle = lines.getFirst();
      int last = circle.size() - 1;
      assertThat(circle.x(last)).isEqualTo(circle.x(0));
      assertThat(circle.y(last)).isEqualTo(circle.y(0));
      double turned = 0;
      for (int i = 0; i <= last; i++) {
        // Linear interpolation over a cell of 0.05 errs by at most about 0.05² / (8 r).
        assertThat(Math.hypot(circle.x(i), circle.y(i)))
            .isCloseTo(Math.sqrt(level), within(1e-3 / Math.sqrt(level)));
        if (i > 0) {
          turned +=
              Math.asin((circle.x(i - 1) * circle.y(i) - circle.y(i - 1) * circle.x(i)) / level);
        }
      }
      assertThat(Math.abs(turned)).isCloseTo(2 * Math.PI, within(0.02));
    }
  }

  @Test
  void contours_that_leave_the_grid_end_at_its_edge() {
    List<Polyline> lines = over((x, y) -> x * x + y * y, 3, 61).lines(12);
    assertThat(lines).hasSize(4);
    for (Polyline line : lines) {
      for (int end : new int[] {0, line.size() - 1}) {
        double far = Math.max(Math.abs(line.x(end)), Math.abs(line.y(end)));
        assertThat(far).isCloseTo(3, within(1e-12));
      }
    }
  }

  @Test
  void a_saddle_joins_the_corners_that_its_centre_joins() {
    // One cell: corners +1, −1, +1, −1, and a centre that is once high, once low.
    for (double centre : new double[] {0.5, -0.5}) {
      DoubleBinaryOperator f = (x, y) -> x == 0 && y == 0 ? centre : x * y;
      MarchingSquares cell = over(f, 1, 2);
      List<Polyline> lines = cell.lines(0);
      assertThat(lines).hasSize(2);
      for (Polyline line : lines) {
        // A line cuts off one corner: a low one, where x y < 0, if the centre is high.
        double cornerX = Math.signum(line.x(0) + line.x(1));
        double cornerY = Math.signum(line.y(0) + line.y(1));
        assertThat(cornerX * cornerY).isEqualTo(-Math.signum(centre));
      }
    }
  }

  @Test
  void lines_of_a_saddle_never_cross_between_its_two_sides() {
    for (double level : new double[] {-0.3, -0.01, 0.01, 0.3}) {
      List<Polyline> lines = over((x, y) -> x * y, 2, 42).lines(level);
      assertThat(lines).hasSize(2);
      for (Polyline line : lines) {
        double side = Math.signum(line.x(0));
        for (int i = 0; i < line.size(); i++) {
          assertThat(line.x(i) * side).isPositive();
          assertThat(line.x(i) * line.y(i)).isCloseTo(level, within(0.02));
        }
      }
    }
  }

  @Test
  void cells_with_a_corner_that_is_not_finite_are_left_empty() {
    List<Polyline> lines = over((x, y) -> Math.sqrt(x) + 0 * y, 2, 41).lines(1);
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst().x(0)).isCloseTo(1, within(1e-3));
    assertThat(over((x, y) -> Double.NaN, 1, 5).lines(0)).isEmpty();
    assertThat(over((x, y) -> 7, 1, 5).lines(7.5)).isEmpty();
  }
}
