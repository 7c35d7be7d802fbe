package thalweg.terminal;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import thalweg.studio.Studio;
import thalweg.studio.StudioSettings;

/// The page, served until somebody ends it.
final class ServedPage {
  private ServedPage() {}

  /// Serves the page until Ctrl-C or SIGTERM.
  static int serve(Output output, String host, int port, boolean browser)
      throws InterruptedException {
    StudioSettings settings = settings(host, port);
    try (Studio studio = Studio.open(settings)) {
      List<Signals.Hearing> hearings =
          List.of(Signals.listen("INT", studio::close), Signals.listen("TERM", studio::close));
      URI address = studio.address();
      output.result(address.toString());
      output.json(Json.object().put("verb", "studio").put("address", address.toString()));
      if (!settings.isLoopback()) {
        output.error(
            "thalweg: warning: other machines reach this page at "
                + host
                + "; whoever has the address may ask this process to compute.");
      }
      if (browser && !isOpened(address)) {
        output.note("No browser could be opened; open the address above in one.");
      }
      output.note("Ctrl-C ends it.");
      studio.await();
      hearings.forEach(hearing -> hearing.restore().run());
      return ExitCode.OK;
    } catch (IOException refused) {
      throw Failure.output(Failure.words(refused), refused);
    }
  }

  private static StudioSettings settings(String host, int port) {
    try {
      return new StudioSettings(host, port);
    } catch (IllegalArgumentException refused) {
      throw Failure.usage(String.valueOf(refused.getMessage()));
    }
  }

  /// Shows the page in the browser of whoever sits here, and returns whether there is one.
  static boolean isOpened(URI address) {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String opener = system.contains("mac") ? "open" : "xdg-open";
    if (opener.equals("xdg-open")
        && System.getenv("DISPLAY") == null
        && System.getenv("WAYLAND_DISPLAY") == null) {
      return false;
    }
    try {
      new ProcessBuilder(opener, address.toString())
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
      return true;
    } catch (IOException none) {
      return false;
    }
  }
}
