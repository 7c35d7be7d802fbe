package thalweg.training.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;
import thalweg.algebra.program.Team;
import thalweg.network.Network;
import thalweg.training.data.Dataset;
import thalweg.training.data.Fields;
import thalweg.training.data.Values;

/// Computes a model's outputs again and again: one row in microseconds, many rows some hundred at a
/// time, shared by a team of threads.
///
/// Any number of threads may ask at the same time. Programs are made for the first request of a
/// size and kept; each request in progress has memory of its own, which is kept for later ones. One
/// request at a time has the team; those beside it are computed by the threads that ask. The
/// outputs are the same bits whoever computes them.
///
/// ```java
/// try (Predictor predictor = model.predictor(2)) {
///   NdArray outputs = predictor.outputs(rows);
/// }
/// ```
public final class Predictor implements AutoCloseable {
  /// Rows computed at a time by one worker: whole tiles of a product, whose results stay in the
  /// second cache.
  static final int ROWS = 168;

  /// Rows of a data set gathered at a time.
  private static final int GATHERED = 2_016;

  /// So few numbers are added up by a plain loop in less time than a step of a program takes.
  private static final int FEW = 32;

  /// Lines of work kept between requests; with more requests than this at once some are made anew.
  private static final int MOST_RESTING = 256;

  /// Requests before the vector loops are compiled, and again afterwards, if they take no longer
  /// than so many nanoseconds: the last compiler comes after some ten thousand.
  private static final int WARM_UP_REQUESTS = 20_000;

  private static final long WARM_UP_NANOS = 1_000_000_000;

  private final Model model;
  private final int threads;
  private final int width; // numbers in a row
  private final int outputs;
  private final @Nullable Fields scaling; // null where rows are taken as they are
  private final Map<Integer, Plan> plans = new ConcurrentHashMap<>(); // by rows
  private final AtomicReferenceArray<@Nullable Worker> resting =
      new AtomicReferenceArray<>(MOST_RESTING);
  private final AtomicInteger workers =
      new AtomicInteger(); // made so far, as long as places are left
  private final @Nullable Crew crew;
  private final AtomicReference<@Nullable Crew> freeCrew; // null while it is at work
  private volatile boolean closed;

  /// A program for a number of rows and its variables.
  private record Plan(
      Program program, Tensor x, List<Tensor> parameters, List<Tensor> statistics) {}

  /// Memory in which a program runs, and the array its rows are put into.
  private record Seat(Plan plan, Execution execution, NdArray x) {
    /// Returns whether each number of the rows just computed is finite, as their sum tells; it may
    /// also overflow.
    boolean isFinite() {
      int numbers = x.shape().elements();
      if (numbers > FEW) {
        return Double.isFinite(execution.output(1).at(0));
      }
      double sum = 0;
      for (int i = 0; i < numbers; i++) {
        sum += x.at(i);
      }
      return Double.isFinite(sum);
    }
  }

  Predictor(Model model, int threads) {
    this.model = model;
    this.threads = threads;
    width = model.network().input().elements();
    outputs = model.network().output().elements();
    scaling = model.fields().areScaled() ? model.fields() : null;
    crew = threads == 1 ? null : new Crew();
    freeCrew = new AtomicReference<>(crew);
  }

  /// Returns the network's outputs for rows of features, shape `[rows, outputs]`, as a new array.
  ///
  /// @param rows features as the data say them, in the parameters' type and the order of the
  ///   model's columns, shape [rows, …], as many numbers a row as the network takes
  /// @throws IllegalArgumentException if shape or type do not fit, or a feature is NaN or infinite
  /// @throws IllegalStateException if the predictor has been closed
  public NdArray outputs(NdArray rows) {
    NdArray into = results(rows.shape().rank() == 0 ? 0 : rows.shape().size(0));
    outputs(rows, into);
    return into;
  }

  /// Writes the network's outputs for rows of features to `into`. Allocates nothing for as many
  /// rows as have been asked for before.
  ///
  /// @param rows as for the other
  /// @param into shape [rows, outputs], in the parameters' type; when an exception is thrown, part
  ///   of it may have been written
  /// @throws IllegalArgumentException as for the other
  /// @throws IllegalStateException if the predictor has been closed
  public void outputs(NdArray rows, NdArray into) {
    check(rows, into);
    compute(rows, into, scaling);
  }

