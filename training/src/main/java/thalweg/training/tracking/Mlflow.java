package thalweg.training.tracking;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import thalweg.network.Network;
import thalweg.training.TrainingSettings;
import thalweg.training.checkpoint.Environment;

/// Reports runs to an MLflow server, by its REST interface: settings, what is measured after each
/// epoch, and how it ended.
///
/// No run waits for the server or fails by it: reports are sent by a thread of their own, again and
/// again while the server is away. Only [#close()] waits, for 5 seconds at most, and then tells how
/// many are lost. Who one is, is read where MLflow's own clients read it: in the environment, as
/// `MLFLOW_TRACKING_USERNAME` and `MLFLOW_TRACKING_PASSWORD`, else `MLFLOW_TRACKING_TOKEN`. Needs
/// the module `java.net.http`.
///
/// ```java
/// try (Mlflow mlflow = Mlflow.at(URI.create("http://localhost:5000"), "digits")) {
///   trainer.listen(mlflow.run("first", network, settings)).run();
/// }
/// ```
public final class Mlflow implements AutoCloseable {
  private static final int LAST_PORT = 65_535;

  private final URI server;
  private final MlflowCalls calls;
  private final MlflowWriter writer;
  private final Outbox outbox;
  private final Consumer<String> told;
  private final List<MlflowRun> runs = new ArrayList<>();
  private boolean isClosed;

  private Mlflow(
      URI server,
      MlflowCalls calls,
      MlflowWriter writer,
      Patience patience,
      Consumer<String> told) {
    this.server = server;
    this.calls = calls;
    this.writer = writer;
    this.told = what -> told.accept("MLflow at " + server + ": " + what + ".");
    outbox = new Outbox(writer, patience, this.told);
  }

  /// Reports to a server, and logs what goes wrong.
  ///
  /// @param experiment under which runs stand; made where there is none of the name
  /// @throws IllegalArgumentException as for the other
  public static Mlflow at(URI server, String experiment) {
    System.Logger logger = System.getLogger(Mlflow.class.getName());
    return at(server, experiment, what -> logger.log(System.Logger.Level.WARNING, what));
  }

  /// Reports to a server. That is not asked for anything here.
  ///
  /// @param server its address, such as `http://localhost:5000`
  /// @param told is told in a line, by another thread, once what goes wrong first, and at the end
  ///   how much is lost
  /// @throws IllegalArgumentException if that is no address of a server, has a password in it, or
  ///   the experiment has no name
  public static Mlflow at(URI server, String experiment, Consumer<String> told) {
    return at(server, experiment, told, System.getenv(), Patience.USUAL);
  }

  static Mlflow at(
      URI server,
      String experiment,
      Consumer<String> told,
      Map<String, String> environment,
      Patience patience) {
    String scheme = server.getScheme() == null ? "" : server.getScheme().toLowerCase(Locale.ROOT);
    if (server.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "MLflow: the address has a user in it, who would be written down with it; set"
              + " MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or"
              + " MLFLOW_TRACKING_TOKEN.");
    }
    if (!(scheme.equals("http") || scheme.equals("https"))
        || server.getHost() == null
        || server.getPort() > LAST_PORT
        || server.getRawQuery() != null
        || server.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "MLflow: \""
              + server
              + "\" is no address of a server; write one such as http://localhost:5000.");
    }
    if (experiment.isBlank()) {
      throw new IllegalArgumentException("MLflow: the experiment has no name; give it one.");
    }
    MlflowCalls calls = new MlflowCalls(server, MlflowCalls.access(environment), patience);
    return new Mlflow(server, calls, new MlflowWriter(calls, experiment), patience, told);
  }

  /// Begins a run with the settings by which runs are compared.
  public MlflowRun run(String name, Network network, TrainingSettings settings) {
    return run(name, settings(network, settings))
        .tag(Map.of("mlflow.note.content", "```\n" + network.summary() + "\n```"));
  }

  /// Begins a run.
  ///
  /// @param parameters by which runs are compared
  public MlflowRun run(String name, Map<String, ?> parameters) {
    return begin(name, null, parameters);
  }

  MlflowRun begin(String name, @Nullable MlflowRun parent, Map<String, ?> parameters) {
    MlflowRun run = new MlflowRun(this, name, parent);
    runs.add(run);
    put(
        new Report.Begun(
            run, System.currentTimeMillis(), new LinkedHashMap<String, Object>(parameters)));
    return run.tag(Map.of("thalweg", Environment.here().thalweg()));
  }

  void put(Report report) {
    outbox.put(report);
  }

  /// Returns the settings by which runs are compared.
  public static Map<String, Object> settings(Network network, TrainingSettings settings) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("network", network.toString());
    told.put("rule", settings.rule().toString());
    told.put("batch", settings.batch());
    told.put("epochs", settings.epochs());
    told.put("seed", settings.seed());
    told.put("precision", settings.precision().name());
    return told;
  }

  /// Returns where a run is shown; nothing while the server has not answered.
  public Optional<URI> page(MlflowRun run) {
    String experiment = writer.experimentId();
    return experiment == null
        ? Optional.empty()
        : run.find()
            .map(
                id ->
                    URI.create(
                        MlflowCalls.place(
                            server, "/#/experiments/" + plain(experiment) + "/runs/" + plain(id))));
  }

  /// Returns what a server calls something, as it can stand in an address, whatever it is.
  private static String plain(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8);
  }

  /// Returns how many reports have not reached the server: after the end, how many are lost.
  public int lost() {
    return outbox.lost();
  }

  /// Ends what has not ended, as failed, sends what is left, and tells how many reports are lost.
  /// Waits for 5 seconds at most, and 2 where the server did not answer before.
  @Override
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    runs.forEach(run -> run.end(MlflowRun.Status.FAILED));
    int lost = outbox.close();
    calls.close();
    if (lost > 0) {
      String reason = outbox.reason();
      told.accept(
          lost
              + " of "
              + outbox.count()
              + " reports are lost; "
              + (reason == null ? "there was no time for more" : reason));
    }
  }
}
