package thalweg.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;
import thalweg.training.checkpoint.Checkpoint;
import thalweg.training.data.Column;
import thalweg.training.data.Dataset;
import thalweg.training.data.Digits;
import thalweg.training.data.Mnist;
import thalweg.training.data.NumpyData;
import thalweg.training.data.Split;
import thalweg.training.objective.Objective;
import thalweg.training.picture.Pictures;
import thalweg.training.table.Choices;
import thalweg.training.table.Partition;
import thalweg.training.table.Schema;
import thalweg.training.table.Table;

/// Data as `--data` names it: `digits`, a folder of pictures or in the manner of MNIST, or a CSV
/// file.
final class LearningData {
  static final String DIGITS = "digits";

  /// How models of before version 0.2.0 parted the rows of a table.
  private static final List<Partition> FORMER =
      List.of(Partition.of(80, 0, 20), new Partition(80, 0, 20, 1, Partition.By.CHANCE, null));

  /// Data to learn from.
  ///
  /// @param split the rows in their parts
  /// @param schema what the columns of a table are taken for; null of other data
  /// @param stated what is to be kept of how a table was read and parted; empty for none
  /// @param isBalanced whether every class counts alike in them
  record Loaded(
      Split split, @Nullable Schema schema, Map<String, String> stated, boolean isBalanced) {
    Loaded(Split split, @Nullable Schema schema, Map<String, String> stated) {
      this(split, schema, stated, false);
    }
  }

  private LearningData() {}

  /// Returns the rows that `name` stands for, in their parts.
  ///
  /// @param table what is stated of a table
  /// @param goal what its target is stated to hold
  /// @param parts how its rows are parted
  /// @param trainRows how many of the training rows to keep, the first ones; null keeps all
  /// @throws Failure if there is no such data or it cannot be used
  static Loaded load(
      String name,
      TableOptions table,
      Choices.Goal goal,
      PartOptions parts,
      @Nullable Integer trainRows,
      @Nullable Integer testRows) {
    if (!isTable(name)) {
      Split given = given(name, table, null, trainRows, testRows);
      Partition partition = parting(name, given, parts);
      return new Loaded(
          first(ready(given, partition), trainRows, testRows),
          null,
          partition == null ? Map.of() : partition.stated());
    }
    table.requireNoPictures(name);
    try {
      Table stated = stated(name, table, goal);
      Partition partition = parts.partition(stated.rows());
      Map<String, String> words = new LinkedHashMap<>(table.stated(Map.of(), partition));
      words.putAll(stated.choices().stated());
      Schema schema = stated.schema();
      return new Loaded(first(schema.split(partition), trainRows, testRows), schema, words);
    } catch (IOException unusable) {
      throw Failure.input(unusable);
    }
  }

  private static Table stated(String name, TableOptions table, Choices.Goal goal)
      throws IOException {
    Table read = table.read(paths(name), Map.of());
    return read.with(read.choices().goal(goal));
  }

  /// Returns the folds of data that come in one part.
  ///
  /// @throws Failure if it cannot be parted so
  static List<Split> folds(
      String name, TableOptions table, Choices.Goal goal, PartOptions parts, int folds) {
    long seed = parts.seed();
    try {
      if (!isTable(name)) {
        Split given = given(name, table, null, null, null);
        if (given.test() != null || given.validation() != null) {
          throw Failure.usage(
              "--folds is for data in one part, and "
                  + name
                  + " comes in parts of its own; leave it out.");
        }
        parts.requireNoColumn(name);
        Dataset all = given.train();
        double chosenBy = Partition.usual(all.rows()).validation();
        return all.folds(folds, chosenBy, seed).stream().map(LearningData::scaled).toList();
      }
      return stated(name, table, goal).folds(folds, seed);
    } catch (IOException unusable) {
      throw Failure.input(unusable);
    } catch (IllegalArgumentException unfit) {
      throw Failure.usage("--folds: " + unfit.getMessage());
    }
  }

  /// Returns the rows that a model was trained on, parted as they were in its training.
  ///
  /// @param who asks for them, for messages
  /// @throws Failure if the data are others now
  static Loaded trainedOn(
      String who,
      String name,
      TableOptions table,
      PartOptions parts,
      Checkpoint checkpoint,
      @Nullable Integer trainRows,
      @Nullable Integer testRows) {
    List<Column.Kind> kinds = checkpoint.model().kinds();
    String hash = "";
    for (Loaded loaded :
        again(name, table, parts, kinds, checkpoint.table(), trainRows, testRows)) {
      Split split = loaded.split();
      try {
        split = describedBy(kinds, split);
      } catch (IllegalArgumentException unfit) {
        throw Failure.input(name + ": " + unfit.getMessage());
      }
      // Whether every class counted alike is told by the hash, as all else of the rows is.
      for (Split way :
          split.train().classes() > 0 ? List.of(weighted(split), split) : List.of(split)) {
        hash = way.train().sha256();
        if (hash.equals(checkpoint.dataSha256())) {
          return new Loaded(way, loaded.schema(), loaded.stated(), !way.equals(split));
        }
      }
    }
    throw Failure.input(
        who
            + " was trained on other data than "
            + name
            + " is now (SHA-256 "
            + checkpoint.dataSha256()
            + ", not "
            + hash
            + "); give --data, --train-rows and what was said of the table, such as --target, as in"
            + " its first run.");
  }

