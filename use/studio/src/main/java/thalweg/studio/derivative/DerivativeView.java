package thalweg.studio.derivative;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.derivative.DifferenceFormula;
import thalweg.calculus.derivative.Ladder;
import thalweg.calculus.derivative.StepErrors;
import thalweg.calculus.function.Formula;
import thalweg.calculus.function.ScalarFunction;
import thalweg.calculus.gradient.forward.DualGradient;
import thalweg.picture.Heights;
import thalweg.studio.question.Asking;
import thalweg.studio.question.Copies;
import thalweg.studio.question.Frame;
import thalweg.studio.question.View;

/// What the view of the derivative asks: the graph, a difference at a point, and the errors of all
/// steps there.
public final class DerivativeView implements View {
  private static final int MOST_POINTS = 5_000;

  /// Steps to a decade, and the decades: from 10⁻¹⁶ to 10.
  private static final int STEPS = 12;

  private static final int LEAST = -16;
  private static final int GREATEST = 1;

  /// Creates the view.
  public DerivativeView() {}

  /// @param formula of one variable
  /// @param from the left edge of the window
  /// @param to the right edge
  /// @param bottom the lower edge, null where the graph is to say it
  /// @param top the upper edge likewise
  /// @param points how many values of the graph, equally far apart from one edge to the other
  /// @param single whether to add what single precision makes of it
  record GraphQuestion(
      String formula,
      double from,
      double to,
      @Nullable Double bottom,
      @Nullable Double top,
      int points,
      boolean single) {}

  /// Says what the numbers of a graph are: height = base + scale · number, first those in double
  /// precision, then those in single.
  ///
  /// @param variable the name of the variable
  /// @param from the left edge that was asked for
  /// @param to the right one
  /// @param low the least height worth showing; NaN if there is none
  /// @param high the greatest
  record Graph(
      String variable,
      double from,
      double to,
      double base,
      double scale,
      double low,
      double high) {}

  /// @param formula of one variable
  /// @param x where
  /// @param h the step
  record PointQuestion(String formula, double x, double h) {}

  /// A derivative as a method gives it.
  ///
  /// @param left the slope on the left, which differs at a kink
  record Slope(
      double derivative,
      double error,
      double step,
      int evaluations,
      String reason,
      double left,
      double right) {
    static Slope of(Derivative d) {
      return new Slope(
          d.derivative(),
          d.error(),
          d.step(),
          d.evaluations(),
          d.reason().name(),
          d.left(),
          d.right());
    }
  }

  /// What is known at a point.
  ///
  /// @param value the function's
  /// @param truth the derivative that errors are counted from; NaN where there is none
  /// @param automatic by dual numbers
  /// @param ladder by values alone
  /// @param secants forward, backward and central, in double precision
  /// @param single the same in single precision
  record Point(
      double value,
      double truth,
      Slope automatic,
      Slope ladder,
      List<Secant> secants,
      List<Secant> single) {}

  /// @param formula of one variable
  /// @param x where
  record ErrorsQuestion(String formula, double x) {}

  /// The errors of all steps, of which the numbers are decimal logarithms: one row for each method
  /// in double precision, then the same in single. Minus infinity is an error of 0, NaN none.
  ///
  /// @param steps the steps, the least first
  /// @param methods what the rows are
  /// @param rounding what the arm on the left is at step 1: it falls like 1/h
  /// @param oneSided what the arm on the right is at step 1 for one side: it grows like h
  /// @param central what it is for both sides: it grows like h²
  /// @param best the steps at which both arms are least together, for each row; NaN where there is
  ///   but one arm
  /// @param ladder the ladder's answer
  /// @param ladderError how far that is from the derivative
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Errors(
      double[] steps,
      List<String> methods,
      double rounding,
      double oneSided,
      double central,
      double[] best,
      Slope ladder,
      double ladderError) {}

  /// @param method of the difference, as it is written
  record CopiesQuestion(String formula, double x, double h, String method) {}

  @Override
  public void answer(Register register) {
    register.at("derivative/curve", GraphQuestion.class, DerivativeView::graph);
    register.at("derivative/at", PointQuestion.class, DerivativeView::point);
    register.at("derivative/errors", ErrorsQuestion.class, DerivativeView::errors);
    register.at("derivative/copies", CopiesQuestion.class, (question, _) -> copies(question));
  }

  private static Frame graph(GraphQuestion question, Asking asking) {
    Formula formula = Formula.parse(question.formula);
    int points = question.points;
    if (!(question.from < question.to) || Double.isInfinite(question.to - question.from)) {
      throw new IllegalArgumentException(
          "graph: from "
              + question.from
              + " to "
              + question.to
              + "; both must be finite, the first smaller.");
    }
    if (points < 2 || points > MOST_POINTS) {
      throw new IllegalArgumentException(
          "graph: " + points + " points; there must be from 2 to " + MOST_POINTS + ".");
    }
    double[] heights = heights(asking.watched(formula.asScalar()), question);
    double[] shown = Heights.worthShowing(heights);
    double low = shown.length == 0 ? Double.NaN : shown[0];
    double high = shown.length == 0 ? Double.NaN : shown[1];
    // Relative to what is in sight, so that single-precision numbers are fine enough at any zoom.
    double bottom = question.bottom == null ? low : question.bottom;
    double top = question.top == null ? high : question.top;
    if (Double.isInfinite(top - bottom)) {
      throw new IllegalArgumentException(
          "graph: the values go from " + low + " to " + high + "; look at a narrower range.");
    }
    double base = Double.isNaN(bottom) ? 0 : bottom + (top - bottom) / 2;
    double scale = bottom < top ? (top - bottom) / 2 : 1;
    float[] numbers = numbers(heights, base, scale);
    float[] single =
        question.single
            ? numbers(heights(asking.watched(Single.function(formula)), question), base, scale)
            : new float[0];
    return new Frame(
        new Graph(variable(formula), question.from, question.to, base, scale, low, high),
        numbers,
        single);
  }

