package thalweg.picture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.DoubleUnaryOperator;

/// Builds the figure of errors against steps.
final class ErrorFigure {
  private ErrorFigure() {}

  static Figure of(
      String title,
      double[] steps,
      SequencedMap<String, double[]> errors,
      Figures.Guide... guides) {
    require(steps, errors);
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    boolean exact = false;
    for (double[] series : errors.values()) {
      for (double error : series) {
        exact |= error == 0;
        if (error > 0 && error < Double.POSITIVE_INFINITY) {
          least = Math.min(least, error);
          most = Math.max(most, error);
        }
      }
    }
    if (!(most > 0)) { // Everything exact, or nothing finite: show the neighbourhood of rounding.
      least = 1e-16;
      most = 1e-10;
    }
    // Exact results stand a decade below the smallest error, where no curve can be taken for them.
    double floor = Math.pow(10, Math.floor(Math.log10(least)) - (exact ? 1 : 0));
    double ceiling = Math.pow(10, Math.ceil(Math.log10(most)));
    double low = Arrays.stream(steps).min().orElseThrow();
    double high = Arrays.stream(steps).max().orElseThrow();
    double air = Math.max(1.3, Math.pow(high / low, 0.02));
    Figure figure =
        Figure.titled(title)
            .axes("step h", "error")
            .logarithmicAcross()
            .logarithmicUpward()
            .across(low / air, high * air)
            .upward(floor, ceiling > floor ? ceiling : 10 * floor);
    // A little above the edge, so that the mark is whole.
    double zero = floor * Math.pow(ceiling / floor, 0.025);
    Style thin = new Style(Style.GREY, 1.4, Dash.DASHED, Marker.NONE);
    for (Figures.Guide guide : guides) {
      figure = withGuide(figure, guide, thin, guides);
    }
    Integer[] order = order(steps);
    int index = 0;
    for (Map.Entry<String, double[]> entry : errors.entrySet()) {
      figure = withMethod(figure, entry.getKey(), steps, entry.getValue(), order, index++, zero);
    }
    return figure;
  }

  private static Figure withMethod(
      Figure figure,
      String name,
      double[] steps,
      double[] errors,
      Integer[] order,
      int index,
      double zero) {
    int n = steps.length;
    double[] x = new double[n];
    double[] y = new double[n];
    double[] atFloor = new double[n];
    boolean positive = false;
    boolean exact = false;
    for (int k = 0; k < n; k++) {
      int i = order[k];
      x[k] = steps[i];
      boolean usable = errors[i] > 0 && Double.isFinite(errors[i]);
      y[k] = usable ? errors[i] : Double.NaN;
      atFloor[k] = errors[i] == 0 ? zero : Double.NaN;
      positive |= usable;
      exact |= errors[i] == 0;
    }
    Style style = Style.number(index);
    if (positive) {
      figure = figure.curve(name, x, y, style);
    }
    if (exact) {
      String remark = name + ", error exactly 0";
      figure = figure.points(remark, x, atFloor, style.withMarker(Marker.TRIANGLE_DOWN));
    }
    return figure;
  }

  /// Adds a guide where it rules, above every guide of the opposite direction: there the sum of
  /// both follows it. Its name goes beside it where there is room.
  private static Figure withGuide(
      Figure figure, Figures.Guide guide, Style style, Figures.Guide... guides) {
    DoubleUnaryOperator ruling =
        h -> {
          double error = guide.at(h);
          for (Figures.Guide other : guides) {
            if (other.slope() * guide.slope() < 0 && other.at(h) > error) {
              return Double.NaN;
            }
          }
          return error;
        };
    Axis across = figure.x();
    var x = new ArrayList<Double>();
    for (int k = 20; k <= 80; k++) {
      double h = across.value(k / 100.0);
      double error = ruling.applyAsDouble(h);
      if (figure.y().fraction(error) > 0.05 && figure.y().fraction(error) < 0.95) {
        x.add(h);
      }
    }
    Figure drawn = figure.curve("", ruling, style);
    if (x.isEmpty()) {
      return drawn;
    }
    // From the middle of the guide outward: near its ends a name could belong to another.
    double middle = across.fraction(x.get(x.size() / 2));
    x.sort(Comparator.comparingDouble(h -> Math.abs(across.fraction(h) - middle)));
    double[] steps = x.stream().mapToDouble(Double::doubleValue).toArray();
    double[] errors = Arrays.stream(steps).map(guide::at).toArray();
    return drawn.note(guide.name(), Polyline.owning(steps, errors));
  }

  private static Integer[] order(double[] steps) {
    Integer[] order = new Integer[steps.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Double.compare(steps[a], steps[b]));
    return order;
  }

  private static void require(double[] steps, SequencedMap<String, double[]> errors) {
    if (steps.length == 0 || errors.isEmpty()) {
      throw new IllegalArgumentException(
          "error against step: "
              + steps.length
              + " steps and "
              + errors.size()
              + " methods; there must be at least one of each.");
    }
    for (double step : steps) {
      if (!(step > 0 && step < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "error against step: a step is " + step + "; steps must be positive and finite.");
      }
    }
    errors.forEach(
        (name, series) -> {
          if (series.length != steps.length) {
            throw new IllegalArgumentException(
                "error against step: \""
                    + name
                    + "\" has "
                    + series.length
                    + " errors for "
                    + steps.length
                    + " steps; there must be equally many.");
          }
          for (double error : series) {
            if (error < 0) {
              throw new IllegalArgumentException(
                  "error against step: \""
                      + name
                      + "\" has the error "
                      + error
                      + "; give magnitudes, which are at least 0.");
            }
          }
        });
  }
}
