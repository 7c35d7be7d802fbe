package thalweg.training.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;
import thalweg.exchange.Npy;
import thalweg.exchange.Npz;

/// Data in NumPy's files: an NPZ archive with the arrays `x_train` and `y_train`, and `x_val`,
/// `y_val`, `x_test`, `y_test` where there are such parts; or `x` and `y`; with `class_names` where
/// classes have names. Capitals do not count. An NPY file is `x` alone.
///
/// Whole numbers from 0 to 255 in arrays of 3 axes or more, and all unsigned bytes, are pictures:
/// each divided by 255. Pictures with the colours last are turned to `[colours, height, width]`.
/// Rows of one axis are a table. The target are classes where it is text, true or false, one-hot,
/// at most 20 different whole numbers, or whole numbers that count classes from 0 or 1 on with 20
/// rows or more for each; other numbers are a quantity.
public final class NumpyData {
  private static final int FEW_CLASSES = 20;
  private static final int ROWS_OF_A_CLASS = 20;
  private static final List<String> NAMES = List.of("class_names", "classes", "label_names");
  private static final List<List<String>> PARTS =
      List.of(
          List.of("_train", "_training"),
          List.of("_val", "_valid", "_validation"),
          List.of("_test", "_testing"));

  private final Path path;
  private final Map<String, Npy> arrays = new TreeMap<>();
  private final List<String> remarks = new ArrayList<>();
  private final @Nullable List<String> known; // classes of a model

  private NumpyData(Path path, @Nullable List<String> known) {
    this.path = path;
    this.known = known;
  }

