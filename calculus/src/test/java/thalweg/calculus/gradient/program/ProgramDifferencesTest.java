package thalweg.calculus.gradient.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.RandomKey;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;
import thalweg.algebra.program.Team;
import thalweg.algebra.random.Purpose;
import thalweg.calculus.gradient.numerical.NumericalGradient;
import thalweg.calculus.gradient.reverse.Reverse;

@Tag("plain")
class ProgramDifferencesTest {
  private static final double H = 1e-4;

  private final SplittableRandom random = new SplittableRandom(7);
  private final Map<Tensor, NdArray> values = new IdentityHashMap<>();

  private Tensor variable(String name, int... sizes) {
    return variable(DType.DOUBLE, name, sizes);
  }

  private Tensor variable(DType type, String name, int... sizes) {
    Tensor variable = Tensor.variable(name, type, sizes);
    NdArray value = NdArray.zeros(type, variable.shape());
    for (int i = 0; i < value.shape().elements(); i++) {
      value.set(i, type == DType.INT ? random.nextInt(3) : random.nextDouble(-1, 1));
    }
    values.put(variable, value);
    return variable;
  }

  private List<NdArray> differences(Tensor loss, List<Tensor> parameters, int threads) {
    List<NdArray> gradients = new ArrayList<>();
    parameters.forEach(p -> gradients.add(NdArray.zeros(p.type(), p.shape())));
    try (Team team = new Team(threads)) {
      ProgramDifferences plan = ProgramDifferences.of(loss, parameters, H);
      ProgramDifferences.Worker worker = threads == 1 ? plan.worker() : plan.worker(team);
      values.forEach(worker::set);
      worker.run(gradients);
      worker.run(gradients); // the second run finds the first one's leftovers
    }
    return gradients;
  }

  /// The reference: the whole loss twice for each element.
  private List<NdArray> naive(Tensor loss, List<Tensor> parameters) {
    Execution execution = Program.of(loss).execution();
    values.forEach(execution::set);
    return parameters.stream()
        .map(p -> NumericalGradient.over(values.get(p), () -> execution.run().output(0).at(0)))
        .toList();
  }

  private double value(Tensor loss) {
    Execution execution = Program.of(loss).execution();
    values.forEach(execution::set);
    return execution.run().output(0).at(0);
  }

  /// Agreement to 1e-9 of the largest element, or of the loss, whose rounding is divided by h in
  /// the reference.
  private void agree(String what, Tensor loss, List<Tensor> parameters) {
    List<NdArray> differences = differences(loss, parameters, 1);
    List<NdArray> naive = naive(loss, parameters);
    double scale = Math.max(1, Math.abs(value(loss))); // terms are of the order of 1
    for (NdArray gradient : naive) {
      for (double element : gradient.toDoubles()) {
        scale = Math.max(scale, Math.abs(element));
      }
    }
    for (int i = 0; i < parameters.size(); i++) {
      assertThat(differences.get(i).toDoubles())
          .as("%s: %s", what, parameters.get(i))
          .containsExactly(naive.get(i).toDoubles(), within(1e-9 * scale));
    }
  }

  private static boolean followsAll(Tensor loss, List<Tensor> parameters) {
    return ProgramDifferences.of(loss, parameters, H).followed().equals(parameters);
  }

  @Test
  void an_element_of_a_product_is_followed_as_a_column_through_the_next_product() {
    for (int rows : new int[] {1, 2, 7, 64}) {
      Tensor x = variable("x", rows, 5);
      Tensor w = variable("w", 5, 4);
      Tensor b = variable("b", 4);
      Tensor v = variable("v", 4, 3);
      Tensor c = variable("c", 3);
      Tensor u = variable("u", 3, 2);
      Tensor hidden = x.matmul(w).add(b).tanh();
      Tensor output = hidden.matmul(v).add(c).sigmoid().matmul(u);
      List<Tensor> parameters = List.of(w, b, v, c, u);
      Tensor loss = output.square().sum(1).sum(0);
      assertThat(followsAll(loss, parameters)).isTrue();
      agree(rows + " rows", loss, parameters);
      assertThat(followsAll(output.square().mean(), parameters)).isTrue();
      agree("mean of " + rows + " rows", output.square().mean(), parameters);
      agree("loss of another form", output.logSumExp(1).mean(0).multiply(3), parameters);
    }
  }

