import module thalweg;

void main() {
  int length = 20;
  var random = new Random(1);
  float[] waves = new float[600 * length];
  double[] next = new double[600];
  for (int wave = 0; wave < next.length; wave++) {
    double speed = random.nextDouble(0.2, 0.8);
    double start = random.nextDouble(0, 6);
    for (int t = 0; t < length; t++) {
      waves[wave * length + t] = (float) Math.sin(start + speed * t);
    }
    next[wave] = Math.sin(start + speed * length);
  }
  Dataset rows = Dataset.of("waves", List.of(
      Column.of(Dataset.FEATURES, Shape.of(length, 1), Values.of(length, waves)),
      Column.quantity(Dataset.TARGET, "next", next)), List.of());

  Network network = NetworkParser.parse("20x1, lstm 16 last, dense 1");
  var settings = TrainingSettings.defaults()
      .withRule(RuleParser.parse("adam(rate 0.01)")).withBatch(30).withEpochs(15);
  var result = Trainer.of(network, rows.split(0.25, 1), settings).run();
  IO.println("R2 on waves never seen: %.3f".formatted(result.history().getLast().of("testR2")));
}
