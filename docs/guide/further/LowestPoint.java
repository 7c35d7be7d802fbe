import module thalweg;

double valley(double... x) {
  return 100 * Math.pow(x[1] - x[0] * x[0], 2) + Math.pow(1 - x[0], 2);
}

void main() {
  var end = Descent.minimise(this::valley, -1.2, 1);
  IO.println(end.outcome().written() + " after " + end.steps() + " steps");
  IO.println("%.6f %.6f".formatted(end.point()[0], end.point()[1]));

  var exact = new DualGradient(Formula.parse("100*(y - x^2)^2 + (1 - x)^2", List.of("x", "y")));
  for (var method : List.of(LineSearchDescent.lbfgs(), LineSearchDescent.bfgs(), TrustRegionNewton.defaults())) {
    var best = Descent.minimise(exact, new double[] {-1.2, 1}, method);
    IO.println(method + ": " + best.outcome().written() + ", gradients " + best.gradientEvaluations());
  }

  var box = Bounds.between(new double[] {-2, -2}, new double[] {0.5, 2});
  var inside = Descent.minimise(exact, new double[] {-1.2, 1}, BoundedLimitedMemoryBfgs.within(box));
  IO.println(Arrays.toString(inside.point()) + " " + inside.outcome().written());
}
