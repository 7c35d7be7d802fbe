import module thalweg;

/// What does the tutorial's network reach on MNIST? 784-50-10 with sigmoid, first values N(0,
/// 0.01), SGD 0.1, batch 100, 17 epochs. Run: ./thalweg run
/// verify/benchmarks/programs/MnistSeeds.java FOLDER [SEEDS]
void main(String[] arguments) throws IOException {
  Split mnist = Mnist.read(Path.of(arguments[0]));
  int seeds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
  Network network =
      Network.of("784-50-10", Activation.SIGMOID).with(new Initialisation.Normal(0.01));
  double sum = 0;
  double least = 1;
  for (int seed = 1; seed <= seeds; seed++) {
    var result =
        Trainer.of(network, mnist, TrainingSettings.defaults().withEpochs(17).withSeed(seed)).run();
    double accuracy = result.history().getLast().of("testAccuracy");
    IO.println(
        "seed %d  test accuracy %.4f  weights %s"
            .formatted(seed, accuracy, result.model().weightsSha256().substring(0, 16)));
    sum += accuracy;
    least = Math.min(least, accuracy);
  }
  IO.println(
      "mean %.4f (wanted: at least 0.9460), least %.4f (at least 0.9430)"
          .formatted(sum / seeds, least));
}
