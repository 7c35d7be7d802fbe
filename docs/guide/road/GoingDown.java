import module thalweg;

double f(double... x) {
  return Math.pow(x[0], 2) + Math.pow(x[1], 2);
}

void main() {
  double[] start = {-3, 4};
  for (double rate : new double[] {0.1, 10, 1e-10}) {
    var method = GradientDescent.defaults().withRate(rate);
    var end = Descent.minimise(NumericalGradient.of(this::f), start, method);
    IO.println(Arrays.toString(end.point()) + " " + end.outcome());
  }
}
