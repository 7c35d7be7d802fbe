import module thalweg;

double f(double x) {
  return 0.01 * Math.pow(x, 2) + 0.1 * x;
}

void main() {
  IO.println(Derivative.central(this::f, 5));
  IO.println(Derivative.central(this::f, 10));
  IO.println(Derivative.forward(this::f, 5));
}
