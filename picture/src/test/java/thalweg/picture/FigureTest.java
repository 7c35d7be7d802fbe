package thalweg.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeSet;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class FigureTest {
  private static final Path FOLDER = Path.of("target", "pictures");

  @TempDir Path temporary;

  /// Returns the words of an SVG document, which must be well-formed.
  static List<String> words(String svg) throws Exception {
    Element root =
        DocumentBuilderFactory.newDefaultNSInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)))
            .getDocumentElement();
    assertThat(root.getLocalName()).isEqualTo("svg");
    assertThat(root.getNamespaceURI()).isEqualTo("http://www.w3.org/2000/svg");
    var words = new ArrayList<String>();
    var texts = root.getElementsByTagNameNS("*", "text");
    for (int i = 0; i < texts.getLength(); i++) {
      words.add(texts.item(i).getTextContent());
    }
    return words;
  }

  @Test
  void every_figure_is_saved_as_png_and_svg() throws Exception {
    Files.createDirectories(FOLDER);
    for (var entry : Gallery.all().entrySet()) {
      Path png = FOLDER.resolve(entry.getKey() + ".png");
      Path svg = FOLDER.resolve(entry.getKey() + ".SVG");
      entry.getValue().save(png);
      entry.getValue().save(svg);
      BufferedImage image = ImageIO.read(png.toFile());
      assertThat(image.getWidth()).as(entry.getKey()).isEqualTo(2 * entry.getValue().width());
      var colors = new TreeSet<Integer>();
      for (int i = 0; i < image.getWidth(); i += 2) {
        for (int j = 0; j < image.getHeight(); j += 2) {
          colors.add(image.getRGB(i, j));
        }
      }
      assertThat(colors).as(entry.getKey()).hasSizeGreaterThan(50);
      assertThat(words(Files.readString(svg))).contains(entry.getValue().title());
    }
    try (var files = Files.list(FOLDER)) {
      assertThat(files.map(Path::toString)).noneMatch(name -> name.endsWith(".part"));
    }
  }

  @Test
  void the_same_figure_gives_the_same_text_in_every_locale() {
    Locale before = Locale.getDefault();
    try {
      for (var entry : Gallery.all().entrySet()) {
        Locale.setDefault(Locale.ROOT);
        String once = entry.getValue().toSvg();
        Locale.setDefault(Locale.GERMANY);
        assertThat(entry.getValue().toSvg()).as(entry.getKey()).isEqualTo(once);
        Locale.setDefault(Locale.forLanguageTag("ar-EG"));
        assertThat(entry.getValue().toSvg()).as(entry.getKey()).isEqualTo(once);
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void an_image_has_the_size_asked_for_and_curves_where_they_belong() {
    Figure flat =
        Figure.titled("").across(0, 1).upward(-1, 1).curve("", x -> 0, Style.plain().withWidth(6));
    BufferedImage image = flat.toImage(640, 300);
    assertThat(image.getWidth()).isEqualTo(640);
    assertThat(image.getHeight()).isEqualTo(300);
    int dark = 0;
    for (int j = 0; j < 300; j++) {
      dark += (image.getRGB(400, j) & 0xFF) < 0x50 ? 1 : 0;
    }
    assertThat(dark).isBetween(2, 4);
  }

  @Test
  void equal_scale_makes_squares_square_at_any_size() throws Exception {
    Figure figure = Gallery.field();
    for (int[] size : new int[][] {{800, 500}, {500, 800}, {720, 760}}) {
      String svg = figure.size(size[0], size[1]).toSvg();
      // The last clip path is the frame.
      int at = svg.lastIndexOf("<clipPath");
      String path = svg.substring(svg.indexOf(" d=\"", at) + 4);
      String[] corners = path.substring(0, path.indexOf('Z')).split("[ ML]+", -1);
      double width = Double.parseDouble(corners[5]) - Double.parseDouble(corners[1]);
      double height = Double.parseDouble(corners[4]) - Double.parseDouble(corners[2]);
      assertThat(Math.abs(width / height)).isBetween(0.98, 1.02);
    }
  }

  @Test
  void axis_names_and_named_layers_appear_and_unnamed_ones_do_not() throws Exception {
    List<String> words =
        words(
            Figure.titled("A title <&>")
                .axes("time", "height")
                .curve("falling", new double[] {0, 1, 2}, new double[] {4, 3, 0}, Style.number(0))
                .points("", new double[] {1}, new double[] {2}, Style.number(1))
                .note("here", 1, 2)
                .toSvg());
    assertThat(words).contains("A title <&>", "time", "height", "falling", "here");
    assertThat(words).doesNotContain("");
  }

  @Test
  void words_of_any_letters_make_a_document_and_a_title_of_any_length_leaves_room_for_the_axes()
      throws Exception {
    var random = new Random(4);
    String letters = "ab <&>\"'\u0000\u0001\t\n\r\u001b\u007f\u0085\ud83d\ude00\ufffe\uffff中ع";
    for (int i = 0; i < 24; i++) {
      int length = i < 18 ? random.nextInt(60) : 1 << random.nextInt(17);
      StringBuilder words = new StringBuilder("a");
      while (words.length() < length) {
        words.append(letters.charAt(random.nextInt(i % 2 == 0 ? 3 : letters.length())));
      }
      String text = words.toString();
      Figure figure =
          Figure.titled(text)
              .axes("across", "upward")
              .across(0, 1)
              .curve(text.substring(0, Math.min(40, text.length())), x -> x, Style.number(0));
      String svg = figure.size(600, 400).toSvg();
      assertThat(words(svg)).as("figure %s", i).contains("across", "upward");
      // The last clip path is the frame; its corners are, after the first, up and back.
      String path = svg.substring(svg.indexOf(" d=\"", svg.lastIndexOf("<clipPath")) + 4);
      String[] corners = path.substring(0, path.indexOf('Z')).split("[ ML]+", -1);
      double height = Double.parseDouble(corners[4]) - Double.parseDouble(corners[2]);
      assertThat(Math.abs(height)).as("figure %s", i).isGreaterThan(100);
    }
    String faces = "\ud83d\ude00".repeat(40);
    for (String name : List.of(faces, "a" + faces)) {
      String svg = Figures.confusion("", List.of(name, "b"), new double[2][2]).toSvg();
      assertThat(String.join("", words(svg))).contains("\ud83d\ude00").doesNotContain("\ufffd");
    }
  }

  @Test
  void other_suffixes_and_missing_folders_are_refused_before_anything_is_written() {
    Figure figure = Gallery.accuracy();
    for (String name : List.of("figure.gif", "figure", "png", ".")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> figure.save(temporary.resolve(name)))
          .withMessageContaining("must end in .png or .svg");
    }
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> figure.save(temporary.resolve("nowhere").resolve("a.png")))
        .withMessageContaining("its folder does not exist");
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void saving_replaces_an_older_file() throws Exception {
    Path file = temporary.resolve("a.svg");
    Files.writeString(file, "old");
    Gallery.accuracy().save(file);
    assertThat(Files.readString(file)).startsWith("<?xml").contains("accuracy");
    assertThat(temporary.toFile().list()).containsExactly("a.svg");
  }

  @Test
  void empty_data_and_unequal_lengths_are_refused() {
    Figure figure = Figure.titled("t");
    double[] none = {};
    assertThatIllegalArgumentException()
        .isThrownBy(() -> figure.curve("loss", none, none, Style.plain()))
        .withMessage("curve \"loss\": none of its 0 points is finite; give at least one.");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> figure.path("p", new double[] {Double.NaN}, new double[] {1}, Style.plain()))
        .withMessageContaining("none of its 1 points is finite");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> figure.points("q", new double[2], new double[3], Style.plain()))
        .withMessage("points \"q\": x has 2 numbers and y has 3; they must have equally many.");
    assertThatIllegalArgumentException()
        .isThrownBy(figure::toSvg)
        .withMessageContaining("nothing says how far the axis across goes");
  }

  @Test
  void a_logarithmic_axis_refuses_what_it_cannot_show_whichever_comes_first() {
    double[] x = {1, 2};
    double[] y = {0.5, 0};
    Figure figure = Figure.titled("t");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> figure.logarithmicUpward().curve("e", x, y, Style.plain()))
        .withMessageContaining("point 1 of \"e\" is (2.0, 0.0)")
        .withMessageContaining("shows only numbers above 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> figure.curve("e", x, y, Style.plain()).logarithmicUpward());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> figure.across(-1, 1).logarithmicAcross())
        .withMessageContaining("begins at -1.0");
    assertThat(figure.curve("e", y, x, Style.plain()).logarithmicUpward().toSvg()).contains("e");
  }

  @Test
  void poles_neither_flatten_the_rest_nor_are_crossed_by_a_line() {
    Axis x = new Axis("", -5, 5, false, false);
    Figure figure = Figure.titled("").across(-5, 5).curve("", Math::tan, Style.plain());
    Axis y = Extent.upward(figure, x);
    assertThat(y.to()).isLessThan(40);
    assertThat(y.from()).isGreaterThan(-40);
    var curve = new Layer.Curve("", Math::tan, Double.NaN, Double.NaN, Style.plain());
    Polyline graph = curve.sampled(x, y.from(), y.to());
    for (int i = 1; i < graph.size(); i++) {
      assertThat(graph.y(i - 1) > y.to() && graph.y(i) < y.from()).isFalse();
    }
  }
}
