package thalweg.training.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;
import thalweg.descent.direction.RuleParser;
import thalweg.descent.direction.UpdateRule;
import thalweg.exchange.Safetensors;
import thalweg.network.Network;
import thalweg.network.NetworkParser;
import thalweg.network.loss.StandardLoss;
import thalweg.training.GradientMethod;
import thalweg.training.Model;
import thalweg.training.TrainingEvent.EpochDone;
import thalweg.training.TrainingSettings;
import thalweg.training.TrainingState;
import thalweg.training.data.Columns;
import thalweg.training.data.Csv;
import thalweg.training.data.Sampling;

/// A trained or half-trained model in one safetensors file: weights, the rule's state and the
/// history as tensors, all else as metadata, with a checksum of it all that is verified on loading.
///
/// Going on from a loaded checkpoint gives the same bits of every weight as never having stopped.
/// Other programs can read the weights under their names, such as `dense1.weight`. Files of version
/// 0.1.0 are read too.
///
/// @param model network, weights, class names and columns
/// @param settings what the run computes
/// @param state where the run stands
/// @param data the name of the training data
/// @param dataSha256 the hash of the training data, by which other data is noticed
/// @param table what was stated of the training data as [Csv#stated()] tells it; empty for none
public record Checkpoint(
    Model model,
    TrainingSettings settings,
    TrainingState state,
    String data,
    String dataSha256,
    Map<String, String> table) {
  private static final String VERSION = "thalweg.checkpoint";
  private static final String FIRST_FORMAT = "1"; // of 0.1.0: names by lines, history as text
  private static final String FORMAT = "2";
  private static final String STATE = "state.";
  private static final String TABLE = "table.";
  private static final String HISTORY = "history";
  private static final String CENTRE = "columns.centre";
  private static final String SCALE = "columns.scale";
  private static final int HISTORY_WIDTH = 10;

  public Checkpoint {
    table = Map.copyOf(table);
  }

  /// Returns the checkpoint of a run of whose data nothing was stated.
  public Checkpoint(
      Model model, TrainingSettings settings, TrainingState state, String data, String dataSha256) {
    this(model, settings, state, data, dataSha256, Map.of());
  }

  /// Writes the checkpoint beside `file` and then renames it, so that a reader never sees half of
  /// one.
  ///
  /// @throws IllegalArgumentException if network, rule or loss are not this library's own and so
  ///   have no text form
  public void save(Path file) throws IOException {
    Map<String, String> about = new LinkedHashMap<>();
    about.put(VERSION, FORMAT);
    about.put("network", written("network", model.network(), NetworkParser::parse));
    about.put("classes", JsonNames.written(model.classNames()));
    about.put("columns", JsonNames.written(model.columns().names()));
    about.put("rule", written("rule", settings.rule(), RuleParser::parse));
    about.put("loss", written("loss", settings.loss(), StandardLoss::parse));
    about.put("batch", String.valueOf(settings.batch()));
    about.put("epochs", String.valueOf(settings.epochs()));
    about.put("sampling", settings.sampling().name());
    about.put("seed", String.valueOf(settings.seed()));
    about.put("precision", settings.precision().name());
    about.put("gradient", settings.gradient().name());
    about.put("epoch", String.valueOf(state.epoch()));
    about.put("step", String.valueOf(state.step()));
    about.put("data", data);
    about.put("dataSha256", dataSha256);
    new TreeMap<>(table).forEach((word, value) -> about.put(TABLE + word, value));
    Map<String, NdArray> tensors = new LinkedHashMap<>();
    List<Network.Parameter> parameters = model.network().parameters();
    for (int i = 0; i < parameters.size(); i++) {
      tensors.put(parameters.get(i).name(), state.parameters().get(i));
      List<NdArray> slots = state.ruleState().get(i);
      for (int j = 0; j < slots.size(); j++) {
        tensors.put(STATE + parameters.get(i).name() + "." + j, slots.get(j));
      }
    }
    tensors.put(HISTORY, written(state.history()));
    List<Columns.Column> columns = model.columns().all();
    if (model.columns().areScaled()) {
      tensors.put(
          CENTRE, NdArray.of(columns.stream().mapToDouble(Columns.Column::centre).toArray()));
      tensors.put(SCALE, NdArray.of(columns.stream().mapToDouble(Columns.Column::scale).toArray()));
    }
    about.put(Checksum.KEY, Checksum.of(about, tensors));
    new Safetensors(about, tensors).write(file);
  }

  /// Returns the text that `parser` reads as the same thing.
  private static String written(String what, Object thing, Function<String, ?> parser) {
    String text = thing.toString();
    try {
      if (parser.apply(text).equals(thing)) {
        return text;
      }
    } catch (IllegalArgumentException _) {
      // told below
    }
    throw new IllegalArgumentException(
        "checkpoint: the "
            + what
            + " "
            + Quote.shown(text)
            + " is not one of this library's and cannot be written down; save the model's"
            + " parameters with Safetensors instead.");
  }

  /// A row for each epoch: text in the header of the file would end at some hundred thousand.
  private static NdArray written(List<EpochDone> history) {
    NdArray rows = NdArray.zeros(DType.DOUBLE, Shape.of(history.size(), HISTORY_WIDTH));
    for (int i = 0; i < history.size(); i++) {
      EpochDone done = history.get(i);
      double[] row = {
        done.epoch(),
        done.steps(),
        done.loss(),
        done.trainAccuracy(),
        done.testLoss(),
        done.testAccuracy(),
        done.trainSeconds(),
        done.evaluationSeconds(),
        done.microsecondsPerStep(),
        done.samplesPerSecond()
      };
      System.arraycopy(row, 0, rows.doubles(), i * HISTORY_WIDTH, HISTORY_WIDTH);
    }
    return rows;
  }

  private static EpochDone epoch(double[] row) {
    return new EpochDone(
        (int) row[0], (int) row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8], row[9]);
  }

  /// Reads a checkpoint; the number of threads is this machine's.
  ///
  /// @throws IOException if the file cannot be read, is no safetensors file, or holds no checkpoint
  ///   of this library from which prediction and training could go on
  public static Checkpoint load(Path file) throws IOException {
    Safetensors read = Safetensors.read(file);
    String format = read.metadata().get(VERSION);
    if (!FORMAT.equals(format) && !FIRST_FORMAT.equals(format)) {
      throw new IOException(
          file
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
    try {
      Checkpoint checkpoint = new Reading(read, FIRST_FORMAT.equals(format)).checkpoint();
      Checksum.require(read); // last: what is wrong in itself is told more closely
      return checkpoint;
    } catch (IllegalArgumentException | ArithmeticException damaged) {
      String why = String.valueOf(damaged.getMessage());
      throw new IOException(
          file + ": the model is damaged: " + why + (why.endsWith(".") ? "" : "."), damaged);
    }
  }

  /// Turns what a file holds into a checkpoint, and takes nothing on trust.
  private record Reading(Safetensors file, boolean first) {
    Checkpoint checkpoint() {
      Network network = NetworkParser.parse(entry("network"));
      DType precision = one("precision", List.of(DType.FLOAT, DType.DOUBLE));
      UpdateRule rule = RuleParser.parse(entry("rule"));
      List<NdArray> parameters = new ArrayList<>();
      List<List<NdArray>> ruleState = new ArrayList<>();
      for (Network.Parameter parameter : network.parameters()) {
        NdArray values = tensor(parameter.name(), precision, parameter.shape());
        requireNumbers(parameter.name(), values, Double.MAX_VALUE);
        parameters.add(values);
        List<NdArray> slots = new ArrayList<>();
        for (Shape shape : rule.state(parameter.shape())) {
          String name = STATE + parameter.name() + "." + slots.size();
          NdArray slot = tensor(name, precision, shape);
          requireNumbers(name, slot, Double.POSITIVE_INFINITY); // of squares that overflowed
          slots.add(slot);
        }
        ruleState.add(slots);
      }
      TrainingSettings settings =
          TrainingSettings.defaults()
              .withRule(rule)
              .withLoss(StandardLoss.parse(entry("loss")))
              .withBatch(whole("batch", 1, Integer.MAX_VALUE))
              .withEpochs(whole("epochs", 1, Integer.MAX_VALUE))
              .withSampling(one("sampling", List.of(Sampling.values())))
              .withSeed(seed())
              .withPrecision(precision)
              .withGradient(one("gradient", List.of(GradientMethod.values())));
      List<EpochDone> history = history();
      int epoch = whole("epoch", 1, Integer.MAX_VALUE);
      if (history.size() != epoch - 1) {
        throw new IllegalArgumentException(
            "its history has "
                + history.size()
                + " epochs, "
                + (epoch - 1)
                + " are done before epoch "
                + epoch);
      }
      int steps = history.isEmpty() ? Integer.MAX_VALUE : history.getLast().steps();
      return new Checkpoint(
          new Model(network, parameters, classNames(network), columns(network)),
          settings,
          new TrainingState(parameters, ruleState, epoch, whole("step", 0, steps), history),
          entry("data"),
          entry("dataSha256"),
          table());
    }

    /// What was stated of the table; files of before version 0.2.0 say nothing of it.
    private Map<String, String> table() {
      Map<String, String> table = new TreeMap<>();
      file.metadata()
          .forEach(
              (key, value) -> {
                if (key.startsWith(TABLE)) {
                  table.put(key.substring(TABLE.length()), value);
                }
              });
      return Csv.of(table).stated();
    }

    private List<String> classNames(Network network) {
      String text = entry("classes");
      List<String> names =
          first ? Arrays.asList(text.split("\n", -1)) : JsonNames.read("classes", text);
      int outputs = network.output().elements();
      if (names.size() != outputs && !(names.isEmpty() && !first)) {
        throw new IllegalArgumentException(
            "it names " + names.size() + " classes, the network has " + outputs + " outputs");
      }
      return names;
    }

    private Columns columns(Network network) {
      if (first) {
        return Columns.UNKNOWN;
      }
      List<String> names = JsonNames.read("columns", entry("columns"));
      if (!file.tensors().containsKey(CENTRE)) {
        return Columns.named(names);
      }
      int inputs = network.input().elements();
      if (names.size() != inputs) {
        throw new IllegalArgumentException(
            "it names " + names.size() + " columns, the network has " + inputs + " inputs");
      }
      NdArray centre = tensor(CENTRE, DType.DOUBLE, Shape.of(inputs));
      NdArray scale = tensor(SCALE, DType.DOUBLE, Shape.of(inputs));
      List<Columns.Column> columns = new ArrayList<>();
      for (int i = 0; i < inputs; i++) {
        columns.add(new Columns.Column(names.get(i), centre.at(i), scale.at(i)));
      }
      return new Columns(columns);
    }

    private List<EpochDone> history() {
      List<EpochDone> history = new ArrayList<>();
      if (first) {
        entry(HISTORY).lines().forEach(line -> history.add(checked(history, numbers(line))));
        return history;
      }
      NdArray rows = file.tensors().get(HISTORY);
      if (rows == null
          || rows.type() != DType.DOUBLE
          || rows.shape().rank() != 2
          || rows.shape().size(1) != HISTORY_WIDTH) {
        throw new IllegalArgumentException(
            "tensor history is "
                + (rows == null ? "missing" : rows.type() + " " + rows.shape())
                + "; it must be DOUBLE [epochs, "
                + HISTORY_WIDTH
                + "]");
      }
      for (int at = 0; at < rows.shape().elements(); at += HISTORY_WIDTH) {
        history.add(checked(history, Arrays.copyOfRange(rows.doubles(), at, at + HISTORY_WIDTH)));
      }
      return history;
    }

    private static double[] numbers(String line) {
      String[] parts = line.split(" ", HISTORY_WIDTH + 1);
      double[] row = new double[parts.length];
      try {
        for (int i = 0; i < row.length; i++) {
          row[i] = Double.parseDouble(parts[i]);
        }
      } catch (NumberFormatException _) {
        row = new double[0];
      }
      if (row.length != HISTORY_WIDTH) {
        throw new IllegalArgumentException(
            "its history has the line "
                + Quote.of(line)
                + "; each must have "
                + HISTORY_WIDTH
                + " numbers");
      }
      return row;
    }

    /// Returns the next epoch of the history, which must follow those before it.
    private static EpochDone checked(List<EpochDone> before, double[] row) {
      int number = before.size() + 1;
      boolean fits =
          row[0] == number
              && row[1] >= 1
              && row[1] == (int) row[1]
              && (before.isEmpty() || row[1] == before.getLast().steps())
              && row[3] >= 0
              && row[3] <= 1
              && row[5] >= 0
              && row[5] <= 1
              && Double.isFinite(row[2]);
      for (int i = 6; i < HISTORY_WIDTH; i++) {
        fits &= row[i] >= 0 && row[i] < Double.POSITIVE_INFINITY;
      }
      if (!fits) {
        throw new IllegalArgumentException(
            "its history says of epoch " + number + ": " + Quote.shown(Arrays.toString(row)));
      }
      return epoch(row);
    }

    private NdArray tensor(String name, DType type, Shape shape) {
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

    private static void requireNumbers(String name, NdArray values, double most) {
      for (int i = 0; i < values.shape().elements(); i++) {
        if (!(Math.abs(values.at(i)) <= most)) {
          throw new IllegalArgumentException(
              "tensor " + name + " has " + values.at(i) + " at place " + i + "; it must be finite");
        }
      }
    }

    private String entry(String key) {
      String value = file.metadata().get(key);
      if (value == null) {
        throw new IllegalArgumentException("\"" + key + "\" is missing from its metadata");
      }
      return value;
    }

    private int whole(String key, int least, int most) {
      try {
        int number = Integer.parseInt(entry(key));
        if (number >= least && number <= most) {
          return number;
        }
      } catch (NumberFormatException _) {
        // told below
      }
      throw new IllegalArgumentException(
          key
              + " is "
              + Quote.of(entry(key))
              + "; it must be a whole number from "
              + least
              + " to "
              + most);
    }

    private long seed() {
      try {
        return Long.parseLong(entry("seed"));
      } catch (NumberFormatException _) {
        throw new IllegalArgumentException(
            "seed is " + Quote.of(entry("seed")) + "; it must be a whole number of 64 bits");
      }
    }

    private <E extends Enum<E>> E one(String key, List<E> choice) {
      String name = entry(key);
      for (E each : choice) {
        if (each.name().equals(name)) {
          return each;
        }
      }
      throw new IllegalArgumentException(
          key
              + " is "
              + Quote.of(name)
              + "; it must be "
              + String.join(" or ", choice.stream().map(Enum::name).toList()));
    }
  }
}
