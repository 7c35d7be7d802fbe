package thalweg.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import thalweg.exchange.onnx.OnnxModel;
import thalweg.training.model.StoredModel;
import thalweg.training.onnx.OnnxExport;

/// `thalweg export`: a model for other programs.
@Command(
    name = "export",
    description =
        "Write a model as an ONNX graph, which ONNX Runtime and other programs run: the scaling of"
            + " the columns is a part of it, and the names of columns and classes stand in its"
            + " metadata.",
    footer = {
      "",
      "Examples:",
      "  thalweg export thalweg-model.safetensors model.onnx",
      "  thalweg export thalweg-model.safetensors model.onnx --opset 23"
    })
final class ExportVerb implements Callable<Integer> {
  private static final String FILE = "FILE";

  private final Output output;

  @Mixin private Shared shared = new Shared();

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "A model that thalweg train has saved.")
  @SuppressWarnings("NullAway.Init") // required, so picocli fills it
  private Path model;

  @Parameters(index = "1", paramLabel = FILE, description = "What is written; it ends in .onnx.")
  @SuppressWarnings("NullAway.Init") // required, so picocli fills it
  private Path file;

  @Option(
      names = "--opset",
      paramLabel = "N",
      description =
          "Version of the operators: 17, or 23, which has some for attention, rotary positions and"
              + " RMS normalisation. Default: 17.")
  private int opset = OnnxExport.OPSET;

  ExportVerb(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() throws IOException {
    output.with(shared);
    if (!file.toString().toLowerCase(Locale.ROOT).endsWith(".onnx")) {
      throw Failure.usage(
          FILE + ": " + file + " does not end in .onnx, and that is what is written.");
    }
    NewFile.require(FILE, file);
    NewFile.requireTwo("MODEL", model, FILE, file);
    if (Files.isDirectory(file)) {
      throw Failure.usage(FILE + ": \"" + file + "\" is a folder; name a file in it.");
    }
    StoredModel stored = ModelFile.stored(model);
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
