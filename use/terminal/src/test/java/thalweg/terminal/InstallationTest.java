package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command puts itself on the path, with what shells and the manual know of it, and takes away
/// what it has put there and nothing else.
@Tag("text")
class InstallationTest {
  private static final Pattern OPTION = Pattern.compile("(?m)^ +(?:-\\w, )?--([a-z-]+)");

  @TempDir private Path folder;

  @BeforeEach
  void script() throws IOException {
    Files.writeString(folder.resolve("thalweg"), "#!/bin/sh\necho started\n");
    System.setProperty("thalweg.script", folder.resolve("thalweg").toString());
  }

  @AfterEach
  void noScript() {
    System.clearProperty("thalweg.script");
  }

  private Path there() {
    return folder.resolve("there");
  }

  private Ran install() {
    return Ran.thalweg("--install", "--prefix", there().toString());
  }

  private Ran uninstall() {
    return Ran.thalweg("--uninstall", "--prefix", there().toString());
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(there())) {
      return all.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)).toList();
    }
  }

  private String text(String file) throws IOException {
    return Files.readString(there().resolve("share").resolve(file));
  }

  private static Set<String> verbs() {
    return Pattern.compile("(?m)^  ([a-z]+) +[A-Z]")
        .matcher(Ran.thalweg("--help").out())
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void the_link_leads_to_the_script_and_a_second_time_changes_nothing() throws IOException {
    assertThat(install().exit()).isZero();
    Path link = there().resolve("bin/thalweg");
    assertThat(Files.readSymbolicLink(link)).isEqualTo(folder.resolve("thalweg"));
    List<Path> first = files();
    assertThat(install().exit()).isZero();
    assertThat(files()).containsExactlyInAnyOrderElementsOf(first);
  }

  @Test
  void every_verb_and_every_option_is_known_to_each_shell_and_to_the_manual() throws IOException {
    install();
    String bash = text("bash-completion/completions/thalweg");
    String zsh = text("zsh/site-functions/_thalweg");
    String fish = text("fish/vendor_completions.d/thalweg.fish");
    assertThat(zsh).startsWith("#compdef thalweg\n");
    Set<String> verbs = verbs();
    assertThat(verbs).contains("derivative", "train", "run", "shell").hasSizeGreaterThan(15);
    for (String verb : verbs) {
      assertThat(bash).containsPattern("\\b" + verb + "\\b");
      assertThat(zsh).contains("'" + verb + ":");
      assertThat(fish).contains("-n __fish_use_subcommand -a " + verb + " -d ");
      if (Completion.OF_THE_SCRIPT.containsKey(verb)) {
        continue;
      }
      String help = Ran.thalweg("help", verb).out();
      Set<String> options =
          OPTION.matcher(help).results().map(f -> f.group(1)).collect(Collectors.toSet());
      assertThat(options).contains("help", "json");
      String page = text("man/man1/thalweg-" + verb + ".1");
      for (String option : options) {
        assertThat(bash).contains("--" + option);
        assertThat(zsh).containsPattern("'--" + option + "[=\\[]");
        assertThat(fish).containsPattern("seen_subcommand_from " + verb + "'.* -l " + option + " ");
        assertThat(page).contains("\\-\\-" + option.replace("-", "\\-"));
      }
    }
  }

  @Test
  void pages_of_the_manual_hold_instructions_that_there_are_and_no_others() throws IOException {
    install();
    Set<String> known =
        Set.of(".TH", ".SH", ".TP", ".B", ".I", ".BR", ".nf", ".fi", ".sp", ".\\\"");
    for (Path file : files()) {
      if (file.toString().endsWith(".1")) {
        assertThat(Files.readAllLines(file))
            .as(file.toString())
            .anyMatch(line -> line.startsWith(".TH "))
            .filteredOn(line -> line.startsWith(".") || line.startsWith("'"))
            .allMatch(line -> known.contains(line.split(" ")[0]));
      }
    }
  }

  @Test
  void what_is_there_and_not_ours_stays_and_is_told_of() throws IOException {
    Path foreign = there().resolve("share/fish/vendor_completions.d/thalweg.fish");
    Files.createDirectories(foreign.getParent());
    Files.writeString(foreign, "mine");
    Ran refused = install();
    assertThat(refused.exit()).isEqualTo(ExitCode.FAILURE);
    assertThat(refused.err()).contains("thalweg.fish").contains("remove it first");
    assertThat(files()).containsExactly(foreign);
    assertThat(foreign).hasContent("mine");
    assertThat(uninstall().out()).contains("nothing of an installation");

    Files.delete(foreign);
    Path command = there().resolve("bin/thalweg");
    Files.createDirectories(command.getParent());
    Files.writeString(command, "mine");
    assertThat(install().exit()).isEqualTo(ExitCode.USAGE);
    assertThat(command).hasContent("mine");
  }

  /// Whatever stands where a file of ours would, of any kind and with any content.
  @Test
  void files_and_links_of_others_are_neither_written_through_nor_removed() throws IOException {
    install();
    List<Path> ours = files();
    uninstall();
    Path victim = folder.resolve("victim");
    for (Path file : ours) {
      boolean isCommand = file.startsWith(there().resolve("bin"));
      Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
      Ran refused = install();
      assertThat(refused.exit()).isNotZero();
      assertThat(refused.err()).contains(file.getFileName().toString()).contains("remove it");
      assertThat(uninstall().exit()).isZero();
      assertThat(files()).containsExactly(file);
      Files.delete(file);
      for (Path target : List.of(victim, Path.of("/"), folder.resolve("mine/thalweg"))) {
        Files.createSymbolicLink(file, target);
        boolean isRelinked = isCommand && target.endsWith("thalweg");
        assertThat(uninstall().exit()).isZero();
        assertThat(Files.readSymbolicLink(file)).isEqualTo(target);
        assertThat(install().exit() == 0).as("%s to %s", file, target).isEqualTo(isRelinked);
        assertThat(victim).doesNotExist();
        uninstall();
        Files.deleteIfExists(file);
      }
    }
  }

  @Test
  void pages_of_the_manual_show_what_is_to_be_typed_as_it_is_typed() throws IOException {
    install();
    assertThat(text("man/man1/thalweg-descend.1")).contains("\\(aqx0\\(ha2 + x1\\(ha2\\(aq");
    for (Path file : files()) {
      if (file.toString().endsWith(".1")) {
        assertThat(file).content().doesNotContainPattern("['`^~]");
      }
    }
  }

  @Test
  void all_of_it_is_taken_away_again() throws IOException {
    install();
    Path other = there().resolve("bin/other");
    Files.writeString(other, "mine");
    assertThat(uninstall().exit()).isZero();
    assertThat(files()).containsExactly(other);
  }

  @Test
  void wrong_words_are_refused_in_one_line() {
    for (Map.Entry<List<String>, String> wrong :
        Map.of(
                List.of("--install", "--uninstall"), "exclude each other",
                List.of("--prefix", "x"), "goes with --install",
                List.of("--install", "--prefix", ""), "--prefix is empty")
            .entrySet()) {
      Ran refused = Ran.thalweg(wrong.getKey().toArray(String[]::new));
      assertThat(refused.exit()).isEqualTo(ExitCode.USAGE);
      assertThat(refused.err().lines()).singleElement().asString().contains(wrong.getValue());
    }
    System.clearProperty("thalweg.script");
    assertThat(install().err()).contains("for the script");
  }
}
