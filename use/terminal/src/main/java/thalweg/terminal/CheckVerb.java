package thalweg.terminal;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.random.Purpose;
import thalweg.algebra.random.RandomStream;
import thalweg.calculus.gradient.GradientCheck;
import thalweg.calculus.gradient.GradientCheck.BlockReport;
import thalweg.calculus.gradient.GradientCheck.Report;
import thalweg.calculus.gradient.LossCheck;
import thalweg.network.Network;
import thalweg.training.data.Column;
import thalweg.training.data.Dataset;
import thalweg.training.data.Values;
import thalweg.training.model.StoredModel;
import thalweg.training.objective.Classification;
import thalweg.training.objective.Objective;
import thalweg.training.objective.Regression;
import thalweg.training.objective.Rows;
import thalweg.training.objective.SeveralLabels;

/// `thalweg check`: the gradient of a network's loss by rules against the same by differences.
@Command(
    name = "check",
    description = {
      "Compare a network's gradient with differences of its loss.",
      "The gradient is had in reverse, the differences by the ladder, all in double precision:"
          + " along",
      "random directions first, then element by element, then once more for the gradient of the",
      "gradient. Ends with exit code 5 if one is wrong."
    },
    footer = {
      "",
      "Examples:",
      "  thalweg check thalweg-model.safetensors",
      "  thalweg check --network 784-20-10 --activation sigmoid --samples 20"
    })
final class CheckVerb implements Callable<Integer> {
  /// How many elements of each parameter are checked for the second derivative.
  private static final int SECOND_SAMPLES = 5;

  private final Output output;

  @Mixin private Shared shared = new Shared();
  @Mixin private NetworkOptions networkOptions = new NetworkOptions();
  @Mixin private TableOptions tableOptions = new TableOptions();
  @Mixin private VectorWidth vector = new VectorWidth();

  @Parameters(
      arity = "0..1",
      paramLabel = "MODEL",
      description = "A saved model; or give --network for a new one.")
  private @Nullable Path model;

  @Option(
      names = "--data",
      paramLabel = "DATA",
      description =
          "Rows to compute the loss on: digits, a folder, an NPZ file, or a CSV or Parquet file."
              + " Default: random.")
  private @Nullable String data;

