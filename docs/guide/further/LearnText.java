import module thalweg;

void main(String[] files) throws IOException {
  StringBuilder all = new StringBuilder(files.length == 0 ? rhyme() : "");
  for (String file : files) {
    all.append(TextWindows.read(Path.of(file)));
  }
  String text = all.toString();
  Vocabulary characters = Characters.of(text);
  int length = 24;
  Dataset windows = new TextWindows(length, 5).rows("text", text, characters);
  IO.println(windows.summary());

  Network network = NetworkParser.parse(
      length + ", embedding " + characters.size() + " 32, positions learnt,"
          + " transformer heads 2 causal width 64, dense " + characters.size() + " each");
  var settings = TrainingSettings.defaults()
      .withRule(RuleParser.parse("adam(rate 0.005)")).withBatch(32).withEpochs(40);
  var result = Trainer.of(SequenceClassification.of(network), Split.of(windows), settings)
      .listen(event -> {
        if (event instanceof TrainingEvent.EpochDone epoch && epoch.epoch() % 10 == 0) {
          IO.println("epoch %d: perplexity %.2f".formatted(
              epoch.epoch(), epoch.of("trainPerplexity")));
        }
      })
      .run();
  IO.println(new TextWriter(0.5, 0, 1).continued(result.model(), characters, "This is the ", 160));
}

/// The house that Jack built.
String rhyme() {
  String[] whats = {"house that Jack built", "malt that lay in", "rat that ate", "cat that killed",
      "dog that worried", "cow with the crumpled horn that tossed", "maiden all forlorn that milked",
      "man all tattered and torn that kissed", "priest all shaven and shorn that married",
      "cock that crowed in the morn that woke", "farmer sowing his corn that kept"};
  StringBuilder rhyme = new StringBuilder();
  for (int verse = 0; verse < whats.length; verse++) {
    rhyme.append("This is");
    for (int i = verse; i >= 0; i--) {
      rhyme.append(" the ").append(whats[i]).append(i == 0 ? ".\n" : "");
    }
  }
  return rhyme.toString();
}
