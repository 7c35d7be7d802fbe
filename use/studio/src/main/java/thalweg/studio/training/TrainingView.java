package thalweg.studio.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.program.Team;
import thalweg.descent.direction.RuleParser;
import thalweg.descent.direction.UpdateRule;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.studio.feed.Feed;
import thalweg.studio.question.Asking;
import thalweg.studio.question.Frame;
import thalweg.studio.question.TypedNetwork;
import thalweg.studio.question.View;
import thalweg.training.Trainer;
import thalweg.training.TrainingOutcome;
import thalweg.training.TrainingSettings;
import thalweg.training.TrainingState;
import thalweg.training.data.Dataset;
import thalweg.training.data.Digits;
import thalweg.training.data.Split;
import thalweg.training.leaf.Weights;
import thalweg.training.measure.ClassificationReport;
import thalweg.training.measure.Evaluation;
import thalweg.training.measure.RegressionReport;
import thalweg.training.model.Model;
import thalweg.training.objective.Objective;
import thalweg.training.objective.Prediction;

/// What the last view asks: of runs, their weights at any step, and other runs begun from there.
@SuppressWarnings("ArrayRecordComponent") // of answers, which are compared by nobody
public final class TrainingView implements View {
  private static final String DIGITS = "digits";
  private static final int MOST_PICTURES = 64;
  private static final int MOST_SIDE = 96;
  private static final int MOST_JUDGED = 2_000;
  private static final int MOST_MISTAKES = 12;
  private static final int MOST_CLASSES = 40;
  private static final int MOST_EPOCHS = 100_000;
  private static final long MOST_PARAMETERS = 20_000_000;
  private static final int MOST_DIGITS = 20_000;
  private static final int MOST_WAIT_MILLIS = 3_000;
  private static final int PART_MILLIS = 400;

  /// Nothing needs to be said.
  record Nothing() {}

  /// @param run its number
  record Which(int run) {}

  /// A run, without its curve.
  ///
  /// @param epochsFrom how many epochs were told before, those that are here come after them
  /// @param branchOf the run it branches off; 0 for none
  /// @param first steps done before it began
  /// @param at steps done
  /// @param outcome null while it goes on
  /// @param began when, in milliseconds since 1970
  /// @param why for an end by NaN: where it was seen and what probably led to it
  record Shown(
      int run,
      String name,
      int branchOf,
      long first,
      long at,
      int stepsPerEpoch,
      int epochs,
      String network,
      String objective,
      String rule,
      double rate,
      int batch,
      long seed,
      int rows,
      long parameters,
      List<WatchedRun.Rate> rates,
      List<String> warnings,
      int epochsFrom,
      List<WatchedRun.Epoch> epochsDone,
      boolean stopping,
      @Nullable String outcome,
      @Nullable String why,
      double rowsPerSecond,
      double elapsed,
      long began,
      boolean pictures,
      boolean pad,
      boolean classes) {}

  /// @param runs those known here
  record All(List<Shown> runs) {}

  /// @param from number of the first point that is wanted
  /// @param stride in which the page has them
  record CurveFrom(int run, int from, int stride) {}

  /// @param count of losses, then as many seconds
  record CurveHead(int stride, int from, int count, long first) {}

  /// @param what stop, save or rate
  record Steer(int run, String what, @Nullable Double rate) {}

  /// @param saved the file that the model was saved in, beside where the studio was started
  record Steered(@Nullable String saved) {}

  /// @param at steps done; below 0 for the newest
  record Moment(int run, long at) {}

  /// @param done whether it is there
  /// @param now how many steps are done on the way
  record Back(boolean done, long now, long at, int epoch, int step, @Nullable String sha256) {}

  /// What is to be other; null for as it was.
  record Fork(
      int run,
      long at,
      @Nullable Double rate,
      @Nullable String rule,
      @Nullable Long seed,
      @Nullable Integer batch,
      @Nullable Integer epochs) {}

  /// What is inside at a moment.
  ///
  /// @param rate at which the next step is taken, schedules counted
  /// @param traces what was seen inside before, while somebody looked
  record Numbers(
      long at,
      int epoch,
      int step,
      double rate,
      List<Inside.Parameter> parameters,
      List<Inside.Given> layers,
      List<Inside.Trace> traces) {}

