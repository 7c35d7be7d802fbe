import module thalweg;

/// How hard are the built-in digits? A linear model must stay below 95 %, a good small network must
/// pass 98 % on the test data. Run: ./thalweg run verify/benchmarks/programs/DigitsDifficulty.java
void main() {
  Split digits = Digits.split();
  IO.println(
      "%-34s %6s %6s %8s %8s %8s".formatted("network", "rate", "batch", "epochs", "train", "test"));
  measure(digits, Network.of("784-10", Activation.IDENTITY), 0.1, 100, 30);
  measure(digits, Network.of("784-10", Activation.IDENTITY), 0.02, 20, 60);
  measure(digits, Network.of("784-50-10", Activation.SIGMOID), 0.1, 100, 20);
  measure(digits, Network.of("784-50-10", Activation.RELU), 0.1, 100, 20);
  measure(digits, Network.of("784-50-10", Activation.RELU), 0.1, 32, 20);
  measure(digits, Network.of("784-100-10", Activation.RELU), 0.1, 32, 30);
  measure(digits, Network.of("784-200-100-10", Activation.RELU), 0.1, 32, 20);
}

void measure(Split digits, Network network, double rate, int batch, int epochs) {
  var settings = TrainingSettings.defaults().withRate(rate).withBatch(batch).withEpochs(epochs);
  var last = Trainer.of(network, digits, settings).run().history().getLast();
  IO.println(
      "%-34s %6s %6d %8d %7.2f%% %7.2f%%"
          .formatted(
              network,
              rate,
              batch,
              epochs,
              100 * last.of("trainAccuracy"),
              100 * last.of("testAccuracy")));
}
