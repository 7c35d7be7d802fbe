import module thalweg;

void main() {
  Gradient gradient = Gradient.of(x -> Math.sin(x[0]) * x[1], 1, 2);
  IO.println(Arrays.toString(gradient.toArray()) + " " + gradient.reason());
  IO.println(Math.abs(gradient.toArray()[0] - 2 * Math.cos(1)) < gradient.errors()[0]);
}
