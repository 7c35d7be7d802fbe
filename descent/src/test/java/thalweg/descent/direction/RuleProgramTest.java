package thalweg.descent.direction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.program.Team;

class RuleProgramTest {
  private static final List<Shape> SHAPES = List.of(Shape.of(3, 7), Shape.SCALAR, Shape.of(40));
  private static final List<DType> TYPES = List.of(DType.DOUBLE, DType.FLOAT);

  /// Every rule by name, each alone and with what the parser can put around it.
  private static List<UpdateRule> rules() {
    List<UpdateRule> rules = new ArrayList<>();
    RuleParser.names().forEach(name -> rules.add(RuleParser.parse(name)));
    UpdateRuleTest.rules().forEach(each -> rules.add(each.rule()));
    PlateauTest.compositions().forEach(text -> rules.add(RuleParser.parse(text)));
    return rules;
  }

  /// Numbers over many orders of magnitude, so that another order of additions gives other bits.
  private static List<NdArray> arrays(Random random, DType type) {
    return SHAPES.stream()
        .map(
            shape ->
                NdArray.of(
                        shape,
                        random
                            .doubles(shape.elements(), -1, 1)
                            .map(v -> v * Math.pow(10, random.nextInt(7) - 3))
                            .toArray())
                    .to(type))
        .toList();
  }

  private static List<NdArray> zeros(List<NdArray> arrays) {
    return arrays.stream().map(each -> NdArray.zeros(each.type(), each.shape())).toList();
  }

  /// The parameters and the state after a step.
  private record After(List<NdArray> parameters, List<List<NdArray>> state) {}

  private static After step(
      RuleProgram program, After before, List<List<NdArray>> parts, double share) {
    After after =
        new After(
            zeros(before.parameters), before.state.stream().map(RuleProgramTest::zeros).toList());
    program.step(
        before.parameters,
        before.state,
        parts.size(),
        (part, parameter) -> parts.get(part).get(parameter),
        share,
        after.parameters,
        after.state);
    return after;
  }

  /// The definition: the first p, p being the largest power of two below n, and then the rest.
  private static double sum(List<List<NdArray>> parts, int from, int n, int parameter, int i) {
    if (n == 1) {
      return parts.get(from).get(parameter).at(i);
    }
    int p = Integer.highestOneBit(n - 1);
    double sum = sum(parts, from, p, parameter, i) + sum(parts, from + p, n - p, parameter, i);
    return parts.getFirst().getFirst().type() == DType.FLOAT ? (float) sum : sum;
  }

  private static List<NdArray> mean(List<List<NdArray>> parts, double share) {
    List<NdArray> mean = zeros(parts.getFirst());
    for (int parameter = 0; parameter < mean.size(); parameter++) {
      NdArray to = mean.get(parameter);
      for (int i = 0; i < to.shape().elements(); i++) {
        double sum = sum(parts, 0, parts.size(), parameter, i);
        to.set(i, to.type() == DType.FLOAT ? (float) sum * (float) share : sum * share);
      }
    }
    return mean;
  }

  @Test
  void a_gradient_in_parts_is_their_sum_by_the_fixed_tree_times_the_share_for_every_rule() {
    Random random = new Random(31);
    int count = 1;
    try (Team team = new Team(3)) {
      for (UpdateRule rule : rules()) {
        for (DType type : TYPES) {
          RuleProgram shared = RuleProgram.of(rule, type, SHAPES, Set.of(), team, 1_000_000);
          RuleProgram plain = RuleProgram.of(rule, type, SHAPES);
          After inParts =
              new After(arrays(random, type), RuleProgram.initialState(rule, type, SHAPES));
          After whole = inParts;
          for (int t = 0; t < 3; t++) {
            List<List<NdArray>> parts = new ArrayList<>();
            count = 1 + count % 16; // all numbers of parts that a batch can have
            for (int part = 0; part < count; part++) {
              parts.add(arrays(random, type));
            }
            double share = 1.0 / random.nextInt(1, 200);
            inParts = step(shared, inParts, parts, share);
            After next =
                new After(
                    zeros(whole.parameters),
                    whole.state.stream().map(RuleProgramTest::zeros).toList());
            plain.step(
                whole.parameters, whole.state, mean(parts, share), next.parameters, next.state);
            whole = next;
            double loss = random.nextDouble();
            shared.see(loss, inParts.state);
            plain.see(loss, whole.state);
            assertThat(inParts).as("%s in %s, %d parts", rule, type, count).isEqualTo(whole);
          }
        }
      }
    }
  }

