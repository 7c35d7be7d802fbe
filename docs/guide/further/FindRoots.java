import module thalweg;

void main() {
  Root root = RootSearch.of(x -> x * x - 2).between(0, 2);
  IO.println(root.x() + ", between " + root.lower() + " and " + root.upper());

  // From a guess, outwards until the sign changes; whatever the scale.
  IO.println(RootSearch.of(x -> x * x * x - 1e-60).near(1).x());

  // What is no root is told as such.
  IO.println(RootSearch.of(x -> 1 / x).between(-1, 2).outcome());
  IO.println(RootSearch.of(x -> Math.exp(-x)).near(1).outcome());
  Root twice = RootSearch.of(x -> (x - 1) * (x - 1)).near(3);
  IO.println(twice.outcome() + " at " + twice.x() + ", of order " + twice.order());

  // Several equations, as many as variables.
  Solution solution = Equations.of(x -> new double[] {x[0] * x[0] + x[1] * x[1] - 1, x[0] - x[1]}).from(1, 0);
  IO.println(Arrays.toString(solution.point()) + " " + solution.outcome());
}
