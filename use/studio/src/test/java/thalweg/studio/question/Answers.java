package thalweg.studio.question;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/// A view asked without a server, and what it gives to copy tried out.
public final class Answers {
  private final Map<String, BiFunction<String, Asking, Object>> answers = new HashMap<>();

  public Answers(View view) {
    view.answer(
        new View.Register() {
          @Override
          public <Q> void at(String path, Class<Q> question, BiFunction<Q, Asking, Object> answer) {
            answers.put(
                path,
                (json, asking) -> answer.apply(Written.MAPPER.readValue(json, question), asking));
          }
        });
  }

  /// Returns the answer to a question written as JSON.
  public Object to(String path, String json) {
    return Objects.requireNonNull(answers.get(path), path).apply(json, new Asking());
  }

  /// Returns what the page gets of an answer's record.
  public static String json(Object answer) {
    return new String(Written.json(answer), StandardCharsets.UTF_8);
  }

  /// Runs a program of one file as a stranger would, and returns what it prints.
  public static String run(String java, Path folder) throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("Copied.java"), java);
    Path out = folder.resolve("out.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(out.toFile())
            .start();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the copied program does not end");
      }
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(out);
  }
}
