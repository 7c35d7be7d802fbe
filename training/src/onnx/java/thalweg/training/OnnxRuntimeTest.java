package thalweg.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import thalweg.algebra.NdArray;
import thalweg.exchange.onnx.ElementType;
import thalweg.exchange.onnx.OnnxModel;
import thalweg.network.NetworkParser;
import thalweg.training.model.Model;
import thalweg.training.model.StoredModel;
import thalweg.training.objective.Prediction;
import thalweg.training.onnx.OnnxExport;

/// ONNX Runtime computes from an exported model what the model itself computes, to 1e-5 of the
/// largest output, for every layer, both versions of the operators and any number of rows.
@Tag("plain")
class OnnxRuntimeTest {
  /// The native library needs more of the stack than a thread of Java has by itself; with less the
  /// process ends without a word.
  private static final int STACK = 1 << 26;

  private static final OrtEnvironment ENVIRONMENT = environment();

  private static OrtEnvironment environment() {
    try {
      return roomy((Callable<OrtEnvironment>) OrtEnvironment::getEnvironment);
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  private interface Work {
    void run() throws OrtException;
  }

  private static void roomy(Work work) throws Exception {
    roomy(
        () -> {
          work.run();
          return true;
        });
  }

  private static <T> T roomy(Callable<T> work) throws Exception {
    FutureTask<T> task = new FutureTask<>(work);
    new Thread(null, task, "onnx", STACK).start();
    return task.get();
  }

  static Stream<OnnxExamples.Tried> models() {
    return OnnxExamples.all();
  }

  @ParameterizedTest
  @MethodSource("models")
  void it_computes_what_the_model_computes(OnnxExamples.Tried tried) throws Exception {
    roomy((Work) () -> compare(tried));
  }

  private static void compare(OnnxExamples.Tried tried) throws OrtException {
    for (int opset : new int[] {17, 23}) {
      OnnxModel exported = OnnxExport.of(new StoredModel(tried.model(), Map.of()), opset);
      try (OrtSession session = session(exported)) {
        for (int rows : new int[] {3, 1, 8}) {
          NdArray x = tried.rows(rows, 40 + rows);
          requireNear(run(session, exported, x, 0), tried.model().outputs(x).toDoubles(), opset);
        }
      }
    }
  }

  @Test
  void features_are_scaled_and_quantities_told_in_their_units() throws Exception {
    roomy((Work) OnnxRuntimeTest::compareScaled);
  }

  private static void compareScaled() throws OrtException {
    for (String network : new String[] {"5, dense 4, tanh, dense 2", "2x3, flatten, dense 1"}) {
      Model model = OnnxExamples.scaled(NetworkParser.parse(network), 3);
      OnnxModel exported = OnnxExport.of(model);
      try (OrtSession session = session(exported)) {
        NdArray x = new OnnxExamples.Tried(model, false).rows(50, 9);
        double[] outputs = model.outputs(x).toDoubles();
        requireNear(run(session, exported, x, 0), outputs, 17);
        double[] quantities =
            model.predict(x).stream()
                .flatMapToDouble(
                    said ->
                        switch (said) {
                          case Prediction.Quantity one -> DoubleStream.of(one.value());
                          case Prediction.Quantities all ->
                              all.values().stream().mapToDouble(Double::doubleValue);
                          default -> throw new AssertionError(said);
                        })
                .toArray();
        requireNear(run(session, exported, x, 1), quantities, 17);
      }
    }
  }

  private static OrtSession session(OnnxModel model) throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    return ENVIRONMENT.createSession(model.toBytes(), options);
  }

  private static double[] run(OrtSession session, OnnxModel model, NdArray rows, int output)
      throws OrtException {
    long[] shape = Arrays.stream(rows.shape().sizes()).asLongStream().toArray();
    boolean isWhole = model.graph().inputs().getFirst().type() == ElementType.INT64;
    try (OnnxTensor x =
            isWhole
                ? OnnxTensor.createTensor(
                    ENVIRONMENT,
                    LongBuffer.wrap(
                        LongStream.range(0, rows.shape().elements())
                            .map(i -> (long) rows.at((int) i))
                            .toArray()),
                    shape)
                : OnnxTensor.createTensor(ENVIRONMENT, FloatBuffer.wrap(rows.floats()), shape);
        OrtSession.Result result = session.run(Map.of("features", x))) {
      FloatBuffer computed = ((OnnxTensor) result.get(output)).getFloatBuffer();
      double[] all = new double[computed.remaining()];
      for (int i = 0; i < all.length; i++) {
        all[i] = computed.get(i);
      }
      return all;
    }
  }

  private static void requireNear(double[] computed, double[] expected, int opset) {
    assertThat(computed).hasSameSizeAs(expected);
    double largest = Math.max(1, Arrays.stream(expected).map(Math::abs).max().orElse(1));
    for (int i = 0; i < expected.length; i++) {
      assertThat(computed[i])
          .as("output %s, opset %s", i, opset)
          .isCloseTo(expected[i], within(1e-5 * largest));
    }
  }
}
