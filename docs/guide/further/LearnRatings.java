import module thalweg;

void main() {
  int people = 40;
  int films = 30;
  var random = new Random(1);
  double[] likes = random.doubles(people + films, -1, 1).toArray(); // of people, then of films
  double[][] rows = new double[people * films][];
  double[] ratings = new double[rows.length];
  for (int i = 0; i < rows.length; i++) {
    int person = i / films;
    int film = people + i % films;
    rows[i] = new double[] {person, film};
    ratings[i] = 3 + 2 * likes[person] * likes[film]; // from 1 to 5
  }
  Split data = Dataset.of(rows, ratings).split(0.25, 1);

  Network network = NetworkParser.parse("2, embedding 70 6, flatten, dense 32, relu, dense 1");
  var settings = TrainingSettings.defaults()
      .withRule(RuleParser.parse("adam(rate 0.01)")).withBatch(30).withEpochs(30);
  var result = Trainer.of(network, data, settings).run();
  IO.println("R2 on pairs never seen: %.2f".formatted(result.history().getLast().of("testR2")));
  IO.println("%.2f is said of %.2f".formatted(
      result.model().outputs(NdArray.of(Shape.of(1, 2), new float[] {3, 45})).at(0),
      3 + 2 * likes[3] * likes[45]));
}
