import module thalweg;

void main() throws Exception {
  // As PyTorch keeps Sequential(Linear(2, 3), ReLU(), Linear(3, 1)): weights are [outputs, inputs].
  var tensors = Map.of(
      "0.weight", NdArray.of(Shape.of(3, 2), new float[] {1, 2, 3, 4, 5, 6}),
      "0.bias", NdArray.of(Shape.of(3), new float[] {0, 0, 1}),
      "2.weight", NdArray.of(Shape.of(1, 3), new float[] {1, 1, 1}));
  Path file = Files.createTempDirectory("weights").resolve("net.safetensors");
  new Safetensors(Map.of(), tensors).write(file);

  var taken = WeightsImport.read(file, NetworkParser.parse("2, dense 3, relu, dense 1"));
  IO.println(taken.from());
  IO.println(taken.model().predict(1, 1)); // 3 + 7 + 12
}
