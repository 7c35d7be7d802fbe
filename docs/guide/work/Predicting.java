import module thalweg;

void main() {
  var network = Network.of("784-50-10", Activation.RELU);
  var split = Digits.split();
  var settings = TrainingSettings.defaults().withEpochs(3).withSeed(1);
  var model = Trainer.of(network, split, settings).run().model();

  try (var predictor = model.predictor(2)) {
    var rows = split.test().features(DType.FLOAT);
    var outputs = predictor.outputs(rows);
    IO.println(outputs.shape());
    IO.println(Program.evaluate(Tensor.of(outputs).argMax(-1).slice(0, 0, 5)));
  }
}
