package thalweg.training.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;
import thalweg.exchange.Safetensors;
import thalweg.network.Network;
import thalweg.network.NetworkParser;
import thalweg.network.layer.Layer;
import thalweg.training.data.Column;
import thalweg.training.data.Dataset;
import thalweg.training.data.Fields;
import thalweg.training.data.Origin;
import thalweg.training.objective.ObjectiveParser;
import thalweg.training.table.Choices;
import thalweg.training.table.Csv;
import thalweg.training.table.Partition;

/// A model as it lies in a safetensors file: the parameters by name, and in the metadata network,
/// objective and columns. Tensors and metadata of other names are left to others.
///
/// @param model what is stored
/// @param table what was stated of the table trained on, as [Csv#stated], [Choices#stated] and
///   [Partition#stated] say it
public record StoredModel(Model model, Map<String, String> table) {
  /// The metadata in which the format's number stands.
  public static final String VERSION = "thalweg.checkpoint";

  /// Of version 0.1.0: names by lines, of classifications alone.
  public static final String FIRST_FORMAT = "1";

  /// What is written.
  public static final String FORMAT = "2";

  static final String TABLE = "table.";
  static final String COLUMN = "column.";
  static final String SPREAD = COLUMN + Dataset.TARGET + ".spread";

  public StoredModel {
    table = Map.copyOf(table);
  }

  /// Adds the model to what will be a file.
  ///
  /// @throws IllegalArgumentException if network or objective have no written form
  public void put(Map<String, String> metadata, Map<String, NdArray> tensors) {
    metadata.put(VERSION, FORMAT);
    metadata.put("network", NetworkParser.write(model.network()));
    metadata.put("objective", ObjectiveParser.written(model.objective()));
    metadata.put("precision", model.precision().name());
    metadata.put(
        "columns", JsonNames.written(model.kinds().stream().map(Column.Kind::name).toList()));
    for (Column.Kind kind : model.kinds()) {
      put(kind, metadata, tensors);
    }
    new TreeMap<>(table).forEach((word, value) -> metadata.put(TABLE + word, value));
    List<Network.Parameter> parameters = model.network().parameters();
    for (int i = 0; i < parameters.size(); i++) {
      tensors.put(parameters.get(i).name(), model.weights().get(i));
    }
    if (!model.spread().isEmpty()) {
      tensors.put(
          SPREAD, NdArray.of(model.spread().stream().mapToDouble(Double::doubleValue).toArray()));
    }
    List<Layer.Statistic> statistics = model.network().statistics();
    for (int i = 0; i < statistics.size(); i++) {
      tensors.put(statistics.get(i).name(), model.keptStatistics().get(i));
    }
  }

  private static void put(
      Column.Kind kind, Map<String, String> metadata, Map<String, NdArray> tensors) {
    String key = COLUMN + kind.name() + ".";
    metadata.put(key + "shape", text(kind.shape()));
    metadata.put(key + "type", kind.type().name());
    metadata.put(key + "names", JsonNames.written(kind.fields().names()));
    metadata.put(key + "classes", JsonNames.written(kind.classNames()));
    List<Fields.Field> fields = kind.fields().all();
    if (!kind.fields().arePlain()) {
      List<Origin> origins = fields.stream().map(Fields.Field::origin).toList();
      metadata.put(key + "from", JsonNames.written(origins.stream().map(Origin::column).toList()));
      metadata.put(
          key + "places",
          JsonNames.written(origins.stream().map(origin -> "" + origin.place()).toList()));
      metadata.put(
          key + "taken", JsonNames.written(origins.stream().map(Origin::written).toList()));
    }
    if (kind.fields().areScaled()) {
      tensors.put(
          key + "centre", NdArray.of(fields.stream().mapToDouble(Fields.Field::centre).toArray()));
      tensors.put(
          key + "scale", NdArray.of(fields.stream().mapToDouble(Fields.Field::scale).toArray()));
    }
  }

  private static String text(Shape shape) {
    return String.join("x", Arrays.stream(shape.sizes()).mapToObj(String::valueOf).toList());
  }

  /// Writes the model to a file.
  ///
  /// @throws IllegalArgumentException if network or objective have no written form
  public void save(Path file) throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    Map<String, NdArray> tensors = new LinkedHashMap<>();
    put(metadata, tensors);
    metadata.put(Checksum.KEY, Checksum.of(metadata, tensors));
    new Safetensors(metadata, tensors).write(file);
  }

  /// Reads a model from a file.
  ///
  /// @throws IOException if the file cannot be read, is no safetensors file or holds no model
  public static StoredModel load(Path file) throws IOException {
    return verified(file.toString(), Safetensors.read(file));
  }

  /// Returns the model in what was read, whose checksum must be right.
  ///
  /// @param where it was read, for messages
  /// @throws IOException if it holds no model of this library, or a damaged one
  public static StoredModel verified(String where, Safetensors read) throws IOException {
    StoredModel stored = of(where, read);
    try {
      Checksum.require(read); // last: what is wrong in itself is told more closely
    } catch (IllegalArgumentException damaged) {
      throw damaged(where, damaged);
    }
    return stored;
  }

  /// Returns the model in what was read, its checksum not looked at.
  ///
  /// @param where it was read, for messages
  /// @throws IOException if it holds no model of this library
  public static StoredModel of(String where, Safetensors read) throws IOException {
    requireFormat(where, read);
    try {
      return new ModelReading(read, FIRST_FORMAT.equals(read.metadata().get(VERSION))).stored();
    } catch (IllegalArgumentException | ArithmeticException damaged) {
      throw damaged(where, damaged);
    }
  }

  /// Returns the message for a model whose parts do not fit.
  public static IOException damaged(String where, RuntimeException damaged) {
    String why = String.valueOf(damaged.getMessage());
    return new IOException(
        where + ": the model is damaged: " + why + (why.endsWith(".") ? "" : "."), damaged);
  }

  private static void requireFormat(String where, Safetensors read) throws IOException {
    String format = read.metadata().get(VERSION);
    if (!FORMAT.equals(format) && !FIRST_FORMAT.equals(format)) {
      throw new IOException(
          where
              + (format == null
                  ? ": this safetensors file is no model of Thalweg (no thalweg.checkpoint in its"
                      + " metadata); train one with --save."
                  : ": the model has the format "
                      + Quote.of(format)
                      + ", this version reads "
                      + FIRST_FORMAT
                      + " and "
                      + FORMAT
                      + "; use the version that wrote it, or a newer one."));
    }
  }

  /// Returns a piece of metadata.
  ///
  /// @throws IllegalArgumentException if it is missing
  public static String entry(Safetensors file, String key) {
    String value = file.metadata().get(key);
    if (value == null) {
      throw new IllegalArgumentException("\"" + key + "\" is missing from its metadata");
    }
    return value;
  }

  /// Returns a tensor of this type and shape.
  ///
  /// @throws IllegalArgumentException if it is missing or another
  public static NdArray tensor(Safetensors file, String name, DType type, Shape shape) {
    NdArray values = file.tensors().get(name);
    if (values == null || values.type() != type || !values.shape().equals(shape)) {
      throw new IllegalArgumentException(
          "tensor "
              + name
              + " is "
              + (values == null ? "missing" : values.type() + " " + values.shape())
              + "; it must be "
              + type
              + " "
              + shape);
    }
    return values;
  }
}
