package thalweg.algebra.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;

/// Steps that more members share than a line of parts has, so that they are cut into rows and
/// columns: the bits are those of one thread.
@Tag("once")
class ManyMembersTest {
  private static final int[] MEMBERS = {8, 33, 64};

  private final Random random = new Random(77);
  private final List<Tensor> variables = new ArrayList<>();

  private Tensor matrix(DType type, int rows, int columns, boolean isTransposed) {
    Shape shape = isTransposed ? Shape.of(columns, rows) : Shape.of(rows, columns);
    Tensor variable = Tensor.variable("matrix " + variables.size(), type, shape);
    variables.add(variable);
    return isTransposed ? variable.transpose() : variable;
  }

  private int size(int most) {
    return 1 + random.nextInt(most);
  }

  /// A product, sometimes with a tail, and what is gone on from it.
  private Tensor product(DType type) {
    int m = size(300);
    int k = 200 + size(400);
    int n = size(200);
    Tensor product =
        matrix(type, m, k, random.nextBoolean()).matmul(matrix(type, k, n, random.nextBoolean()));
    return switch (random.nextInt(4)) {
      case 0 -> product;
      case 1 -> product.add(matrix(type, m, n, false)).tanh();
      case 2 -> product.reshape(m * n).multiply(matrix(type, m, n, true).reshape(m * n));
      default -> product.matmul(matrix(type, n, 90, false)).sum(0);
    };
  }

  private void requireSameBits(Tensor output) {
    Program program = Program.of(output);
    List<NdArray> values = new ArrayList<>();
    for (Tensor variable : variables) {
      NdArray value = NdArray.zeros(variable.type(), variable.shape());
      for (int i = 0; i < variable.shape().elements(); i++) {
        value.set(i, random.nextGaussian());
      }
      values.add(value);
    }
    Execution one = program.execution();
    for (int i = 0; i < values.size(); i++) {
      one.set(variables.get(i), values.get(i));
    }
    NdArray expected = one.run().output(0).copy();
    for (int members : MEMBERS) {
      try (Team team = new Team(members)) {
        Execution many = program.execution(team);
        for (int i = 0; i < values.size(); i++) {
          many.set(variables.get(i), values.get(i));
        }
        assertThat(many.run().output(0))
            .as("%d members: %s", members, program.explain())
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void products_of_every_form_have_the_bits_of_one_thread() {
    int cut = 0;
    for (int i = 0; i < 120; i++) {
      variables.clear();
      Tensor output = product(i % 3 == 0 ? DType.DOUBLE : DType.FLOAT);
      requireSameBits(output);
      ProgramStep[] steps = Program.of(output).steps();
      for (ProgramStep step : steps) {
        cut += step.parts(64) > step.parts() ? 1 : 0;
      }
    }
    assertThat(cut).as("steps that were cut into rows and columns").isGreaterThan(30);
  }

  @Test
  void products_of_few_rows_have_them() {
    int cut = 0;
    for (int i = 0; i < 60; i++) {
      variables.clear();
      DType type = i % 3 == 0 ? DType.DOUBLE : DType.FLOAT;
      int m = size(6);
      int k = 300 + size(500);
      int n = 200 + size(600);
      Tensor product = matrix(type, m, k, false).matmul(matrix(type, k, n, random.nextBoolean()));
      Tensor output = i % 2 == 0 ? product : product.add(matrix(type, 1, n, false)).relu();
      requireSameBits(output);
      for (ProgramStep step : Program.of(output).steps()) {
        cut += step.parts(2) > 1 && step.isShort() ? 1 : 0;
      }
    }
    assertThat(cut).as("short steps that are cut").isGreaterThan(15);
  }

  @Test
  void products_with_tails_in_panels_have_them() {
    for (int i = 0; i < 12; i++) {
      variables.clear();
      int m = 900 + size(900);
      Tensor product =
          matrix(DType.FLOAT, m, 64, false).matmul(matrix(DType.FLOAT, 64, 256, false));
      requireSameBits(product.add(matrix(DType.FLOAT, 1, 256, false)).tanh());
    }
  }

  @Test
  void products_of_views_have_them() {
    for (int i = 0; i < 40; i++) {
      variables.clear();
      int rows = 20 + size(200);
      int heads = 1 + random.nextInt(3);
      Tensor x = Tensor.variable("x", DType.FLOAT, Shape.of(rows, heads, 96));
      variables.add(x);
      // Columns of every second row, of each head by itself.
      Tensor head = x.slice(1, heads - 1, heads).reshape(rows, 96);
      requireSameBits(head.matmul(matrix(DType.FLOAT, 96, 70 + size(70), random.nextBoolean())));
    }
  }
}
