import module thalweg;

void main() throws IOException {
  Path file = Files.createTempDirectory("digits").resolve("digits.safetensors");
  var network = Network.of("784-20-10", Activation.RELU);
  var data = Digits.split(1, 2_000, 500);
  var settings = TrainingSettings.defaults().withEpochs(3);

  try (var checkpoints = Checkpoints.open(file, data.train())) {
    var steps = new AtomicInteger();
    Trainer.of(network, data, settings)
        .keptBy(checkpoints)
        .stopWhen(() -> steps.incrementAndGet() == 25) // as if it were killed: nothing is saved
        .run();
    var checkpoint = Checkpoints.newest(file);
    var result = Trainer.of(network, data, settings).keptBy(checkpoints).run(checkpoint.state());
    var whole = Trainer.of(network, data, settings).run();
    IO.println(result.model().weightsSha256().equals(whole.model().weightsSha256()));
    result.model().save(file);
    checkpoints.remove();
  }
}
