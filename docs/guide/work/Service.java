import module thalweg;
import module java.net.http;
import module jdk.httpserver;
import module tools.jackson.core;

static final JsonFactory JSON = new JsonFactory();

record Parcel(double weight, double length) {}

void main() throws Exception {
  Model model = Model.load(trained());
  model.warmUp();
  IO.println(model.predict(new Parcel(0.4, 25)));

  var server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
  server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
  server.createContext("/predict", exchange -> answer(model, exchange));
  server.start();
  try (var client = HttpClient.newHttpClient()) {
    URI address = URI.create("http://localhost:" + server.getAddress().getPort() + "/predict");
    IO.println(ask(client, address, "{\"weight\": 0.4, \"length\": 25}").join());
    IO.println(ask(client, address, "{\"weight\": 12, \"length\": \"long\"}").join());
    IO.println(ask(client, address, "{\"weight\": 12, \"width\": 40}").join());
    IO.println(ask(client, address, "weight=12").join());

    // Three hundred, thirty at a time: each answer belongs to its question.
    int right = 0;
    for (int first = 0; first < 300; first += 30) {
      List<CompletableFuture<String>> answers = new ArrayList<>();
      for (int i = first; i < first + 30; i++) {
        answers.add(ask(client, address, "{\"weight\": %d, \"length\": %d}".formatted(i / 10, i % 90)));
      }
      for (int i = first; i < first + 30; i++) {
        String expected = "200 " + json(model.predict(i / 10, i % 90));
        right += answers.get(i - first).join().equals(expected) ? 1 : 0;
      }
    }
    IO.println(right + " of 300");
  } finally {
    server.stop(0);
  }
}

void answer(Model model, HttpExchange exchange) throws IOException {
  int status = 200;
  String text;
  try {
    text = json(model.predict(row(exchange.getRequestBody())));
  } catch (JacksonException noJson) {
    status = 400;
    text = written(json -> json.writeStringProperty("error", "the body is no JSON object"));
  } catch (IllegalArgumentException refused) {
    status = 400;
    text = written(json -> json.writeStringProperty("error", refused.getMessage()));
  }
  byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
  exchange.getResponseHeaders().set("Content-Type", "application/json");
  exchange.sendResponseHeaders(status, bytes.length);
  try (OutputStream body = exchange.getResponseBody()) {
    body.write(bytes);
  }
}

/// Names and values of a JSON object; the model refuses what it does not know.
Map<String, Object> row(InputStream body) {
  Map<String, Object> row = new LinkedHashMap<>();
  try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body)) {
    json.nextToken();
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      row.put(name, json.nextToken().isNumeric() ? json.getDoubleValue() : json.getString());
    }
  }
  return row;
}

String json(Prediction prediction) {
  return written(json -> {
    json.writeStringProperty("answer", prediction.toString());
    json.writeName("probabilities").writeStartObject();
    for (String name : prediction.probabilities().names()) {
      json.writeNumberProperty(name, Math.round(1e4 * prediction.probabilities().of(name)) / 1e4);
    }
    json.writeEndObject();
  });
}

String written(Consumer<JsonGenerator> properties) {
  StringWriter text = new StringWriter();
  try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
    json.writeStartObject();
    properties.accept(json);
    json.writeEndObject();
  }
  return text.toString();
}

CompletableFuture<String> ask(HttpClient client, URI address, String question) {
  var request = HttpRequest.newBuilder(address)
      .POST(HttpRequest.BodyPublishers.ofString(question))
      .timeout(Duration.ofMinutes(1))
      .build();
  return client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
      .thenApply(response -> response.statusCode() + " " + response.body());
}

/// A file with a model that tells letters, parcels and pallets apart.
Path trained() throws IOException {
  double[][] rows = new double[600][];
  String[] kinds = new String[600];
  for (int i = 0; i < 600; i++) {
    rows[i] = new double[] {i % 31, i % 89};
    kinds[i] = rows[i][0] < 1 ? "letter" : rows[i][0] + rows[i][1] / 4 < 25 ? "parcel" : "pallet";
  }
  var data = Dataset.of(rows, kinds).withFieldNames(List.of("weight", "length")).split(0.2, 1).standardised();
  var settings = TrainingSettings.defaults().withRule(RuleParser.parse("adam(rate 0.01)")).withBatch(20);
  Path file = Files.createTempDirectory("service").resolve("model.safetensors");
  Trainer.of(Network.of("2-16-3", Activation.TANH), data, settings).run().model().save(file);
  return file;
}
