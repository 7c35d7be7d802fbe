import module thalweg;

/// x · sigmoid(βx): a bend of one's own.
record Swish(double beta) implements thalweg.network.layer.Layer {
  public String kind() {
    return "swish";
  }

  public Shape output(Shape input) {
    return input;
  }

  public Tensor apply(Pass pass, List<Tensor> parameters, Tensor x) {
    return x.multiply(x.multiply(beta).sigmoid());
  }
}

void main() {
  var network = Network.of(4, Dense.of(8), new Swish(1.5), new Dropout(0.2), Dense.of(3));
  IO.println(NetworkParser.write(network));
  IO.println(NetworkParser.parse(NetworkParser.write(network)).equals(network));
}
