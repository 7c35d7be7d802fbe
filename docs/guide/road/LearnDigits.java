import module thalweg;

void main() {
  var network = Network.of("784-50-10", Activation.RELU);
  var settings = TrainingSettings.defaults().withEpochs(3).withSeed(1);
  var result = Trainer.of(network, Digits.split(), settings)
      .listen(event -> {
        if (event instanceof TrainingEvent.EpochDone epoch) {
          IO.println("%d  %.4f  %.4f".formatted(
              epoch.epoch(), epoch.of("trainAccuracy"), epoch.of("testAccuracy")));
        }
      })
      .run();
  IO.println(result.model().weightsSha256());
}
