package thalweg.descent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;
import thalweg.algebra.program.Team;
import thalweg.calculus.function.DifferentiableFunction;
import thalweg.calculus.gradient.reverse.Reverse;

/// Objectives that compute on several threads.
class ThreadsTest {
  private static final int ROWS = 4_000;
  private static final int COLUMNS = 64;

  /// The mean square of tanh(Ax) − b, its gradient by reverse mode, computed by a team.
  private static DifferentiableFunction objective(Team team) {
    SplittableRandom random = new SplittableRandom(7);
    Tensor x = Tensor.variable("x", DType.DOUBLE, Shape.of(COLUMNS, 1));
    Tensor a = Tensor.variable("a", DType.DOUBLE, Shape.of(ROWS, COLUMNS));
    Tensor b = Tensor.variable("b", DType.DOUBLE, Shape.of(ROWS, 1));
    Tensor rest = a.matmul(x).tanh().subtract(b);
    Tensor loss = rest.multiply(rest).sum().divide(ROWS);
    Tensor gradient = Reverse.gradient(loss, List.of(x)).getFirst();
    Execution execution = Program.of(List.of(loss, gradient)).execution(team);
    double[] rows = random.doubles((long) ROWS * COLUMNS, -0.2, 0.2).toArray();
    execution.set(a, NdArray.of(Shape.of(ROWS, COLUMNS), rows));
    double[] wanted = random.doubles(ROWS, -1, 1).toArray();
    execution.set(b, NdArray.of(Shape.of(ROWS, 1), wanted));
    NdArray point = NdArray.zeros(DType.DOUBLE, Shape.of(COLUMNS, 1));
    execution.set(x, point);
    return new DifferentiableFunction() {
      @Override
      public double value(double[] at) {
        return valueAndGradient(at, new double[COLUMNS]);
      }

      @Override
      public double valueAndGradient(double[] at, double[] out) {
        System.arraycopy(at, 0, point.doubles(), 0, COLUMNS);
        execution.run();
        System.arraycopy(execution.output(1).doubles(), 0, out, 0, COLUMNS);
        return execution.output(0).doubles()[0];
      }
    };
  }

  @Test
  void the_path_is_the_same_to_the_bit_on_any_number_of_threads() {
    double[] start = new SplittableRandom(8).doubles(COLUMNS, -1, 1).toArray();
    Options path = Options.defaults().withPath();
    try (Team one = new Team(1);
        Team two = new Team(2);
        Team three = new Team(3)) {
      for (DescentMethod method :
          List.of(
              LineSearchDescent.lbfgs(),
              LineSearchDescent.conjugateGradient(),
              GradientDescent.defaults())) {
        Minimum alone = Descent.minimise(objective(one), start, method, path);
        assertThat(alone.steps()).isGreaterThan(5);
        for (Team team : List.of(two, three)) {
          assertThat(Descent.minimise(objective(team), start, method, path).path())
              .isDeepEqualTo(alone.path());
        }
      }
    }
  }
}
