package thalweg.studio.question;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/// A view asked without a server, and what it gives to copy tried out.
public final class Answers {
  private final Map<String, BiFunction<String, Asking, Object>> answers = new HashMap<>();

  public Answers(View view) {
    view.answer(
        new View.Register() {
          @Override
          public <Q> void at(String path, Class<Q> question, BiFunction<Q, Asking, Object> answer) {
            answers.put(
                path,
                (json, asking) -> answer.apply(Written.MAPPER.readValue(json, question), asking));
          }
        });
  }

  /// Returns the answer to a question written as JSON.
  public Object to(String path, String json) {
    return Objects.requireNonNull(answers.get(path), path).apply(json, new Asking());
  }

  /// Returns what the page gets of an answer's record.
  public static String json(Object answer) {
    return new String(Written.json(answer), StandardCharsets.UTF_8);
  }

  /// Compiles a program of one file, runs it and returns what it prints.
  public static String run(String java, Path folder) throws IOException {
    Path place = Files.createTempDirectory(folder, "copied");
    Path file = Files.writeString(place.resolve("Copied.java"), java);
    ByteArrayOutputStream complaints = new ByteArrayOutputStream();
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                complaints,
                complaints,
                "-proc:none",
                "-nowarn",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "-d",
                place.toString(),
                file.toString());
    assertThat(status).as(complaints.toString(StandardCharsets.UTF_8)).isZero();
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {place.toUri().toURL()}, Answers.class.getClassLoader())) {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      start(loader.loadClass(nameOfFirst(place)));
    } catch (ReflectiveOperationException failed) {
      throw new AssertionError(java, failed);
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  private static String nameOfFirst(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(".class") && !name.contains("$"))
          .map(name -> name.replace(".class", ""))
          .findFirst()
          .orElseThrow();
    }
  }

  /// As the Java command does.
  private static void start(Class<?> program) throws ReflectiveOperationException {
    for (Method main : program.getDeclaredMethods()) {
      if (main.getName().equals("main")) {
        main.setAccessible(true);
        Object[] arguments =
            main.getParameterCount() == 0 ? new Object[0] : new Object[] {new String[0]};
        if (Modifier.isStatic(main.getModifiers())) {
          main.invoke(null, arguments);
        } else {
          var constructor = program.getDeclaredConstructor();
          constructor.setAccessible(true);
          main.invoke(constructor.newInstance(), arguments);
        }
      }
    }
  }
}