  @Test
  void each_parameter_is_stepped_as_it_would_be_alone_where_the_rule_looks_at_no_other() {
    Random random = new Random(32);
    for (String name : RuleParser.names()) {
      UpdateRule rule = RuleParser.parse(name + " + decay(0.01) + clip(value 0.5) + cosine");
      for (DType type : TYPES) {
        List<NdArray> start = arrays(random, type);
        List<RuleRun> alone = start.stream().map(each -> new RuleRun(rule, each)).toList();
        RuleProgram program = RuleProgram.of(rule, type, SHAPES);
        After all = new After(start, RuleProgram.initialState(rule, type, SHAPES));
        for (int t = 0; t < 5; t++) {
          List<NdArray> slopes = arrays(random, type);
          all = step(program, all, List.of(slopes), 1);
          for (int i = 0; i < start.size(); i++) {
            assertThat(all.parameters.get(i)).isEqualTo(alone.get(i).step(slopes.get(i)));
            assertThat(all.state.get(i))
                .isEqualTo(alone.get(i).held().subList(1, alone.get(i).held().size()));
          }
        }
      }
    }
  }

  @Test
  void a_step_leaves_what_it_reads_and_allocates_nothing() {
    UpdateRule rule = RuleParser.parse("adam + clip(norm 1) + plateau");
    Random random = new Random(33);
    RuleProgram program = RuleProgram.of(rule, DType.DOUBLE, SHAPES);
    After one =
        new After(
            arrays(random, DType.DOUBLE), RuleProgram.initialState(rule, DType.DOUBLE, SHAPES));
    List<NdArray> before = one.parameters.stream().map(NdArray::copy).toList();
    List<List<NdArray>> parts = List.of(arrays(random, DType.DOUBLE), arrays(random, DType.DOUBLE));
    After other = step(program, one, parts, 0.5);
    assertThat(one.parameters).isEqualTo(before);
    assertThat(other.parameters).isNotEqualTo(before);
    RuleProgram.PartialSums sums = (part, parameter) -> parts.get(part).get(parameter);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    // Vectors are objects until the loops are compiled.
    for (int round = 0; round < 1_000 && least > 0; round++) {
      long start = threads.getCurrentThreadAllocatedBytes();
      for (int t = 0; t < 200; t++) {
        program.step(one.parameters, one.state, 2, sums, 0.5, other.parameters, other.state);
        program.step(other.parameters, other.state, 2, sums, 0.5, one.parameters, one.state);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - start);
    }
    assertThat(least).isZero();
  }

  @Test
  void what_does_not_fit_is_refused_before_any_work() {
    UpdateRule rule = new Momentum(0.1);
    RuleProgram program = RuleProgram.of(rule, DType.DOUBLE, List.of(Shape.of(2)));
    List<NdArray> x = List.of(NdArray.of(1.0, 2.0));
    List<NdArray> y = List.of(NdArray.of(0.0, 0.0));
    List<List<NdArray>> from = List.of(List.of(NdArray.of(0.0, 0.0)));
    List<List<NdArray>> to = List.of(List.of(NdArray.of(0.0, 0.0)));
    List<NdArray> slope = List.of(NdArray.of(1.0, 1.0));
    refused(
        () -> RuleProgram.of(rule, DType.INT, List.of(Shape.of(2))),
        "rule program: the parameters are INT; they must be FLOAT or DOUBLE.");
    refused(
        () -> RuleProgram.of(rule, DType.FLOAT, List.of()),
        "rule program: no parameters given; there must be at least 1.");
    refused(
        () -> program.step(x, from, List.of(), y, to),
        "rule program: 0 gradients given; there must be 1.");
    refused(
        () -> program.step(List.of(x.getFirst(), x.getFirst()), from, slope, y, to),
        "rule program: 2 old parameters given; there must be 1.");
    refused(
        () -> program.step(x, List.of(List.of()), slope, y, to),
        "rule program: 0 old states of a parameter given; there must be 1.");
    refused(
        () -> program.step(x, from, 0, (_, _) -> slope.getFirst(), 1, y, to),
        "rule program: gradients in 0 parts given; there must be at least 1.");
    refused(
        () -> program.step(x, from, List.of(NdArray.of(1.0)), y, to),
        "set: variable gradient is DOUBLE [2], the array is DOUBLE [1]; both must agree.");
    assertThatThrownBy(() -> program.step(x, from, slope, x, to))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("output 0 would be written into the array of");
    assertThat(x.getFirst().doubles()).containsExactly(1, 2);
    program.step(x, from, slope, y, to);
    assertThat(y.getFirst().doubles()).containsExactly(0.9, 1.9);
  }

  private static void refused(Runnable call, String why) {
    assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class).hasMessage(why);
  }
}
