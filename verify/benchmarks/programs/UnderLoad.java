import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import thalweg.descent.direction.RuleParser;
import thalweg.network.Network;
import thalweg.training.Trainer;
import thalweg.training.TrainingEvent;
import thalweg.training.TrainingSettings;
import thalweg.training.data.Digits;

/// How much longer does a step take when others are at work beside? Trains networks b and c in
/// batches of 128 on all processors, for windows of two seconds in turn with 0, 1 and 2 busy
/// processes beside, and prints for each the median over windows of the mean step, the processor
/// time that it took, and how it stands to its fair share: with p processors and n others, (p + n)
/// / p of the step without them. What passes between the last step of an epoch and the first of the
/// next, while rows are judged, is no step. What else runs on the machine is counted from what the
/// system says is runnable, so that the last column means something on a machine that is not quiet.
///
/// Arguments: the rounds (5). Linux alone. Run by `run-program UnderLoad`.
final class UnderLoad {
  private static final long WINDOW_MILLIS = 2_000;
  private static final int MOST_OTHERS = 2;

  /// Of processor time, in which the loops are compiled, however little of it there is a second.
  private static final long WARM_NANOS = TimeUnit.SECONDS.toNanos(14);

  private UnderLoad() {}

  private record Counted(long steps, long nanos, long processorNanos) {}

  /// Counts the steps that follow another of the same epoch, and what they take.
  private static final class Steps {
    private static final com.sun.management.OperatingSystemMXBean SYSTEM =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private volatile Counted counted = new Counted(0, 0, 0);
    private int epoch;
    private long lastNanos;
    private long lastProcessorNanos;

    static long processorNanos() {
      return SYSTEM.getProcessCpuTime();
    }

    void done(int of) {
      long nanos = System.nanoTime();
      long processorNanos = processorNanos();
      if (of == epoch) {
        counted =
            new Counted(
                counted.steps + 1,
                counted.nanos + nanos - lastNanos,
                counted.processorNanos + processorNanos - lastProcessorNanos);
      }
      epoch = of;
      lastNanos = nanos;
      lastProcessorNanos = processorNanos;
    }
  }

  /// @param micros a step by the clock
  /// @param processorMicros a step of this process's processor time
  /// @param others how many threads of others were runnable on average
  private record Window(double micros, double processorMicros, double others) {}

  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    for (String name : List.of("b", "c")) {
      measure(name, PeersNetwork.of(name).network(), rounds);
    }
  }

  private static void measure(String name, Network network, int rounds) throws Exception {
    Steps steps = new Steps();
    AtomicBoolean isOver = new AtomicBoolean();
    int processors = Runtime.getRuntime().availableProcessors();
    Trainer trainer =
        Trainer.of(
                network,
                Digits.split(),
                TrainingSettings.defaults()
                    .withBatch(128)
                    .withRule(RuleParser.parse("adam"))
                    .withEpochs(1_000_000)
                    .withThreads(processors))
            .listen(
                event -> {
                  if (event instanceof TrainingEvent.StepDone step) {
                    steps.done(step.epoch());
                  }
                })
            .stopWhen(isOver::get);
    Thread run = Thread.ofPlatform().daemon().start(trainer::run);
    long compiled = Steps.processorNanos() + WARM_NANOS;
    while (Steps.processorNanos() < compiled) {
      Thread.sleep(100);
    }
    List<List<Window>> windows = new ArrayList<>();
    for (int others = 0; others <= MOST_OTHERS; others++) {
      windows.add(new ArrayList<>());
    }
    for (int round = 0; round < rounds; round++) {
      for (int others = 0; others <= MOST_OTHERS; others++) {
        List<Process> busy = busy(others);
        try {
          Thread.sleep(200);
          windows.get(others).add(window(steps, processors));
        } finally {
          busy.forEach(Process::destroyForcibly);
        }
      }
    }
    isOver.set(true);
    run.join();
    double quiet = median(windows.getFirst(), 0);
    double before = fair(windows.getFirst(), processors);
    for (int others = 0; others <= MOST_OTHERS; others++) {
      List<Window> own = windows.get(others);
      double times = median(own, 0) / quiet;
      System.out.printf(
          Locale.ROOT,
          "%s, %d busy beside: %,.0f µs a step, %,.0f µs of processors; %.2f times the step with"
              + " none, fair are %.2f: %.2f of it (with all that ran, %.1f others: %.2f)%n",
          name,
          others,
          median(own, 0),
          median(own, 1),
          times,
          (processors + others) / (double) processors,
          times * processors / (processors + others),
          median(own, 2),
          times * before / fair(own, processors));
    }
  }

  /// What a step takes, by what was runnable, of what it takes alone.
  private static double fair(List<Window> windows, int processors) {
    return Math.max(1, (processors + median(windows, 2)) / processors);
  }

  private static List<Process> busy(int count) throws IOException {
    List<Process> busy = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      busy.add(new ProcessBuilder("sh", "-c", "while :; do :; done").start());
    }
    return busy;
  }

  private static Window window(Steps steps, int processors) throws Exception {
    Counted before = steps.counted;
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WINDOW_MILLIS);
    double runnable = 0;
    int looks = 0;
    while (System.nanoTime() < end) {
      Thread.sleep(20);
      // The fourth word is how many threads are runnable, this one among them: 5/312.
      String word = Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[3];
      runnable += Integer.parseInt(word.substring(0, word.indexOf('/'))) - 1;
      looks++;
    }
    Counted after = steps.counted;
    double done = Math.max(1, after.steps - before.steps);
    return new Window(
        (after.nanos - before.nanos) / 1e3 / done,
        (after.processorNanos - before.processorNanos) / 1e3 / done,
        Math.max(0, runnable / looks - processors));
  }

  private static double median(List<Window> windows, int which) {
    double[] all =
        windows.stream()
            .mapToDouble(
                window ->
                    switch (which) {
                      case 0 -> window.micros;
                      case 1 -> window.processorMicros;
                      default -> window.others;
                    })
            .sorted()
            .toArray();
    return all[all.length / 2];
  }
}