  @Test
  void rows_in_which_the_element_meets_zero_are_left_out_and_nothing_else_is() {
    Tensor x = variable("x", 9, 6);
    Tensor w = variable("w", 6, 3);
    Tensor v = variable("v", 3, 2);
    NdArray sparse = values.get(x);
    for (int i = 0; i < sparse.shape().elements(); i++) {
      if (i % 6 == 2 || random.nextDouble() < 0.7) {
        sparse.set(i, 0);
      }
    }
    Tensor loss = x.matmul(w).add(1).relu().matmul(v).square().sum();
    agree("sparse", loss, List.of(w, v));
    // A second place where the element acts has zeros of its own.
    Tensor z = variable("z", 9, 6);
    Tensor twice = x.matmul(w).multiply(z.matmul(w)).matmul(v).square().sum();
    assertThat(followsAll(twice, List.of(w, v))).isTrue();
    agree("twice", twice, List.of(w, v));
    for (int i = 0; i < sparse.shape().elements(); i++) {
      sparse.set(i, 0);
    }
    agree("nothing but zeros", loss, List.of(w, v));
  }

  @Test
  void more_entries_than_a_block_holds_are_added_up_over_blocks() {
    Tensor x = variable("x", 700, 3);
    Tensor w = variable("w", 3, 2);
    Tensor b = variable("b", 2);
    Tensor loss = x.matmul(w).add(b).sigmoid().square().sum(1).sum(0);
    agree("blocks", loss, List.of(w, b));
  }

  /// One random step from a matrix [rows, n] to another.
  private Tensor step(Tensor t, List<Tensor> parameters) {
    int rows = t.shape().size(0);
    int n = t.shape().size(1);
    return switch (random.nextInt(26)) {
      case 0 -> t.sigmoid();
      case 1 -> t.tanh().negate();
      case 2 -> t.relu().add(t.multiply(0.1));
      case 3 -> t.sin().add(t.cos());
      case 4 -> t.multiply(0.3).exp().log1p();
      case 5 -> t.softplus().squareRoot();
      case 6 -> t.erf().expm1();
      case 7 -> t.absolute().add(0.5).log();
      case 8 -> t.softmax(1);
      case 9 -> t.subtract(t.mean(1).expand(1));
      case 10 -> t.divide(t.square().sum(1).add(1).squareRoot().expand(1));
      case 11 -> t.maximum(variable("m", rows, n)).add(t.minimum(0.1));
      case 12 -> t.lessThan(variable("m", rows, n)).select(t.multiply(2), t.square());
      case 13 -> t.slice(1, n / 2, n).pad(1, n / 2, 0).add(t);
      case 14 -> t.reshape(rows, n, 1).transpose(0, 2, 1).reshape(rows, n);
      case 15 -> t.multiply(t.max(1).detach().expand(1));
      case 16 -> t.add(t.argMax(1).oneHot(n, DType.DOUBLE));
      case 17 -> t.multiply(variable(DType.INT, "l", rows).oneHot(n, DType.DOUBLE)).add(t);
      case 18 -> t.to(DType.INT).to(DType.DOUBLE).add(t);
      case 19 -> {
        Tensor same = variable("s", rows, n);
        yield t.add(t.sign()).add(t.lessOrEqual(same)).add(t.equalTo(same));
      }
      case 20 -> t.square().add(1).power(0.7);
      case 21 -> {
        Tensor b = variable("b", n);
        parameters.add(b);
        yield t.multiply(b.sin()).subtract(b);
      }
      default -> {
        int m = random.nextInt(1, 5);
        Tensor w = variable("w", n, m);
        parameters.add(w);
        yield t.matmul(random.nextBoolean() ? w : w.tanh().multiply(w));
      }
    };
  }

  @Test
  void random_expressions_agree_with_one_element_after_another() {
    int parametersSeen = 0;
    int followed = 0;
    for (int n = 0; n < 400; n++) {
      values.clear();
      int rows = new int[] {1, 2, 5, 9}[n % 4];
      List<Tensor> parameters = new ArrayList<>();
      Tensor t = variable("x", rows, random.nextInt(1, 5));
      for (int steps = random.nextInt(1, 9); steps > 0 || parameters.isEmpty(); steps--) {
        t = step(t, parameters);
      }
      Tensor loss = random.nextBoolean() ? t.square().sum() : t.sum(1).sin().sum(0).divide(rows);
      agree("expression " + n + ": " + parameters, loss, parameters);
      parametersSeen += parameters.size();
      followed += ProgramDifferences.of(loss, parameters, H).followed().size();
    }
    assertThat(followed).isGreaterThan(parametersSeen * 9 / 10);
  }

  @Test
  void parameters_that_act_otherwise_are_moved_one_element_after_another() {
    Tensor x = variable("x", 4, 4);
    Tensor w = variable("w", 4, 4);
    Tensor indices = variable(DType.INT, "i", 4);
    Tensor rows = x.matmul(w);
    List<Tensor> losses =
        List.of(
            rows.square().sum().add(w.square().sum()), // weight decay
            rows.tanh().matmul(w).square().sum(), // tied weights
            x.matmul(w.transpose()).square().sum(),
            w.matmul(x).square().sum(),
            w.take(indices).square().sum(),
            rows.transpose().softmax(1).square().sum(),
            rows.sum(0).square().sum(),
            rows.max(0).sum(),
            rows.square().sum().log(),
            rows.slice(0, 1, 3).square().sum(),
            x.multiply(w).sum(),
            rows.matmul(rows).sum(),
            x.reshape(2, 2, 4).matmul(w.reshape(2, 4, 2)).square().sum());
    for (Tensor loss : losses) {
      assertThat(ProgramDifferences.of(loss, List.of(w), H).followed()).isEmpty();
      assertThat(differences(loss, List.of(w), 1).getFirst().doubles())
          .containsExactly(naive(loss, List.of(w)).getFirst().doubles());
    }
  }

