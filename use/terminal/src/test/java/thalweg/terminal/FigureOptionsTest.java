package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;

/// Every verb that draws, with every option of pictures.
class FigureOptionsTest {
  private static final String NIGHT = "rgb(20,23,28)";

  @TempDir private Path folder;
  private final Map<String, List<String>> lines = new LinkedHashMap<>();

  @BeforeEach
  void one_line_of_each_verb() throws IOException {
    String table = Ran.table(folder).toString();
    String model = folder.resolve("m").toString();
    lines.put("tangent", List.of("derivative", "x^2", "--at", "1,2"));
    lines.put("secant", List.of("derivative", "x^2", "--at", "1", "--figure", "secant"));
    lines.put("error", List.of("derivative", "sin(x)", "--at", "1", "--figure", "error"));
    lines.put("field", List.of("gradient", "x^2 + x*y", "--at", "1,2"));
    lines.put("arrows", List.of("gradient", "exp(9*x)*y", "--at", "1,2", "--arrows", "unit"));
    lines.put("surface", List.of("gradient", "x^2 - y^2", "--at", "1,2", "--surface"));
    lines.put("way", List.of("descend", "x^2 + y^2", "--from", "1,2", "--surface"));
    lines.put("path", List.of("descend", "x^2 + y^2", "--from", "1,2"));
    lines.put("line", List.of("descend", "x^2", "--from", "1"));
    lines.put("interval", List.of("descend", "x^2", "--within", "-1:2"));
    lines.put(
        "region", List.of("descend", "x^2 + y^2", "--from", "1,2", "--subject-to", "x + y >= 1"));
    lines.put("root", List.of("solve", "x^2 = 2", "--from", "1"));
    lines.put("roots", List.of("solve", "x^2 + y^2 = 5", "y = 2*x", "--from", "1,1"));
    lines.put("fit", List.of("fit", "height = a + b*width", "--data", table));
    lines.put("train", List.of("train", "--data", table, "--target", "height", "--save", model));
    lines.put("evaluate", List.of("evaluate", model, "--data", table));
    lines.put("digits", List.of("digits"));
    lines.replaceAll((_, line) -> line.contains("train") ? with(line, "--epochs", "1") : line);
  }

  private static List<String> with(List<String> line, String... more) {
    List<String> words = new ArrayList<>(line);
    words.addAll(List.of(more));
    return words;
  }

  private Ran run(List<String> line, Path file, String... more) {
    List<String> words = with(with(line, "--picture", file.toString()), more);
    return Ran.thalweg(words.toArray(String[]::new));
  }

  private static Element svg(Path file) throws Exception {
    return DocumentBuilderFactory.newDefaultNSInstance()
        .newDocumentBuilder()
        .parse(file.toFile())
        .getDocumentElement();
  }

  @Test
  @Timeout(240)
  void every_picture_takes_every_option() throws Exception {
    Path file = folder.resolve("p.svg");
    for (var entry : lines.entrySet()) {
      List<String> line = entry.getValue();
      String which = entry.getKey();
      Ran plain = run(line, file);
      assertThat(plain.exit()).as(which + plain.err()).isLessThan(2);
      assertThat(file).content().as(which).doesNotContain(NIGHT, "NaN", "Infinity");
      Ran formed =
          run(line, file, "--figure-size", "640x410", "--title", "Mine & <yours>", "--dark");
      assertThat(formed.exit()).as(which + formed.err()).isEqualTo(plain.exit());
      assertThat(svg(file).getAttribute("viewBox")).as(which).isEqualTo("0 0 640 410");
      assertThat(svg(file).getTextContent()).as(which).contains("Mine & <yours>");
      assertThat(file).content().as(which).contains(NIGHT);
      assertThat(run(line, file, "--transparent", "--title", "").exit()).isEqualTo(plain.exit());
      assertThat(file).content().as(which).doesNotContain(NIGHT, "<title");
      if (!which.equals("digits")) {
        Ran ranged = run(line, file, "--x-range", "0.5:3", "--y-range", "0.25:12");
        assertThat(ranged.exit()).as(which + ranged.err()).isEqualTo(plain.exit());
        assertThat(file).content().as(which).doesNotContain("NaN", "Infinity");
      }
      Path png = folder.resolve(which + ".png");
      assertThat(run(line, png, "--figure-size", "300x200", "--transparent").exit()).isLessThan(2);
      BufferedImage image = ImageIO.read(png.toFile());
      assertThat(image.getWidth()).as(which).isEqualTo(600);
      assertThat(image.getHeight()).as(which).isEqualTo(400);
      assertThat(image.getRGB(1, 1) >>> 24).as(which).isZero();
    }
  }

