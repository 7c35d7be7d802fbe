package thalweg.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The script that starts the command, in a house of its own with a Maven and a Java that only
/// write down how they were called: what it builds, when, and what reaches Java.
class LauncherTest {
  @TempDir Path temporary;
  private Path house = Path.of("");
  private Path tools = Path.of("");
  private Path jdk = Path.of("");

  @BeforeEach
  void aHouse() throws IOException {
    tools = Files.createDirectory(temporary.resolve("tools"));
    jdk = Files.createDirectories(temporary.resolve("jdk"));
    program(jdk.resolve("bin/java"), "for word; do printf '%s\\n' \"<$word>\"; done");
    program(jdk.resolve("bin/javac"), "exit 1");
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.3\"\n");
    house = houseIn(temporary.resolve("a house"));
    maven("sleep 0.2; " + MARKS);
  }

  /// What a build leaves behind.
  private static final String MARKS =
      "mkdir -p use/terminal/target/dist/lib; : >use/terminal/target/dist/built; echo built >>log";

  private static Path houseIn(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("use/terminal/src/main"));
    Files.copy(Command.house().resolve("thalweg"), folder.resolve("thalweg"));
    for (String name : new String[] {"quick.options", "training.options", "training.compiler"}) {
      Files.copy(
          Command.house().resolve("use/terminal").resolve(name),
          folder.resolve("use/terminal").resolve(name));
    }
    Files.writeString(folder.resolve("pom.xml"), "");
    return folder;
  }

  private static void program(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + text + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private void maven(String text) throws IOException {
    program(tools.resolve("mvn"), "echo \"begins $*\" >>log; " + text);
  }

  private Process start(Map<String, String> environment, String... arguments) throws IOException {
    List<String> line = new ArrayList<>(List.of(house.resolve("thalweg").toString()));
    line.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(line).directory(temporary.toFile());
    Map<String, String> all = builder.environment();
    all.keySet().removeIf(name -> name.startsWith("JAVA") || name.contains("JAVA_OPTIONS"));
    all.put("JAVA_HOME", jdk.toString());
    all.put("PATH", tools + ":" + all.get("PATH"));
    all.putAll(environment);
    return builder.start();
  }

  private Command.Result run(String... arguments) throws IOException {
    return Command.ended(start(Map.of(), arguments));
  }

  private Command.Result runWith(String options, String... arguments) throws IOException {
    return Command.ended(start(Map.of("THALWEG_JAVA_OPTIONS", options), arguments));
  }

  private List<String> log() throws IOException {
    return Files.exists(house.resolve("log"))
        ? Files.readAllLines(house.resolve("log"))
        : List.of();
  }

  private static List<String> words(Command.Result result) {
    assertThat(result.exit()).as(result.err()).isZero();
    return result.outLines().stream().map(line -> line.substring(1, line.length() - 1)).toList();
  }

  @Test
  void it_builds_once_and_again_when_a_source_is_newer_and_compiles_no_tests() throws Exception {
    Command.Result first = run("help");
    assertThat(first.err())
        .startsWith("thalweg: building the command (there are no jars yet); this takes a minute")
        .matches("(?s).*\nthalweg: built in \\d+ s; from now on it starts at once\\.\n");
    assertThat(first.out())
        .doesNotContain("built"); // what is read by a program is the answer alone
    assertThat(run("help").err()).isEmpty();
    Path source = house.resolve("use/terminal/src/main/A.java");
    Files.writeString(source, "");
    assertThat(source.toFile().setLastModified(System.currentTimeMillis() + 60_000)).isTrue();
    assertThat(run("help").err()).contains("building the command (sources have changed)");
    assertThat(log().stream().filter(line -> line.startsWith("begins")))
        .hasSize(2)
        .allMatch(line -> line.contains("-Dmaven.test.skip=true"));
  }

  @Test
  void help_of_the_verbs_of_the_script_needs_no_build() throws IOException {
    for (String verb : new String[] {"run", "shell"}) {
      for (String asked : new String[] {"--help", "-h"}) {
        Command.Result help = run(verb, asked);
        assertThat(help.exit()).isZero();
        assertThat(help.out()).startsWith("Usage: thalweg " + verb).contains("Examples:");
      }
    }
    assertThat(log()).isEmpty();
  }

  @Test
  void what_does_not_compute_with_networks_starts_without_the_module_that_java_warns_of()
      throws IOException {
    List<String> quick =
        List.of(
            "derivative",
            "fit",
            "summary",
            "runs",
            "digits",
            "export",
            "import",
            "help",
            "",
            "trian",
            "*");
    for (String verb : quick) {
      assertThat(words(run(verb)))
          .contains("-Dthalweg.vector=none", "thalweg.terminal.Thalweg", verb)
          .noneMatch(word -> word.contains("incubator"));
    }
    for (String verb : List.of("train", "tune", "predict", "evaluate", "check", "replay")) {
      assertThat(words(run(verb, "--data", "-help"))).contains("jdk.incubator.vector", verb);
      for (String asked : List.of("--help", "-h")) {
        assertThat(words(run(verb, asked)))
            .contains("-Dthalweg.vector=none", verb, asked)
            .noneMatch(word -> word.contains("incubator"));
      }
    }
  }

  @Test
  void who_installs_is_told_where_the_script_lies() throws IOException {
    for (String word : new String[] {"--install", "--uninstall"}) {
      assertThat(words(run(word))).contains("-Dthalweg.script=" + house + "/thalweg", word);
    }
  }

  @Test
  void what_reads_parquet_is_built_when_a_file_of_that_name_is_met_and_found_from_then_on()
      throws Exception {
    assertThat(words(run("train", "--data", "a.csv"))).noneMatch(word -> word.contains("parquet"));
    assertThat(log()).noneMatch(line -> line.contains("use/parquet"));
    Files.createDirectories(house.resolve("use/parquet/src/main"));
    maven(MARKS + "; mkdir -p use/parquet/target/dist/lib; : >use/parquet/target/dist/built");
    String path = house + "/use/terminal/target/dist/lib:" + house + "/use/parquet/target/dist/lib";
    for (String data : new String[] {"a.parquet", "a.parquet,b.parquet", "a.csv"}) {
      assertThat(words(run("train", "--data", data))).contains(path);
    }
    assertThat(log().stream().filter(line -> line.contains("-pl use/terminal,use/parquet")))
        .hasSize(1);
  }

  @Test
  void what_serves_the_page_is_built_when_it_is_asked_for_and_found_where_it_is() throws Exception {
    assertThat(words(run("train"))).noneMatch(word -> word.contains("studio"));
    assertThat(log().stream().filter(line -> line.startsWith("begins")))
        .hasSize(1)
        .allMatch(line -> line.contains("-Dskip.page=true") && !line.contains("use/studio"));
    Files.createDirectories(house.resolve("use/studio/src/main"));
    Files.createDirectories(house.resolve("use/studio/web/src"));
    Files.createFile(house.resolve("use/studio/web/package-lock.json"));
    maven(MARKS + "; mkdir -p use/studio/target/dist/lib; : >use/studio/target/dist/built");
    String path = house + "/use/terminal/target/dist/lib:" + house + "/use/studio/target/dist/lib";
    assertThat(words(run("studio", "--no-open"))).contains(path, "thalweg.studio");
    assertThat(words(run("train", "--watch"))).contains(path, "thalweg.studio");
    assertThat(words(run("train"))).doesNotContain(path, "thalweg.studio");
    assertThat(log().stream().filter(line -> line.contains("-pl use/terminal,use/studio")))
        .hasSize(1)
        .noneMatch(line -> line.contains("skip.page"));
  }

  @Test
  void what_a_first_visit_left_is_used_in_its_place_alone() throws Exception {
    maven(MARKS + "; mkdir -p use/studio/target/dist/lib; : >use/studio/target/dist/built");
    assertThat(run("studio").exit()).isZero();
    Path dist = house.resolve("use/terminal/target/dist");
    String kept = "-XX:SharedArchiveFile=" + dist + "/classes.jsa";
    assertThat(words(run("studio"))).doesNotContain(kept);
    Files.writeString(dist.resolve("place"), dist + "\n");
    assertThat(words(run("studio"))).contains(kept);
    assertThat(words(run("train"))).doesNotContain(kept);
    Path other = temporary.resolve("moved");
    Files.move(house, other);
    house = other;
    assertThat(words(run("studio"))).noneMatch(word -> word.contains("SharedArchiveFile"));
  }

  @Test
  void a_source_that_is_deleted_or_renamed_is_a_change() throws Exception {
    Path source = house.resolve("use/terminal/src/main/A.java");
    Files.writeString(source, "");
    assertThat(run("help").exit()).isZero();
    assertThat(run("help").err()).isEmpty();
    Files.move(source, source.resolveSibling("B.java"));
    assertThat(run("help").err()).contains("building the command (sources have changed)");
    assertThat(run("help").err()).isEmpty();
    Files.delete(source.resolveSibling("B.java"));
    assertThat(run("help").err()).contains("building the command (sources have changed)");
    assertThat(run("help").err()).isEmpty();
  }

  @Test
  void a_command_that_runs_keeps_its_jars_while_others_are_built() throws Exception {
    Path jar = house.resolve("use/terminal/target/dist/lib/a.jar");
    maven("sleep 0.2; " + MARKS + "; cat pom.xml >use/terminal/target/dist/lib/a.jar");
    Files.writeString(house.resolve("pom.xml"), "old");
    assertThat(run("help").exit()).isZero();
    try (InputStream open = Files.newInputStream(jar)) {
      Files.writeString(house.resolve("pom.xml"), "new");
      assertThat(run("help").err()).contains("sources have changed");
      assertThat(jar).hasContent("new");
      assertThat(open.readAllBytes()).asString().isEqualTo("old");
    }
    try (Stream<Path> left = Files.list(jar.getParent().getParent())) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("lib", "built", "lock", "build.log");
    }
    // A build that fails has perhaps written half of them.
    maven("echo half >use/terminal/target/dist/lib/a.jar; exit 1");
    Files.writeString(house.resolve("pom.xml"), "newer");
    assertThat(run("help").exit()).isEqualTo(1);
    Files.setLastModifiedTime(house.resolve("pom.xml"), FileTime.fromMillis(0));
    assertThat(run("help").err()).contains("building the command");
  }

  @Test
  void builds_at_the_same_time_take_turns_and_the_later_ones_find_it_done() throws Exception {
    maven("sleep 1; " + MARKS);
    List<Process> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(start(Map.of(), "help"));
    }
    int built = 0;
    for (Process each : all) {
      Command.Result result = Command.ended(each);
      assertThat(result.exit()).as(result.err()).isZero();
      built += result.err().contains("building the command") ? 1 : 0;
    }
    assertThat(built).isEqualTo(1);
    assertThat(log()).hasSize(2);
  }

  @Test
  void a_build_that_is_killed_leaves_nothing_behind_that_hinders_the_next() throws Exception {
    maven("exec sleep 60");
    Process first = start(Map.of(), "help");
    while (log().isEmpty()) {
      Thread.sleep(20);
    }
    List<ProcessHandle> children = first.descendants().toList();
    first.destroyForcibly().waitFor();
    children.forEach(ProcessHandle::destroyForcibly);
    assertThat(house.resolve("use/terminal/target/dist/built")).doesNotExist();
    maven(MARKS);
    Process second = start(Map.of(), "help");
    assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).isZero();
  }

  @Test
  void a_build_that_fails_tells_what_was_wrong_and_is_tried_again() throws Exception {
    maven("echo '[ERROR] A.java: no such thing'; exit 1");
    Command.Result failed = run("help");
    assertThat(failed.exit()).isEqualTo(1);
    assertThat(failed.out()).isEmpty();
    assertThat(failed.err()).contains("[ERROR] A.java: no such thing", "the build failed");
    maven(MARKS);
    assertThat(run("help").exit()).isZero();
  }

  @Test
  void it_shows_how_far_the_build_has_come() throws Exception {
    maven(
        "echo '[INFO] Building Thalweg: algebra 0.1.0                 [2/10]'; "
            + "echo '[INFO] Building jar: /a/b.jar'; "
            + MARKS);
    assertThat(run("help").errLines()).contains("thalweg: 2/10, algebra").hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a b", "it's", "$HOME", "100%", "a#b", "wow!", "st*r", "ü", "-n", "a;b", "{x}"})
  void it_works_in_a_folder_of_any_name(String name) throws Exception {
    house = houseIn(temporary.resolve(name));
    assertThat(words(run("help")))
        .contains("@" + house + "/use/terminal/quick.options")
        .contains(house + "/use/terminal/target/dist/lib/*.jar");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:b", "say \"x\"", "a\\b", "a\nb"})
  void or_refuses_it_in_one_line(String name) throws Exception {
    house = houseIn(temporary.resolve(name));
    Command.Result result = run("help");
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).startsWith("thalweg: ").contains("rename it or move").hasLineCount(1);
    assertThat(log()).isEmpty();
  }

  @Test
  void variables_of_several_lines_and_lines_that_look_like_variables_do_no_harm() throws Exception {
    Map<String, String> odd =
        Map.of(
            "JAVA_HOME", "/nowhere",
            "JAVA_25_HOME", jdk.toString(),
            "NOTES", "first\nJAVA_X_HOME=$(touch hit)\nJAVA_Y_HOME=`touch hit`",
            "JAVA_Z_HOME", "$(touch hit)\n/nowhere",
            "BASH_FUNC_x%%", "() {  echo\n}");
    Command.Result result = Command.ended(start(odd, "help"));
    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(temporary.resolve("hit")).doesNotExist();
  }

  @Test
  void every_argument_reaches_the_command_as_it_was_typed() throws Exception {
    List<String> typed =
        List.of(
            "train",
            "",
            " ",
            "a b",
            "$(touch hit)",
            "`touch hit`",
            "-x",
            "--",
            "@file",
            "*",
            "a\nb",
            "it's",
            "\"",
            "\\",
            "ü");
    assertThat(run("help").exit()).isZero();
    Command.Result result = run(typed.toArray(String[]::new));
    assertThat(result.out()).endsWith("<" + String.join(">\n<", typed) + ">\n");
    assertThat(result.out().indexOf("<--disable-@files>"))
        .isLessThan(result.out().indexOf("<@file>"));
    assertThat(temporary.resolve("hit")).doesNotExist();
  }

  @Test
  void a_program_is_a_file_whatever_its_name_begins_with() throws Exception {
    assertThat(run("help").exit()).isZero();
    for (String name : new String[] {"-A.java", "@A.java", "a b.java"}) {
      Files.writeString(temporary.resolve(name), "");
      assertThat(words(run("run", name, "@x", "--y"))).containsSequence("./" + name, "@x", "--y");
    }
    assertThat(run("run", "none.java").exit()).isEqualTo(2);
  }

  @Test
  void the_command_is_told_how_it_was_called() throws Exception {
    assertThat(words(run("help"))).contains("-Dthalweg.command=" + house.resolve("thalweg"));
    Files.createSymbolicLink(tools.resolve("thalweg"), house.resolve("thalweg"));
    Process found =
        new ProcessBuilder(
                "sh",
                "-c",
                "PATH=\"$1:$PATH\" JAVA_HOME=\"$2\" thalweg help",
                "sh",
                tools.toString(),
                jdk.toString())
            .start();
    assertThat(words(Command.ended(found))).contains("-Dthalweg.command=thalweg");
    Process here =
        new ProcessBuilder(
                "sh",
                "-c",
                "PATH=\"$1:$PATH\" JAVA_HOME=\"$2\" ./thalweg help",
                "sh",
                tools.toString(),
                jdk.toString())
            .directory(house.toFile())
            .start();
    assertThat(words(Command.ended(here))).contains("-Dthalweg.command=./thalweg");
  }

  @Test
  void who_chooses_a_collector_or_sizes_the_heap_does_it_alone() throws Exception {
    assertThat(run("help").exit()).isZero();
    assertThat(words(run("train"))).contains("@" + house + "/use/terminal/training.options");
    List<String> collector = words(runWith("-XX:+UseG1GC", "train"));
    assertThat(collector)
        .contains("-XX:+UseG1GC", "-XX:TrimNativeHeapInterval=100")
        .doesNotContain("-XX:+UseSerialGC", "-Xms48m", "-Xmn8m");
    for (String size : new String[] {"-Xmx32m", "-XX:MaxRAMPercentage=1", "-XX:MaxHeapSize=9m"}) {
      assertThat(words(runWith(size, "train")))
          .contains("-XX:+UseSerialGC", size)
          .doesNotContain("-Xms48m", "-Xmn8m");
    }
    assertThat(words(runWith("-XX:+UseZGC -Da=*", "help")))
        .contains("-XX:+UseZGC", "-Da=*", "-XX:+DisplayVMOutputToStderr")
        .doesNotContain("-XX:+UseSerialGC");
  }

  @Test
  void a_folder_that_may_not_be_written_to_is_told_in_one_line() throws Exception {
    Files.createDirectories(house.resolve("use/terminal/target"));
    Files.writeString(house.resolve("use/terminal/target/dist"), "in the way");
    Command.Result result = run("help");
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).contains("may not be written to").hasLineCount(1);
  }

  @Test
  void the_real_mark_is_older_than_all_that_the_build_made() throws IOException {
    Path dist = Command.house().resolve("use/terminal/target/dist");
    org.junit.jupiter.api.Assumptions.assumeTrue(Command.isPacked(), "not packed yet");
    try (Stream<Path> jars = Files.list(dist.resolve("lib"))) {
      Path own =
          jars.filter(jar -> jar.getFileName().toString().startsWith("thalweg-terminal"))
              .findFirst()
              .orElseThrow();
      assertThat(Files.getLastModifiedTime(dist.resolve("built")))
          .isLessThan(Files.getLastModifiedTime(own));
    }
  }
}
