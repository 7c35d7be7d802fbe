package thalweg.studio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Requests as nobody's browser would send them.
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
}
