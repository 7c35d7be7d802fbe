package thalweg.studio.question;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/// Answers questions: a JSON object posted to `/api/…` becomes a record, and what the view gives
/// becomes JSON or a frame of numbers.
public final class Questions extends Handler.Abstract {
  private static final String PREFIX = "/api/";
  private static final Pattern MISSING = Pattern.compile("^Missing creator property '(\\w+)'");
  private static final Pattern TWICE = Pattern.compile("^Duplicate Object property \"(\\w+)\"");
  private static final int MOST_BYTES = 64 << 10;

  /// Questions in progress that one page may have replaced, over all pages.
  private static final int MOST_ASKED = 1_000;

  /// The greatest of each type.
  private static final Map<Class<?>, Long> WHOLE =
      Map.of(
          int.class,
          (long) Integer.MAX_VALUE,
          Integer.class,
          (long) Integer.MAX_VALUE,
          long.class,
          Long.MAX_VALUE,
          Long.class,
          Long.MAX_VALUE);

  /// What is said of a number that is none of these.
  private static final Pattern GIVEN = Pattern.compile("loating|out of range");

  private record Answering<Q>(Class<Q> question, BiFunction<Q, Asking, Object> answer) {
    String shape() {
      String fields =
          Arrays.stream(question.getRecordComponents())
              .map(RecordComponent::getName)
              .collect(Collectors.joining(", "));
      return fields.isEmpty() ? "an empty JSON object" : "a JSON object of " + fields;
    }

    Object answer(byte[] json, Asking asking) {
      Q read = Written.MAPPER.readValue(json, question);
      if (read == null) {
        throw new Refusal(400, "The question is null; a question is a JSON object.");
      }
      try {
        return answer.apply(read, asking);
      } catch (NullPointerException missing) {
        // Which components may be null only the view knows; a null that it met was one too many.
        List<String> nulls = nulls("", Written.MAPPER.readTree(json)).toList();
        if (nulls.isEmpty()) {
          throw missing;
        }
        throw new Refusal(
            400, "The question's " + String.join(", ", nulls) + " is null; give a value.");
      }
    }

    private static Stream<String> nulls(String name, JsonNode node) {
      if (node.isNull()) {
        return Stream.of(name);
      }
      if (node.isArray()) {
        return IntStream.range(0, node.size())
            .boxed()
            .flatMap(i -> nulls(name + "[" + i + "]", node.get(i)));
      }
      return node.properties().stream()
          .flatMap(
              each ->
                  nulls(
                      name.isEmpty() ? each.getKey() : name + "." + each.getKey(),
                      each.getValue()));
    }
  }

  private final Map<String, Answering<?>> answerings = new HashMap<>();
  private final Map<String, Asking> inProgress = new ConcurrentHashMap<>();

  /// Answers what the views answer.
  public Questions(List<View> views) {
    View.Register register =
        new View.Register() {
          @Override
          public <Q> void at(String path, Class<Q> question, BiFunction<Q, Asking, Object> answer) {
            if (answerings.put(PREFIX + path, new Answering<>(question, answer)) != null) {
              throw new IllegalStateException("studio: two views answer at " + path);
            }
          }
        };
    views.forEach(view -> view.answer(register));
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String path = Request.getPathInContext(request);
    if (!path.startsWith(PREFIX)) {
      return false;
    }
    try {
      Answering<?> answering = answering(path, request);
      // No thread waits for what is still to come, and whoever sends nothing more holds up nobody.
      Content.Source.asByteArrayAsync(
          request,
          MOST_BYTES,
          Promise.Invocable.from(
              Invocable.InvocationType.BLOCKING,
              (json, failed) -> {
                if (failed == null) {
                  answer(path, answering, json, request, response, callback);
                } else if (failed instanceof IOException) {
                  callback.failed(failed); // whoever asked is gone
                } else {
                  tooLong().send(response, callback);
                }
              }));
    } catch (Refusal refused) {
      refused.send(response, callback);
    }
    return true;
  }

  private static Refusal tooLong() {
    return new Refusal(413, "A question has at most " + MOST_BYTES + " bytes.");
  }

