package thalweg.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
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

@Tag("plain")
class NetworkParserTest {
  @Test
  void what_a_network_prints_is_read_back_equal() {
    Random random = new Random(61);
    for (int i = 0; i < 500; i++) {
      Network network = network(random);
      assertThat(NetworkParser.parse(network.toString())).isEqualTo(network);
      if (!network.toString().contains("\"")) {
        assertThat(NetworkParser.parse("  " + network.toString().replace(" ", " \t ") + "\n"))
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
            "4, dense 3, thalweg.network.NetworkParserTest$Swish(beta=1.5, note=\"a\"), "
                + "thalweg.network.NetworkParserTest$Bend.DOWN");
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
    assertThat(network).hasToString("4, dense 3, twice");
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
        .hasToString("784, dense 50 init he, tanh, dense 10 init he");
    assertThat(NetworkParser.sizes(" 3 - 2 ", Activation.TANH, new Initialisation.He()))
        .hasToString("3, dense 2 init he");
  }

  private static void spelt(String text, String written) {
    Network network = NetworkParser.parse(text);
    assertThat(network).as(text).hasToString(written);
    assertThat(NetworkParser.parse(written)).as(text).isEqualTo(network);
  }

  @Test
  void names_blanks_and_usual_settings_are_as_one_likes_them() {
    spelt("3, dense 2", "3, dense 2");
    spelt(" 28x28,flatten ,\n RELU,dense 2 INIT HE ", "28x28, flatten, relu, dense 2 init he");
    spelt("3, dense 2 init xavier", "3, dense 2");
    spelt("4, batchnorm epsilon .00001 momentum 1e-1", "4, batchnorm");
    spelt("4, batchnorm epsilon 5e-1 momentum +1.", "4, batchnorm momentum 1 epsilon 0.5");
    spelt("4, dropout 0", "4, dropout 0");
    spelt("scalar, tanh", "scalar, tanh");
    spelt("4, dense 3 init normal:0.01", "4, dense 3 init normal:0.01");
  }

  @Test
  void the_spelling_of_the_first_versions_is_read() {
    spelt("784 dense(50,he) relu dense(10,he)", "784, dense 50 init he, relu, dense 10 init he");
    spelt("3 dense(2)", "3, dense 2");
    spelt("3 dense( 2 , he )", "3, dense 2 init he");
    spelt("28x28 flatten RELU dense(2,HE)", "28x28, flatten, relu, dense 2 init he");
    spelt("784 relu", "784, relu");
    spelt(
        " 4 dropout(0.5)  batchnorm batchnorm(momentum 0.1, epsilon 1.0E-5)"
            + " batchnorm(momentum 0.2,epsilon 0.5) ",
        "4, dropout 0.5, batchnorm, batchnorm, batchnorm momentum 0.2 epsilon 0.5");
    spelt(
        "4 dense(3,xavier) thalweg.network.NetworkParserTest$Swish(beta=1.5, note=\", ) 3\")"
            + " thalweg.network.NetworkParserTest$Bend.DOWN softmax",
        "4, dense 3, thalweg.network.NetworkParserTest$Swish(beta=1.5, note=\", ) 3\"),"
            + " thalweg.network.NetworkParserTest$Bend.DOWN, softmax");
    Random random = new Random(62);
    for (int i = 0; i < 300; i++) {
      Network network = network(random);
      StringBuilder first = new StringBuilder(network.toString().replaceFirst(",.*", ""));
      for (Layer layer : network.layers()) {
        first.append(' ').append(firstSpelling(layer));
      }
      assertThat(NetworkParser.parse(first.toString())).isEqualTo(network);
    }
  }

  private static String firstSpelling(Layer layer) {
    return switch (layer) {
      case Dense(int units, Initialisation weight, boolean _) ->
          "dense(" + units + "," + weight + ")";
      case Dropout(double rate) -> "dropout(" + rate + ")";
      case BatchNormalisation(double momentum, double epsilon) ->
          "batchnorm(momentum " + momentum + ", epsilon " + epsilon + ")";
      default -> layer.text();
    };
  }

  @Test
  void the_shape_of_a_row_may_be_left_to_the_data() {
    assertThat(NetworkParser.parse("dense 5, relu, dense 2", Shape.of(3)))
        .hasToString("3, dense 5, relu, dense 2");
    assertThat(NetworkParser.parse("flatten, dense 2", Shape.of(2, 3)).input())
        .isEqualTo(Shape.of(2, 3));
    assertThat(NetworkParser.parse("4, dense 2", Shape.of(2, 3)).input()).isEqualTo(Shape.of(4));
    unread(
        "dense 5, relu",
        "network: \"dense 5, relu\" does not state the shape of a row; write it first, such as 784"
            + " or 1x28x28, then a comma.");
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

  private static final String KNOWN =
      "known are "
          + String.join(", ", NetworkParser.names())
          + ", and records of your own as com.acme.Name(setting=1.5).";

  @Test
  void words_that_name_no_layer_are_named() {
    for (String text : List.of("784, dens 10", "784 dens(10)")) {
      unread(
          text,
          "network: \"dens\" at character "
              + (text.indexOf("dens") + 1)
              + " names no layer; did you mean dense?");
    }
    unread("784, frobnicate", "network: \"frobnicate\" at character 6 names no layer; " + KNOWN);
    unread(
        "784 com.acme.Swish(beta=1.5)",
        "network: \"com.acme.Swish(beta=1.5)\" at character 5: written form: the class"
            + " com.acme.Swish is not found; add what has it to the class path.");
    unread(
        "784, thalweg.network.loss.StandardLoss.MEAN_SQUARED_ERROR",
        "network: \"thalweg.network.loss.StandardLoss.MEAN_SQUARED_ERROR\" at character 6: written"
            + " form: the class thalweg.network.loss.StandardLoss is no Layer.");
    unread("784", "network: it has no layers; give at least one.");
  }

  @Test
  void settings_that_do_not_fit_are_named_with_their_place() {
    String ten = "network: \"dense 10 init glorot\" at character 6: ";
    unread(
        "784, dense 10 init glorot",
        ten
            + "initialisation: \"glorot\" is unknown; it must be zeros, ones, xavier, he,"
            + " lecun, orthogonal, normal:DEVIATION, truncated:DEVIATION, uniform:LIMIT or"
            + " constant:NUMBER.");
    unread(
        "784 dense(10,normal:)",
        "network: \"dense(10,normal:)\" at character 5: initialisation: \"normal:\" has no number"
            + " after the colon; write for example normal:0.01.");
    unread(
        "784, relu, dropout half",
        "network: \"dropout half\" at character 12: dropout: its rate must stand behind the name, a"
            + " number, such as 0.5; given is \"half\".");
    unread(
        "784, dropout 1",
        "network: \"dropout 1\" at character 6: dropout: the rate is 1.0; it must be at least 0 and"
            + " below 1.");
    unread(
        "784, dense",
        "network: \"dense\" at character 6: dense: its units must stand behind the name, a whole"
            + " number, such as 10.");
    unread(
        "784, dense 1.5",
        "network: \"dense 1.5\" at character 6: dense: units is \"1.5\"; it must be a whole number"
            + " up to 2147483647.");
    unread(
        "784, dense 5 unit he",
        "network: \"dense 5 unit he\" at character 6: dense: \"unit\" is no setting of it; did you"
            + " mean init?");
    unread(
        "784, dense 5 6",
        "network: \"dense 5 6\" at character 6: dense: \"6\" is no setting of it; known are init,"
            + " each.");
    unread(
        "784, dense 5 init he init he",
        "network: \"dense 5 init he init he\" at character 6: dense: \"init\" is given twice.");
    unread(
        "784, dense 5 init",
        "network: \"dense 5 init\" at character 6: dense: a value must stand behind \"init\".");
    unread(
        "784, relu 5",
        "network: \"relu 5\" at character 6: relu: \"5\" is no setting of it; leave it out.");
    unread(
        "784, batchnorm momentum NaN",
        "network: \"batchnorm momentum NaN\" at character 6: batchnorm: momentum is \"NaN\"; it"
            + " must be a finite number, such as 0.5.");
    unread(
        "784, relu(tanh)",
        "network: \"relu(tanh)\" at character 6: relu: it takes no layers in parentheses; write its"
            + " settings behind blanks.");
    unread(
        "784, dense(50,he)",
        "network: \"50,he)\" at character 12: layers are expected in parentheses, settings behind"
            + " blanks, such as dense 10.");
    unread(
        "784 dense 50 relu",
        "network: \"dense 50 relu\" at character 5: \",\" is expected after the shape of a row and"
            + " between layers, such as 784, dense 10.");
    unread("784, relu,", "network: at the end of \"784, relu,\": a layer is expected.");
    unread("784, , relu", "network: \", relu\" at character 6: a layer is expected.");
    unread("784, relu) x", "network: \") x\" at character 10: a comma is expected.");
    unread(
        "784 dense(4",
        "network: at the end of \"784 dense(4\": a closing parenthesis is expected.");
    unread(
        "7a4, relu",
        "network: \"7a4\" at character 1: network: shape of a row is \"7a4\"; it must be whole"
            + " numbers joined by x, such as 3x3.");
  }

  @Test
  void a_network_is_written_as_json_and_read_back_equal() {
    Random random = new Random(63);
    for (int i = 0; i < 300; i++) {
      Network network = network(random);
      String json = NetworkParser.json(network);
      assertThat(NetworkParser.parse(json)).isEqualTo(network);
      String spaced = "\n" + json.replace("\n", "\r\n\t").replace("\": [", "\" : [ ");
      assertThat(NetworkParser.parse(spaced)).isEqualTo(network);
    }
    assertThat(NetworkParser.json(Network.of("784-50-10", Activation.RELU)))
        .isEqualTo(
            """
            {
              "input": [784],
              "layers": [
                "dense 50 init he",
                "relu",
                "dense 10 init he"
              ]
            }
            """);
    assertThat(NetworkParser.parse("{\"layers\": [\"dense 2\"]}", Shape.of(3)))
        .hasToString("3, dense 2");
    assertThat(NetworkParser.parse("{\"layers\": [\"relu\"], \"input\": []}"))
        .hasToString("scalar, relu");
    unread(
        "{\"inputs\": [3]}",
        "network: \"inputs\" is no part of a network in JSON; did you mean input?");
    unread("{\"input\": [3], \"input\": [3]}", "network: \"input\" is given twice.");
    unread(
        "{\"input\": [3]}",
        "network: there are no \"layers\"; write them as a list of texts, such as [\"dense 10\"].");
    unread(
        "{\"input\": [3.5]}", "network: \".5]}\" at character 13 of the JSON: \"]\" is expected.");
    unread("{\"layers\": [\"relu\"", "network: at the end of the JSON: \"]\" is expected.");
    for (String text :
        List.of(
            "{".repeat(1_000_000),
            "{\"layers\": [" + "[".repeat(1_000_000),
            "{\"layers\": [\"" + "x".repeat(1_000_000),
            "{\"layers\": [\"" + "\\".repeat(1_000_001),
            "{\"layers\": [" + "\"relu\",".repeat(150_000),
            "{\"input\": [" + "1,".repeat(500_000),
            "{\"input\": [" + "1".repeat(1_000_000) + "], \"layers\": [\"relu\"]}",
            "{\"" + "x".repeat(1_000_000) + "\": 1}")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> NetworkParser.parse(text))
          .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(800));
    }
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
            "784, " + "relu, ".repeat(160_000),
            "784, dense 5 " + "init he ".repeat(120_000),
            "784, dense " + "1".repeat(1_000_000),
            "784, dropout " + "1".repeat(1_000_000),
            "784, dropout 1" + "e1".repeat(500_000),
            "784, " + "relu(".repeat(200_000),
            "784, a.b" + "(".repeat(1_000_000),
            "784, a.b(" + "\"".repeat(1_000_001),
            "784, relu" + " x".repeat(500_000),
            "784, " + "frozen".repeat(160_000),
            "784 \u001b[2J\u0007")) {
      for (Runnable reading :
          List.<Runnable>of(
              () -> NetworkParser.parse(text),
              () -> NetworkParser.sizes(text, Activation.RELU, new Initialisation.He()))) {
        assertThatIllegalArgumentException()
            .isThrownBy(reading::run)
            .satisfies(
                refused -> {
                  assertThat(refused.getMessage()).hasSizeLessThan(800);
                  assertThat(refused.getMessage().codePoints()).noneMatch(Character::isISOControl);
                });
      }
    }
  }
}
