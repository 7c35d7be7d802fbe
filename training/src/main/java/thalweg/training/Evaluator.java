package thalweg.training;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.program.LeafFold;
import thalweg.algebra.program.Leaves;
import thalweg.algebra.program.Team;
import thalweg.network.Network;
import thalweg.network.loss.Loss;
import thalweg.training.data.Dataset;

/// Mean loss and accuracy of a network over a whole data set, leaf by leaf, on a team.
final class Evaluator {
  /// Mean loss over the rows, and the share of rows whose largest output is at the label.
  record Score(double loss, double accuracy) {}

  private final LeafFold fold;
  private final List<LeafLine> lines = new ArrayList<>(); // by member
  private final LeafLine wideLine; // on the calling thread, sharing large steps

  /// Makes an evaluator that will score about `leaves` leaves.
  Evaluator(Network network, Loss loss, DType type, Team team, long leaves) {
    LeafProgram.Family family = new LeafProgram.Family(network, loss, type, false, leaves);
    fold =
        new LeafFold(
            team, List.of(NdArray.zeros(type, Shape.SCALAR), NdArray.zeros(type, Shape.SCALAR)));
    for (int member = 0; member < team.size(); member++) {
      lines.add(new LeafLine(family));
    }
    wideLine = new LeafLine(family, team);
  }

  Score score(Dataset data, List<NdArray> parameters) {
    int rows = data.rows();
    int[] order = IntStream.range(0, rows).toArray();
    int leaves = Leaves.count(rows);
    List<NdArray> sums =
        fold.sum(
            leaves,
            (leaf, member, into) -> {
              int from = Leaves.start(rows, leaf);
              int count = Leaves.start(rows, leaf + 1) - from;
              LeafLine line = fold.wide(leaves) ? wideLine : lines.get(member);
              line.run(data, order, from, count, parameters, into);
            });
    return new Score(sums.get(0).at(0) / rows, sums.get(1).at(0) / rows);
  }
}
