import module thalweg;

void main() throws IOException {
  // Two classes, parted by a wavy line.
  double[][] features = new double[300][2];
  int[] labels = new int[300];
  for (int i = 0; i < 300; i++) {
    features[i] = new double[] {Math.cos(i * 1.7) * 3, Math.sin(i * 2.3) * 2};
    labels[i] = features[i][1] > Math.sin(2 * features[i][0]) ? 1 : 0;
  }
  Split data = Dataset.of(features, labels).stratifiedSplit(0.25, 1);

  Split rows = Search.rows(data); // a fifth held out to choose by, no test rows
  Recipe usual = Recipe.of(rows, 27, 16);
  SearchSpace space = SearchSpace.around(usual.objective(), usual.settings(), rows);
  List<Standing> found = Search.of(space, rows, 9, 1).run();

  Standing best = found.getFirst();
  IO.println("trial " + best.trial().number() + ": " + best.trial().objective().network());
  TrainingResult result = Trainer.of(best.trial().objective(), data, best.trial().settings()).run();
  IO.println("accuracy %.3f on rows never seen".formatted(result.model().score(data.test()).of("accuracy")));
}