  /// Returns whether `path` is an NPY file or, by its name and first bytes, an NPZ archive.
  public static boolean isAt(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(path)) {
      byte[] start = in.readNBytes(6);
      return Npy.isStart(start)
          || path.toString().endsWith(".npz")
          || path.toString().endsWith(".npy");
    }
  }

  /// Reads data to learn from; the parts that the file does not have are null.
  ///
  /// @throws DataFileException if the file is damaged, lacks an array, or arrays do not belong
  ///   together
  public static Split read(Path path) throws IOException {
    return new NumpyData(path, null).split();
  }

  /// Reads data for a model, which need no target: the test part, or all.
  ///
  /// @param classNames that it tells apart; empty for a quantity
  /// @throws DataFileException as for data to learn from
  public static Dataset forModel(Path path, List<String> classNames) throws IOException {
    Split split = new NumpyData(path, List.copyOf(classNames)).split();
    return split.test() != null ? split.test() : split.train();
  }

  private Split split() throws IOException {
    load();
    String name = path.toAbsolutePath().normalize().getFileName() + "";
    List<@Nullable Raw> raws = new ArrayList<>();
    for (List<String> endings : PARTS) {
      raws.add(raw(endings));
    }
    if (raws.stream().allMatch(Objects::isNull)) {
      raws.set(0, raw(List.of("")));
    } else if (raws.get(0) == null && known == null) {
      throw fault("has no array x_train, expected one beside its other parts; add it");
    }
    List<Raw> there = raws.stream().filter(Objects::nonNull).map(Objects::requireNonNull).toList();
    if (there.isEmpty()) {
      throw fault(
          "holds "
              + Fields.shown(arrays.keySet().stream().map(Quote::of).toList())
              + ", expected arrays x_train, y_train, x_test and y_test, or x and y; name them so");
    }
    List<String> classes = classes(there);
    boolean alone = raws.get(1) == null && raws.get(2) == null;
    List<@Nullable Dataset> parts = new ArrayList<>();
    String[] named = {alone ? "" : " train", " validation", " test"};
    for (int i = 0; i < named.length; i++) {
      Raw raw = raws.get(i);
      parts.add(raw == null ? null : dataset(name + named[i], raw, classes));
    }
    Dataset train = parts.get(0);
    if (train == null) { // of a model, which is shown one part
      return Split.of(Objects.requireNonNull(parts.get(2) == null ? parts.get(1) : parts.get(2)));
    }
    return new Split(train, parts.get(1), parts.get(2));
  }

  private void load() throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      if (Npz.isStart(in.readNBytes(6))) {
        Npz.read(path).arrays().forEach((name, array) -> arrays.put(lower(name), array));
      } else {
        arrays.put("x", Npy.read(path));
      }
    } catch (NoSuchFileException missing) {
      throw new DataFileException(path, "there is no such file; check the name.", missing);
    }
  }

  private static String lower(String name) {
    return name.toLowerCase(java.util.Locale.ROOT);
  }

  private DataFileException fault(String what) {
    return new DataFileException(path, what + ".");
  }

  /// Features and target of a part.
  private record Raw(String x, Npy features, String y, @Nullable Npy target) {}

  private @Nullable Raw raw(List<String> endings) throws DataFileException {
    for (String ending : endings) {
      Npy features = arrays.get("x" + ending);
      if (features == null) {
        continue;
      }
      Npy target = arrays.get("y" + ending);
      if (target == null && known == null) {
        throw fault(
            "has x" + ending + " and no y" + ending + ", expected what is to be learnt; add it");
      }
      int rows = features.shape().rank() == 0 ? 0 : features.shape().size(0);
      if (features.shape().rank() < 2 || rows == 0) {
        throw fault(
            "x"
                + ending
                + " has shape "
                + features.shape()
                + ", expected rows along the first of at least 2 axes");
      }
      if (features.element().isText()) {
        throw fault("x" + ending + " holds text, expected numbers; encode it first");
      }
      if (target != null && (target.shape().rank() == 0 || target.shape().size(0) != rows)) {
        throw fault(
            "y"
                + ending
                + " has shape "
                + target.shape()
                + ", expected "
                + rows
                + " rows as x"
                + ending
                + " has");
      }
      return new Raw("x" + ending, features, "y" + ending, target);
    }
    return null;
  }

  private NdArray numbers(String name, Npy array) throws DataFileException {
    try {
      return array.array();
    } catch (ArithmeticException beyond) {
      throw fault(name + ": " + beyond.getMessage() + "; save it as floating point");
    }
  }

  private Dataset dataset(String name, Raw raw, List<String> classes) throws DataFileException {
    List<Column> columns = new ArrayList<>();
    columns.add(features(raw));
    columns.add(target(raw, classes));
    return Dataset.of(name, columns, remarks.stream().distinct().toList());
  }

  private Column features(Raw raw) throws DataFileException {
    int[] sizes = raw.features.shape().sizes();
    int rows = sizes[0];
    int width = raw.features.shape().elements() / rows;
    if (width == 0) {
      throw fault(raw.x + " has rows of no number, expected at least 1");
    }
    Shape shape = Shape.of(Arrays.copyOfRange(sizes, 1, sizes.length));
    if (raw.features.element() == Npy.Element.UNSIGNED_BYTE) {
      return pictures(raw, shape, raw.features.bytes());
    }
    NdArray numbers = numbers(raw.x, raw.features);
    if (sizes.length > 2 && numbers.type() == DType.INT) {
      int[] all = numbers.ints();
      if (Arrays.stream(all).allMatch(number -> number >= 0 && number <= 255)) {
        byte[] bytes = new byte[all.length];
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) all[i];
        }
        return pictures(raw, shape, bytes);
      }
    }
    Shape turned = turned(shape);
    Values values;
    if (numbers.type() == DType.FLOAT) {
      values = Values.of(width, (float[]) moved(numbers.floats(), shape));
    } else {
      values = Values.of(width, (double[]) moved(numbers.toDoubles(), shape));
    }
    long bad = values.firstBeyond(Double.MAX_VALUE);
    if (bad >= 0) {
      throw fault(
          raw.x
              + ": row "
              + bad / width
              + ", number "
              + bad % width
              + " is NaN or infinite, expected finite numbers; fill it, or leave the row out");
    }
    Fields fields =
        shape.rank() == 1
            ? Fields.named(IntStream.range(0, width).mapToObj(i -> "x" + i).toList())
            : Fields.UNKNOWN;
    return new Column(
        new Column.Kind(Dataset.FEATURES, turned, values.type(), fields, List.of()), values);
  }

  private Column pictures(Raw raw, Shape shape, byte[] bytes) {
    remarks.add(raw.x + " holds whole numbers from 0 to 255, each taken divided by 255");
    int width = shape.elements();
    return Column.of(
        Dataset.FEATURES, turned(shape), Values.ofUnsigned(width, (byte[]) moved(bytes, shape)));
  }

  /// Returns whether rows are pictures whose colours stand last, 1, 3 or 4 of them.
  private static boolean hasColoursLast(Shape row) {
    return row.rank() == 3
        && List.of(1, 3, 4).contains(row.size(2))
        && !List.of(1, 3, 4).contains(row.size(0));
  }

  private Shape turned(Shape row) {
    if (hasColoursLast(row)) {
      remarks.add("pictures of shape " + row + " have their colours last, and were turned");
      return row.size(2) == 1
          ? Shape.of(row.size(0), row.size(1))
          : Shape.of(row.size(2), row.size(0), row.size(1));
    }
    return row.rank() == 3 && row.size(0) == 1 ? row.withoutFirst() : row;
  }

  /// Returns the elements in the order of [#turned].
  private static Object moved(Object array, Shape row) {
    if (!hasColoursLast(row) || row.size(2) == 1) {
      return array;
    }
    int colours = row.size(2);
    int pixels = row.size(0) * row.size(1);
    int length = java.lang.reflect.Array.getLength(array);
    Object moved = java.lang.reflect.Array.newInstance(array.getClass().getComponentType(), length);
    for (int from = 0; from < length; from += colours * pixels) {
      for (int i = 0; i < colours * pixels; i++) {
        System.arraycopy(array, from + i, moved, from + i % colours * pixels + i / colours, 1);
      }
    }
    return moved;
  }

  /// Returns what the targets say, row after row, as text for classes; null for quantities.
  private @Nullable List<String> labels(Raw raw) throws DataFileException {
    Npy target = Objects.requireNonNull(raw.target);
    int rows = target.shape().size(0);
    int width = target.shape().elements() / rows;
    if (target.element().isText()) {
      return width == 1 ? target.texts() : null;
    }
    NdArray numbers = numbers(raw.y, target);
    if (width > 1) {
      return oneHot(numbers, rows, width);
    }
    boolean areWhole = IntStream.range(0, rows).allMatch(i -> numbers.at(i) == (int) numbers.at(i));
    return areWhole
        ? IntStream.range(0, rows).mapToObj(i -> String.valueOf((int) numbers.at(i))).toList()
        : null;
  }

  private static @Nullable List<String> oneHot(NdArray numbers, int rows, int width) {
    List<String> labels = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      int hot = -1;
      for (int i = 0; i < width; i++) {
        double number = numbers.at(row * width + i);
        if ((number != 0 && number != 1) || (number == 1 && hot >= 0)) {
          return null;
        }
        hot = number == 1 ? i : hot;
      }
      if (hot < 0) {
        return null;
      }
      labels.add(String.valueOf(hot));
    }
    return labels;
  }

  /// Returns the names of the classes, empty if the targets are quantities.
  private List<String> classes(List<Raw> raws) throws DataFileException {
    if (known != null) {
      return known;
    }
    Map<String, Long> counts = new TreeMap<>();
    boolean isText = false;
    int oneHot = 0;
    for (Raw raw : raws) {
      List<String> labels = labels(raw);
      if (labels == null) {
        return List.of();
      }
      Npy target = Objects.requireNonNull(raw.target);
      isText |= target.element().isText();
      int width = target.shape().elements() / target.shape().size(0);
      oneHot = width > 1 ? width : oneHot;
      labels.forEach(label -> counts.merge(label, 1L, Long::sum));
    }
    if (isText) {
      return List.copyOf(counts.keySet());
    }
    int[] numbers =
        oneHot > 0
            ? IntStream.range(0, oneHot).toArray()
            : counts.keySet().stream().mapToInt(Integer::parseInt).sorted().toArray();
    if (oneHot == 0
        && numbers.length > FEW_CLASSES
        && !(numbers[0] >= 0
            && numbers[0] <= 1
            && numbers[numbers.length - 1] - numbers[0] == numbers.length - 1
            && counts.values().stream().allMatch(count -> count >= ROWS_OF_A_CLASS))) {
      return List.of();
    }
    return Arrays.stream(numbers).mapToObj(String::valueOf).toList();
  }

  private Column target(Raw raw, List<String> classes) throws DataFileException {
    int rows = raw.features.shape().size(0);
    if (raw.target == null) {
      int[] none = new int[rows];
      Arrays.fill(none, Dataset.UNLABELLED);
      double[] nothing = new double[rows];
      Arrays.fill(nothing, Double.NaN);
      return classes.isEmpty()
          ? Column.quantity(Dataset.TARGET, Dataset.TARGET, nothing)
          : Column.classes(Dataset.TARGET, none, classes);
    }
    if (classes.isEmpty()) {
      if (raw.target.element().isText()) {
        throw fault(raw.y + " holds text of shape " + raw.target.shape() + ", expected [rows]");
      }
      NdArray numbers = numbers(raw.y, raw.target);
      int width = raw.target.shape().elements() / rows;
      Values values = Values.of(width, numbers.toDoubles());
      long bad = values.firstBeyond(Double.MAX_VALUE);
      if (bad >= 0) {
        throw fault(raw.y + ": row " + bad / width + " is NaN or infinite, expected a number");
      }
      return width == 1
          ? Column.quantity(Dataset.TARGET, Dataset.TARGET, numbers.toDoubles())
          : Column.of(Dataset.TARGET, Shape.of(width), values);
    }
    List<String> labels = labels(raw);
    if (labels == null) {
      throw fault(raw.y + " holds quantities, expected classes as in the other data");
    }
    List<String> names = names(classes);
    // A model's classes may be the names for the numbers here.
    Map<String, Integer> places =
        IntStream.range(0, names.size())
            .boxed()
            .collect(Collectors.toMap(i -> classes.get(i), i -> i, (one, _) -> one));
    List<String> given = given();
    int[] indices =
        labels.stream()
            .mapToInt(
                label ->
                    known != null && given != null && label.matches("\\d{1,8}")
                        ? known.indexOf(
                            given.get(Math.min(Integer.parseInt(label), given.size() - 1)))
                        : places.getOrDefault(label, Dataset.UNLABELLED))
            .toArray();
    long unknown = Arrays.stream(indices).filter(i -> i == Dataset.UNLABELLED).count();
    if (unknown > 0) {
      remarks.add(unknown + " rows have a label that the model does not know");
    }
    return Column.classes(Dataset.TARGET, indices, names);
  }

  /// Returns the names that the archive gives to classes, or null.
  private @Nullable List<String> given() {
    return NAMES.stream()
        .map(arrays::get)
        .filter(array -> array != null && array.element().isText())
        .findFirst()
        .map(array -> Objects.requireNonNull(array).texts())
        .orElse(null);
  }

  /// Returns the classes by the names that the archive gives them, where they are numbers from 0
  /// on.
  private List<String> names(List<String> classes) throws DataFileException {
    List<String> given = given();
    if (known != null || given == null || !classes.stream().allMatch(c -> c.matches("\\d{1,8}"))) {
      return classes;
    }
    int most = classes.stream().mapToInt(Integer::parseInt).max().orElse(0);
    if (most >= given.size()) {
      throw fault(
          "has "
              + given.size()
              + " class names, expected "
              + (most + 1)
              + ", one for each from 0 on");
    }
    return classes.stream().map(c -> given.get(Integer.parseInt(c))).toList();
  }
}
