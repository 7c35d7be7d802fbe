package thalweg.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/// Laws of the grounds a figure is drawn on: what is seen, by whom, and what is left out.
class ThemeTest {
  private static final Theme DARK = new Theme(true, false);

  /// How three kinds of colour blindness see linear light. Source: Machado, Oliveira and Fernandes
  /// 2009, *A physiologically-based model for simulation of color vision deficiency*, severity 1.
  static final double[][][] BLINDNESS = {
    {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
    {
      {0.152286, 1.052583, -0.204868},
      {0.114503, 0.786281, 0.099216},
      {-0.003882, -0.048116, 1.051998}
    },
    {
      {0.367322, 0.860646, -0.227968},
      {0.280085, 0.672501, 0.047413},
      {-0.011820, 0.042940, 0.968881}
    },
    {
      {1.255528, -0.076749, -0.178779},
      {-0.078411, 0.930809, 0.147602},
      {0.004733, 0.691367, 0.303900}
    }
  };

  static double[] seen(Color color, double[][] by) {
    double[] light = {
      Theme.linear(color.getRed()), Theme.linear(color.getGreen()), Theme.linear(color.getBlue())
    };
    double[] seen = new double[3];
    for (int i = 0; i < 3; i++) {
      double sum = by[i][0] * light[0] + by[i][1] * light[1] + by[i][2] * light[2];
      seen[i] = Math.clamp(sum, 0, 1);
    }
    return oklab(seen);
  }

  /// Source: Ottosson 2020, *A perceptual color space for image processing*.
  private static double[] oklab(double... rgb) {
    double l = Math.cbrt(0.4122214708 * rgb[0] + 0.5363325363 * rgb[1] + 0.0514459929 * rgb[2]);
    double m = Math.cbrt(0.2119034982 * rgb[0] + 0.6806995451 * rgb[1] + 0.1073969566 * rgb[2]);
    double s = Math.cbrt(0.0883024619 * rgb[0] + 0.2817188376 * rgb[1] + 0.6299787005 * rgb[2]);
    return new double[] {
      0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
      1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
      0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s
    };
  }

  private static double distance(double[] one, double[] other) {
    return Math.sqrt(
        Math.pow(one[0] - other[0], 2)
            + Math.pow(one[1] - other[1], 2)
            + Math.pow(one[2] - other[2], 2));
  }

  @Test
  void on_the_dark_ground_lines_have_a_contrast_of_3_and_words_of_4_5() {
    for (int i = 0; i < 6; i++) {
      Color drawn = DARK.of(Style.number(i).color());
      assertThat(Theme.contrast(drawn, DARK.ground())).as("series %s", i).isGreaterThan(3);
    }
    for (Color line : List.of(Style.GREY, ContourDrawing.STYLE.color(), FieldDrawing.COLOR)) {
      assertThat(Theme.contrast(DARK.of(line), DARK.ground())).isGreaterThan(3);
    }
    for (Color words : List.of(Style.INK, ContourDrawing.WORDS)) {
      assertThat(Theme.contrast(DARK.of(words), DARK.ground())).isGreaterThan(4.5);
    }
  }

  @Test
  void a_colour_of_ones_own_is_seen_on_the_dark_ground_and_kept_where_it_is() {
    SplittableRandom random = new SplittableRandom(11);
    for (int trial = 0; trial < 20_000; trial++) {
      Color own = new Color(random.nextInt(256), random.nextInt(256), random.nextInt(256));
      Color drawn = DARK.of(own);
      boolean isGrey =
          Math.max(own.getRed(), Math.max(own.getGreen(), own.getBlue()))
                  - Math.min(own.getRed(), Math.min(own.getGreen(), own.getBlue()))
              < 12;
      if (isGrey || Theme.contrast(own, Color.WHITE) < 3) {
        continue; // what was pale on white may be so here
      }
      assertThat(Theme.contrast(drawn, DARK.ground())).as("%s", own).isGreaterThan(2.6);
      assertThat(new Theme(false, true).of(own)).isSameAs(own);
    }
    Color half = new Color(10, 20, 200, 90);
    assertThat(DARK.of(half).getAlpha()).isEqualTo(90);
  }

  @Test
  void greys_turn_in_order_and_tints_go_towards_the_ground() {
    double before = 22;
    for (int grey = 0x22; grey < 256; grey++) {
      double contrast = Theme.contrast(DARK.of(new Color(grey, grey, grey)), DARK.ground());
      assertThat(contrast).isLessThanOrEqualTo(before);
      before = contrast;
    }
    assertThat(DARK.of(Color.WHITE)).isEqualTo(DARK.ground());
    for (int i = 0; i < 6; i++) {
      double last = 22;
      for (int share = 0; share <= 95; share++) {
        Color tint = Theme.mixed(Style.number(i).color(), Color.WHITE, share / 100.0);
        double contrast = Theme.contrast(DARK.of(tint), DARK.ground());
        assertThat(contrast).as("series %s, %s %% white", i, share).isLessThan(last + 0.15);
        last = contrast;
      }
      assertThat(last).isLessThan(1.3);
    }
  }

  @Test
  void series_are_told_apart_on_either_ground_by_colour_blind_readers_and_on_grey_paper() {
    for (Theme theme : List.of(Theme.PLAIN, DARK)) {
      for (double[][] by : BLINDNESS) {
        for (int i = 0; i < 6; i++) {
          for (int j = 0; j < i; j++) {
            Color one = theme.of(Style.number(i).color());
            Color other = theme.of(Style.number(j).color());
            assertThat(distance(seen(one, by), seen(other, by))).isGreaterThan(0.07);
          }
        }
      }
    }
    // Without any colour pattern and mark are left, which no two of the first twenty share.
    var seen = new TreeSet<String>();
    for (int i = 0; i < 20; i++) {
      assertThat(seen.add(Style.number(i).dash() + " " + Style.number(i).marker())).isTrue();
    }
  }

  /// Returns the channels of a pixel, alpha first.
  private static int[] pixel(BufferedImage image, int x, int y) {
    int argb = image.getRGB(x, y);
    return new int[] {argb >>> 24, argb >> 16 & 255, argb >> 8 & 255, argb & 255};
  }

  @Test
  void every_figure_has_the_ground_that_was_asked_for_as_png_and_as_svg() throws Exception {
    Path folder = Files.createDirectories(Path.of("target", "pictures"));
    for (var entry : Gallery.all().entrySet()) {
      String name = entry.getKey();
      Figure figure = entry.getValue();
      figure.dark().save(folder.resolve("dark-" + name + ".png"));
      BufferedImage dark = ImageIO.read(folder.resolve("dark-" + name + ".png").toFile());
      assertThat(pixel(dark, 1, 1)).as(name).containsExactly(255, 0x14, 0x17, 0x1C);
      figure.transparent().save(folder.resolve("clear-" + name + ".png"));
      BufferedImage clear = ImageIO.read(folder.resolve("clear-" + name + ".png").toFile());
      assertThat(pixel(clear, 1, 1)[0]).as(name).isZero();
      int free = 0;
      for (int i = 0; i < clear.getWidth(); i += 3) {
        for (int j = 0; j < clear.getHeight(); j += 3) {
          free += pixel(clear, i, j)[0] == 0 ? 9 : 0;
        }
      }
      double share = (double) free / clear.getWidth() / clear.getHeight();
      assertThat(share).as(name).isGreaterThan(name.equals("images") ? 0.2 : 0.5);

      List<double[]> all = grounds(figure.toSvg());
      assertThat(all).as(name).isNotEmpty();
      assertThat(grounds(figure.transparent().toSvg())).as(name).isEmpty();
      assertThat(grounds(figure.dark().transparent().toSvg())).as(name).isEmpty();
      assertThat(grounds(figure.dark().toSvg())).as(name).hasSameSizeAs(all);
    }
  }

  /// Returns the width and height of filled rectangles too large to be anything but a ground.
  private static List<double[]> grounds(String svg) throws Exception {
    var document =
        DocumentBuilderFactory.newDefaultNSInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)));
    var grounds = new ArrayList<double[]>();
    var rectangles = document.getElementsByTagNameNS("*", "rect");
    for (int i = 0; i < rectangles.getLength(); i++) {
      Element rectangle = (Element) rectangles.item(i);
      double width = Double.parseDouble(rectangle.getAttribute("width"));
      double height = Double.parseDouble(rectangle.getAttribute("height"));
      boolean filled = !"none".equals(rectangle.getAttribute("fill"));
      for (var up = rectangle.getParentNode(); up instanceof Element group; ) {
        filled &= !"none".equals(group.getAttribute("fill"));
        up = up.getParentNode();
      }
      if (filled && width > 250 && height > 250) {
        grounds.add(new double[] {width, height});
      }
    }
    return grounds;
  }

  @Test
  void what_stands_beside_has_the_same_ground_and_its_share_of_the_size() {
    SplittableRandom random = new SplittableRandom(12);
    for (int trial = 0; trial < 12; trial++) {
      int panels = 1 + random.nextInt(3);
      Figure figure = Gallery.accuracy();
      for (int k = 1; k < panels; k++) {
        figure = figure.beside(Gallery.loss().size(random.nextInt(300, 900), 500));
      }
      int width = random.nextInt(panels * 300, 2000);
      int height = random.nextInt(200, 1200);
      Sheet sheet = new Sheet(figure.size(width, height).dark());
      assertThat(sheet.width()).isEqualTo(width);
      assertThat(sheet.height()).isEqualTo(height);
      BufferedImage image = sheet.image(width, height);
      for (int x : new int[] {1, width / 2, width - 2}) {
        assertThat(pixel(image, x, height - 2)).containsExactly(255, 0x14, 0x17, 0x1C);
      }
    }
    Figure two = Gallery.accuracy().beside(Gallery.loss());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> two.size(150, 300))
        .withMessageContaining("size: 150 pixels across leave a panel fewer than 100");
  }

  @Test
  void a_long_strip_gives_up_its_equal_scale() {
    assertThat(new Sheet(Gallery.field().across(0, 1).upward(0, 3)).height()).isGreaterThan(1500);
    for (double far : new double[] {10, 1e6, 1e-3, 1e-9}) {
      Sheet sheet = new Sheet(Gallery.field().across(0, 1).upward(0, far));
      assertThat(sheet.height()).isEqualTo(600);
    }
    Sheet row = new Sheet(Figures.images("", 12, 2, new double[12][4]));
    assertThat(row.width()).isGreaterThan(8 * row.height()); // images stay square
  }
}
