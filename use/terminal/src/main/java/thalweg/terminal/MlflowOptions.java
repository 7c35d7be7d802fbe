package thalweg.terminal;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import thalweg.algebra.Quote;
import thalweg.training.search.Standing;
import thalweg.training.tracking.Mlflow;
import thalweg.training.tracking.MlflowRun;

/// The options by which runs are reported to an MLflow server.
final class MlflowOptions {
  private static final String EXPERIMENT = "thalweg";

  @Option(
      names = "--mlflow",
      paramLabel = "URL",
      description =
          "Report settings and what is measured to this MLflow server, such as"
              + " http://localhost:5000; who you are is read from the environment variables"
              + " MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and _PASSWORD. No run waits"
              + " for a server or fails by it.")
  private @Nullable String address;

  @Option(
      names = "--mlflow-experiment",
      paramLabel = "NAME",
      description =
          "With --mlflow: under which name runs stand there. Default: " + EXPERIMENT + ".")
  private @Nullable String experiment;

  /// Returns whether anything is to be reported.
  boolean isGiven() {
    return address != null;
  }

  /// Checks what can be checked before any work.
  void check(Output output) {
    Reporting tried = open(output);
    if (tried != null) {
      tried.close(); // of which nothing has begun, so that nothing is sent
    }
  }

  /// Begins to report; null where nothing is to be.
  @Nullable Reporting open(Output output) {
    if (address == null) {
      if (experiment != null) {
        throw Failure.usage(
            "--mlflow-experiment is said of a server; give --mlflow with it, or leave it out.");
      }
      return null;
    }
    try {
      return new Reporting(
          output,
          Mlflow.at(
              new URI(address),
              Objects.requireNonNullElse(experiment, EXPERIMENT),
              what -> output.warning("REPORTING", what)));
    } catch (URISyntaxException _) {
      throw Failure.usage(
          "--mlflow: "
              + Quote.of(address)
              + " is no address of a server; write one such as http://localhost:5000.");
    } catch (IllegalArgumentException refused) {
      throw Failure.usage(
          "--mlflow: " + String.valueOf(refused.getMessage()).replaceFirst("^MLflow: ", ""));
    }
  }

  /// Reports of this process; its end tells where they are shown.
  static final class Reporting implements AutoCloseable {
    private final Output output;
    private final Mlflow mlflow;
    private final Map<Integer, MlflowRun> trials = new LinkedHashMap<>();
    private @Nullable MlflowRun run;

    private Reporting(Output output, Mlflow mlflow) {
      this.output = output;
      this.mlflow = mlflow;
    }

    /// Begins the run of a training.
    MlflowRun begin(TrainingPlan plan) {
      run =
          mlflow
              .run(name(plan.dataName()), plan.network(), plan.settings())
              .tag(Map.of("data", plan.dataName(), "dataSha256", plan.dataSha256()));
      return run;
    }

    /// Begins the run of a search, of which its trials are parts.
    void begin(String dataName, Map<String, ?> parameters) {
      run = mlflow.run("tune " + name(dataName), parameters).tag(Map.of("data", dataName));
    }

    /// Tells what a trial has come to on a rung.
    void trial(Standing standing) {
      MlflowRun search = Objects.requireNonNull(run);
      trials
          .computeIfAbsent(
              standing.trial().number(),
              number ->
                  search.nested(
                      "trial " + number,
                      Mlflow.settings(
                          standing.trial().objective().network(), standing.trial().settings())))
          .measured(standing.epochs(), Map.of("validationLoss", standing.loss()));
    }

    /// Ends the run of a search, and its trials.
    void end(MlflowRun.Status status) {
      trials.values().forEach(trial -> trial.end(MlflowRun.Status.FINISHED));
      Objects.requireNonNull(run).end(status);
    }

    @Override
    public void close() {
      mlflow.close();
      if (run != null) {
        Json json = Json.object().put("event", "reported").put("lost", mlflow.lost());
        mlflow
            .page(run)
            .ifPresentOrElse(
                page -> {
                  output.json(json.put("page", page.toString()));
                  output.note("Reported to " + page);
                },
                () -> output.json(json.putNull("page")));
      }
    }

    private static String name(String dataName) {
      Path last = Path.of(dataName).getFileName();
      return last == null ? dataName : last.toString();
    }
  }
}
