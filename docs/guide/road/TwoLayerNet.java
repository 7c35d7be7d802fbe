import module thalweg;

void main() {
  var network = Network.of("784-100-10", Activation.SIGMOID).with(new Initialisation.Normal(0.01));
  IO.println(network.summary());

  var rows = NdArray.zeros(DType.FLOAT, Shape.of(100, 784));
  var model = new Model(network, network.initial(DType.FLOAT, 1), List.of());
  IO.println(model.outputs(rows).shape());
}
