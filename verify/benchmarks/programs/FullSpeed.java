import module java.base;
import module thalweg;

/// How long after the start of the process does training run at full speed? Trains for some epochs
/// and prints, for every window of 100 ms (or an epoch, where that is shorter), its end in
/// milliseconds since the process began and its steps per second, evaluation not counted; then the
/// median of the second half and when a window first reached 90 % of it. Run by the script
/// full-speed, which compiles it beforehand: a program compiled in its own process would start
/// warm.
///
/// Arguments: digits or a folder with MNIST; the network, by its sizes or layers; the batch; the
/// rule; the epochs.
final class FullSpeed {
  private record Window(double end, double stepsPerSecond) {}

  private static final double NS = 1e9;
  private static final List<Window> WINDOWS = new ArrayList<>();
  private static double zero; // seconds of System.nanoTime at which the process began
  private static double from;
  private static int step;

  private FullSpeed() {}

  public static void main(String[] arguments) throws IOException {
    // The start that ProcessHandle tells may be wrong by a second, so the script says when it was.
    zero = System.nanoTime() / NS - (System.currentTimeMillis() - Long.getLong("began")) / 1e3;
    double inMain = now();
    Network network =
        arguments[1].contains(",")
            ? NetworkParser.parse(arguments[1])
            : Network.of(arguments[1], Activation.RELU);
    var settings =
        TrainingSettings.defaults()
            .withBatch(Integer.parseInt(arguments[2]))
            .withRule(RuleParser.parse(arguments[3]))
            .withEpochs(Integer.parseInt(arguments[4]));
    EarlyCompilation compilation = EarlyCompilation.begin(network, settings);
    Split data = arguments[0].equals("digits") ? Digits.split() : Mnist.read(Path.of(arguments[0]));
    double read = now();
    compilation.end((long) settings.epochs() * data.train().rows() / settings.batch());
    double warm = now();
    var result = Trainer.of(network, data, settings).listen(FullSpeed::see).run();
    for (Window window : WINDOWS) {
      IO.println("%6.0f ms %8.0f steps/s".formatted(1e3 * window.end, window.stepsPerSecond));
    }
    double[] late =
        WINDOWS.subList(WINDOWS.size() / 2, WINDOWS.size()).stream()
            .mapToDouble(Window::stepsPerSecond)
            .sorted()
            .toArray();
    double median = late[late.length / 2];
    double full =
        WINDOWS.stream()
            .filter(window -> window.stepsPerSecond >= 0.9 * median)
            .findFirst()
            .orElseThrow()
            .end;
    IO.println(
        "main %.0f ms, data %.0f ms, warm %.0f ms, 90 %% of %.0f steps/s after %.0f ms, end %.0f ms, peak %s, weights %s"
            .formatted(
                1e3 * inMain,
                1e3 * read,
                1e3 * warm,
                median,
                1e3 * full,
                1e3 * now(),
                peak(),
                result.model().weightsSha256().substring(0, 16)));
  }

  private static double now() {
    return System.nanoTime() / NS - zero;
  }

  private static void see(TrainingEvent event) {
    double now = now();
    switch (event) {
      case TrainingEvent.Started _ -> from = now;
      case TrainingEvent.Progress progress -> window(now, progress.step());
      case TrainingEvent.EpochDone done -> {
        window(now - done.evaluationSeconds(), done.steps());
        from = now;
        step = 0;
      }
      case TrainingEvent.Warned _,
          TrainingEvent.StepDone _,
          TrainingEvent.RateChanged _,
          TrainingEvent.Finished _ -> {}
    }
  }

  /// The rest of an epoch after its last full window is too short to tell a speed.
  private static void window(double end, int done) {
    if (end - from > 0.02 || step == 0) {
      WINDOWS.add(new Window(end, (done - step) / (end - from)));
    }
    from = end;
    step = done;
  }

  private static String peak() throws IOException {
    Path status = Path.of("/proc/self/status");
    return Files.isReadable(status)
        ? Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("VmHWM"))
            .findFirst()
            .orElse("unknown")
            .replaceAll("\\s+", " ")
        : "unknown";
  }
}
