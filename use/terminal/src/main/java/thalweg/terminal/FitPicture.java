package thalweg.terminal;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import thalweg.descent.fit.CurveFit;
import thalweg.picture.Dash;
import thalweg.picture.Figure;
import thalweg.picture.Figures;
import thalweg.picture.Marker;
import thalweg.picture.Style;

/// Draws a fit: what was observed with the curve and its bands, and beside it what is left.
final class FitPicture {
  private static final int CURVE_ACROSS = 720;
  private static final int RESIDUALS_ACROSS = 480;
  private static final int DOWN = 520;

  /// The curve is drawn a little farther than the data reach, as a share of their width.
  private static final double BEYOND = 0.04;

  private static final int MOST_POINTS = 3_000;

  private final FittedData data;
  private final CurveFit fit;
  private final double level;

  FitPicture(FittedData data, CurveFit fit, double level) {
    this.data = data;
    this.fit = fit;
    this.level = level;
  }

  Figure figure() {
    double[] residuals = fit.residuals();
    double[] fitted = new double[residuals.length];
    Arrays.setAll(fitted, i -> data.y()[i] - residuals[i]);
    boolean isCurve = data.x().length == 1;
    double[] across = isCurve ? data.x()[0] : fitted;
    String name = isCurve ? fit.predictors().getFirst() : "fitted";
    Figure left = isCurve ? curve() : Figures.predictions(data.response(), data.y(), fitted);
    Figure right =
        Figure.titled("What is left")
            .axes(name, "observed − fitted")
            .size(RESIDUALS_ACROSS, DOWN)
            .line("", 0, 0, Style.plain().withColor(Style.GREY).withDash(Dash.DASHED))
            .points("", shown(across), shown(residuals), dots(residuals.length));
    return left.size(CURVE_ACROSS, DOWN).beside(right);
  }

  private Figure curve() {
    double[] x = data.x()[0];
    double from = Arrays.stream(x).min().orElse(0);
    double to = Arrays.stream(x).max().orElse(1);
    double air = to > from ? BEYOND * (to - from) : Math.max(1, Math.abs(to)) * BEYOND;
    Figure figure =
        Figure.titled(data.response() + " = " + data.formula().text())
            .axes(fit.predictors().getFirst(), data.response())
            .across(from - air, to + air)
            .points("observed", shown(x), shown(data.y()), dots(x.length));
    if (Double.isFinite(fit.band(level, from).prediction())) {
      String share = Numbers.level(level);
      Style curve = Style.number(1).withMarker(Marker.NONE).withDash(Dash.DASHED).withWidth(1.6);
      Style next = Style.plain().withColor(Style.GREY).withDash(Dash.DOTTED).withWidth(1.4);
      figure =
          figure
              .curve("curve, " + share, side(1, false), curve)
              .curve("", side(-1, false), curve)
              .curve("a new observation, " + share, side(1, true), next)
              .curve("", side(-1, true), next);
    }
    return figure.curve("fitted", at -> fit.at(at), Style.plain().withWidth(1.6));
  }

  private DoubleUnaryOperator side(int sign, boolean isOfObservation) {
    return at -> {
      CurveFit.Band band = fit.band(level, at);
      return band.value() + sign * (isOfObservation ? band.prediction() : band.confidence());
    };
  }

  private static Style dots(int count) {
    return Style.number(0).withMarker(Marker.CIRCLE).withWidth(count > 300 ? 1 : 1.6);
  }

  /// Of many rows some, evenly chosen.
  private static double[] shown(double[] all) {
    int count = Math.min(all.length, MOST_POINTS);
    double[] shown = new double[count];
    Arrays.setAll(shown, i -> all[(int) ((long) i * all.length / count)]);
    return shown;
  }
}