  @Test
  void a_vector_spread_down_a_square_matrix_is_not_taken_for_a_bias() {
    Tensor x = variable("x", 4, 4);
    Tensor b = variable("b", 4);
    Tensor down = b.reshape(4, 1).broadcast(Shape.of(4, 4));
    agree("down", x.add(down).sigmoid().square().sum(), List.of(b));
  }

  @Test
  void a_parameter_that_does_not_matter_has_zero_differences() {
    Tensor x = variable("x", 3, 2);
    Tensor w = variable("w", 2, 2);
    Tensor far = variable("far", 2);
    assertThat(differences(x.matmul(w).sum(), List.of(w, far), 1).get(1).doubles())
        .containsExactly(0, 0);
  }

  @Test
  void in_float_the_difference_is_divided_by_the_step_that_rounding_left() {
    Tensor x = variable(DType.FLOAT, "x", 3, 2);
    Tensor w = variable(DType.FLOAT, "w", 2, 2);
    Tensor loss = x.matmul(w).square().sum();
    assertThat(differences(loss, List.of(w), 1).getFirst())
        .isEqualTo(naive(loss, List.of(w)).getFirst());
  }

  @Test
  void any_number_of_threads_gives_the_same_bits() {
    Tensor x = variable("x", 64, 30);
    Tensor w = variable("w", 30, 7);
    Tensor b = variable("b", 7);
    Tensor v = variable("v", 7, 5);
    Tensor loss = x.matmul(w).add(b).sigmoid().matmul(v).logSoftmax(1).square().sum();
    List<Tensor> parameters = List.of(w, b, v);
    List<NdArray> one = differences(loss, parameters, 1);
    assertThat(differences(loss, parameters, 2)).isEqualTo(one);
    assertThat(differences(loss, parameters, 3)).isEqualTo(one);
  }

  @Test
  void what_cannot_be_differentiated_is_refused_at_the_door() {
    Tensor x = variable("x", 3, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProgramDifferences.of(x, List.of(x), H))
        .withMessageContaining("[3, 2]")
        .withMessageContaining("must be one FLOAT or DOUBLE number");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProgramDifferences.of(x.sum(), List.of(x), 0))
        .withMessageContaining("the step is 0.0; it must be a finite number above 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProgramDifferences.of(x.sum(), List.of(x.negate()), H))
        .withMessageContaining("must be a variable of type DOUBLE");
    ProgramDifferences.Worker worker = ProgramDifferences.of(x.sum(), List.of(x), H).worker();
    assertThatIllegalStateException()
        .isThrownBy(() -> worker.run(List.of(NdArray.zeros(DType.DOUBLE, x.shape()))))
        .withMessageContaining("x")
        .withMessageContaining("has not been set");
  }

  /// The same key gives both sides of a difference the same numbers.
  @Test
  void random_numbers_stay_as_they_are_while_an_element_moves() {
    for (int rows : new int[] {1, 2, 7, 64}) {
      Tensor key = variable(DType.INT, "key", 5);
      values.put(key, new RandomKey(11, 2, 64L * rows).array());
      Tensor x = variable("x", rows, 5);
      Tensor w = variable("w", 5, 4);
      Tensor v = variable("v", 4, 3);
      Tensor kept =
          Tensor.fill(0.4, DType.DOUBLE, Shape.SCALAR)
              .lessOrEqual(Tensor.uniform(key, Purpose.LAYER, 1, DType.DOUBLE, Shape.of(rows, 4)));
      Tensor noise = Tensor.uniform(key, Purpose.LAYER, 2, DType.DOUBLE, Shape.of(rows, 3));
      Tensor output = x.matmul(w).tanh().multiply(kept).divide(0.6).matmul(v).multiply(noise);
      Tensor loss = output.square().sum(1).sum(0);
      List<Tensor> parameters = List.of(w, v);
      assertThat(followsAll(loss, parameters)).isTrue();
      agree(rows + " rows", loss, parameters);
      Execution reverse = Program.of(Reverse.gradient(loss, parameters)).execution();
      values.forEach(reverse::set);
      reverse.run();
      for (int i = 0; i < parameters.size(); i++) {
        assertThat(differences(loss, parameters, 2).get(i).toDoubles())
            .containsExactly(reverse.output(i).toDoubles(), within(1e-6));
      }
    }
  }
}
