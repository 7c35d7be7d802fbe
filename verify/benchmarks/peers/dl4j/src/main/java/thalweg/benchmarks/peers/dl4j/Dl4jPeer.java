package thalweg.benchmarks.peers.dl4j;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import thalweg.benchmarks.peers.Peer;
import thalweg.benchmarks.peers.Rows;

/// Deeplearning4j as a contestant, on its native processor back end.
public final class Dl4jPeer implements Peer {
  private static final int CLASSES = 10;

  private final Rows train;
  private final Rows test;
  private final Map<String, MultiLayerNetwork> networks = new HashMap<>();

  private Dl4jPeer(Path folder) throws Exception {
    train = Rows.read(folder, "train");
    test = Rows.read(folder, "t10k");
  }

  public static void main(String[] arguments) throws Exception {
    Nd4j.create(1);
    Peer.serve("1.0.0-M2.1", new Dl4jPeer(Path.of(arguments[0])));
  }

  private MultiLayerNetwork network(String name) {
    return networks.computeIfAbsent(
        name,
        _ ->
            switch (name) {
              case "a" ->
                  network(
                      new NeuralNetConfiguration.Builder()
                          .weightInit(new NormalDistribution(0, 0.01))
                          .updater(new Sgd(0.1)),
                      dense(50, Activation.SIGMOID));
              case "b" -> network(he(), dense(512, Activation.RELU), dense(512, Activation.RELU));
              default ->
                  network(
                      he(),
                      convolution(32),
                      maximum(),
                      convolution(64),
                      maximum(),
                      dense(128, Activation.RELU));
            });
  }

  private static NeuralNetConfiguration.Builder he() {
    return new NeuralNetConfiguration.Builder()
        .weightInit(WeightInit.RELU)
        .updater(new Adam(0.001));
  }

  private static MultiLayerNetwork network(
      NeuralNetConfiguration.Builder builder, Layer... layers) {
    NeuralNetConfiguration.ListBuilder list = builder.seed(1).list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    boolean pictures = layers[0] instanceof ConvolutionLayer;
    list.layer(
        new OutputLayer.Builder(LossFunction.MCXENT)
            .nOut(CLASSES)
            .activation(Activation.SOFTMAX)
            .build());
    list.setInputType(
        pictures ? InputType.convolutionalFlat(28, 28, 1) : InputType.feedForward(Rows.WIDTH));
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    return network;
  }

  private static Layer dense(int units, Activation activation) {
    return new DenseLayer.Builder().nOut(units).activation(activation).build();
  }

  private static Layer convolution(int filters) {
    return new ConvolutionLayer.Builder(3, 3).nOut(filters).activation(Activation.RELU).build();
  }

  private static Layer maximum() {
    return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
        .kernelSize(2, 2)
        .stride(2, 2)
        .build();
  }

  private static INDArray gather(Rows from, int[] rows) {
    float[] x = new float[rows.length * Rows.WIDTH];
    for (int i = 0; i < rows.length; i++) {
      from.copy(rows[i], x, i * Rows.WIDTH);
    }
    return Nd4j.createFromArray(x).reshape(rows.length, Rows.WIDTH);
  }

  private Runnable step(String name) {
    int size = name.equals("a") ? 100 : 128;
    MultiLayerNetwork network = network(name);
    return () -> {
      int[] batch = train.next(size);
      float[] target = new float[size * CLASSES];
      for (int i = 0; i < size; i++) {
        target[i * CLASSES + train.label(batch[i])] = 1;
      }
      network.fit(gather(train, batch), Nd4j.createFromArray(target).reshape(size, CLASSES));
    };
  }

  @Override
  public double train(String name, int epochs) {
    networks.remove(name);
    int size = name.equals("a") ? 100 : 128;
    Peer.micros(epochs * (train.count() / size), step(name));
    INDArray guesses = network(name).output(firstRows(test.count())).argMax(1);
    int right = 0;
    for (int i = 0; i < test.count(); i++) {
      right += guesses.getInt(i) == test.label(i) ? 1 : 0;
    }
    return (double) right / test.count();
  }

  @Override
  public double step(String name, int steps) {
    return Peer.micros(steps, step(name));
  }

  @Override
  public double predict(int rows, int times) {
    INDArray x = firstRows(rows);
    MultiLayerNetwork network = network("b");
    return Peer.micros(times, () -> network.output(x));
  }

  private INDArray firstRows(int count) {
    int[] rows = new int[count];
    for (int i = 0; i < count; i++) {
      rows[i] = i % test.count();
    }
    return gather(test, rows);
  }
}
