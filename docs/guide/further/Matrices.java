import module thalweg;

double rosenbrock(double... x) {
  double sum = 0;
  for (int i = 0; i + 1 < x.length; i++) {
    sum += 100 * Math.pow(x[i + 1] - x[i] * x[i], 2) + Math.pow(1 - x[i], 2);
  }
  return sum;
}

double[] chain(double... x) {
  double[] y = new double[x.length];
  for (int i = 0; i < x.length; i++) {
    y[i] = x[i] * x[i] - (i > 0 ? x[i - 1] : 0) - (i + 1 < x.length ? 2 * x[i + 1] : 0);
  }
  return y;
}

void main() {
  DerivativeMatrix hessian = NumericalHessian.of(this::rosenbrock).at(1, 1, 1);
  IO.println(Math.round(hessian.value(1, 1)) + " " + Math.round(hessian.value(0, 1)));
  IO.println(hessian.error(0, 1) < 1e-6);

  // Each value depends on three variables: all thousand columns move in three groups.
  double[] x = new double[1000];
  java.util.Arrays.fill(x, 0.5);
  DerivativeMatrix jacobian =
      NumericalJacobian.of(this::chain).sparse(SparsityPattern.banded(1000, 1)).central().at(x);
  IO.println(jacobian.evaluations() + " evaluations");
  IO.println(Math.abs(jacobian.value(500, 501) + 2) <= jacobian.error(500, 501));
}
