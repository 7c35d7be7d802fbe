import module thalweg;

void main() throws IOException {
  double[][] rows = new double[200][];
  double[] prices = new double[200];
  for (int i = 0; i < 200; i++) {
    rows[i] = new double[] {i % 10, i % 7};
    prices[i] = 1000 + 30 * rows[i][0] - 5 * rows[i][1] * rows[i][1];
  }
  var data = Dataset.of(rows, prices).split(0.2, 1).standardised();
  var network = Network.of("2-20-1", Activation.TANH);
  var settings = TrainingSettings.defaults().withRule(RuleParser.parse("adam(rate 0.01)")).withBatch(10);
  var result = Trainer.of(network, data, settings).run();
  var last = result.history().getLast();
  IO.println("R2 %.4f, mean absolute error %.1f".formatted(last.of("testR2"), last.of("testMae")));

  Path file = Files.createTempDirectory("prices").resolve("prices.safetensors");
  result.model().save(file);
  Prediction price = Model.load(file).predict(3, 4);
  IO.println(price.equals(result.model().predict(3, 4)));

  // An objective of one's own is a function of tensors: here, too low costs three times as much as too high.
  Objective careful = Objective.of(network, (outputs, row) -> {
    Tensor error = outputs.reshape(row.count()).subtract(row.column("target"));
    return error.maximum(error.multiply(-3));
  });
  var learnt = Trainer.of(careful, data, settings).run().history();
  IO.println("%.3f, then %.3f".formatted(learnt.getFirst().loss(), learnt.getLast().loss()));
}
