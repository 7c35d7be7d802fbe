package thalweg.training.leaf;

import java.util.ArrayList;
import java.util.List;
import thalweg.algebra.NdArray;
import thalweg.algebra.program.Team;
import thalweg.training.data.Dataset;

/// A team of threads that computes the leaves of rows of one data set, each member with a worker of
/// its own, or all at one leaf where leaves are few.
final class LeafTeam {
  private final LeafFold fold;
  private final List<LeafWorker> workers = new ArrayList<>(); // by member
  private final LeafWorker together; // on the calling thread, all members sharing large steps
  private final LeafFold.Leaf leaf = this::leaf;
  private int[] order = {};
  private int start;
  private long seed;
  private int epoch;
  private int rows;
  private Weights weights = new Weights(List.of(), List.of());

  /// @param like arrays of the types and shapes of the sums
  LeafTeam(Team team, LeafProgram.Family family, Dataset data, List<NdArray> like) {
    fold = new LeafFold(team, like);
    for (int member = 0; member < team.size(); member++) {
      workers.add(new LeafWorker(family, data, null));
    }
    together = new LeafWorker(family, data, team);
  }

  /// Computes the groups from `from` to before `end` of the leaves of `rows` rows, those that
  /// `order` names from place `start` on.
  void compute(
      int[] order, int start, int rows, long seed, int epoch, Weights weights, int from, int end) {
    this.seed = seed;
    this.epoch = epoch;
    this.order = order;
    this.start = start;
    this.rows = rows;
    this.weights = weights;
    fold.groups(Leaves.count(rows), from, end, leaf);
  }

  /// Returns the sums over all rows.
  List<NdArray> all(int[] order, Weights weights) {
    this.order = order;
    start = 0;
    rows = order.length;
    this.weights = weights;
    return fold.sum(Leaves.count(rows), leaf);
  }

  List<NdArray> group(int group) {
    return fold.group(group);
  }

  List<NdArray> sum(int from, int count) {
    return fold.sumGroups(from, count);
  }

  private void leaf(int leaf, int member, List<NdArray> sums) {
    int from = Leaves.start(rows, leaf);
    int count = Leaves.start(rows, leaf + 1) - from;
    LeafWorker worker = fold.areFew(Leaves.count(rows)) ? together : workers.get(member);
    worker.run(order, start + from, count, seed, epoch, weights, sums);
  }
}
