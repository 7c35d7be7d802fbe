package thalweg.benchmarks.peers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.stream.IntStream;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;
import thalweg.descent.direction.Adam;
import thalweg.descent.direction.SteepestDescent;
import thalweg.network.Network;
import thalweg.network.NetworkParser;
import thalweg.network.activation.Activation;
import thalweg.network.initialisation.Initialisation;
import thalweg.training.Trainer;
import thalweg.training.TrainingEvent;
import thalweg.training.TrainingEvent.EpochDone;
import thalweg.training.TrainingSettings;
import thalweg.training.data.Column;
import thalweg.training.data.Dataset;
import thalweg.training.data.Mnist;
import thalweg.training.data.Split;
import thalweg.training.data.Values;
import thalweg.training.model.Model;
import thalweg.training.model.Predictor;
import thalweg.training.objective.SequenceClassification;

/// Thalweg as a contestant, through nothing but what its users have.
public final class ThalwegPeer implements Peer {
  private static final Network A =
      Network.of("784-50-10", Activation.SIGMOID).with(new Initialisation.Normal(0.01));
  private static final Network B = Network.of("784-512-512-10", Activation.RELU);

  private static final Network C =
      NetworkParser.parse(
          "1x28x28, conv 32 3x3, relu, maxpool 2, conv 64 3x3, relu, maxpool 2, flatten,"
              + " dense 128 init he, relu, dense 10");

  private static final int CHARACTERS = 80;

  private static final Network D =
      NetworkParser.parse(
          "128, embedding 80 128, positions learnt"
              + ", transformer heads 4 causal width 512".repeat(4)
              + ", layernorm, dense 80 each");

  private static final Network E = NetworkParser.parse("64x64, lstm 128 last, dense 10");

  private final Split data;
  private final TrainingSettings settings;
  private final Map<String, Run> runs = new HashMap<>();

  private ThalwegPeer(Split data, int threads) {
    this.data = data;
    // As many epochs as will be asked for.
    settings = TrainingSettings.defaults().withThreads(threads).withEpochs(Integer.MAX_VALUE);
  }

  public static void main(String[] arguments) throws Exception {
    Split data = Mnist.read(Path.of(arguments[0]));
    Peer.serve(
        "on JDK " + Runtime.version(), new ThalwegPeer(data, Integer.parseInt(arguments[1])));
  }

  @Override
  public double train(String network, int epochs) throws InterruptedException {
    Run former = runs.remove(network);
    if (former != null) {
      former.stop();
    }
    return run(network).epochs(epochs).of("testAccuracy");
  }

  /// Does an epoch, however many steps are asked for: that is what the trainer tells the time of.
  @Override
  public double step(String network, int steps) throws InterruptedException {
    return run(network).epochs(1).microsecondsPerStep();
  }

  private Run run(String network) {
    return runs.computeIfAbsent(
        network,
        name -> {
          TrainingSettings adam = settings.withBatch(128).withRule(new Adam(0.001));
          return new Run(
              switch (name) {
                case "a" ->
                    Trainer.of(A, data, settings.withBatch(100).withRule(new SteepestDescent(0.1)));
                case "b" -> Trainer.of(B, data, adam);
                case "c" -> Trainer.of(C, data, adam);
                case "d" ->
                    Trainer.of(
                        SequenceClassification.of(D),
                        Split.of(pieces(16 * 16, 128)),
                        adam.withBatch(16));
                case "e" -> Trainer.of(E, Split.of(sequences(64 * 16, 64)), adam.withBatch(64));
                default -> throw new IllegalArgumentException("no network " + name);
              });
        });
  }

  /// Returns rows of random characters, each with the character to be learnt at its place.
  private static Dataset pieces(int rows, int length) {
    Random random = new Random(1);
    List<Column> columns = new ArrayList<>();
    for (String name : List.of(Dataset.FEATURES, Dataset.TARGET)) {
      int[] pieces = random.ints((long) rows * length, 0, CHARACTERS).toArray();
      columns.add(Column.of(name, Shape.of(length), Values.of(length, pieces)));
    }
    return Dataset.of("pieces", columns);
  }

  /// Returns rows of random vectors of one of ten classes.
  private static Dataset sequences(int rows, int length) {
    Random random = new Random(1);
    float[] numbers = new float[rows * length * 64];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    List<String> classes = IntStream.range(0, 10).mapToObj(String::valueOf).toList();
    return Dataset.of(
        "sequences",
        List.of(
            Column.of(Dataset.FEATURES, Shape.of(length, 64), Values.of(length * 64, numbers)),
            Column.classes(Dataset.TARGET, random.ints(rows, 0, 10).toArray(), classes)));
  }

  private Dataset test() {
    return Objects.requireNonNull(data.test());
  }

  /// By a predictor made once, as in a service.
  @Override
  public double predict(int rows, int times) {
    NdArray features = NdArray.zeros(DType.FLOAT, Shape.of(rows, Rows.WIDTH));
    int[] order = new int[rows];
    for (int row = 0; row < rows; row++) {
      order[row] = row % test().rows();
    }
    test().column(Dataset.FEATURES).values().gather(order, 0, rows, features);
    Model model = new Model(B, B.initial(DType.FLOAT, 1), test().classNames());
    NdArray outputs = NdArray.zeros(DType.FLOAT, Shape.of(rows, test().classes()));
    try (Predictor predictor = model.predictor(settings.threads())) {
      return Peer.micros(times, () -> predictor.outputs(features, outputs));
    }
  }

  @Override
  public double product(String type, int m, int n, int k, int times) {
    DType element = type.equals("float") ? DType.FLOAT : DType.DOUBLE;
    Tensor left = Tensor.variable("left", element, m, k);
    Tensor right = Tensor.variable("right", element, k, n);
    Execution product = Program.of(left.matmul(right)).execution();
    product.set(left, numbers(left)).set(right, numbers(right));
    return Peer.micros(times, product::run);
  }

  private static NdArray numbers(Tensor like) {
    NdArray numbers = NdArray.zeros(like.type(), like.shape());
    for (int i = 0; i < like.shape().elements(); i++) {
      numbers.set(i, Math.sin(i));
    }
    return numbers;
  }

  /// A training run on a thread of its own, which waits after each epoch until more are asked for.
  private static final class Run {
    private final Semaphore asked = new Semaphore(0);
    private final SynchronousQueue<EpochDone> done = new SynchronousQueue<>();
    private volatile boolean stopped;

    Run(Trainer trainer) {
      trainer.listen(this::hear).stopWhen(() -> stopped);
      Thread.ofPlatform()
          .daemon()
          .uncaughtExceptionHandler(
              (_, failure) -> {
                failure.printStackTrace();
                System.exit(1);
              })
          .start(trainer::run);
    }

    private void hear(TrainingEvent event) {
      try {
        if (event instanceof EpochDone epoch) {
          done.put(epoch);
        }
        if (event instanceof EpochDone || event instanceof TrainingEvent.Started) {
          asked.acquire();
        }
      } catch (InterruptedException interrupted) {
        throw new IllegalStateException("nobody interrupts a run", interrupted);
      }
    }

    /// Returns what the last of so many further epochs came to.
    EpochDone epochs(int count) throws InterruptedException {
      EpochDone last = next();
      for (int i = 1; i < count; i++) {
        last = next();
      }
      return last;
    }

    private EpochDone next() throws InterruptedException {
      asked.release();
      return done.take();
    }

    void stop() {
      stopped = true;
      asked.release();
    }
  }
}