  /// Returns the rows of all parts as these columns are.
  ///
  /// @throws IllegalArgumentException if they are others
  static Split describedBy(List<Column.Kind> kinds, Split split) {
    Dataset validation = split.validation();
    Dataset test = split.test();
    return new Split(
        split.train().describedBy(kinds),
        validation == null ? null : validation.describedBy(kinds),
        test == null ? null : test.describedBy(kinds));
  }

  /// Returns the rows with every class counting alike where they are learnt from and chosen by.
  static Split weighted(Split split) {
    Dataset validation = split.validation();
    return new Split(
        split.train().balanced(), validation == null ? null : validation.balanced(), split.test());
  }

  /// Returns the rows that a run began with, in each way in which it may have parted them.
  ///
  /// @param kinds what the columns of the data trained on are
  /// @param kept what its model keeps of how a table was read and parted
  static List<Loaded> again(
      String name,
      TableOptions table,
      PartOptions parts,
      List<Column.Kind> kinds,
      Map<String, String> kept,
      @Nullable Integer trainRows,
      @Nullable Integer testRows) {
    Partition known = parts.kept(kept);
    if (!isTable(name)) {
      Split given = given(name, table, shape(kinds), trainRows, testRows);
      Partition partition = known != null ? known : former(name, given);
      return List.of(new Loaded(first(ready(given, partition), trainRows, testRows), null, kept));
    }
    table.requireNoPictures(name);
    try {
      Schema schema = table.read(paths(name), kept).schema();
      List<Loaded> ways = new ArrayList<>();
      for (Partition partition : known == null ? FORMER : List.of(known)) {
        ways.add(
            new Loaded(
                first(schema.split(partition), trainRows, testRows),
                schema,
                known == null ? kept : table.stated(kept, partition)));
      }
      return ways;
    } catch (IOException unusable) {
      throw Failure.input(unusable);
    }
  }

  /// Returns data that are no table, in the parts in which they come.
  ///
  /// @param shape which pictures are brought to; null to find it out
  /// @param trainRows how many of them will be needed, at least; null for all. More may come.
  private static Split given(
      String name,
      TableOptions table,
      @Nullable Shape shape,
      @Nullable Integer trainRows,
      @Nullable Integer testRows) {
    try {
      if (arePictures(name)) {
        return table.pictures(name, shape).read(path(name));
      }
      table.requireNone(name);
      if (areArrays(name)) {
        return NumpyData.read(path(name));
      }
      if (name.equals(DIGITS)) {
        return Digits.split(
            Digits.SEED,
            needed(trainRows, Digits.TRAINING_ROWS),
            needed(testRows, Digits.TEST_ROWS));
      }
      if (!Mnist.isIn(path(name))) {
        throw Failure.input(
            name
                + ": found neither a picture nor a file such as train-images-idx3-ubyte, expected"
                + " a folder of pictures for each class, or the four files of MNIST; check the"
                + " name.");
      }
      return Mnist.read(path(name));
    } catch (IOException unusable) {
      throw Failure.input(unusable);
    }
  }

  /// Returns how many rows to draw so that as many can be kept; all where there are not so many,
  /// which is then refused.
  private static int needed(@Nullable Integer asked, int all) {
    return asked == null || asked < 1 || asked > all ? all : asked;
  }

  /// Returns how the rows to learn from are parted further; null where they stay as they come: all
  /// of MNIST and of the digits is learnt from, as everywhere.
  private static @Nullable Partition parting(String name, Split given, PartOptions parts) {
    int rows = given.train().rows();
    if (given.test() == null && given.validation() == null) {
      parts.requireNoColumn(name);
      return parts.partition(rows);
    }
    parts.requireNone(name);
    if (areDigits(name)) {
      return null;
    }
    return given.test() == null
        ? Partition.of(80, 0, 20)
        : given.validation() == null ? Partition.usualToLearn(rows) : null;
  }

  /// Returns how models that keep nothing of it parted their rows.
  private static @Nullable Partition former(String name, Split given) {
    return given.test() == null && !areDigits(name) ? Partition.of(80, 0, 20) : null;
  }

  /// Returns data in all their parts, columns of a row brought to one scale as those of a table.
  private static Split ready(Split given, @Nullable Partition partition) {
    Split whole = given;
    if (partition != null) {
      Split parts = partition.split(given.train());
      whole =
          new Split(
              parts.train(),
              given.validation() == null ? parts.validation() : given.validation(),
              given.test() == null ? parts.test() : given.test());
    }
    return scaled(whole);
  }

  private static Split scaled(Split split) {
    return split.train().rowShape().rank() == 1 ? split.standardised() : split;
  }

  private static boolean isOnePath(String name) {
    return !name.equals(DIGITS) && !name.equals("-") && name.indexOf(',') < 0;
  }

