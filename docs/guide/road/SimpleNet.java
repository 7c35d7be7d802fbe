import module thalweg;

void main() {
  var x = Tensor.of(new double[][] {{0.6, 0.9}});
  var target = Tensor.of(new double[][] {{0, 0, 1}});
  var w = NdArray.of(new double[][] {
      {0.47355232, 0.9977393, 0.84668094}, {0.85557411, 0.03563661, 0.69422093}});

  var weights = Tensor.variable("W", DType.DOUBLE, 2, 3);
  var scores = x.matmul(weights);
  var loss = StandardLoss.PROBABILITY_CROSS_ENTROPY.perRow(scores.softmax(-1), target).sum();
  var network = Program.of(scores, loss, Reverse.gradient(loss, List.of(weights)).getFirst())
      .execution().set(weights, w).run();
  IO.println(network.output(0));
  IO.println(network.output(1));

  IO.println(NumericalGradient.over(w, () -> network.run().output(1).at(0)));
  IO.println(network.run().output(2));
}
