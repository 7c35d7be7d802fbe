// Asks ONNX Runtime and Thalweg the same of one model, on pictures it has not seen:
// InRuntime.java MODEL.safetensors MODEL.onnx
// MODEL is of rows of numbers, as train makes it by default. Ends with 1 where the two differ by
// more
// than 1e-5 of the largest output.
import module thalweg;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;

void main(String[] arguments) throws Exception {
  NdArray rows = Digits.split(9, 1, 500).test().features(DType.FLOAT);
  double[] ours = Model.load(Path.of(arguments[0])).outputs(rows).toDoubles();
  int count = rows.shape().sizes()[0];
  long[] shape = {count, rows.shape().elements() / count}; // as a network of 784 takes them
  double largest = Arrays.stream(ours).map(Math::abs).max().orElseThrow();
  double apart = 0;
  try (OrtEnvironment environment = OrtEnvironment.getEnvironment();
      OrtSession session = environment.createSession(arguments[1]);
      OnnxTensor features =
          OnnxTensor.createTensor(environment, FloatBuffer.wrap(rows.floats()), shape);
      OrtSession.Result result = session.run(Map.of("features", features))) {
    FloatBuffer theirs = ((OnnxTensor) result.get(0)).getFloatBuffer();
    if (theirs.remaining() != ours.length) {
      throw new IllegalStateException(theirs.remaining() + " outputs, not " + ours.length);
    }
    for (int i = 0; i < ours.length; i++) {
      apart = Math.max(apart, Math.abs(theirs.get(i) - ours[i]));
    }
  }
  IO.println(
      String.format(
          Locale.ROOT,
          "ONNX Runtime: %d rows, %.1e apart, of outputs up to %.1f",
          shape[0],
          apart,
          largest));
  System.exit(apart <= 1e-5 * largest ? 0 : 1);
}
