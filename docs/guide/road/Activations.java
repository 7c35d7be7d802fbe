import module thalweg;

final double[] x = IntStream.rangeClosed(-80, 80).mapToDouble(i -> i / 20.0).toArray();

void main() throws IOException {
  IO.println("               f(-2)    f(0)    f(2)");
  var flat = curves("They flatten at both ends", "sigmoid", "tanh", "hard-sigmoid", "hard-tanh");
  var open = curves("They let through what is positive", "relu", "leaky-relu 0.1", "elu", "selu", "softplus");
  var dips = curves("So do these, with a dip", "gelu", "silu", "mish", "hard-swish");
  var slopes = Figure.titled("Slopes: what learning gets through").axes("what comes in", "slope");
  int i = 0;
  for (String layer : List.of("sigmoid", "tanh", "relu", "gelu")) {
    double[] y = bend(layer);
    double[] slope = IntStream.range(1, 160).mapToDouble(j -> 10 * (y[j + 1] - y[j - 1])).toArray(); // 2h is 1/10
    slopes = slopes.curve(layer, Arrays.copyOfRange(x, 1, 160), slope, Style.number(i++).withMarker(Marker.NONE));
  }
  flat.beside(open).save(Path.of("activations.png"));
  dips.beside(slopes).save(Path.of("activations-slopes.png"));
}

/// What networks give that have one layer each, and no parameters.
double[] bend(String layer) {
  var rows = Tensor.of(NdArray.of(Shape.of(x.length, 1), x));
  return Program.evaluate(NetworkParser.parse("1, " + layer).apply(List.of(), rows)).toDoubles();
}

Figure curves(String title, String... layers) {
  var figure = Figure.titled(title).axes("what comes in", "what goes out");
  for (int i = 0; i < layers.length; i++) {
    double[] y = bend(layers[i]);
    figure = figure.curve(layers[i], x, y, Style.number(i).withMarker(Marker.NONE));
    IO.println("%-12s %7.3f %7.3f %7.3f".formatted(layers[i].split(" ")[0], y[40], y[80], y[120]));
  }
  return figure;
}
