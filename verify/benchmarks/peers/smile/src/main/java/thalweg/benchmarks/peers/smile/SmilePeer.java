package thalweg.benchmarks.peers.smile;

import java.nio.file.Path;
import smile.classification.MLP;
import smile.model.mlp.Layer;
import smile.model.mlp.OutputFunction;
import smile.util.function.TimeFunction;
import thalweg.benchmarks.peers.Peer;
import thalweg.benchmarks.peers.Rows;

/// Smile as a contestant: its multilayer perceptron, in double, with its own first weights. It has
/// no Adam, so no network b.
///
/// Needs OpenBLAS from the system (Debian and Ubuntu: apt install libopenblas-dev).
public final class SmilePeer implements Peer {
  private static final int BATCH = 100;

  private final Rows train;
  private final Rows test;
  private final double[][] x = new double[BATCH][Rows.WIDTH];
  private final int[] labels = new int[BATCH];
  private MLP network = fresh();

  private SmilePeer(Path folder) throws Exception {
    train = Rows.read(folder, "train");
    test = Rows.read(folder, "t10k");
  }

  public static void main(String[] arguments) throws Exception {
    Peer.serve(
        MLP.class.getPackage().getImplementationVersion() + " (double)",
        new SmilePeer(Path.of(arguments[0])));
  }

  private static MLP fresh() {
    MLP network =
        new MLP(Layer.input(Rows.WIDTH), Layer.sigmoid(50), Layer.mle(10, OutputFunction.SOFTMAX));
    network.setLearningRate(TimeFunction.constant(0.1));
    return network;
  }

  @Override
  public double train(String network, int epochs) {
    if (!network.equals("a")) {
      return CANNOT;
    }
    this.network = fresh();
    Peer.micros(epochs * (train.count() / BATCH), this::step);
    double[] row = new double[Rows.WIDTH];
    int right = 0;
    for (int i = 0; i < test.count(); i++) {
      test.copy(i, row);
      right += this.network.predict(row) == test.label(i) ? 1 : 0;
    }
    return (double) right / test.count();
  }

  @Override
  public double step(String network, int steps) {
    return network.equals("a") ? Peer.micros(steps, this::step) : CANNOT;
  }

  private void step() {
    int[] batch = train.next(BATCH);
    for (int i = 0; i < BATCH; i++) {
      train.copy(batch[i], x[i]);
      labels[i] = train.label(batch[i]);
    }
    network.update(x, labels);
  }
}
