import module thalweg;

void main() {
  var x = Tensor.variable("x", DType.DOUBLE, 2, 3);
  var w = Tensor.variable("w", DType.DOUBLE, 3, 2);
  var loss = x.matmul(w).sigmoid().square().sum();
  var differences = ProgramDifferences.of(loss, List.of(w), 1e-4);
  var gradient = NdArray.zeros(DType.DOUBLE, w.shape());
  differences.worker()
      .set(x, NdArray.of(new double[][] {{1, 0, 2}, {0, 0, -1}}))
      .set(w, NdArray.of(new double[][] {{1, -1}, {5, 5}, {0, 0.5}}))
      .run(List.of(gradient));
  for (int i = 0; i < 3; i++) {
    IO.println("%.6f  %.6f".formatted(gradient.at(2 * i), gradient.at(2 * i + 1)));
  }
  IO.println("followed: " + differences.followed());
}
