package thalweg.training.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.training.data.Fields;

class PredictorAllocationTest {
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void a_row_is_predicted_without_making_an_object(DType type) {
    Network network = Network.of("6-64-8-4", Activation.RELU);
    List<Fields.Field> fields =
        IntStream.range(0, 6)
            .mapToObj(i -> Fields.Field.named("c" + i, i).scaled(i, 1 + i))
            .toList();
    Model model = new Model(network, network.initial(type, 1), List.of(), new Fields(fields));
    double[] row = {1, 2, 3, 4, 5, 6};
    double[] outputs = new double[4];
    NdArray rows = NdArray.zeros(type, Shape.of(3, 6));
    NdArray into = NdArray.zeros(type, Shape.of(3, 4));
    for (int threads : new int[] {1, 2}) {
      try (Predictor predictor = model.predictor(threads)) {
        predictor.warmUp();
        assertThat(fewestBytes(() -> predictor.outputs(row, outputs))).isLessThan(200);
        assertThat(fewestBytes(() -> predictor.outputs(rows, into))).isLessThan(200);
      }
    }
  }

  /// Returns the fewest bytes that a thousand requests took on this thread, until they are none or
  /// patience ends: the compiler may have to wait for a core.
  private static long fewestBytes(Runnable request) {
    long fewest = Long.MAX_VALUE;
    long patience = System.nanoTime() + 20_000_000_000L;
    while (fewest >= 200 && System.nanoTime() < patience) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1_000; i++) {
        request.run();
      }
      fewest = Math.min(fewest, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    return fewest;
  }
}
