import module thalweg;

/// How long does a training step of 784-50-10 take (batch 100, SGD, float, gathering included)
/// beside NumPy on the same machine? Both train in turn, an epoch of 600 steps each; medians are
/// compared, the first two rounds are warm-up. Run: ./thalweg run
/// verify/benchmarks/programs/StepBesideNumPy.java (needs python3 with NumPy)
void main() throws Exception {
  Path script = Path.of("verify/benchmarks/programs/numpy_step.py");
  Process python =
      new ProcessBuilder("python3", script.toString())
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
  BufferedReader answers = python.inputReader();
  PrintWriter questions = new PrintWriter(python.outputWriter(), true);
  IO.println("NumPy " + answers.readLine());

  byte[] pixels = new byte[60000 * 784];
  int[] labels = new int[60000];
  Random random = new Random(1);
  for (int i = 0; i < pixels.length; i++) {
    pixels[i] = random.nextInt(100) < 19 ? (byte) random.nextInt(256) : 0;
  }
  Arrays.setAll(labels, i -> random.nextInt(10));
  List<String> names = IntStream.range(0, 10).mapToObj(String::valueOf).toList();
  Dataset train = Dataset.ofBytes("random", Shape.of(28, 28), pixels, labels, names);
  Split split = new Split(train, train.select("few", IntStream.range(0, 100).toArray()));

  List<Double> ours = new ArrayList<>();
  List<Double> theirs = new ArrayList<>();
  Network network =
      Network.of("784-50-10", Activation.SIGMOID).with(new Initialisation.Normal(0.01));
  TrainingSettings settings = TrainingSettings.defaults().withEpochs(16);
  Trainer.of(network, split, settings)
      .listen(
          event -> {
            if (event instanceof TrainingEvent.EpochDone epoch) {
              questions.println(epoch.steps());
              double seconds = Double.parseDouble(line(answers));
              if (epoch.epoch() > 2) {
                ours.add(epoch.microsecondsPerStep());
                theirs.add(seconds * 1e6 / epoch.steps());
              }
              IO.println(
                  "round %2d   Thalweg %6.0f µs/step   NumPy %6.0f µs/step"
                      .formatted(
                          epoch.epoch(),
                          epoch.microsecondsPerStep(),
                          seconds * 1e6 / epoch.steps()));
            }
          })
      .run();
  questions.close();
  IO.println(
      "median     Thalweg %6.0f µs/step   NumPy %6.0f µs/step   ratio NumPy / Thalweg %.2f (%d threads)"
          .formatted(
              median(ours), median(theirs), median(theirs) / median(ours), settings.threads()));
}

String line(BufferedReader reader) {
  try {
    return reader.readLine();
  } catch (IOException failed) {
    throw new UncheckedIOException(failed);
  }
}

double median(List<Double> times) {
  return times.stream().sorted().skip(times.size() / 2).findFirst().orElseThrow();
}
