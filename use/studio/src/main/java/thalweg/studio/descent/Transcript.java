package thalweg.studio.descent;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.descent.DescentMethod;
import thalweg.descent.GradientDescent;
import thalweg.studio.question.Copies;
import thalweg.studio.question.Quoted;

/// A race, written as a command and as a program in Java, which give the same numbers.
final class Transcript {
  private Transcript() {}

  static Copies of(Race.Asked asked) {
    Ground ground = Ground.of(asked.ground());
    ground.checkStart(asked.start());
    Race.checkWithin(asked.within(), ground.dimension());
    List<DescentMethod> methods = Race.methods(asked);
    return new Copies(command(asked, ground, methods), program(asked, ground, methods));
  }

  private static String command(Race.Asked asked, Ground ground, List<DescentMethod> methods) {
    List<String> words = new ArrayList<>(List.of("thalweg", "descend"));
    if (ground.problem() == null) {
      words.addAll(List.of(Quoted.word(asked.ground().formula()), "--method", "automatic"));
      words.addAll(List.of("--variables", String.join(",", ground.variables())));
    } else {
      words.addAll(List.of("--problem", ground.problem().name()));
    }
    words.add("--from");
    words.add(
        Quoted.word(
            IntStream.range(0, ground.dimension())
                .mapToObj(i -> ground.variables().get(i) + "=" + asked.start()[i])
                .collect(Collectors.joining(","))));
    words.addAll(List.of("--steps", Integer.toString(asked.steps())));
    if (asked.within() != null) {
      words.addAll(List.of("--within", Quoted.word(ranges(ground.variables(), asked.within()))));
    } else {
      words.add(methods.size() == 1 ? "--rule" : "--compare");
      words.add(
          Quoted.word(
              IntStream.range(0, methods.size())
                  .mapToObj(i -> written(asked.racers().get(i), methods.get(i)))
                  .collect(Collectors.joining(","))));
    }
    if (asked.up()) {
      words.add("--ascend");
    }
    return String.join(" ", words);
  }

  private static String ranges(List<String> variables, List<@Nullable Double> within) {
    return IntStream.range(0, variables.size())
        .filter(i -> within.get(2 * i) != null || within.get(2 * i + 1) != null)
        .mapToObj(
            i ->
                variables.get(i)
                    + "="
                    + end(within.get(2 * i), "")
                    + ":"
                    + end(within.get(2 * i + 1), ""))
        .collect(Collectors.joining(","));
  }

  private static String end(@Nullable Double bound, String open) {
    return bound == null ? open : bound.toString();
  }

  /// Returns the method as it is read again: an update rule with all its settings, a search by its
  /// name.
  private static String written(Race.Racer racer, DescentMethod method) {
    return method instanceof GradientDescent ? method.toString() : racer.rule().strip();
  }

  private static String program(Race.Asked asked, Ground ground, List<DescentMethod> methods) {
    String function =
        ground.problem() == null
            ? "new DualGradient(Formula.parse("
                + Quoted.literal(asked.ground().formula())
                + ", List.of("
                + ground.variables().stream().map(Quoted::literal).collect(Collectors.joining(", "))
                + ")))"
            : "Problems.named(" + Quoted.literal(ground.problem().name()) + ").function()";
    String start =
        IntStream.range(0, ground.dimension())
            .mapToObj(i -> Double.toString(asked.start()[i]))
            .collect(Collectors.joining(", ", "{", "}"));
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < methods.size(); i++) {
      lines.append(i == 0 ? "" : ",\n");
      lines.append("          ").append(made(asked, methods.get(i), asked.racers().get(i)));
    }
    return """
    import module thalweg;

    void main() {
      DifferentiableFunction function = %s;
      double[] start = %s;
      Options options = Options.defaults().withLimits(Limits.defaults().withSteps(%s));
      List<DescentMethod> methods =
          List.of(
    %s);
      for (DescentMethod method : methods) {
        IO.println(method + ": " + Descent.%s(function, start, method, options));
      }
    }
    """
        .formatted(function, start, asked.steps(), lines, asked.up() ? "maximise" : "minimise");
  }

  private static String made(Race.Asked asked, DescentMethod method, Race.Racer racer) {
    if (asked.within() != null) {
      return "BoundedLimitedMemoryBfgs.within(Bounds.between(new double[] "
          + side(asked.within(), 0, "Double.NEGATIVE_INFINITY")
          + ", new double[] "
          + side(asked.within(), 1, "Double.POSITIVE_INFINITY")
          + "))";
    }
    String text = Quoted.literal(written(racer, method));
    return method instanceof GradientDescent
        ? "GradientDescent.by(RuleParser.parse(" + text + ")).withSteps(" + asked.steps() + ")"
        : "MethodParser.parse(" + text + ")";
  }

  private static String side(List<@Nullable Double> within, int side, String open) {
    return IntStream.range(0, within.size() / 2)
        .mapToObj(i -> end(within.get(2 * i + side), open))
        .collect(Collectors.joining(", ", "{", "}"));
  }
}
