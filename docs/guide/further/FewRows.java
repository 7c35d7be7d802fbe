import module thalweg;

void main() throws IOException {
  Split digits = Digits.split(1, 300, 500); // too few to learn from
  var losses = new LinkedHashMap<String, double[]>();
  for (String what : List.of("nothing", "decay", "dropout", "both")) {
    String rule = what.equals("decay") || what.equals("both") ? "adam(rate 0.001) + decay(0.2)" : "adam(rate 0.001)";
    String drop = what.equals("dropout") || what.equals("both") ? "dropout 0.5, " : "";
    Network network = NetworkParser.parse("784, dense 100 init he, relu, " + drop
        + "dense 100 init he, relu, " + drop + "dense 10");
    var settings = TrainingSettings.defaults().withRule(RuleParser.parse(rule)).withBatch(50).withEpochs(60);
    var history = Trainer.of(network, digits, settings).run().history();
    losses.put(what, history.stream().mapToDouble(epoch -> epoch.of("testLoss")).toArray());
    var last = history.getLast();
    IO.println("%-8s training: loss %.3f, accuracy %.3f;  test: loss %.3f, accuracy %.3f".formatted(
        what, last.loss(), last.of("trainAccuracy"), last.of("testLoss"), last.of("testAccuracy")));
  }
  Figures.learning("300 rows to learn from, 500 to be judged by", "test loss", losses).upward(0.48, 0.8).save(Path.of("few-rows.png"));
}
