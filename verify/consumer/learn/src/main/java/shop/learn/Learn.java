package shop.learn;

import module thalweg;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Differentiates, then learns to tell letters, parcels and pallets apart, and keeps what was
/// learnt.
final class Learn {
  private Learn() {}

  private static double f(double x) {
    return 0.01 * Math.pow(x, 2) + 0.1 * x;
  }

  public static void main(String[] arguments) throws IOException {
    IO.println(Derivative.central(Learn::f, 5));
    IO.println(Derivative.central(Learn::f, 10));
    IO.println(Derivative.forward(Learn::f, 5));

    double[][] rows = new double[600][];
    String[] kinds = new String[600];
    for (int i = 0; i < 600; i++) {
      rows[i] = new double[] {i % 31, i % 89};
      kinds[i] = rows[i][0] < 1 ? "letter" : rows[i][0] + rows[i][1] / 4 < 25 ? "parcel" : "pallet";
    }
    Split data =
        Dataset.of(rows, kinds)
            .withFieldNames(List.of("weight", "length"))
            .split(0.2, 1)
            .standardised();
    TrainingSettings settings =
        TrainingSettings.defaults().withRule(RuleParser.parse("adam(rate 0.01)")).withBatch(20);
    Path file = Path.of(arguments[0]);
    Files.createDirectories(file.getParent());
    Trainer.of(Network.of("2-16-3", Activation.TANH), data, settings).run().model().save(file);
  }
}
