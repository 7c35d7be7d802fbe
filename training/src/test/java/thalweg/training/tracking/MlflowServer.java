package thalweg.training.tracking;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import thalweg.training.checkpoint.JsonTree;

/// A small server with the rules of MLflow's REST interface, as its documentation states them:
/// which fields a call has, how long they may be, what is refused and with which words. What breaks
/// a rule is refused and kept in [#broken].
final class MlflowServer implements AutoCloseable {
  /// What may come instead of an answer.
  enum Mood {
    ANSWERS,
    FAILS,
    IS_BUSY,
    SHOWS_A_PAGE,
    BABBLES,
    ANSWERS_OTHERWISE,
    SAYS_NOTHING,
    HANGS_UP,
    DOES_IT_AND_HANGS_UP,
    HESITATES,
    DRIPS,
    FLOODS
  }

  /// A run, as it is kept.
  record Kept(
      String experiment,
      String name,
      Map<String, String> parameters,
      Map<String, String> tags,
      Set<List<Object>> metrics, // key, value, timestamp, step: what is told twice is kept once
      List<String> states) {}

  final Map<String, String> experiments = new LinkedHashMap<>(); // name to number
  final Map<String, Kept> runs = new LinkedHashMap<>();
  final List<String> broken = new ArrayList<>();
  final List<String> calls = new ArrayList<>();
  final Set<String> access = new LinkedHashSet<>();

  /// Of what it calls its runs.
  volatile String ending = "";

