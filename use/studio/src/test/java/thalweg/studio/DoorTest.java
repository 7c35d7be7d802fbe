package thalweg.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests as nobody's browser would send them.
@Timeout(60)
class DoorTest {
  private static Studio studio;
  private static URI address;

  @BeforeAll
  static void open() throws IOException {
    studio = Studio.open(StudioSettings.standard());
    address = studio.address();
  }

  @AfterAll
  static void close() {
    studio.close();
  }

  private static String token() {
    return address.getQuery().substring("token=".length());
  }

  private static String cookie() {
    return "thalweg-" + token().substring(0, 8) + "=" + token();
  }

  /// Sends lines and returns all that comes back.
  private static String sent(String... lines) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort())) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      out.write((String.join("\r\n", lines)).getBytes(StandardCharsets.UTF_8));
      out.flush();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String got(String path, String... headers) throws IOException {
    return sent(
        "GET " + path + " HTTP/1.1", "Connection: close", String.join("\r\n", headers), "", "");
  }

  private static String asked(String path, String json, String... headers) throws IOException {
    return sent(
        "POST " + path + " HTTP/1.1",
        "Host: 127.0.0.1:" + address.getPort(),
        "Connection: close",
        "Content-Type: application/json",
        "Content-Length: " + json.getBytes(StandardCharsets.UTF_8).length,
        String.join("\r\n", headers),
        "",
        json);
  }

  private static String host() {
    return "Host: 127.0.0.1:" + address.getPort();
  }

  @Test
  void the_token_is_exchanged_for_a_cookie_that_no_script_reads() throws IOException {
    assertThat(got("/?token=" + token(), host()))
        .startsWith("HTTP/1.1 303 ")
        .contains("Set-Cookie: " + cookie(), "HttpOnly", "SameSite=Strict", "Location: /\r\n");
    assertThat(got("/", host())).startsWith("HTTP/1.1 403 ").contains("The token is missing");
    assertThat(got("/?token=" + "0".repeat(32), host())).startsWith("HTTP/1.1 403 ");
  }

  @Test
  void a_question_is_answered() throws IOException {
    assertThat(
            asked(
                "/api/derivative/at",
                "{\"formula\":\"x^2\",\"x\":3,\"h\":0.1}",
                "Cookie: " + cookie()))
        .startsWith("HTTP/1.1 200 ")
        .contains("\"derivative\":6.0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:%d",
        "127.0.0.1.evil.example:%d",
        "localhost.evil.example",
        "[::1].evil.example",
        "[::2]:%d",
        "127.0.0.1:%d:80",
        "127.0.0.1:x",
        "0.0.0.0:%d",
        "127.0.0.1@evil.example",
        ""
      })
  void a_name_that_is_not_this_server_s_is_refused(String name) throws IOException {
    String given = "Host: " + String.format(Locale.ROOT, name, address.getPort());
    assertThat(got("/", given, "Cookie: " + cookie())).startsWith("HTTP/1.1 40");
    assertThat(got("/?token=" + token(), given)).startsWith("HTTP/1.1 40").doesNotContain("Cookie");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST:%d", "127.0.0.1:%d", "[::1]:%d", "127.3.2.1"})
  void this_machine_s_own_names_are_let_in(String name) throws IOException {
    assertThat(
            got(
                "/?token=" + token(),
                "Host: " + String.format(Locale.ROOT, name, address.getPort())))
        .startsWith("HTTP/1.1 303 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: http://evil.example",
        "Origin: null",
        "Origin: http://127.0.0.1:1",
        "Origin: https://127.0.0.1",
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site"
      })
  void a_question_of_another_origin_is_refused(String header) throws IOException {
    assertThat(asked("/api/derivative/at", "{}", "Cookie: " + cookie(), header))
        .startsWith("HTTP/1.1 403 ")
        .doesNotContain("Access-Control");
  }

  @Test
  void without_the_token_nothing_is_answered() throws IOException {
    String wrong = "Cookie: thalweg-" + token().substring(0, 8) + "=" + "0".repeat(32);
    for (String cookie : new String[] {"X: y", wrong, "Cookie: thalweg=" + token()}) {
      assertThat(asked("/api/derivative/at", "{}", cookie)).startsWith("HTTP/1.1 403 ");
      assertThat(got("/", host(), cookie)).startsWith("HTTP/1.1 403 ");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../../../../etc/passwd",
        "/..%2f..%2f..%2fetc%2fpasswd",
        "/assets/../../Studio.class",
        "/assets/%2e%2e/%2e%2e/Studio.class",
        "/assets//etc/passwd",
        "/%00",
        "/Studio.class",
        "/page/index.html",
        "/assets/..\\..\\a.js",
        "//evil.example/a.js"
      })
  void there_is_no_way_out_of_the_page_s_folder(String path) throws IOException {
    assertThat(got(path, host(), "Cookie: " + cookie()))
        .startsWith("HTTP/1.1 4")
        .doesNotContain("root:", "CAFEBABE");
  }

  @Test
  void what_is_too_long_is_refused_and_the_next_is_answered() throws IOException {
    String cookie = "Cookie: " + cookie();
    String deep = "(".repeat(10_000) + "x" + ")".repeat(10_000);
    assertThat(asked("/api/derivative/curve", curve(deep), cookie))
        .startsWith("HTTP/1.1 400 ")
        .contains("formula");
    assertThat(asked("/api/derivative/curve", curve("-".repeat(30_000) + "x"), cookie))
        .startsWith("HTTP/1.1 400 ");
    assertThat(asked("/api/derivative/curve", "[".repeat(60_000), cookie))
        .startsWith("HTTP/1.1 400 ")
        .endsWith(
            " It must be a JSON object of formula, from, to, bottom," + " top, points, single.");
    assertThat(refusedEarly(10 << 20, cookie)).startsWith("HTTP/1.1 413 ");
    assertThat(got("/" + "a".repeat(40_000), host(), cookie)).startsWith("HTTP/1.1 4");
    assertThat(asked("/api/derivative/curve", curve("x^2"), cookie)).startsWith("HTTP/1.1 200 ");
  }

  private static String curve(String formula) {
    return "{\"formula\":\"%s\",\"from\":0,\"to\":1,\"points\":3,\"bottom\":null,\"top\":null,\"single\":false}"
        .formatted(formula);
  }

  /// Announces a long body and sends none of it: the answer must not wait for it.
  private static String refusedEarly(int length, String cookie) throws IOException {
    return sent(
        "POST /api/derivative/at HTTP/1.1",
        host(),
        "Connection: close",
        "Content-Type: application/json",
        "Content-Length: " + length,
        cookie,
        "",
        "{");
  }

  @Test
  void a_thousand_connections_hold_nobody_up() throws IOException {
    List<Socket> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 1_000; i++) {
        Socket socket = new Socket();
        idle.add(socket);
        socket.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort()), 2_000);
      }
    } catch (SocketTimeoutException full) {
      // That is a refusal too.
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
    assertThat(asked("/api/derivative/curve", curve("x^2"), "Cookie: " + cookie()))
        .startsWith("HTTP/1.1 200 ");
  }

  @Test
  void whoever_never_reads_holds_nobody_up() throws IOException {
    List<Socket> deaf = new ArrayList<>();
    try {
      String question = curve("sin(x)").replace("\"points\":3", "\"points\":5000");
      for (int i = 0; i < 60; i++) {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(1_024);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort()));
        deaf.add(socket);
        String one =
            String.join(
                "\r\n",
                "POST /api/derivative/curve HTTP/1.1",
                host(),
                "Content-Type: application/json",
                "Content-Length: " + question.length(),
                "Cookie: " + cookie(),
                "",
                question);
        socket.getOutputStream().write(one.repeat(20).getBytes(StandardCharsets.UTF_8));
      }
      assertThat(asked("/api/derivative/curve", curve("x^2"), "Cookie: " + cookie()))
          .startsWith("HTTP/1.1 200 ");
    } finally {
      for (Socket socket : deaf) {
        socket.close();
      }
    }
  }

  @Test
  void whoever_sends_half_a_question_holds_nobody_up() throws IOException {
    List<Socket> slow = new ArrayList<>();
    String question = "{\"formula\":\"x^2\",\"x\":3,\"h\":0.1}";
    try {
      for (int i = 0; i < 200; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort());
        slow.add(socket);
        boolean isChunked = i % 2 == 1;
        String half =
            String.join(
                "\r\n",
                "POST /api/derivative/at HTTP/1.1",
                host(),
                "Content-Type: application/json",
                isChunked ? "Transfer-Encoding: chunked" : "Content-Length: " + question.length(),
                "Cookie: " + cookie(),
                "",
                isChunked ? "14\r\n{" : "{");
        socket.getOutputStream().write(half.getBytes(StandardCharsets.UTF_8));
      }
      assertThat(asked("/api/derivative/curve", curve("x^2"), "Cookie: " + cookie()))
          .startsWith("HTTP/1.1 200 ");
      // And what was begun is answered once the rest is there.
      slow.get(0).setSoTimeout(10_000);
      slow.get(0).getOutputStream().write(question.substring(1).getBytes(StandardCharsets.UTF_8));
      byte[] answer = slow.get(0).getInputStream().readNBytes(12);
      assertThat(new String(answer, StandardCharsets.UTF_8)).isEqualTo("HTTP/1.1 200");
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void a_body_of_unsaid_length_is_refused_where_it_is_too_long() throws IOException {
    String part = "10000\r\n" + " ".repeat(1 << 16) + "\r\n";
    assertThat(
            sent(
                "POST /api/derivative/at HTTP/1.1",
                host(),
                "Connection: close",
                "Content-Type: application/json",
                "Transfer-Encoding: chunked",
                "Cookie: " + cookie(),
                "",
                part + part))
        .startsWith("HTTP/1.1 413 ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'from':0 | 'from':0,'from':0 | from is given twice",
        "'points':3 | 'points':3,'points':4 | points is given twice",
        "'points':3 | 'points':3.5 | points must be a whole number",
        "'points':3 | 'points':-0.25 | points must be a whole number",
        "'points':3 | 'points':3e99 | points must be a whole number",
        "'points':3 | 'points':30000000000 | points must be a whole number",
        "'points':3 | 'points':'3' | points is of another kind",
        "'from':0 | 'from':'0' | from is of another kind",
        "'single':false | 'single':0.5 | single is of another kind"
      })
  void what_is_wrong_with_a_question_is_told_by_name(String right, String wrong, String words)
      throws IOException {
    String json = curve("x").replace(right.replace('\'', '"'), wrong.replace('\'', '"'));
    assertThat(asked("/api/derivative/curve", json, "Cookie: " + cookie()))
        .startsWith("HTTP/1.1 400 ")
        .contains(words);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "[]",
        "3",
        "{}",
        "{\"formula\":null,\"from\":0,\"to\":1,\"points\":3,\"bottom\":null,\"top\":null,\"single\":false}",
        "{\"formula\":\"x\",\"from\":null,\"to\":1,\"points\":3,\"bottom\":null,\"top\":null,\"single\":false}",
        "{\"formula\":\"x\",\"from\":0,\"to\":1,\"points\":3,\"bottom\":null,\"top\":null,\"single\":false,\"more\":1}",
        "{\"formula\":{\"a\":[null]},\"from\":0,\"to\":1,\"points\":3,\"bottom\":null,\"top\":null,\"single\":false}",
        "{\"formula\":\"x\",\"from\":0,\"to\":1,\"points\":3e99,\"bottom\":null,\"top\":null,\"single\":false}",
        "{"
      })
  void a_question_that_is_none_is_refused_in_a_sentence(String json) throws IOException {
    assertThat(asked("/api/derivative/curve", json, "Cookie: " + cookie()))
        .startsWith("HTTP/1.1 400 ")
        .contains("uestion")
        .doesNotContain("Exception", "thalweg.studio");
  }

  @Test
  void the_page_is_compressed_for_those_alone_who_take_it_so() throws IOException {
    assumeTrue(Studio.class.getResource("page/index.html") != null, "the page was not built");
    String cookie = "Cookie: " + cookie();
    for (int i = 0; i < 2; i++) {
      assertThat(got("/", host(), cookie)).contains("<title>").doesNotContain("Content-Encoding");
      assertThat(got("/", host(), cookie, "Accept-Encoding: gzip, br"))
          .contains("Content-Encoding: gzip")
          .doesNotContain("<title>");
    }
  }

  @Test
  void every_answer_forbids_what_is_not_needed() throws IOException {
    for (String answer :
        List.of(
            got("/", host()),
            got("/?token=" + token(), host()),
            got("/", host(), "Cookie: " + cookie()),
            got("/nothing", host(), "Cookie: " + cookie()))) {
      assertThat(answer)
          .contains(
              "Content-Security-Policy: default-src 'none'; script-src 'self'",
              "frame-ancestors 'none'",
              "X-Content-Type-Options: nosniff",
              "Referrer-Policy: no-referrer")
          .doesNotContain("unsafe", "Server:", "Access-Control");
    }
  }
}
