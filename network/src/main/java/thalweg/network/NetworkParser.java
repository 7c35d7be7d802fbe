package thalweg.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;
import thalweg.network.activation.Activation;
import thalweg.network.initialisation.Initialisation;
import thalweg.network.layer.BatchNormalisation;
import thalweg.network.layer.Dense;
import thalweg.network.layer.Dropout;
import thalweg.network.layer.Flatten;
import thalweg.network.layer.Layer;
import thalweg.network.written.Written;

/// Networks written as text: short, `784-50-10`, or in full as [#write] does. Layers of this
/// library have short names; those of one's own stand there in their [Written] form.
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

  /// Returns the network that [#write] wrote: the input's sizes joined by `x`, then one word for
  /// each layer.
  ///
  /// @throws IllegalArgumentException if a word names no layer of this library and is no written
  ///   form of a layer; see [Written]
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

  /// Returns the words of a text, which end at spaces outside brackets and quotes.
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    String stripped = text.strip();
    int from = 0;
    int depth = 0;
    boolean quoted = false;
    for (int i = 0; i < stripped.length(); i++) {
      char c = stripped.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (quoted) {
        i += c == '\\' ? 1 : 0; // what follows is no end of the quotation
      } else if (c == '(' || c == ')') {
        depth += c == '(' ? 1 : -1;
      } else if (depth <= 0 && Character.isWhitespace(c)) {
        if (i > from) {
          words.add(stripped.substring(from, i));
        }
        from = i + 1;
      }
    }
    words.add(stripped.substring(from));
    return words;
  }

  /// Returns a network as [#parse] reads it.
  ///
  /// @throws IllegalArgumentException if a layer has no written form; see [Written]
  public static String write(Network network) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < network.layers().size(); i++) {
      try {
        words.add(written(network.layers().get(i)));
      } catch (IllegalArgumentException unwritten) {
        throw new IllegalArgumentException(
            "network: layer " + (i + 1) + " cannot be kept: " + unwritten.getMessage(), unwritten);
      }
    }
    return text(network.input(), words);
  }

  private static String written(Layer layer) {
    return isOfLibrary(layer) ? layer.toString() : Written.write(layer);
  }

  private static boolean isOfLibrary(Layer layer) {
    return layer instanceof Dense
        || layer instanceof Flatten
        || layer instanceof Dropout
        || layer instanceof BatchNormalisation
        || layer instanceof Activation;
  }

  /// Returns a layer as this class reads it, or else as it calls itself.
  static String text(Layer layer) {
    try {
      return written(layer);
    } catch (IllegalArgumentException _) {
      return layer.toString();
    }
  }

  static String text(Shape input, List<String> layers) {
    return Stream.concat(
            Stream.of(
                Arrays.stream(input.sizes())
                    .mapToObj(String::valueOf)
                    .collect(Collectors.joining("x"))),
            layers.stream())
        .collect(Collectors.joining(" "));
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
    if (Written.isForm(word)) {
      return Written.read(Layer.class, word);
    }
    try {
      return Activation.parse(word);
    } catch (IllegalArgumentException _) {
      throw new IllegalArgumentException(
          "network: "
              + Quote.of(word)
              + " names no layer; known are dense(UNITS,INITIALISATION), flatten,"
              + " dropout(RATE), batchnorm, sigmoid, relu, tanh, softmax, identity, and records of"
              + " your own as com.acme.Name(setting=1.5).");
    }
  }
}
