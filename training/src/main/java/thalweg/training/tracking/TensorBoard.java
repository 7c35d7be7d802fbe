package thalweg.training.tracking;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import thalweg.algebra.NdArray;
import thalweg.exchange.EventFile;
import thalweg.network.Network;
import thalweg.training.TrainingEvent;
import thalweg.training.TrainingSettings;
import thalweg.training.model.Model;
import thalweg.training.objective.Score;

/// A listener that writes a run for TensorBoard: what was measured after each epoch, the network as
/// text, the settings by which runs are compared, and at the end how the weights are spread.
///
/// A file that cannot be written to is told once, and the run goes on without it.
///
/// ```java
/// try (TensorBoard board = TensorBoard.in(Path.of("runs/first"), network, settings)) {
///   trainer.listen(board).run();
/// }
/// ```
public final class TensorBoard implements Consumer<TrainingEvent>, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(TensorBoard.class.getName());

  private final EventFile events;
  private boolean failed;

  private TensorBoard(EventFile events) {
    this.events = events;
  }

  /// Begins a file in a folder, which is made if need be.
  ///
  /// @throws IOException if that cannot be done
  public static TensorBoard in(Path folder, Network network, TrainingSettings settings)
      throws IOException {
    EventFile events = EventFile.in(folder);
    events.text("network", 0, "```\n" + network.summary() + "\n```");
    events.hyperParameters(Mlflow.settings(network, settings));
    return new TensorBoard(events);
  }

  @Override
  public void accept(TrainingEvent event) {
    try {
      if (!failed) {
        write(event);
      }
    } catch (IOException broken) {
      failed = true;
      tell(broken);
    }
  }

  private void write(TrainingEvent event) throws IOException {
    switch (event) {
      case TrainingEvent.EpochDone done -> {
        for (Score.Measured measured : done.measured()) {
          events.scalar(measured.name(), done.epoch(), measured.value());
        }
        events.scalar("samplesPerSecond", done.epoch(), done.samplesPerSecond());
      }
      case TrainingEvent.Warned warned -> events.text("warning", 0, warned.what());
      case TrainingEvent.RateChanged changed ->
          events.scalar("rate", changed.epoch(), changed.rate());
      case TrainingEvent.Finished finished ->
          weights(finished.result().model(), finished.result().history().size());
      case TrainingEvent.Started _, TrainingEvent.StepDone _, TrainingEvent.Progress _ -> {}
    }
  }

  private void weights(Model model, int epoch) throws IOException {
    List<NdArray> parameters = model.parameters();
    for (int i = 0; i < parameters.size(); i++) {
      events.histogram(
          model.network().parameters().get(i).name(), epoch, parameters.get(i).toDoubles());
    }
  }

  /// Ends the file; what goes wrong then is told as what went wrong before.
  @Override
  public void close() {
    try {
      events.close();
    } catch (IOException broken) {
      tell(broken);
    }
  }

  private static void tell(IOException broken) {
    LOG.log(
        System.Logger.Level.WARNING,
        "TensorBoard: events are written no more, the run goes on: " + broken);
  }
}