  /// Returns whether the data are arrays in a file of NumPy's.
  private static boolean areArrays(String name) {
    if (!isOnePath(name)) {
      return false;
    }
    try {
      return NumpyData.isAt(path(name));
    } catch (IOException unusable) {
      throw Failure.input(unusable);
    }
  }

  /// Returns whether the data are pictures in files of their own.
  static boolean arePictures(String name) {
    if (!isOnePath(name)) {
      return false;
    }
    Path path = path(name);
    try {
      return !(Files.isDirectory(path) && Mnist.isIn(path)) && Pictures.areAt(path);
    } catch (IOException unusable) {
      throw Failure.input(unusable);
    }
  }

  private static Split first(Split split, @Nullable Integer trainRows, @Nullable Integer testRows) {
    Dataset test = split.test();
    if (test == null && testRows != null) {
      throw Failure.usage("--test-rows: there are no rows to be judged by; leave it out.");
    }
    return new Split(
        first("--train-rows", trainRows, split.train()),
        split.validation(),
        test == null ? null : first("--test-rows", testRows, test));
  }

  /// Returns the test part, which all data of the command have.
  static Dataset test(Split split) {
    return Objects.requireNonNull(split.test());
  }

  /// Returns whether the data are digits, which are learnt as the guide does: by the plain network
  /// and rule, and all rows. For other data what suits them is chosen.
  static boolean areDigits(String name) {
    return name.equals(DIGITS)
        || (isOnePath(name) && Files.isDirectory(path(name)) && Mnist.isIn(path(name)));
  }

  static boolean isTable(String name) {
    return !name.equals(DIGITS)
        && !Files.isDirectory(paths(name).getFirst())
        && !arePictures(name)
        && !areArrays(name);
  }

  /// Returns the rows that a model is to be tried on: the test rows of `digits` and of a folder,
  /// all rows of a CSV file.
  ///
  /// @param table how a table is read
  /// @param kinds what the columns of the data trained on are, which are looked for in a table in
  ///   any order; empty where there is no model
  /// @param kept what the model keeps of how its table was read
  /// @throws Failure if there is no such data, or the model cannot be tried on it
  static Dataset unseen(
      String name, TableOptions table, List<Column.Kind> kinds, Map<String, String> kept) {
    if (arePictures(name) && !kinds.isEmpty()) {
      return unseenPictures(name, table, kinds);
    }
    if (areArrays(name) && !kinds.isEmpty()) {
      table.requireNone(name);
      try {
        Dataset rows =
            NumpyData.forModel(path(name), Objective.kind(kinds, Dataset.TARGET).classNames());
        return rows.arranged(Objective.kind(kinds, Dataset.FEATURES).fields());
      } catch (IOException unusable) {
        throw Failure.input(unusable);
      }
    }
    if (isTable(name)) {
      try {
        Table read = table.read(paths(name), kept, kinds);
        return kinds.isEmpty() ? read.dataset() : read.forModel(kinds);
      } catch (IOException unusable) {
        throw Failure.input(unusable);
      }
    }
    try {
      Split given = given(name, table, null, 1, null);
      Dataset test = test(ready(given, former(name, given)));
      return kinds.isEmpty() ? test : test.describedBy(kinds);
    } catch (IllegalArgumentException unfit) {
      throw Failure.input(name + ": " + unfit.getMessage());
    }
  }

  private static Dataset unseenPictures(String name, TableOptions table, List<Column.Kind> kinds) {
    Shape shape = shape(kinds);
    if (shape == null) {
      throw Failure.input(
          name
              + " holds pictures, and the model was not trained on any; give data of the kind it"
              + " was trained on.");
    }
    List<String> classNames = Objective.kind(kinds, Dataset.TARGET).classNames();
    try {
      Split read = table.pictures(name, shape).forModel(shape, classNames).read(path(name));
      Dataset rows = read.test() != null ? read.test() : read.train();
      return rows.arranged(Objective.kind(kinds, Dataset.FEATURES).fields());
    } catch (IOException unusable) {
      throw Failure.input(unusable);
    }
  }

  /// Returns the shape of pictures that a model was trained on, or null if they were none.
  private static @Nullable Shape shape(List<Column.Kind> kinds) {
    return kinds.stream()
        .filter(kind -> kind.name().equals(Dataset.FEATURES) && kind.shape().rank() > 1)
        .map(Column.Kind::shape)
        .findFirst()
        .orElse(null);
  }

  /// Returns the files that a name stands for: one, or several that are parted by commas.
  private static List<Path> paths(String name) {
    if (name.equals("-")) {
      return List.of(Path.of("/dev/stdin"));
    }
    if (name.indexOf(',') < 0 || Files.exists(Path.of(name))) {
      return List.of(path(name));
    }
    return Arrays.stream(name.split(",", -1)).map(LearningData::path).toList();
  }

  private static Path path(String name) {
    if (name.isBlank()) {
      throw Failure.usage(
          "--data is empty; give digits, a folder of pictures for each class or with the four files"
              + " of MNIST, an NPZ file, or a CSV or Parquet file.");
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
            + " an NPZ file, or a CSV or Parquet file.");
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
