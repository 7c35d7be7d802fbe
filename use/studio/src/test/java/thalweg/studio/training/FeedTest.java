package thalweg.studio.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.studio.Studio;
import thalweg.studio.StudioSettings;
import thalweg.training.Trainer;
import thalweg.training.TrainingSettings;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;

/// What pages are told of runs.
@Timeout(60)
class FeedTest {
  private Studio studio;
  private Asker page;

  @BeforeEach
  void open() throws IOException {
    studio = Studio.open(StudioSettings.standard());
    page = new Asker(studio.address());
  }

  @AfterEach
  void close() {
    studio.close();
  }

  private static Trainer trainer(int epochs) {
    double[][] x = new double[40][2];
    int[] labels = new int[40];
    for (int i = 0; i < 40; i++) {
      x[i][0] = Math.sin(i);
      x[i][1] = Math.cos(3 * i);
      labels[i] = x[i][0] > x[i][1] ? 1 : 0;
    }
    return Trainer.of(
        Network.of("2-4-2", Activation.TANH),
        Split.of(Dataset.of(x, labels)),
        TrainingSettings.defaults().withBatch(10).withEpochs(epochs).withThreads(1));
  }

  /// Reads lines until one that is looked for has come.
  private static List<String> until(InputStream in, String wanted) throws IOException {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    while (true) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("it ended after " + lines);
      }
      if (next != '\n') {
        line.append((char) next);
        continue;
      }
      lines.add(line.toString());
      if (line.indexOf(wanted) >= 0) {
        return lines;
      }
      line.setLength(0);
    }
  }

  private InputStream listening(String... headers) throws Exception {
    var request = page.request("/feed").GET();
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<InputStream> response =
        page.client().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    return response.body();
  }

  private static Stream<String> ids(List<String> lines) {
    return lines.stream().filter(line -> line.startsWith("id: ")).map(line -> line.substring(4));
  }

  @Test
  void a_page_is_told_of_a_run_and_on_coming_back_of_what_it_has_missed() throws Exception {
    List<String> all;
    try (InputStream in = listening()) {
      until(in, "event: anew");
      studio.watch(trainer(30)).run();
      all = until(in, "\"outcome\":\"completed\"");
      assertThat(all).anyMatch(line -> line.startsWith("data: ") && line.contains("\"losses\":["));
    }
    List<String> ids = ids(all).toList();
    assertThat(ids).hasSizeGreaterThan(1);
    try (InputStream in = listening("Last-Event-ID", ids.getFirst())) {
      List<String> missed = until(in, "\"outcome\":\"completed\"");
      assertThat(ids(missed)).containsExactlyElementsOf(ids.subList(1, ids.size()));
      assertThat(missed).doesNotContain("event: anew");
    }
    try (InputStream in = listening("Last-Event-ID", "999999")) {
      assertThat(until(in, "data:")).contains("event: anew");
    }
  }

  @Test
  void pages_that_never_read_and_pages_too_many_do_not_hold_up_a_run() throws Exception {
    URI address = page.address();
    List<Socket> sockets = new ArrayList<>();
    String request =
        String.format(
            Locale.ROOT,
            "GET /feed HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nCookie: %s\r\n\r\n",
            address.getPort(),
            page.cookie());
    try {
      for (int i = 0; i < 40; i++) {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(1024);
        socket.connect(
            new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort()));
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        sockets.add(socket);
      }
      int refused = 0;
      // Which of them come too late nobody knows.
      for (Socket socket : sockets) {
        String begin = new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8);
        refused += begin.endsWith("503") ? 1 : 0;
      }
      AtomicBoolean isOver = new AtomicBoolean();
      Trainer endless = studio.watch(trainer(10_000_000)).stopWhen(isOver::get);
      Thread run = Thread.ofPlatform().daemon().start(endless::run);
      // Much more is told than the pages that do not read have room for.
      while (page.ask("training/runs", "{}").json().get("runs").isEmpty()
          || page.run(1).get("epochsDone").size() < 300) {
        Thread.sleep(20);
      }
      isOver.set(true);
      run.join(10_000);
      assertThat(run.isAlive()).isFalse();
      assertThat(refused).isEqualTo(8);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void who_has_no_token_is_told_nothing() throws Exception {
    HttpResponse<String> response =
        page.client()
            .send(
                java.net.http.HttpRequest.newBuilder(page.address().resolve("/feed")).build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(403);
  }

  @Test
  void attaching_changes_no_bit() {
    Trainer trainer = trainer(5);
    assertThat(Studio.attach(trainer)).isSameAs(trainer);
    assertThat(trainer.run().model().weightsSha256())
        .isEqualTo(trainer(5).run().model().weightsSha256());
  }
}
