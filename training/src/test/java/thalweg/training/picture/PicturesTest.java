package thalweg.training.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thalweg.algebra.DType;
import thalweg.algebra.Shape;
import thalweg.training.data.DataFileException;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;

@Tag("plain")
class PicturesTest {
  @TempDir private Path folder;
  private final Random random = new Random(7);

  private static byte[] encoded(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, bytes)).isTrue();
    return bytes.toByteArray();
  }

  private Path put(String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes);
  }

  private BufferedImage grey(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < width * height; i++) {
      image.getRaster().setSample(i % width, i / width, 0, random.nextInt(256));
    }
    return image;
  }

  private BufferedImage colour(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, random.nextInt(1 << 24));
    }
    return image;
  }

  private Path greyFolder() throws IOException {
    for (String name :
        List.of("cat/1.png", "cat/2.png", "dog/1.png", "dog/sub/2.PNG", "dog/3.png")) {
      put(name, encoded(grey(5, 4), "png"));
    }
    return folder;
  }

  @Test
  void folders_are_classes_and_rows_are_bytes_in_the_order_of_names() throws IOException {
    Dataset data = Pictures.defaults().read(greyFolder()).train();
    assertThat(data.classNames()).containsExactly("cat", "dog");
    assertThat(data.labels()).containsExactly(0, 0, 1, 1, 1);
    assertThat(data.rowNames())
        .containsExactly("cat/1.png", "cat/2.png", "dog/1.png", "dog/3.png", "dog/sub/2.PNG");
    assertThat(data.rowShape()).isEqualTo(Shape.of(4, 5));
    BufferedImage second = ImageIO.read(folder.resolve("cat/2.png").toFile());
    for (int y = 0; y < 4; y++) {
      for (int x = 0; x < 5; x++) {
        assertThat(data.features(DType.DOUBLE).get(1, y, x))
            .isEqualTo(second.getRaster().getSample(x, y, 0) / 255.0);
      }
    }
    assertThat(data.remarks())
        .containsExactly("5 pictures of 5 × 4 pixels", "in grey, for none has colour");
    assertThat(data.select("some", new int[] {4, 0}).rowNames())
        .containsExactly("dog/sub/2.PNG", "cat/1.png");
  }

  @Test
  void colour_stands_in_planes_and_one_coloured_picture_is_enough() throws IOException {
    greyFolder();
    BufferedImage image = colour(5, 4);
    put("cat/3.png", encoded(image, "png"));
    Dataset data = Pictures.defaults().read(folder).train();
    assertThat(data.rowShape()).isEqualTo(Shape.of(3, 4, 5));
    assertThat(data.remarks().get(1)).startsWith("in colour, which 1 of them have");
    for (int channel = 0; channel < 3; channel++) {
      assertThat(data.features(DType.DOUBLE).get(2, channel, 3, 1))
          .isEqualTo(((image.getRGB(1, 3) >> (16 - 8 * channel)) & 0xFF) / 255.0);
    }
    Dataset grey = Pictures.defaults().colour(false).read(folder).train();
    assertThat(grey.rowShape()).isEqualTo(Shape.of(4, 5));
    int rgb = image.getRGB(1, 3);
    assertThat(grey.features(DType.DOUBLE).get(2, 3, 1))
        .isEqualTo(
            Math.floor(
                    (299 * (rgb >> 16 & 255) + 587 * (rgb >> 8 & 255) + 114 * (rgb & 255)) / 1000.0
                        + 0.5)
                / 255.0);
  }

  /// All kinds of picture that Java knows, each written to PNG and read back as what it shows.
  @Test
  void every_kind_of_picture_is_read_as_what_it_shows() throws IOException {
    for (int type = BufferedImage.TYPE_INT_RGB; type <= BufferedImage.TYPE_BYTE_INDEXED; type++) {
      for (int[] size : new int[][] {{1, 1}, {2, 3}, {300, 7}, {17, 64}}) {
        BufferedImage image = new BufferedImage(size[0], size[1], type);
        boolean isGrey =
            type == BufferedImage.TYPE_BYTE_GRAY || type == BufferedImage.TYPE_USHORT_GRAY;
        boolean isCoarse = type >= BufferedImage.TYPE_BYTE_BINARY;
        WritableRaster raster = image.getRaster();
        int[] shown = new int[size[0] * size[1]];
        for (int i = 0; i < shown.length; i++) {
          int x = i % size[0];
          int y = i / size[0];
          if (isGrey) {
            int most = type == BufferedImage.TYPE_BYTE_GRAY ? 255 : 65535;
            int sample = random.nextInt(most + 1);
            raster.setSample(x, y, 0, sample);
            shown[i] = (int) Math.floor(sample * 255.0 / most + 0.5) * 0x10101;
          } else {
            image.setRGB(x, y, random.nextInt(1 << 24) | 0xFF000000);
            shown[i] = image.getRGB(x, y) & 0xFFFFFF;
          }
        }
        Pixels pixels = Decoder.decode(encoded(converted(image), "png")).pixels();
        assertThat(pixels.width()).isEqualTo(size[0]);
        for (int i = 0; i < shown.length; i++) {
          byte[] rgb = pixels.rgb();
          int found =
              (rgb[3 * i] & 255) << 16 | (rgb[3 * i + 1] & 255) << 8 | (rgb[3 * i + 2] & 255);
          assertThat(found)
              .as("type %s, coarse %s, pixel %s", type, isCoarse, i)
              .isEqualTo(shown[i]);
        }
      }
    }
  }

  /// Types that the PNG writer does not take are drawn into one that it takes.
  private static BufferedImage converted(BufferedImage image) {
    if (ImageIO.getImageWriters(
            javax.imageio.ImageTypeSpecifier.createFromRenderedImage(image), "png")
        .hasNext()) {
      return image;
    }
    BufferedImage plain =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_ARGB);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        plain.setRGB(x, y, image.getRGB(x, y));
      }
    }
    return plain;
  }

  @Test
  void the_other_formats_are_read_too() throws IOException {
    BufferedImage image = colour(9, 6);
    Pixels bmp = Decoder.decode(encoded(image, "bmp")).pixels();
    assertThat(bmp.rgb()[3 * 11] & 255).isEqualTo(image.getRGB(2, 1) >> 16 & 255);
    BufferedImage flat = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 256; i++) {
      flat.setRGB(i % 16, i / 16, 0x336699);
    }
    byte[] jpeg = Decoder.decode(encoded(flat, "jpg")).pixels().rgb();
    byte[] gif = Decoder.decode(encoded(flat, "gif")).pixels().rgb();
    for (int i = 0; i < jpeg.length; i++) {
      int expected = new int[] {0x33, 0x66, 0x99}[i % 3];
      assertThat(jpeg[i] & 255).isBetween(expected - 4, expected + 4);
      assertThat(gif[i] & 255).isEqualTo(expected);
    }
    BufferedImage scan = grey(16, 16);
    assertThat(Decoder.decode(encoded(scan, "jpg")).pixels().isGrey()).isTrue();
  }

  @Test
  void transparent_parts_lie_on_what_the_rest_stands_out_from() throws IOException {
    for (int tone : new int[] {0, 40, 127, 128, 200, 255}) {
      BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_ARGB);
      image.setRGB(1, 1, 0xFF000000 | tone * 0x10101);
      image.setRGB(2, 2, 0x80000000 | tone * 0x10101);
      Decoder.Decoded decoded = Decoder.decode(encoded(image, "png"));
      assertThat(decoded.isTransparent()).isTrue();
      int ground = tone < 128 ? 255 : 0;
      byte[] rgb = decoded.pixels().rgb();
      assertThat(rgb[0] & 255).isEqualTo(ground);
      assertThat(rgb[3 * 5] & 255).isEqualTo(tone);
      assertThat(rgb[3 * 10] & 255).isEqualTo((tone * 128 + ground * 127 + 127) / 255);
    }
  }

  @Test
  void a_file_cut_off_anywhere_is_damaged() throws IOException {
    for (String format : List.of("png", "jpg", "gif", "bmp")) {
      byte[] whole = encoded(format.equals("jpg") ? grey(9, 7) : colour(9, 7), format);
      Decoder.decode(whole);
      for (int length = 0; length < whole.length; length++) {
        byte[] cut = Arrays.copyOf(whole, length);
        assertThatThrownBy(() -> Decoder.decode(cut))
            .as("%s cut after %s of %s bytes", format, length, whole.length)
            .isInstanceOf(IOException.class)
            .hasMessageNotContainingAny("\n", "null");
      }
    }
  }

  @Test
  void a_png_with_any_byte_changed_is_damaged() throws IOException {
    byte[] whole = encoded(colour(6, 5), "png");
    for (int at = 0; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= (byte) (1 << random.nextInt(8));
      assertThatThrownBy(() -> Decoder.decode(changed))
          .as("byte %s", at)
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void no_damage_of_other_formats_throws_anything_else() throws IOException {
    for (String format : List.of("jpg", "gif", "bmp")) {
      byte[] whole = encoded(colour(12, 9), format);
      for (int i = 0; i < 500; i++) {
        byte[] changed = whole.clone();
        for (int n = 0; n < 3; n++) {
          changed[random.nextInt(changed.length)] = (byte) random.nextInt();
        }
        try {
          Decoder.decode(changed);
        } catch (IOException told) {
          assertThat(told.getMessage()).isNotNull().doesNotContain("\n");
        }
      }
    }
  }

  @Test
  void damaged_pictures_are_named_and_refused_or_left_out_and_counted() throws IOException {
    greyFolder();
    for (int i = 0; i < 7; i++) {
      put("dog/bad" + i + ".png", Arrays.copyOf(encoded(grey(5, 4), "png"), 50 + i));
    }
    put("dog/e.jpg", new byte[0]);
    put("dog/w.jpg", "RIFF1234WEBPVP8 ".getBytes(StandardCharsets.US_ASCII));
    assertThatThrownBy(() -> Pictures.defaults().read(folder))
        .isInstanceOf(DataFileException.class)
        .hasMessageStartingWith(
            folder
                + ": 9 of 14 pictures cannot be used: dog/bad0.png is cut off after 50 bytes; fetch"
                + " it again; dog/bad1.png")
        .hasMessageContaining(
            "and 4 more; mend or remove them, or leave them out with" + " Pictures.skipCorrupt");
    Dataset data = Pictures.defaults().skipCorrupt().read(folder).train();
    assertThat(data.rows()).isEqualTo(5);
    assertThat(data.remarks())
        .anyMatch(remark -> remark.startsWith("9 pictures left out: dog/bad0.png is cut off"));
    assertThat(data.sha256())
        .isEqualTo(Pictures.defaults().size(5, 4).skipCorrupt().read(folder).train().sha256());
  }

  @Test
  void a_size_is_found_for_all_and_never_over_64() throws IOException {
    for (int i = 0; i < 40; i++) {
      Path set = folder.resolve("set" + i);
      int width = 1 + (int) Math.pow(400, random.nextDouble());
      int height = 1 + (int) Math.pow(400, random.nextDouble());
      for (int j = 0; j < 3; j++) {
        put("set" + i + "/c" + j % 2 + "/" + j + ".png", encoded(grey(width, height), "png"));
      }
      Dataset data = Pictures.defaults().read(set).train();
      double shrink = Math.min(1, 64.0 / Math.max(width, height));
      assertThat(data.rowShape().size(1)).isEqualTo((int) Math.max(1, Math.round(width * shrink)));
      assertThat(data.rowShape().size(0)).isEqualTo((int) Math.max(1, Math.round(height * shrink)));
    }
  }

  @Test
  void parts_are_known_by_the_names_of_their_folders() throws IOException {
    for (String name :
        List.of(
            "Train/b/1.png", "Train/a/2.png", "valid/a/3.png", "test/b/4.png", "test/a/5.png")) {
      put(name, encoded(grey(3, 3), "png"));
    }
    Split split = Pictures.defaults().read(folder);
    assertThat(split.train().labels()).containsExactly(0, 1);
    assertThat(split.train().rowNames()).containsExactly("Train/a/2.png", "Train/b/1.png");
    assertThat(split.validation().labels()).containsExactly(0);
    assertThat(split.test().labels()).containsExactly(0, 1);
    assertThat(split.test().name()).isEqualTo(folder.getFileName() + " test");
  }

  @Test
  void classes_that_are_numbers_stand_in_their_order() throws IOException {
    for (String name : List.of("10/a.png", "9/a.png", "2/a.png")) {
      put(name, encoded(grey(3, 3), "png"));
    }
    assertThat(Pictures.defaults().read(folder).train().classNames())
        .containsExactly("2", "9", "10");
  }

  @Test
  void what_is_passed_over_is_said() throws IOException {
    greyFolder();
    put("stray.png", encoded(grey(3, 3), "png"));
    put("cat/notes.txt", new byte[1]);
    put("cat/x.webp", new byte[1]);
    put(".git/a.png", new byte[1]);
    put("cat/.DS_Store", new byte[1]);
    Files.createDirectories(folder.resolve("owl"));
    Dataset data = Pictures.defaults().read(folder).train();
    assertThat(data.rows()).isEqualTo(5);
    assertThat(data.remarks())
        .contains(
            "1 picture in no class's folder passed over, such as \"stray.png\"",
            "2 files not named .png, .jpg, .jpeg, .gif or .bmp passed over, such as"
                + " \"cat/notes.txt\"",
            "1 folder without a picture passed over, such as \"owl\"");
  }

  @Test
  void a_flat_folder_an_empty_one_and_a_single_picture_have_no_classes() throws IOException {
    put("empty/x.txt", new byte[1]);
    put("flat/1.png", encoded(grey(3, 3), "png"));
    assertThatThrownBy(() -> Pictures.defaults().read(folder.resolve("empty")))
        .hasMessageContaining("found no picture, expected PNG");
    assertThatThrownBy(() -> Pictures.defaults().read(folder.resolve("flat")))
        .hasMessageContaining("found 1 picture, none in a folder of its class; put");
    assertThatThrownBy(() -> Pictures.defaults().read(folder.resolve("flat/1.png")))
        .hasMessageContaining("is one file, expected a folder");
    assertThat(Pictures.areAt(folder.resolve("empty"))).isFalse();
    assertThat(Pictures.areAt(folder.resolve("flat"))).isTrue();
    assertThat(Pictures.areAt(folder.resolve("flat/1.png"))).isTrue();
  }

  @Test
  void a_model_is_shown_pictures_with_and_without_labels() throws IOException {
    greyFolder();
    put("owl/1.png", encoded(grey(5, 4), "png"));
    put("new.png", encoded(colour(50, 40), "png"));
    Pictures forModel = Pictures.defaults().forModel(Shape.of(4, 5), List.of("cat", "dog"));
    Dataset all = forModel.read(folder).train();
    assertThat(all.rowShape()).isEqualTo(Shape.of(4, 5));
    assertThat(all.labels()).containsExactly(0, 0, 1, 1, 1, -1, -1);
    assertThat(all.remarks()).contains("no class of the model, taken for no label: \"owl\"");
    Dataset one = forModel.read(folder.resolve("new.png")).train();
    assertThat(one.labels()).containsExactly(-1);
    assertThat(one.rowNames()).containsExactly("new.png");
    Dataset cats = forModel.read(folder.resolve("cat")).train();
    assertThat(cats.rowNames()).containsExactly("1.png", "2.png");
    assertThatThrownBy(() -> Pictures.defaults().forModel(Shape.of(4), List.of()))
        .hasMessageContaining("rows of shape [4] are wanted; pictures are [height, width]");
  }

  @Test
  void a_table_names_pictures_and_labels() throws IOException {
    greyFolder();
    for (String text :
        List.of(
            "file,label\ncat/1.png,tom\r\n\"dog/1.png\",rex\n",
            "cat/1.png;tom\ndog/1.png;rex\n",
            "\uFEFFid\tlabel\tfile\n1\ttom\tcat/1.png\n2\trex\tdog/1.png\n")) {
      Path list = Files.writeString(folder.resolve("list.csv"), text);
      assertThat(Pictures.areAt(list)).isTrue();
      Dataset data = Pictures.defaults().read(list).train();
      assertThat(data.rowNames()).containsExactly("cat/1.png", "dog/1.png");
      assertThat(data.classNames()).containsExactly("rex", "tom");
      assertThat(data.labels()).containsExactly(1, 0);
    }
    Path table = Files.writeString(folder.resolve("table.csv"), "a,b,label\n1,2,x\n3,x.png,y\n");
    assertThat(Pictures.areAt(table)).isFalse();
  }

  @Test
  void many_different_numbers_of_a_table_are_a_quantity() throws IOException {
    StringBuilder text = new StringBuilder("file,age\n");
    for (int i = 0; i < 30; i++) {
      put(i + ".png", encoded(grey(3, 3), "png"));
      text.append(i).append(".png,").append(i * 3).append('\n');
    }
    Path list = Files.writeString(folder.resolve("list.csv"), text);
    Dataset data = Pictures.defaults().read(list).train();
    assertThat(data.classes()).isZero();
    assertThat(data.numbers(Dataset.TARGET, DType.DOUBLE).doubles()).startsWith(0, 3, 6);
  }

  @Test
  void a_table_with_a_fault_is_told_by_line() throws IOException {
    greyFolder();
    assertThatThrownBy(() -> list("file,label\ncat/1.png,a\ncat/2.png,\n"))
        .hasMessageEndingWith(
            "line 3: \"cat/2.png\" has no label, expected one; fill it, or remove the line.");
    assertThatThrownBy(() -> list("file,label\ncat/1.png,a\ncat/2.png\n"))
        .hasMessageContaining("line 3: found 1 fields, expected at least 2");
    assertThatThrownBy(() -> list("file,label\ncat/1.png,a\ncat/gone.png,b\n"))
        .hasMessageContaining("1 of 2 pictures cannot be used: cat/gone.png is not there");
    assertThatThrownBy(() -> list("file,x,y\ncat/1.png,a,b\n"))
        .hasMessageContaining("say which holds the label with Pictures.label");
    Path list = Files.writeString(folder.resolve("list.csv"), "file,x,y\ncat/1.png,a,b\n");
    assertThat(Pictures.defaults().label("y").read(list).train().classNames()).containsExactly("b");
  }

  private void list(String text) throws IOException {
    Pictures.defaults().read(Files.writeString(folder.resolve("list.csv"), text));
  }

  @Test
  void a_camera_held_upright_gives_an_upright_picture() throws IOException {
    BufferedImage image = colour(6, 3);
    byte[] plain = encoded(image, "png");
    byte[] tiff = {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0};
    byte[] turned = withChunk(plain, "eXIf", tiff);
    Decoder.Decoded decoded = Decoder.decode(turned);
    assertThat(decoded.isTurned()).isTrue();
    assertThat(decoded.pixels().width()).isEqualTo(3);
    assertThat(Decoder.size(turned)).containsExactly(3, 6);
    // Note 6: the stored rows run from top to bottom along the right side of what was seen.
    assertThat(decoded.pixels().rgb()[3 * 2] & 255).isEqualTo(image.getRGB(0, 0) >> 16 & 255);
    byte[] jpeg = encoded(image, "jpg");
    ByteArrayOutputStream noted = new ByteArrayOutputStream();
    noted.write(jpeg, 0, 2);
    byte[] little = {
      'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 8, 0, 0, 0, 0, 0
    };
    noted.write(new byte[] {(byte) 0xFF, (byte) 0xE1, 0, (byte) (8 + little.length)});
    noted.write("Exif\0\0".getBytes(StandardCharsets.US_ASCII));
    noted.write(little);
    noted.write(jpeg, 2, jpeg.length - 2);
    assertThat(Decoder.size(noted.toByteArray())).containsExactly(3, 6);
  }

  private static byte[] withChunk(byte[] png, String name, byte[] content) {
    ByteBuffer with = ByteBuffer.allocate(png.length + 12 + content.length);
    with.put(png, 0, 33).putInt(content.length);
    byte[] named = Arrays.copyOf(name.getBytes(StandardCharsets.US_ASCII), 4 + content.length);
    System.arraycopy(content, 0, named, 4, content.length);
    CRC32 sum = new CRC32();
    sum.update(named);
    return with.put(named).putInt((int) sum.getValue()).put(png, 33, png.length - 33).array();
  }
}
