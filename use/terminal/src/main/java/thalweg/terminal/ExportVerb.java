package thalweg.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import thalweg.exchange.Npy;
import thalweg.exchange.Npz;
import thalweg.exchange.onnx.OnnxModel;
import thalweg.network.Network;
import thalweg.training.model.Model;
import thalweg.training.model.StoredModel;
import thalweg.training.onnx.OnnxExport;

/// `thalweg export`: a model for other programs.
@Command(
    name = "export",
    description =
        "Write a model as an ONNX graph, which ONNX Runtime and other programs run: the scaling of"
            + " the columns is a part of it, and the names of columns and classes stand in its"
            + " metadata. Or its weights as arrays for NumPy.",
    footer = {
      "",
      "Examples:",
      "  thalweg export thalweg-model.safetensors model.onnx",
      "  thalweg export thalweg-model.safetensors model.onnx --opset 23",
      "  thalweg export thalweg-model.safetensors weights.npz"
    })
final class ExportVerb implements Callable<Integer> {
  private static final String FILE = "FILE";
  private static final String ONNX = ".onnx";
  private static final String NPZ = ".npz";

  private final Output output;

  @Mixin private Shared shared = new Shared();

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "A model that thalweg train has saved.")
  @SuppressWarnings("NullAway.Init") // required, so picocli fills it
  private Path model;

  @Parameters(
      index = "1",
      paramLabel = FILE,
      description = "What is written; it ends in .onnx or .npz.")
  @SuppressWarnings("NullAway.Init") // required, so picocli fills it
  private Path file;

  @Option(
      names = "--opset",
      paramLabel = "N",
      description =
          "Version of the operators: 17, or 23, which has some for attention, rotary positions and"
              + " RMS normalisation. Default: 17.")
  private @Nullable Integer opset;

  ExportVerb(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() throws IOException {
    output.with(shared);
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (!name.endsWith(ONNX) && !name.endsWith(NPZ)) {
      throw Failure.usage(
          FILE + ": " + file + " ends neither in .onnx nor in .npz, and those are written.");
    }
    if (opset != null && name.endsWith(NPZ)) {
      throw Failure.usage("--opset is for graphs; leave it out, or write a file ending in .onnx.");
    }
    NewFile.require(FILE, file);
    NewFile.requireTwo("MODEL", model, FILE, file);
    if (Files.isDirectory(file)) {
      throw Failure.usage(FILE + ": \"" + file + "\" is a folder; name a file in it.");
    }
    StoredModel stored = ModelFile.stored(model);
    return name.endsWith(NPZ)
        ? arrays(stored.model())
        : graph(stored, opset == null ? OnnxExport.OPSET : opset);
  }

  /// Writes parameters and statistics by their names.
  private int arrays(Model trained) throws IOException {
    Map<String, Npy> arrays = new LinkedHashMap<>();
    Network network = trained.network();
    for (int i = 0; i < network.parameters().size(); i++) {
      arrays.put(network.parameters().get(i).name(), Npy.of(trained.parameters().get(i)));
    }
    for (int i = 0; i < network.statistics().size(); i++) {
      arrays.put(network.statistics().get(i).name(), Npy.of(trained.statistics().get(i)));
    }
    new Npz(arrays).write(file);
    output.json(
        Json.object()
            .put("verb", "export")
            .put("file", file.toString())
            .put("arrays", List.copyOf(arrays.keySet()))
            .put("bytes", Files.size(file)));
    output.result(
        String.format(
            Locale.ROOT, "%s: %d arrays, %,d bytes", file, arrays.size(), Files.size(file)));
    return ExitCode.OK;
  }

  private int graph(StoredModel stored, int opset) throws IOException {
    OnnxModel exported = OnnxExport.of(stored, opset);
    exported.write(file);
    long bytes = Files.size(file);
    int nodes = exported.graph().nodes().size();
    output.json(
        Json.object()
            .put("verb", "export")
            .put("file", file.toString())
            .put("opset", opset)
            .put("nodes", nodes)
            .put("bytes", bytes)
            .put("network", stored.model().network().toString()));
    output.result(
        String.format(
            Locale.ROOT, "%s: %d operators of version %d, %,d bytes", file, nodes, opset, bytes));
    exported
        .graph()
        .outputs()
        .forEach(value -> output.detail("gives " + value.name() + ", " + told(value.sizes())));
    return ExitCode.OK;
  }

  private static String told(List<Integer> sizes) {
    return sizes.size() == 1
        ? "one number for each row"
        : sizes.subList(1, sizes.size()) + " for each row";
  }
}
