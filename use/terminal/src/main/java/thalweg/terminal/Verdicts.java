package thalweg.terminal;

import java.util.Collection;
import org.jspecify.annotations.Nullable;
import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.derivative.Derivative.Method;
import thalweg.calculus.derivative.Derivative.Reason;

/// What the reasons of derivatives mean to people and to the shell.
final class Verdicts {
  private Verdicts() {}

  /// Returns the exit code for answers with these reasons.
  static int exitCode(Collection<Derivative> derivatives) {
    if (derivatives.stream().anyMatch(d -> d.reason() == Reason.NON_FINITE)) {
      return ExitCode.DIVERGED;
    }
    boolean nothing =
        derivatives.stream().anyMatch(d -> Double.isNaN(d.derivative()) || isWorthless(d.reason()));
    return nothing ? ExitCode.FAILURE : ExitCode.OK;
  }

  private static boolean isWorthless(Reason reason) {
    return switch (reason) {
      case STEP_VANISHED, UNSETTLED, KINK, JUMP -> true;
      case CONVERGED, NOISE_LIMITED, DOMAIN_EDGE, ALIASED, NON_FINITE -> false;
    };
  }

  /// Says in one line what is to be known of an answer; nothing of one that is simply right.
  ///
  /// @param where such as `x = 1.0`
  static void note(Output output, String where, Derivative d) {
    String meaning =
        switch (d.reason()) {
          case CONVERGED -> "";
          case NOISE_LIMITED ->
              Double.isNaN(d.derivative())
                  ? "the values are noise: no digit of a slope can be had."
                  : "noise or rounding in the values bounds the accuracy; the error says how far.";
          case DOMAIN_EDGE ->
              "the function or its bounds end there: the slope is that of one side.";
          case KINK ->
              "the slope is "
                  + Numbers.shown(d.left())
                  + " on the left and "
                  + Numbers.shown(d.right())
                  + " on the right.";
          case JUMP -> "the function jumps: there is no slope.";
          case ALIASED ->
              "longer steps gave another answer, which the short ones contradict: the function"
                  + " changes fast there.";
          case UNSETTLED ->
              "no two steps agree: a vertical tangent, or a change faster than any step.";
          case NON_FINITE ->
              "the function or its difference is not finite: it has no derivative there, or a point"
                  + " the method needs lies outside its domain.";
          case STEP_VANISHED ->
              Double.isNaN(d.step())
                  ? "the bounds leave no room for a step: widen --within, or use --method"
                      + " automatic."
                  : "the step "
                      + d.step()
                      + " vanishes beside the point: the answer means nothing; use --method ladder"
                      + " or automatic, or give a larger --step.";
        };
    if (!meaning.isEmpty()) {
      output.note("At " + where + " (" + d.reason() + ") " + meaning);
    }
  }

  /// Says which of ladder and automatic is likelier wrong where they differ by more than their bars
  /// can explain; empty where they agree, or where the two are not these.
  static String clash(Derivative answer, @Nullable Derivative beside) {
    boolean exactFirst = answer.method() == Method.AUTOMATIC;
    Derivative ladder = exactFirst ? beside : answer;
    Derivative exact = exactFirst ? answer : beside;
    if (ladder == null || exact == null || ladder.method() != Method.LADDER) {
      return "";
    }
    double apart = Math.abs(exact.derivative() - ladder.derivative());
    boolean differ = apart > ladder.error() + exact.error() || ladder.bars(exact.derivative()) > 10;
    if (!differ || apart <= 1e-12 * Math.abs(exact.derivative())) {
      return "";
    }
    String culprit;
    if (apart <= ladder.error() + exact.error()) {
      culprit =
          Double.isFinite(exact.error())
              ? "more likely automatic is wrong: terms of the formula cancel there, and its error"
                  + " is "
                  + Numbers.error(exact.error())
              : "more likely automatic is wrong: its error is unknown, as it is where terms cancel"
                  + " wholly and at jumps";
    } else if (ladder.derivative() == 0 && ladder.error() == 0) {
      culprit =
          "more likely the ladder is wrong: the values are all the same around there, and hold"
              + " nothing of the slope";
    } else {
      culprit = "more likely the ladder is wrong: the function changes there faster than its steps";
    }
    return "ladder gives "
        + ladder.derivative()
        + " and automatic "
        + exact.derivative()
        + ", which differ by more than the error; "
        + culprit
        + ".";
  }
}
