import module thalweg;

void main() {
  var digits = Digits.split();
  var rows = digits.train().reshape(Shape.of(784));
  var network = Network.of("784-50-10", Activation.RELU);
  var x = Tensor.variable("x", DType.FLOAT, 50, 784);
  var label = Tensor.variable("label", DType.INT, 50);
  var weights = network.variables(DType.FLOAT);
  var scores = network.apply(weights, x);
  var loss = StandardLoss.SOFTMAX_CROSS_ENTROPY.perRow(scores, label.oneHot(10, DType.FLOAT)).sum(0);
  var gradients = Program.of(Reverse.gradient(loss, weights)).execution();

  var values = network.initial(DType.FLOAT, 1);
  for (int epoch = 1; epoch <= 3; epoch++) {
    for (Dataset batch : rows.batches(50, 1, epoch)) { // shuffle, take one
      gradients.set(x, batch.features(DType.FLOAT)).set(label, batch.numbers("target", DType.INT));
      for (int i = 0; i < values.size(); i++) {
        gradients.set(weights.get(i), values.get(i));
      }
      gradients.run();
      for (int i = 0; i < values.size(); i++) { // a small step
        float[] weight = values.get(i).floats();
        float[] gradient = gradients.output(i).floats();
        for (int j = 0; j < weight.length; j++) {
          weight[j] -= gradient[j] * (1f / 50) * 0.1f;
        }
      }
    }
  }
  var model = new Model(network, values, digits.train().classNames());
  IO.println("test accuracy %.4f".formatted(model.score(digits.test()).of("accuracy")));

  var settings = TrainingSettings.defaults().withBatch(50).withEpochs(3).withSeed(1);
  var trained = Trainer.of(network, digits, settings).run().model();
  IO.println(model.weightsSha256().equals(trained.weightsSha256()));
}
