import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.studio.Studio;
import thalweg.studio.StudioSettings;
import thalweg.training.Trainer;
import thalweg.training.TrainingEvent;
import thalweg.training.TrainingSettings;
import thalweg.training.data.Digits;
import thalweg.training.data.Mnist;

/// What does it cost a training to be watched? Trains one network without end, on one thread; for
/// windows of two seconds alternately nobody looks, and somebody does what the page does: listens
/// to what is told, and asks for the weights' spreads after each answer. Prints for each pair of
/// windows the steps of both, and the medians over the pairs: of the steps a second, which whatever
/// else runs on the machine disturbs, and of the steps for a second of the run's own processor
/// time.
///
/// Arguments: digits or a folder with MNIST; the network; the batch; the pairs. Run with the
/// studio's class path.
final class WatchedTraining {
  private static final long WINDOW_MILLIS = 2_000;
  private static final int PAUSE_MILLIS = 600; // the page's
  private static final AtomicLong STEPS = new AtomicLong();
  private static final AtomicBoolean IS_OVER = new AtomicBoolean();

  private WatchedTraining() {}

  private record Window(double perSecond, double perProcessorSecond) {}

  public static void main(String[] arguments) throws Exception {
    var data = arguments[0].equals("digits") ? Digits.split() : Mnist.read(Path.of(arguments[0]));
    Network network = Network.of(arguments[1], Activation.RELU);
    var settings =
        TrainingSettings.defaults()
            .withBatch(Integer.parseInt(arguments[2]))
            .withRate(0.01)
            .withThreads(1)
            .withEpochs(1_000_000);
    int pairs = Integer.parseInt(arguments[3]);
    try (Studio studio = Studio.open(StudioSettings.standard())) {
      Trainer trainer =
          studio
              .watch(Trainer.of(network, data, settings))
              .listen(
                  event -> {
                    if (event instanceof TrainingEvent.StepDone) {
                      STEPS.incrementAndGet();
                    }
                  })
              .stopWhen(IS_OVER::get);
      Thread run = Thread.ofPlatform().daemon().start(trainer::run);
      Thread.sleep(10_000); // until all is compiled
      double[] wall = new double[pairs];
      double[] own = new double[pairs];
      for (int i = 0; i < pairs; i++) {
        // Which comes first alternates too.
        Window one = window(run, i % 2 == 0, studio.address());
        Window other = window(run, i % 2 == 1, studio.address());
        Window open = i % 2 == 0 ? one : other;
        Window closed = i % 2 == 0 ? other : one;
        wall[i] = open.perSecond / closed.perSecond;
        own[i] = open.perProcessorSecond / closed.perProcessorSecond;
        IO.println(
            "open %7.0f closed %7.0f steps/s, open %7.0f closed %7.0f steps/processor s"
                .formatted(
                    open.perSecond,
                    closed.perSecond,
                    open.perProcessorSecond,
                    closed.perProcessorSecond));
      }
      IS_OVER.set(true);
      run.join();
      IO.println(
          "open against closed, median of %d pairs: %.4f by the clock, %.4f by the run's processor time"
              .formatted(pairs, median(wall), median(own)));
    }
  }

  private static double median(double[] numbers) {
    Arrays.sort(numbers);
    return numbers[numbers.length / 2];
  }

  private static Window window(Thread run, boolean isOpen, URI address) throws Exception {
    AtomicBoolean isClosed = new AtomicBoolean();
    Thread page = isOpen ? Thread.ofPlatform().daemon().start(() -> look(address, isClosed)) : null;
    Thread.sleep(300); // until it looks
    var threads = ManagementFactory.getThreadMXBean();
    long steps = STEPS.get();
    long clock = System.nanoTime();
    long processor = threads.getThreadCpuTime(run.threadId());
    Thread.sleep(WINDOW_MILLIS);
    double done = STEPS.get() - steps;
    Window window =
        new Window(
            done / ((System.nanoTime() - clock) / 1e9),
            done / ((threads.getThreadCpuTime(run.threadId()) - processor) / 1e9));
    if (page != null) {
      isClosed.set(true);
      page.join();
      Thread.sleep(3_200); // until weights are no more copied
    }
    return window;
  }

  /// Does what the page does.
  private static void look(URI address, AtomicBoolean isClosed) {
    String token = address.getQuery().substring("token=".length());
    String cookie = "thalweg-" + token.substring(0, 8) + "=" + token;
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest feed =
          HttpRequest.newBuilder(address.resolve("/feed")).header("Cookie", cookie).build();
      var told = client.send(feed, HttpResponse.BodyHandlers.ofInputStream()).body();
      Thread reader =
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    byte[] room = new byte[1 << 16];
                    try {
                      while (told.read(room) >= 0) {}
                    } catch (java.io.IOException closed) {
                      // the page is closed
                    }
                  });
      while (!isClosed.get()) {
        client.send(
            HttpRequest.newBuilder(address.resolve("/api/training/weights"))
                .header("Cookie", cookie)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"run\":1,\"at\":-1}"))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
        Thread.sleep(PAUSE_MILLIS);
      }
      told.close();
      reader.join(1_000);
    } catch (java.io.IOException | InterruptedException failed) {
      throw new IllegalStateException(failed);
    }
  }
}
