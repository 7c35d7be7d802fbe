package thalweg.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;
import thalweg.training.data.Column;
import thalweg.training.data.Csv;
import thalweg.training.data.Dataset;
import thalweg.training.data.Digits;
import thalweg.training.data.Mnist;
import thalweg.training.data.NumpyData;
import thalweg.training.data.Split;
import thalweg.training.model.Model;
import thalweg.training.model.StoredModel;
import thalweg.training.picture.Pictures;

/// Data as `--data` names it: `digits`, a folder of pictures or in the manner of MNIST, or a CSV
/// file.
final class LearningData {
  static final String DIGITS = "digits";

  /// A CSV file has no test part of its own; this share of its rows becomes one, always the same.
  private static final double TEST_SHARE = 0.2;

  private static final long SPLIT_SEED = 1;

  /// How the rows of a table become training and test rows.
  enum Cut {
    /// Every class in both parts, where there are classes.
    BY_CLASS,
    /// As up to version 0.1.0, whose models go on with the rows they began with.
    AT_RANDOM;

    private Split of(Dataset table) {
      return switch (this) {
        case BY_CLASS ->
            table.classes() == 0
                ? table.split(TEST_SHARE, SPLIT_SEED)
                : table.stratifiedSplit(TEST_SHARE, SPLIT_SEED);
        case AT_RANDOM -> table.split(TEST_SHARE, SPLIT_SEED);
      };
    }
  }

  private LearningData() {}

  /// Returns the training and test rows that `name` stands for.
  ///
  /// @param table how a table is read
  /// @param kept what a model keeps of how its table is read; empty for none
  /// @param cut how its rows are parted
  /// @param trainRows how many of the training rows to keep, the first ones; null keeps all
  /// @throws Failure if there is no such data or it cannot be used
  static Split load(
      String name,
      TableOptions table,
      Map<String, String> kept,
      Cut cut,
      @Nullable Integer trainRows,
      @Nullable Integer testRows) {
    return load(name, table, kept, null, cut, trainRows, testRows);
  }

  /// As the other.
  ///
  /// @param shape of the rows that a model was trained on, which pictures are brought to; null for
  ///   none
  static Split load(
      String name,
      TableOptions table,
      Map<String, String> kept,
      @Nullable Shape shape,
      Cut cut,
      @Nullable Integer trainRows,
      @Nullable Integer testRows) {
    Split split = load(name, table, kept, shape, cut);
    return new Split(
        first("--train-rows", trainRows, split.train()),
        split.validation(),
        first("--test-rows", testRows, test(split)));
  }

  private static Split load(
      String name, TableOptions table, Map<String, String> kept, @Nullable Shape shape, Cut cut) {
    Csv csv = table.csv(kept);
    try {
      if (arePictures(name)) {
        Split read = table.pictures(name, shape).read(path(name));
        Split parts = read.test() == null ? cut.of(read.train()) : read;
        return new Split(parts.train(), read.validation(), parts.test());
      }
      if (areArrays(name)) {
        table.requireNone(name);
        Split read = NumpyData.read(path(name));
        Split parts = read.test() == null ? cut.of(read.train()) : read;
        return new Split(parts.train(), read.validation(), parts.test());
      }
      if (!isTable(name)) {
        table.requireNone(name);
        if (!name.equals(DIGITS) && !Mnist.isIn(path(name))) {
          throw Failure.input(
              name
                  + ": found neither a picture nor a file such as train-images-idx3-ubyte, expected"
                  + " a folder of pictures for each class, or the four files of MNIST; check the"
                  + " name.");
        }
        return name.equals(DIGITS) ? Digits.split() : Mnist.read(path(name));
      }
      table.requireNoPictures(name);
      return cut.of(csv.read(path(name)));
    } catch (IOException unusable) {
      throw Failure.input(unusable);
    }
  }

  /// Returns whether the data are arrays in a file of NumPy's.
  private static boolean areArrays(String name) {
    try {
      return !name.equals(DIGITS) && NumpyData.isAt(path(name));
    } catch (IOException unusable) {
      throw Failure.input(unusable);
    }
  }

  /// Returns whether the data are pictures in files of their own.
  static boolean arePictures(String name) {
    if (name.equals(DIGITS)) {
      return false;
    }
    Path path = path(name);
    try {
      return !(Files.isDirectory(path) && Mnist.isIn(path)) && Pictures.areAt(path);
    } catch (IOException unusable) {
      throw Failure.input(unusable);
    }
  }

