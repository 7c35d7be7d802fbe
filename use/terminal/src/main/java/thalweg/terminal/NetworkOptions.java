package thalweg.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import thalweg.network.Network;
import thalweg.network.NetworkParser;
import thalweg.network.activation.Activation;
import thalweg.network.initialisation.Initialisation;
import thalweg.training.Recipe;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;

/// The options that describe a network.
final class NetworkOptions {
  private static final Activation ACTIVATION = Activation.RELU;
  private static final int HIDDEN = 50;
  private static final int MOST_BYTES = 1 << 20;

  @Option(
      names = "--network",
      paramLabel = "NETWORK",
      description =
          "Layer sizes from input to output, such as 784-50-10; or layer by layer, as \"dense 50"
              + " init he, relu, dropout 0.2, dense 10\", the shape of a row before it or left to"
              + " the data; or a file .txt or .json that holds this. Default: FEATURES-50-CLASSES,"
              + " or FEATURES-50-1 for a quantity.")
  @Nullable String sizes;

  @Option(
      names = "--activation",
      paramLabel = "NAME",
      description = "Between the layers: relu (default), sigmoid, tanh or identity.")
  @Nullable String activation;

  @Option(
      names = "--initialisation",
      paramLabel = "KIND",
      description =
          "How weights begin: he (default after relu), xavier (default else), lecun, orthogonal or"
              + " normal:DEVIATION,"
              + " such as normal:0.01.")
  @Nullable String initialisation;

  boolean isGiven() {
    return sizes != null || activation != null || initialisation != null;
  }

  /// Checks the words before any work.
  void check() {
    if (isWritten() && (activation != null || initialisation != null)) {
      throw Failure.usage(
          "--activation, --initialisation: --network names each layer by itself, such as"
              + " \"relu\" and \"dense 50 init he\"; leave these out.");
    }
    String layers = layersAlone();
    if (layers != null) {
      NetworkParser.layers(layers);
    } else if (sizes != null) {
      network(1, 1);
    }
    if (activation != null) {
      Activation.parse(activation);
    }
    if (initialisation != null) {
      Initialisation.parse(initialisation);
    }
  }

  /// Returns whether each layer is written by itself.
  private boolean isWritten() {
    String text = text();
    return text != null
        && (text.strip().chars().anyMatch(c -> Character.isWhitespace(c) || c == ',' || c == '(')
            || text.chars().allMatch(Character::isLetter));
  }

  /// Returns what is stated, or what a file holds that is named in its place.
  private @Nullable String text() {
    if (sizes == null || !(sizes.endsWith(".json") || sizes.endsWith(".txt"))) {
      return sizes;
    }
    Path file = Path.of(sizes);
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw Failure.input(
            sizes
                + ": it has "
                + Files.size(file)
                + " bytes; a network has at most "
                + MOST_BYTES
                + ".");
      }
      return Files.readString(file).strip();
    } catch (IOException unread) {
      throw Failure.input(unread);
    }
  }

  /// Returns the layers where the shape of a row is known only with the data, else null.
  private @Nullable String layersAlone() {
    String text = text();
    return text == null || !isWritten() || NetworkParser.statesShape(text) ? null : text;
  }

  /// Returns the network for these rows: where none is stated, one that suits them, or one with a
  /// hidden layer.
  ///
  /// @param isSuited whether it is to suit them
  Network network(Split data, boolean isSuited) {
    Dataset train = data.train();
    String layers = layersAlone();
    if (layers != null) {
      return NetworkParser.parse(layers, train.rowShape());
    }
    return isSuited && !isGiven()
        ? Recipe.of(data).objective().network()
        : network(train.rowShape().elements(), train.classes() > 0 ? train.classes() : 1);
  }

  /// Returns the network that these words state, without data from which the shape of a row could
  /// follow.
  ///
  /// @throws Failure if they do not state that shape
  static Network stated(String sizes, @Nullable String activation) {
    NetworkOptions options = new NetworkOptions();
    options.sizes = sizes;
    options.activation = activation;
    options.check();
    if (options.layersAlone() != null) {
      throw Failure.usage(
          "--network must begin with the shape of a row, such as \"1x28x28, conv 8 3x3, relu,"
              + " flatten, dense 10\" or 784-50-10.");
    }
    return options.network(1, 1);
  }

  /// Returns a network that is worked with much as the stated one will be, before the data are
  /// there.
  Network likeness() {
    return layersAlone() != null ? new NetworkOptions().network(1, 10) : network(1, 10);
  }

  /// Returns the network, by default one with a hidden layer.
  Network network(int features, int classes) {
    String text = text();
    if (text != null && isWritten()) {
      return NetworkParser.parse(text);
    }
    Activation between = activation == null ? ACTIVATION : Activation.parse(activation);
    return NetworkParser.sizes(
        text == null ? features + "-" + HIDDEN + "-" + classes : text,
        between,
        initialisation == null ? between.initialisation() : Initialisation.parse(initialisation));
  }
}
