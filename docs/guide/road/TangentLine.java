import module thalweg;

double f(double x) {
  return 0.01 * Math.pow(x, 2) + 0.1 * x;
}

void main() throws IOException {
  Tangent at5 = Tangent.of(this::f, 5);
  Tangent at10 = Tangent.of(this::f, 10);
  IO.println(at5);
  IO.println(at10);
  double[] x = {5, 10};
  double[] slopes = {at5.slope(), at10.slope()};
  double[] intercepts = {at5.intercept(), at10.intercept()};
  Figures.tangents("0.01x² + 0.1x", this::f, x, slopes, intercepts, 0, 20)
      .save(Path.of("tangents.png"));
}
