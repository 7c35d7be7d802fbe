package thalweg.benchmarks.peers.djl;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import thalweg.benchmarks.peers.Peer;
import thalweg.benchmarks.peers.Rows;

/// DJL as a contestant, on its PyTorch engine.
public final class DjlPeer implements Peer {
  private final Rows train;
  private final Rows test;
  private final Map<String, Workload> workloads = new HashMap<>();

  private DjlPeer(Path folder) throws Exception {
    train = Rows.read(folder, "train");
    test = Rows.read(folder, "t10k");
  }

  public static void main(String[] arguments) throws Exception {
    Engine engine = Engine.getEngine("PyTorch");
    Peer.serve(
        Engine.getDjlVersion() + ", PyTorch " + engine.getVersion(),
        new DjlPeer(Path.of(arguments[0])));
  }

  /// A network with its trainer, and the training step that gathers its batch from bytes.
  private final class Workload {
    final int batch;
    final Shape picture;
    final Trainer trainer;
    final byte[] row = new byte[Rows.WIDTH];

    Workload(int batch, Shape picture, Block block, Initializer weights, Optimizer rule) {
      this.batch = batch;
      this.picture = picture;
      Model model = Model.newInstance("peer");
      model.setBlock(block);
      trainer =
          model.newTrainer(
              new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                  .optInitializer(weights, Parameter.Type.WEIGHT)
                  .optOptimizer(rule));
      trainer.initialize(new Shape(batch).addAll(picture));
    }

    NDArray gather(NDManager manager, Rows from, int[] rows) {
      ByteBuffer bytes = ByteBuffer.allocateDirect(rows.length * Rows.WIDTH);
      for (int number : rows) {
        from.copy(number, row, 0);
        bytes.put(row);
      }
      return manager
          .create(bytes.flip(), new Shape(rows.length).addAll(picture), DataType.UINT8)
          .toType(DataType.FLOAT32, false)
          .divi(255);
    }

    void step() {
      int[] rows = train.next(batch);
      int[] labels = new int[batch];
      for (int i = 0; i < batch; i++) {
        labels[i] = train.label(rows[i]);
      }
      try (NDManager manager = trainer.getManager().newSubManager()) {
        NDList x = new NDList(gather(manager, train, rows));
        NDList y = new NDList(manager.create(labels));
        try (GradientCollector gradients = trainer.newGradientCollector()) {
          gradients.backward(trainer.getLoss().evaluate(y, trainer.forward(x)));
        }
        trainer.step();
      }
    }
  }

  private Workload workload(String network) {
    return workloads.computeIfAbsent(
        network,
        name ->
            switch (name) {
              case "a" ->
                  new Workload(
                      100,
                      new Shape(Rows.WIDTH),
                      new SequentialBlock()
                          .add(linear(50))
                          .add(Activation::sigmoid)
                          .add(linear(10)),
                      new NormalInitializer(0.01f),
                      Optimizer.sgd().setLearningRateTracker(Tracker.fixed(0.1f)).build());
              case "b" ->
                  new Workload(
                      128,
                      new Shape(Rows.WIDTH),
                      new SequentialBlock()
                          .add(linear(512))
                          .add(Activation::relu)
                          .add(linear(512))
                          .add(Activation::relu)
                          .add(linear(10)),
                      he(),
                      adam());
              default ->
                  new Workload(
                      128,
                      new Shape(1, 28, 28),
                      new SequentialBlock()
                          .add(convolution(32))
                          .add(Activation::relu)
                          .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
                          .add(convolution(64))
                          .add(Activation::relu)
                          .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
                          .add(Blocks.batchFlattenBlock())
                          .add(linear(128))
                          .add(Activation::relu)
                          .add(linear(10)),
                      he(),
                      adam());
            });
  }

  private static Block linear(int units) {
    return Linear.builder().setUnits(units).build();
  }

  private static Block convolution(int filters) {
    return Conv2d.builder().setKernelShape(new Shape(3, 3)).setFilters(filters).build();
  }

  private static Initializer he() {
    return new XavierInitializer(
        XavierInitializer.RandomType.GAUSSIAN, XavierInitializer.FactorType.IN, 2);
  }

  private static Optimizer adam() {
    return Optimizer.adam().optLearningRateTracker(Tracker.fixed(0.001f)).build();
  }

  @Override
  public double train(String network, int epochs) {
    workloads.remove(network);
    Workload workload = workload(network);
    Peer.micros(epochs * (train.count() / workload.batch), workload::step);
    int right = 0;
    try (NDManager manager = workload.trainer.getManager().newSubManager()) {
      int[] all = new int[test.count()];
      Arrays.setAll(all, i -> i);
      NDArray scores =
          workload.trainer.evaluate(new NDList(workload.gather(manager, test, all))).get(0);
      long[] guesses = scores.argMax(1).toLongArray();
      for (int i = 0; i < guesses.length; i++) {
        right += guesses[i] == test.label(i) ? 1 : 0;
      }
    }
    return (double) right / test.count();
  }

  @Override
  public double step(String network, int steps) {
    return Peer.micros(steps, workload(network)::step);
  }

  @Override
  public double predict(int rows, int times) {
    Workload workload = workload("b");
    int[] first = new int[rows];
    for (int i = 0; i < rows; i++) {
      first[i] = i % test.count();
    }
    try (NDManager manager = workload.trainer.getManager().newSubManager()) {
      NDArray x = workload.gather(manager, test, first);
      return Peer.micros(times, () -> workload.trainer.evaluate(new NDList(x)).close());
    }
  }
}
