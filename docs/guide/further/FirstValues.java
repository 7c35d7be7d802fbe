import module thalweg;

void main() throws IOException {
  NdArray rows = Digits.split(1, 500, 100).train().features(DType.FLOAT).reshape(Shape.of(500, 784));
  Figure figure = null;
  for (Activation activation : List.of(Activation.SIGMOID, Activation.RELU)) {
    var spreads = new LinkedHashMap<String, double[]>();
    for (String first : List.of("normal:1", "normal:0.01", "xavier", "he")) {
      double[] spread = new double[6];
      for (int depth = 1; depth <= spread.length; depth++) {
        Layer[] layers = new Layer[2 * depth];
        for (int i = 0; i < depth; i++) {
          layers[2 * i] = Dense.of(100);
          layers[2 * i + 1] = activation;
        }
        Network network = Network.of(784, layers).with(Initialisation.parse(first));
        var model = new Model(network, network.initial(DType.FLOAT, 1), List.of());
        spread[depth - 1] = deviation(model.outputs(rows));
      }
      spreads.put(first, spread);
      IO.println("%-8s %-12s".formatted(activation.text(), first)
          + Arrays.stream(spread).mapToObj("%9.1e"::formatted).collect(Collectors.joining()));
    }
    Figure one = Figures.learning("Behind each layer of " + activation.text(), "spread over the rows", spreads)
        .axes("layer", "spread over the rows").logarithmicUpward();
    figure = figure == null ? one : figure.beside(one);
  }
  figure.save(Path.of("first-values.png"));
}

/// How far an output differs from row to row: its standard deviation, the mean over the outputs.
double deviation(NdArray outputs) {
  Tensor y = Tensor.of(outputs);
  return Program.evaluate(y.subtract(y.mean(0)).square().mean(0).squareRoot().mean()).at(0);
}
