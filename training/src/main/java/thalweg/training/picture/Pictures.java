package thalweg.training.picture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;
import thalweg.training.data.Column;
import thalweg.training.data.DataFileException;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;
import thalweg.training.data.Values;

/// Pictures in files: a folder with a folder of pictures for each class, or a table that names a
/// picture and its label on each line. PNG, JPEG, GIF and BMP are read, told by their first bytes.
///
/// Every picture is brought to one size: in its own proportions, in the middle, and around it the
/// tone of its border. A camera's note of how it was held is followed; transparent parts are laid
/// on white or black, whichever the visible ones stand out from; of an animation the first picture
/// is taken. Rows are bytes from 0 to 1, of shape `[height, width]` in grey, `[3, height, width]`
/// in colour, each named by its file. An instance says how to read; it is immutable.
///
/// What is not stated is taken from the pictures: the size is their median width and height, made
/// smaller until neither is over [#MOST_SIDE]; colour is kept if any picture has it.
/// [Dataset#remarks()] tells what was decided. A picture that cannot be used is refused by name, or
/// left out where that is asked for, and counted. Files are read by all processors; the result is
/// the same on any number.
public final class Pictures {
  /// The longest side of pictures whose size is not stated, in pixels.
  public static final int MOST_SIDE = 64;

  private static final int NAMED = 5; // that many culprits a message names
  private static final int MOST_BYTES = Integer.MAX_VALUE - 8; // the longest array a JVM gives

  /// A picture to be read.
  ///
  /// @param name by which it is told, relative to what was read
  /// @param part `train`, `validation` or `test`; empty where the folder tells no parts
  /// @param label empty for none
  record Item(Path file, String name, String part, String label) {}

  /// What is stated of pictures: width and height are 0, and the colour null, where they are to be
  /// found out; the class names are those of the model that the pictures are read for, or null
  /// where they are to be learnt from; `settings` gives what messages call a setting, by the name
  /// of its method. Changed only while it is copied.
  private static final class Stated {
    private int width;
    private int height;
    private @Nullable Boolean colour;
    private boolean leavesOut;
    private @Nullable String label;
    private @Nullable List<String> classNames;
    private UnaryOperator<String> settings = setting -> "Pictures." + setting;

    Stated copy() {
      Stated copy = new Stated();
      copy.width = width;
      copy.height = height;
      copy.colour = colour;
      copy.leavesOut = leavesOut;
      copy.label = label;
      copy.classNames = classNames;
      copy.settings = settings;
      return copy;
    }

    String with(String setting) {
      return "with " + settings.apply(setting);
    }
  }

  private final Stated stated;

  private Pictures(Stated stated) {
    this.stated = stated;
  }

  private Pictures with(Consumer<Stated> change) {
    Stated changed = stated.copy();
    change.accept(changed);
    return new Pictures(changed);
  }

  /// Returns the usual way to read: size and colour found out, damaged pictures refused.
  public static Pictures defaults() {
    return new Pictures(new Stated());
  }

  /// Returns the same with pictures brought to this size, in pixels.
  ///
  /// @throws IllegalArgumentException if a side is not from 1 to 4096
  public Pictures size(int width, int height) {
    if (Math.min(width, height) < 1 || Math.max(width, height) > 4096) {
      throw new IllegalArgumentException(
          "pictures: the size is "
              + width
              + " × "
              + height
              + "; each side must be from 1 to 4096 pixels.");
    }
    return with(
        changed -> {
          changed.width = width;
          changed.height = height;
        });
  }

  /// Returns the same with colour kept, or all pictures made grey.
  public Pictures colour(boolean kept) {
    return with(changed -> changed.colour = kept);
  }

  /// Returns the same with pictures that cannot be used left out instead of refused.
  public Pictures skipCorrupt() {
    return with(changed -> changed.leavesOut = true);
  }

  /// Returns the same with the labels of a list in the column of this name.
  public Pictures label(String column) {
    return with(changed -> changed.label = column);
  }

  /// Returns the same for rows of this shape, as a model was trained on.
  ///
  /// @throws IllegalArgumentException if it is no shape of pictures
  public Pictures ofShape(Shape shape) {
    boolean isColour = shape.rank() == 3 && shape.size(0) == Pixels.CHANNELS;
    if (!isColour && shape.rank() != 2) {
      throw new IllegalArgumentException(
          "pictures: rows of shape "
              + shape
              + " are wanted; pictures are [height, width], or [3, height, width] in colour. Give"
              + " data of the kind that the model was trained on.");
    }
    return size(shape.size(shape.rank() - 1), shape.size(shape.rank() - 2)).colour(isColour);
  }

  /// Returns the same for a model: pictures need no label, and one that the model does not know
  /// counts as none. A single picture, or a folder of pictures without classes, can then be read.
  ///
  /// @param shape of the rows that the model was trained on
  /// @param classNames that it tells apart; empty for a quantity
  /// @throws IllegalArgumentException if it is no shape of pictures
  public Pictures forModel(Shape shape, List<String> classNames) {
    return ofShape(shape).with(changed -> changed.classNames = List.copyOf(classNames));
  }

