package thalweg.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.network.activation.Activation;
import thalweg.network.initialisation.Initialisation;
import thalweg.network.layer.BatchNormalisation;
import thalweg.network.layer.Dense;
import thalweg.network.layer.Dropout;
import thalweg.network.layer.Flatten;
import thalweg.network.layer.Layer;
import thalweg.network.layer.Pass;

class NetworkParserTest {
  @Test
  void what_a_network_prints_is_read_back_equal() {
    Random random = new Random(61);
    for (int i = 0; i < 500; i++) {
      Network network = network(random);
      assertThat(NetworkParser.parse(network.toString())).isEqualTo(network);
      if (!network.toString().contains("\"")) {
        assertThat(NetworkParser.parse("  " + network.toString().replace(" ", " \t ") + " "))
            .isEqualTo(network);
      }
    }
  }

  private static Network network(Random random) {
    int[] sizes = new int[1 + random.nextInt(3)];
    for (int axis = 0; axis < sizes.length; axis++) {
      sizes[axis] = 1 + random.nextInt(9);
    }
    List<Layer> layers = new ArrayList<>();
    if (sizes.length > 1 || random.nextBoolean()) {
      layers.add(new Flatten());
    }
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      layers.add(new Dense(1 + random.nextInt(20), initialisation(random)));
      Activation[] activations = Activation.values();
      if (random.nextBoolean()) {
        layers.add(activations[random.nextInt(activations.length)]);
      }
      switch (random.nextInt(6)) {
        case 3 -> layers.add(new Swish(random.nextGaussian(), QUOTES[random.nextInt(4)]));
        case 4 -> layers.add(Bend.values()[random.nextInt(2)]);
        case 0 -> layers.add(new Dropout(random.nextBoolean() ? 0.5 : random.nextDouble()));
        case 1 -> layers.add(new BatchNormalisation());
        case 2 ->
            layers.add(
                new BatchNormalisation(
                    1 - random.nextDouble(), Math.exp(-20 * random.nextDouble())));
        default -> {}
      }
    }
    return new Network(Shape.of(sizes), layers);
  }

  private static final String[] QUOTES = {"", "(a \" b) \\", "\\\" )) \n (", "dense(5)"};

  /// A layer of one's own that would like to be taken for another.
  record Swish(double beta, String note) implements Layer {
    @Override
    public String kind() {
      return "swish";
    }

    @Override
    public Shape output(Shape input) {
      return input;
    }

    @Override
    public Tensor apply(Pass pass, List<Tensor> parameters, Tensor x) {
      return x.multiply(x.multiply(beta).sigmoid());
    }

    @Override
    public String toString() {
      return "relu";
    }
  }

  enum Bend implements Layer {
    UP,
    DOWN;

    @Override
    public String kind() {
      return "bend";
    }

    @Override
    public Shape output(Shape input) {
      return input;
    }

    @Override
    public Tensor apply(Pass pass, List<Tensor> parameters, Tensor x) {
      return this == UP ? x : x.negate();
    }
  }

  @Test
  void layers_of_ones_own_stand_in_their_written_form() {
    Network network = Network.of(4, Dense.of(3), new Swish(1.5, "a"), Bend.DOWN);
    assertThat(NetworkParser.write(network))
        .isEqualTo(
            "4 dense(3,xavier) thalweg.network.NetworkParserTest$Swish(beta=1.5, note=\"a\")"
                + " thalweg.network.NetworkParserTest$Bend.DOWN");
    assertThat(network).hasToString(NetworkParser.write(network));
    assertThat(NetworkParser.parse(NetworkParser.write(network))).isEqualTo(network);
  }

  @Test
  void a_layer_that_cannot_be_kept_is_named_when_it_is_to_be() {
    Layer unnamed =
        new Layer() {
          @Override
          public String kind() {
            return "twice";
          }

          @Override
          public Shape output(Shape input) {
            return input;
          }

          @Override
          public Tensor apply(Pass pass, List<Tensor> parameters, Tensor x) {
            return x.multiply(2);
          }

          @Override
          public String toString() {
            return "twice";
          }
        };
    Network network = Network.of(4, Dense.of(3), unnamed);
    assertThat(network).hasToString("4 dense(3,xavier) twice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NetworkParser.write(network))
        .withMessage(
            "network: layer 2 cannot be kept: written form: an unnamed class of"
                + " thalweg.network.NetworkParserTest cannot be written down; make it a record,"
                + " with numbers, booleans, strings, enums, records and lists of these as"
                + " components.");
  }

  private static Initialisation initialisation(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> new Initialisation.Zeros();
      case 4 -> new Initialisation.Ones();
      case 1 -> new Initialisation.Normal(Math.exp(10 * random.nextGaussian()));
      case 2 -> new Initialisation.Xavier();
      default -> new Initialisation.He();
    };
  }

  @Test
  void sizes_are_dense_layers_with_the_activation_between_them() {
    assertThat(NetworkParser.sizes("784-50-10", Activation.TANH, new Initialisation.He()))
        .hasToString("784 dense(50,he) tanh dense(10,he)");
    assertThat(NetworkParser.sizes(" 3 - 2 ", Activation.TANH, new Initialisation.He()))
        .hasToString("3 dense(2,he)");
    assertThat(NetworkParser.parse("3 dense(2)")).hasToString("3 dense(2,xavier)");
    assertThat(NetworkParser.parse("28x28 flatten RELU dense(2,HE)"))
        .hasToString("28x28 flatten relu dense(2,he)");
    assertThat(
            NetworkParser.parse(
                "4 dropout(0.5) batchnorm batchnorm(momentum 0.1, epsilon 1e-5)"
                    + " batchnorm(momentum 0.2,epsilon 0.5)"))
        .hasToString("4 dropout(0.5) batchnorm batchnorm batchnorm(momentum 0.2, epsilon 0.5)");
  }

  private static void refused(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Network.of(text, Activation.RELU))
        .withMessage(message);
  }

  @Test
  void sizes_that_are_none_are_named() {
    refused(
        "784",
        "network: \"784\" has one size; write at least input and output, such as 784-50-10.");
    String rest =
        " is no layer size; write positive whole numbers joined by hyphens, such as 784-50-10.";
    refused("784-fifty-10", "network: \"fifty\" in \"784-fifty-10\"" + rest);
    refused("784-0-10", "network: \"0\" in \"784-0-10\"" + rest);
    refused("784--10", "network: \"\" in \"784--10\"" + rest);
    refused("784-10-", "network: \"\" in \"784-10-\"" + rest);
    refused("784-99999999999", "network: \"99999999999\" in \"784-99999999999\"" + rest);
  }

  private static void unread(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NetworkParser.parse(text))
        .withMessage(message);
  }

  @Test
  void words_that_name_no_layer_are_named() {
    unread(
        "784 dens(10)",
        "network: \"dens(10)\" names no layer; known are dense(UNITS,INITIALISATION), flatten,"
            + " dropout(RATE), batchnorm, sigmoid, relu, tanh, softmax, identity, and records of"
            + " your own as com.acme.Name(setting=1.5).");
    unread(
        "784 dense(10,glorot)",
        "initialisation: \"glorot\" is unknown; it must be zeros, ones, normal:DEVIATION, xavier or"
            + " he.");
    unread(
        "784 dense(10,normal:)",
        "initialisation: \"normal:\" has no number after the colon; write for example"
            + " normal:0.01.");
    unread(
        "784 dense(10,normal:-1)",
        "initialisation: deviation is -1.0; it must be a finite number above 0.");
    unread(
        "784 dropout(half)",
        "network: \"half\" in \"dropout(half)\" is no number; write such as 0.5.");
    unread("784 dropout(1)", "dropout: the rate is 1.0; it must be at least 0 and below 1.");
    unread(
        "784 batchnorm(momentum 2, epsilon 1e-5)",
        "batchnorm: momentum is 2.0; it must be above 0 and at most 1.");
    unread(
        "784 com.acme.Swish(beta=1.5)",
        "written form: the class com.acme.Swish is not found; add what has it to the class path.");
    unread(
        "784 thalweg.network.loss.StandardLoss.MEAN_SQUARED_ERROR",
        "written form: the class thalweg.network.loss.StandardLoss is no Layer.");
    unread("784", "network: it has no layers; give at least one.");
  }

  @Test
  void a_text_of_a_million_characters_is_refused_in_one_short_line() {
    for (String text :
        List.of(
            "784 " + "relu ".repeat(200_000),
            "784 dense(" + "1".repeat(1_000_000),
            "784 dense(5," + "(".repeat(1_000_000),
            "784 com.acme.Swish(" + "\"".repeat(1_000_001),
            "784 com.acme.Swish(" + "\\\"".repeat(500_000),
            "784 a." + "b.".repeat(500_000) + "()",
            "784 dropout(" + "1".repeat(1_000_000),
            "784 batchnorm(momentum " + "1".repeat(1_000_000) + ", epsilon 1)",
            "784 batchnorm(momentum " + "( ".repeat(500_000),
            "784 " + ") ".repeat(500_000),
            "784 dense(5,normal:" + "1".repeat(1_000_000) + ")",
            "784 " + "x".repeat(1_000_000),
            "1x".repeat(500_000),
            "-".repeat(1_000_000),
            "784 \u001b[2J\u0007")) {
      for (Runnable reading :
          List.<Runnable>of(
              () -> NetworkParser.parse(text),
              () -> NetworkParser.sizes(text, Activation.RELU, new Initialisation.He()))) {
        assertThatIllegalArgumentException()
            .isThrownBy(reading::run)
            .satisfies(
                refused -> {
                  assertThat(refused.getMessage()).hasSizeLessThan(400);
                  assertThat(refused.getMessage().codePoints()).noneMatch(Character::isISOControl);
                });
      }
    }
  }
}
