import module thalweg;

void main() throws IOException {
  Network network = NetworkParser.parse("28x28, conv 16 5x5, relu, maxpool 2, flatten, dense 10");
  Split digits = Digits.split(1, 2_000, 500);
  var settings = TrainingSettings.defaults().withRule(new Adam(0.003)).withBatch(50).withEpochs(12);
  var result = Trainer.of(network, digits, settings).run();
  IO.println("test accuracy %.3f".formatted(result.history().getLast().of("testAccuracy")));

  var before = network.initial(DType.FLOAT, settings.seed()).getFirst(); // [filters, channels, 5, 5]
  var after = result.model().parameters().getFirst();
  Figures.images("16 filters, as they begin and as they are learnt", 16, 5, pictures(before, after)).save(Path.of("filters.png"));
}

/// Brought to a range from black to white, each filter by itself.
double[][] pictures(NdArray... filters) {
  return Arrays.stream(filters).map(NdArray::toDoubles).flatMap(all ->
      IntStream.range(0, all.length / 25).mapToObj(i -> {
        double[] one = Arrays.copyOfRange(all, i * 25, (i + 1) * 25);
        double least = Arrays.stream(one).min().orElseThrow();
        double most = Arrays.stream(one).max().orElseThrow();
        return Arrays.stream(one).map(v -> (v - least) / (most - least)).toArray();
      })).toArray(double[][]::new);
}
