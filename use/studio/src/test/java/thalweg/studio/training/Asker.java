package thalweg.studio.training;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks a studio as its page does.
final class Asker {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI address;
  private final String cookie;

  Asker(URI address) {
    this.address = address;
    String token = address.getQuery().substring("token=".length());
    cookie = "thalweg-" + token.substring(0, 8) + "=" + token;
  }

  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Answer(int status, byte[] bytes) {
    String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    JsonNode json() {
      if (status != 200) {
        throw new AssertionError(status + " " + text());
      }
      return MAPPER.readTree(bytes);
    }

    private ByteBuffer buffer() {
      return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    JsonNode head() {
      if (status != 200) {
        throw new AssertionError(status + " " + text());
      }
      return MAPPER.readTree(new String(bytes, 4, buffer().getInt(), StandardCharsets.UTF_8));
    }

    float[] numbers() {
      int from = 4 + buffer().getInt();
      float[] numbers = new float[(bytes.length - from) / 4];
      buffer().position(from).slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(numbers);
      return numbers;
    }
  }

  Answer ask(String path, String json) throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        client.send(
            request("/api/" + path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json.replace('\'', '"')))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    return new Answer(response.statusCode(), response.body());
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(address.resolve(path))
        .header("Cookie", cookie)
        .timeout(Duration.ofSeconds(30));
  }

  HttpClient client() {
    return client;
  }

  URI address() {
    return address;
  }

  String cookie() {
    return cookie;
  }

  /// Goes back to a step and returns the hash of the weights there.
  String back(int run, long at) throws IOException, InterruptedException {
    while (true) {
      JsonNode back = ask("training/back", "{'run':" + run + ",'at':" + at + "}").json();
      if (back.get("done").asBoolean()) {
        return back.get("sha256").asString();
      }
    }
  }

  JsonNode run(int run) throws IOException, InterruptedException {
    for (JsonNode each : ask("training/runs", "{}").json().get("runs")) {
      if (each.get("run").asInt() == run) {
        return each;
      }
    }
    throw new AssertionError("no run " + run);
  }

  JsonNode ended(int run) throws IOException, InterruptedException {
    while (true) {
      JsonNode now = run(run);
      if (!now.get("outcome").isNull()) {
        return now;
      }
      Thread.sleep(20);
    }
  }
}
