import module thalweg;

/// How many of the 53 problems of Moré and Wild are solved from noisy values within how many of
/// them, by Thalweg and by SciPy's methods, which run in another process and ask this one for every
/// value, so that both see the same functions to the bit:
///
///     ./thalweg run verify/benchmarks/programs/NoiseBesideSciPy.java 1e-6
///
/// Prints, for each tolerance and method, the share solved within 10, 20, 50 and 100 simplex
/// gradients, judged by the true values, beside the least that any of the methods found. Python with
/// SciPy is called `python3`; another one is named by the environment's PYTHON.
static final int MOST = 100;

static final int[] WITHIN = {10, 20, 50, 100};

static final double[] TOLERANCES = {1e-1, 1e-2, 1e-3, 1e-5};

static final List<String> SCIPY = List.of("BFGS", "L-BFGS-B", "Powell", "Nelder-Mead", "COBYLA");

/// A noisy function that notes how low the true one was, up to the budget.
static final class Watched {
  final MoreWildProblem problem;
  final MultivariateFunction noisy;
  final List<Double> least = new ArrayList<>();

  Watched(MoreWildProblem problem, double noise) {
    this.problem = problem;
    noisy = problem.noisy(noise, 1);
  }

  double at(double... x) {
    if (least.size() < MOST * (problem.dimension() + 1)) {
      double value = problem.value(x);
      double before = least.isEmpty() ? Double.POSITIVE_INFINITY : least.getLast();
      least.add(value < before ? value : before);
    }
    return noisy.at(x);
  }

  double lowest() {
    return least.isEmpty() ? problem.value(problem.start()) : least.getLast();
  }

  /// Returns after how many simplex gradients it was as low as `goal`.
  double after(double goal) {
    for (int k = 0; k < least.size(); k++) {
      if (least.get(k) <= goal) {
        return (k + 1.0) / (problem.dimension() + 1);
      }
    }
    return Double.POSITIVE_INFINITY;
  }
}

static Watched byThalweg(MoreWildProblem problem, DescentMethod method, double noise) {
  Watched watched = new Watched(problem, noise);
  var limits = Limits.defaults().withValues(MOST * (problem.dimension() + 1L));
  MultivariateFunction values = watched::at;
  Descent.minimise(values, problem.start(), method, Options.defaults().withLimits(limits));
  return watched;
}

static Watched byScipy(
    MoreWildProblem problem, String method, double noise, BufferedReader from, PrintStream to)
    throws IOException {
  Watched watched = new Watched(problem, noise);
  to.println(method + " " + MOST * (problem.dimension() + 1) + numbers(problem.start()));
  to.flush();
  while (true) {
    String line = from.readLine();
    if (line == null) {
      throw new IOException("SciPy ended before its time.");
    }
    if (line.equals("done")) {
      return watched;
    }
    double[] x = Arrays.stream(line.split(" ")).mapToDouble(Double::parseDouble).toArray();
    to.println(watched.at(x));
    to.flush();
  }
}

static String numbers(double[] x) {
  return Arrays.stream(x).mapToObj(each -> " " + each).collect(Collectors.joining());
}

void main(String... arguments) throws Exception {
  double noise = Double.parseDouble(arguments.length > 0 ? arguments[0] : "1e-6");
  String python = System.getenv().getOrDefault("PYTHON", "python3");
  Process scipy =
      new ProcessBuilder(python, "verify/benchmarks/programs/scipy_noisy.py")
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
  var from = scipy.inputReader(StandardCharsets.UTF_8);
  var to = new PrintStream(scipy.getOutputStream(), false, StandardCharsets.UTF_8);
  IO.println(from.readLine());
  Map<String, List<Watched>> runs = new LinkedHashMap<>();
  for (MoreWildProblem problem : MoreWildProblems.all()) {
    put(runs, "thalweg", byThalweg(problem, LineSearchDescent.lbfgs(), noise));
    put(runs, "thalweg, model", byThalweg(problem, ModelTrustRegion.defaults(), noise));
    put(runs, "thalweg, neldermead", byThalweg(problem, NelderMead.defaults(), noise));
    for (String method : SCIPY) {
      put(runs, "SciPy " + method, byScipy(problem, method, noise, from, to));
    }
  }
  to.close();
  scipy.waitFor(10, TimeUnit.SECONDS);
  for (double tolerance : TOLERANCES) {
    runs.forEach((name, all) -> print(name, all, tolerance, runs.values()));
  }
}

static void put(Map<String, List<Watched>> runs, String name, Watched watched) {
  runs.computeIfAbsent(name, _ -> new ArrayList<>()).add(watched);
}

static void print(
    String name, List<Watched> all, double tolerance, Collection<List<Watched>> methods) {
  int[] solved = new int[WITHIN.length];
  for (int p = 0; p < all.size(); p++) {
    int number = p;
    double least = methods.stream().mapToDouble(each -> each.get(number).lowest()).min().orElse(0);
    double first = all.get(p).problem.value(all.get(p).problem.start());
    double after = all.get(p).after(least + tolerance * (first - least));
    for (int k = 0; k < WITHIN.length; k++) {
      solved[k] += after <= WITHIN[k] ? 1 : 0;
    }
  }
  StringBuilder line =
      new StringBuilder(String.format(Locale.ROOT, "%.0e  %-22s", tolerance, name));
  for (int each : solved) {
    line.append(String.format(Locale.ROOT, " %5.1f", 100.0 * each / all.size()));
  }
  IO.println(line);
}
