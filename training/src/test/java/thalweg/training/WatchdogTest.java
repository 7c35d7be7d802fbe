package thalweg.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.descent.direction.RuleParser;
import thalweg.network.Network;
import thalweg.network.NetworkParser;
import thalweg.network.activation.Activation;
import thalweg.training.data.Dataset;
import thalweg.training.data.Digits;
import thalweg.training.data.Split;
import thalweg.training.model.Model;

/// What it looks at are many trainings.
class WatchdogTest {
  /// Classes in clouds, with more noise the harder they are to tell apart.
  static Dataset clouds(Random random, int rows, int width, int classes, double noise) {
    double[][] centres = new double[classes][];
    Arrays.setAll(centres, _ -> random.doubles(width, -1.5, 1.5).toArray());
    double[][] x = new double[rows][width];
    int[] labels = new int[rows];
    for (int row = 0; row < rows; row++) {
      int label = row % classes;
      labels[row] = label;
      Arrays.setAll(x[row], j -> centres[label][j] + noise * random.nextGaussian());
    }
    return Dataset.of(x, labels);
  }

  private static List<String> said(Network network, Split data, TrainingSettings settings) {
    return Warnings.of(Trainer.of(network, data, settings));
  }

  private static TrainingSettings settings(String rule, int seed) {
    return TrainingSettings.defaults()
        .withRule(RuleParser.parse(rule))
        .withBatch(20)
        .withSeed(seed)
        .withThreads(1)
        .withEpochs(8);
  }

  /// Returns a layer with its bend so many times, then one of classes that begins as it does.
  private static Network network(int inputs, int depth, String layer, int width, int classes) {
    String last = layer.substring(0, layer.indexOf(',')).replace("W", String.valueOf(classes));
    String hidden = (", " + layer).repeat(depth).replace("W", String.valueOf(width));
    return NetworkParser.parse(inputs + hidden + ", " + last);
  }

  @Test
  void healthy_runs_are_passed_over_in_silence() {
    List<String> rules =
        List.of("sgd(rate 0.1)", "momentum(rate 0.01)", "adam(rate 0.003)", "adam(rate 0.01)");
    List<String> layers =
        List.of(
            "dense W init he, relu",
            "dense W, tanh",
            "dense W, sigmoid",
            "dense W init he, batchnorm, relu",
            "dense W init he, relu, dropout 0.3");
    for (int seed = 1; seed <= 100; seed++) {
      Random random = new Random(seed);
      String layer = layers.get(seed % layers.size());
      int depth = 1 + random.nextInt(layer.contains("sigmoid") ? 3 : 6);
      int width = 1 + random.nextInt(8);
      int classes = 2 + random.nextInt(4);
      Network network = network(width, depth, layer, 8 << random.nextInt(4), classes);
      Split data =
          Split.of(
              clouds(random, 150 + random.nextInt(500), width, classes, 0.3 + random.nextDouble()));
      assertThat(said(network, data, settings(rules.get(random.nextInt(rules.size())), seed)))
          .as("seed %d: %s", seed, network)
          .isEmpty();
    }
  }

  @Test
  void many_rows_for_a_small_network_are_not_learnt_by_heart() {
    for (int seed = 1; seed <= 30; seed++) {
      Random random = new Random(seed);
      int width = 1 + random.nextInt(8);
      Split data = clouds(random, 2_000, width, 3, 0.3 + random.nextDouble()).split(0.3, seed);
      Network network = Network.of(width + "-8-3", Activation.RELU);
      String rule = seed % 2 == 0 ? "sgd(rate 0.1)" : "adam(rate 0.003)";
      assertThat(said(network, data, settings(rule, seed).withEpochs(15)))
          .as("seed %d", seed)
          .isEmpty();
    }
  }

  @Test
  void the_digits_are_learnt_in_silence() {
    Split digits = Digits.split(1, 2_000, 500);
    for (String layers :
        List.of(
            "784, dense 50 init he, relu, dense 10 init he",
            "784, dense 50 init normal:0.01, sigmoid, dense 10 init normal:0.01",
            "784, dense 64 init he, relu, dropout 0.5, dense 64 init he, relu, dense 10 init he")) {
      for (String rule : List.of("sgd(rate 0.1)", "adam(rate 0.001)")) {
        assertThat(
                said(
                    NetworkParser.parse(layers),
                    digits,
                    settings(rule, 1).withBatch(100).withEpochs(9)))
            .as("%s by %s", layers, rule)
            .isEmpty();
      }
    }
  }

  @Test
  void gradients_that_vanish_in_deep_networks_are_told_with_their_layers() {
    for (int seed = 1; seed <= 40; seed++) {
      Random random = new Random(seed);
      int depth = 9 + random.nextInt(6);
      Network network = network(4, depth, "dense W, sigmoid", 8 << seed % 3, 3);
      Split data = clouds(random, 300, 4, 3, 0.5).split(0.3, seed);
      String rule = seed % 2 == 0 ? "sgd(rate 0.1)" : "momentum(rate 0.01)";
      assertThat(said(network, data, settings(rule, seed)))
          .as("seed %d: %d layers", seed, depth)
          .singleElement()
          .asString()
          .matches(
              "the gradient vanishes on its way down: beside its weights that of dense[1-3] is .*"
                  + " of that of dense\\d+, so it hardly learns; try relu, batchnorm between the"
                  + " layers, or fewer layers\\.");
    }
  }

