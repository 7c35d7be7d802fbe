package thalweg.training.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
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
import thalweg.training.data.Sampling;

/// A trained or half-trained model in one safetensors file: weights and the rule's state as
/// tensors, all else as metadata.
///
/// Going on from a loaded checkpoint gives the same bits of every weight as never having stopped.
/// Other programs can read the weights under their names, such as `dense1.weight`.
///
/// @param model network, weights and class names
/// @param settings what the run computes
/// @param state where the run stands
/// @param data the name of the training data
/// @param dataSha256 the hash of the training data, by which other data is noticed
public record Checkpoint(
    Model model, TrainingSettings settings, TrainingState state, String data, String dataSha256) {
  private static final String FORMAT = "1";
  private static final String STATE = "state.";

  /// Writes the checkpoint beside `file` and then renames it, so that a reader never sees half of
  /// one.
  ///
  /// @throws IllegalArgumentException if network, rule or loss are not this library's own and so
  ///   have no text form
  public void save(Path file) throws IOException {
    Map<String, String> about = new LinkedHashMap<>();
    about.put("thalweg.checkpoint", FORMAT);
    about.put("network", written(model.network()));
    about.put("classes", String.join("\n", model.classNames()));
    about.put("rule", written(settings.rule()));
    about.put(
        "loss",
        settings.loss() instanceof StandardLoss loss
            ? loss.toString()
            : unwritten("loss", settings.loss()));
    about.put("batch", String.valueOf(settings.batch()));
    about.put("epochs", String.valueOf(settings.epochs()));
    about.put("sampling", settings.sampling().name());
    about.put("seed", String.valueOf(settings.seed()));
    about.put("precision", settings.precision().name());
    about.put("gradient", settings.gradient().name());
    about.put("epoch", String.valueOf(state.epoch()));
    about.put("step", String.valueOf(state.step()));
    about.put(
        "history",
        state.history().stream().map(Checkpoint::written).collect(Collectors.joining("\n")));
    about.put("data", data);
    about.put("dataSha256", dataSha256);
    Map<String, NdArray> tensors = new LinkedHashMap<>();
    List<Network.Parameter> parameters = model.network().parameters();
    for (int i = 0; i < parameters.size(); i++) {
      tensors.put(parameters.get(i).name(), state.parameters().get(i));
      List<NdArray> slots = state.ruleState().get(i);
      for (int j = 0; j < slots.size(); j++) {
        tensors.put(STATE + parameters.get(i).name() + "." + j, slots.get(j));
      }
    }
    new Safetensors(about, tensors).write(file);
  }

  private static String unwritten(String what, Object thing) {
    throw new IllegalArgumentException(
        "checkpoint: the "
            + what
            + " "
            + thing
            + " is not one of this library's and cannot be written down; save the model's"
            + " parameters with Safetensors instead.");
  }

  private static String written(Network network) {
    String text = network.toString();
    try {
      if (NetworkParser.parse(text).equals(network)) {
        return text;
      }
    } catch (IllegalArgumentException _) {
      // told below
    }
    return unwritten("network", network);
  }

  private static String written(UpdateRule rule) {
    String text = rule.toString();
    try {
      if (RuleParser.parse(text).equals(rule)) {
        return text;
      }
    } catch (IllegalArgumentException _) {
      // told below
    }
    return unwritten("rule", rule);
  }

  private static String written(EpochDone done) {
    return "%d %d %s %s %s %s %s %s %s %s"
        .formatted(
            done.epoch(),
            done.steps(),
            done.loss(),
            done.trainAccuracy(),
            done.testLoss(),
            done.testAccuracy(),
            done.trainSeconds(),
            done.evaluationSeconds(),
            done.microsecondsPerStep(),
            done.samplesPerSecond());
  }

  /// Reads a checkpoint; the number of threads is this machine's.
  ///
  /// @throws IOException if the file cannot be read, is no safetensors file, or holds no checkpoint
  ///   of this library
  public static Checkpoint load(Path file) throws IOException {
    Safetensors read = Safetensors.read(file);
    Map<String, String> about = read.metadata();
    if (!FORMAT.equals(about.get("thalweg.checkpoint"))) {
      throw new IOException(
          file
              + ": this safetensors file is no model of Thalweg (no thalweg.checkpoint 1 in its"
              + " metadata); train one with --save.");
    }
    try {
      Network network = NetworkParser.parse(entry(about, "network"));
      DType precision = DType.valueOf(entry(about, "precision"));
      UpdateRule rule = RuleParser.parse(entry(about, "rule"));
      List<NdArray> parameters = new ArrayList<>();
      List<List<NdArray>> ruleState = new ArrayList<>();
      for (Network.Parameter parameter : network.parameters()) {
        parameters.add(tensor(read, parameter.name(), precision, parameter.shape()));
        List<NdArray> slots = new ArrayList<>();
        for (Shape shape : rule.state(parameter.shape())) {
          slots.add(tensor(read, STATE + parameter.name() + "." + slots.size(), precision, shape));
        }
        ruleState.add(slots);
      }
      TrainingSettings settings =
          TrainingSettings.defaults()
              .withRule(rule)
              .withLoss(StandardLoss.parse(entry(about, "loss")))
              .withBatch(Integer.parseInt(entry(about, "batch")))
              .withEpochs(Integer.parseInt(entry(about, "epochs")))
              .withSampling(Sampling.valueOf(entry(about, "sampling")))
              .withSeed(Long.parseLong(entry(about, "seed")))
              .withPrecision(precision)
              .withGradient(GradientMethod.valueOf(entry(about, "gradient")));
      return new Checkpoint(
          new Model(network, parameters, Arrays.asList(entry(about, "classes").split("\n", -1))),
          settings,
          new TrainingState(
              parameters,
              ruleState,
              Integer.parseInt(entry(about, "epoch")),
              Integer.parseInt(entry(about, "step")),
              entry(about, "history").lines().map(Checkpoint::epoch).toList()),
          entry(about, "data"),
          entry(about, "dataSha256"));
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException damaged) {
      throw new IOException(
          file + ": the model is damaged: " + damaged.getMessage() + ".", damaged);
    }
  }

  private static NdArray tensor(Safetensors read, String name, DType type, Shape shape) {
    NdArray values = read.tensors().get(name);
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

  private static String entry(Map<String, String> about, String key) {
    String value = about.get(key);
    if (value == null) {
      throw new IllegalArgumentException("\"" + key + "\" is missing from its metadata");
    }
    return value;
  }

  private static EpochDone epoch(String line) {
    String[] parts = line.split(" ", -1);
    return new EpochDone(
        Integer.parseInt(parts[0]),
        Integer.parseInt(parts[1]),
        Double.parseDouble(parts[2]),
        Double.parseDouble(parts[3]),
        Double.parseDouble(parts[4]),
        Double.parseDouble(parts[5]),
        Double.parseDouble(parts[6]),
        Double.parseDouble(parts[7]),
        Double.parseDouble(parts[8]),
        Double.parseDouble(parts[9]));
  }
}
