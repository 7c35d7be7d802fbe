package thalweg.journeys;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The real command, run as a stranger would: the script at the root of the house, in a folder of
/// the caller's choice.
final class Command {
  /// What a run left behind.
  record Result(int exit, String out, String err) {
    List<String> outLines() {
      return out.lines().toList();
    }

    List<String> errLines() {
      return err.lines().toList();
    }
  }

  /// Java's options for trainings of which a line is the subject, not the speed: without what makes
  /// long ones fast, which takes seconds of its own.
  static final String BRIEF = "-Dthalweg.vector=none -XX:TieredStopAtLevel=1";

  private static final long LIMIT_SECONDS = 240;

  private static final Executor READERS = Executors.newVirtualThreadPerTaskExecutor();

  private Command() {}

  /// Returns the folder that holds the `thalweg` script.
  static Path house() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.isRegularFile(folder.resolve("thalweg"))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IllegalStateException(
          "the script thalweg was not found above " + Path.of("").toAbsolutePath());
    }
    return folder;
  }

  /// Returns whether the command has been packed, which `mvn verify` does before these tests run.
  static boolean isPacked() {
    return Files.isDirectory(house().resolve("use/terminal/target/dist/lib"));
  }

  static Process start(Path folder, List<String> arguments) throws IOException {
    return startBehind(List.of(), folder, arguments);
  }

  /// Starts the command by another one, such as `env NAME=value`.
  static Process startBehind(List<String> before, Path folder, List<String> arguments)
      throws IOException {
    List<String> line = new ArrayList<>(before);
    line.add(house().resolve("thalweg").toString());
    line.addAll(arguments);
    return startLine(folder, line, "");
  }

  /// Returns what the command is to be started by so that it is [#BRIEF], and hears Ctrl-C and
  /// SIGHUP although this process may not, in the background of a script or under nohup, from where
  /// it would inherit that, if the system has a word for it.
  static List<String> hearing() throws IOException, InterruptedException {
    String options = "THALWEG_JAVA_OPTIONS=" + BRIEF;
    List<String> words = List.of("env", "--default-signal=INT,HUP", options);
    Process trial =
        new ProcessBuilder(words.get(0), words.get(1), "true").redirectErrorStream(true).start();
    return trial.waitFor() == 0 ? words : List.of("env", options);
  }

  private static Process startLine(Path folder, List<String> line, String javaOptions)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(line).directory(folder.toFile());
    builder.environment().put("THALWEG_JAVA_OPTIONS", javaOptions);
    builder.environment().remove("JDK_JAVA_OPTIONS");
    builder.environment().put("NO_COLOR", "1");
    return builder.start();
  }

  static Result run(Path folder, String... arguments) {
    return run(folder, List.of(arguments));
  }

  static Result run(Path folder, List<String> arguments) {
    return runWith("", folder, arguments);
  }

  /// Runs the command with options for Java.
  static Result runWith(String javaOptions, Path folder, List<String> arguments) {
    List<String> line = new ArrayList<>();
    line.add(house().resolve("thalweg").toString());
    line.addAll(arguments);
    return runLine(javaOptions, folder, line);
  }

  /// Runs the command by another one, such as `env NAME=value`.
  static Result runBehind(List<String> before, Path folder, List<String> arguments) {
    List<String> line = new ArrayList<>(before);
    line.add(house().resolve("thalweg").toString());
    line.addAll(arguments);
    return runLine("", folder, line);
  }

  /// Returns where the jars of the command and of the page lie.
  static String modulePath() {
    return house().resolve("use/terminal/target/dist/lib")
        + File.pathSeparator
        + house().resolve("use/studio/target/dist/lib");
  }

  /// Runs the command's jars on the class path, where nothing asks for the vector module.
  static Result runWithoutVectorModule(Path folder, List<String> arguments) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("-cp");
    line.add(house().resolve("use/terminal/target/dist/lib") + "/*");
    line.add("thalweg.terminal.Thalweg");
    line.addAll(arguments);
    return runLine("", folder, line);
  }

  private static Result runLine(String javaOptions, Path folder, List<String> line) {
    try {
      return ended(startLine(folder, line, javaOptions));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// Waits for the end of a process and returns what it left behind. A process that does not end is
  /// ended, and its threads are told of.
  static Result ended(Process process) {
    try {
      process.getOutputStream().close();
      // Whoever reads a pipe cannot be interrupted, so nobody who must keep the limit reads one.
      CompletableFuture<String> out =
          CompletableFuture.supplyAsync(() -> read(process.getInputStream()), READERS);
      CompletableFuture<String> err =
          CompletableFuture.supplyAsync(() -> read(process.getErrorStream()), READERS);
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw late(process, out, err);
      }
      return new Result(process.exitValue(), rest(out), rest(err));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }

  /// Returns what a process writes up to the first NUL, or to its end.
  static CompletableFuture<String> toNul(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          ByteArrayOutputStream written = new ByteArrayOutputStream();
          try {
            for (int next = stream.read(); next > 0; next = stream.read()) {
              written.write(next);
            }
          } catch (IOException failed) {
            throw new UncheckedIOException(failed);
          }
          return written.toString(StandardCharsets.UTF_8);
        },
        READERS);
  }

  /// Returns what is read in time; otherwise the process is ended, and its threads are told of.
  static String inTime(
      Process process, CompletableFuture<String> read, CompletableFuture<String> other) {
    try {
      return read.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      try {
        throw late(process, read, other);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new AssertionError(interrupted);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    } catch (ExecutionException failed) {
      throw new AssertionError(failed.getCause());
    }
  }

  /// Ends a process that took too long and returns what it wrote and what its threads were at.
  private static AssertionError late(
      Process process, CompletableFuture<String> out, CompletableFuture<String> err)
      throws IOException, InterruptedException {
    String threads = threads(process);
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
    return new AssertionError(
        "%s did not end within %d s%n%s%n%s%n%s"
            .formatted(process.info(), LIMIT_SECONDS, rest(out), rest(err), threads));
  }

  /// Returns what a process wrote that has ended; another that it has left behind may hold the
  /// pipe.
  private static String rest(CompletableFuture<String> read) throws InterruptedException {
    try {
      return read.get(10, TimeUnit.SECONDS);
    } catch (TimeoutException held) {
      throw new AssertionError("the command ended and left another process at its output", held);
    } catch (ExecutionException failed) {
      throw new AssertionError(failed.getCause());
    }
  }

  private static String threads(Process process) throws IOException, InterruptedException {
    Path tool = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process told =
        new ProcessBuilder(tool.toString(), Long.toString(process.pid()), "Thread.print")
            .redirectErrorStream(true)
            .start();
    CompletableFuture<String> text =
        CompletableFuture.supplyAsync(() -> read(told.getInputStream()), READERS);
    if (!told.waitFor(20, TimeUnit.SECONDS)) {
      told.destroyForcibly().waitFor();
    }
    return rest(text);
  }

  private static String read(InputStream stream) {
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
