import module thalweg;

void main() {
  var network = NetworkParser.parse(
      "28x28, conv 8 3x3, relu, maxpool 2, conv 8 3x3, relu, maxpool 2, flatten, dense 10");
  IO.println(network.summary());
  var settings = TrainingSettings.defaults().withRule(new Adam(0.01)).withEpochs(2).withSeed(1);
  Trainer.of(network, Digits.split(1, 2000, 500), settings)
      .listen(event -> {
        if (event instanceof TrainingEvent.EpochDone epoch) {
          IO.println("%d  %.4f".formatted(epoch.epoch(), epoch.of("testAccuracy")));
        }
      })
      .run();
}
