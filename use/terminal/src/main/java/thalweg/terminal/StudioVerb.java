package thalweg.terminal;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `thalweg studio`: the page.
@Command(
    name = "studio",
    description =
        "Open the page on which derivatives, descents and networks can be watched and touched. It"
            + " is served to this machine alone, until Ctrl-C.",
    footer = {"", "Examples:", "  thalweg studio", "  thalweg studio --no-open --port 8080"})
final class StudioVerb implements Callable<Integer> {
  private final Output output;

  @Mixin private Shared shared = new Shared();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Where to listen. Default: any that is free.")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description =
          "The address to listen at. Any but this machine's own lets others in who know the token."
              + " Default: 127.0.0.1.")
  private String host = "127.0.0.1";

  @Option(names = "--no-open", description = "Only print the address; open no browser.")
  private boolean closed;

  StudioVerb(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() throws InterruptedException {
    output.with(shared);
    requirePage();
    return ServedPage.serve(output, host, port, !closed);
  }

  /// The page is an artifact of its own, which this command may be without. So its types stand in
  /// no signature here, for these are read when the command starts.
  static void requirePage() {
    try {
      Class.forName("thalweg.studio.Studio");
    } catch (ClassNotFoundException missing) {
      throw Failure.output(
          "studio: this command is without its page; start it by the script thalweg, or put"
              + " thalweg-studio and what it needs on the path.",
          missing);
    }
  }
}
