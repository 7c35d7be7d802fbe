import module thalweg;

void main() throws IOException {
  Split digits = Digits.split(1, 2_000, 500);
  Network network = Network.of("784-100-100-100-10", Activation.RELU);
  var losses = new LinkedHashMap<String, double[]>();
  for (String rule : List.of("steepest(rate 0.1)", "momentum(rate 0.01)", "adagrad(rate 0.01)", "adam(rate 0.001)")) {
    var settings = TrainingSettings.defaults().withRule(RuleParser.parse(rule)).withBatch(50).withEpochs(10);
    var history = Trainer.of(network, digits, settings).run().history();
    losses.put(rule, history.stream().mapToDouble(TrainingEvent.EpochDone::loss).toArray());
    IO.println("%-20s loss %.3f, test accuracy %.3f".formatted(
        rule, history.getLast().loss(), history.getLast().of("testAccuracy")));
  }
  Figures.learning("Four rules, one network", "training loss", losses).save(Path.of("rules.png"));
}
