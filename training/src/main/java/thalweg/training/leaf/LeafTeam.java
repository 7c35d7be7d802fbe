package thalweg.training.leaf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.NdArray;
import thalweg.algebra.program.Team;
import thalweg.training.data.Dataset;

/// A team of threads that computes the leaves of rows of one data set, each member with a worker of
/// its own, or several at each leaf where leaves are few.
final class LeafTeam implements Branches {
  private final Team team;
  private final LeafProgram.Family family;
  private final Dataset data;
  private final LeafFold fold;
  private final Map<Integer, List<LeafWorker>> workers = new HashMap<>(); // by how many share each
  private List<LeafWorker> seated = List.of(); // those at work, by seat
  private final LeafFold.Leaf leaf = this::leaf;
  private int[] order = {};
  private int start;
  private long seed;
  private int epoch;
  private int rows;
  private Weights weights = new Weights(List.of(), List.of());

  /// @param like arrays of the types and shapes of the sums
  LeafTeam(Team team, LeafProgram.Family family, Dataset data, List<NdArray> like) {
    this.team = team;
    this.family = family;
    this.data = data;
    fold = new LeafFold(team, like);
  }

  /// Lets the following leaves be those of `rows` rows, which `order` names from place `start` on.
  void see(int[] order, int start, int rows, long seed, int epoch, Weights weights) {
    this.order = order;
    this.start = start;
    this.rows = rows;
    this.seed = seed;
    this.epoch = epoch;
    this.weights = weights;
  }

  /// Computes the groups of leaves from `from` to before `end`.
  void groups(int from, int end) {
    seat(LeafFold.leavesIn(leaves(), from, end));
    fold.groups(leaves(), from, end, leaf);
  }

  @Override
  public int leaves() {
    return Leaves.count(rows);
  }

  @Override
  public List<NdArray> like() {
    return fold.like();
  }

  @Override
  public void compute(int from, int end) {
    seat(end - from);
    fold.compute(leaves(), from, end, leaf);
  }

  List<NdArray> group(int group) {
    return fold.group(group);
  }

  @Override
  public List<NdArray> sum(int from, int count) {
    return fold.branch(from, count);
  }

  /// Makes ready whoever computes so many leaves.
  private void seat(int leaves) {
    int sharing = fold.sharing(leaves);
    List<LeafWorker> ready = workers.get(sharing);
    if (ready == null) {
      ready = new ArrayList<>();
      workers.put(sharing, ready);
    }
    int seats = sharing == 1 ? team.size() : Math.max(1, leaves);
    while (ready.size() < seats) {
      ready.add(new LeafWorker(family, data, sharers(sharing)));
    }
    seated = ready;
  }

  /// Returns who shares the large steps of a worker; null if it works alone.
  private @Nullable Team sharers(int count) {
    return count == 1 ? null : count == team.size() ? team : team.beside(count);
  }

  private void leaf(int leaf, int seat, List<NdArray> sums) {
    int from = Leaves.start(rows, leaf);
    int count = Leaves.start(rows, leaf + 1) - from;
    seated.get(seat).run(order, start + from, count, seed, epoch, weights, sums);
  }
}
