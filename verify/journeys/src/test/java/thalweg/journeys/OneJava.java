package thalweg.journeys;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Scanner;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// One Java in which lines of the command and programs run one after the other, in a folder: what
/// the compilers have made for one the next finds. It has the packed modules and the options that
/// the script gives a training.
///
/// A request is a line of words with NUL between them; the answer is what was written, ended by a
/// NUL on either stream, and on standard output the exit code.
final class OneJava implements AutoCloseable {
  private static final String[] NONE = {};

  private final Process process;

  /// Starts it.
  ///
  /// @param folder where it is at work
  /// @param classes those of the programs
  OneJava(Path folder, Path classes) {
    Path options = Command.house().resolve("use/terminal");
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("@" + options.resolve("training.options"));
    line.add("-XX:CompileCommandFile=" + options.resolve("training.compiler"));
    line.addAll(List.of("--module-path", Command.modulePath()));
    line.addAll(List.of("--add-modules", "thalweg.terminal,thalweg.studio,jdk.incubator.vector"));
    line.addAll(List.of("--add-opens", "thalweg.terminal/thalweg.terminal=ALL-UNNAMED"));
    // Lines to be pasted begin as the command is called in the guide.
    line.add("-Dthalweg.command=./thalweg");
    // What programs leave behind goes with the folder.
    Path temporary = folder.resolve("temporary");
    line.add("-Djava.io.tmpdir=" + temporary);
    Path here =
        Path.of(OneJava.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    line.addAll(List.of("-cp", here + File.pathSeparator + classes, OneJava.class.getName()));
    ProcessBuilder builder = new ProcessBuilder(line).directory(folder.toFile());
    builder.environment().remove("JDK_JAVA_OPTIONS");
    builder.environment().put("NO_COLOR", "1");
    try {
      Files.createDirectories(temporary);
      process = builder.start();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// Runs a line of the command, which begins with its verb.
  Command.Result command(List<String> words) {
    return ask(Stream.concat(Stream.of("thalweg"), words.stream()).toList());
  }

  /// Runs a program, by the class of its main method.
  Command.Result program(String main) {
    return ask(List.of(main));
  }

  private Command.Result ask(List<String> words) {
    try {
      process.getOutputStream().write(String.join("\0", words).concat("\n").getBytes(UTF_8));
      process.getOutputStream().flush();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    CompletableFuture<String> err = Command.toNul(process.getErrorStream());
    CompletableFuture<String> out = Command.toNul(process.getInputStream());
    String written = Command.inTime(process, out, err);
    String complained = Command.inTime(process, err, out);
    CompletableFuture<String> exit = Command.toNul(process.getInputStream());
    String code = Command.inTime(process, exit, err);
    if (code.isEmpty()) {
      throw new AssertionError("Java ended at %s%n%s%n%s".formatted(words, written, complained));
    }
    return new Command.Result(Integer.parseInt(code), written, complained);
  }

  @Override
  public void close() {
    process.destroy();
  }

  /// What the other Java does.
  public static void main(String[] none) throws IOException {
    FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    FileOutputStream err = new FileOutputStream(FileDescriptor.err);
    Locale locale = Locale.getDefault();
    Scanner requests = new Scanner(System.in, UTF_8);
    while (requests.hasNextLine()) {
      String[] words = requests.nextLine().split("\0", -1);
      int exit;
      try {
        exit =
            words[0].equals("thalweg")
                ? command(Arrays.copyOfRange(words, 1, words.length))
                : start(words[0]);
      } catch (Throwable thrown) {
        thrown.printStackTrace();
        exit = 1;
      }
      Locale.setDefault(locale);
      System.out.flush();
      System.err.flush();
      err.write(0);
      out.write(("\0" + exit + "\0").getBytes(UTF_8));
    }
  }

  private static int command(String[] words) throws ReflectiveOperationException {
    Class<?> output = Class.forName("thalweg.terminal.Output", true, terminal());
    Method process = output.getDeclaredMethod("ofProcess");
    Class<?> thalweg = Class.forName("thalweg.terminal.Thalweg", true, terminal());
    Method run = thalweg.getDeclaredMethod("run", output, String[].class);
    process.setAccessible(true);
    run.setAccessible(true);
    return (int) run.invoke(null, process.invoke(null), words);
  }

  private static ClassLoader terminal() {
    return ModuleLayer.boot().findLoader("thalweg.terminal");
  }

  /// Runs a program as `java` does, which waits for the threads that it has started.
  private static int start(String name) throws Throwable {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    Class<?> program = Class.forName(name);
    Method main =
        Arrays.stream(program.getDeclaredMethods())
            .filter(method -> method.getName().equals("main"))
            .findFirst()
            .orElseThrow();
    Constructor<?> made = program.getDeclaredConstructor();
    main.setAccessible(true);
    made.setAccessible(true);
    Object[] arguments = main.getParameterCount() == 0 ? new Object[0] : new Object[] {NONE};
    try {
      main.invoke(made.newInstance(), arguments); // of a static one the object is not looked at
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    }
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (!thread.isDaemon() && !before.contains(thread)) {
        thread.join();
      }
    }
    return 0;
  }
}
