import module thalweg;

void main() {
  // Two classes, parted by a wavy line.
  double[][] features = new double[400][2];
  int[] labels = new int[400];
  for (int i = 0; i < 400; i++) {
    features[i] = new double[] {Math.cos(i * 1.7) * 3, Math.sin(i * 2.3) * 2};
    labels[i] = features[i][1] > Math.sin(2 * features[i][0]) ? 1 : 0;
  }
  Split rows = Dataset.of(features, labels).stratifiedSplit(0.25, 1);
  Split data = new Split(rows.train(), rows.test(), null); // to learn from, and to choose by

  Classification network = Classification.of(NetworkParser.parse("2, dense 20 init he, relu, dense 2 init he"));
  TrainingSettings settings = TrainingSettings.defaults().withBatch(20).withEpochs(30);
  Comparison compared =
      Comparison.of(
          "rate",
          data,
          List.of(
              new Comparison.Candidate("0.001", network, settings.withRate(0.001)),
              new Comparison.Candidate("0.1", network, settings.withRate(0.1)),
              new Comparison.Candidate("1", network, settings.withRate(1)),
              new Comparison.Candidate("1000", network, settings.withRate(1000))));
  for (Comparison.Entry entry : compared.entries()) {
    IO.println("%-6s %s".formatted(
        entry.candidate().value(),
        entry.hasLearnt() ? "%.3f".formatted(entry.result().judged().validation().loss()) : "learnt nothing"));
  }
  IO.println("best: " + compared.best().orElseThrow().candidate().value());
}