  @Option(names = "--rows", paramLabel = "N", description = "How many rows. Default: 10.")
  private int rows = 10;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "How many elements of each parameter to check. Default: 20.")
  private int samples = 20;

  @Option(names = "--seed", paramLabel = "S", description = "For all that is random. Default: 1.")
  private long seed = 1;

  CheckVerb(Output output) {
    this.output = output;
  }

  /// An objective and parameters in double precision.
  private record Subject(
      Objective objective,
      List<NdArray> parameters,
      List<NdArray> kept,
      List<Column.Kind> kinds,
      Map<String, String> table) {
    List<Tensor> statistics() {
      return kept.stream().map(Tensor::of).toList();
    }
  }

  @Override
  public Integer call() {
    output.with(shared);
    vector.apply();
    if (rows < 1) {
      throw Failure.usage("--rows is " + rows + "; it must be at least 1.");
    }
    Subject subject = subject();
    Network network = subject.objective.network();
    Dataset chosen = data == null ? random(subject.objective) : rowsOf(data, subject);
    List<Tensor> variables = network.variables(DType.DOUBLE);
    Tensor loss =
        subject
            .objective
            .losses(variables, subject.statistics(), Rows.of(chosen, DType.DOUBLE))
            .mean();
    LossCheck check =
        GradientCheck.of(loss, variables.toArray(Tensor[]::new)).sampled(samples, seed);
    NdArray[] values = subject.parameters.toArray(NdArray[]::new);
    Report report = check.check(values);
    Report second = check.second().sampled(Math.min(samples, SECOND_SAMPLES), seed).check(values);
    output.json(json(report, second));
    print(network, report, second);
    boolean wrong =
        report.verdict() == GradientCheck.Verdict.WRONG
            || second.verdict() == GradientCheck.Verdict.WRONG;
    return wrong ? ExitCode.CHECK_FAILED : ExitCode.OK;
  }

  /// Returns random rows, with all classes in turn or random quantities.
  private Dataset random(Objective objective) {
    Network network = objective.network();
    RandomStream random = new RandomStream(seed, Purpose.CHECK, 0, 0);
    int numbers = rows * network.input().elements();
    double[] features = IntStream.range(0, numbers).mapToDouble(random::normal).toArray();
    int outputs = network.output().elements();
    Column target =
        switch (objective) {
          case Classification _ ->
              Column.classes(
                  Dataset.TARGET,
                  IntStream.range(0, rows).map(row -> row % outputs).toArray(),
                  IntStream.range(0, outputs).mapToObj(String::valueOf).toList());
          case SeveralLabels _ ->
              Column.of(
                  Dataset.TARGET,
                  Shape.of(outputs),
                  Values.of(
                      outputs, IntStream.range(0, rows * outputs).map(i -> i % 3 % 2).toArray()));
          case Regression _ ->
              Column.of(
                  Dataset.TARGET,
                  Shape.of(outputs),
                  Values.of(
                      outputs,
                      IntStream.range(numbers, numbers + rows * outputs)
                          .mapToDouble(random::normal)
                          .toArray()));
          default ->
              throw Failure.usage(
                  "--data: the model learns "
                      + objective.lossName()
                      + ", for which no random rows can be made; give --data.");
        };
    return Dataset.of(
        "random",
        List.of(
            Column.of(
                Dataset.FEATURES, network.input(), Values.of(network.input().elements(), features)),
            target));
  }

  private Subject subject() {
    if (model != null && networkOptions.isGiven()) {
      throw Failure.usage("MODEL and --network were both given; a model has its own network.");
    }
    if (model != null) {
      StoredModel stored = ModelFile.stored(model);
      return new Subject(
          stored.model().objective(),
          stored.model().to(DType.DOUBLE).parameters(),
          stored.model().to(DType.DOUBLE).statistics(),
          stored.model().kinds(),
          stored.table());
    }
    if (networkOptions.sizes == null) {
      throw Failure.usage(
          "nothing to check was given; name a saved model, or a network such as --network"
              + " 784-20-10.");
    }
    networkOptions.check();
    Network network = networkOptions.network(1, 1);
    return new Subject(
        Classification.of(network),
        network.initial(DType.DOUBLE, seed),
        network.initialStatistics(DType.DOUBLE),
        List.of(),
        Map.of());
  }

  private Dataset rowsOf(String name, Subject subject) {
    Network network = subject.objective.network();
    Dataset all = LearningData.unseen(name, tableOptions, subject.kinds, subject.table);
    if (all.rowShape().elements() != network.input().elements()) {
      throw Failure.input(
          name
              + " has rows of "
              + all.rowShape().elements()
              + " numbers; the network takes "
              + network.input().elements()
              + ". Give data of that shape.");
    }
    try {
      Dataset described = all.describedBy(subject.kinds);
      subject.objective.requireFits("test", described);
      return LearningData.first("--rows", rows, described);
    } catch (IllegalArgumentException unfit) {
      throw Failure.input(name + ": " + unfit.getMessage());
    }
  }

  private static Json json(Report report, Report second) {
    return Json.object()
        .put("verb", "check")
        .put("blocks", report.blocks().stream().map(CheckVerb::json).toList())
        .put("repeats", report.repeats())
        .put("consistent", report.consistent())
        .put("symmetric", report.secondOrder().name())
        .put("secondOrder", second.verdict().name())
        .put("secondOrderBlocks", second.blocks().stream().map(CheckVerb::json).toList())
        .put("evaluations", report.evaluations() + second.evaluations())
        .put("verdict", verdict(report, second).name());
  }

  private static GradientCheck.Verdict verdict(Report report, Report second) {
    return second.verdict() == GradientCheck.Verdict.WRONG ? second.verdict() : report.verdict();
  }

  private static Json json(BlockReport block) {
    return Json.object()
        .put("name", block.name())
        .put("verdict", block.verdict().name())
        .put("checked", block.checked())
        .put("undecided", block.undecided())
        .put(
            "directions",
            block.directions().stream()
                .map(
                    direction ->
                        Json.object()
                            .put("verdict", direction.verdict().name())
                            .put("automatic", direction.automatic())
                            .put("numerical", direction.numerical())
                            .put("error", direction.error()))
                .toList())
        .put(
            "worst",
            Json.object()
                .put("index", block.worst().index())
                .put("automatic", block.worst().automatic())
                .put("numerical", block.worst().numerical())
                .put("error", block.worst().error())
                .put("reason", block.worst().reason().name()));
  }

  private void print(Network network, Report report, Report second) {
    output.detail(
        network + ", in double precision, " + (data == null ? "random rows" : "rows of " + data));
    Table table =
        new Table(
            "parameter",
            "verdict",
            "directions",
            "checked",
            "worst at",
            "automatic",
            "numerical",
            "error");
    for (BlockReport block : report.blocks()) {
      long fine =
          block.directions().stream()
              .filter(direction -> direction.verdict() == GradientCheck.Verdict.OK)
              .count();
      table.row(
          block.name(),
          words(block),
          fine + " of " + block.directions().size(),
          String.valueOf(block.checked()),
          block.worst().index().toString(),
          Double.toString(block.worst().automatic()),
          Double.toString(block.worst().numerical()),
          Numbers.error(block.worst().error()));
    }
    output.result(table);
    output.result(
        "second order "
            + words(second.verdict())
            + ", "
            + (report.repeats() ? "the same twice" : "not the same twice")
            + ", "
            + (report.consistent() ? "values agree" : "two different values"));
    GradientCheck.Verdict verdict = verdict(report, second);
    output.result(
        "verdict "
            + words(verdict)
            + switch (verdict) {
              case OK -> ": every gradient lies within its difference's error.";
              case WRONG -> ": a gradient lies outside its difference's error.";
              case CANNOT_TELL ->
                  ": the differences are too uncertain to judge by, as at the kinks of relu; try"
                      + " another --seed.";
            });
  }

  private static String words(GradientCheck.Verdict verdict) {
    return verdict.name().replace('_', ' ');
  }

  private static String words(BlockReport block) {
    String words = words(block.verdict());
    return block.verdict() == GradientCheck.Verdict.CANNOT_TELL
        ? words + " (" + block.worst().reason() + ")"
        : words;
  }
}
