package thalweg.training.model;

import java.util.ArrayList;
import java.util.Arrays;
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
import thalweg.network.loss.StandardLoss;
import thalweg.training.data.Column;
import thalweg.training.data.Dataset;
import thalweg.training.data.Fields;
import thalweg.training.data.Origin;
import thalweg.training.objective.Classification;
import thalweg.training.objective.Objective;
import thalweg.training.objective.ObjectiveParser;
import thalweg.training.table.Choices;
import thalweg.training.table.Csv;
import thalweg.training.table.Partition;

/// Turns what a file holds into a model, and takes nothing on trust.
record ModelReading(Safetensors file, boolean first) {
  StoredModel stored() {
    Network network = NetworkParser.parse(entry("network"));
    DType precision = precision();
    List<NdArray> parameters = new ArrayList<>();
    for (Network.Parameter parameter : network.parameters()) {
      NdArray values = StoredModel.tensor(file, parameter.name(), precision, parameter.shape());
      requireFinite(parameter.name(), values);
      parameters.add(values);
    }
    List<NdArray> statistics = new ArrayList<>();
    for (Layer.Statistic statistic : network.statistics()) {
      NdArray values = StoredModel.tensor(file, statistic.name(), precision, statistic.shape());
      requireFinite(statistic.name(), values);
      statistics.add(values);
    }
    Objective objective =
        first
            ? new Classification(network, StandardLoss.parse(entry("loss")))
            : ObjectiveParser.parse(entry("objective"), network);
    List<Column.Kind> kinds =
        first
            ? firstKinds(network)
            : JsonNames.read("columns", entry("columns")).stream().map(this::kind).toList();
    if (objective instanceof Classification) {
      requireOutputs(Objective.kind(kinds, Dataset.TARGET).classNames(), network);
    }
    Model model = new Model(objective, parameters, statistics, kinds).withSpread(spread(network));
    return new StoredModel(model, table());
  }

  private List<Double> spread(Network network) {
    if (!file.tensors().containsKey(StoredModel.SPREAD)) {
      return List.of();
    }
    NdArray spread =
        StoredModel.tensor(
            file, StoredModel.SPREAD, DType.DOUBLE, Shape.of(network.output().elements()));
    requireFinite(StoredModel.SPREAD, spread);
    return Arrays.stream(spread.doubles()).boxed().toList();
  }

  private DType precision() {
    String name = entry("precision");
    return switch (name) {
      case "FLOAT" -> DType.FLOAT;
      case "DOUBLE" -> DType.DOUBLE;
      default ->
          throw new IllegalArgumentException(
              "precision is " + Quote.of(name) + "; it must be FLOAT or DOUBLE");
    };
  }

  private List<Column.Kind> firstKinds(Network network) {
    List<String> names = Arrays.asList(entry("classes").split("\n", -1));
    requireOutputs(names, network);
    return List.of(
        new Column.Kind(Dataset.FEATURES, network.input(), DType.FLOAT, Fields.UNKNOWN, List.of()),
        new Column.Kind(Dataset.TARGET, Shape.SCALAR, DType.INT, Fields.UNKNOWN, names));
  }

  private void requireOutputs(List<String> classNames, Network network) {
    int outputs = network.output().elements();
    if (classNames.size() != outputs && (first || !classNames.isEmpty())) {
      throw new IllegalArgumentException(
          "it names " + classNames.size() + " classes, the network has " + outputs + " outputs");
    }
  }

  private Column.Kind kind(String name) {
    String key = StoredModel.COLUMN + name + ".";
    String typeName = entry(key + "type");
    DType type =
        Arrays.stream(DType.values())
            .filter(each -> each.name().equals(typeName))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        key
                            + "type is "
                            + Quote.of(typeName)
                            + "; it must be FLOAT, DOUBLE or INT"));
    Shape shape = shape(key + "shape");
    Fields fields = fields(key, shape);
    return new Column.Kind(
        name, shape, type, fields, JsonNames.read(key + "classes", entry(key + "classes")));
  }

  private Shape shape(String key) {
    String text = entry(key);
    if (text.isEmpty()) {
      return Shape.SCALAR;
    }
    try {
      return Shape.of(Arrays.stream(text.split("x", 64)).mapToInt(Integer::parseInt).toArray());
    } catch (NumberFormatException _) {
      throw new IllegalArgumentException(
          key + " is " + Quote.of(text) + "; it must be sizes such as 28x28");
    }
  }

  private Fields fields(String key, Shape shape) {
    List<String> names = JsonNames.read(key + "names", entry(key + "names"));
    Fields named = origins(key, names);
    if (!file.tensors().containsKey(key + "centre")) {
      return named;
    }
    int width = shape.elements();
    if (names.size() != width) {
      throw new IllegalArgumentException(
          "it names " + names.size() + " columns, a row has " + width + " numbers");
    }
    NdArray centre = StoredModel.tensor(file, key + "centre", DType.DOUBLE, Shape.of(width));
    NdArray scale = StoredModel.tensor(file, key + "scale", DType.DOUBLE, Shape.of(width));
    List<Fields.Field> fields = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      fields.add(named.all().get(i).scaled(centre.at(i), scale.at(i)));
    }
    return new Fields(fields);
  }

  /// Returns the fields with where their numbers come from, if that is told.
  private Fields origins(String key, List<String> names) {
    if (!file.metadata().containsKey(key + "taken")) {
      return Fields.named(names);
    }
    List<String> columns = JsonNames.read(key + "from", entry(key + "from"));
    List<String> places = JsonNames.read(key + "places", entry(key + "places"));
    List<String> taken = JsonNames.read(key + "taken", entry(key + "taken"));
    int width = names.size();
    if (columns.size() != width || places.size() != width || taken.size() != width) {
      throw new IllegalArgumentException(
          key + "taken tells of " + taken.size() + " numbers, a row has " + width);
    }
    List<Fields.Field> fields = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      fields.add(
          new Fields.Field(
              names.get(i),
              0,
              1,
              new Origin(
                  columns.get(i), Integer.parseInt(places.get(i)), Origin.take(taken.get(i)))));
    }
    return new Fields(fields);
  }

  /// What was stated of the table; files of before version 0.2.0 say nothing of it.
  private Map<String, String> table() {
    Map<String, String> table = new TreeMap<>();
    file.metadata()
        .forEach(
            (key, value) -> {
              if (key.startsWith(StoredModel.TABLE)) {
                table.put(key.substring(StoredModel.TABLE.length()), value);
              }
            });
    Csv.of(table);
    Choices.of(table);
    Partition.of(table); // what is told of each must be what it tells
    return table;
  }

  private String entry(String key) {
    return StoredModel.entry(file, key);
  }

  private static void requireFinite(String name, NdArray values) {
    for (int i = 0; i < values.shape().elements(); i++) {
      if (!Double.isFinite(values.at(i))) {
        throw new IllegalArgumentException(
            "tensor " + name + " has " + values.at(i) + " at place " + i + "; it must be finite");
      }
    }
  }
}
