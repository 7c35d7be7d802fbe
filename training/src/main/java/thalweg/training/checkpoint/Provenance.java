package thalweg.training.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.Quote;
import thalweg.exchange.Replacement;
import thalweg.network.NetworkParser;
import thalweg.training.TrainingEvent.EpochDone;
import thalweg.training.TrainingOutcome;
import thalweg.training.TrainingResult;
import thalweg.training.TrainingSettings;
import thalweg.training.TrainingState;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;
import thalweg.training.objective.Objective;
import thalweg.training.objective.ObjectiveParser;
import thalweg.training.objective.Score;

/// Where a model comes from: all that a run was computed from, what computed it, and what it came
/// to, epoch by epoch. The run can be trained again from it and compared.
///
/// It is written as JSON for people to read, beside the model as `FILE.run.json`; see [RunFile],
/// which does so while a run goes on.
///
/// @param command the words that began the run; empty where it was begun in Java
/// @param objective what was learnt, by which network
/// @param source what it was learnt from
/// @param given the weights that it began with; null for those of the seed
/// @param parts the run and each time it went on, in order; at least one
/// @param epochs those that are done, from the first
/// @param end what it came to
public record Provenance(
    List<String> command,
    Objective objective,
    Source source,
    @Nullable Given given,
    List<Part> parts,
    List<Epoch> epochs,
    End end) {
  private static final String FORMAT = "thalweg.run";
  private static final String SUFFIX = ".run.json";
  private static final long MOST_BYTES = 1L << 30;

  public Provenance {
    command = List.copyOf(command);
    parts = List.copyOf(parts);
    epochs = List.copyOf(epochs);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("provenance: there are no parts; a run has at least 1");
    }
  }

  /// What was learnt from.
  ///
  /// @param name as it was given
  /// @param options what was said of it, as words
  /// @param table what was stated of a table, as a [Checkpoint] keeps it; empty for none
  /// @param isBalanced whether every class counted alike
  /// @param rows of each part of the data
  public record Source(
      String name,
      List<String> options,
      Map<String, String> table,
      boolean isBalanced,
      List<Rows> rows) {
    public Source {
      options = List.copyOf(options);
      table = Map.copyOf(table);
      rows = List.copyOf(rows);
    }

    /// Returns what is to be known of data that the caller has in hand.
    public static Source of(Split split) {
      return new Source(split.train().name(), List.of(), Map.of(), false, Rows.of(split));
    }
  }

  /// Weights that were trained elsewhere.
  ///
  /// @param file that held them, as given
  /// @param weightsSha256 theirs, as [thalweg.training.model.Model#weightsSha256]
  public record Given(String file, String weightsSha256) {}

  /// The rows of a part of the data.
  ///
  /// @param part train, validation or test
  /// @param sha256 as [Dataset#sha256] tells it
  public record Rows(String part, int rows, String sha256) {
    /// Returns the parts there are.
    public static List<Rows> of(Split split) {
      List<Rows> rows = new ArrayList<>();
      add(rows, "train", split.train());
      add(rows, "validation", split.validation());
      add(rows, "test", split.test());
      return rows;
    }

    private static void add(List<Rows> rows, String part, @Nullable Dataset data) {
      if (data != null) {
        rows.add(new Rows(part, data.rows(), data.sha256()));
      }
    }
  }

  /// A stretch that was trained in one go.
  ///
  /// @param epoch the one it began in, from 1
  /// @param step steps of that epoch that were done before
  /// @param seconds it took
  public record Part(
      int epoch,
      int step,
      TrainingSettings settings,
      Environment environment,
      Instant began,
      double seconds) {
    /// Returns settings and environment as words, by name.
    public Map<String, String> words() {
      Map<String, String> words = settingsWords();
      words.putAll(environment.words());
      return words;
    }

    Map<String, String> settingsWords() {
      Map<String, String> words = new LinkedHashMap<>(WrittenSettings.of(settings));
      words.put("precision", settings.precision().name());
      words.put("threads", String.valueOf(settings.threads()));
      return words;
    }

    boolean isBefore(int otherEpoch, int otherStep) {
      return epoch < otherEpoch || (epoch == otherEpoch && step < otherStep);
    }

    Part took(double seconds) {
      return new Part(epoch, step, settings, environment, began, seconds);
    }
  }

  /// A finished epoch.
  ///
  /// @param measured everything that was measured after it, by name
  /// @param seconds of training, evaluation not counted
  /// @param weightsSha256 of the weights after it, as [thalweg.training.model.Model#weightsSha256];
  ///   null where it was not reckoned
  public record Epoch(
      int epoch, Map<String, Double> measured, double seconds, @Nullable String weightsSha256) {
    /// Returns what is told of an epoch.
    public static Epoch of(EpochDone done, @Nullable String weightsSha256) {
      Map<String, Double> measured = new LinkedHashMap<>();
      for (Score.Measured each : done.measured()) {
        measured.put(each.name(), each.value());
      }
      return new Epoch(done.epoch(), measured, done.trainSeconds(), weightsSha256);
    }

    /// Returns what differs from the same epoch of another run, in words, this one's first: the
    /// weights where both are known, else the first that was measured otherwise. Null for nothing.
    public @Nullable String differenceFrom(Epoch other) {
      if (weightsSha256 != null
          && other.weightsSha256 != null
          && !weightsSha256.equals(other.weightsSha256)) {
        return "weights sha256 " + weightsSha256 + ", not " + other.weightsSha256;
      }
      for (Map.Entry<String, Double> each : measured.entrySet()) {
        Double others = other.measured.get(each.getKey());
        if (others != null && Double.compare(each.getValue(), others) != 0) {
          return each.getKey() + " " + each.getValue() + ", not " + others;
        }
      }
      return null;
    }
  }

  /// Why a run ended, or that it has not.
  public enum Outcome {
    /// It goes on, or was killed.
    RUNNING,
    COMPLETED,
    STOPPED_EARLY,
    STOPPED,
    NON_FINITE;

    static Outcome of(TrainingOutcome outcome) {
      return switch (outcome) {
        case TrainingOutcome.Completed _ -> COMPLETED;
        case TrainingOutcome.StoppedEarly _ -> STOPPED_EARLY;
        case TrainingOutcome.Stopped _ -> STOPPED;
        case TrainingOutcome.NonFinite _ -> NON_FINITE;
      };
    }
  }

  /// What a run came to.
  ///
  /// @param epoch where it stands, from 1
  /// @param step steps done in that epoch
  /// @param restoredEpoch whose weights the model has; null for those of the last step
  /// @param weightsSha256 of the model; null while the run goes on
  /// @param model where it was saved, as given; null if it was not
  /// @param modelSha256 of that file; null if there is none
  public record End(
      Outcome outcome,
      int epoch,
      int step,
      @Nullable Integer restoredEpoch,
      @Nullable String weightsSha256,
      @Nullable String model,
      @Nullable String modelSha256) {
    static End at(TrainingState state) {
      return new End(Outcome.RUNNING, state.epoch(), state.step(), null, null, null, null);
    }

    static End of(TrainingResult result, @Nullable Path model, @Nullable String modelSha256) {
      return new End(
          Outcome.of(result.outcome()),
          result.state().epoch(),
          result.state().step(),
          result.restoredEpoch().isPresent() ? result.restoredEpoch().getAsInt() : null,
          result.model().weightsSha256(),
          model == null ? null : model.toString(),
          modelSha256);
    }
  }

  /// Returns what is known of a run that begins now, here.
  ///
  /// @throws IllegalArgumentException if rule, network or objective have no written form, by which
  ///   the run could be trained again
  public static Provenance begun(
      List<String> command, Objective objective, Source source, TrainingSettings settings) {
    NetworkParser.write(objective.network());
    ObjectiveParser.written(objective);
    WrittenSettings.of(settings);
    return new Provenance(
        command,
        objective,
        source,
        null,
        List.of(new Part(1, 0, settings, Environment.here(), Instant.now(), 0)),
        List.of(),
        new End(Outcome.RUNNING, 1, 0, null, null, null, null));
  }

  /// Returns this, a run that begins with other weights than those of the seed.
  public Provenance with(Given given) {
    return new Provenance(command, objective, source, given, parts, epochs, end);
  }

  /// Returns this, a run that begins now, as one that goes on from another's state: with the
  /// other's parts and epochs before it, as far as they led there.
  ///
  /// @param before what is known of the run that led there; null for nothing
  public Provenance goingOn(@Nullable Provenance before, TrainingState from) {
    List<Part> all = new ArrayList<>();
    if (before != null && before.ledTo(from.history())) {
      before.parts.stream()
          .filter(part -> part.isBefore(from.epoch(), from.step()))
          .forEach(all::add);
    }
    Part now = parts.getLast();
    boolean isKnown = !all.isEmpty();
    all.add(
        new Part(from.epoch(), from.step(), now.settings, now.environment, now.began, now.seconds));
    List<Epoch> done = new ArrayList<>();
    for (EpochDone each : from.history()) {
      int at = done.size();
      done.add(
          Epoch.of(
              each,
              isKnown && before != null && at < before.epochs.size()
                  ? before.epochs.get(at).weightsSha256()
                  : null));
    }
    return new Provenance(
        isKnown && before != null ? before.command : command,
        objective,
        source,
        isKnown && before != null ? before.given : given,
        all,
        done,
        End.at(from));
  }

  /// Returns this, a run that goes on here, as one that goes on with other settings from a state
  /// on.
  Provenance goingOnWith(TrainingSettings settings, TrainingState from) {
    List<Part> all = new ArrayList<>(parts);
    if (!all.getLast().isBefore(from.epoch(), from.step())) {
      all.removeLast(); // it has done no step
    }
    all.add(
        new Part(
            from.epoch(), from.step(), settings, parts.getLast().environment, Instant.now(), 0));
    return new Provenance(command, objective, source, given, all, epochs, end);
  }

  /// Returns whether the epochs that are told of both here and there are the same.
  private boolean ledTo(List<EpochDone> history) {
    for (int i = 0; i < Math.min(epochs.size(), history.size()); i++) {
      if (epochs.get(i).differenceFrom(Epoch.of(history.get(i), null)) != null) {
        return false;
      }
    }
    return true;
  }

  /// Returns how long all parts took.
  public double seconds() {
    return parts.stream().mapToDouble(Part::seconds).sum();
  }

  /// Returns the file that tells of the run whose model is, or was to be, `model`.
  public static Path beside(Path model) {
    return model.resolveSibling(model.getFileName() + SUFFIX);
  }

  /// Returns the model of the run that `file` tells of, whether or not it is there.
  public static Path modelBeside(Path file) {
    String name = String.valueOf(file.getFileName());
    return file.resolveSibling(
        name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name);
  }

  /// Returns whether a file of this name tells of a run.
  public static boolean isNameOfOne(Path file) {
    return String.valueOf(file.getFileName()).endsWith(SUFFIX);
  }

  /// Writes it, in a single step that either happens or does not.
  public void save(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(written().getBytes(StandardCharsets.UTF_8));
    try (Replacement replacement = Replacement.open(file)) {
      while (bytes.hasRemaining()) {
        replacement.channel().write(bytes);
      }
      replacement.commit();
    }
  }

  /// Returns it as JSON, its names always in the same order.
  public String written() {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put(FORMAT, 1);
    tree.put("command", command);
    tree.put("network", NetworkParser.write(objective.network()));
    tree.put("objective", ObjectiveParser.written(objective));
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("name", source.name);
    data.put("options", source.options);
    data.put("table", new TreeMap<>(source.table));
    data.put("balanced", source.isBalanced);
    for (Rows rows : source.rows) {
      Map<String, @Nullable Object> part = new LinkedHashMap<>();
      part.put("rows", rows.rows);
      part.put("sha256", rows.sha256);
      data.put(rows.part, part);
    }
    tree.put("data", data);
    if (given != null) {
      Map<String, @Nullable Object> weights = new LinkedHashMap<>();
      weights.put("file", given.file);
      weights.put("weightsSha256", given.weightsSha256);
      tree.put("given", weights);
    }
    tree.put("parts", parts.stream().map(Provenance::tree).toList());
    tree.put("epochs", epochs.stream().map(Provenance::tree).toList());
    Map<String, @Nullable Object> told = new LinkedHashMap<>();
    told.put("outcome", end.outcome.name());
    told.put("epoch", end.epoch);
    told.put("step", end.step);
    told.put("restoredEpoch", end.restoredEpoch);
    told.put("weightsSha256", end.weightsSha256);
    told.put("model", end.model);
    told.put("modelSha256", end.modelSha256);
    tree.put("end", told);
    return JsonTree.written(tree);
  }

  private static Map<String, @Nullable Object> tree(Part part) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("epoch", part.epoch);
    tree.put("step", part.step);
    tree.put("began", part.began.toString());
    tree.put("seconds", part.seconds);
    tree.put("settings", part.settingsWords());
    tree.put("environment", part.environment.words());
    return tree;
  }

  private static Map<String, @Nullable Object> tree(Epoch epoch) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("epoch", epoch.epoch);
    tree.putAll(epoch.measured);
    tree.put("seconds", epoch.seconds);
    tree.put("weightsSha256", epoch.weightsSha256);
    return tree;
  }

  /// Reads what [#save] wrote.
  ///
  /// @throws IOException if the file cannot be read or tells of no run; it says what is wrong
  public static Provenance read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FileSystemException(
          file.toString(), null, "it is a folder; name a file that ends in .run.json in it");
    }
    if (Files.size(file) > MOST_BYTES) {
      throw new FileSystemException(
          file.toString(), null, "it is larger than any file that tells of a run");
    }
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    try {
      return parse(text);
    } catch (IllegalArgumentException damaged) {
      String why = String.valueOf(damaged.getMessage());
      throw new IOException(
          file + ": this tells of no run that can be read: " + why + (why.endsWith(".") ? "" : "."),
          damaged);
    }
  }

  /// Returns what [#written()] wrote.
  ///
  /// @throws IllegalArgumentException if it tells of no run
  static Provenance parse(String text) {
    try {
      return new Reading(JsonTree.read(text)).provenance();
    } catch (DateTimeException damaged) {
      throw new IllegalArgumentException(damaged.getMessage(), damaged);
    }
  }

  /// Returns the same with other epochs.
  Provenance withEpochs(List<Epoch> epochs) {
    return new Provenance(command, objective, source, given, parts, epochs, end);
  }

  /// Turns the tree of JSON into a run, and takes nothing on trust.
  private record Reading(Map<?, ?> tree) {
    Provenance provenance() {
      if (!Long.valueOf(1).equals(tree.get(FORMAT))) {
        throw new IllegalArgumentException(
            tree.get(FORMAT) == null
                ? Quote.of(FORMAT) + " is missing"
                : "its format is of another version");
      }
      List<Part> parts = new ArrayList<>();
      for (Object each : list("parts")) {
        Part part = new Reading(map("parts", each)).part();
        if (!parts.isEmpty() && !parts.getLast().isBefore(part.epoch, part.step)) {
          throw new IllegalArgumentException("its parts are not in order");
        }
        parts.add(part);
      }
      List<Epoch> epochs = new ArrayList<>();
      for (Object each : list("epochs")) {
        epochs.add(new Reading(map("epochs", each)).epoch(epochs.size() + 1));
      }
      return new Provenance(
          words("command"),
          ObjectiveParser.parse(text("objective"), NetworkParser.parse(text("network"))),
          new Reading(map("data", tree.get("data"))).source(),
          tree.containsKey("given") ? new Reading(map("given", tree.get("given"))).given() : null,
          parts,
          epochs,
          new Reading(map("end", tree.get("end"))).end());
    }

    private Source source() {
      List<Rows> rows = new ArrayList<>();
      for (String part : List.of("train", "validation", "test")) {
        if (tree.containsKey(part)) {
          Reading told = new Reading(map(part, tree.get(part)));
          rows.add(new Rows(part, told.whole("rows", 0), told.text("sha256")));
        }
      }
      return new Source(
          text("name"),
          words("options"),
          entries("table"),
          Boolean.TRUE.equals(tree.get("balanced")),
          rows);
    }

    private Given given() {
      return new Given(text("file"), text("weightsSha256"));
    }

    private Part part() {
      Map<String, String> settings = entries("settings");
      DType precision =
          WrittenSettings.one(settings, "precision", List.of(DType.FLOAT, DType.DOUBLE));
      Reading told = new Reading(map("environment", tree.get("environment")));
      return new Part(
          whole("epoch", 1),
          whole("step", 0),
          WrittenSettings.read(settings, precision)
              .withThreads(WrittenSettings.whole(settings, "threads", 1, 1024)),
          new Environment(
              told.text("thalweg"),
              told.text("java"),
              told.text("system"),
              told.text("processor"),
              WrittenSettings.whole(
                  told.tree.containsKey("processors")
                      ? Map.of("processors", told.text("processors"))
                      : Map.of(),
                  "processors",
                  1,
                  Integer.MAX_VALUE),
              told.text("vector")),
          Instant.parse(text("began")),
          number("seconds"));
    }

    private Epoch epoch(int number) {
      if (whole("epoch", 1) != number) {
        throw new IllegalArgumentException("its epoch " + number + " is missing");
      }
      Map<String, Double> measured = new LinkedHashMap<>();
      for (Object key : tree.keySet()) {
        String name = String.valueOf(key);
        if (!List.of("epoch", "seconds", "weightsSha256").contains(name)) {
          measured.put(name, number(name));
        }
      }
      return new Epoch(number, measured, number("seconds"), textOrNull("weightsSha256"));
    }

    private End end() {
      String outcome = text("outcome");
      return new End(
          WrittenSettings.one(Map.of("outcome", outcome), "outcome", List.of(Outcome.values())),
          whole("epoch", 1),
          whole("step", 0),
          tree.get("restoredEpoch") == null ? null : whole("restoredEpoch", 1),
          textOrNull("weightsSha256"),
          textOrNull("model"),
          textOrNull("modelSha256"));
    }

    private static Map<?, ?> map(String key, @Nullable Object value) {
      if (value instanceof Map<?, ?> map) {
        return map;
      }
      throw unfit(key, value, "an object");
    }

    private List<?> list(String key) {
      if (tree.get(key) instanceof List<?> list) {
        return list;
      }
      throw unfit(key, tree.get(key), "an array");
    }

    private String text(String key) {
      if (tree.get(key) instanceof String text) {
        return text;
      }
      throw unfit(key, tree.get(key), "text");
    }

    private @Nullable String textOrNull(String key) {
      return tree.get(key) == null ? null : text(key);
    }

    private List<String> words(String key) {
      List<String> words = new ArrayList<>();
      for (Object each : list(key)) {
        if (!(each instanceof String word)) {
          throw unfit(key, each, "text");
        }
        words.add(word);
      }
      return words;
    }

    private Map<String, String> entries(String key) {
      Map<String, String> entries = new LinkedHashMap<>();
      map(key, tree.get(key))
          .forEach(
              (name, value) -> {
                if (!(value instanceof String word)) {
                  throw unfit(String.valueOf(name), value, "text");
                }
                entries.put(String.valueOf(name), word);
              });
      return entries;
    }

    private int whole(String key, int least) {
      if (tree.get(key) instanceof Long number && number >= least && number <= Integer.MAX_VALUE) {
        return number.intValue();
      }
      throw unfit(key, tree.get(key), "a whole number from " + least);
    }

    /// JSON has no NaN.
    private double number(String key) {
      Object value = tree.get(key);
      if (value == null && tree.containsKey(key)) {
        return Double.NaN;
      }
      if (value instanceof Number number) {
        return number.doubleValue();
      }
      throw unfit(key, value, "a number");
    }

    private static IllegalArgumentException unfit(
        String key, @Nullable Object value, String expected) {
      return new IllegalArgumentException(
          Quote.of(key)
              + " is "
              + (value == null ? "missing" : Quote.of(String.format(Locale.ROOT, "%s", value)))
              + "; it must be "
              + expected);
    }
  }
}
