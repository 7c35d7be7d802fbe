package thalweg.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import thalweg.network.Network;
import thalweg.training.model.StoredModel;
import thalweg.training.objective.ObjectiveParser;
import thalweg.training.onnx.OnnxImport;

/// `thalweg import`: a model of other programs.
@Command(
    name = "import",
    description =
        "Read a network and its weights from an ONNX file and save them as a model. What no layer"
            + " stands for is refused by its operator and the name of its node; what is read is"
            + " tried on rows drawn by chance and computes what the graph computes.",
    footer = {
      "",
      "Examples:",
      "  thalweg import net.onnx net.safetensors",
      "  thalweg summary net.safetensors"
    })
final class ImportVerb implements Callable<Integer> {
  private static final String MODEL = "MODEL";

  private final Output output;

  @Mixin private Shared shared = new Shared();

  @Parameters(index = "0", paramLabel = "FILE", description = "An ONNX file.")
  @SuppressWarnings("NullAway.Init") // required, so picocli fills it
  private Path file;

  @Parameters(index = "1", paramLabel = MODEL, description = "Where the model is saved.")
  @SuppressWarnings("NullAway.Init") // required, so picocli fills it
  private Path model;

  ImportVerb(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() throws IOException {
    output.with(shared);
    NewFile.requireTwo("FILE", file, MODEL, model);
    new ModelFile(MODEL, model); // whether it can be written
    if (Files.isDirectory(file)) {
      throw Failure.input(file + ": this is a folder; name an ONNX file.");
    }
    StoredModel stored;
    try {
      stored = OnnxImport.read(file);
    } catch (IOException unread) {
      throw Failure.input(unread);
    }
    stored.save(model);
    Network network = stored.model().network();
    String learnt = ObjectiveParser.written(stored.model().objective());
    output.json(
        Json.object()
            .put("verb", "import")
            .put("model", model.toString())
            .put("network", network.toString())
            .put("objective", learnt)
            .put("parameters", network.parameterCount())
            .put("weightsSha256", stored.model().weightsSha256()));
    output.result(model + ": " + learnt);
    output.result(network.summary().lines().toList());
    return ExitCode.OK;
  }
}
