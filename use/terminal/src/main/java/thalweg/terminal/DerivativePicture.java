package thalweg.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.derivative.Derivative.Reason;
import thalweg.calculus.derivative.StepErrors;
import thalweg.calculus.function.Formula;
import thalweg.calculus.function.ScalarFunction;
import thalweg.calculus.gradient.forward.DualGradient;
import thalweg.picture.Figure;
import thalweg.picture.Figures;
import thalweg.picture.Marker;
import thalweg.picture.Style;

/// Draws a function of one variable with its tangents, with secants that approach one, or the
/// errors of difference formulas against their steps.
///
/// @param text the formula, with what is to be said of it
/// @param results what was found, the point the picture is about first
record DerivativePicture(
    String text, Formula formula, List<Derivative> results, FigureOptions look) {
  /// What can be drawn.
  enum Kind {
    TANGENT,
    SECANT,
    ERROR
  }

  private static final String LADDER = "ladder";
  private static final List<String> SERIES =
      List.of("forward", "backward", "central", "central4", "central8", LADDER);

  /// The first secant reaches over this share of what is seen beyond the point.
  private static final double REACH = 0.9;

  private static final int SECANTS = 3;

  /// Returns the kind of a name, tangent where none is given.
  static Kind kind(@Nullable String name) {
    return switch (name) {
      case null -> Kind.TANGENT;
      case "tangent" -> Kind.TANGENT;
      case "secant" -> Kind.SECANT;
      case "error" -> Kind.ERROR;
      default ->
          throw Failure.usage(
              "--figure: \"" + name + "\" is unknown; it must be tangent, secant or error.");
    };
  }

  /// Returns the series named, all where none is.
  static SequencedSet<String> series(@Nullable String names) {
    if (names == null) {
      return new LinkedHashSet<>(SERIES);
    }
    SequencedSet<String> series = new LinkedHashSet<>();
    for (String name : names.split(",", -1)) {
      if (!SERIES.contains(name.strip())) {
        throw Failure.usage(
            "--series: \""
                + name.strip()
                + "\" is unknown; it must be forward, backward, central, central4, central8 or"
                + " ladder.");
      }
      series.add(name.strip());
    }
    return series;
  }

  private ScalarFunction f() {
    return formula.asScalar();
  }

  /// Returns what is seen across where nothing else is asked for: the points and as much again on
  /// either side.
  private double[] ends(double... points) {
    double left = Arrays.stream(points).min().orElse(-1);
    double right = Arrays.stream(points).max().orElse(1);
    double margin = right > left ? right - left : Math.max(1, Math.abs(left));
    return look.across(left - margin, right + margin);
  }

  Figure tangents() {
    List<double[]> lines = new ArrayList<>();
    for (Derivative result : results) {
      double[] slopes =
          result.reason() == Reason.KINK
              ? new double[] {result.left(), result.right()}
              : new double[] {result.derivative()};
      for (double slope : slopes) {
        if (Double.isFinite(slope)) {
          lines.add(new double[] {result.x(), slope, result.value() - slope * result.x()});
        }
      }
    }
    double[] points = lines.stream().mapToDouble(line -> line[0]).toArray();
    double[] ends = ends(points);
    return Figures.tangents(
        text,
        f()::at,
        points,
        lines.stream().mapToDouble(line -> line[1]).toArray(),
        lines.stream().mapToDouble(line -> line[2]).toArray(),
        ends[0],
        ends[1]);
  }

  /// The secants of a step, half of it and a quarter.
  ///
  /// @param step the first step; NaN for one that suits the picture
  Figure secants(double step) {
    Derivative result = results.getFirst();
    double x = result.x();
    double[] ends = ends(x);
    double room = x < ends[1] ? ends[1] - x : ends[1] - ends[0];
    double first = Double.isNaN(step) ? REACH * room : step;
    double[] steps = new double[SECANTS];
    Arrays.setAll(steps, k -> Math.scalb(first, -k));
    return Figures.secants(text, f()::at, result.derivative(), x, steps, ends[0], ends[1]);
  }

  /// The errors of the series, with the two arms of the V and the ladder's choice.
  Figure errors(SequencedSet<String> series) {
    double x = results.getFirst().x();
    StepErrors all = StepErrors.of(f(), x, DualGradient.derivative(formula, x).derivative());
    SequencedMap<String, double[]> errors = all.errors();
    SequencedMap<String, double[]> drawn = new LinkedHashMap<>();
    for (String name : series) {
      String written = name.replaceFirst("(?=\\d)", ", order ");
      if (errors.containsKey(written)) {
        drawn.put(written, errors.get(written));
      }
    }
    List<Figures.Guide> guides = new ArrayList<>();
    guide(guides, "rounding ε|f|/h", -1, all.rounding());
    if (series.contains("forward") || series.contains("backward")) {
      guide(guides, "truncation h|f″|/2", 1, all.truncationOneSided());
    }
    if (series.contains("central")) {
      guide(guides, "truncation h²|f‴|/6", 2, all.truncationCentral());
    }
    Figure figure =
        Figures.errorAgainstStep(
            "Error of the derivative of " + formula.text() + " at x = " + x,
            all.steps(),
            drawn,
            guides.toArray(Figures.Guide[]::new));
    return series.contains(LADDER) ? withLadder(deep(figure, drawn, all), all) : figure;
  }

  /// Returns `figure` with room for the ladder where it comes below all series.
  private static Figure deep(
      Figure figure, SequencedMap<String, double[]> drawn, StepErrors errors) {
    double[] seen =
        drawn.values().stream()
            .flatMapToDouble(Arrays::stream)
            .filter(error -> error > 0 && error < Double.POSITIVE_INFINITY)
            .sorted()
            .toArray();
    boolean isExact =
        drawn.values().stream().flatMapToDouble(Arrays::stream).anyMatch(error -> error == 0);
    double lowest =
        DoubleStream.of(errors.ladderError(), errors.ladder().error())
            .filter(error -> error > 0)
            .min()
            .orElse(Double.POSITIVE_INFINITY);
    if (seen.length == 0 || isExact || lowest >= seen[0]) {
      return figure;
    }
    return figure.upward(
        Math.pow(10, Math.floor(Math.log10(lowest))),
        Math.pow(10, Math.ceil(Math.log10(seen[seen.length - 1]))));
  }

  private static Figure withLadder(Figure figure, StepErrors errors) {
    Derivative ladder = errors.ladder();
    double[] step = {ladder.step()};
    if (!(step[0] > 0) || !Double.isFinite(ladder.error())) {
      return figure;
    }
    Style style = Style.plain().withMarker(Marker.DIAMOND);
    Figure marked =
        ladder.error() > 0
            ? figure.points("ladder, stated", step, new double[] {ladder.error()}, style)
            : figure;
    return errors.ladderError() > 0
        ? marked.points(
            "ladder, true",
            step,
            new double[] {errors.ladderError()},
            style.withMarker(Marker.CROSS))
        : marked;
  }

  private static void guide(List<Figures.Guide> guides, String name, double slope, double atOne) {
    if (atOne > 0 && Double.isFinite(atOne)) {
      guides.add(new Figures.Guide(name, slope, 1, atOne));
    }
  }
}