  private static String variable(Formula formula) {
    return formula.variables().isEmpty() ? "x" : formula.variables().getFirst();
  }

  private static double[] heights(ScalarFunction f, GraphQuestion question) {
    double[] heights = new double[question.points];
    double width = question.to - question.from;
    Arrays.setAll(heights, i -> f.at(question.from + width * i / (heights.length - 1)));
    return heights;
  }

  private static float[] numbers(double[] heights, double base, double scale) {
    float[] numbers = new float[heights.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) ((heights[i] - base) / scale);
    }
    return numbers;
  }

  /// Returns the derivative that errors are counted from: by rules, unless the graph has a corner
  /// or a jump there, which rules do not tell from a slope; NaN where there is none.
  private static double truth(Derivative automatic, Derivative ladder) {
    if (ladder.reason() == Derivative.Reason.KINK || ladder.reason() == Derivative.Reason.JUMP) {
      return Double.NaN;
    }
    Derivative best = Double.isFinite(automatic.error()) ? automatic : ladder;
    return Double.isFinite(best.error()) ? best.derivative() : Double.NaN;
  }

  private static Point point(PointQuestion question, Asking asking) {
    Formula formula = Formula.parse(question.formula);
    double x = question.x;
    ScalarFunction f = asking.watched(formula.asScalar());
    ScalarFunction single = asking.watched(Single.function(formula));
    Derivative ladder = Ladder.standard().derivative(f, x);
    Derivative automatic = DualGradient.derivative(formula, x);
    double truth = truth(automatic, ladder);
    return new Point(
        ladder.value(),
        truth,
        Slope.of(automatic),
        Slope.of(ladder),
        secants(f, question, truth, false),
        secants(single, question, truth, true));
  }

  private static List<Secant> secants(
      ScalarFunction f, PointQuestion question, double truth, boolean single) {
    return Arrays.stream(DifferenceFormula.values())
        .map(formula -> Secant.of(formula, f, question.x, question.h, truth, single))
        .toList();
  }

  private static Frame errors(ErrorsQuestion question, Asking asking) {
    Formula formula = Formula.parse(question.formula);
    double x = question.x;
    ScalarFunction f = asking.watched(formula.asScalar());
    double truth = truth(DualGradient.derivative(formula, x), Ladder.standard().derivative(f, x));
    double[] steps = new double[(GREATEST - LEAST) * STEPS + 1];
    Arrays.setAll(steps, i -> StrictMath.pow(10, LEAST + i / (double) STEPS));
    StepErrors errors = StepErrors.of(f, x, truth, steps);
    StepErrors single = StepErrors.of(asking.watched(Single.function(formula)), x, truth, steps);
    List<String> methods =
        Arrays.stream(DifferenceFormula.values()).map(each -> each.method().written()).toList();
    float[] numbers = new float[2 * methods.size() * steps.length];
    put(errors.errors(), methods, truth, numbers, 0);
    put(single.errors(), methods, truth, numbers, numbers.length / 2);
    Errors head =
        new Errors(
            steps,
            methods,
            errors.rounding(),
            errors.truncationOneSided(),
            errors.truncationCentral(),
            best(errors),
            Slope.of(errors.ladder()),
            errors.ladderError());
    return new Frame(head, numbers);
  }

  /// Where r/h + c·h is least, and r/h + c·h²; rounding is the coarser in single precision.
  private static double[] best(StepErrors errors) {
    DifferenceFormula[] formulas = DifferenceFormula.values();
    double[] best = new double[2 * formulas.length];
    for (int i = 0; i < formulas.length; i++) {
      best[i] = best(errors, formulas[i], errors.rounding());
      best[formulas.length + i] = best(errors, formulas[i], 0x1p29 * errors.rounding());
    }
    return best;
  }

  private static double best(StepErrors errors, DifferenceFormula formula, double rounding) {
    double step =
        formula == DifferenceFormula.CENTRAL
            ? Math.cbrt(rounding / (2 * errors.truncationCentral()))
            : Math.sqrt(rounding / errors.truncationOneSided());
    return step > 0 && Double.isFinite(step) ? step : Double.NaN;
  }

  private static void put(
      SequencedMap<String, double[]> errors,
      List<String> methods,
      double truth,
      float[] numbers,
      int from) {
    int i = from;
    for (String method : methods) {
      for (double error : requireNonNull(errors.get(method))) {
        numbers[i++] = Double.isNaN(truth) ? Float.NaN : (float) Math.log10(error);
      }
    }
  }

  private static Copies copies(CopiesQuestion question) {
    String formula = Formula.parse(question.formula).text();
    DifferenceFormula difference =
        Arrays.stream(DifferenceFormula.values())
            .filter(each -> each.method().written().equals(question.method))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "copy: the method is \""
                            + question.method
                            + "\"; it must be forward, backward or central."));
    return new Copies(
        "thalweg derivative '%s' --at %s --method %s --step %s"
            .formatted(formula, question.x, question.method, question.h),
        """
        import thalweg.calculus.derivative.Derivative;
        import thalweg.calculus.derivative.DifferenceFormula;
        import thalweg.calculus.function.Formula;
        import thalweg.calculus.function.ScalarFunction;

        void main() {
          ScalarFunction f = Formula.parse("%s").asScalar();
          // The slope of the secant with step h.
          IO.println(DifferenceFormula.%s.slope(f, %s, %s));
          // The derivative by the ladder: value, error, reason.
          IO.println(Derivative.of(f, %s));
        }
        """
            .formatted(formula, difference.name(), question.x, question.h, question.x));
  }
}
