package thalweg.training.leaf;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.RandomKey;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;
import thalweg.algebra.program.Team;
import thalweg.calculus.gradient.program.ProgramDifferences;
import thalweg.training.data.Column;
import thalweg.training.data.Dataset;
import thalweg.training.data.Values;
import thalweg.training.picture.Augmentation;

/// What one member of a team needs to work through leaves: gathers rows and runs the leaf's program
/// in memory of its own.
final class LeafWorker {
  /// A column of the data and the array its rows are gathered into.
  ///
  /// @param changes what is done to each row by chance; null for nothing
  private record Gathered(Values values, NdArray into, Augmentation.@Nullable Changes changes) {}

  /// A program's execution with what its rows are gathered into.
  private record Seat(
      LeafProgram leaf,
      Execution execution,
      List<Gathered> gathered,
      NdArray key,
      ProgramDifferences.@Nullable Worker differences) {}

  private final LeafProgram.Family family;
  private final Dataset data;
  private final @Nullable Team team; // shares large steps
  private final Map<Integer, Seat> seats = new HashMap<>();

  /// @param team shares the large steps of this worker; null if it works alone
  LeafWorker(LeafProgram.Family family, Dataset data, @Nullable Team team) {
    this.family = family;
    this.data = data;
    this.team = team;
  }

  private Seat seat(int rows) {
    Seat seat = seats.get(rows);
    if (seat == null) {
      seat = made(rows);
      seats.put(rows, seat);
    }
    return seat;
  }

  private Seat made(int rows) {
    LeafProgram leaf = family.of(rows);
    Program program = leaf.program();
    Execution execution = team == null ? program.execution() : program.execution(team);
    ProgramDifferences plan = family.differencesOf(rows);
    ProgramDifferences.Worker differences =
        plan == null ? null : team == null ? plan.worker() : plan.worker(team);
    Map<String, Gathered> gathered = new LinkedHashMap<>();
    leaf.columns()
        .forEach(
            (name, variable) -> {
              NdArray into = NdArray.zeros(variable.type(), variable.shape());
              execution.set(variable, into);
              if (differences != null) {
                differences.set(variable, into);
              }
              Column column = data.column(name);
              gathered.put(
                  name,
                  new Gathered(
                      column.values(),
                      into,
                      name.equals(Dataset.FEATURES) && !family.augmentation().isNone()
                          ? family.augmentation().of(column.shape())
                          : null));
            });
    NdArray key = NdArray.zeros(DType.INT, RandomKey.SHAPE);
    execution.set(leaf.key(), key);
    if (differences != null) {
      differences.set(leaf.key(), key);
    }
    return new Seat(leaf, execution, List.copyOf(gathered.values()), key, differences);
  }

  /// Computes the sums over `rows` rows of the data, those that `order` names from place `from` on,
  /// into `sums`. Where differences are taken, the gradient of the sum of losses is (l(w + h) − l(w
  /// − h)) / 2h in each element; see [ProgramDifferences].
  ///
  /// @param seed of random numbers, which also depend on `epoch` and on the rows' places in `order`
  void run(
      int[] order, int from, int rows, long seed, int epoch, Weights weights, List<NdArray> sums) {
    Seat seat = seat(rows);
    for (int i = 0; i < seat.gathered.size(); i++) { // an iterator would be an object
      Gathered column = seat.gathered.get(i);
      column.values.gather(order, from, rows, column.into);
      if (column.changes != null) {
        column.changes.apply(column.into, rows, seed, epoch, from);
      }
    }
    RandomKey.write(seat.key, seed, epoch, from);
    List<Tensor> parameters = seat.leaf.parameters();
    for (int i = 0; i < parameters.size(); i++) {
      seat.execution.set(parameters.get(i), weights.parameters().get(i));
    }
    List<Tensor> statistics = seat.leaf.statistics();
    for (int i = 0; i < statistics.size(); i++) {
      seat.execution.set(statistics.get(i), weights.statistics().get(i));
    }
    ProgramDifferences.Worker differences = seat.differences;
    int differing = differences == null ? 0 : parameters.size();
    seat.execution.into(0, sums.getFirst());
    for (int i = 1 + differing; i < sums.size(); i++) {
      seat.execution.into(i - differing, sums.get(i));
    }
    try {
      seat.execution.run();
    } catch (IndexOutOfBoundsException unknown) { // of an embedding
      throw new IllegalArgumentException(
          "training: a feature names nothing that the network can learn: " + unknown.getMessage(),
          unknown);
    }
    if (differences != null) {
      for (int i = 0; i < parameters.size(); i++) {
        differences.set(parameters.get(i), weights.parameters().get(i));
      }
      for (int i = 0; i < statistics.size(); i++) {
        differences.set(statistics.get(i), weights.statistics().get(i));
      }
      differences.run(sums.subList(1, 1 + parameters.size()));
    }
  }
}
