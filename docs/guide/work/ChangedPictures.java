import module thalweg;

void main() {
  Split digits = Digits.split(1, 1_000, 2_000);
  Network network = Network.of("784-50-10", Activation.RELU);
  for (String changes : List.of("none", "shift 2, rotate 10")) {
    var settings = TrainingSettings.defaults().withEpochs(40).withAugmentation(Augmentation.parse(changes));
    var last = Trainer.of(network, digits, settings).run().history().getLast();
    IO.println("%-20s training %.4f, test %.4f".formatted(changes, last.of("trainAccuracy"), last.of("testAccuracy")));
  }
}
