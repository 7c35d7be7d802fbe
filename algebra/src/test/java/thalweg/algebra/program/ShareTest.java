package thalweg.algebra.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;

/// What is counted of a program that a team shares.
class ShareTest {
  private static Tensor random(Random random, List<Tensor> variables) {
    int rows = 1 + random.nextInt(400);
    int inner = 1 + random.nextInt(400);
    int columns = 1 + random.nextInt(400);
    Tensor a = Tensor.variable("a", DType.FLOAT, Shape.of(rows, inner));
    Tensor b = Tensor.variable("b", DType.FLOAT, Shape.of(inner, columns));
    variables.addAll(List.of(a, b));
    Tensor product = a.matmul(b).tanh();
    return switch (random.nextInt(3)) {
      case 0 -> product.sum(1);
      case 1 -> product.exp().add(product).sum();
      default -> product.transpose().matmul(a);
    };
  }

  @Test
  void nobody_does_less_than_an_even_share_nor_more_than_all() {
    Random random = new Random(11);
    for (int i = 0; i < 200; i++) {
      Program program = Program.of(random(random, new ArrayList<>()));
      assertThat(program.share(1)).isEqualTo(new Program.Share(program.operations(), 0));
      for (int members : new int[] {2, 3, 8, 16, 64, 1000}) {
        Program.Share share = program.share(members);
        assertThat(share.operations())
            .isBetween(Math.ceilDiv(program.operations(), members), program.operations() + 100);
        assertThat(share.meetings()).isBetween(0, program.steps().length);
        if (share.meetings() == 0) {
          assertThat(share.operations()).isEqualTo(program.operations());
        }
      }
    }
  }

  @Test
  void as_many_meetings_are_counted_as_jobs_are_given() {
    Random random = new Random(12);
    for (int i = 0; i < 60; i++) {
      List<Tensor> variables = new ArrayList<>();
      Program program = Program.of(random(random, variables));
      for (int members : new int[] {2, 5}) {
        try (Team team = new Team(members)) {
          Execution execution = program.execution(team);
          for (Tensor variable : variables) {
            execution.set(variable, NdArray.zeros(DType.FLOAT, variable.shape()));
          }
          long before = team.jobs();
          execution.run();
          assertThat(team.jobs() - before).isEqualTo(program.share(members).meetings());
        }
      }
    }
  }

  @Test
  void large_products_are_shared_by_all() {
    Tensor a = Tensor.variable("a", DType.FLOAT, Shape.of(4096, 512));
    Tensor b = Tensor.variable("b", DType.FLOAT, Shape.of(512, 4096));
    Program program = Program.of(a.matmul(b));
    for (int members = 1; members <= 64; members *= 2) {
      assertThat(program.share(members).operations())
          .isLessThanOrEqualTo(program.operations() * 5 / 4 / members + 1);
    }
  }

  @Test
  void a_team_of_nobody_is_refused() {
    Program program = Program.of(Tensor.variable("a", DType.FLOAT, Shape.of(4)).exp());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> program.share(0))
        .withMessage("share: 0 members share the program; there must be at least 1.");
  }
}
