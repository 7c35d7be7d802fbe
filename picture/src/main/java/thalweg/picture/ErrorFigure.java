package thalweg.picture;

import java.util.Arrays;
import java.util.Map;
import java.util.SequencedMap;

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
    Style thin = new Style(Style.GREY, 1.4, Dash.DASHED, Marker.NONE);
    for (Figures.Guide guide : guides) {
      figure =
          figure.curve("", h -> guide.error() * Math.pow(h / guide.step(), guide.slope()), thin);
    }
    Integer[] order = order(steps);
    int index = 0;
    for (Map.Entry<String, double[]> entry : errors.entrySet()) {
      figure = withMethod(figure, entry.getKey(), steps, entry.getValue(), order, index++, floor);
    }
    for (Figures.Guide guide : guides) {
      figure = labelled(figure, guide, low, high, floor, ceiling);
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
      double floor) {
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
      atFloor[k] = errors[i] == 0 ? floor : Double.NaN;
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

  /// Writes the name of a guide beside it, where it is well inside the frame.
  private static Figure labelled(
      Figure figure, Figures.Guide guide, double low, double high, double floor, double ceiling) {
    double share = guide.slope() > 0 ? 0.72 : 0.28;
    double error = Math.pow(10, Math.log10(floor) + share * Math.log10(ceiling / floor));
    double step = guide.step() * Math.pow(error / guide.error(), 1 / guide.slope());
    if (!Double.isFinite(step) || step < low || step > high) {
      step = Math.sqrt(low * high);
      error = guide.error() * Math.pow(step / guide.step(), guide.slope());
    }
    return error >= floor && error <= ceiling ? figure.note(guide.name(), step, error) : figure;
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