  @Test
  void ranges_are_shown_to_the_end_and_no_farther() throws Exception {
    SplittableRandom random = new SplittableRandom(21);
    Path file = folder.resolve("p.svg");
    for (int trial = 0; trial < 60; trial++) {
      int exponent = random.nextInt(-290, 290);
      double from = random.nextDouble(-9, 9) * Math.pow(10, exponent);
      double to = from + random.nextDouble(0.1, 9) * Math.pow(10, exponent);
      String formula = trial % 3 == 0 ? "1/x" : trial % 3 == 1 ? "sqrt(x)" : "3";
      Ran ran =
          run(
              List.of("derivative", formula, "--at", "1"),
              file,
              "--x-range=" + from + ":" + to,
              "--y-range=-" + to * to + ":1e300");
      if (to * to > 0 && to * to < 1e300) {
        assertThat(ran.exit()).as("%s: %s", trial, ran.err()).isZero();
        assertThat(file).content().as("%s to %s", from, to).doesNotContain("NaN", "Infinity");
        assertThat(svg(file).getElementsByTagName("text").getLength()).isGreaterThan(4);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--figure-size | 900 | --figure-size: \"900\" is no size; give width and height",
        "--figure-size | 99x600 | each from 100 to 10000",
        "--figure-size | 600x10001 | each from 100 to 10000",
        "--figure-size | 99999999999x600 | is no size",
        "--figure-size | -5x600 | is no size",
        "--figure-size | '' | is no size",
        "--x-range | 2:1 | the smaller first, such as -2:2",
        "--x-range | 1:1 | is no range",
        "--y-range | 1 | is no range",
        "--y-range | 1:2:3 | is no range",
        "--x-range | 0:1/0 | is no finite number",
        "--x-range | nan:1 | is no finite number",
        "--x-range | -1e308:1e308 | is farther than a number can tell",
      })
  void what_is_no_size_or_range_is_refused_before_any_work(
      String option, String value, String say) {
    Path file = folder.resolve("p.png");
    for (String which : List.of("tangent", "field", "path", "region", "fit", "train")) {
      Ran ran = run(lines.get(which), file, option + "=" + value);
      assertThat(ran.exit()).isEqualTo(2);
      assertThat(ran.err()).contains(option, say).hasLineCount(1);
      assertThat(ran.out()).isEmpty();
      assertThat(file).doesNotExist();
    }
  }

  @Test
  void a_surface_has_the_paths_on_it_and_arrows_of_one_length_are_said_to_be() {
    Path file = folder.resolve("p.svg");
    run(List.of("descend", "--problem", "rosenbrock", "--compare", "1e-3,1e-4"), file, "--surface");
    assertThat(file).content().contains(">value<", ">rate 0.001<", ">start<", "Value at each step");
    run(lines.get("arrows"), file);
    assertThat(file).content().contains(">−gradient (direction alone)<");
    run(lines.get("surface"), file);
    assertThat(file).content().contains(">x^2 - y^2<", ">at (1.0, 2.0)<").doesNotContain("−grad");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gradient x+y --at 1,2 --surface | --surface: this says how the picture is drawn",
        "gradient x+y --at 1,2 --arrows unit | --arrows: this says how the picture is drawn",
        "gradient x+y --at 1,2 --arrows long --picture F | \"long\" is unknown; it must be scaled",
        "gradient x+y --at 1,2 --arrows unit --surface --picture F | --surface draws none",
        "descend x^2 --from 1 --surface --picture F | function of two variables is drawn; leave it",
        "descend x^2+y^2 --from 1,1 --surface | is drawn; give --picture FILE as well.",
        "descend x+y --from 1,1 --subject-to x*y=1 --surface --picture F | --surface: --subject-to",
      })
  void what_cannot_be_drawn_so_is_refused(String line, String say) {
    String[] words = line.split(" ", -1);
    for (int i = 0; i < words.length; i++) {
      words[i] = words[i].equals("F") ? folder + "/f.svg" : words[i];
    }
    Ran ran = Ran.thalweg(words);
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains(say).hasLineCount(1);
    assertThat(folder.resolve("f.svg")).doesNotExist();
  }

  @Test
  void a_form_without_a_picture_is_refused_and_so_is_a_range_that_cannot_be() {
    assertThat(Ran.thalweg("derivative", "x", "--at", "1", "--dark", "--title", "T").err())
        .contains("--title, --dark: this is said of a picture; give --picture FILE as well.");
    assertThat(run(lines.get("digits"), folder.resolve("d.svg"), "--x-range", "0:1").err())
        .contains("there is no option \"--x-range\" here");
    assertThat(run(lines.get("error"), folder.resolve("e.svg"), "--x-range=-1:1").err())
        .contains("--x-range: figure: the across range begins at -1.0")
        .contains("logarithmic");
    Path twoPanels = folder.resolve("t.svg");
    assertThat(run(lines.get("fit"), twoPanels, "--figure-size", "150x300").err())
        .contains("--figure-size: size: 150 pixels across leave a panel fewer than 100");
    for (String theirs : List.of("--figsize", "--size", "--resolution")) {
      assertThat(run(lines.get("path"), folder.resolve("a.svg"), theirs, "9x9").err())
          .contains("did you mean --figure-size?");
    }
    assertThat(run(lines.get("path"), folder.resolve("a.svg"), "--xlim", "0:1").err())
        .contains("did you mean --x-range?");
    assertThat(run(lines.get("path"), folder.resolve("a.svg"), "--theme", "dark").err())
        .contains("did you mean --dark?");
  }
}
