import java.util.SplittableRandom;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;

/// Where the time of a training step goes: computes the largest leaf of a batch of a network of the
/// contest on one thread, and prints for each of its steps what it takes and how near it comes to
/// the limit of the processor.
///
/// Arguments: the network, a to e; the seconds (10). Run by `run-program LeafTimes d`.
final class LeafTimes {
  private LeafTimes() {}

  public static void main(String[] arguments) {
    PeersNetwork network = PeersNetwork.of(arguments[0]);
    int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10;
    Program program = network.leaf(network.usualBatch());
    SplittableRandom random = new SplittableRandom(1);
    program.expect(1_000_000); // as a training does, which knows that it is long
    Execution execution = program.execution();
    for (Tensor variable : program.variables()) {
      NdArray numbers = NdArray.zeros(variable.type(), variable.shape());
      for (int i = 0; i < numbers.shape().elements(); i++) {
        numbers.set(
            i, variable.type() == DType.INT ? random.nextInt(10) : random.nextDouble(-0.1, 0.1));
      }
      execution.set(variable, numbers);
    }
    run(execution, 1_000L * seconds); // until it is compiled
    execution.profile(true);
    run(execution, 1_000L * seconds);
    System.out.println(execution.explain());
  }

  private static void run(Execution execution, long millis) {
    long end = System.nanoTime() + millis * 1_000_000;
    while (System.nanoTime() < end) {
      execution.run();
    }
  }
}
