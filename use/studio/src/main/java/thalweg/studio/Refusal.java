package thalweg.studio;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// What is not answered, and why: one sentence for whoever asked.
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;

  Refusal(int status, String sentence) {
    super(sentence);
    this.status = status;
  }

  int status() {
    return status;
  }

  void send(Response response, Callback callback) {
    send(response, callback, status, getMessage());
  }

  static void send(Response response, Callback callback, int status, String sentence) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain;charset=utf-8");
    ByteBuffer text = ByteBuffer.wrap(sentence.getBytes(StandardCharsets.UTF_8));
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, text.remaining());
    response.write(true, text, callback);
  }
}
