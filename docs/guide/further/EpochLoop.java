import module thalweg;

void main() {
  var network = Network.of("784-50-10", Activation.RELU);
  var settings = TrainingSettings.defaults().withEpochs(20).withSeed(1);
  try (var run = Trainer.of(network, Digits.split(), settings).begin()) {
    for (var epoch : run) {
      IO.println("%d  %.4f".formatted(epoch.epoch(), epoch.of("testAccuracy")));
      if (epoch.of("testAccuracy") > 0.92) {
        break;
      }
    }
    var result = run.result(); // a model, and a state from which it could go on
    IO.println(result.outcome());
  }
}
