import module thalweg;

void main() throws IOException {
  ToDoubleFunction<double[]> f = p -> Math.sin(p[0]) * Math.cos(p[1]);
  UnaryOperator<double[]> gradient =
      p -> new double[] {Math.cos(p[0]) * Math.cos(p[1]), -Math.sin(p[0]) * Math.sin(p[1])};

  Figure plane = Figures.field("sin x cos y", f, gradient, new Window(-3, 3, -3, 3));
  Figure both = plane.unitArrows().beside(plane.surface().retitled("")).size(880, 460);
  both.save(Path.of("hills.png"));
  both.dark().save(Path.of("hills-dark.png"));

  // A pixel in the corner: alpha, red, green and blue.
  for (Figure figure : List.of(both, both.dark(), both.transparent())) {
    IO.println(Integer.toHexString(figure.toImage(880, 460).getRGB(1, 1)));
  }
}
