import module thalweg;

void main() throws Exception {
  var split = Digits.split(1, 1_000, 200);
  var settings = TrainingSettings.defaults().withEpochs(2);
  var network = Network.of("784-20-10", Activation.RELU);
  Path folder = Files.createTempDirectory("exchange");

  Model model;
  try (var board = TensorBoard.in(folder.resolve("board"), network, settings)) {
    model = Trainer.of(network, split, settings).listen(board).run().model();
  }
  OnnxExport.write(model, folder.resolve("digits.onnx")); // for ONNX Runtime and others

  Model again = OnnxImport.read(folder.resolve("digits.onnx")).model();
  IO.println(again.network());
  IO.println(again.weightsSha256().equals(model.weightsSha256()) ? "the same weights" : "others");

  var trainer = Trainer.of(again.objective(), split, settings);
  Model further = trainer.run(trainer.from(again.parameters(), again.statistics())).model();
  IO.println(further.score(split.test()).loss() < model.score(split.test()).loss());
}
