import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.training.model.Model;
import thalweg.training.model.Predictor;

/// How long do the first predictions of a process take, one row at a time? Prints the time of the
/// first, then for the requests 2 to 10, 11 to 100, 101 to 1,000, … their mean and the longest, and
/// the median of the last thousand; all in microseconds.
///
/// Arguments: the network; how many requests; microseconds to rest before each, 0 if left out;
/// `warm` to warm up before the first.
final class ColdPredictions {
  private ColdPredictions() {}

  public static void main(String[] arguments) {
    Network network = Network.of(arguments[0], Activation.RELU);
    int requests = Integer.parseInt(arguments[1]);
    int width = network.input().elements();
    List<NdArray> weights =
        network.variables(DType.FLOAT).stream().map(w -> some(w.shape())).toList();
    Model model = new Model(network, weights, List.of());
    long pause = arguments.length > 2 ? 1_000 * Long.parseLong(arguments[2]) : 0;
    long[] nanos = new long[requests];
    NdArray row = some(Shape.of(1, width));
    NdArray into = NdArray.zeros(DType.FLOAT, Shape.of(1, network.output().elements()));
    try (Predictor predictor = model.predictor(1)) {
      if (arguments.length > 3) {
        long start = System.nanoTime();
        predictor.warmUp();
        System.out.printf("warm after %.0f ms%n", (System.nanoTime() - start) / 1e6);
      }
      for (int i = 0; i < requests; i++) {
        LockSupport.parkNanos(pause);
        long start = System.nanoTime();
        predictor.outputs(row, into);
        nanos[i] = System.nanoTime() - start;
      }
    }
    StringBuilder line = new StringBuilder("1: %.0f".formatted(nanos[0] / 1e3));
    for (int from = 1, to = 10; to <= requests; from = to, to *= 10) {
      long[] these = Arrays.copyOfRange(nanos, from, to);
      line.append(
          "  %d-%d: %.1f %.0f"
              .formatted(
                  from + 1,
                  to,
                  Arrays.stream(these).average().orElse(0) / 1e3,
                  Arrays.stream(these).max().orElse(0) / 1e3));
    }
    long[] last = Arrays.copyOfRange(nanos, requests - 1000, requests);
    Arrays.sort(last);
    System.out.println(line + "  end: %.2f".formatted(last[500] / 1e3));
  }

  private static NdArray some(Shape shape) {
    NdArray array = NdArray.zeros(DType.FLOAT, shape);
    for (int i = 0; i < shape.elements(); i++) {
      array.set(i, Math.sin(i * 0.7) * 0.2);
    }
    return array;
  }
}
