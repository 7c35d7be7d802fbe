package thalweg.network;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;
import thalweg.network.activation.Activation;
import thalweg.network.initialisation.Initialisation;
import thalweg.network.layer.BatchNormalisation;
import thalweg.network.layer.Dense;
import thalweg.network.layer.Dropout;
import thalweg.network.layer.Flatten;
import thalweg.network.layer.Layer;

/// Networks written as text: short, `784-50-10`, or in full as [Network#toString()] writes them.
public final class NetworkParser {
  /// A network of more layers than this is a slip or a damaged file.
  private static final int MOST_LAYERS = 1_000;

  private static final Pattern DENSE = Pattern.compile("dense\\((\\d+)(?:,([^)]+))?\\)");
  private static final Pattern DROPOUT = Pattern.compile("dropout\\(([^)]*)\\)");
  private static final Pattern BATCH_NORMALISATION =
      Pattern.compile(
          "batchnorm(?:\\(\\s*momentum\\s+([^,)\\s]+)\\s*,\\s*epsilon\\s+([^,)\\s]+)\\s*\\))?");

  private NetworkParser() {}

  /// Returns dense layers of the sizes in `text`, the first being the input's, with `activation`
  /// between them. The last layer gives scores and has none.
  ///
  /// @throws IllegalArgumentException if the text is not at least two positive whole numbers joined
  ///   by hyphens
  public static Network sizes(String text, Activation activation, Initialisation initialisation) {
    String[] parts = text.strip().split("-", -1);
    requireFew(parts.length - 1, text);
    List<Layer> layers = new ArrayList<>();
    for (int i = 1; i < parts.length; i++) {
      if (i > 1) {
        layers.add(activation);
      }
      layers.add(new Dense(size(parts[i], text), initialisation));
    }
    if (layers.isEmpty()) {
      throw new IllegalArgumentException(
          "network: "
              + Quote.of(text)
              + " has one size; write at least input and output, such as 784-50-10.");
    }
    return new Network(Shape.of(size(parts[0], text)), layers);
  }

  private static void requireFew(int layers, String text) {
    if (layers > MOST_LAYERS) {
      throw new IllegalArgumentException(
          "network: "
              + Quote.of(text)
              + " has "
              + layers
              + " layers; there may be at most "
              + MOST_LAYERS
              + ".");
    }
  }

  private static double number(String part, String text) {
    try {
      return Double.parseDouble(part);
    } catch (NumberFormatException _) {
      throw new IllegalArgumentException(
          "network: "
              + Quote.of(part)
              + " in "
              + Quote.of(text)
              + " is no number; write such as 0.5.");
    }
  }

  private static int size(String part, String text) {
    try {
      int size = Integer.parseInt(part.strip());
      if (size > 0) {
        return size;
      }
    } catch (NumberFormatException _) {
      // told below
    }
    throw new IllegalArgumentException(
        "network: "
            + Quote.of(part)
            + " in "
            + Quote.of(text)
            + " is no layer size; write positive whole numbers joined by hyphens, such as"
            + " 784-50-10.");
  }

  /// Returns the network that [Network#toString()] wrote: the input's sizes joined by `x`, then one
  /// word for each layer.
  ///
  /// @throws IllegalArgumentException if a word names no layer of this library
  public static Network parse(String text) {
    List<String> words = words(text);
    requireFew(words.size() - 1, text);
    String[] sizes = words.getFirst().split("x", -1);
    int[] input = new int[sizes.length];
    for (int i = 0; i < sizes.length; i++) {
      input[i] = size(sizes[i], text);
    }
    List<Layer> layers = new ArrayList<>();
    for (int i = 1; i < words.size(); i++) {
      layers.add(layer(words.get(i)));
    }
    return new Network(Shape.of(input), layers);
  }

  /// Returns the words of a text, which end at spaces outside brackets.
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    String stripped = text.strip();
    int from = 0;
    int depth = 0;
    for (int i = 0; i < stripped.length(); i++) {
      char c = stripped.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth <= 0 && Character.isWhitespace(c)) {
        if (i > from) {
          words.add(stripped.substring(from, i));
        }
        from = i + 1;
      }
    }
    words.add(stripped.substring(from));
    return words;
  }

  /// Returns a layer as this class reads it.
  static String text(Layer layer) {
    return layer.toString();
  }

  private static Layer layer(String word) {
    Matcher dense = DENSE.matcher(word);
    if (dense.matches()) {
      String initialisation = dense.group(2);
      return initialisation == null
          ? Dense.of(size(dense.group(1), word))
          : new Dense(size(dense.group(1), word), Initialisation.parse(initialisation));
    }
    if (word.equals("flatten")) {
      return new Flatten();
    }
    Matcher dropout = DROPOUT.matcher(word);
    if (dropout.matches()) {
      return new Dropout(number(dropout.group(1), word));
    }
    Matcher normalisation = BATCH_NORMALISATION.matcher(word);
    if (normalisation.matches()) {
      return normalisation.group(1) == null
          ? new BatchNormalisation()
          : new BatchNormalisation(
              number(normalisation.group(1), word), number(normalisation.group(2), word));
    }
    try {
      return Activation.parse(word);
    } catch (IllegalArgumentException _) {
      throw new IllegalArgumentException(
          "network: "
              + Quote.of(word)
              + " names no layer; known are dense(UNITS,INITIALISATION), flatten,"
              + " dropout(RATE), batchnorm, sigmoid, relu, tanh, softmax and identity.");
    }
  }
}