  private final IntFunction<Mood> moods;
  private final long hesitation;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /// @param moods by the number of the call, from 0
  /// @param hesitation of one that hesitates, in milliseconds
  MlflowServer(IntFunction<Mood> moods, long hesitation) throws IOException {
    this.moods = moods;
    this.hesitation = hesitation;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::serve);
    server.setExecutor(threads);
    server.start();
  }

  static MlflowServer kind() throws IOException {
    return new MlflowServer(_ -> Mood.ANSWERS, 0);
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void serve(HttpExchange exchange) throws IOException {
    byte[] sent = exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().getRawPath();
    Mood mood;
    synchronized (this) {
      mood = moods.apply(calls.size());
      calls.add(exchange.getRequestMethod() + " " + path + " " + mood);
      access.add(
          Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Authorization"), ""));
    }
    switch (mood) {
      case ANSWERS -> answer(exchange, sent, 0);
      case FAILS -> say(exchange, 500, "{\"error_code\":\"INTERNAL_ERROR\",\"message\":\"alas\"}");
      case IS_BUSY -> {
        exchange.getResponseHeaders().set("Retry-After", "0");
        say(exchange, 429, "{\"error_code\":\"REQUEST_LIMIT_EXCEEDED\"}");
      }
      case SHOWS_A_PAGE -> say(exchange, 200, "<!DOCTYPE html><html>Please wait</html>");
      case BABBLES -> say(exchange, 200, "{\"experiment\": {\"experiment_id\u0000");
      case ANSWERS_OTHERWISE -> say(exchange, 503, "[1, 2, {\"error_code\": [3]}]");
      case SAYS_NOTHING -> say(exchange, 502, "");
      case HANGS_UP -> exchange.close();
      case DOES_IT_AND_HANGS_UP -> {
        perform(exchange, sent);
        exchange.close();
      }
      case HESITATES -> answer(exchange, sent, hesitation);
      case DRIPS -> {
        exchange.sendResponseHeaders(200, 1000);
        exchange.getResponseBody().write('{');
        exchange.getResponseBody().flush();
        await(hesitation);
        exchange.close();
      }
      case FLOODS -> flood(exchange);
    }
  }

  private static void flood(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    byte[] blanks = " ".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
    try (OutputStream body = exchange.getResponseBody()) {
      for (int i = 0; i < 64; i++) {
        body.write(blanks);
      }
    } catch (IOException _) {
      // nobody wants it
    }
    exchange.close();
  }

  private static void await(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void say(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  /// What is refused.
  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;
    final int status;
    final String code;

    Refusal(int status, String code, String message) {
      super(message);
      this.status = status;
      this.code = code;
    }
  }

  /// Does what it is asked and says so after a while, when perhaps nobody listens any more.
  private void answer(HttpExchange exchange, byte[] sent, long after) throws IOException {
    try {
      String answer = JsonTree.written(perform(exchange, sent));
      await(after);
      say(exchange, 200, answer);
    } catch (Refusal refused) {
      say(
          exchange,
          refused.status,
          JsonTree.written(
              Map.of("error_code", refused.code, "message", String.valueOf(refused.getMessage()))));
    }
  }

  private synchronized Map<String, ?> perform(HttpExchange exchange, byte[] sent) {
    String call =
        exchange.getRequestMethod()
            + " "
            + exchange.getRequestURI().getPath().replaceFirst("^/api/2.0/mlflow/", "");
    if (call.equals("GET experiments/get-by-name")) {
      String query = exchange.getRequestURI().getRawQuery();
      require(query.startsWith("experiment_name="), "no experiment_name: " + query);
      String name =
          URLDecoder.decode(query.substring("experiment_name=".length()), StandardCharsets.UTF_8);
      String number = experiments.get(name);
      if (number == null) {
        throw new Refusal(404, "RESOURCE_DOES_NOT_EXIST", "Could not find experiment " + name);
      }
      return Map.of("experiment", Map.of("experiment_id", number, "name", name));
    }
    require(sent.length <= 1_000_000, "a body of " + sent.length + " bytes");
    require(
        "application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type")),
        "a body that is not said to be JSON");
    Map<?, ?> body = JsonTree.read(new String(sent, StandardCharsets.UTF_8));
    return switch (call) {
      case "POST experiments/create" -> createExperiment(text(body, "name"));
      case "POST runs/create" -> createRun(body);
      case "POST runs/search" -> search(body);
      case "POST runs/log-batch" -> log(body);
      case "POST runs/update" -> update(body);
      default -> {
        require(false, "no such call: " + call);
        yield Map.of();
      }
    };
  }

  private Map<String, ?> createExperiment(String name) {
    if (experiments.containsKey(name)) {
      throw new Refusal(400, "RESOURCE_ALREADY_EXISTS", "Experiment(name=" + name + ") exists");
    }
    experiments.put(name, "e" + experiments.size());
    return Map.of("experiment_id", experiments.get(name));
  }

  private Map<String, ?> createRun(Map<?, ?> body) {
    String experiment = text(body, "experiment_id");
    require(experiments.containsValue(experiment), "no experiment " + experiment);
    require(body.get("start_time") instanceof Long, "start_time " + body.get("start_time"));
    String number = "r" + runs.size() + ending;
    Kept kept =
        new Kept(
            experiment,
            text(body, "run_name"),
            new LinkedHashMap<>(),
            pairs(body, "tags", 5000),
            new LinkedHashSet<>(),
            new ArrayList<>());
    require(kept.name.equals(kept.tags.get("mlflow.runName")), "two names for a run");
    String parent = kept.tags.get("mlflow.parentRunId");
    require(parent == null || runs.containsKey(parent), "no parent " + parent);
    runs.put(number, kept);
    return Map.of("run", Map.of("info", Map.of("run_id", number, "status", "RUNNING")));
  }

  private Map<String, ?> search(Map<?, ?> body) {
    String filter = text(body, "filter");
    require(filter.matches("tags\\.\\w+ = '[^']+'"), "filter " + filter);
    String tag = filter.replaceFirst("tags\\.(\\w+) .*", "$1");
    String value = filter.replaceFirst("^[^']*'(.*)'$", "$1");
    List<?> found =
        runs.entrySet().stream()
            .filter(
                run ->
                    list(body, "experiment_ids").contains(run.getValue().experiment)
                        && value.equals(run.getValue().tags.get(tag)))
            .map(run -> Map.of("info", Map.of("run_id", run.getKey())))
            .toList();
    return found.isEmpty() ? Map.of() : Map.of("runs", found); // as it is: no empty list
  }

  private Map<String, ?> log(Map<?, ?> body) {
    Kept run = run(body);
    List<?> metrics = list(body, "metrics");
    require(metrics.size() <= 1000, metrics.size() + " metrics");
    Map<String, String> parameters = pairs(body, "params", 500);
    Map<String, String> tags = pairs(body, "tags", 5000);
    require(parameters.size() <= 100, parameters.size() + " parameters");
    require(tags.size() <= 100, tags.size() + " tags");
    parameters.forEach(
        (name, value) -> {
          String before = run.parameters.putIfAbsent(name, value);
          require(before == null || before.equals(value), name + " was " + before);
        });
    run.tags.putAll(tags);
    for (Object each : metrics) {
      Map<?, ?> metric = (Map<?, ?>) each;
      Object value = metric.get("value");
      require(
          value instanceof Number || Set.of("NaN", "Infinity", "-Infinity").contains(value),
          "value " + value);
      require(metric.get("timestamp") instanceof Long, "timestamp " + metric);
      require(metric.get("step") instanceof Long, "step " + metric);
      run.metrics.add(
          List.of(
              key(metric),
              Double.valueOf(value.toString()),
              metric.get("timestamp"),
              metric.get("step")));
    }
    return Map.of();
  }

  private Map<String, ?> update(Map<?, ?> body) {
    Kept run = run(body);
    String status = text(body, "status");
    require(Set.of("FINISHED", "FAILED", "KILLED").contains(status), "status " + status);
    require(body.get("end_time") instanceof Long, "end_time " + body.get("end_time"));
    run.states.add(status);
    return Map.of("run_info", Map.of("run_id", text(body, "run_id"), "status", status));
  }

  private Kept run(Map<?, ?> body) {
    Kept run = runs.get(text(body, "run_id"));
    require(run != null, "no run " + body.get("run_id"));
    require(run.states.isEmpty() || body.containsKey("status"), "told of after its end");
    return run;
  }

  private Map<String, String> pairs(Map<?, ?> body, String name, int longest) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (Object each : list(body, name)) {
      Map<?, ?> pair = (Map<?, ?>) each;
      String value = text(pair, "value");
      int bytes = value.getBytes(StandardCharsets.UTF_8).length;
      require(bytes <= longest, name + " has a value of " + bytes + " bytes");
      pairs.put(key(pair), value);
    }
    return pairs;
  }

  private String key(Map<?, ?> entry) {
    String key = text(entry, "key");
    require(key.matches("(?U)[/\\w.\\-\\s]+"), "key " + key);
    require(key.getBytes(StandardCharsets.UTF_8).length <= 250, "a long key " + key);
    require(!key.matches("\\.+") && !key.contains("/"), "a key that is a path " + key);
    return key;
  }

  private String text(Map<?, ?> body, String name) {
    require(body.get(name) instanceof String, "no text " + name + " in " + body);
    return (String) body.get(name);
  }

  private static List<?> list(Map<?, ?> body, String name) {
    return body.get(name) instanceof List<?> list ? list : List.of();
  }

  private void require(boolean isKept, String what) {
    if (!isKept) {
      broken.add(what);
      throw new Refusal(400, "INVALID_PARAMETER_VALUE", what);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
