import module thalweg;

void main() {
  var network = NetworkParser.parse(
      "1x28x28, flatten, dense 64 init he, batchnorm, silu, residual(dense 64, gelu, dense 64), layernorm, dropout 0.2, dense 10");
  IO.println(network.summary());
  IO.println(NetworkParser.parse(network.toString()).equals(network));
  IO.println(Loss.parse("cross-entropy smoothing 0.1"));
}
