package thalweg.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every relative link of the pages leads to a file, and to a heading where it names one.
class LinksTest {
  /// A link or a picture: what stands between the brackets, without a title.
  private static final Pattern LINK = Pattern.compile("]\\(<?([^()\\s>]+)>?(?:\\s+\"[^\"]*\")?\\)");

  /// What follows is no file.
  private static final Pattern ELSEWHERE = Pattern.compile("(?i)[a-z][a-z0-9+.-]*:.*");

  @TempDir Path folder;

  @Test
  void every_relative_link_leads_to_a_file_and_a_heading() throws IOException {
    Path house = Command.house();
    List<Path> pages = new ArrayList<>();
    try (Stream<Path> files = Files.list(house)) {
      files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    try (Stream<Path> files = Files.walk(house.resolve("docs"))) {
      files.filter(LinksTest::isPage).sorted().forEach(pages::add);
    }
    assertThat(pages).hasSizeGreaterThan(100);
    List<String> broken = new ArrayList<>();
    int links = 0;
    Map<Path, Set<String>> headings = new HashMap<>();
    for (Path page : pages) {
      for (String link : links(page)) {
        links++;
        String trouble = trouble(page, link, headings);
        if (!trouble.isEmpty()) {
          broken.add(house.relativize(page) + ": " + link + ": " + trouble);
        }
      }
    }
    assertThat(links).as("links found").isGreaterThan(150);
    assertThat(broken).isEmpty();
  }

  @Test
  void a_picture_for_the_dark_has_the_size_of_its_twin() throws IOException {
    List<Path> dark;
    try (Stream<Path> files = Files.walk(Command.house().resolve("docs/guide"))) {
      dark = files.filter(file -> file.toString().endsWith("-dark.png")).toList();
    }
    assertThat(dark).isNotEmpty();
    for (Path file : dark) {
      Path twin = file.resolveSibling(file.getFileName().toString().replace("-dark.", "."));
      BufferedImage one = ImageIO.read(file.toFile());
      BufferedImage other = ImageIO.read(twin.toFile());
      assertThat(one.getWidth()).as("%s", file).isEqualTo(other.getWidth());
      assertThat(one.getHeight()).as("%s", file).isEqualTo(other.getHeight());
    }
  }

  @Test
  void what_leads_nowhere_is_told() throws IOException {
    Path other =
        Files.writeString(folder.resolve("other.md"), "# One word\n\n## `two` *words*: 2×2\n");
    Path page =
        Files.writeString(
            folder.resolve("page.md"),
            """
            # Page
            [a](other.md) [b](other.md#one-word) [c](other.md#two-words-22) [d](#page) ![e](none.png)
            [f](none.md) [g](other.md#three) [h](#none) [i](https://example.org/none) `[j](none)`
            [k](/other.md)

            ```text
            [l](none)
            ```
            ## 中文 标题
            [m](#中文-标题) [n](#%E4%B8%AD%E6%96%87-%E6%A0%87%E9%A2%98)
            """);
    Map<Path, Set<String>> headings = new HashMap<>();
    List<String> broken = new ArrayList<>();
    for (String link : links(page)) {
      if (!trouble(page, link, headings).isEmpty()) {
        broken.add(link);
      }
    }
    assertThat(broken)
        .containsExactly("none.png", "none.md", "other.md#three", "#none", "/other.md");
    assertThat(headings.get(other)).containsExactlyInAnyOrder("one-word", "two-words-22");
  }

  private static boolean isPage(Path file) {
    return file.toString().endsWith(".md") && !file.toString().contains("node_modules");
  }

  private static List<String> links(Path page) throws IOException {
    List<String> links = new ArrayList<>();
    for (String line : prose(page)) {
      Matcher matcher = LINK.matcher(line.replaceAll("`[^`]*`", ""));
      while (matcher.find()) {
        if (!ELSEWHERE.matcher(matcher.group(1)).matches()) {
          links.add(matcher.group(1));
        }
      }
    }
    return links;
  }

  /// What is wrong with a link, or nothing.
  private static String trouble(Path page, String link, Map<Path, Set<String>> headings)
      throws IOException {
    String written = URLDecoder.decode(link.replace("+", "%2B"), StandardCharsets.UTF_8);
    int sharp = written.indexOf('#');
    String file = sharp < 0 ? written : written.substring(0, sharp);
    if (file.startsWith("/")) {
      return "it begins at the root, which is another one on each site; write it from the page";
    }
    Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
    if (!Files.exists(target)) {
      return "there is no such file";
    }
    if (sharp < 0) {
      return "";
    }
    if (!headings.containsKey(target)) {
      headings.put(target, isPage(target) ? headings(target) : Set.of());
    }
    return headings.get(target).contains(written.substring(sharp + 1))
        ? ""
        : "there is no such heading, but " + headings.get(target);
  }

  /// The names of a page's headings: small letters, digits and hyphens, blanks as hyphens, a number
  /// behind what is there already.
  private static Set<String> headings(Path page) throws IOException {
    Set<String> names = new HashSet<>();
    for (String line : prose(page)) {
      if (line.matches("#{1,6} .*")) {
        String name =
            line.replaceFirst("#+ +", "")
                .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
                .strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{M}\\p{N}_ -]", "")
                .replace(' ', '-');
        String free = name;
        for (int i = 1; !names.add(free); i++) {
          free = name + "-" + i;
        }
      }
    }
    return names;
  }

  /// The lines that are not shown as code.
  private static List<String> prose(Path page) throws IOException {
    List<String> prose = new ArrayList<>();
    String fence = "";
    for (String line : Files.readAllLines(page)) {
      if (fence.isEmpty() && line.strip().startsWith("```")) {
        fence = "```";
      } else if (!fence.isEmpty() && line.strip().equals(fence)) {
        fence = "";
      } else if (fence.isEmpty()) {
        prose.add(line);
      }
    }
    return prose;
  }
}
