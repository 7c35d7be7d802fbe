package thalweg.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Every example in some pages of the READMEs and the guide is run and its output compared.
///
/// What the READMEs show is typed as it stands there; the rest runs in one Java, where what the
/// compilers have made for one example the next finds.
///
/// A `java` block that begins with `// Name.java` shows the file of that name somewhere in the
/// guide; the `text` block after it is its output. In a `console` block, `$ ./thalweg …` is run and
/// what follows is its output. An ellipsis stands for anything within a line, a line of its own for
/// any lines. What several pages show is run once.
abstract class Examples {
  /// The program that is started by `./thalweg run`, as a reader would.
  private static final String BY_THE_COMMAND = "NumericalDerivative.java";

  record Block(String language, List<String> lines, int at) {
    String shown() {
      return language + "\n" + String.join("\n", lines);
    }
  }

  @TempDir Path folder;

  /// What was run, by the program's name or the line typed.
  private final Map<String, Command.Result> results = new HashMap<>();

  /// Returns the pages whose examples are run.
  abstract List<Path> pages() throws IOException;

  @TestFactory
  Stream<DynamicTest> every_example_gives_what_is_printed_beside_it() throws IOException {
    assumeTrue(Command.isPacked(), "the command is not packed yet: run mvn verify");
    Path house = Command.house();
    Map<String, Path> programs = programs();
    Path classes = folder.resolve("classes");
    assertThat(Programs.compile(programs.values(), classes)).isEmpty();
    OneJava java = new OneJava(folder, classes);
    List<DynamicTest> tests = new ArrayList<>();
    for (Path page : pages()) {
      List<Block> blocks = blocks(page);
      for (int i = 0; i < blocks.size(); i++) {
        Block block = blocks.get(i);
        String name = house.relativize(page) + ":" + block.at;
        if (block.language.equals("console")) {
          boolean isTyped = page.getParent().equals(house);
          tests.add(DynamicTest.dynamicTest(name, () -> runConsole(java, block, isTyped)));
        } else if (block.language.equals("java") && block.lines.getFirst().startsWith("// ")) {
          Block output = i + 1 < blocks.size() ? blocks.get(i + 1) : block;
          tests.add(DynamicTest.dynamicTest(name, () -> runProgram(java, programs, block, output)));
        }
      }
    }
    assertThat(tests).as("examples found").hasSizeGreaterThan(10);
    return tests.stream().onClose(java::close);
  }

  /// The programs by their names, of which each is there once.
  static Map<String, Path> programs() throws IOException {
    Map<String, Path> programs = new TreeMap<>();
    for (Path file : filesOfTheGuide(".java")) {
      Path other = programs.put(file.getFileName().toString(), file);
      assertThat(other).as("another program of the name of %s", file).isNull();
    }
    return programs;
  }

