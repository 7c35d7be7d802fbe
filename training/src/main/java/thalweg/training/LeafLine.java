package thalweg.training;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;
import thalweg.algebra.program.Team;
import thalweg.calculus.gradient.program.ProgramDifferences;
import thalweg.training.data.Dataset;

/// One member's line of work through leaves: gathers rows and runs the leaf's program in memory of
/// its own.
final class LeafLine {
  /// A program's execution with the arrays its rows are gathered into.
  private record Seat(LeafProgram leaf, Execution execution, NdArray x, NdArray labels) {}

  private final LeafProgram.Family family;
  private final @Nullable Team team; // shares large steps
  private final Map<Integer, Seat> seats = new HashMap<>();
  private final Map<Integer, ProgramDifferences.Line> differences = new HashMap<>();

  LeafLine(LeafProgram.Family family) {
    this(family, null);
  }

  /// Makes a line whose large steps the members of `team` share.
  LeafLine(LeafProgram.Family family, @Nullable Team team) {
    this.family = family;
    this.team = team;
  }

  private Seat seat(int rows) {
    Seat seat = seats.get(rows);
    if (seat == null) {
      LeafProgram leaf = family.of(rows);
      NdArray x = NdArray.zeros(family.type(), leaf.x().shape());
      NdArray labels = NdArray.zeros(DType.INT, Shape.of(rows));
      Program program = leaf.program();
      Execution execution = team == null ? program.execution() : program.execution(team);
      execution.set(leaf.x(), x).set(leaf.labels(), labels);
      seat = new Seat(leaf, execution, x, labels);
      seats.put(rows, seat);
    }
    return seat;
  }

  /// Computes the sums over `rows` rows of `data`, those that `order` names from place `from` on,
  /// into `sums`.
  void run(
      Dataset data, int[] order, int from, int rows, List<NdArray> parameters, List<NdArray> sums) {
    Seat seat = gathered(data, order, from, rows, parameters);
    for (int i = 0; i < sums.size(); i++) {
      seat.execution.into(i, sums.get(i));
    }
    seat.execution.run();
  }

  /// As [#run], for a family without gradients: the gradient of the sum of losses is taken by
  /// central differences (l(w + h) − l(w − h)) / 2h in each element; see [ProgramDifferences].
  void runNumerically(
      Dataset data, int[] order, int from, int rows, List<NdArray> parameters, List<NdArray> sums) {
    Seat seat = gathered(data, order, from, rows, parameters);
    seat.execution.into(0, sums.get(0)).into(1, sums.get(1));
    seat.execution.run(); // loss and hits at the parameters themselves
    ProgramDifferences.Line line = differences(seat, rows);
    for (int i = 0; i < parameters.size(); i++) {
      line.set(seat.leaf.parameters().get(i), parameters.get(i));
    }
    line.run(sums.subList(2, sums.size()));
  }

  private ProgramDifferences.Line differences(Seat seat, int rows) {
    ProgramDifferences.Line line = differences.get(rows);
    if (line == null) {
      ProgramDifferences plan = family.differencesOf(rows);
      line = team == null ? plan.line() : plan.line(team);
      line.set(seat.leaf.x(), seat.x).set(seat.leaf.labels(), seat.labels);
      differences.put(rows, line);
    }
    return line;
  }

  private Seat gathered(Dataset data, int[] order, int from, int rows, List<NdArray> parameters) {
    Seat seat = seat(rows);
    if (family.type() == DType.FLOAT) {
      data.gather(order, from, rows, seat.x.floats(), 0);
    } else {
      data.gather(order, from, rows, seat.x.doubles(), 0);
    }
    data.gatherLabels(order, from, rows, seat.labels.ints(), 0);
    for (int i = 0; i < parameters.size(); i++) {
      seat.execution.set(seat.leaf.parameters().get(i), parameters.get(i));
    }
    return seat;
  }
}
