import module thalweg;

void main() throws IOException {
  var f = Formula.parse("0.01*x^2 + 0.1*x");
  var g = Formula.parse("x0^2 + x1^2");
  IO.println(f.at(5));
  IO.println(g.variables() + " " + g.at(3, 4));
  try {
    Formula.parse("3*x + sine(x)");
  } catch (FormulaException e) {
    IO.println(e.getMessage());
  }

  var curve = Figure.titled("A curve: f(x) = 0.01x² + 0.1x").axes("x", "f(x)").across(0, 20)
      .curve("f", f::at, Style.number(0).withMarker(Marker.NONE));
  var map = Figure.titled("A map: g(x0, x1) = x0² + x1²").axes("x0", "x1")
      .showing(new Window(-4, 4, -4, 4)).size(600, 600).contours("g", g::at, 1, 4, 9, 16, 25);
  curve.beside(map).save(Path.of("function.png"));
}
