package thalweg.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The indexes of decisions and of measurements list every page once, and what records link to
/// exists.
class DecisionsTest {
  private static final Path DECISIONS =
      Path.of("../../docs/decisions").toAbsolutePath().normalize();
  private static final Path MEASUREMENTS = DECISIONS.resolveSibling("measurements");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+\\.md)[^)]*\\)");

  private static List<Path> records() throws IOException {
    return pages(DECISIONS);
  }

  private static List<Path> pages(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !file.endsWith("index.md")).sorted().toList();
    }
  }

  private static List<String> links(Path file) throws IOException {
    return LINK.matcher(Files.readString(file)).results().map(found -> found.group(1)).toList();
  }

  @Test
  void the_index_lists_every_record_once() throws IOException {
    List<String> names = records().stream().map(file -> file.getFileName().toString()).toList();
    assertThat(names).hasSizeGreaterThan(50);
    assertThat(links(DECISIONS.resolve("index.md"))).containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void every_page_of_measurements_is_listed_once() throws IOException {
    List<String> names =
        pages(MEASUREMENTS).stream()
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith(".md"))
            .toList();
    assertThat(names).hasSizeGreaterThan(20);
    assertThat(links(MEASUREMENTS.resolve("index.md"))).containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void a_record_is_listed_by_its_number_and_begins_with_it() throws IOException {
    assertThat(records())
        .allSatisfy(
            file -> {
              String name = file.getFileName().toString();
              assertThat(name).matches("\\d{4}-[a-z0-9-]+\\.md");
              assertThat(Files.readString(file)).startsWith("# " + name.substring(0, 4) + " ");
              assertThat(Files.readString(DECISIONS.resolve("index.md")))
                  .contains("- [" + name.substring(0, 4) + " ");
            });
  }

  @Test
  void what_a_record_links_to_exists() throws IOException {
    assertThat(records())
        .allSatisfy(
            file ->
                assertThat(links(file))
                    .allSatisfy(to -> assertThat(file.resolveSibling(to)).exists()));
  }
}
