package thalweg.studio.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.program.Team;
import thalweg.network.Network;
import thalweg.studio.question.Asking;
import thalweg.studio.question.Frame;
import thalweg.studio.question.View;
import thalweg.training.TrainingSettings;
import thalweg.training.data.Dataset;
import thalweg.training.measure.ClassificationReport;
import thalweg.training.measure.Evaluation;
import thalweg.training.measure.RegressionReport;
import thalweg.training.model.Model;
import thalweg.training.objective.Prediction;

/// What the last view asks of a run's weights at a moment: numbers and pictures of what is inside,
/// how they judge, and what lies around them.
@SuppressWarnings("ArrayRecordComponent") // of answers, which are compared by nobody
final class InsideView implements View {
  private static final int MOST_PICTURES = 64;
  private static final int MOST_SIDE = 96;
  private static final int MOST_JUDGED = 2_000;
  private static final int MOST_MISTAKES = 12;
  private static final int MOST_CLASSES = 40;
  private static final int PART_MILLIS = 100;

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

  private record LandscapeKey(int run, long at, int size, double extent, long seed, int turn) {}

  /// @param losses filled while the work goes on
  private record Filling(LandscapeKey key, long at, int rows, float[] losses) {}

  private final Runs runs;
  private final Visited visited;
  private final Job.Place<Filling> landscapes = new Job.Place<>();
  private volatile @Nullable Filling filling;
  private final Map<Integer, Inside> insides = new HashMap<>();

  InsideView(Runs runs, Visited visited) {
    this.runs = runs;
    this.visited = visited;
  }

  @Override
  public void answer(Register register) {
    register.at("training/weights", TrainingView.Moment.class, this::numbers);
    register.at("training/pictures", Pictures.class, this::pictures);
    register.at("training/judged", TrainingView.Moment.class, this::judged);
    register.at("training/pad", Drawn.class, this::pad);
    register.at("training/landscape", Around.class, this::landscape);
  }

  @Override
  public void close() {
    landscapes.clear();
  }

  private Inside inside(WatchedRun run) {
    synchronized (insides) {
      insides.keySet().retainAll(runs.all().stream().map(each -> each.id).toList());
      return insides.computeIfAbsent(run.id, _ -> new Inside(run.trainer));
    }
  }

  private Numbers numbers(TrainingView.Moment moment, Asking asking) {
    WatchedRun run = runs.run(moment.run());
    WatchedRun.Sample sample = visited.sample(run, moment.at(), asking);
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
    WatchedRun.Sample sample = visited.sample(run, wanted.at, asking);
    return switch (wanted.what) {
      case "first" -> first(run, sample);
      case "given" -> given(run, sample, wanted);
      case "batch" -> batch(run, sample);
      default ->
          throw new IllegalArgumentException(
              "training: \"" + wanted.what + "\" is unknown; it must be first, given or batch.");
    };
  }

  /// The weights of the first layer: of each unit, where its inputs lie; of a convolution each
  /// filter, by channels unless these are colours.
  private static Frame first(WatchedRun run, WatchedRun.Sample sample) {
    List<NdArray> parameters = sample.weights().parameters();
    if (parameters.isEmpty() || parameters.getFirst().shape().rank() < 2) {
      throw new IllegalArgumentException(
          "training: the first layer has no weights that are a picture; look at the spreads.");
    }
    NdArray weight = parameters.getFirst();
    if (weight.shape().rank() > 2) {
      return filters(run, sample, weight);
    }
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

  private static Frame filters(WatchedRun run, WatchedRun.Sample sample, NdArray weight) {
    Shape shape = weight.shape(); // [filters, channels, …size]
    int channels = shape.size(1);
    boolean isOfColours = channels == 3 && shape.rank() == 4;
    Picture form =
        new Picture(
            shape.rank() == 4 ? shape.size(2) : 1, shape.size(-1), isOfColours ? channels : 1);
    requireSide(form);
    int each = form.elements();
    float[] numbers = new float[shape.elements()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) weight.at(i);
    }
    int count = Math.min(numbers.length / each, MOST_PICTURES);
    float[][] pictures = new float[count][];
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pictures[i] = form.points(numbers, i * each);
      labels.add(
          isOfColours || channels == 1
              ? "filter " + (i + 1)
              : "filter " + (i / channels + 1) + ", channel " + (i % channels + 1));
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
    // Of a volume each channel is a map.
    int maps = shape.rank() == 3 ? shape.size(0) : 1;
    Picture form =
        shape.rank() == 2 || shape.rank() == 3
            ? new Picture(shape.size(-2), shape.size(-1), 1)
            : Picture.grid(numbers.length);
    requireSide(form);
    int count = Math.min(maps, MOST_PICTURES);
    float[][] pictures = new float[count][form.elements()];
    List<String> labels = new ArrayList<>();
    for (int map = 0; map < count; map++) {
      Arrays.fill(pictures[map], Float.NaN); // beyond the last unit
      int each = numbers.length / maps;
      System.arraycopy(numbers, map * each, pictures[map], 0, each);
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
      boolean isGrid = form.elements() != width; // with room left at its end
      if (isGrid) {
        System.arraycopy(all, i * width, pictures[i], 0, width);
      } else {
        pictures[i] = form.points(all, i * width);
      }
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

  private Object judged(TrainingView.Moment moment, Asking asking) {
    WatchedRun run = runs.run(moment.run());
    WatchedRun.Sample sample = visited.sample(run, moment.at(), asking);
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
    return switch (Evaluation.of(run.model(sample.weights()), some)) {
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
    if (!Pad.fits(run.trainer.objective().network())) {
      throw new IllegalArgumentException(
          "pad: the network takes rows of %s, a drawing has 28 × 28 numbers; train one on digits."
              .formatted(run.trainer.objective().network().input()));
    }
    WatchedRun.Sample sample = visited.sample(run, drawn.at, asking);
    float[] picture = Pad.picture(drawn.strokes);
    Model model = run.model(sample.weights());
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
    WatchedRun.Sample sample = visited.sample(run, around.at, asking);
    Job<Filling> job = landscapes.ask(key, work -> fill(run, sample, key, work));
    boolean isOver = job.within(PART_MILLIS) != null;
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
}
