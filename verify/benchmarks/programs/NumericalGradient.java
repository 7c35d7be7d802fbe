import module thalweg;

/// How much faster than the tutorial's NumPy loop is the numerical gradient (central, h = 1e-4) of
/// 784-50-10 over a batch of 100 MNIST rows, and what does an epoch of training by it come to? Run:
/// ./thalweg run verify/benchmarks/programs/NumericalGradient.java FOLDER [PYTHON [THREADS]]
///
/// NumPy moves a sample of 1,000 elements in each round, and its time is scaled to all 39,760;
/// rounds of both take turns, and the medians are compared. The gradient is held against reverse
/// mode.
void main(String[] arguments) throws IOException {
  Split mnist = Mnist.read(Path.of(arguments[0]));
  String python = arguments.length > 1 ? arguments[1] : "python3";
  int threads = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 2;
  Network network =
      Network.of("784-50-10", Activation.SIGMOID).with(new Initialisation.Normal(0.01));
  gradient(network, mnist.train(), arguments[0], python, threads);
  epoch(network, mnist, threads);
}

void gradient(Network network, Dataset rows, String folder, String python, int threads)
    throws IOException {
  int batch = 100;
  Dataset first = rows.select("first rows", IntStream.range(0, batch).toArray());
  List<Tensor> parameters = network.variables(DType.DOUBLE);
  Tensor loss =
      Classification.of(network)
          .losses(parameters, List.of(), Rows.of(first, DType.DOUBLE))
          .mean(0);
  List<NdArray> weights = network.initial(DType.DOUBLE, 1);
  List<NdArray> gradients =
      weights.stream().map(w -> NdArray.zeros(DType.DOUBLE, w.shape())).toList();

  Process numpy =
      new ProcessBuilder(
              python,
              Path.of("verify/benchmarks/programs/numerical_gradient.py").toString(),
              folder)
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
  try (Team team = new Team(threads);
      BufferedWriter questions = numpy.outputWriter();
      BufferedReader answers = numpy.inputReader()) {
    ProgramDifferences.Worker worker = ProgramDifferences.of(loss, parameters, 1e-4).worker(team);
    Execution reverse = Program.of(Reverse.gradient(loss, parameters)).execution();
    for (int i = 0; i < weights.size(); i++) {
      worker.set(parameters.get(i), weights.get(i));
      reverse.set(parameters.get(i), weights.get(i));
    }
    for (int warm = 0; warm < 100; warm++) {
      worker.run(gradients);
    }
    long elements = network.parameterCount();
    List<Double> loop = new ArrayList<>();
    List<Double> ours = new ArrayList<>();
    for (int round = 0; round < 9; round++) {
      questions.write("1000\n");
      questions.flush();
      loop.add(Double.parseDouble(answers.readLine()) * elements);
      for (int time = 0; time < 20; time++) {
        long start = System.nanoTime();
        worker.run(gradients);
        ours.add((System.nanoTime() - start) / 1e9);
      }
    }
    reverse.run();
    double apart = 0;
    double largest = 0;
    for (int i = 0; i < weights.size(); i++) {
      for (int j = 0; j < weights.get(i).shape().elements(); j++) {
        double exact = reverse.output(i).at(j);
        largest = Math.max(largest, Math.abs(exact));
        apart = Math.max(apart, Math.abs(exact - gradients.get(i).at(j)));
      }
    }
    IO.println(
        "gradient: NumPy's loop %.1f s (scaled from 1,000 elements), Thalweg %.1f ms (best %.1f, %d threads): %.0f times"
            .formatted(
                median(loop),
                median(ours) * 1e3,
                Collections.min(ours) * 1e3,
                threads,
                median(loop) / median(ours)));
    IO.println(
        "          from reverse mode %.1e at most, largest element %.3f".formatted(apart, largest));
  }
}

double median(List<Double> values) {
  return values.stream().sorted().toList().get(values.size() / 2);
}

void epoch(Network network, Split mnist, int threads) {
  TrainingSettings settings =
      TrainingSettings.defaults().withEpochs(1).withPrecision(DType.DOUBLE).withThreads(threads);
  for (GradientMethod method : GradientMethod.values()) {
    var epoch = Trainer.of(network, mnist, settings.withGradient(method)).run().history().getLast();
    IO.println(
        "epoch, %s: %.1f s, test accuracy %.2f %%, loss %.9f"
            .formatted(
                method.name().toLowerCase(),
                epoch.trainSeconds(),
                100 * epoch.of("testAccuracy"),
                epoch.loss()));
  }
}