  /// Writes the network's outputs for one row of features to `into`, computed by the thread that
  /// asks. Allocates nothing once it has been asked before.
  ///
  /// @param row features as the data say them, in the order of the model's columns, as many as the
  ///   network takes
  /// @param into as many numbers as the network gives
  /// @throws IllegalArgumentException if there are more or fewer, or a feature is NaN, infinite or
  ///   beyond what the parameters' type can hold
  /// @throws IllegalStateException if the predictor has been closed
  public void outputs(double[] row, double[] into) {
    requireOpen();
    if (row.length != width) {
      throw unfit(Shape.of(row.length));
    }
    if (into.length != outputs) {
      throw new IllegalArgumentException(
          "predict: the array for the outputs has room for "
              + into.length
              + " numbers; the network gives "
              + outputs
              + ".");
    }
    Worker worker = take();
    try {
      worker.run(row, into);
    } finally {
      giveBack(worker);
    }
  }

  /// Has all that a request of one row needs loaded and compiled before the first one comes: some
  /// thousands of requests that nobody has made, then the wait until the vector loops are in use.
  /// Takes a second or two; no output depends on it.
  ///
  /// @throws IllegalStateException if the predictor has been closed
  public void warmUp() {
    double[] row = new double[width];
    for (int i = 0; scaling != null && i < width; i++) {
      row[i] = scaling.all().get(i).centre();
    }
    double[] into = new double[outputs];
    ask(row, into);
    try {
      plan(1).program.awaitRehearsal();
      ask(row, into);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt(); // what is not compiled yet will be during the requests
    }
  }

  private void ask(double[] row, double[] into) {
    long end = System.nanoTime() + WARM_UP_NANOS;
    for (int request = 0; request < WARM_UP_REQUESTS && System.nanoTime() < end; request++) {
      outputs(row, into);
    }
  }

  /// Returns the network's outputs for the rows of `data`, whose columns are found by name, as a
  /// new array of shape `[rows, outputs]`.
  ///
  /// @throws IllegalArgumentException if a column is missing or unknown, the rows do not fit, or
  ///   the parameters' type cannot hold a feature
  /// @throws IllegalStateException if the predictor has been closed
  public NdArray outputs(Dataset data) {
    // The features alone: what is to be predicted may be unknown.
    Dataset read = Dataset.of(data.name(), List.of(data.column(Dataset.FEATURES)));
    Dataset seen = read.arranged(model.fields()).scaled();
    seen.requireFits(model.precision());
    Values features = seen.column(Dataset.FEATURES).values();
    NdArray into = results(seen.rows());
    int[] order = IntStream.range(0, seen.rows()).toArray();
    for (int from = 0; from < seen.rows(); from += GATHERED) {
      int count = Math.min(GATHERED, seen.rows() - from);
      NdArray rows = gathered(features, order, from, seen.rowShape().prepend(count));
      NdArray part = results(count);
      check(rows, part);
      compute(rows, part, null);
      System.arraycopy(part.raw(), 0, into.raw(), from * outputs, count * outputs);
    }
    return into;
  }

  /// Returns rows in the parameters' type, of whole numbers too.
  private NdArray gathered(Values features, int[] order, int from, Shape shape) {
    NdArray rows = NdArray.zeros(model.precision(), shape);
    if (features.type().isReal()) {
      features.gather(order, from, shape.size(0), rows);
    } else {
      NdArray whole = NdArray.zeros(DType.INT, shape);
      features.gather(order, from, shape.size(0), whole);
      for (int i = 0; i < shape.elements(); i++) {
        rows.set(i, whole.at(i));
      }
    }
    return rows;
  }

  private NdArray results(int rows) {
    return NdArray.zeros(model.precision(), Shape.of(rows, outputs));
  }

  private void compute(NdArray rows, NdArray into, @Nullable Fields scaling) {
    requireOpen();
    Crew all = crew == null ? null : freeCrew.getAndSet(null);
    if (all != null) {
      try {
        all.compute(rows, into, scaling);
      } finally {
        freeCrew.set(all);
      }
      return;
    }
    Worker worker = take();
    try {
      worker.compute(rows, into, scaling, 0, rows.shape().size(0));
    } finally {
      giveBack(worker);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException(
          "predict: the predictor has been closed; ask the model for another.");
    }
  }