  @Test
  void gradients_that_explode_are_told_with_their_layer() {
    for (int seed = 1; seed <= 40; seed++) {
      Random random = new Random(seed);
      int depth = 5 + random.nextInt(4);
      Network network = network(4, depth, "dense W init normal:1, relu", 64, 3);
      Split data = clouds(random, 300, 4, 3, 1).split(0.3, seed);
      assertThat(said(network, data, settings("sgd(rate 1e-12)", seed)))
          .as("seed %d: %d layers", seed, depth)
          .singleElement()
          .asString()
          .matches(
              "the gradient explodes: that of dense\\d+ is .* times as large as its weights; try"
                  + " the rule with \" \\+ clip\\(norm 1\\)\", a smaller rate, or first values by"
                  + " he or xavier\\.");
    }
  }

  @Test
  void units_that_died_are_counted() {
    int most = 0;
    int told = 0;
    for (int seed = 1; seed <= 60; seed++) {
      Random random = new Random(seed);
      int units = 10 + random.nextInt(50);
      Network network = Network.of("5-" + units + "-3", Activation.RELU);
      double[][] x = new double[300][5]; // none below 0: half of the units give 0 from the start
      int[] labels = new int[300];
      for (int row = 0; row < 300; row++) {
        x[row] = random.doubles(5, 0, 1).toArray();
        labels[row] = x[row][0] > x[row][1] ? x[row][2] > 0.5 ? 2 : 1 : 0;
      }
      Split data = Dataset.of(x, labels).split(0.3, seed);
      double rate = Math.pow(10, -1 + 3 * random.nextDouble());
      List<String> said = new ArrayList<>();
      List<NdArray> weights =
          Trainer.of(network, data, settings("sgd(rate " + rate + ")", seed).withEpochs(1))
              .listen(
                  event -> {
                    if (event instanceof TrainingEvent.Warned(_, String what)) {
                      said.add(what);
                    }
                  })
              .run()
              .state()
              .parameters();
      int dead = dead(weights.get(0), weights.get(1), data.train());
      most += 3 * dead > 2 * units ? 1 : 0;
      for (String what : said) {
        if (what.contains("relu1")) {
          told++;
          assertThat(what)
              .startsWith(dead + " of " + units + " units of relu1 give 0 for every row")
              .contains("(it is " + rate + ")");
          assertThat(3 * dead).isGreaterThan(2 * units);
        }
      }
    }
    assertThat(most).isBetween(15, 55);
    assertThat(told).isBetween(most - 3, most); // some died in the very last step
  }

  private static int dead(NdArray weight, NdArray bias, Dataset data) {
    double[] x = data.features(DType.DOUBLE).doubles();
    int inputs = weight.shape().size(0);
    int units = weight.shape().size(1);
    int dead = units;
    for (int unit = 0; unit < units; unit++) {
      for (int row = 0; row < data.rows(); row++) {
        double sum = bias.at(unit);
        for (int j = 0; j < inputs; j++) {
          sum += x[row * inputs + j] * weight.at(j * units + unit);
        }
        if (sum > 0) {
          dead--;
          break;
        }
      }
    }
    return dead;
  }

  @Test
  void a_loss_that_is_not_finite_is_followed_to_the_layer_where_it_began() {
    for (int seed = 1; seed <= 40; seed++) {
      Random random = new Random(seed);
      String size = "1e" + (6 + random.nextInt(14));
      Network network = network(3, 8, "dense W init normal:" + size + ", relu", 6, 2);
      Dataset data = clouds(random, 60, 3, 2, 1);
      TrainingResult result = Trainer.of(network, Split.of(data), settings("sgd", seed)).run();
      assertThat(result.outcome()).isInstanceOf(TrainingOutcome.NonFinite.class);
      String where = ((TrainingOutcome.NonFinite) result.outcome()).where();
      double most = 0; // through the layers by hand
      int layer = 0;
      List<NdArray> weights = network.initial(DType.FLOAT, seed);
      for (; layer < 9 && most <= Float.MAX_VALUE; layer++) {
        Network part = new Network(network.input(), network.layers().subList(0, 2 * layer + 1));
        List<NdArray> first =
            weights.subList(0, 2 * layer + 2).stream()
                .map(array -> array.to(DType.DOUBLE))
                .toList();
        NdArray outputs = new Model(part, first, List.of()).outputs(data);
        most = Arrays.stream(outputs.toDoubles()).map(Math::abs).max().orElseThrow();
      }
      assertThat(where).as("seed %d, %s", seed, size).isEqualTo("dense" + layer);
    }
  }

  @Test
  void over_fitting_is_told_once_unless_the_run_ends_early() {
    for (int seed = 1; seed <= 40; seed++) {
      Random random = new Random(seed);
      Dataset all = clouds(random, 120, 6, 2, 4);
      Split data = all.split(0.5, seed);
      Split three = new Split(data.train(), data.test(), data.test());
      Network network = Network.of("6-40-2", Activation.RELU);
      TrainingSettings settings = settings("adam(rate 0.03)", seed).withEpochs(40);
      for (Split split : List.of(data, three)) {
        assertThat(said(network, split, settings))
            .as("seed %d", seed)
            .singleElement()
            .asString()
            .matches(
                "over-fitting since epoch \\d+: the (test|validation) loss has risen from .* to .*,"
                    + " while the training loss fell from .* to .*; stop there by early stopping on"
                    + " validation rows, or try more rows, dropout or decay\\.")
            .contains(split == data ? "test loss" : "validation loss");
      }
      assertThat(said(network, three, settings.withEarlyStopping(EarlyStopping.after(30))))
          .isEmpty();
    }
  }
}
