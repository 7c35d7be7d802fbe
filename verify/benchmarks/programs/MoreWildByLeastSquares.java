import module thalweg;

// Prints how many of the 53 problems of Moré and Wild least squares solve from values alone, by
// evaluations of the residuals
// in units of n + 1 (simplex gradients): a problem is solved when f(x) <= least + tau (f(start) -
// least). Run by
// verify/benchmarks/programs/run-program MoreWildByLeastSquares

private static final double[] TAUS = {1e-3, 1e-5, 1e-7};
private static final int[] KAPPAS = {10, 20, 50, 100};

void main() {
  List<MoreWildProblem> problems = MoreWildProblems.all();
  int[][] solved = new int[TAUS.length][KAPPAS.length];
  List<String> missed = new ArrayList<>();
  for (MoreWildProblem problem : problems) {
    double[] start = problem.start();
    double first = problem.value(start);
    double[] lowest = new double[KAPPAS[KAPPAS.length - 1] * (start.length + 1)];
    Arrays.fill(lowest, first);
    int[] count = {0};
    double[] least = {first};
    LeastSquares.of(
            x -> {
              double[] residuals = problem.residuals(x);
              double sum = Arrays.stream(residuals).map(each -> each * each).sum();
              least[0] = sum < least[0] ? sum : least[0];
              if (count[0] < lowest.length) {
                Arrays.fill(lowest, count[0], lowest.length, least[0]);
              }
              count[0]++;
              return residuals;
            })
        .from(start);
    for (int t = 0; t < TAUS.length; t++) {
      for (int k = 0; k < KAPPAS.length; k++) {
        double reached = lowest[KAPPAS[k] * (start.length + 1) - 1];
        boolean isSolved = reached <= problem.least() + TAUS[t] * (first - problem.least());
        solved[t][k] += isSolved ? 1 : 0;
        if (!isSolved && TAUS[t] == 1e-5 && KAPPAS[k] == 20) {
          missed.add(problem.name());
        }
      }
    }
  }
  IO.println(
      "tau      " + Arrays.stream(KAPPAS).mapToObj("%8d"::formatted).collect(Collectors.joining()));
  for (int t = 0; t < TAUS.length; t++) {
    double share = 100.0 / problems.size();
    IO.println(
        "%.0e    ".formatted(TAUS[t])
            + Arrays.stream(solved[t])
                .mapToObj(each -> "%7.1f%%".formatted(share * each))
                .collect(Collectors.joining()));
  }
  IO.println("not solved at 1e-5 within 20: " + missed);
}
