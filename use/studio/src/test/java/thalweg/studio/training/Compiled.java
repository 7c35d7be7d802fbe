package thalweg.studio.training;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs what the page copies as Java, as a reader would: from its file.
final class Compiled {
  private Compiled() {}

  static String output(String java) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("copied");
    Path file = Files.writeString(folder.resolve("Again.java"), java);
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--add-modules",
                    "jdk.incubator.vector",
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("java.class.path"),
                    file.toString()))
            .redirectErrorStream(true)
            .start();
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      process.getInputStream().transferTo(new PrintStream(out));
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new IOException("it does not end");
      }
      return out.toString(StandardCharsets.UTF_8).strip();
    } finally {
      process.destroyForcibly();
      Files.delete(file);
      Files.delete(folder);
    }
  }
}
