import module thalweg;

void main() throws IOException {
  Path file = Files.createTempDirectory("digits").resolve("digits.safetensors");
  var data = Digits.split(1, 2_000, 500);
  var settings = TrainingSettings.defaults().withEpochs(2);
  var objective = Objective.usual(Network.of("784-20-10", Activation.RELU), data.train());

  var run = RunFile.of(file, objective, data, settings);
  var result = Trainer.of(objective, data, settings).keptBy(run).run();
  result.model().save(file);
  run.end(result, file);

  var told = Provenance.read(Provenance.beside(file));
  IO.println(told.end().outcome() + " after " + told.epochs().size() + " epochs");
  IO.println(told.end().weightsSha256().equals(result.model().weightsSha256()));
}