  /// @param what first (weights of the first layer, a picture for each unit), given (what a layer
  ///   gives for a row) or batch (the rows of the next mini-batch)
  record Pictures(int run, long at, String what, int layer, int row) {}

  /// Pictures of the same size, one after another; under each what it is.
  record PicturesHead(
      int count, int height, int width, int channels, List<String> labels, long at, String of) {}

  /// A row that the model has wrong.
  record Wrong(int row, String label, String predicted, double probability) {}

  /// How a model judges rows it has not learnt from: of classes the matrix and the worst mistakes,
  /// with their pictures where rows are some; of quantities the pairs of right and said.
  record Judged(
      long at,
      int rows,
      String on,
      double accuracy,
      List<String> names,
      double[][] matrix,
      List<Wrong> worst,
      double[] right,
      double[] said,
      int height,
      int width,
      int channels) {}

  /// @param strokes each x, y, x, y …, from 0 to 1
  record Drawn(int run, long at, List<double[]> strokes) {}

  /// @param picture as the network sees it, 28 × 28
  record Read(double[] picture, String named, List<String> names, double[] probabilities) {}

  /// @param extent how far to each side, in norms of the weights
  /// @param turn another number computes anew, around the newest weights
  record Around(int run, long at, int size, double extent, long seed, int turn) {}

  /// Losses row by row, from the top; NaN where there is none yet.
  record LandscapeHead(
      int size, double extent, long done, long at, int rows, double middle, boolean over) {}

  /// A run on the built-in digits.
  record Begin(
      String network,
      String activation,
      String rule,
      double rate,
      int batch,
      int epochs,
      long seed,
      int rows) {}

  /// The same in Java.
  record Copied(String java, @Nullable String command) {}

  private record Key(int run, long at) {}

  private record LandscapeKey(int run, long at, int size, double extent, long seed, int turn) {}

  /// @param losses filled while the work goes on
  private record Filling(LandscapeKey key, long at, int rows, float[] losses) {}

