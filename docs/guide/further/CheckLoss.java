import module thalweg;

void main() {
  var w = Tensor.variable("w", DType.DOUBLE, 2, 3);
  var b = Tensor.variable("b", DType.DOUBLE, 3);
  var x = Tensor.of(NdArray.of(new double[][] {{0.6, 0.9}, {-1, 2}}));
  var check = GradientCheck.of(x.matmul(w).add(b).tanh().square().mean(), w, b);
  NdArray[] at = {NdArray.of(new double[][] {{1, -2, 3}, {-1, 0, 1}}), NdArray.of(0.1, 0.2, 0.3)};
  IO.println(check.check(at).verdict() + " " + check.second().check(at).verdict());
}
