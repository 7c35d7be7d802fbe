package thalweg.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;
import thalweg.network.activation.Activation;
import thalweg.network.activation.Elu;
import thalweg.network.activation.Gelu;
import thalweg.network.activation.LeakyRelu;
import thalweg.network.activation.Maxout;
import thalweg.network.initialisation.Initialisation;
import thalweg.network.layer.Attention;
import thalweg.network.layer.BatchNormalisation;
import thalweg.network.layer.Convolution;
import thalweg.network.layer.Dense;
import thalweg.network.layer.Dropout;
import thalweg.network.layer.Embedding;
import thalweg.network.layer.Flatten;
import thalweg.network.layer.Frozen;
import thalweg.network.layer.GlobalPooling;
import thalweg.network.layer.GroupNormalisation;
import thalweg.network.layer.Layer;
import thalweg.network.layer.LayerNormalisation;
import thalweg.network.layer.Parallel;
import thalweg.network.layer.Part;
import thalweg.network.layer.Pooling;
import thalweg.network.layer.Positions;
import thalweg.network.layer.Recurrent;
import thalweg.network.layer.Repeat;
import thalweg.network.layer.Reshape;
import thalweg.network.layer.Residual;
import thalweg.network.layer.RmsNormalisation;
import thalweg.network.layer.Settings;
import thalweg.network.layer.Tied;
import thalweg.network.layer.Transformer;
import thalweg.network.layer.TransposedConvolution;
import thalweg.network.written.Written;

/// Networks as text, such as `1x28x28, flatten, dense 50 init he, relu, dropout 0.2, dense 10`: the
/// shape of a row, then the layers, each a name and its settings; or short, `784-50-10`.
///
/// ```
/// network  = [ shape "," ] layers
/// shape    = sizes | "scalar"
/// layers   = layer { "," layer }
/// layer    = name { setting } [ "(" layers { "|" layers } ")" ] | own
/// setting  = number | sizes | word | word value
/// sizes    = number { "x" number }
/// own      = the [Written] form of a record or constant, such as com.acme.Swish(beta=1.5)
/// ```
///
/// Settings told by their place stand first, the others in any order, each at most once. Names and
/// words are read in any case. The first versions wrote blanks between layers and settings in
/// parentheses, `784 dense(50,he) relu dense(10,he)`; that is read too.
///
/// Reading takes time in proportion to the text, at most 1,000 layers nested at most 50 deep. What
/// is wrong is said in one line, with its place.
public final class NetworkParser {
  /// A network of more layers than this is a slip or a damaged file.
  static final int MOST_LAYERS = 1_000;

  /// What people call the usual pooling; it is written under its full name.
  private static final String POOL = "pool";

  private static final Map<String, Function<Settings, Layer>> LAYERS = new LinkedHashMap<>();

  // Here a layer of the library gets its name; what stands behind it, its record reads.
  static {
    LAYERS.put("dense", Dense::read);
    LAYERS.put("flatten", _ -> new Flatten());
    LAYERS.put("dropout", Dropout::read);
    LAYERS.put("batchnorm", BatchNormalisation::read);
    LAYERS.put("part", Part::read);
    LAYERS.put("conv", Convolution::read);
    LAYERS.put("transposedconv", TransposedConvolution::read);
    LAYERS.put("maxpool", given -> Pooling.read(Pooling.Kind.MAX, given));
    LAYERS.put(POOL, given -> Pooling.read(Pooling.Kind.MAX, given));
    LAYERS.put("averagepool", given -> Pooling.read(Pooling.Kind.AVERAGE, given));
    LAYERS.put("globalmaxpool", _ -> new GlobalPooling(Pooling.Kind.MAX));
    LAYERS.put("globalaveragepool", _ -> new GlobalPooling(Pooling.Kind.AVERAGE));
    LAYERS.put("embedding", Embedding::read);
    LAYERS.put("positions", Positions::read);
    LAYERS.put("attention", Attention::read);
    LAYERS.put("transformer", Transformer::read);
    for (Recurrent.Cell cell : Recurrent.Cell.values()) {
      LAYERS.put(cell.toString(), given -> Recurrent.read(cell, given));
    }
    LAYERS.put("layernorm", LayerNormalisation::read);
    LAYERS.put("groupnorm", GroupNormalisation::read);
    LAYERS.put("rmsnorm", RmsNormalisation::read);
    LAYERS.put("reshape", Reshape::read);
    LAYERS.put("residual", Residual::read);
    LAYERS.put("parallel", Parallel::read);
    LAYERS.put("frozen", Frozen::read);
    LAYERS.put("tied", Tied::read);
    LAYERS.put("repeat", Repeat::read);
    LAYERS.put("leaky-relu", LeakyRelu::read);
    LAYERS.put("elu", Elu::read);
    LAYERS.put("gelu", Gelu::read);
    LAYERS.put("maxout", Maxout::read);
    for (Activation activation : Activation.values()) {
      LAYERS.put(activation.text(), _ -> activation);
    }
  }

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

  /// Returns the network that a text stands for, or JSON as [#json] writes it, which states the
  /// shape of a row.
  ///
  /// @throws IllegalArgumentException if it stands for none, or the layers do not fit one another
  public static Network parse(String text) {
    return new NetworkReader(text, LAYERS).whole(null);
  }

  /// As the other, for rows of the given shape where the text does not state it, as in `dense 50,
  /// relu, dense 10`.
  public static Network parse(String text, Shape rows) {
    return new NetworkReader(text, LAYERS).whole(rows);
  }

  /// Returns the layers of a text that does not state the shape of a row, which is known later.
  ///
  /// @throws IllegalArgumentException if it stands for none
  public static List<Layer> layers(String text) {
    return new NetworkReader(text, LAYERS).layers();
  }

  /// Returns whether a text begins as one that states the shape of a row.
  public static boolean statesShape(String text) {
    return new NetworkReader(text, LAYERS).statesShape();
  }

  /// Returns the names of the library's layers.
  public static List<String> names() {
    return LAYERS.keySet().stream().filter(name -> !name.equals(POOL)).toList();
  }

  /// Returns a network as [#parse] reads it.
  ///
  /// @throws IllegalArgumentException if a layer has no written form; see [Written]
  public static String write(Network network) {
    return text(network.input(), texts(network));
  }

  private static List<String> texts(Network network) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < network.layers().size(); i++) {
      try {
        texts.add(network.layers().get(i).text());
      } catch (IllegalArgumentException unwritten) {
        throw new IllegalArgumentException(
            "network: layer " + (i + 1) + " cannot be kept: " + unwritten.getMessage(), unwritten);
      }
    }
    return texts;
  }

  /// Returns a network as JSON, which [#parse] reads too: `input`, the shape of a row, and
  /// `layers`, their texts.
  ///
  /// @throws IllegalArgumentException if a layer has no written form; see [Written]
  public static String json(Network network) {
    return JsonNetwork.written(network.input(), texts(network));
  }

  /// Returns a layer as this class reads it, or else as it calls itself.
  static String text(Layer layer) {
    try {
      return layer.text();
    } catch (IllegalArgumentException _) {
      return layer.toString();
    }
  }

  static String text(Shape input, List<String> layers) {
    return NetworkReader.written(input) + ", " + String.join(", ", layers);
  }
}
