package thalweg.training.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;
import thalweg.descent.direction.UpdateRule;
import thalweg.exchange.Safetensors;
import thalweg.network.Network;
import thalweg.network.layer.Layer;
import thalweg.training.TrainingEvent.EpochDone;
import thalweg.training.TrainingSettings;
import thalweg.training.TrainingState;
import thalweg.training.model.Checksum;
import thalweg.training.model.JsonNames;
import thalweg.training.model.Model;
import thalweg.training.model.StoredModel;
import thalweg.training.objective.Score;

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
/// @param table what was stated of the table trained on, as [StoredModel] keeps it; empty for none
/// @param run where it comes from, so that the run can be trained again from this file alone; null
///   where that is not known
public record Checkpoint(
    Model model,
    TrainingSettings settings,
    TrainingState state,
    String data,
    String dataSha256,
    Map<String, String> table,
    @Nullable Provenance run) {
  private static final String RUN = "provenance";
  private static final String RUN_WEIGHTS = "provenance.weights";
  private static final int HASH = 8; // ints
  private static final String STATE = "state.";
  private static final String LAST = "last.";
  private static final String HISTORY = "history";
  private static final int FIRST_WIDTH = 10; // numbers of an epoch in version 0.1.0
  private static final int TIMES = 4; // the last numbers of an epoch

  public Checkpoint {
    table = Map.copyOf(table);
  }

  /// Returns the checkpoint of a run of whose data nothing was stated.
  public Checkpoint(
      Model model, TrainingSettings settings, TrainingState state, String data, String dataSha256) {
    this(model, settings, state, data, dataSha256, Map.of());
  }

  /// Returns the checkpoint of a run of which it is not told where it comes from.
  public Checkpoint(
      Model model,
      TrainingSettings settings,
      TrainingState state,
      String data,
      String dataSha256,
      Map<String, String> table) {
    this(model, settings, state, data, dataSha256, table, null);
  }

  /// Writes the checkpoint beside `file` and then renames it, so that a reader never sees half of
  /// one. What it was computed by, the [Environment] of this process, is written too, for people.
  ///
  /// @throws IllegalArgumentException if network, objective or rule are not this library's own and
  ///   so have no text form
  public void save(Path file) throws IOException {
    Map<String, String> about = new LinkedHashMap<>();
    Map<String, NdArray> tensors = new LinkedHashMap<>();
    new StoredModel(model, table).put(about, tensors);
    about.putAll(WrittenSettings.of(settings));
    about.put("epoch", String.valueOf(state.epoch()));
    about.put("step", String.valueOf(state.step()));
    about.put("data", data);
    about.put("dataSha256", dataSha256);
    Environment.here().words().forEach((what, word) -> about.put("run." + what, word));
    put(about, tensors, state.best());
    List<Network.Parameter> parameters = model.network().parameters();
    for (int i = 0; i < parameters.size(); i++) {
      List<NdArray> slots = state.ruleState().get(i);
      for (int j = 0; j < slots.size(); j++) {
        tensors.put(STATE + parameters.get(i).name() + "." + j, slots.get(j));
      }
    }
    tensors.put(HISTORY, written(state.history()));
    about.put(HISTORY, JsonNames.written(names(state.history())));
    if (run != null) {
      about.put(RUN, run.withEpochs(List.of()).written()); // what was measured is the history
      tensors.put(RUN_WEIGHTS, hashes(run.epochs(), state.history().size()));
    }
    about.put(Checksum.KEY, Checksum.of(about, tensors));
    new Safetensors(about, tensors).write(file);
  }

  /// Puts the weights of the last step under the network's names, or, where the best epoch's are
  /// kept and stand there, under names of their own.
  private void put(
      Map<String, String> about, Map<String, NdArray> tensors, TrainingState.@Nullable Best best) {
    put(
        tensors,
        "",
        best == null ? state.parameters() : best.parameters(),
        best == null ? state.statistics() : best.statistics());
    if (best != null) {
      about.put("bestEpoch", String.valueOf(best.epoch()));
      put(tensors, LAST, state.parameters(), state.statistics());
    }
  }

  private void put(
      Map<String, NdArray> tensors,
      String prefix,
      List<NdArray> parameters,
      List<NdArray> statistics) {
    Network network = model.network();
    for (int i = 0; i < parameters.size(); i++) {
      tensors.put(prefix + network.parameters().get(i).name(), parameters.get(i));
    }
    for (int i = 0; i < statistics.size(); i++) {
      tensors.put(prefix + network.statistics().get(i).name(), statistics.get(i));
    }
  }

  /// A row of eight ints for each epoch, all 0 where its weights were not hashed.
  private static NdArray hashes(List<Provenance.Epoch> epochs, int count) {
    NdArray rows = NdArray.zeros(DType.INT, Shape.of(count, HASH));
    for (int i = 0; i < Math.min(count, epochs.size()); i++) {
      String hash = epochs.get(i).weightsSha256();
      for (int j = 0; j < HASH && hash != null; j++) {
        rows.ints()[i * HASH + j] = HexFormat.fromHexDigits(hash, 8 * j, 8 * j + 8);
      }
    }
    return rows;
  }

  /// What the numbers of an epoch are, in order.
  private static List<String> names(List<EpochDone> history) {
    return history.isEmpty()
        ? List.of()
        : history.getFirst().measured().stream().map(Score.Measured::name).toList();
  }

  /// A row for each epoch, its number and steps, what was measured, and its times: text in the
  /// header of the file would end at some hundred thousand.
  private static NdArray written(List<EpochDone> history) {
    int width = 2 + names(history).size() + TIMES;
    NdArray rows = NdArray.zeros(DType.DOUBLE, Shape.of(history.size(), width));
    int at = 0;
    for (EpochDone done : history) {
      double[] numbers = rows.doubles();
      numbers[at++] = done.epoch();
      numbers[at++] = done.steps();
      for (Score.Measured measured : done.measured()) {
        numbers[at++] = measured.value();
      }
      numbers[at++] = done.trainSeconds();
      numbers[at++] = done.evaluationSeconds();
      numbers[at++] = done.microsecondsPerStep();
      numbers[at++] = done.samplesPerSecond();
    }
    return rows;
  }

  /// Reads a checkpoint; the number of threads is this machine's.
  ///
  /// @throws IOException if the file cannot be read, is no safetensors file, or holds no checkpoint
  ///   of this library from which prediction and training could go on
  public static Checkpoint load(Path file) throws IOException {
    Safetensors read = Safetensors.read(file);
    StoredModel stored = StoredModel.of(file.toString(), read);
    if (!hasState(read)) {
      throw stateless(file);
    }
    return checked(file, read, stored);
  }

  static IOException stateless(Path file) {
    return new IOException(
        file
            + ": this model was saved without the state of its training; it can predict, but"
            + " training cannot go on from it.");
  }

  /// Reads a model that was saved with the state of its training, all of which is checked, or
  /// without.
  ///
  /// @throws IOException if the file cannot be read, is no safetensors file, or holds no model of
  ///   this library or a damaged one
  public static StoredModel loadModel(Path file) throws IOException {
    return SavedModel.read(file).stored();
  }

  static boolean hasState(Safetensors read) {
    return isFirst(read)
        || Stream.of("rule", "batch", "epoch").anyMatch(read.metadata()::containsKey);
  }

  private static boolean isFirst(Safetensors read) {
    return StoredModel.FIRST_FORMAT.equals(read.metadata().get(StoredModel.VERSION));
  }

  static Checkpoint checked(Path file, Safetensors read, StoredModel stored) throws IOException {
    try {
      Checkpoint checkpoint = new Reading(read, stored, isFirst(read)).checkpoint();
      Checksum.require(read); // last: what is wrong in itself is told more closely
      return checkpoint;
    } catch (IllegalArgumentException | ArithmeticException damaged) {
      throw StoredModel.damaged(file.toString(), damaged);
    }
  }

  /// Turns what a file holds into a checkpoint, and takes nothing on trust.
  private record Reading(Safetensors file, StoredModel stored, boolean first) {
    Checkpoint checkpoint() {
      Model model = stored.model();
      UpdateRule rule = WrittenSettings.rule(file.metadata());
      List<List<NdArray>> ruleState = new ArrayList<>();
      for (Network.Parameter parameter : model.network().parameters()) {
        List<NdArray> slots = new ArrayList<>();
        for (Shape shape : rule.state(parameter.shape())) {
          String name = STATE + parameter.name() + "." + slots.size();
          NdArray slot = StoredModel.tensor(file, name, model.precision(), shape);
          requireNumbers(name, slot);
          slots.add(slot);
        }
        ruleState.add(slots);
      }
      TrainingSettings settings = WrittenSettings.read(file.metadata(), model.precision());
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
          model,
          settings,
          state(model, ruleState, epoch, whole("step", 0, steps), history),
          entry("data"),
          entry("dataSha256"),
          stored.table(),
          run(history));
    }

    private @Nullable Provenance run(List<EpochDone> history) {
      String written = file.metadata().get(RUN);
      if (written == null) {
        return null;
      }
      int[] rows =
          StoredModel.tensor(file, RUN_WEIGHTS, DType.INT, Shape.of(history.size(), HASH)).ints();
      List<Provenance.Epoch> epochs = new ArrayList<>();
      for (EpochDone done : history) {
        int[] hash = Arrays.copyOfRange(rows, HASH * epochs.size(), HASH * epochs.size() + HASH);
        epochs.add(
            Provenance.Epoch.of(
                done,
                Arrays.stream(hash).allMatch(part -> part == 0)
                    ? null
                    : Arrays.stream(hash)
                        .mapToObj(part -> HexFormat.of().toHexDigits(part))
                        .collect(Collectors.joining())));
      }
      return Provenance.parse(written).withEpochs(epochs);
    }

    /// Returns where the run stands: the weights under the network's names are the best epoch's
    /// where one is told of.
    private TrainingState state(
        Model model, List<List<NdArray>> ruleState, int epoch, int step, List<EpochDone> history) {
      if (!file.metadata().containsKey("bestEpoch")) {
        return new TrainingState(
            model.parameters(), model.statistics(), ruleState, epoch, step, history);
      }
      int best = whole("bestEpoch", 1, Math.max(1, history.size()));
      if (history.size() < best || history.get(best - 1).validation() == null) {
        throw new IllegalArgumentException(
            "its best epoch is " + best + ", of which its history tells no validation");
      }
      List<NdArray> parameters = new ArrayList<>();
      for (Network.Parameter parameter : model.network().parameters()) {
        parameters.add(last(model, parameter.name(), parameter.shape()));
      }
      List<NdArray> statistics = new ArrayList<>();
      for (Layer.Statistic statistic : model.network().statistics()) {
        statistics.add(last(model, statistic.name(), statistic.shape()));
      }
      return new TrainingState(
          parameters,
          statistics,
          ruleState,
          epoch,
          step,
          history,
          new TrainingState.Best(best, model.parameters(), model.statistics()));
    }

    private NdArray last(Model model, String name, Shape shape) {
      NdArray values = StoredModel.tensor(file, LAST + name, model.precision(), shape);
      requireNumbers(LAST + name, values);
      return values;
    }

    private List<EpochDone> history() {
      List<EpochDone> history = new ArrayList<>();
      if (first) {
        List<String> names = List.of("loss", "trainAccuracy", "testLoss", "testAccuracy");
        entry(HISTORY).lines().forEach(line -> history.add(checked(history, names, numbers(line))));
        return history;
      }
      List<String> names = JsonNames.read(HISTORY, entry(HISTORY));
      NdArray rows = file.tensors().get(HISTORY);
      int width = 2 + names.size() + TIMES;
      if (rows == null
          || rows.type() != DType.DOUBLE
          || rows.shape().rank() != 2
          || rows.shape().size(1) != width) {
        throw new IllegalArgumentException(
            "tensor history is "
                + (rows == null ? "missing" : rows.type() + " " + rows.shape())
                + "; it must be DOUBLE [epochs, "
                + width
                + "]");
      }
      for (int at = 0; at < rows.shape().elements(); at += width) {
        history.add(checked(history, names, Arrays.copyOfRange(rows.doubles(), at, at + width)));
      }
      return history;
    }

    private static double[] numbers(String line) {
      String[] parts = line.split(" ", FIRST_WIDTH + 1);
      double[] row = new double[parts.length];
      try {
        for (int i = 0; i < row.length; i++) {
          row[i] = Double.parseDouble(parts[i]);
        }
      } catch (NumberFormatException _) {
        row = new double[0];
      }
      if (row.length != FIRST_WIDTH) {
        throw new IllegalArgumentException(
            "its history has the line "
                + Quote.of(line)
                + "; each must have "
                + FIRST_WIDTH
                + " numbers");
      }
      return row;
    }

    /// Returns the next epoch of the history, which must follow those before it.
    ///
    /// @param names of what was measured
    private static EpochDone checked(List<EpochDone> before, List<String> names, double[] row) {
      int number = before.size() + 1;
      boolean fits =
          row[0] == number
              && row[1] >= 1
              && row[1] == (int) row[1]
              && (before.isEmpty() || row[1] == before.getLast().steps())
              && Double.isFinite(row[2]);
      for (int i = 0; i < names.size(); i++) {
        boolean isShare = names.get(i).endsWith("Accuracy");
        fits &= !isShare || (row[2 + i] >= 0 && row[2 + i] <= 1);
      }
      for (int i = row.length - TIMES; i < row.length; i++) {
        fits &= row[i] >= 0 && row[i] < Double.POSITIVE_INFINITY;
      }
      if (!fits) {
        throw new IllegalArgumentException(
            "its history says of epoch " + number + ": " + Quote.shown(Arrays.toString(row)));
      }
      return epoch(names, row);
    }

    private static EpochDone epoch(List<String> names, double[] row) {
      int times = row.length - TIMES;
      Score train = score("train", names, row);
      return new EpochDone(
          (int) row[0],
          (int) row[1],
          train == null ? new Score(row[2], List.of()) : train,
          score("validation", names, row),
          score("test", names, row),
          row[times],
          row[times + 1],
          row[times + 2],
          row[times + 3]);
    }

    /// Returns what was measured on a part, null if the part was not there.
    private static @Nullable Score score(String part, List<String> names, double[] row) {
      double loss = part.equals("train") ? row[2] : Double.NaN;
      boolean isThere = part.equals("train");
      List<Score.Measured> measures = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        String name = names.get(i);
        if (name.equals(part + "Loss")) {
          loss = row[2 + i];
          isThere = true;
        } else if (name.length() > part.length() && name.startsWith(part)) {
          String rest = name.substring(part.length());
          measures.add(
              new Score.Measured(
                  Character.toLowerCase(rest.charAt(0)) + rest.substring(1), row[2 + i]));
        }
      }
      return isThere ? new Score(loss, measures) : null;
    }

    private static void requireNumbers(String name, NdArray values) {
      for (int i = 0; i < values.shape().elements(); i++) {
        if (Double.isNaN(values.at(i))) {
          throw new IllegalArgumentException(
              "tensor " + name + " has " + values.at(i) + " at place " + i + "; it must be finite");
        }
      }
    }

    private String entry(String key) {
      return StoredModel.entry(file, key);
    }

    private int whole(String key, int least, int most) {
      return WrittenSettings.whole(file.metadata(), key, least, most);
    }
  }
}
