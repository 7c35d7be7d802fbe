package thalweg.benchmarks.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/// A contestant, from its own side: a process that is asked by lines on standard input and answers
/// each by one line on standard output, so that it stays warm and only one works at a time.
///
///     train NET EPOCHS          the share of test rows a new network gets right after so many epochs
///     step NET STEPS            microseconds a further training step takes, gathering included
///     predict ROWS TIMES        microseconds network b takes for so many rows
///     product TYPE M N K TIMES  microseconds a product [m, k]·[k, n] takes
///     peak TIMES                billions of operations a second in fused multiply-adds alone
///
/// It begins with `ready VERSION` and answers `answer NUMBER`, or `cannot`. Its arguments are the
/// folder with the data in four plain IDX files, and the number of threads. The networks:
///
/// - a: 784-50-10, sigmoid, first weights N(0, 0.01), batches of 100, SGD with rate 0.1
/// - b: 784-512-512-10, ReLU, He's first weights, batches of 128, Adam with rate 0.001
/// - c: convolution 3×3×32, ReLU, maximum of 2×2, convolution 3×3×64, ReLU, maximum of 2×2, dense
///   128, ReLU, dense 10; batches and rule as in b
///
/// All end in softmax cross-entropy, compute in float, shuffle, and gather from unsigned bytes,
/// which a step divides by 255.
public interface Peer {
  /// What a contestant answers that has no such thing.
  double CANNOT = Double.NaN;

  /// Returns the share of test rows that a new network gets right after so many epochs.
  default double train(String network, int epochs) throws Exception {
    return CANNOT;
  }

  /// Returns the microseconds a further training step takes. May do more steps than asked for.
  default double step(String network, int steps) throws Exception {
    return CANNOT;
  }

  /// Returns the microseconds that network b takes to predict so many rows.
  default double predict(int rows, int times) throws Exception {
    return CANNOT;
  }

  /// Returns the microseconds of one matrix product [m, k]·[k, n].
  ///
  /// @param type `float` or `double`
  default double product(String type, int m, int n, int k, int times) {
    return CANNOT;
  }

  /// Returns how many billions of operations a second the processor does in float fused
  /// multiply-adds that wait for no memory.
  default double peak(int times) throws Exception {
    return CANNOT;
  }

  /// Returns the microseconds that one run of `work` takes, the mean over so many.
  static double micros(int times, Runnable work) {
    long start = System.nanoTime();
    for (int i = 0; i < times; i++) {
      work.run();
    }
    return (System.nanoTime() - start) / 1e3 / times;
  }

  /// Answers questions until standard input ends.
  static void serve(String version, Peer peer) throws Exception {
    BufferedReader questions =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("ready " + version);
    for (String line = questions.readLine(); line != null; line = questions.readLine()) {
      double answer = answer(peer, line.split(" ", -1));
      System.out.println(Double.isNaN(answer) ? "cannot" : "answer " + answer);
    }
  }

  private static double answer(Peer peer, String[] words) throws Exception {
    return switch (words[0]) {
      case "train" -> peer.train(words[1], Integer.parseInt(words[2]));
      case "step" -> peer.step(words[1], Integer.parseInt(words[2]));
      case "predict" -> peer.predict(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
      case "product" ->
          peer.product(
              words[1],
              Integer.parseInt(words[2]),
              Integer.parseInt(words[3]),
              Integer.parseInt(words[4]),
              Integer.parseInt(words[5]));
      case "peak" -> peer.peak(Integer.parseInt(words[1]));
      default -> throw new IOException("peer: \"" + words[0] + "\" is not a question.");
    };
  }
}
