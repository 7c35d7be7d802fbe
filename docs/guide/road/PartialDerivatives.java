import module thalweg;

double f(double... x) {
  return Math.pow(x[0], 2) + Math.pow(x[1], 2);
}

void main() throws IOException {
  var gradient = NumericalGradient.of(this::f);
  IO.println(Arrays.toString(gradient.gradient(3, 4)));
  IO.println(Arrays.toString(gradient.gradient(0, 2)));
  IO.println(Arrays.toString(gradient.gradient(3, 0)));

  Figures.field("x0² + x1²", this::f, gradient::gradient, new Window(-2, 2, -2, 2))
      .save(Path.of("field.png"));
}
