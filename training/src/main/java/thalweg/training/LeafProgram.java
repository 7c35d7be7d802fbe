package thalweg.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import thalweg.algebra.DType;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Program;
import thalweg.calculus.gradient.program.ProgramDifferences;
import thalweg.calculus.gradient.reverse.Reverse;
import thalweg.network.Network;
import thalweg.network.loss.Loss;

/// The computation of one leaf of a given number of rows: the sums over its rows of loss and hits,
/// and of the loss's gradient.
///
/// Outputs, in order: sum of losses (scalar), number of rows whose largest output is at the label
/// (scalar), then, if asked for, the gradient of the sum of losses for each parameter.
record LeafProgram(Program program, Tensor x, Tensor labels, List<Tensor> parameters) {
  static LeafProgram of(Network network, Loss loss, DType type, int rows, boolean gradient) {
    Tensor x = Tensor.variable("x", type, network.input().prepend(rows));
    Tensor labels = Tensor.variable("labels", DType.INT, rows);
    List<Tensor> parameters = network.variables(type);
    Tensor output = network.apply(parameters, x).reshape(rows, -1);
    Tensor target = labels.oneHot(output.shape().size(-1), type);
    Tensor sum = loss.perRow(output, target).sum(0);
    Tensor hits = output.argMax(-1).equalTo(labels).to(type).sum(0);
    List<Tensor> outputs = new ArrayList<>(List.of(sum, hits));
    if (gradient) {
      outputs.addAll(Reverse.gradient(sum, parameters));
    }
    return new LeafProgram(Program.of(outputs), x, labels, parameters);
  }

  /// Leaf programs by number of rows, made when first needed and shared by all members of a team.
  static final class Family {
    /// The step of numerical gradients, the tutorial's.
    static final double NUMERICAL_STEP = 1e-4;

    private final Network network;
    private final Loss loss;
    private final DType type;
    private final boolean gradient;
    private final long runs;
    private final Map<Integer, LeafProgram> byRows = new ConcurrentHashMap<>();
    private final Map<Integer, ProgramDifferences> differencesByRows = new ConcurrentHashMap<>();

    /// Makes a family whose programs are each run about `runs` times.
    Family(Network network, Loss loss, DType type, boolean gradient, long runs) {
      this.network = network;
      this.loss = loss;
      this.type = type;
      this.gradient = gradient;
      this.runs = runs;
    }

    DType type() {
      return type;
    }

    LeafProgram of(int rows) {
      return byRows.computeIfAbsent(
          rows,
          count -> {
            LeafProgram leaf = LeafProgram.of(network, loss, type, count, gradient);
            leaf.program.expect(runs);
            return leaf;
          });
    }

    /// Returns the differences of a leaf's sum of losses in its parameters.
    ProgramDifferences differencesOf(int rows) {
      return differencesByRows.computeIfAbsent(
          rows,
          count -> {
            LeafProgram leaf = of(count);
            return ProgramDifferences.of(
                leaf.program.outputs().getFirst(), leaf.parameters, NUMERICAL_STEP);
          });
    }
  }
}
