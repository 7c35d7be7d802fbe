package thalweg.algebra.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.machine.VectorUnit;

class RehearsalTest {
  /// Two layers, their softmax and the gradient of what comes out: products with both operands
  /// transposed, chains, and steps by rows.
  private record Work(DType type, int rows, int inputs, int units, Tensor x) {
    Work(DType type, int rows, int inputs, int units) {
      this(type, rows, inputs, units, Tensor.variable("x", type, rows, inputs));
    }

    Program program() {
      Tensor w = Tensor.of(numbers(Shape.of(inputs, units), 1).to(type));
      Tensor v = Tensor.of(numbers(Shape.of(units, 16), 2).to(type));
      Tensor hidden = x.matmul(w).tanh();
      Tensor scores = hidden.matmul(v);
      Tensor powers = scores.subtract(scores.max(-1).expand(-1)).exp();
      Tensor shares = powers.divide(powers.sum(-1).expand(-1));
      Tensor back = shares.matmul(v.transpose()).multiply(hidden.square().negate().add(1));
      return Program.of(shares, x.transpose().matmul(back), back.sum(0));
    }

    Execution prepared(Execution execution) {
      return execution.set(x, numbers(Shape.of(rows, inputs), 3).to(type));
    }

    Execution execution(Program program) {
      return prepared(program.execution());
    }
  }

  private static NdArray numbers(Shape shape, long seed) {
    Random random = new Random(seed);
    double[] numbers = random.doubles(shape.elements(), -1, 1).toArray();
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = random.nextInt(3) == 0 ? 0 : numbers[i];
    }
    return NdArray.of(shape, numbers);
  }

  private static List<NdArray> outputs(Execution execution) {
    List<NdArray> outputs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      outputs.add(execution.output(i).copy());
    }
    return outputs;
  }

  private static List<Work> family(DType type) {
    Random random = new Random(11);
    List<Work> family = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      family.add(
          new Work(type, 1 + random.nextInt(90), 1 + random.nextInt(70), 1 + random.nextInt(70)));
    }
    family.add(new Work(type, 1, 6, 64));
    family.add(new Work(type, 64, 64, 64));
    return family;
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void runs_by_either_loops_in_any_order_give_the_same_bits(DType type) {
    Random random = new Random(7);
    try (Team team = new Team(2)) {
      for (Work work : family(type)) {
        Program program = work.program();
        List<NdArray> expected = outputs(work.execution(program).run(true));
        program.expect(Long.MAX_VALUE); // loops of its own too
        Execution alone = work.execution(program);
        Execution shared = work.prepared(program.execution(team));
        for (int run = 0; run < 12; run++) {
          assertThat(outputs(alone.run(random.nextBoolean())))
              .as(work.toString())
              .isEqualTo(expected);
          assertThat(outputs(shared.run(random.nextBoolean())))
              .as(work.toString())
              .isEqualTo(expected);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void the_bits_are_the_same_before_while_and_after_it_hands_over(DType type)
      throws InterruptedException {
    for (Work work : family(type).subList(10, 14)) {
      Program program = work.program();
      List<NdArray> expected = outputs(work.execution(program).run());
      program.rehearse(() -> work.execution(program));
      Execution execution = work.execution(program);
      int runs = 0;
      while (program.isPlain()) {
        assertThat(outputs(execution.run())).as(work + ", run " + runs++).isEqualTo(expected);
      }
      program.awaitRehearsal();
      assertThat(outputs(execution.run())).isEqualTo(expected);
    }
  }

  @Test
  void it_begins_on_the_plain_loops_and_ends_on_those_in_use() throws InterruptedException {
    Work work = new Work(DType.FLOAT, 3, 40, 40);
    Program program = work.program();
    assertThat(program.isPlain()).isFalse(); // unless it is rehearsed
    program.awaitRehearsal(); // at once
    List<NdArray> expected = outputs(work.execution(program).run());

    CountDownLatch otherWork = new CountDownLatch(1);
    Rehearsal.STAGE.run("other work", () -> await(otherWork));
    program.rehearse(() -> work.execution(program));
    Execution execution = work.execution(program);
    for (int run = 0; run < 3; run++) {
      assertThat(program.isPlain()).isEqualTo(VectorUnit.BITS > 0);
      assertThat(outputs(execution.run())).isEqualTo(expected);
    }
    otherWork.countDown();
    program.awaitRehearsal();
    assertThat(program.isPlain()).isFalse();
    assertThat(outputs(execution.run())).isEqualTo(expected);

    program.rehearse(() -> work.execution(program)); // once is enough
    assertThat(program.isPlain()).isFalse();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  @Test
  void what_fails_in_it_hands_over_too() throws InterruptedException {
    Work work = new Work(DType.FLOAT, 3, 4, 5);
    Program program = work.program();
    program.rehearse(program::execution); // its variable is not set
    program.awaitRehearsal();
    assertThat(program.isPlain()).isFalse();
    assertThatThrownBy(() -> program.execution().run()).hasMessageContaining("has not been set");
  }

  @Test
  void without_memory_it_does_not_begin() {
    Work work = new Work(DType.FLOAT, 3, 4, 5);
    Program program = work.program();
    program.rehearse(
        () -> {
          throw new IllegalArgumentException("no memory is left");
        });
    assertThat(program.isPlain()).isFalse();
  }

  @Test
  void a_program_that_writes_much_is_not_rehearsed() {
    Tensor x = Tensor.variable("x", DType.FLOAT, 1, 1);
    Program program = Program.of(x.broadcast(Shape.of(4000, 4000)));
    program.rehearse(
        () -> {
          throw new AssertionError("asked for memory");
        });
    assertThat(program.isPlain()).isFalse();
  }

  @Test
  void a_run_of_much_work_is_not_rehearsed() {
    Tensor x = Tensor.variable("x", DType.FLOAT, 600, 600);
    Program program = Program.of(x.matmul(x));
    program.rehearse(program::execution);
    assertThat(program.isPlain()).isFalse();
  }
}
