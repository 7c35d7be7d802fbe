package thalweg.training.leaf;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import thalweg.algebra.NdArray;
import thalweg.algebra.program.Team;
import thalweg.training.data.Dataset;
import thalweg.training.objective.Measure;
import thalweg.training.objective.Score;

/// The mean loss and the measures of an objective over a whole data set, leaf by leaf, on a team.
public final class Judge {
  private final List<Measure> measures;
  private final List<Integer> measureSums;
  private final LeafTeam team;
  private final int[] order;

  /// Makes a judge by the rows of `data`, as the network sees them.
  ///
  /// @param family of the use [LeafProgram.Use#JUDGE]
  public Judge(LeafProgram.Family family, Dataset data, Team team) {
    measures = family.objective().measures();
    LeafProgram leaf = family.of(Leaves.start(data.rows(), 1));
    measureSums = leaf.measureSums();
    List<NdArray> like =
        leaf.program().outputs().stream()
            .map(sum -> NdArray.zeros(sum.type(), sum.shape()))
            .toList();
    this.team = new LeafTeam(team, family, data, like);
    order = IntStream.range(0, data.rows()).toArray();
  }

  /// Returns the score at these weights. Where no row counts, all is NaN.
  public Score score(Weights weights) {
    team.see(order, 0, order.length, 0, 0, weights);
    team.compute(0, team.leaves());
    return score(team.sum(0, team.leaves()));
  }

  /// As the other, the sums being had from where those of a step are.
  public Score score(Weights weights, LeafSums by) {
    team.see(order, 0, order.length, 0, 0, weights);
    return score(by.whole(team));
  }

  private Score score(List<NdArray> sums) {
    double weight = sums.get(1).at(0);
    List<Score.Measured> measured = new ArrayList<>();
    int next = 2;
    for (int i = 0; i < measures.size(); i++) {
      List<double[]> means = new ArrayList<>();
      for (int j = 0; j < measureSums.get(i); j++) {
        means.add(mean(sums.get(next++), weight));
      }
      Measure measure = measures.get(i);
      measured.add(new Score.Measured(measure.name(), measure.of(means)));
    }
    return new Score(sums.get(0).at(0) / weight, measured);
  }

  private static double[] mean(NdArray sum, double weight) {
    double[] mean = sum.toDoubles();
    for (int i = 0; i < mean.length; i++) {
      mean[i] /= weight;
    }
    return mean;
  }
}
