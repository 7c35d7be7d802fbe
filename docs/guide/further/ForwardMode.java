import module thalweg;

<R extends Real<R>> R bell(R x) {
  return x.times(x).negate().over(2).exp();
}

void main() {
  Jet jet = Jet.of(this::bell, 1.0, 4);
  IO.println(jet.value() == Math.exp(-0.5));
  IO.println(Math.abs(jet.derivative(1) + Math.exp(-0.5)) < 1e-15);
  IO.println(Math.abs(jet.derivative(4) + 2 * Math.exp(-0.5)) < 1e-14);
  IO.println(VectorDual.of(x -> x[0].times(x[1]), 3, 4));
}
