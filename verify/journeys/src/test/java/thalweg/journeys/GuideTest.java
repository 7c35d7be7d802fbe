package thalweg.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The examples of the READMEs and of the guide but those of its second part, and what holds for
/// all of its pages.
class GuideTest extends Examples {
  @Override
  List<Path> pages() throws IOException {
    Path house = Command.house();
    List<Path> pages =
        new ArrayList<>(List.of(house.resolve("README.md"), house.resolve("README.zh-CN.md")));
    pages.addAll(filesOfTheGuide(".md"));
    pages.removeIf(GoingFurtherTest::isOurs);
    return pages;
  }

  @TestFactory
  Stream<DynamicTest> every_program_beside_the_guide_is_shown_in_it() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path page : filesOfTheGuide(".md")) {
      all.append(Files.readString(page));
    }
    return programs().keySet().stream()
        .map(
            program ->
                DynamicTest.dynamicTest(
                    program, () -> assertThat(all.toString()).contains("// " + program)));
  }

  @Test
  void chapters_in_chinese_show_what_those_in_english_show() throws IOException {
    Path guide = Command.house().resolve("docs/guide");
    List<Path> chapters = new ArrayList<>();
    for (Path page : filesOfTheGuide(".md")) {
      if (page.getParent().equals(guide.resolve("road"))) {
        chapters.add(page);
      }
    }
    assertThat(chapters).hasSize(6);
    for (Path chapter : chapters) {
      Path other = guide.resolve("zh").resolve(chapter.getFileName());
      assertThat(blocks(other).stream().map(Block::shown))
          .as("what %s shows", other)
          .isNotEmpty()
          .isEqualTo(blocks(chapter).stream().map(Block::shown).toList());
    }
    Path readme = Command.house().resolve("README.md");
    assertThat(blocks(readme.resolveSibling("README.zh-CN.md")).stream().map(Block::shown))
        .isEqualTo(blocks(readme).stream().map(Block::shown).toList());
  }

  @Test
  void every_line_of_the_table_of_the_tutorial_is_in_its_program() throws IOException {
    String program = Files.readString(programs().get("Tutorial.java"));
    for (String page : List.of("README.zh-CN.md", "docs/guide/zh/tutorial.md")) {
      List<String> lines =
          Files.readAllLines(Command.house().resolve(page)).stream()
              .dropWhile(line -> !line.startsWith("| 教程的 Python"))
              .skip(2)
              .takeWhile(line -> line.startsWith("|"))
              .toList();
      assertThat(lines).as("the table in %s", page).hasSizeGreaterThan(15);
      for (String line : lines) {
        Matcher cells = Pattern.compile("\\| `([^`]+)` \\| `([^`]+)` \\| .*").matcher(line);
        assertThat(cells.matches()).as("two pieces of code in %s", line).isTrue();
        assertThat(program).contains(cells.group(2));
      }
    }
  }

  @Test
  void lines_with_ellipses_are_compared_in_time_in_proportion_to_their_number() {
    List<String> same = Collections.nCopies(5_000, "a a a a a a a a a a a a");
    List<String> shown =
        Stream.generate(() -> List.of("…", "a…a…a…a…a…a", "…a…a…a…a…a"))
            .limit(20)
            .flatMap(List::stream)
            .toList();
    assertThat(matches(same, Stream.concat(shown.stream(), Stream.of("…")).toList())).isTrue();
    assertThat(matches(same, Stream.concat(shown.stream(), Stream.of("…", "b")).toList()))
        .isFalse();
    assertThat(matches(List.of("one", "two"), List.of("one", "two"))).isTrue();
    assertThat(matches(List.of("one", "two"), List.of("one", "…"))).isTrue();
    assertThat(matches(List.of("one"), List.of("one", "…"))).isTrue();
    assertThat(matches(List.of("one", "two", "three"), List.of("…", "three"))).isTrue();
    assertThat(matches(List.of("one", "two", "three"), List.of("one", "three"))).isFalse();
    assertThat(matches(List.of("one", "two"), List.of("one"))).isFalse();
    assertThat(matches(List.of("one"), List.of("one", "two"))).isFalse();
    assertThat(matches(List.of("one  "), List.of("one"))).isTrue();
    assertThat(matches(List.of("ab"), List.of("a…b…b"))).isFalse();
    assertThat(matches(List.of("a1b2b"), List.of("a…b…b"))).isTrue();
    assertThat(matches(List.of("aba"), List.of("ab…ba"))).isFalse();
  }
}
