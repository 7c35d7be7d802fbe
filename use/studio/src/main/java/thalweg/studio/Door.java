package thalweg.studio;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;
import thalweg.studio.question.Refusal;

/// Lets in whoever brings the token, from this page and to this host alone.
///
/// A page of another origin may make a browser send requests here, and a name whose address it
/// changes makes them look like its own. So each request must name a host that is meant (the
/// browser says what stands in its address bar), come from no other origin, and carry the token:
/// the first in its address, from then on in a cookie that no script reads and no other site sends.
final class Door extends Handler.Wrapper {
  private static final String COOKIE = "thalweg";
  private static final int TOKEN_BYTES = 16;

  private static final List<HttpField> FIELDS =
      List.of(
          new HttpField(
              "Content-Security-Policy",
              "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
                  + " font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self';"
                  + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
          new HttpField("X-Content-Type-Options", "nosniff"),
          new HttpField("X-Frame-Options", "DENY"),
          new HttpField("Referrer-Policy", "no-referrer"),
          new HttpField("Cross-Origin-Opener-Policy", "same-origin"),
          new HttpField("Cross-Origin-Resource-Policy", "same-origin"));

  private final String host;
  private final String token;

  Door(String host) {
    this.host = host;
    byte[] bytes = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bytes);
    token = HexFormat.of().formatHex(bytes);
  }

  String token() {
    return token;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    FIELDS.forEach(response.getHeaders()::put);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    HttpFields headers = request.getHeaders();
    if (!isMeant(headers.get(HttpHeader.HOST))) {
      Refusal.send(
          response, callback, 403, "The host of the address is none of this server's names.");
      return true;
    }
    if (isForeign(headers)) {
      Refusal.send(response, callback, 403, "The question comes from a page of another origin.");
      return true;
    }
    String brought = broughtInAddress(request);
    if (brought != null) {
      if (!isToken(brought)) {
        Refusal.send(response, callback, 403, "The token is not this server's.");
        return true;
      }
      letIn(request, response, callback);
      return true;
    }
    if (Request.getCookies(request).stream()
        .noneMatch(cookie -> cookie.getName().equals(cookieName()) && isToken(cookie.getValue()))) {
      Refusal.send(
          response,
          callback,
          403,
          "The token is missing: open the whole address that the studio printed.");
      return true;
    }
    return super.handle(request, response, callback);
  }

  /// A cookie knows no port, so two studios on one machine have two names.
  private String cookieName() {
    return COOKIE + "-" + token.substring(0, 8);
  }

  private void letIn(Request request, Response response, Callback callback) {
    Response.putCookie(
        response,
        HttpCookie.build(cookieName(), token)
            .path("/")
            .httpOnly(true)
            .sameSite(HttpCookie.SameSite.STRICT)
            .build());
    response.setStatus(303);
    response.getHeaders().put(HttpHeader.LOCATION, Request.getPathInContext(request));
    callback.succeeded();
  }

  private static @Nullable String broughtInAddress(Request request) {
    if (request.getHttpURI().getQuery() == null) {
      return null;
    }
    Fields query = Request.extractQueryParameters(request);
    return query.getValue("token");
  }

  private boolean isToken(String brought) {
    return MessageDigest.isEqual(
        brought.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
  }

  /// Whether a host is this server's own, with or without a port: a loopback one, or what it was
  /// told to listen at.
  private boolean isMeant(@Nullable String given) {
    if (given == null) {
      return false;
    }
    String name = given.strip().toLowerCase(Locale.ROOT);
    if (name.startsWith("[")) {
      int end = name.indexOf(']');
      if (end < 0 || !name.substring(end + 1).matches("(:[0-9]{1,5})?")) {
        return false;
      }
      name = name.substring(1, end);
    } else {
      int colon = name.indexOf(':');
      if (colon >= 0) {
        if (!name.substring(colon + 1).matches("[0-9]{1,5}")) {
          return false;
        }
        name = name.substring(0, colon);
      }
    }
    return name.equals("localhost")
        || name.equals("::1")
        || name.matches("127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}")
        || name.equals(host.toLowerCase(Locale.ROOT));
  }

  private static boolean isForeign(HttpFields headers) {
    String site = headers.get("Sec-Fetch-Site");
    // A link or a typed address is nobody's; what it opens is a page, which does nothing by itself.
    if (site != null && !site.equals("same-origin") && !site.equals("none")) {
      return true;
    }
    String origin = headers.get(HttpHeader.ORIGIN);
    return origin != null && !origin.equals("http://" + headers.get(HttpHeader.HOST));
  }
}
