import module thalweg;

void main() {
  var f = Formula.parse("x0^2 + x1^2");
  IO.println(f.variables() + " " + f.at(3, 4));
  try {
    Formula.parse("3*x + sine(x)");
  } catch (FormulaException e) {
    IO.println(e.getMessage());
  }
}
