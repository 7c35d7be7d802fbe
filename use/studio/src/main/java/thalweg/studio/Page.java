package thalweg.studio;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import thalweg.studio.question.Refusal;

/// The files of the page, which lie beside this class. Names are looked up as they are, so there is
/// no way out of their folder.
final class Page extends Handler.Abstract {
  private static final String MISSING =
      "The page was not built: install Node 20 with npm, and build Thalweg again.";

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html;charset=utf-8",
          "js", "text/javascript;charset=utf-8",
          "css", "text/css;charset=utf-8",
          "svg", "image/svg+xml",
          "json", "application/json",
          "woff2", "font/woff2");

  /// @param zipped whether the bytes are compressed
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Kept(byte[] bytes, boolean zipped) {}

  private final Map<String, Kept> kept = new ConcurrentHashMap<>();

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws IOException {
    String path = Request.getPathInContext(request);
    String name = path.equals("/") ? "index.html" : path.substring(1);
    if (!HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod())) {
      Refusal.send(response, callback, 405, "The page is read by GET.");
      return true;
    }
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    // Letters, digits, dots and dashes in at most one folder: the names that the build gives.
    if (type == null || !name.matches("(assets/)?[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)+")) {
      Refusal.send(response, callback, 404, "There is no such file.");
      return true;
    }
    String taken = request.getHeaders().get(HttpHeader.ACCEPT_ENCODING);
    Kept file = file(name, taken != null && taken.contains("gzip"));
    if (file == null) {
      boolean built = Page.class.getResource("page/index.html") != null;
      Refusal.send(
          response, callback, built ? 404 : 503, built ? "There is no such file." : MISSING);
      return true;
    }
    response.setStatus(200);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, file.bytes.length);
    if (file.zipped) {
      response.getHeaders().put(HttpHeader.CONTENT_ENCODING, "gzip");
    }
    if (name.startsWith("assets/")) {
      // The name changes with the contents.
      response.getHeaders().put(HttpHeader.CACHE_CONTROL, "public, max-age=31536000, immutable");
    }
    boolean head = HttpMethod.HEAD.is(request.getMethod());
    response.write(true, head ? ByteBuffer.allocate(0) : ByteBuffer.wrap(file.bytes), callback);
    return true;
  }

  private @Nullable Kept file(String name, boolean takesZipped) throws IOException {
    String key = takesZipped + name;
    Kept known = kept.get(key);
    if (known != null) {
      return known;
    }
    for (boolean zipped : takesZipped ? new boolean[] {true, false} : new boolean[] {false}) {
      try (InputStream in =
          Page.class.getResourceAsStream("page/" + name + (zipped ? ".gz" : ""))) {
        if (in != null) {
          Kept read = new Kept(in.readAllBytes(), zipped);
          kept.put(key, read);
          return read;
        }
      }
    }
    return null;
  }
}
