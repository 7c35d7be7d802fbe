package thalweg.terminal;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.function.BooleanSupplier;
import thalweg.studio.Studio;
import thalweg.studio.StudioSettings;
import thalweg.training.Trainer;
import thalweg.training.checkpoint.Provenance;

/// The page on which a training is watched while it goes on, and afterwards for as long as somebody
/// looks.
final class WatchedPage implements AutoCloseable {
  /// A page that is loaded again is away for a moment.
  private static final int AWAY_MILLIS = 3_000;

  private static final int LOOK_MILLIS = 100;

  private final Output output;
  private final Studio studio;

  private WatchedPage(Output output, Studio studio) {
    this.output = output;
    this.studio = studio;
  }

  /// Begins to serve the page and tells where.
  static WatchedPage open(Output output, boolean browser) {
    StudioVerb.requirePage();
    try {
      Studio studio = Studio.open(StudioSettings.standard());
      URI address = URI.create(studio.address() + "#/training");
      output.result("page     " + address);
      output.json(Json.object().put("event", "watched").put("address", address.toString()));
      if (browser && !ServedPage.isOpened(address)) {
        output.note("No browser could be opened; open the address above in one.");
      }
      return new WatchedPage(output, studio);
    } catch (IOException refused) {
      throw Failure.output(Failure.words(refused), refused);
    }
  }

  /// Lets the page watch and steer what this trainer does.
  ///
  /// @param typed the line that was typed, in words
  /// @param source where it has its data from
  Trainer watch(Trainer trainer, List<String> typed, Provenance.Source source) {
    String[] words =
        typed.stream()
            .filter(word -> !word.equals("--watch") && !word.equals("--no-open"))
            .toArray(String[]::new);
    return studio.watch(trainer, Shell.line(words), source);
  }

  /// Waits as long as somebody looks.
  void linger(BooleanSupplier stopped) {
    if (!studio.isWatched() || stopped.getAsBoolean()) {
      return;
    }
    output.note("The page is open still; close it, or press Ctrl-C, to end.");
    try {
      for (int away = 0; away < AWAY_MILLIS && !stopped.getAsBoolean(); away += LOOK_MILLIS) {
        Thread.sleep(LOOK_MILLIS);
        away = studio.isWatched() ? 0 : away;
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    studio.close();
  }
}
