import module thalweg;

// When twelve microphones around a place heard a clap from (2, 1), one of them by an echo.
double[] residuals(double... p) {
  double[] r = new double[12];
  for (int i = 0; i < r.length; i++) {
    double x = 9 * Math.cos(i);
    double y = 9 * Math.sin(i);
    double heard = 0.5 + Math.hypot(x - 2, y - 1) / 0.34 + (i == 4 ? 6 : 0.05 * Math.sin(7 * i));
    r[i] = heard - p[2] - Math.hypot(x - p[0], y - p[1]) / 0.34;
  }
  return r;
}

void main() {
  var clap = LeastSquares.of(this::residuals).named("x", "y", "time");
  for (var fit : List.of(clap.from(1, 2, 0), clap.loss(new ResidualLoss.Huber(0)).from(1, 2, 0))) {
    IO.println("x %.2f ± %.2f, y %.2f ± %.2f: %s".formatted(
        fit.parameter("x"), fit.standardError("x"), fit.parameter("y"), fit.standardError("y"), fit.outcome().written()));
  }

  // Two factors of which only the product shows.
  var blurred = LeastSquares.of(p -> new double[] {p[0] * p[1] - 6, 2 * p[0] * p[1] - 12.1, p[0] * p[1] - 5.9});
  IO.println(blurred.named("gain", "height").from(1, 1).sentence());
}