  /// Returns what answers at a path, without a look at the question.
  private Answering<?> answering(String path, Request request) {
    Answering<?> answering = answerings.get(path);
    if (answering == null) {
      throw new Refusal(404, "Nothing is answered at this address.");
    }
    if (!HttpMethod.POST.is(request.getMethod())) {
      throw new Refusal(405, "Questions are asked by POST.");
    }
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    if (type == null || !type.startsWith("application/json")) {
      throw new Refusal(415, "A question is a JSON object; its type is application/json.");
    }
    if (request.getLength() > MOST_BYTES) {
      throw tooLong();
    }
    return answering;
  }

  private void answer(
      String path,
      Answering<?> answering,
      byte[] json,
      Request request,
      Response response,
      Callback callback) {
    String asker = request.getHeaders().get("X-Thalweg-Page");
    Asking asking = new Asking(request.getHeaders().getLongField("X-Thalweg-Turn"));
    String place = asker == null || asker.length() > 40 ? null : path + " " + asker;
    begin(place, asking);
    try {
      send(answering.answer(json, asking), response, callback);
    } catch (JacksonException unread) {
      new Refusal(
              400,
              "The question cannot be read: "
                  + words(unread)
                  + " It must be "
                  + answering.shape()
                  + ".")
          .send(response, callback);
    } catch (RuntimeException failed) {
      refusal(failed).send(response, callback);
    } finally {
      if (place != null) {
        inProgress.remove(place, asking);
      }
    }
  }

  /// Says in the page's words what the reader of JSON says in its own.
  private static String words(JacksonException unread) {
    Matcher twice = TWICE.matcher(unread.getOriginalMessage());
    if (twice.find()) {
      return twice.group(1) + " is given twice.";
    }
    if (unread instanceof StreamReadException && !(unread instanceof InputCoercionException)) {
      return "it is no JSON, from byte " + unread.getLocation().getByteOffset() + " on.";
    }
    Matcher missing = MISSING.matcher(unread.getOriginalMessage());
    if (missing.find()) {
      return missing.group(1) + " is missing.";
    }
    String path =
        unread.getPath().stream()
            .map(
                at ->
                    at.getPropertyName() == null
                        ? "[" + at.getIndex() + "]"
                        : "." + at.getPropertyName())
            .collect(Collectors.joining())
            .replaceFirst("^\\.", "");
    if (unread instanceof UnrecognizedPropertyException) {
      return path + " is not asked for here.";
    }
    Class<?> wanted =
        switch (unread) {
          case InputCoercionException other -> other.getTargetType();
          case MismatchedInputException other -> other.getTargetType();
          default -> Object.class;
        };
    if (WHOLE.containsKey(wanted) && GIVEN.matcher(unread.getOriginalMessage()).find()) {
      return path + " must be a whole number of at most " + WHOLE.get(wanted) + ".";
    }
    return path.isEmpty()
        ? "it is no JSON object."
        : path + " is of another kind than is asked for.";
  }

  private void begin(@Nullable String place, Asking asking) {
    if (place != null && inProgress.size() < MOST_ASKED) {
      inProgress.merge(place, asking, Asking::later);
    }
  }

  /// What a computation throws of its own accord is told to whoever asked; the rest is a fault.
  private static Refusal refusal(RuntimeException failed) {
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (cause instanceof Refusal refusal) {
        return refusal;
      }
    }
    if (failed instanceof IllegalArgumentException) {
      return new Refusal(400, failed.getMessage() == null ? "refused" : failed.getMessage());
    }
    System.getLogger("thalweg.studio")
        .log(System.Logger.Level.WARNING, "a question failed", failed);
    return new Refusal(500, "A fault of the studio: " + failed);
  }

  private static void send(Object answer, Response response, Callback callback) {
    boolean frame = answer instanceof Frame;
    byte[] bytes = answer instanceof Frame many ? Written.frame(many) : Written.json(answer);
    response.setStatus(200);
    response
        .getHeaders()
        .put(
            HttpHeader.CONTENT_TYPE,
            frame ? "application/octet-stream" : "application/json;charset=utf-8");
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
    response.write(true, ByteBuffer.wrap(bytes), callback);
  }
}
