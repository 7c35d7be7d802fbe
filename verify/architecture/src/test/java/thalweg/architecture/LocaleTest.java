package thalweg.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A number that a locale writes in its own digits cannot be read again: in the library, whatever
/// formats one names the locale. Read off the sources, for the classes do not keep apart `%s`,
/// which is the same everywhere, and `%d`, which is not. The command sets the locale as it begins.
class LocaleTest {
  private static final Pattern OWN_DIGITS =
      Pattern.compile(
          "%[-#+ 0,(<]*\\d*(?:\\.\\d+)?[dfeEgG][^\"\\n]*\"\\s*\\.formatted\\("
              + "|(?:String\\.format|printf)\\(\\s*\""
              + "|\\.to(?:Lower|Upper)Case\\(\\)");

  static List<String> found(String source) {
    return OWN_DIGITS.matcher(source).results().map(MatchResult::group).toList();
  }

  @Test
  void nothing_in_the_library_formats_a_number_without_naming_the_locale() throws IOException {
    Path house = house();
    for (String room : Rules.ROOMS.subList(0, Rules.ROOMS.size() - 1)) {
      Path within = house.resolve(room);
      Path folder = Files.isDirectory(within) ? within : house.resolve("use").resolve(room);
      try (Stream<Path> files = Files.walk(folder.resolve("src/main"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          assertThat(found(Files.readString(file))).as(file.toString()).isEmpty();
        }
      }
    }
  }

  @Test
  void the_rule_can_fail() {
    assertThat(found("\"%d rows\".formatted(n)")).hasSize(1);
    assertThat(found("\"a %,.2f b\"\n    .formatted(x)")).hasSize(1);
    assertThat(found("String.format(\"%s\", x)")).hasSize(1);
    assertThat(found("name.toLowerCase()")).hasSize(1);
    assertThat(found("\"%s rows\".formatted(n) + String.format(Locale.ROOT, \"%d\", n)")).isEmpty();
  }

  private static Path house() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.isRegularFile(folder.resolve("thalweg"))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IllegalStateException("no house above " + Path.of("").toAbsolutePath());
    }
    return folder;
  }
}
