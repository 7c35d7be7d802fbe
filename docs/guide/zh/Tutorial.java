import module thalweg;

double f(double x) {
  return 0.01 * x * x + 0.1 * x;
}

double g(double... x) {
  return x[0] * x[0] + x[1] * x[1];
}

void main() {
  // 导数、切线、梯度、下降
  IO.println(Derivative.central(this::f, 5));
  IO.println(Derivative.forward(this::f, 5));
  IO.println(Tangent.of(this::f, 5));
  IO.println(Arrays.toString(NumericalGradient.of(this::g).gradient(3, 4)));
  double[] start = {-3, 4};
  var method = GradientDescent.defaults().withRate(0.1);
  var end = Descent.minimise(NumericalGradient.of(this::g), start, method);
  IO.println(Arrays.toString(end.point()));

  // simpleNet：两个输入，三个得分
  var x = Tensor.of(new double[][] {{0.6, 0.9}});
  var b = Tensor.of(new double[] {0, 0, 0});
  var labels = Tensor.of(NdArray.of(Shape.of(1), new int[] {2}));
  var t = labels.oneHot(3, DType.DOUBLE);
  var w = Tensor.variable("W", DType.DOUBLE, 2, 3);
  var a = x.matmul(w).add(b);
  var y = a.softmax(-1);
  var loss = StandardLoss.PROBABILITY_CROSS_ENTROPY.perRow(y, t).mean();
  var gradient = Reverse.gradient(loss, List.of(w)).getFirst();
  var net = Program.of(loss, gradient, y.argMax(-1)).execution();
  var values = NdArray.of(new double[][] {
      {0.47355232, 0.9977393, 0.84668094}, {0.85557411, 0.03563661, 0.69422093}});
  net.set(w, values).run();
  IO.println(net.output(0) + " " + net.output(2));
  IO.println(net.output(1));
  DoubleSupplier lossNow = () -> net.run().output(0).at(0);
  IO.println(NumericalGradient.over(values, lossNow));
  IO.println(a.sigmoid().shape() + " " + Activation.RELU.of(a).shape());

  // TwoLayerNet：在自带的数字上训练
  var network = Network.of("784-50-10", Activation.SIGMOID).with(new Initialisation.Normal(0.01));
  var data = Digits.split();
  var settings = TrainingSettings.defaults().withRate(0.1).withBatch(100)
      .withSampling(Sampling.REPLACEMENT).withEpochs(10);
  var result = Trainer.of(network, data, settings).run();
  var model = result.model();
  IO.println("%.4f".formatted(model.score(data.test()).of("accuracy")));
}
