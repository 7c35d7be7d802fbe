package thalweg.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The script for Windows, which no machine of this house can run: that it is well formed, and says
/// to Java what the other script says.
class WindowsScriptTest {
  private static final Pattern WORD =
      Pattern.compile("(?<![\\w\"-])(?:-X|-D|--add-modules|--enable-native|--startup)[^\\s\"$%}]*");

  private static String text(String file) throws IOException {
    return Files.readString(Command.house().resolve(file));
  }

  private static Set<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// What is said to Java, without comments.
  private static Set<String> options(String script, String comment) {
    return found(
        WORD,
        script
            .lines()
            .filter(line -> !line.strip().startsWith(comment) && !line.contains("mvn "))
            .filter(line -> !line.contains("call :built")) // these are Maven's
            .map(line -> line.replace("\"-", "-"))
            .collect(Collectors.joining("\n")));
  }

  @Test
  void it_says_to_java_what_the_other_script_says() throws IOException {
    Set<String> windows = options(text("thalweg.cmd"), "rem ");
    Set<String> others = options(text("thalweg"), "#");
    assertThat(others).contains("-XX:AOTCache=", "-Dthalweg.vector=none", "-XX:CICompilerCount=3");
    // The console's letters are set by the locale elsewhere; --install writes for shells; a quote
    // is
    // of a pattern.
    others.removeIf(word -> word.matches("-Xm.*|-Dthalweg.script=|-Dskip.*|.*'.*"));
    windows.removeIf(word -> word.matches("-Xm.*|-Dstd(out|err).encoding=UTF-8"));
    others.remove("-Dthalweg.command=");
    windows.remove("-Dthalweg.command=thalweg");
    assertThat(windows).isEqualTo(others);
  }

  @Test
  void the_same_verbs_have_vectors() throws IOException {
    Matcher theirs = Pattern.compile("(?m)^  (train \\| .*)\\)$").matcher(text("thalweg"));
    Matcher ours = Pattern.compile("%%v in \\(([^)]*)\\)").matcher(text("thalweg.cmd"));
    assertThat(theirs.find() && ours.find()).isTrue();
    assertThat(Arrays.asList(ours.group(1).split(" ", -1)))
        .containsExactly(theirs.group(1).split(" \\| ", -1));
  }

  @Test
  void its_lines_end_as_windows_wants_and_its_labels_are_there() throws IOException {
    String script = text("thalweg.cmd");
    assertThat(script).matches("(?:[ -~]*\r\n)*");
    Set<String> labels = found(Pattern.compile("(?m)^:\\w+"), script);
    Set<String> named = found(Pattern.compile("(?<=(?:call|goto) ):\\w+"), script);
    assertThat(named).isNotEmpty().isEqualTo(labels);
    // A parenthesis in the name of a folder would close a block.
    assertThat(script.lines().filter(line -> line.matches("\\s.*(?:echo|set).*%(?:house|found)%")))
        .isEmpty();
  }

  @Test
  void it_wants_the_same_java() throws IOException {
    assertThat(text("thalweg")).contains("\"$major\" -eq 25", "-ge 3");
    assertThat(text("thalweg.cmd")).contains("if %%a EQU 25 if %%b EQU 0 if %%c GEQ 3");
  }
}
