package thalweg.studio.feed;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import thalweg.studio.question.Refusal;
import thalweg.studio.question.Written;

/// Tells pages what happens, by server-sent events: each has a number, and a page that comes back
/// says the last it had and is told what it missed.
///
/// Whoever tells is never held up: what is told is written by a thread of this class alone. A page
/// that does not read loses the oldest that wait for it, sees it by their numbers, and asks anew.
public final class Feed extends Handler.Abstract {
  private static final String PATH = "/feed";

  /// Pages that are told at one time.
  static final int MOST_PAGES = 32;

  private static final int MOST_WAITING = 256;
  private static final int MOST_KEPT = 2_048;
  private static final int MOST_KEPT_BYTES = 4 << 20;
  private static final int HEARTBEAT_SECONDS = 10;
  private static final ByteBuffer HEARTBEAT = encoded(":\n\n");

  private record Told(long id, ByteBuffer text) {}

  /// All of it is touched by this class's thread alone.
  private final class Listener {
    final Response response;
    final Callback callback;
    final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>();
    boolean isWriting;

    Listener(Response response, Callback callback) {
      this.response = response;
      this.callback = callback;
    }

    void tell(ByteBuffer text) {
      if (waiting.size() == MOST_WAITING) {
        waiting.removeFirst();
      }
      waiting.add(text);
      write();
    }

    void write() {
      ByteBuffer next = isWriting ? null : waiting.poll();
      if (next != null) {
        isWriting = true;
        response.write(
            false, next.slice(), Callback.from(() -> later(this::written), _ -> later(this::gone)));
      }
    }

    void written() {
      isWriting = false;
      write();
    }

    void gone() {
      if (listeners.remove(this)) {
        pages = listeners.size();
        callback.succeeded();
      }
    }
  }

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> Thread.ofPlatform().daemon().name("thalweg-studio-feed").unstarted(work));
  private final List<Listener> listeners = new ArrayList<>();
  private final ArrayDeque<Told> kept = new ArrayDeque<>();
  private int keptBytes;
  private long last;
  private volatile int pages;

  /// Begins to tell.
  public Feed() {
    ScheduledFuture<?> _ =
        thread.scheduleAtFixedRate(
            () -> List.copyOf(listeners).forEach(each -> each.tell(HEARTBEAT)),
            HEARTBEAT_SECONDS,
            HEARTBEAT_SECONDS,
            TimeUnit.SECONDS);
  }

  /// Tells all pages a record under a name. Returns at once.
  public void tell(String name, Record what) {
    later(
        () -> {
          long id = ++last;
          String json = new String(Written.json(what), StandardCharsets.UTF_8);
          ByteBuffer text = encoded("id: " + id + "\nevent: " + name + "\ndata: " + json + "\n\n");
          kept.add(new Told(id, text));
          keptBytes += text.remaining();
          while (kept.size() > MOST_KEPT || keptBytes > MOST_KEPT_BYTES) {
            keptBytes -= kept.removeFirst().text.remaining();
          }
          List.copyOf(listeners).forEach(each -> each.tell(text));
        });
  }

  /// Does `work` again and again on the thread of this class, at most so often.
  public void every(long millis, Runnable work) {
    ScheduledFuture<?> _ =
        thread.scheduleWithFixedDelay(
            () -> {
              try {
                work.run();
              } catch (RuntimeException failed) { // or it would not be done again
                System.getLogger("thalweg.studio")
                    .log(System.Logger.Level.WARNING, "the feed failed", failed);
              }
            },
            millis,
            millis,
            TimeUnit.MILLISECONDS);
  }

  /// Returns whether any page listens.
  public boolean isHeard() {
    return pages > 0;
  }

  private static ByteBuffer encoded(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer();
  }

  private void later(Runnable work) {
    try {
      thread.execute(work);
    } catch (RejectedExecutionException _) {
      // closed: nobody is told any more
    }
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (!Request.getPathInContext(request).equals(PATH)) {
      return false;
    }
    if (!request.getMethod().equals("GET")) {
      Refusal.send(response, callback, 405, "What happens is read by GET.");
      return true;
    }
    long had = had(request);
    later(() -> begin(had, response, callback));
    return true;
  }

  /// The browser says it when it comes back by itself, the page where it has asked before.
  private static long had(Request request) {
    String text = request.getHeaders().get("Last-Event-ID");
    if (text == null && request.getHttpURI().getQuery() != null) {
      text = Request.extractQueryParameters(request).getValue("after");
    }
    try {
      return text == null ? Long.MAX_VALUE : Long.parseLong(text);
    } catch (NumberFormatException _) {
      return Long.MAX_VALUE;
    }
  }

  private void begin(long had, Response response, Callback callback) {
    if (listeners.size() >= MOST_PAGES) {
      Refusal.send(
          response,
          callback,
          503,
          "As many pages as may are open already, " + MOST_PAGES + "; close one.");
      return;
    }
    response.setStatus(200);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream;charset=utf-8");
    Listener listener = new Listener(response, callback);
    listeners.add(listener);
    pages = listeners.size();
    // Numbers begin anew with each server, so one that is too large is of another.
    boolean isWhole = had <= last && (kept.isEmpty() || kept.getFirst().id <= had + 1);
    if (isWhole) {
      StringBuilder missed = new StringBuilder(": " + last + "\n\n");
      kept.stream()
          .filter(told -> told.id > had)
          .forEach(told -> missed.append(StandardCharsets.UTF_8.decode(told.text.slice())));
      listener.tell(encoded(missed.toString()));
    } else {
      listener.tell(encoded("id: " + last + "\nevent: anew\ndata: {}\n\n"));
    }
  }

  @Override
  protected void doStop() throws Exception {
    later(
        () -> {
          List.copyOf(listeners).forEach(Listener::gone);
        });
    thread.shutdown();
    super.doStop();
  }
}
