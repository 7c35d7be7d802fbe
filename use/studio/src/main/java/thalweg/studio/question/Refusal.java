package thalweg.studio.question;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// What is not answered, and why: one sentence for whoever asked.
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String sentence;

  /// @param sentence what whoever asked is told
  public Refusal(int status, String sentence) {
    super(sentence);
    this.status = status;
    this.sentence = sentence;
  }

  void send(Response response, Callback callback) {
    send(response, callback, status, sentence);
  }

  /// Answers with a sentence, in plain text.
  public static void send(Response response, Callback callback, int status, String sentence) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain;charset=utf-8");
    ByteBuffer text = ByteBuffer.wrap(sentence.getBytes(StandardCharsets.UTF_8));
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, text.remaining());
    response.write(true, text, callback);
  }
}
