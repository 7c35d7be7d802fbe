import module thalweg;

void main() throws IOException {
  Split digits = Digits.split(1, 3_000, 100);
  // What is to come out is what went in.
  Network network = NetworkParser.parse("784, tied(dense 128 init he | relu, dense 24, dense 128 init he, relu), sigmoid");
  var settings = TrainingSettings.defaults().withRule(new Adam(0.003)).withBatch(50).withEpochs(20);
  var split = new Split(itself(digits.train()), itself(digits.test()));
  var result = Trainer.of(Regression.of(network), split, settings).run();
  IO.println("784 numbers kept in 24: loss %.4f, of the mean alone %.4f".formatted(
      result.history().getLast().test().loss(), Regression.of(network).blindLoss(split.test())));

  NdArray first = split.test().select("eight", new int[] {0, 1, 2, 3, 4, 5, 6, 7}).features(DType.FLOAT);
  NdArray again = result.model().outputs(first);
  double[][] pictures = new double[16][];
  for (int i = 0; i < 8; i++) {
    pictures[i] = Arrays.copyOfRange(first.toDoubles(), i * 784, (i + 1) * 784);
    pictures[8 + i] = Arrays.copyOfRange(again.toDoubles(), i * 784, (i + 1) * 784);
  }
  Figures.images("Digits, and what 24 numbers keep of them", 8, 28, pictures).save(Path.of("autoencoder.png"));
}

Dataset itself(Dataset digits) {
  Values pixels = Values.of(784, digits.features(DType.FLOAT).floats());
  return Dataset.of("digits", List.of(
      Column.of(Dataset.FEATURES, Shape.of(784), pixels),
      Column.of(Dataset.TARGET, Shape.of(784), pixels)), List.of());
}