  /// Returns the test part, which all data of the command have.
  static Dataset test(Split split) {
    return Objects.requireNonNull(split.test());
  }

  static boolean isTable(String name) {
    return !name.equals(DIGITS)
        && !Files.isDirectory(path(name))
        && !arePictures(name)
        && !areArrays(name);
  }

  /// Returns the rows that a model is to be tried on: the test rows of `digits` and of a folder,
  /// all rows of a CSV file.
  ///
  /// @param table how a table is read
  /// @param stored whose model's columns are looked for in a CSV file, in any order, and which
  ///   knows what was stated of the table trained on
  /// @throws Failure if there is no such data, or the model cannot be tried on it
  static Dataset unseen(String name, TableOptions table, StoredModel stored) {
    Model model = stored.model();
    Dataset data;
    if (arePictures(name)) {
      data = unseenPictures(name, table, model);
    } else if (areArrays(name)) {
      table.requireNone(name);
      try {
        data = NumpyData.forModel(path(name), model.classNames());
      } catch (IOException unusable) {
        throw Failure.input(unusable);
      }
    } else if (!isTable(name)) {
      data = test(load(name, table, Map.of(), null, Cut.BY_CLASS));
    } else {
      try {
        data = table.csv(stored.table()).forModel(model.fields(), target(model)).read(path(name));
      } catch (IOException unusable) {
        throw Failure.input(unusable);
      }
    }
    try {
      return data.arranged(model.fields());
    } catch (IllegalArgumentException unfit) {
      throw Failure.input(name + ": " + unfit.getMessage());
    }
  }

  private static Dataset unseenPictures(String name, TableOptions table, Model model) {
    Shape shape = shape(model.kinds());
    if (shape == null) {
      throw Failure.input(
          name
              + " holds pictures, and the model was not trained on any; give data of the kind it"
              + " was trained on.");
    }
    try {
      Split read = table.pictures(name, shape).forModel(shape, model.classNames()).read(path(name));
      return read.test() != null ? read.test() : read.train();
    } catch (IOException unusable) {
      throw Failure.input(unusable);
    }
  }

  /// Returns the shape of pictures that a model was trained on, or null if they were none.
  static @Nullable Shape shape(List<Column.Kind> kinds) {
    return kinds.stream()
        .filter(kind -> kind.name().equals(Dataset.FEATURES) && kind.shape().rank() > 1)
        .map(Column.Kind::shape)
        .findFirst()
        .orElse(null);
  }

  /// Returns what the model has learnt; a model that needs no target may meet any.
  private static Column.Kind target(Model model) {
    return model.kinds().stream()
        .filter(kind -> kind.name().equals(Dataset.TARGET))
        .findFirst()
        .orElse(Column.quantity(Dataset.TARGET, "", new double[0]).kind());
  }

  private static Path path(String name) {
    if (name.isBlank()) {
      throw Failure.usage(
          "--data is empty; give digits, a folder of pictures for each class or with the four files"
              + " of MNIST, or a CSV file.");
    }
    try {
      Path path = Path.of(name);
      if (Files.exists(path)) {
        // A shell's own pipes, such as /dev/fd/63 or /dev/stdin, have a writer; of others nobody
        // knows, and opening one would wait for it.
        boolean isPlain = Files.isRegularFile(path) || Files.isDirectory(path);
        if (!isPlain && !path.toAbsolutePath().startsWith("/dev")) {
          throw Failure.input(
              "--data: "
                  + path
                  + " is a pipe or a device; write what it gives to a file, or read it as"
                  + " --data /dev/stdin.");
        }
        return path;
      }
    } catch (InvalidPathException _) {
      // told below
    }
    throw Failure.input(
        "--data: there is no "
            + Quote.of(name)
            + "; give digits, a folder of pictures for each class or with the four files of MNIST,"
            + " an NPZ file, or a CSV file.");
  }

  /// Returns the first `rows` rows, or all if `rows` is null.
  static Dataset first(String option, @Nullable Integer rows, Dataset data) {
    if (rows == null) {
      return data;
    }
    if (rows < 1 || rows > data.rows()) {
      throw Failure.usage(
          option
              + " is "
              + rows
              + "; "
              + data.name()
              + " has "
              + data.rows()
              + " rows, so it must be from 1 to "
              + data.rows()
              + ".");
    }
    return data.select(data.name(), IntStream.range(0, rows).toArray());
  }
}
