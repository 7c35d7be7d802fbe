package thalweg.studio;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import thalweg.studio.derivative.DerivativeView;
import thalweg.studio.descent.DescentView;
import thalweg.studio.feed.Feed;
import thalweg.studio.gradient.GradientView;
import thalweg.studio.network.NetworkView;
import thalweg.studio.question.Questions;
import thalweg.studio.question.View;
import thalweg.studio.training.TrainingView;
import thalweg.training.Trainer;
import thalweg.training.checkpoint.Provenance;

/// The page, served until it is closed.
///
/// ```java
/// try (Studio studio = Studio.open(StudioSettings.standard())) {
///   IO.println(studio.address()); // to be opened in a browser
///   studio.await();
/// }
/// ```
///
/// Its threads are daemons: they keep no process alive.
public final class Studio implements AutoCloseable {
  private static final int THREADS = 48;
  private static final int IDLE_MILLIS = 30_000;
  private static final int WAITING = 1_024;

  private static @Nullable Studio shared; // of all trainers attached to

  private final StudioSettings settings;
  private final Server server;
  private final ServerConnector connector;
  private final Door door;
  private final Feed feed;
  private final TrainingView training;
  private final List<View> views;

  private Studio(StudioSettings settings) {
    this.settings = settings;
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 4);
    threads.setName("thalweg-studio");
    threads.setDaemon(true);
    server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
    http.setRequestHeaderSize(16 << 10);
    http.setUriCompliance(UriCompliance.UNAMBIGUOUS);
    connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(settings.host());
    connector.setPort(settings.port());
    connector.setIdleTimeout(IDLE_MILLIS);
    // The system makes whoever finds no place wait for seconds.
    connector.setAcceptQueueSize(WAITING);
    server.addConnector(connector);
    door = new Door(settings.host());
    feed = new Feed();
    training = new TrainingView(feed, Path.of(""));
    views =
        List.of(
            new DerivativeView(),
            new GradientView(),
            new DescentView(),
            new NetworkView(),
            training);
    door.setHandler(new Handler.Sequence(feed, new Questions(views), new Page()));
    server.setHandler(door);
  }

  /// Begins to serve the page.
  ///
  /// @throws IOException if the port is taken or the host is not this machine's
  public static Studio open(StudioSettings settings) throws IOException {
    Studio studio = new Studio(settings);
    try {
      studio.server.start();
    } catch (IOException refused) {
      studio.close();
      throw new IOException(
          "studio: cannot listen at "
              + settings.host()
              + ":"
              + settings.port()
              + " ("
              + refused.getMessage()
              + "); choose another port, or 0 for any that is free.",
          refused);
    } catch (Exception failed) {
      studio.close();
      throw new IOException("studio: " + failed.getMessage(), failed);
    }
    return studio;
  }

  /// Returns where the page is, with the word that lets its first visitor in.
  public URI address() {
    return URI.create(
        "http://%s:%s/?token=%s"
            .formatted(
                settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host(),
                Integer.toString(connector.getLocalPort()),
                door.token()));
  }

  /// Lets the page watch and steer every run of this trainer from now on. Nothing else of the runs
  /// changes, and no bit of their results.
  public Trainer watch(Trainer trainer) {
    return training.watch(trainer, null, null);
  }

  /// As the other.
  ///
  /// @param command the line by which the same is trained, for whoever wants to copy it
  /// @param source where that line has its data from, for whoever goes on from what is saved
  public Trainer watch(Trainer trainer, String command, Provenance.Source source) {
    return training.watch(trainer, command, source);
  }

  /// Lets a page watch and steer every run of this trainer, in one line:
  ///
  /// ```java
  /// Studio.attach(Trainer.of(network, data)).run();
  /// ```
  ///
  /// All trainers of a process share one studio, which is opened by the first and logs its address
  /// by `thalweg.studio`. Where none can be opened that is logged, and the trainer is as it was.
  public static Trainer attach(Trainer trainer) {
    System.Logger logger = System.getLogger("thalweg.studio");
    synchronized (Studio.class) {
      if (shared == null) {
        try {
          shared = open(StudioSettings.standard());
          logger.log(System.Logger.Level.INFO, "studio: " + shared.address());
        } catch (IOException refused) {
          logger.log(System.Logger.Level.WARNING, refused.getMessage());
          return trainer;
        }
      }
      return shared.watch(trainer);
    }
  }

  /// Returns whether a page is open that looks at trainings.
  public boolean isWatched() {
    return feed.isHeard();
  }

  /// Waits until it is closed.
  public void await() throws InterruptedException {
    server.join();
  }

  /// Ends the serving; what is being answered is given a moment.
  @Override
  public void close() {
    views.forEach(View::close);
    try {
      server.stop();
    } catch (Exception failed) {
      System.getLogger("thalweg.studio").log(System.Logger.Level.DEBUG, "at the end", failed);
    }
  }
}
