package thalweg.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import thalweg.algebra.Quote;
import thalweg.exchange.Npz;
import thalweg.network.Network;
import thalweg.training.model.StoredModel;
import thalweg.training.objective.Classification;
import thalweg.training.objective.Objective;
import thalweg.training.objective.ObjectiveParser;
import thalweg.training.objective.Regression;
import thalweg.training.onnx.OnnxImport;
import thalweg.training.weights.WeightLayout;
import thalweg.training.weights.WeightsImport;

/// `thalweg import`: a model of other programs.
@Command(
    name = "import",
    description = {
      "Read a network and its weights from an ONNX file and save them as a model. What no layer"
          + " stands for is refused by its operator and the name of its node; what is read is"
          + " tried on rows drawn by chance and computes what the graph computes.",
      "Or read the weights of a network that is stated, as PyTorch or Keras have saved them in a"
          + " safetensors file or an NPZ archive. Layers are found by the roles and shapes of their"
          + " tensors, those that are alike by the order of their names; all must be found, and"
          + " all tensors used."
    },
    footer = {
      "",
      "Examples:",
      "  thalweg import net.onnx net.safetensors",
      "  thalweg import weights.safetensors net.safetensors --network '1x28x28, conv 8 3x3, relu,"
          + " \\",
      "      flatten, dense 10'",
      "  thalweg import weights.npz net.safetensors --network 784-50-10 \\",
      "      --names 'dense1=encoder,dense2=decoder'",
      "  thalweg train --resume net.safetensors --data path/to/mnist"
    })
final class ImportVerb implements Callable<Integer> {
  private static final String MODEL = "MODEL";
  private static final int MOST_NAMES = 1 << 20;

  private final Output output;

  @Mixin private Shared shared = new Shared();

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "An ONNX file; with --network, a safetensors file or an NPZ archive.")
  @SuppressWarnings("NullAway.Init") // required, so picocli fills it
  private Path file;

  @Parameters(index = "1", paramLabel = MODEL, description = "Where the model is saved.")
  @SuppressWarnings("NullAway.Init") // required, so picocli fills it
  private Path model;

  @Option(
      names = "--network",
      paramLabel = "NETWORK",
      description =
          "Of which network the file holds the weights: the shape of a row and the layers, as train"
              + " takes them, or layer sizes, such as 784-50-10; or a file .txt or .json that holds"
              + " this.")
  private @Nullable String sizes;

  @Option(
      names = "--activation",
      paramLabel = "NAME",
      description = "Between layer sizes: relu (default), sigmoid, tanh or identity.")
  private @Nullable String activation;

  @Option(
      names = "--objective",
      paramLabel = "NAME",
      description =
          "What has been learnt, and is learnt on: classification, sequence-classification,"
              + " several-labels or regression, with a loss where it is not the usual one, such as"
              + " 'regression(huber)'. Default: classification where the network gives several"
              + " numbers, else regression.")
  private @Nullable String objective;

  @Option(
      names = "--like",
      paramLabel = "PROGRAM",
      description =
          "Whose layout the weights have: pytorch, keras or thalweg, as export writes arrays."
              + " Default: as their names look.")
  private @Nullable String like;

  @Option(
      names = "--names",
      paramLabel = "NAMES",
      description =
          "Where layers or their arrays stand in the file, such as"
              + " 'conv1=features.0,dense1.weight=head.weight'; or a file .txt that holds this, one"
              + " a line.")
  private @Nullable String names;

  ImportVerb(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() throws IOException {
    output.with(shared);
    NewFile.requireTwo("FILE", file, MODEL, model);
    if (sizes == null && (like != null || names != null || activation != null)) {
      throw Failure.usage(
          "--like, --names, --activation: these are for weights of a network that is stated; give"
              + " --network.");
    }
    Objective stated = sizes == null ? null : learnt(NetworkOptions.stated(sizes, activation));
    WeightLayout layout = like == null ? null : WeightLayout.parse(like);
    Map<String, String> named = names == null ? Map.of() : named(names);
    new ModelFile(MODEL, model); // whether it can be written
    if (Files.isDirectory(file)) {
      throw Failure.input(file + ": this is a folder; name an ONNX file.");
    }
    try {
      if (stated == null) {
        requireGraph();
        return save(OnnxImport.read(file, this::learnt), null);
      }
      WeightsImport.Taken taken = WeightsImport.read(file, stated, layout, named);
      return save(new StoredModel(taken.model(), Map.of()), taken);
    } catch (IOException unread) {
      throw Failure.input(unread);
    }
  }

  /// Returns what has been learnt by a network.
  private Objective learnt(Network network) {
    if (objective != null) {
      return ObjectiveParser.parse(objective, network);
    }
    return network.output().elements() > 1 ? Classification.of(network) : Regression.of(network);
  }

  /// Checks that a file without a network holds one itself.
  private void requireGraph() throws IOException {
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(Long.BYTES + 1);
    }
    boolean isSafetensors = start.length > Long.BYTES && start[Long.BYTES] == '{';
    if (Npz.isStart(start) || isSafetensors) {
      throw Failure.usage(
          file
              + " holds weights and does not say of which network; state it, such as --network"
              + " 784-50-10.");
    }
  }

  /// Reads names, parted by commas or lines.
  private static Map<String, String> named(String given) throws IOException {
    String text = given;
    if (given.endsWith(".txt")) {
      try {
        if (Files.size(Path.of(given)) > MOST_NAMES) {
          throw Failure.input(given + ": it has more than " + MOST_NAMES + " bytes.");
        }
        text = Files.readString(Path.of(given));
      } catch (IOException unread) {
        throw Failure.input(unread);
      }
    }
    Map<String, String> named = new LinkedHashMap<>();
    for (String line : text.split("[,\n]", -1)) {
      String pair = line.strip();
      int equals = pair.indexOf('=');
      if (pair.isEmpty() || pair.startsWith("#")) {
        continue;
      }
      String ours = pair.substring(0, Math.max(0, equals)).strip();
      String theirs = pair.substring(equals + 1).strip();
      if (ours.isEmpty() || theirs.isEmpty()) {
        throw Failure.usage(
            "--names: "
                + Quote.of(pair)
                + " is no pair of names; write ours=theirs, such as conv1=features.0.");
      }
      if (named.put(ours, theirs) != null) {
        throw Failure.usage("--names: " + Quote.of(ours) + " is named twice.");
      }
    }
    return named;
  }

  private int save(StoredModel stored, WeightsImport.@Nullable Taken taken) throws IOException {
    stored.save(model);
    Network network = stored.model().network();
    String learnt = ObjectiveParser.written(stored.model().objective());
    Json json =
        Json.object()
            .put("verb", "import")
            .put("model", model.toString())
            .put("network", network.toString())
            .put("objective", learnt)
            .put("parameters", network.parameterCount())
            .put("weightsSha256", stored.model().weightsSha256());
    if (taken != null) {
      Json from = Json.object();
      taken.from().forEach(from::put);
      json.put("layout", taken.layout().toString()).put("from", from);
    }
    output.json(json);
    output.result(model + ": " + learnt);
    output.result(network.summary().lines().toList());
    if (taken != null) {
      taken.from().forEach((ours, theirs) -> output.detail(ours + told(theirs)));
    }
    return ExitCode.OK;
  }

  private static String told(List<String> theirs) {
    return theirs.isEmpty() ? ": not in the file" : " from " + String.join(" + ", theirs);
  }
}
