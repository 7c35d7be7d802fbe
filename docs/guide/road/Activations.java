import module thalweg;

void main() throws IOException {
  IO.println("               f(-2)    f(0)    f(2)");
  var flat = curves("They flatten at both ends", "sigmoid", "tanh", "hard-sigmoid", "hard-tanh");
  var open = curves("They let through what is positive", "relu", "leaky-relu 0.1", "elu", "softplus", "gelu", "silu");
  flat.beside(open).save(Path.of("activations.png"));
}

/// The curves of networks that have one layer each, and no parameters.
Figure curves(String title, String... layers) {
  double[] x = IntStream.rangeClosed(-80, 80).mapToDouble(i -> i / 20.0).toArray();
  var rows = Tensor.of(NdArray.of(Shape.of(x.length, 1), x));
  var figure = Figure.titled(title).axes("what comes in", "what goes out");
  for (int i = 0; i < layers.length; i++) {
    var network = NetworkParser.parse("1, " + layers[i]);
    double[] y = Program.evaluate(network.apply(List.of(), rows)).toDoubles();
    figure = figure.curve(layers[i], x, y, Style.number(i).withMarker(Marker.NONE));
    IO.println("%-12s %7.3f %7.3f %7.3f".formatted(layers[i].split(" ")[0], y[40], y[80], y[120]));
  }
  return figure;
}
