package thalweg.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.algebra.Shape;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.network.layer.Dense;
import thalweg.network.layer.Layer;
import thalweg.network.loss.StandardLoss;
import thalweg.training.data.Dataset;
import thalweg.training.data.Digits;
import thalweg.training.data.Split;
import thalweg.training.objective.Classification;
import thalweg.training.objective.Objective;

@Tag("plain")
class DoubtsTest {
  private static final List<String> CLASSES = List.of("cat", "dog", "owl");
  private static final Network NETWORK = Network.of("2-5-3", Activation.TANH);
  private static final TrainingSettings SETTINGS =
      TrainingSettings.defaults().withBatch(8).withEpochs(2).withThreads(1);

  private static Dataset data(double size, int... labels) {
    double[] features = new Random(4).doubles(2L * labels.length, -size, size).toArray();
    return Dataset.ofDoubles("pets", Shape.of(2), features, labels, CLASSES)
        .withFieldNames(List.of("long", "wide"));
  }

  private static int[] labels(int rows, int classes) {
    return IntStream.range(0, rows).map(row -> row % classes).toArray();
  }

  private static Split split(double size) {
    return new Split(data(size, labels(30, 3)), data(1, labels(9, 3)));
  }

  private static List<String> warnings(Network network, Split split) {
    return warnings(Classification.of(network), split);
  }

  private static List<String> warnings(Objective network, Split split) {
    return Warnings.of(Trainer.of(network, split, SETTINGS));
  }

  @Test
  void nothing_is_said_where_nothing_is_doubtful() {
    assertThat(warnings(NETWORK, split(1))).isEmpty();
  }

