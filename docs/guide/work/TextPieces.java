import module thalweg;

void main() {
  String text = "how much wood would a woodchuck chuck if a woodchuck could chuck wood? ".repeat(20);
  BytePairs pairs = BytePairs.learn(text, 256 + 16);
  int[] pieces = pairs.encode("a woodchuck would, 木");
  IO.println(Arrays.stream(pieces).mapToObj(pairs.shown()::get).toList());
  IO.println(pairs.decode(pieces));
  IO.println(TextWindows.of(8).rows("wood", text, pairs).summary());
}
