// Starts the studio with what follows the name of a file, visits its page once and ends it, so that
// Java keeps in that file
// the classes of a first visit as it wants them (docs/decisions/0133): java FirstVisit.java FILE
// java OPTION … MAIN
import module java.net.http;

/// What the first view asks.
static final Map<String, String> QUESTIONS =
    Map.of(
        "curve",
        """
        {"formula":"sin(x)","from":-3,"to":5,"bottom":null,"top":null,"points":1201,"single":false}\
        """,
        "at",
        """
        {"formula":"sin(x)","x":1,"h":1}\
        """,
        "errors",
        """
        {"formula":"sin(x)","x":1}\
        """);

static final int PATIENCE_SECONDS = 60;

void main(String[] arguments) throws Exception {
  List<String> command = new ArrayList<>();
  command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
  command.add("-XX:ArchiveClassesAtExit=" + arguments[0]);
  command.add("-Xlog:disable"); // what cannot be kept does without
  command.addAll(List.of(arguments).subList(1, arguments.length));
  command.addAll(List.of("studio", "--no-open", "--quiet"));
  Process studio =
      new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS)
      .execute(studio::destroyForcibly);
  try {
    String address = studio.inputReader().readLine();
    if (address == null || !address.startsWith("http")) {
      throw new IOException("nothing can be served here");
    }
    visit(URI.create(address));
  } catch (IOException | UncheckedIOException without) {
    IO.println("studio: " + without.getMessage() + "; its classes are not kept.");
  } finally {
    studio.destroy();
    Path kept = Path.of(arguments[0]);
    if (studio.waitFor() != 0) {
      Files.deleteIfExists(kept);
    } else if (Files.exists(kept)) {
      // What was kept is of use in this place alone; the script looks.
      Path place = kept.toRealPath().getParent();
      Files.writeString(place.resolve("place"), place + "\n");
    }
  }
}

void visit(URI page) {
  HttpClient client =
      HttpClient.newBuilder()
          .cookieHandler(new CookieManager())
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();
  String html = ask(client, HttpRequest.newBuilder(page)).body();
  Pattern.compile("assets/[^\"]+")
      .matcher(html)
      .results()
      .map(file -> page.resolve("/" + file.group()))
      .forEach(file -> ask(client, HttpRequest.newBuilder(file).header("Accept-Encoding", "gzip")));
  QUESTIONS.forEach(
      (name, question) -> {
        HttpResponse<String> answer =
            ask(
                client,
                HttpRequest.newBuilder(page.resolve("/api/derivative/" + name))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(question)));
        if (answer.statusCode() != 200) {
          throw new IllegalStateException(question + " was answered: " + answer.body());
        }
      });
}

HttpResponse<String> ask(HttpClient client, HttpRequest.Builder request) {
  try {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  } catch (IOException unheard) {
    throw new UncheckedIOException("the studio does not answer (" + unheard + ")", unheard);
  } catch (InterruptedException interrupted) {
    throw new IllegalStateException(interrupted);
  }
}