  @Test
  void rows_without_label_and_rows_of_one_class_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Trainer.of(NETWORK, new Split(data(1, 0, 1, -1, 2), data(1, 0)), SETTINGS))
        .withMessage(
            "training: the batch of 8 is larger than the training data of 4 rows; choose a batch of"
                + " at most 4.");
    TrainingSettings one = SETTINGS.withBatch(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Trainer.of(NETWORK, new Split(data(1, 0, 1, -1, 2), data(1, 0)), one))
        .withMessage(
            "training: row 2 of pets has no label; leave the row out, or predict it with a trained"
                + " model.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Trainer.of(NETWORK, new Split(data(1, 1, 1, 1), data(1, 0)), one))
        .withMessage(
            "training: all 3 training rows are of the class \"dog\"; there must be rows of at least"
                + " 2 classes.");
  }

  @Test
  void a_class_that_is_missing_from_a_part_is_told() {
    assertThat(warnings(NETWORK, new Split(data(1, labels(30, 2)), data(1, 0, 0, 2))))
        .containsExactly(
            "the class \"owl\" has no row in the training data and cannot be learnt.",
            "the class \"dog\" has no row in the test data and is not judged by the test"
                + " accuracy.");
  }

  @Test
  void columns_that_differ_much_in_size_are_told_and_no_others() {
    for (int seed = 1; seed <= 200; seed++) {
      Random random = new Random(seed);
      int width = 2 + random.nextInt(6);
      int wide = random.nextInt(width);
      int narrow = (wide + 1 + random.nextInt(width - 1)) % width;
      double unit = Math.pow(10, 6 * random.nextDouble() - 3);
      double unlike = Math.pow(10, 5 * random.nextDouble());
      double[][] x = new double[40][width];
      for (double[] row : x) {
        Arrays.setAll(
            row,
            column ->
                unit
                    * (column == wide ? unlike : column == narrow ? 1 : Math.sqrt(unlike))
                    * (random.nextDouble() + (column % 2 == 0 ? 1 : 0)));
      }
      List<String> names = IntStream.range(0, width).mapToObj(i -> "n" + i).toList();
      Dataset data = Dataset.of(x, labels(40, 2)).withFieldNames(names);
      Network network = Network.of(width + "-2", Activation.TANH);
      Split split = Split.of(data);
      List<String> said =
          Doubts.about(Classification.of(network), split).stream()
              .filter(what -> what.startsWith("the columns differ in size"))
              .toList();
      if (unlike > 1_000) {
        assertThat(said)
            .as("seed %d", seed)
            .singleElement()
            .asString()
            .contains("column " + wide + " (n" + wide + ") goes from ")
            .contains(", column " + narrow + " (n" + narrow + ") goes from ")
            .endsWith("; bring each to about 1, as standardised() does.");
      } else if (unlike < 250) {
        assertThat(said).as("seed %d", seed).isEmpty();
      }
      assertThat(warnings(network, split.standardised()))
          .noneMatch(what -> what.startsWith("the columns differ"));
    }
    Split digits = Digits.split(1, 3_000, 100); // pixels, of which some are hardly ever black
    Split flat =
        new Split(digits.train().reshape(Shape.of(784)), digits.test().reshape(Shape.of(784)));
    assertThat(Doubts.about(Classification.of(Network.of("784-10", Activation.TANH)), flat))
        .isEmpty();
  }

  @Test
  void classes_that_are_missing_as_the_rows_are_sorted_are_told_so() {
    for (int taken = 21; taken <= 40; taken++) { // of which the last class has none
      int[] sorted = IntStream.range(0, 60).map(row -> row / 20).limit(taken).toArray();
      assertThat(warnings(NETWORK, new Split(data(1, sorted), data(1, labels(9, 3)))))
          .containsExactly(
              "the class \"owl\" has no row in the training data and cannot be learnt; the rows"
                  + " are sorted by class: mix them before some of them are taken.");
    }
  }

  @Test
  void a_loss_of_probabilities_needs_a_softmax_and_one_of_scores_does_not_want_it() {
    for (Activation last : Activation.values()) {
      for (boolean identity : new boolean[] {false, true}) {
        List<Layer> layers = new ArrayList<>(List.of(Dense.of(3), last));
        if (identity) {
          layers.add(Activation.IDENTITY);
        }
        Network network = Network.of(2, layers.toArray(Layer[]::new));
        boolean softmax = last == Activation.SOFTMAX;
        assertThat(warnings(network, split(1))).hasSize(softmax ? 1 : 0);
        Objective probable = new Classification(network, StandardLoss.PROBABILITY_CROSS_ENTROPY);
        if (softmax) {
          assertThat(warnings(probable, split(1))).isEmpty();
        } else {
          assertThatIllegalArgumentException()
              .isThrownBy(() -> Trainer.of(probable, split(1), SETTINGS))
              .withMessageStartingWith(
                  "training: probability-cross-entropy takes probabilities, the")
              .withMessageEndingWith(
                  "; end it with softmax, or use softmax-cross-entropy, which takes scores.");
        }
      }
    }
  }

  private static String cause(Objective network, Split split, TrainingSettings settings) {
    TrainingOutcome outcome = Trainer.of(network, split, settings.withEpochs(50)).run().outcome();
    assertThat(outcome).isInstanceOf(TrainingOutcome.NonFinite.class);
    return ((TrainingOutcome.NonFinite) outcome).cause();
  }

  @Test
  void numbers_that_break_are_blamed_on_features_then_loss_then_rate() {
    Network linear = Network.of(2, Dense.of(5), Dense.of(3));
    Objective squares = new Classification(linear, StandardLoss.MEAN_SQUARED_ERROR);
    for (double size : new double[] {1e4, 1e12, 1e25, 1e38}) {
      assertThat(cause(squares, split(size), SETTINGS))
          .matches(
              "the features are probably too large: row \\d+, column [01] \\((long|wide)\\) is .*;"
                  + " bring the columns to about 1, as standardised\\(\\) does\\.");
      TrainingOutcome standardised =
          Trainer.of(squares, split(size).standardised(), SETTINGS.withEpochs(3)).run().outcome();
      assertThat(standardised).isInstanceOf(TrainingOutcome.Completed.class);
    }
    assertThat(cause(squares, split(1), SETTINGS.withRate(1e6)))
        .isEqualTo("the rate is probably too large (sgd(rate 1000000.0)), try a tenth of it.");
    assertThat(
            cause(
                new Classification(
                    linear, (output, target) -> output.subtract(target).log().mean(-1)),
                split(1),
                SETTINGS))
        .startsWith("the loss ")
        .endsWith(" is not finite, though the network's outputs are; use a loss that fits them.");
  }

  @Test
  void a_number_that_the_precision_cannot_hold_is_refused_with_its_place() {
    double[] features = new double[40];
    features[7] = 1e39;
    Dataset data =
        Dataset.ofDoubles("pets", Shape.of(2), features, labels(20, 2), List.of("a", "b"));
    Network network = Network.of("2-2", Activation.TANH);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Trainer.of(network, new Split(data, data), SETTINGS))
        .withMessage(
            "pets: row 3, column 1 is 1.0E39, more than float can hold (3.4e38); scale the column,"
                + " or compute in double.");
    assertThat(Trainer.of(network, new Split(data, data).standardised(), SETTINGS).run().outcome())
        .isInstanceOf(TrainingOutcome.Completed.class);
    assertThat(Trainer.of(network, new Split(data, data), SETTINGS.withPrecision(DType.DOUBLE)))
        .isNotNull();
  }

  @Test
  void columns_of_every_size_and_offset_are_standardised_alike() {
    Random random = new Random(11);
    double[] plain = random.doubles(60, -1, 1).toArray();
    for (int trial = 0; trial < 200; trial++) {
      double scale = Math.pow(10, random.nextInt(600) - 300);
      double offset = trial % 2 == 0 ? 0 : scale * (random.nextInt(2_000) - 1_000);
      double[] moved = new double[60];
      for (int i = 0; i < 60; i++) {
        moved[i] = i % 2 == 0 ? 5 * scale : offset + scale * plain[i];
      }
      Dataset data = Dataset.ofDoubles("d", Shape.of(2), moved, labels(30, 3), CLASSES);
      double[] seen = data.standardised().scaled().features(DType.DOUBLE).doubles();
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < 60; i++) {
        if (i % 2 == 0) {
          assertThat(seen[i]).isZero(); // the same in every row
        }
        sum += seen[i];
        squares += seen[i] * seen[i];
      }
      assertThat(sum / 30).isBetween(-1e-9, 1e-9);
      assertThat(squares / 30).isBetween(1 - 1e-9, 1 + 1e-9);
    }
  }
}