  /// Takes a resting worker from its place, or makes a new one, which has a place of its own if one
  /// is left: nobody else puts a worker there, so that giving it back needs no exchange.
  private Worker take() {
    int known = Math.min(workers.get(), MOST_RESTING);
    for (int place = 0; place < known; place++) {
      if (resting.getPlain(place) != null) {
        Worker worker = resting.getAndSet(place, null);
        if (worker != null) {
          return worker;
        }
      }
    }
    return new Worker(
        null, workers.get() < MOST_RESTING ? workers.getAndIncrement() : MOST_RESTING);
  }

  private void giveBack(Worker worker) {
    if (worker.place < MOST_RESTING) {
      resting.setRelease(worker.place, worker);
    }
  }

  /// One request's worker: its memory for each number of rows. For one thread at a time.
  private final class Worker {
    private final @Nullable Team team; // shares large steps
    private final int place; // where it rests, if there is such a place
    private final @Nullable Seat[] seats = new Seat[ROWS + 1]; // by rows

    Worker(@Nullable Team team, int place) {
      this.team = team;
      this.place = place;
    }

    void compute(NdArray rows, NdArray into, @Nullable Fields scaling, int from, int end) {
      for (int row = from; row < end; row += ROWS) {
        run(rows, into, scaling, row, Math.min(ROWS, end - row));
      }
    }

    void run(NdArray rows, NdArray into, @Nullable Fields scaling, int from, int count) {
      boolean isFirst = seats[count] == null;
      Seat seat = seat(count);
      System.arraycopy(rows.raw(), from * width, seat.x.raw(), 0, count * width);
      if (scaling != null) {
        scale(seat.x, scaling);
      }
      NdArray result = computed(seat, isFirst);
      if (!seat.isFinite()) {
        requireFinite(rows, seat.x, from);
      }
      System.arraycopy(result.raw(), 0, into.raw(), from * outputs, count * outputs);
    }

    /// Computes one row.
    void run(double[] row, double[] into) {
      boolean isFirst = seats[1] == null;
      Seat seat = seat(1);
      for (int i = 0; i < width; i++) {
        seat.x.set(i, scaling == null ? row[i] : scaling.all().get(i).scaled(row[i]));
      }
      NdArray result = computed(seat, isFirst);
      if (!seat.isFinite()) {
        requireFinite(NdArray.of(Shape.of(1, width), row), seat.x, 0);
      }
      for (int i = 0; i < outputs; i++) {
        into[i] = result.at(i);
      }
    }

    private Seat seat(int rows) {
      Seat seat = seats[rows];
      if (seat == null) {
        Plan plan = plan(rows);
        seat = seatOf(plan, team == null ? plan.program.execution() : plan.program.execution(team));
        seats[rows] = seat;
      }
      return seat;
    }

    private NdArray computed(Seat seat, boolean isFirst) {
      if (isFirst) {
        seat.plan.program.rehearse(() -> onRowsOf(seat));
      }
      try {
        return seat.execution.run().output(0);
      } catch (IndexOutOfBoundsException unknown) { // of an embedding
        throw new IllegalArgumentException(
            "predict: a feature names nothing that the network has learnt: " + unknown.getMessage(),
            unknown);
      }
    }
  }

  /// Returns an execution to rehearse a program by, on the rows it is first asked for: what is
  /// compiled depends on them, such as on whether many numbers are zero.
  private Execution onRowsOf(Seat first) {
    Seat seat = seatOf(first.plan, first.plan.program.execution());
    System.arraycopy(first.x.raw(), 0, seat.x.raw(), 0, first.x.shape().elements());
    return seat.execution;
  }

  private Seat seatOf(Plan plan, Execution execution) {
    NdArray x = NdArray.zeros(model.precision(), plan.x.shape());
    execution.set(plan.x, x);
    for (int i = 0; i < plan.parameters.size(); i++) {
      execution.set(plan.parameters.get(i), model.weights().get(i));
    }
    for (int i = 0; i < plan.statistics.size(); i++) {
      execution.set(plan.statistics.get(i), model.keptStatistics().get(i));
    }
    return new Seat(plan, execution, x);
  }

