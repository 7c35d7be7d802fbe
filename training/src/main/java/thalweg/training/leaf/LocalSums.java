package thalweg.training.leaf;

import java.util.ArrayList;
import java.util.List;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.program.Team;
import thalweg.network.Network;
import thalweg.network.layer.Layer;
import thalweg.training.data.Column;
import thalweg.training.data.Dataset;
import thalweg.training.data.Values;

/// The sums of a step computed by threads of this process.
public final class LocalSums implements LeafSums {
  private final LeafJob job;
  private final List<Values> columns;
  private final int rows;
  private final LeafTeam team;
  private final int[] order;
  private int orderedEpoch; // 0 for none yet

  /// Makes sums over the rows of `data`, as the network sees them, on a team.
  public LocalSums(LeafJob job, Dataset data, LeafProgram.Family family, Team team) {
    this.job = job;
    columns = data.columns().stream().map(Column::values).toList();
    rows = data.rows();
    List<NdArray> like = new ArrayList<>();
    like.add(NdArray.zeros(job.precision(), Shape.SCALAR));
    for (Network.Parameter parameter : job.objective().network().parameters()) {
      like.add(NdArray.zeros(job.precision(), parameter.shape()));
    }
    for (Layer.Statistic statistic : job.objective().network().statistics()) {
      like.add(NdArray.zeros(job.precision(), statistic.shape()));
    }
    this.team = new LeafTeam(team, family, data, like);
    order = new int[Math.max(rows, job.stepsPerEpoch(rows) * job.batch())];
  }

  @Override
  public int compute(Step step, Weights weights) {
    int groups = LeafFold.groupCount(Leaves.count(job.batchRows(rows, step.number())));
    compute(step, weights, 0, groups);
    return groups;
  }

  /// Computes the groups from `from` to before `end` of a step alone.
  ///
  /// @throws IllegalArgumentException if the step has no such groups
  public void compute(Step step, Weights weights, int from, int end) {
    see(step, weights);
    team.groups(from, end);
  }

  private void see(Step step, Weights weights) {
    if (step.epoch() != orderedEpoch) {
      job.sampling().order(rows, job.batch(), job.seed(), step.epoch(), order);
      orderedEpoch = step.epoch();
    }
    int count = job.batchRows(rows, step.number());
    team.see(order, step.number() * job.batch(), count, job.seed(), step.epoch(), weights);
  }

  /// Returns the leaves of a step, none computed yet, until the next step.
  public Branches at(Step step, Weights weights) {
    see(step, weights);
    return team;
  }

  /// Returns how many leaves a step has, as long as there is one of this number; else 0.
  public int leaves(int step) {
    return step < job.stepsPerEpoch(rows) ? Leaves.count(job.batchRows(rows, step)) : 0;
  }

  /// Says that leaves of a step of the epoch at hand will be computed here.
  public void expect(int step, int from, int end) {
    int count = job.batchRows(rows, step);
    for (int leaf = from; leaf < end; leaf++) {
      int first = Leaves.start(count, leaf);
      for (int i = 0; i < columns.size(); i++) { // an iterator would be an object
        columns
            .get(i)
            .expect(order, step * job.batch() + first, Leaves.start(count, leaf + 1) - first);
      }
    }
  }

  @Override
  public List<NdArray> group(int group) {
    return team.group(group);
  }
}
