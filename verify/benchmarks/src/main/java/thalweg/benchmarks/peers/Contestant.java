package thalweg.benchmarks.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A contestant, from the side of the one who asks: a process that speaks as [Peer] says.
///
/// One that fails says so in a line and is out of the contest: from then on it answers that it
/// cannot.
final class Contestant implements AutoCloseable {
  /// Tell how OpenBLAS is to see the processor; without them it looks itself.
  private static final List<String> HINDRANCES = List.of("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE");

  private static final List<String> THREADS =
      List.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS");

  private final String name;
  private final int threads;
  private final String version;
  private final Process process;
  private final BufferedReader answers;
  private final PrintWriter questions;
  private final Path log;
  private boolean out;

  /// Starts a contestant and waits until it is ready.
  ///
  /// @param log where its standard error goes
  /// @throws IOException if it does not start, with the last line it said
  Contestant(String name, int threads, List<String> command, Path log) throws IOException {
    this.name = name;
    this.threads = threads;
    this.log = log;
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    Map<String, String> environment = builder.environment();
    HINDRANCES.forEach(environment::remove);
    THREADS.forEach(variable -> environment.put(variable, Integer.toString(threads)));
    process = builder.start();
    answers = process.inputReader();
    questions = new PrintWriter(process.outputWriter(), true);
    version = answer("ready ");
  }

  String name() {
    return name;
  }

  int threads() {
    return threads;
  }

  String version() {
    return version;
  }

  /// Returns the answer to a question, or NaN from one that cannot or is out.
  double ask(String question) {
    if (out) {
      return Peer.CANNOT;
    }
    questions.println(question);
    try {
      String answer = answer("answer ");
      return answer.isEmpty() ? Peer.CANNOT : Double.parseDouble(answer);
    } catch (IOException failed) {
      out = true;
      System.err.printf("%s: out at \"%s\": %s%n", name, question, failed.getMessage());
      return Peer.CANNOT;
    }
  }

  /// Returns what follows `kind` in the next line that is an answer, or nothing if that is
  /// `cannot`.
  private String answer(String kind) throws IOException {
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      if (line.startsWith(kind)) {
        return line.substring(kind.length());
      }
      if (line.equals("cannot")) {
        return "";
      }
      // Anything else is what some library could not keep to itself.
    }
    List<String> said = Files.readAllLines(log).stream().filter(line -> !line.isBlank()).toList();
    throw new IOException(said.isEmpty() ? "it ended without a word" : complaint(said));
  }

  private static String complaint(List<String> said) {
    return said.stream()
        .filter(line -> line.matches("(Exception|Caused by|[\\w.]*Error|[\\w.]*Exception)\\b.*"))
        .reduce((_, later) -> later)
        .orElse(said.getLast());
  }

  /// Returns the most memory the process has had resident so far, in bytes, or NaN where the system
  /// does not tell.
  double peakBytes() {
    Path status = Path.of("/proc/" + process.pid() + "/status");
    try {
      return Files.readAllLines(status).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToDouble(line -> 1024 * Double.parseDouble(line.replaceAll("\\D+", "")))
          .findFirst()
          .orElse(Peer.CANNOT);
    } catch (IOException untold) {
      return Peer.CANNOT;
    }
  }

  @Override
  public void close() {
    questions.close();
    process.destroy();
  }
}
