import module thalweg;
import module thalweg.studio;

void main() {
  var network = Network.of("784-50-10", Activation.RELU);
  var settings = TrainingSettings.defaults().withEpochs(2).withSeed(1);

  var watched = Studio.attach(Trainer.of(network, Digits.split(), settings)).run();

  var alone = Trainer.of(network, Digits.split(), settings).run();
  IO.println(watched.model().weightsSha256().equals(alone.model().weightsSha256()));
}