  static List<Path> filesOfTheGuide(String ending) throws IOException {
    try (Stream<Path> files = Files.walk(Command.house().resolve("docs/guide"))) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  static List<Block> blocks(Path page) throws IOException {
    List<Block> blocks = new ArrayList<>();
    List<String> lines = Files.readAllLines(page);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("```") && lines.get(i).length() > 3) {
        String language = lines.get(i).substring(3).strip();
        List<String> inside = new ArrayList<>();
        int at = i + 1;
        for (i++; !lines.get(i).startsWith("```"); i++) {
          inside.add(lines.get(i));
        }
        blocks.add(new Block(language, inside, at));
      }
    }
    return blocks;
  }

  private void runProgram(OneJava java, Map<String, Path> programs, Block block, Block output)
      throws IOException {
    String file = block.lines.getFirst().substring(3).strip();
    Path program = programs.get(file);
    assertThat(program).as("the program %s in the guide", file).isNotNull();
    String shown = String.join("\n", block.lines.subList(1, block.lines.size()));
    assertThat(Files.readString(program).strip())
        .as("the block is the file %s", file)
        .isEqualTo(shown.strip());
    assertThat(output.language).as("the block after %s is its output", file).isEqualTo("text");
    Command.Result result =
        results.computeIfAbsent(
            file,
            _ ->
                file.equals(BY_THE_COMMAND)
                    ? Command.run(folder, "run", program.toString())
                    : java.program(file.replace(".java", "")));
    assertThat(result.exit()).as(result.err()).isZero();
    assertSameLines(result.out().lines().toList(), output.lines);
  }

  private void runConsole(OneJava java, Block block, boolean isTyped) {
    List<String> expected = new ArrayList<>();
    String command = null;
    for (String line : block.lines) {
      if (line.startsWith("$ ")) {
        check(java, command, expected, isTyped);
        command = line.substring(2);
        expected.clear();
      } else {
        expected.add(line);
      }
    }
    check(java, command, expected, isTyped);
  }

  private void check(OneJava java, String command, List<String> expected, boolean isTyped) {
    if (command == null || !command.startsWith("./thalweg")) {
      return; // such as git clone or mvn verify, which run around this test
    }
    List<String> words = words(command);
    List<String> typed = words.subList(1, words.size());
    Command.Result result =
        results.computeIfAbsent(
            command,
            _ ->
                isTyped
                    ? Command.runWith("-Dthalweg.command=" + words.getFirst(), folder, typed)
                    : java.command(typed));
    assertThat(result.exit()).as(command + "\n" + result.err()).isIn(0, 3, 6);
    if (!expected.isEmpty()) {
      assertSameLines(result.out().lines().toList(), expected);
    }
  }

  /// Splits a line as a shell does, as far as the guide needs it: blanks, quotes, comments at the
  /// end.
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher matcher = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(#.*)|(\\S+)").matcher(line);
    while (matcher.find()) {
      if (matcher.group(3) != null) {
        break;
      }
      words.add(
          matcher.group(1) != null
              ? matcher.group(1)
              : matcher.group(2) != null ? matcher.group(2) : matcher.group(4));
    }
    return words;
  }

  private static void assertSameLines(List<String> actual, List<String> expected) {
    assertThat(matches(actual, expected))
        .as("expected\n%s\nbut was\n%s", String.join("\n", expected), String.join("\n", actual))
        .isTrue();
  }

  /// Whether the lines are those shown. What stands between two ellipses is taken where it comes
  /// first, after which nothing that would match can fail to, so nothing is ever tried again.
  static boolean matches(List<String> actual, List<String> shown) {
    int end = actual.size();
    while (end > 0 && actual.get(end - 1).isBlank()) {
      end--;
    }
    List<List<String>> stretches = new ArrayList<>(List.of(new ArrayList<>()));
    for (String line : shown) {
      if (line.strip().equals("…")) {
        stretches.add(new ArrayList<>());
      } else {
        stretches.getLast().add(line);
      }
    }
    List<String> first = stretches.getFirst();
    if (stretches.size() == 1) {
      return first.size() == end && matchesAt(actual, 0, first);
    }
    List<String> last = stretches.getLast();
    if (first.size() + last.size() > end
        || !matchesAt(actual, 0, first)
        || !matchesAt(actual, end - last.size(), last)) {
      return false;
    }
    int at = first.size();
    for (List<String> stretch : stretches.subList(1, stretches.size() - 1)) {
      while (at + stretch.size() <= end - last.size() && !matchesAt(actual, at, stretch)) {
        at++;
      }
      at += stretch.size();
    }
    return at <= end - last.size();
  }

  private static boolean matchesAt(List<String> actual, int at, List<String> shown) {
    for (int i = 0; i < shown.size(); i++) {
      if (!matches(actual.get(at + i).stripTrailing(), shown.get(i).stripTrailing())) {
        return false;
      }
    }
    return true;
  }

  private static boolean matches(String line, String shown) {
    List<String> parts = List.of(shown.split("…", -1));
    String last = parts.getLast();
    if (parts.size() == 1) {
      return line.equals(shown);
    }
    if (!line.startsWith(parts.getFirst())) {
      return false;
    }
    int at = parts.getFirst().length();
    for (String part : parts.subList(1, parts.size() - 1)) {
      int found = line.indexOf(part, at);
      if (found < 0) {
        return false;
      }
      at = found + part.length();
    }
    return line.length() - last.length() >= at && line.endsWith(last);
  }
}