  private final Runs runs;
  private final Path folder;
  private final Job.Place<TrainingState> backs = new Job.Place<>();
  private final Job.Place<Filling> landscapes = new Job.Place<>();
  private volatile @Nullable Filling filling;
  private final Map<Key, TrainingState> states =
      new LinkedHashMap<>(8, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, TrainingState> eldest) {
          return size() > 4;
        }
      };
  private final Map<Integer, Inside> insides = new HashMap<>();

  /// @param folder where models are saved, and past runs told of
  public TrainingView(Feed feed, Path folder) {
    this.folder = folder;
    runs = new Runs(feed, TrainingView::shown);
  }

  /// Lets every run of this trainer be watched and steered.
  ///
  /// @param command the line by which the same is trained; null for none
  public Trainer watch(Trainer trainer, String name, @Nullable String command) {
    return runs.attach(trainer, name, command);
  }

  /// Stops what pages have begun.
  @Override
  public void close() {
    runs.close();
    backs.clear();
    landscapes.clear();
  }

  @Override
  public void answer(Register register) {
    register.at(
        "training/runs",
        Nothing.class,
        (_, _) -> new All(runs.all().stream().map(run -> shown(run, 0)).toList()));
    register.at("training/curve", CurveFrom.class, this::curve);
    register.at("training/steer", Steer.class, this::steer);
    register.at("training/back", Moment.class, this::back);
    register.at("training/fork", Fork.class, this::fork);
    register.at("training/weights", Moment.class, this::numbers);
    register.at("training/pictures", Pictures.class, this::pictures);
    register.at("training/judged", Moment.class, this::judged);
    register.at("training/pad", Drawn.class, this::pad);
    register.at("training/landscape", Around.class, this::landscape);
    register.at("training/past", Nothing.class, (_, _) -> PastRuns.in(folder));
    register.at("training/begin", Begin.class, this::begin);
    register.at("training/copy", Moment.class, this::copied);
  }

  private static Shown shown(WatchedRun run, int epochsFrom) {
    TrainingSettings settings = run.trainer.settings();
    Objective objective = run.trainer.objective();
    Dataset train = run.trainer.data().train();
    TrainingOutcome outcome = run.outcome();
    List<WatchedRun.Rate> rates = run.rates();
    WatchedRun.Branch branch = run.branch;
    boolean isClasses = train.classes() > 0;
    return new Shown(
        run.id,
        run.name,
        branch == null ? 0 : branch.run(),
        run.first(),
        run.at(),
        run.stepsPerEpoch(),
        settings.epochs(),
        objective.network().toString(),
        objective.getClass().getSimpleName(),
        settings.rule().toString(),
        rates.isEmpty() ? settings.rule().rate() : rates.getLast().rate(),
        settings.batch(),
        settings.seed(),
        train.rows(),
        objective.network().parameterCount(),
        rates,
        run.warnings(),
        epochsFrom,
        run.epochs(epochsFrom),
        run.isStopping(),
        outcome == null ? null : word(outcome),
        outcome instanceof TrainingOutcome.NonFinite broken
            ? broken.where() + ": " + broken.cause()
            : null,
        run.rowsPerSecond(),
        run.seconds(),
        run.began,
        Picture.of(train.rowShape()) != null,
        isClasses && isForPad(objective.network()),
        isClasses);
  }

  private static boolean isForPad(Network network) {
    return network.input().elements() == Pad.SIZE * Pad.SIZE;
  }

  private static String word(TrainingOutcome outcome) {
    return switch (outcome) {
      case TrainingOutcome.Completed _ -> "completed";
      case TrainingOutcome.StoppedEarly _ -> "stoppedEarly";
      case TrainingOutcome.Stopped _ -> "stopped";
      case TrainingOutcome.NonFinite _ -> "nonFinite";
    };
  }

  private Frame curve(CurveFrom wanted, Asking asking) {
    WatchedRun run = runs.run(wanted.run);
    Curve.Points points = run.curve.since(wanted.from, wanted.stride);
    return new Frame(
        new CurveHead(points.stride(), points.from(), points.losses().length, run.first()),
        points.losses(),
        points.seconds());
  }

  private Steered steer(Steer steer, Asking asking) {
    WatchedRun run = runs.run(steer.run);
    switch (steer.what) {
      case "stop" -> {
        run.requireGoing();
        run.stop();
      }
      case "rate" -> {
        if (steer.rate == null) {
          throw new IllegalArgumentException("training: no rate is given; give one above 0.");
        }
        run.goOnAt(steer.rate);
      }
      case "save" -> {
        WatchedRun.Sample sample = newest(run, asking);
        Path file = unused(run.id, sample.at());
        try {
          model(run, sample.weights()).save(file);
        } catch (IOException failed) {
          throw new IllegalArgumentException(
              "training: the model could not be saved (" + failed.getMessage() + ").", failed);
        }
        return new Steered(String.valueOf(file.getFileName()));
      }
      default ->
          throw new IllegalArgumentException(
              "training: \"" + steer.what + "\" is unknown; it must be stop, save or rate.");
    }
    return new Steered(null);
  }

  // ---- weights at a moment

  private Back back(Moment moment, Asking asking) {
    WatchedRun run = runs.run(moment.run);
    Key key = new Key(run.id, moment.at);
    TrainingState state;
    synchronized (states) {
      state = states.get(key);
    }
    if (state == null) {
      Job<TrainingState> job =
          backs.ask(key, work -> TimeMachine.at(run, moment.at, work::isGivenUp, work.done));
      state = job.within(PART_MILLIS);
      if (state == null || run.at(state.epoch(), state.step()) != moment.at) {
        return new Back(false, job.done.get(), moment.at, 0, 0, null);
      }
      synchronized (states) {
        states.put(key, state);
      }
    }
    return new Back(
        true,
        moment.at,
        moment.at,
        state.epoch(),
        state.step(),
        Model.weightsSha256(state.parameters(), state.statistics()));
  }

  private TrainingState state(WatchedRun run, long at) {
    synchronized (states) {
      TrainingState state = states.get(new Key(run.id, at));
      if (state != null) {
        return state;
      }
    }
    throw new IllegalArgumentException(
        "training: step " + at + " is not at hand any more; go back to it once more.");
  }

  /// Returns the weights at a step that was gone back to, or the newest.
  private WatchedRun.Sample sample(WatchedRun run, long at, Asking asking) {
    if (at >= 0) {
      TrainingState state = state(run, at);
      return WatchedRun.Sample.of(at, state);
    }
    WatchedRun.Sample sample = run.sample();
    return sample == null ? newest(run, asking) : sample;
  }

  /// Returns weights that are not older than now.
  private static WatchedRun.Sample newest(WatchedRun run, Asking asking) {
    long now = run.at();
    long end = System.nanoTime() + MOST_WAIT_MILLIS * 1_000_000L;
    while (true) {
      WatchedRun.Sample sample = run.sample();
      if (sample != null && (sample.at() >= now || run.outcome() != null)) {
        return sample;
      }
      if (System.nanoTime() > end) {
        if (sample != null) {
          return sample;
        }
        throw new IllegalArgumentException(
            "training: no step was done within "
                + MOST_WAIT_MILLIS / 1000
                + " s; ask again when one is.");
      }
      asking.check();
      try {
        Thread.sleep(10);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", interrupted);
      }
    }
  }

  private Inside inside(WatchedRun run) {
    synchronized (insides) {
      insides.keySet().retainAll(runs.all().stream().map(each -> each.id).toList());
      return insides.computeIfAbsent(run.id, _ -> new Inside(run.trainer));
    }
  }

  private static Model model(WatchedRun run, Weights weights) {
    return new Model(
        run.trainer.objective(), weights.parameters(), weights.statistics(), run.trainer.kinds());
  }

  private Numbers numbers(Moment moment, Asking asking) {
    WatchedRun run = runs.run(moment.run);
    WatchedRun.Sample sample = sample(run, moment.at, asking);
    Inside inside = inside(run);
    double rate = EffectiveRate.of(run.settingsAt(sample.at()).rule(), sample.rule());
    List<Inside.Parameter> parameters = inside.parameters(sample, run.stepsPerEpoch());
    inside.trace(sample.at(), rate, parameters);
    return new Numbers(
        sample.at(),
        sample.epoch(),
        sample.step(),
        rate,
        parameters,
        inside.given(sample.weights()),
        inside.traces());
  }

  private Frame pictures(Pictures wanted, Asking asking) {
    WatchedRun run = runs.run(wanted.run);
    WatchedRun.Sample sample = sample(run, wanted.at, asking);
    return switch (wanted.what) {
      case "first" -> first(run, sample);
      case "given" -> given(run, sample, wanted);
      case "batch" -> batch(run, sample);
      default ->
          throw new IllegalArgumentException(
              "training: \"" + wanted.what + "\" is unknown; it must be first, given or batch.");
    };
  }

  /// The weights of each unit of the first layer, where its inputs lie.
  private static Frame first(WatchedRun run, WatchedRun.Sample sample) {
    List<NdArray> parameters = sample.weights().parameters();
    if (parameters.isEmpty() || parameters.getFirst().shape().rank() < 2) {
      throw new IllegalArgumentException(
          "training: the first layer has no weights that are a picture; look at the spreads.");
    }
    NdArray weight = parameters.getFirst();
    int units = weight.shape().size(weight.shape().rank() - 1);
    int inputs = weight.shape().elements() / units;
    Dataset train = run.trainer.data().train();
    Picture picture = Picture.of(train.rowShape());
    Picture form = picture != null && picture.elements() == inputs ? picture : Picture.grid(inputs);
    int count = Math.min(units, MOST_PICTURES);
    requireSide(form);
    float[][] pictures = new float[count][form.elements()];
    List<String> labels = new ArrayList<>();
    for (int unit = 0; unit < count; unit++) {
      for (int i = 0; i < inputs; i++) {
        pictures[unit][i] = (float) weight.at(i * units + unit);
      }
      labels.add("unit " + (unit + 1));
    }
    return new Frame(
        new PicturesHead(
            count,
            form.height(),
            form.width(),
            form.channels(),
            labels,
            sample.at(),
            run.trainer.objective().network().parameters().getFirst().name()),
        pictures);
  }

  private static void requireSide(Picture picture) {
    if (picture.height() > MOST_SIDE || picture.width() > MOST_SIDE) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "training: the pictures are of %d × %d; those of at most %d a side are shown.",
              picture.height(),
              picture.width(),
              MOST_SIDE));
    }
  }

  private Frame given(WatchedRun run, WatchedRun.Sample sample, Pictures wanted) {
    Network network = run.trainer.objective().network();
    Dataset train = run.trainer.data().train();
    int layer = Math.clamp(wanted.layer, 0, network.layers().size() - 1);
    int row = Math.clamp(wanted.row, 0, train.rows() - 1);
    Inside inside = inside(run);
    float[] numbers = inside.given(sample.weights(), layer, row);
    Shape shape = inside.shape(layer);
    // Of a volume each channel, the last axis, is a map.
    int maps = shape.rank() == 3 ? shape.size(2) : 1;
    Picture form =
        shape.rank() >= 2
            ? new Picture(shape.size(0), shape.size(1), 1)
            : Picture.grid(numbers.length);
    requireSide(form);
    int count = Math.min(maps, MOST_PICTURES);
    float[][] pictures = new float[count][form.elements()];
    List<String> labels = new ArrayList<>();
    for (int map = 0; map < count; map++) {
      Arrays.fill(pictures[map], Float.NaN); // beyond the last unit
      for (int i = 0; i * maps + map < numbers.length; i++) {
        pictures[map][i] = numbers[i * maps + map];
      }
      labels.add(maps == 1 ? network.names().get(layer) : "map " + (map + 1));
    }
    return new Frame(
        new PicturesHead(
            count, form.height(), form.width(), 1, labels, sample.at(), network.names().get(layer)),
        pictures);
  }

  private static Frame batch(WatchedRun run, WatchedRun.Sample sample) {
    TrainingSettings settings = run.trainer.settings();
    Dataset train = run.trainer.data().train();
    Picture picture = Picture.of(train.rowShape());
    Picture form = picture == null ? Picture.grid(train.rowShape().elements()) : picture;
    requireSide(form);
    int perEpoch = run.stepsPerEpoch();
    int epoch = sample.step() >= perEpoch ? sample.epoch() + 1 : sample.epoch();
    int step = sample.step() >= perEpoch ? 0 : sample.step();
    int[] order = new int[Math.max(train.rows(), perEpoch * settings.batch())];
    settings.sampling().order(train.rows(), settings.batch(), settings.seed(), epoch, order);
    int rows =
        Math.min(
            MOST_PICTURES, settings.job(run.trainer.objective()).batchRows(train.rows(), step));
    int[] which =
        Arrays.copyOfRange(order, step * settings.batch(), step * settings.batch() + rows);
    return new Frame(
        new PicturesHead(
            rows,
            form.height(),
            form.width(),
            form.channels(),
            labels(train, which),
            sample.at(),
            "batch"),
        pictures(train, which, form));
  }

  private static float[][] pictures(Dataset data, int[] which, Picture form) {
    float[] all = data.select(data.name(), which).features(DType.FLOAT).floats();
    int width = which.length == 0 ? 0 : all.length / which.length;
    float[][] pictures = new float[which.length][form.elements()];
    for (int i = 0; i < which.length; i++) {
      System.arraycopy(all, i * width, pictures[i], 0, width);
    }
    return pictures;
  }

  private static List<String> labels(Dataset data, int[] which) {
    if (data.classes() == 0) {
      return Arrays.stream(which).mapToObj(row -> "row " + (row + 1)).toList();
    }
    int[] labels = data.labels();
    return Arrays.stream(which)
        .mapToObj(
            row -> labels[row] == Dataset.UNLABELLED ? "?" : data.classNames().get(labels[row]))
        .toList();
  }

  private Object judged(Moment moment, Asking asking) {
    WatchedRun run = runs.run(moment.run);
    WatchedRun.Sample sample = sample(run, moment.at, asking);
    Dataset all = run.trainer.unseen();
    if (all == null) {
      throw new IllegalArgumentException(
          "training: there are no rows to be judged by; give validation or test rows.");
    }
    int count = Math.min(MOST_JUDGED, all.rows());
    int[] which = new int[count];
    Arrays.setAll(which, i -> (int) ((long) i * all.rows() / count));
    Dataset some = all.select(all.name(), which);
    Picture picture = Picture.of(all.rowShape());
    return switch (Evaluation.of(model(run, sample.weights()), some)) {
      case ClassificationReport report -> {
        boolean isSmall = report.confusion().names().size() <= MOST_CLASSES;
        List<ClassificationReport.Mistake> worst = report.worst(MOST_MISTAKES);
        Picture form =
            picture == null || picture.height() > MOST_SIDE || picture.width() > MOST_SIDE
                ? new Picture(0, 0, 0)
                : picture;
        yield new Frame(
            new Judged(
                sample.at(),
                report.rows(),
                all.name(),
                report.accuracy(),
                report.confusion().names(),
                isSmall ? report.confusion().toArray() : new double[0][],
                worst.stream()
                    .map(
                        each ->
                            new Wrong(
                                which[each.row()],
                                each.label(),
                                each.predicted(),
                                each.probability()))
                    .toList(),
                new double[0],
                new double[0],
                form.height(),
                form.width(),
                form.channels()),
            form.elements() == 0
                ? new float[0][]
                : pictures(
                    some,
                    worst.stream().mapToInt(ClassificationReport.Mistake::row).toArray(),
                    form));
      }
      case RegressionReport report -> {
        int shown = Math.min(500, report.rows());
        yield new Frame(
            new Judged(
                sample.at(),
                report.rows(),
                all.name(),
                report.r2(),
                List.of(),
                new double[0][],
                List.of(),
                Arrays.copyOf(report.right(0), shown),
                Arrays.copyOf(report.predicted(0), shown),
                0,
                0,
                0),
            new float[0][]);
      }
      default ->
          throw new IllegalArgumentException(
              "training: rows of several labels have no single mistake; see thalweg evaluate.");
    };
  }

  private Read pad(Drawn drawn, Asking asking) {
    WatchedRun run = runs.run(drawn.run);
    if (!isForPad(run.trainer.objective().network())) {
      throw new IllegalArgumentException(
          "pad: the network takes rows of %s, a drawing has 28 × 28 numbers; train one on digits."
              .formatted(run.trainer.objective().network().input()));
    }
    WatchedRun.Sample sample = sample(run, drawn.at, asking);
    float[] picture = Pad.picture(drawn.strokes);
    Model model = model(run, sample.weights());
    double[] row = new double[picture.length];
    Arrays.setAll(row, i -> picture[i]);
    Prediction said = model.predict(row);
    return new Read(
        row, said.toString(), said.probabilities().names(), said.probabilities().toArray());
  }

  private Frame landscape(Around around, Asking asking) {
    WatchedRun run = runs.run(around.run);
    if (around.size < Landscape.LEAST || around.size > Landscape.MOST) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "landscape: %d points a side; it must be from %d to %d.",
              around.size,
              Landscape.LEAST,
              Landscape.MOST));
    }
    if (!(around.extent > 0 && around.extent <= 10)) {
      throw new IllegalArgumentException(
          "landscape: it goes " + around.extent + " to each side; it must be above 0, at most 10.");
    }
    LandscapeKey key =
        new LandscapeKey(run.id, around.at, around.size, around.extent, around.seed, around.turn);
    WatchedRun.Sample sample = sample(run, around.at, asking);
    Job<Filling> job = landscapes.ask(key, work -> fill(run, sample, key, work));
    boolean isOver = job.within(PART_MILLIS / 4) != null;
    Filling now = filling;
    if (now == null || !now.key.equals(key)) {
      float[] none = new float[around.size * around.size];
      Arrays.fill(none, Float.NaN);
      return new Frame(
          new LandscapeHead(around.size, around.extent, 0, sample.at(), 0, Double.NaN, false),
          none);
    }
    float[] losses = now.losses.clone();
    return new Frame(
        new LandscapeHead(
            around.size,
            around.extent,
            job.done.get(),
            now.at,
            now.rows,
            around.size % 2 == 1 ? losses[losses.length / 2] : Double.NaN,
            isOver),
        losses);
  }

  private Filling fill(
      WatchedRun run, WatchedRun.Sample sample, LandscapeKey key, Job<Filling> work) {
    try (Team team = new Team(1)) {
      Landscape landscape = new Landscape(run.trainer, sample.weights(), key.seed, team);
      Filling fill = new Filling(key, sample.at(), landscape.rows, new float[key.size * key.size]);
      filling = fill;
      landscape.fill(key.size, key.extent, fill.losses, work);
      return fill;
    }
  }

  // ---- other runs

  private Which fork(Fork fork, Asking asking) {
    WatchedRun run = runs.run(fork.run);
    TrainingState state = state(run, fork.at);
    TrainingSettings settings = run.settingsAt(fork.at);
    if (fork.rule != null) {
      UpdateRule rule = RuleParser.parse(fork.rule);
      settings = settings.withRule(rule);
    }
    if (fork.rate != null) {
      settings = settings.withRate(fork.rate);
    }
    if (fork.seed != null) {
      settings = settings.withSeed(fork.seed);
    }
    if (fork.batch != null) {
      if (fork.batch != settings.batch() && state.step() != 0) {
        throw new IllegalArgumentException(
            "fork: step "
                + fork.at
                + " lies within an epoch, whose batches are drawn; change the batch where an epoch"
                + " ends, such as step "
                + run.at(state.epoch(), 0)
                + ".");
      }
      settings = settings.withBatch(fork.batch);
    }
    if (fork.epochs != null) {
      if (fork.epochs > MOST_EPOCHS) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "fork: %d epochs; at most %d.", fork.epochs, MOST_EPOCHS));
      }
      settings = settings.withEpochs(fork.epochs);
    }
    Trainer trainer = run.trainer.with(settings);
    return new Which(
        runs.begin(run.name, trainer, new WatchedRun.Branch(run.id, fork.at), state).id);
  }

  /// Returns the name of a file that there is not: runs are counted anew in each studio.
  private Path unused(int run, long at) {
    String name = String.format(Locale.ROOT, "thalweg-run-%d-step-%d", run, at);
    Path file = folder.resolve(name + ".safetensors");
    for (int i = 2; Files.exists(file); i++) {
      file = folder.resolve(name + "-" + i + ".safetensors");
    }
    return file;
  }

  private Which begin(Begin begin, Asking asking) {
    if (begin.rows < 100 || begin.rows > MOST_DIGITS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "training: %d rows; it must be from 100 to %d.",
              begin.rows,
              MOST_DIGITS));
    }
    Split split = Digits.split(1, begin.rows, Math.min(Digits.TEST_ROWS, begin.rows));
    Activation activation = Activation.parse(begin.activation);
    Network network =
        begin.network.matches("[0-9-]+")
            ? Network.of(begin.network, activation)
            : TypedNetwork.parse(begin.network, split.train().rowShape());
    if (network.parameterCount() > MOST_PARAMETERS || begin.epochs > MOST_EPOCHS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "training: a network of %d parameters for %d epochs; the page trains at most %d for"
                  + " %d; train longer by the command.",
              network.parameterCount(),
              begin.epochs,
              MOST_PARAMETERS,
              MOST_EPOCHS));
    }
    TrainingSettings settings =
        TrainingSettings.defaults()
            .withRule(RuleParser.parse(begin.rule))
            .withRate(begin.rate)
            .withBatch(begin.batch)
            .withEpochs(begin.epochs)
            .withSeed(begin.seed);
    return new Which(runs.begin(DIGITS, Trainer.of(network, split, settings), null, null).id);
  }

  private Copied copied(Moment moment, Asking asking) {
    WatchedRun run = runs.run(moment.run);
    long end = run.outcome() == null ? run.at(run.trainer.settings().epochs() + 1, 0) : run.at();
    List<WatchedRun> ancestors = new ArrayList<>();
    for (WatchedRun each = run; each.branch != null; each = ancestors.getLast()) {
      ancestors.add(runs.run(each.branch.run()));
    }
    WatchedRun oldest = ancestors.isEmpty() ? run : ancestors.getLast();
    int rows =
        oldest.isBegunHere && oldest.name.equals(DIGITS) ? run.trainer.data().train().rows() : 0;
    return Copies.of(run, moment.at < 0 ? end : moment.at, ancestors, rows);
  }
}
