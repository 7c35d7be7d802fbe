package thalweg.training;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;
import thalweg.algebra.program.Team;

/// Computes a model's outputs again and again, on a team of threads: one row in microseconds, many
/// rows some hundred at a time.
///
/// Programs and memory are made for the first request of a size and kept. For one thread at a time:
/// give each thread that predicts a predictor of its own, and close it when it is no longer needed.
/// The outputs are the same bits on any number of threads.
///
/// ```java
/// try (Predictor predictor = model.predictor(2)) {
///   NdArray outputs = predictor.outputs(rows);
/// }
/// ```
public final class Predictor implements AutoCloseable {
  /// Rows computed at a time by one member of the team: whole tiles of a product, whose results
  /// stay in the second cache.
  static final int ROWS = 192;

  private final Model model;
  private final Team team;
  private final Map<Integer, Plan> plans = new HashMap<>(); // by rows
  private final Map<Integer, Seat> shared = new HashMap<>(); // by rows, the whole team at one
  private final List<@Nullable Seat> own = new ArrayList<>(); // by member, for ROWS rows
  private final Team.Task task = this::part;
  private NdArray rows;
  private NdArray results;

  /// A program for a number of rows and its variables.
  private record Plan(Program program, Tensor x, List<Tensor> parameters) {}

  /// Memory in which a program runs, and the array its rows are put into.
  private record Seat(Execution execution, NdArray x) {}

  Predictor(Model model, int threads) {
    this.model = model;
    team = new Team(threads);
    for (int member = 0; member < threads; member++) {
      own.add(null);
    }
    rows = NdArray.zeros(model.precision(), Shape.of(0));
    results = rows;
  }

  /// Returns the network's outputs for rows of features, shape `[rows, outputs]`, as a new array.
  ///
  /// @param rows features in the parameters' type, shape [rows, …], as many numbers a row as the
  ///   network takes
  /// @throws IllegalArgumentException if shape or type do not fit
  public NdArray outputs(NdArray rows) {
    NdArray into =
        NdArray.zeros(
            model.precision(), Shape.of(rows.shape().size(0), model.network().output().elements()));
    outputs(rows, into);
    return into;
  }

  /// Writes the network's outputs for rows of features to `into`. Allocates nothing for as many
  /// rows as have been asked for before.
  ///
  /// @param rows as for the other
  /// @param into shape [rows, outputs], in the parameters' type
  /// @throws IllegalArgumentException if shape or type do not fit
  public void outputs(NdArray rows, NdArray into) {
    check(rows, into);
    int count = rows.shape().size(0);
    this.rows = rows;
    results = into;
    int whole = count < team.size() * ROWS ? 0 : count / ROWS; // else all at each step together
    if (whole > 0) {
      plan(ROWS); // made here, not by several members at once
      team.run(whole, task);
    }
    for (int from = whole * ROWS; from < count; from += ROWS) {
      int rest = Math.min(ROWS, count - from);
      Seat seat = shared.get(rest);
      if (seat == null) {
        Plan plan = plan(rest);
        seat = seat(plan, plan.program.execution(team));
        shared.put(rest, seat);
      }
      run(seat, from, rest);
    }
  }

  private void part(int part, int member) {
    Seat seat = own.get(member);
    if (seat == null) {
      Plan plan = plan(ROWS);
      seat = seat(plan, plan.program.execution());
      own.set(member, seat);
    }
    run(seat, part * ROWS, ROWS);
  }

  private void run(Seat seat, int from, int count) {
    int width = model.network().input().elements();
    int outputs = model.network().output().elements();
    System.arraycopy(rows.raw(), from * width, seat.x.raw(), 0, count * width);
    NdArray result = seat.execution.run().output(0);
    System.arraycopy(result.raw(), 0, results.raw(), from * outputs, count * outputs);
  }

  private Plan plan(int rows) {
    Plan plan = plans.get(rows);
    if (plan == null) {
      DType type = model.precision();
      Tensor x = Tensor.variable("x", type, model.network().input().prepend(rows));
      List<Tensor> parameters = model.network().variables(type);
      Tensor y = model.network().apply(parameters, x).reshape(rows, -1);
      plan = new Plan(Program.of(y), x, parameters);
      plans.put(rows, plan);
    }
    return plan;
  }

  private Seat seat(Plan plan, Execution execution) {
    NdArray x = NdArray.zeros(model.precision(), plan.x.shape());
    execution.set(plan.x, x);
    for (int i = 0; i < plan.parameters.size(); i++) {
      execution.set(plan.parameters.get(i), model.parameters().get(i));
    }
    return new Seat(execution, x);
  }

  private void check(NdArray rows, NdArray into) {
    Shape expected = model.network().input();
    int count = rows.shape().size(0);
    if (rows.shape().elements() != (long) count * expected.elements()) {
      throw new IllegalArgumentException(
          "predict: rows have shape "
              + rows.shape().withoutFirst()
              + "; the network takes "
              + expected
              + ".");
    }
    if (rows.type() != model.precision()) {
      throw new IllegalArgumentException(
          "predict: rows are "
              + rows.type()
              + ", the model is "
              + model.precision()
              + "; convert one with to(…).");
    }
    Shape outputs = Shape.of(count, model.network().output().elements());
    if (!into.shape().equals(outputs) || into.type() != model.precision()) {
      throw new IllegalArgumentException(
          "predict: the array for the outputs is %s %s; it must be %s %s."
              .formatted(into.type(), into.shape(), model.precision(), outputs));
    }
  }

  /// Lets the threads end. A closed predictor computes nothing more.
  @Override
  public void close() {
    team.close();
  }
}
