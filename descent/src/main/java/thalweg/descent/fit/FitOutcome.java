package thalweg.descent.fit;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Why a fit ended. Only [Converged] claims that the parameters were found, and only after better
/// differences than those that led there, and a look to both sides, have agreed.
public sealed interface FitOutcome {
  /// No parameter has farther to go than `tolerance`, measured by its own size or, where that is
  /// larger, by a share of its standard error; or the sum of squares cannot be told from a lower
  /// one at this precision.
  ///
  /// @param remaining the largest such share that is left
  record Converged(double remaining, double tolerance) implements FitOutcome {}

  /// The sum of squares falls no further at this precision, or in this noise, but the derivatives
  /// still ask for a step.
  ///
  /// @param remaining the largest share of itself by which a parameter would still move
  /// @param noise of the residuals, the standard deviation, as far as it was measured
  record Stalled(double remaining, double noise) implements FitOutcome {}

  /// The sum of squares is as small as it gets nearby, but the residuals do not tell these
  /// parameters apart: changed together in the right way, they change nothing that can be seen. Of
  /// the values they have, only what the residuals depend on is known.
  ///
  /// @param parameters which, counted from 0
  record Undetermined(List<Integer> parameters) implements FitOutcome {
    public Undetermined {
      parameters = List.copyOf(parameters);
    }
  }

  /// The residuals no longer change with these parameters at all, whereas they did before, or they
  /// never have: a plateau, not an answer.
  ///
  /// @param parameters which, counted from 0
  record Flat(List<Integer> parameters) implements FitOutcome {
    public Flat {
      parameters = List.copyOf(parameters);
    }
  }

  /// The sum of squares has no slope here, but curves downwards: a saddle or a maximum.
  ///
  /// @param direction along which it does, in the parameters' own units
  record Saddle(List<Double> direction) implements FitOutcome {
    public Saddle {
      direction = List.copyOf(direction);
    }
  }

  /// The given Jacobian contradicts the residuals.
  ///
  /// @param residual and parameter whose derivative is wrong the most, counted from 0
  /// @param promised what the Jacobian says
  /// @param observed what differences say
  record WrongJacobian(int residual, int parameter, double promised, double observed)
      implements FitOutcome {}

  /// A number is NaN or infinite.
  ///
  /// @param where what is not finite: `residual 3 at the start`
  record NonFinite(String where) implements FitOutcome {}

  /// All steps were taken.
  record StepLimit(int steps) implements FitOutcome {}

  /// One more evaluation would have gone over the limit.
  record EvaluationLimit(long limit) implements FitOutcome {}

  /// The time allowed is over.
  record TimeLimit(Duration limit) implements FitOutcome {}

  /// The caller asked for the end.
  record Stopped(int step) implements FitOutcome {}

  /// Returns the name used in results, such as `CONVERGED`.
  default String written() {
    return switch (this) {
      case Converged _ -> "CONVERGED";
      case Stalled _ -> "STALLED";
      case Undetermined _ -> "UNDETERMINED";
      case Flat _ -> "FLAT";
      case Saddle _ -> "SADDLE";
      case WrongJacobian _ -> "WRONG_JACOBIAN";
      case NonFinite _ -> "NON_FINITE";
      case StepLimit _ -> "STEP_LIMIT";
      case EvaluationLimit _ -> "EVALUATION_LIMIT";
      case TimeLimit _ -> "TIME_LIMIT";
      case Stopped _ -> "STOPPED";
    };
  }

  /// Returns in a sentence what happened and, where something can be done, what to do.
  ///
  /// @param names of the parameters
  default String sentence(List<String> names) {
    return switch (this) {
      case Converged it ->
          "the sum of squares is least: no parameter has farther to go than "
              + brief(it.remaining)
              + " of itself.";
      case Stalled it ->
          "no lower sum of squares can be told from noise, although a parameter would still move by"
              + " "
              + brief(it.remaining)
              + " of itself"
              + (it.noise > 0
                  ? "; the residuals are noisy by about " + brief(it.noise) + "."
                  : ".");
      case Undetermined it ->
          "the data do not tell "
              + listed(it.parameters, names)
              + (it.parameters.size() == 1 ? "" : " apart")
              + ": changed "
              + (it.parameters.size() == 1 ? "alone" : "together")
              + " they change nothing that is seen. Fix or leave out "
              + (it.parameters.size() == 1 ? "it" : "one of them")
              + ", or bring data that tell more.";
      case Flat it ->
          "the residuals do not change with "
              + listed(it.parameters, names)
              + " here; this is a plateau, not an answer. Start elsewhere, or leave out what has no"
              + " effect.";
      case Saddle it ->
          "the sum of squares has no slope here but curves downwards along "
              + direction(it.direction, names)
              + ": a saddle or a maximum. Start a little to the side.";
      case WrongJacobian it ->
          "the Jacobian is wrong in the column of "
              + names.get(it.parameter)
              + ": for residual "
              + it.residual
              + " it says "
              + it.promised
              + ", differences say "
              + it.observed
              + ".";
      case NonFinite it ->
          it.where + " is NaN or infinite; start where the model is defined, or set bounds.";
      case StepLimit it -> it.steps + " steps were taken without an end in sight.";
      case EvaluationLimit it ->
          "the limit of " + it.limit + " evaluations is reached; allow more, or start nearer.";
      case TimeLimit it -> "the time of " + it.limit.toMillis() / 1000.0 + " s is over.";
      case Stopped it -> "stopped on request after " + it.step + " steps.";
    };
  }

  private static String brief(double number) {
    return String.format(Locale.ROOT, "%.1e", number);
  }

  private static String listed(List<Integer> parameters, List<String> names) {
    return parameters.stream().map(names::get).collect(Collectors.joining(" and "));
  }

  private static String direction(List<Double> direction, List<String> names) {
    return IntStream.range(0, direction.size())
        .filter(j -> direction.get(j) != 0)
        .mapToObj(j -> direction.get(j) + " " + names.get(j))
        .collect(Collectors.joining(" + "));
  }
}
