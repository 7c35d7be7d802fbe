import module thalweg;

double f(double x) {
  return 0.01 * Math.pow(x, 2) + 0.1 * x;
}

void main() throws IOException {
  double x = 5;
  double h = 8;
  IO.println((f(x + h) - f(x)) / h);
  Figures.secantAndTangent("0.01x² + 0.1x", this::f, Derivative.central(this::f, x), x, h, 0, 20)
      .save(Path.of("secant.png"));
}