  /// Returns the same with messages calling a setting what `names` gives for the name of its
  /// method, such as the option of a command.
  public Pictures settingsCalled(UnaryOperator<String> names) {
    return with(changed -> changed.settings = names);
  }

  /// Returns whether `path` is a picture by its name, a folder that holds one at any depth, or a
  /// table that names one that is there.
  ///
  /// @throws DataFileException if it cannot be looked into
  public static boolean areAt(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return Format.isNamed(path.toString()) || PictureList.of(path) != null;
    }
    try (Stream<Path> files = Files.walk(path, FileVisitOption.FOLLOW_LINKS)) {
      return files.anyMatch(file -> PictureFolder.holds(path, file));
    } catch (IOException | UncheckedIOException unreadable) {
      throw DataFileException.unreadable(path, unreadable);
    }
  }

  /// Reads the pictures at `path`. Where the folders in it are called `train` and `test` or
  /// `validation`, each holding folders of classes, they become those parts; else all are training
  /// rows, and the other parts null. Of a model's data without labels too.
  ///
  /// @throws DataFileException if there is no such file or folder, there are no classes to learn,
  ///   or a picture cannot be used
  public Split read(Path path) throws IOException {
    if (ModuleLayer.boot().findModule("java.desktop").isEmpty()) {
      throw new IllegalStateException(
          "pictures: this Java has no module java.desktop, which decodes them; start it with"
              + " --add-modules java.desktop.");
    }
    List<String> remarks = new ArrayList<>();
    List<Item> items;
    String name = path.toAbsolutePath().normalize().getFileName() + "";
    if (Files.isDirectory(path)) {
      items = new PictureFolder(path, stated.classNames != null).read(remarks);
    } else {
      PictureList list = PictureList.of(path);
      items =
          list != null
              ? list.read(path, stated.label, stated.classNames != null, stated.with("label"))
              : List.of(new Item(path, name, "", ""));
      if (list == null && stated.classNames == null) {
        throw new DataFileException(
            path,
            "is one file, expected a folder with a folder of pictures for each class, or a table of"
                + " pictures and labels.");
      }
    }
    if (items.isEmpty()) {
      throw new DataFileException(
          path,
          "found no picture, expected PNG, JPEG, GIF or BMP files in a folder for each class.");
    }
    Dataset all = read(path, name, items, remarks);
    Map<String, int[]> rows = rowsByPart(items, all.rowNames());
    if (rows.containsKey("")) {
      return Split.of(all);
    }
    return new Split(
        part(all, name, "train", rows),
        rows.containsKey("validation") ? part(all, name, "validation", rows) : null,
        rows.containsKey("test") ? part(all, name, "test", rows) : null);
  }

  private static Map<String, int[]> rowsByPart(List<Item> items, List<String> rowNames) {
    Map<String, String> parts = new HashMap<>();
    items.forEach(item -> parts.put(item.name, item.part));
    return IntStream.range(0, rowNames.size())
        .boxed()
        .collect(
            Collectors.groupingBy(
                row -> Objects.requireNonNull(parts.get(rowNames.get(row))),
                Collectors.collectingAndThen(
                    Collectors.toList(),
                    list -> list.stream().mapToInt(Integer::intValue).toArray())));
  }

  private static Dataset part(Dataset all, String name, String part, Map<String, int[]> rows) {
    return all.select(name + " " + part, Objects.requireNonNull(rows.get(part)));
  }

  private Dataset read(Path path, String name, List<Item> items, List<String> remarks)
      throws IOException {
    int[] size = size(items);
    PictureReading[] read = new PictureReading[items.size()];
    // Each picture is read by itself, so who reads it and when does not matter.
    IntStream.range(0, read.length)
        .parallel()
        .forEach(i -> read[i] = PictureReading.of(items.get(i), size[0], size[1]));
    List<Integer> kept = new ArrayList<>();
    List<String> unusable = new ArrayList<>();
    for (int i = 0; i < read.length; i++) {
      if (read[i].problem() == null) {
        kept.add(i);
      } else {
        unusable.add(Quote.shown(items.get(i).name) + " is " + read[i].problem());
      }
    }
    if (!unusable.isEmpty() && (!stated.leavesOut || kept.isEmpty())) {
      throw new DataFileException(
          path,
          unusable.size()
              + " of "
              + counted(read.length, "picture")
              + " cannot be used: "
              + named(unusable, "; ")
              + (kept.isEmpty()
                  ? "."
                  : "; mend or remove them, or leave them out "
                      + stated.with("skipCorrupt")
                      + "."));
    }
    List<PictureReading> readings = kept.stream().map(i -> read[i]).toList();
    boolean isColour =
        stated.colour != null
            ? stated.colour
            : readings.stream().anyMatch(PictureReading::isColour);
    tell(remarks, readings, size);
    if (!unusable.isEmpty()) {
      remarks.add(counted(unusable.size(), "picture") + " left out: " + named(unusable, "; "));
    }
    int width = (isColour ? Pixels.CHANNELS : 1) * size[0] * size[1];
    if ((long) width * kept.size() > MOST_BYTES) {
      throw new DataFileException(
          path,
          counted(kept.size(), "picture")
              + " of "
              + width
              + " numbers are more than fit into one array ("
              + MOST_BYTES
              + "); state a smaller size "
              + stated.with("size")
              + ".");
    }
    byte[] bytes = new byte[width * kept.size()];
    for (int row = 0; row < kept.size(); row++) {
      byte[] picture = readings.get(row).bytes(isColour);
      System.arraycopy(picture, 0, bytes, row * width, width);
      read[kept.get(row)] = PictureReading.DONE; // two copies of all would be one too many
    }
    Shape shape =
        isColour ? Shape.of(Pixels.CHANNELS, size[1], size[0]) : Shape.of(size[1], size[0]);
    List<Item> rows = kept.stream().map(items::get).toList();
    return Dataset.of(
            name,
            List.of(
                Column.of(Dataset.FEATURES, shape, Values.ofUnsigned(width, bytes)),
                PictureLabels.of(rows, stated.classNames, Files.isDirectory(path), remarks)),
            remarks)
        .withRowNames(rows.stream().map(Item::name).toList());
  }

  /// Returns width and height that all pictures are brought to.
  private int[] size(List<Item> items) {
    if (stated.width > 0) {
      return new int[] {stated.width, stated.height};
    }
    int[][] sizes = new int[items.size()][];
    IntStream.range(0, sizes.length)
        .parallel()
        .forEach(
            i -> {
              try {
                sizes[i] = Decoder.size(PictureReading.bytes(items.get(i)));
              } catch (IOException _) {
                sizes[i] = new int[0]; // told when the picture is read
              }
            });
    int[] widths =
        Arrays.stream(sizes).filter(s -> s.length > 0).mapToInt(s -> s[0]).sorted().toArray();
    int[] heights =
        Arrays.stream(sizes).filter(s -> s.length > 0).mapToInt(s -> s[1]).sorted().toArray();
    if (widths.length == 0) {
      return new int[] {1, 1};
    }
    int width = widths[(widths.length - 1) / 2];
    int height = heights[(heights.length - 1) / 2];
    double shrink = Math.min(1, (double) MOST_SIDE / Math.max(width, height));
    return new int[] {
      (int) Math.max(1, Math.round(width * shrink)), (int) Math.max(1, Math.round(height * shrink))
    };
  }

  private void tell(List<String> remarks, List<PictureReading> read, int[] size) {
    List<PictureReading> bySize =
        read.stream()
            .sorted(Comparator.comparingLong((PictureReading r) -> (long) r.width() * r.height()))
            .toList();
    PictureReading least = bySize.getFirst();
    PictureReading most = bySize.getLast();
    boolean areAlike = read.stream().allMatch(r -> r.width() == size[0] && r.height() == size[1]);
    String wanted = size[0] + " × " + size[1];
    remarks.add(
        areAlike
            ? counted(read.size(), "picture") + " of " + wanted + " pixels"
            : counted(read.size(), "picture")
                + " of "
                + least.width()
                + " × "
                + least.height()
                + (least.width() == most.width() && least.height() == most.height()
                    ? ""
                    : " to " + most.width() + " × " + most.height())
                + " pixels, brought to "
                + wanted
                + (stated.width > 0 ? "" : "; another size is stated " + stated.with("size")));
    long coloured = read.stream().filter(r -> r.isColour()).count();
    if (stated.colour == null) {
      remarks.add(
          coloured == 0
              ? "in grey, for none has colour"
              : "in colour, which "
                  + (coloured == read.size() ? "all have" : coloured + " of them have")
                  + "; grey is stated "
                  + stated.with("colour"));
    } else if (!stated.colour && coloured > 0) {
      remarks.add("made grey: " + counted(coloured, "picture") + " with colour");
    }
    told(
        remarks,
        read.stream().filter(r -> r.isPadded()),
        "of other proportions: set in the middle, the tone of the border around it");
    told(
        remarks,
        read.stream().filter(r -> r.isTransparent()),
        "with transparent parts: laid on white or black, whichever the rest stands out from");
    told(remarks, read.stream().filter(r -> r.isTurned()), "turned as noted by the camera");
    told(remarks, read.stream().filter(r -> r.isOfOneTone()), "of one tone alone");
  }

  private static void told(List<String> remarks, Stream<PictureReading> those, String what) {
    long count = those.count();
    if (count > 0) {
      remarks.add(counted(count, "picture") + " " + what);
    }
  }

  static String counted(long count, String thing) {
    return String.format(Locale.ROOT, "%,d %s%s", count, thing, count == 1 ? "" : "s");
  }

  static String such(List<String> names) {
    return ", such as " + Quote.of(names.getFirst());
  }

  static String named(List<String> culprits, String between) {
    return culprits.size() <= NAMED
        ? String.join(between, culprits)
        : String.join(between, culprits.subList(0, NAMED))
            + between
            + "and "
            + (culprits.size() - NAMED)
            + " more";
  }
}
