package thalweg.algebra.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Tensor;

class ProgramLawsTest {
  private static Execution prepared(Program program, RandomExpressions expressions) {
    Execution execution = program.execution();
    expressions.variables.forEach(execution::set);
    return execution;
  }

  private static long[] bits(NdArray array) {
    return array.type() == DType.FLOAT
        ? java.util.stream.IntStream.range(0, array.shape().elements())
            .mapToLong(i -> Float.floatToIntBits(array.floats()[i]))
            .toArray()
        : java.util.Arrays.stream(array.toDoubles()).mapToLong(Double::doubleToLongBits).toArray();
  }

  private static void agree(long seed, boolean empty) {
    RandomExpressions expressions = new RandomExpressions(seed, empty);
    check(seed, expressions, expressions.outputs);
    // Everything at once: every array is an output, nothing may be shared.
    check(seed, expressions, expressions.tensors);
  }

  private static void check(long seed, RandomExpressions expressions, List<Tensor> outputs) {
    Execution execution = prepared(Program.of(outputs), expressions);
    Interpreter interpreter = new Interpreter(expressions.variables);
    for (int run = 0; run < 3; run++) {
      execution.run(run == 1); // by the plain loops, between two runs by those in use
      for (int i = 0; i < outputs.size(); i++) {
        Tensor output = outputs.get(i);
        NdArray expected = NdArray.zeros(output.type(), output.shape());
        double[] values = interpreter.value(output);
        for (int j = 0; j < values.length; j++) {
          expected.set(j, values[j]);
        }
        assertThat(bits(execution.output(i)))
            .as(() -> "seed " + seed + ", " + output + "\n" + execution.explain())
            .isEqualTo(bits(expected));
      }
    }
  }

  @Test
  void programs_give_the_bits_of_the_plainest_interpreter() {
    for (long seed = 0; seed < 400; seed++) {
      agree(seed, false);
    }
  }

  @Test
  void programs_with_empty_axes_give_what_the_interpreter_gives() {
    for (long seed = 1000; seed < 1200; seed++) {
      agree(seed, true);
    }
  }

  @Test
  void two_executions_of_one_program_do_not_disturb_each_other() throws InterruptedException {
    for (long seed = 2000; seed < 2020; seed++) {
      RandomExpressions expressions = new RandomExpressions(seed, false);
      Program program = Program.of(expressions.outputs);
      Execution alone = prepared(program, expressions).run();
      Execution[] together = {prepared(program, expressions), prepared(program, expressions)};
      Thread[] threads = new Thread[2];
      for (int i = 0; i < 2; i++) {
        Execution mine = Objects.requireNonNull(together[i]);
        threads[i] =
            Thread.ofPlatform()
                .start(
                    () -> {
                      for (int run = 0; run < 50; run++) {
                        mine.run();
                      }
                    });
      }
      for (Thread thread : threads) {
        thread.join();
      }
      for (int i = 0; i < expressions.outputs.size(); i++) {
        assertThat(bits(together[0].output(i))).isEqualTo(bits(alone.output(i)));
        assertThat(bits(together[1].output(i))).isEqualTo(bits(alone.output(i)));
      }
    }
  }
}
