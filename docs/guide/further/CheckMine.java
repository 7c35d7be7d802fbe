import module thalweg;

void main() {
  MultivariateFunction f = x -> Math.sin(x[0]) * x[1];
  GradientCheck check = GradientCheck.everywhere();
  var right =
      DifferentiableFunction.of(f, x -> new double[] {Math.cos(x[0]) * x[1], Math.sin(x[0])});
  var wrong =
      DifferentiableFunction.of(
          f, x -> new double[] {1.0005 * Math.cos(x[0]) * x[1], Math.sin(x[0])});
  IO.println(check.check(right, 1, 2).verdict());
  IO.println(check.check(wrong, 1, 2).verdict());
  IO.println(check.check(wrong, 1, 2).blocks().getFirst().worst().index());
}
