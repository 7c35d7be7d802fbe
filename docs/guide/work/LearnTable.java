import module thalweg;

void main() throws IOException {
  StringBuilder text = new StringBuilder("id,colour,weight,picked,sort\n");
  for (int i = 0; i < 300; i++) {
    boolean ripe = i % 3 != 0;
    String weight = i % 20 == 7 ? "NA" : String.valueOf((ripe ? 150 : 110) + i * 7 % 31);
    String colour = i % 10 == 5 ? "" : ripe == (i % 7 > 0) ? "red" : "green";
    text.append("%d,%s,%s,2026-%02d-%02d,%s%n"
        .formatted(i + 1, colour, weight, 1 + i * 5 % 12, 1 + i * 11 % 28, ripe ? "ripe" : "unripe"));
  }
  Path file = Files.writeString(Files.createTempDirectory("table").resolve("apples.csv"), text);

  Table table = Table.read(file).target("sort");
  IO.println(table);

  Split split = table.split(Partition.of(80, 10, 10));
  Recipe recipe = Recipe.of(split);
  TrainingResult result = Trainer.of(recipe.objective(), split, recipe.settings()).run();
  IO.println(split.train().fields().names());
  IO.println("accuracy %.3f on rows never seen".formatted(result.model().score(split.test()).of("accuracy")));

  Path saved = file.resolveSibling("apples.safetensors");
  result.model().save(saved);
  Map<String, Object> apple = new HashMap<>(Map.of("colour", "red", "picked", "2026-08-02"));
  apple.put("weight", null);
  IO.println(Model.load(saved).predict(apple));
}