  /// The team, and a worker for each of its members. At one request at a time.
  private final class Crew {
    private final Team team = new Team(threads);
    private final Worker together = new Worker(team, MOST_RESTING); // all members at each step
    private final List<Worker> apart = new ArrayList<>(); // by member
    private final Team.Task task = this::part;
    private NdArray rows = NdArray.zeros(model.precision(), Shape.of(0));
    private NdArray into = rows;
    private @Nullable Fields scaling;

    Crew() {
      for (int member = 0; member < threads; member++) {
        apart.add(new Worker(null, MOST_RESTING));
      }
    }

    void compute(NdArray rows, NdArray into, @Nullable Fields scaling) {
      this.rows = rows;
      this.into = into;
      this.scaling = scaling;
      int count = rows.shape().size(0);
      int whole = count < threads * ROWS ? 0 : count / ROWS; // else all at each step together
      if (whole > 0) {
        team.run(whole, task);
      }
      together.compute(rows, into, scaling, whole * ROWS, count);
    }

    private void part(int part, int member) {
      apart.get(member).run(rows, into, scaling, part * ROWS, ROWS);
    }
  }

  private Plan plan(int rows) {
    return plans.computeIfAbsent(rows, this::made);
  }

  private Plan made(int rows) {
    DType type = model.precision();
    Network network = model.network();
    Tensor x = Tensor.variable("x", type, network.input().prepend(rows));
    List<Tensor> parameters = network.variables(type);
    List<Tensor> statistics = network.statisticVariables(type);
    Tensor outputs = network.apply(parameters, statistics, x).reshape(rows, -1);
    // A sum is not finite if a number is not: after a layer such as tanh nothing of that may be
    // seen.
    Program program =
        x.shape().elements() > FEW ? Program.of(outputs, x.sum()) : Program.of(outputs);
    return new Plan(program, x, parameters, statistics);
  }

  private static void scale(NdArray rows, Fields columns) {
    int width = columns.all().size();
    for (int i = 0; i < rows.shape().elements(); i++) {
      rows.set(i, columns.all().get(i % width).scaled(rows.at(i)));
    }
  }

  private void requireFinite(NdArray rows, NdArray seen, int from) {
    for (int at = 0; at < seen.shape().elements(); at++) {
      if (!Double.isFinite(seen.at(at))) {
        double given = rows.at(from * width + at);
        throw new IllegalArgumentException(
            "predict: "
                + Dataset.place(from + at / width, at % width, model.fields())
                + " is "
                + given
                + (Double.isFinite(given)
                    ? ", so far from what the model was trained on that "
                        + model.precision()
                        + " cannot hold it"
                        + (scaling == null ? "" : " once it is scaled")
                        + "; correct it, or leave the row out."
                    : "; features must be finite numbers: fill it, or leave the row out."));
      }
    }
  }

  private void check(NdArray rows, NdArray into) {
    Shape given = rows.shape();
    // Nothing is allocated for rows that fit.
    if (given.rank() == 0
        || (given.size(0) == 0
            ? given.withoutFirst().elements() != width
            : given.elements() != (long) given.size(0) * width)) {
      throw unfit(given.rank() == 0 ? given : given.withoutFirst());
    }
    if (rows.type() != model.precision()) {
      throw new IllegalArgumentException(
          "predict: rows are "
              + rows.type()
              + ", the model is "
              + model.precision()
              + "; convert one with to(…).");
    }
    Shape room = into.shape();
    if (room.rank() != 2
        || room.size(0) != given.size(0)
        || room.size(1) != outputs
        || into.type() != model.precision()) {
      throw new IllegalArgumentException(
          "predict: the array for the outputs is "
              + into.type()
              + " "
              + into.shape()
              + "; it must be "
              + model.precision()
              + " "
              + Shape.of(given.size(0), outputs)
              + ".");
    }
  }

  private IllegalArgumentException unfit(Shape row) {
    return new IllegalArgumentException(
        "predict: rows have shape " + row + "; the network takes " + model.network().input() + ".");
  }

  /// Lets the threads end. A closed predictor takes no more requests; those in progress come to
  /// their end.
  @Override
  public void close() {
    closed = true;
    if (crew != null) {
      crew.team.close();
    }
  }
}
