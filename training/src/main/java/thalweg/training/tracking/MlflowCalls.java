package thalweg.training.tracking;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;
import thalweg.training.checkpoint.JsonTree;

/// Calls of MLflow's REST interface: an object of JSON each way, within a time and a length.
///
/// Follows no redirect, which might carry a token to somebody else.
final class MlflowCalls implements AutoCloseable {
  private static final long LONGEST_ANSWER = 1 << 20;
  private static final long LONGEST_PAUSE = 3600;
  private static final int REDIRECTS = 300;
  private static final int CLIENT_ERRORS = 400;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_EARLY = 425;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERRORS = 500;

  private final String root;
  private final @Nullable String access;
  private final Patience patience;
  private final HttpClient client;

  /// @param access what the header `Authorization` says; null for nothing
  MlflowCalls(URI server, @Nullable String access, Patience patience) {
    root = place(server, "/api/2.0/mlflow/");
    this.access = access;
    this.patience = patience;
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1) // not all servers bear an upgrade of a POST
            .connectTimeout(patience.connection())
            .build();
  }

  /// Returns the address of a place at a server, whose own may end with a slash.
  static String place(URI server, String path) {
    return server.toString().replaceFirst("/+$", "") + path;
  }

  /// Returns what `Authorization` is to say by the variables that MLflow's own clients read.
  ///
  /// @throws IllegalArgumentException if the token cannot stand in a header
  static @Nullable String access(Map<String, String> environment) {
    String user = environment.getOrDefault("MLFLOW_TRACKING_USERNAME", "");
    String password = environment.getOrDefault("MLFLOW_TRACKING_PASSWORD", "");
    String token = environment.getOrDefault("MLFLOW_TRACKING_TOKEN", "").strip();
    if (!user.isEmpty() && !password.isEmpty()) {
      byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
      return "Basic " + Base64.getEncoder().encodeToString(both);
    }
    if (!token.chars().allMatch(letter -> letter > ' ' && letter < 0x7f)) {
      throw new IllegalArgumentException(
          "MLFLOW_TRACKING_TOKEN has blanks, line breaks or letters beyond ASCII in it, which no"
              + " token has; set it anew.");
    }
    return token.isEmpty() ? null : "Bearer " + token;
  }

  Map<?, ?> get(String path, String name, String value) throws IOException, InterruptedException {
    String query = "?" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    return answer(HttpRequest.newBuilder(URI.create(root + path + query)).GET());
  }

  Map<?, ?> post(String path, Map<String, ?> body) throws IOException, InterruptedException {
    return answer(
        HttpRequest.newBuilder(URI.create(root + path))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    JsonTree.written(body), StandardCharsets.UTF_8)));
  }

  private Map<?, ?> answer(HttpRequest.Builder request) throws IOException, InterruptedException {
    request.header("Accept", "application/json");
    if (access != null) {
      request.header("Authorization", access);
    }
    HttpResponse<String> answer = whole(request.build());
    Map<?, ?> said;
    try {
      said = JsonTree.read(answer.body());
    } catch (IllegalArgumentException _) {
      said = null;
    }
    int status = answer.statusCode();
    if (status >= REDIRECTS) {
      throw refusal(answer, said == null ? Map.of() : said);
    }
    if (said == null) {
      throw new MlflowException(
          "it answers with what is no JSON: " + Quote.of(answer.body()), "", false, Duration.ZERO);
    }
    return said;
  }

  /// Returns the answer with its body, for whose end a time limit of the request's own would not
  /// wait.
  private HttpResponse<String> whole(HttpRequest request) throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(
            request,
            BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), LONGEST_ANSWER));
    try {
      return answer.get(patience.answer().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw new HttpTimeoutException(
          "no answer within " + patience.answer().toSeconds() + " seconds");
    } catch (ExecutionException failed) {
      Throwable cause = Objects.requireNonNullElse(failed.getCause(), failed);
      throw switch (cause) {
        case HttpConnectTimeoutException _ ->
            new HttpTimeoutException(
                "no connection within " + patience.connection().toSeconds() + " seconds");
        case ConnectException _ -> new ConnectException("nothing answers there");
        case IOException io -> io;
        default -> new IOException(cause);
      };
    } finally {
      answer.cancel(true);
    }
  }

  private static MlflowException refusal(HttpResponse<String> answer, Map<?, ?> said) {
    int status = answer.statusCode();
    String code = text(said.get("error_code"));
    String told = text(said.get("message"));
    String words =
        status < CLIENT_ERRORS
            ? "it sends elsewhere, to "
                + Quote.of(answer.headers().firstValue("Location").orElse(""))
                + "; give the address that answers itself"
            : "it answers "
                + status
                + (code.isEmpty() ? "" : " " + Quote.shown(code))
                + (told.isEmpty() ? "" : ": " + Quote.shown(told));
    boolean isFinal =
        status < SERVER_ERRORS
            && status != REQUEST_TIMEOUT
            && status != TOO_EARLY
            && status != TOO_MANY_REQUESTS;
    return new MlflowException(words, code, isFinal, pause(answer));
  }

  private static Duration pause(HttpResponse<String> answer) {
    try {
      long seconds = Long.parseLong(answer.headers().firstValue("Retry-After").orElse("0").strip());
      return Duration.ofSeconds(Math.clamp(seconds, 0, LONGEST_PAUSE));
    } catch (NumberFormatException _) { // a date, which the pauses of our own do for
      return Duration.ZERO;
    }
  }

  /// Returns what is text, and nothing for what is not.
  static String text(@Nullable Object said) {
    return said instanceof String text ? text : "";
  }

  @Override
  public void close() {
    client.shutdownNow(); // its own close would wait for answers
  }
}
