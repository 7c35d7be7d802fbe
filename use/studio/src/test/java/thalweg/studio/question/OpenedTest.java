package thalweg.studio.question;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// On the module path, where the command runs, Jackson reads and writes what is opened to it alone;
/// tests run on the class path, where nothing of that is seen.
class OpenedTest {
  private static final Path SOURCES = Path.of("src/main/java");

  static List<String> packagesWithRecordsThatTravel() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES.resolve("thalweg/studio"))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(OpenedTest::hasRecordsThatTravel)
          .map(file -> SOURCES.relativize(file.getParent()).toString().replace('/', '.'))
          .distinct()
          .sorted()
          .toList();
    }
  }

  /// Records of the page's views, and those that views have in common.
  private static boolean hasRecordsThatTravel(Path file) {
    try {
      String source = Files.readString(file);
      return source.contains(" implements View") || source.contains("public record ");
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  @ParameterizedTest
  @MethodSource("packagesWithRecordsThatTravel")
  void what_travels_is_open_to_the_reader_of_json(String name) throws IOException {
    if (!name.equals("thalweg.studio")) { // which has settings, and is exported
      assertThat(Files.readString(SOURCES.resolve("module-info.java")))
          .contains("opens " + name + " to\n      tools.jackson.databind;");
    }
  }
}
