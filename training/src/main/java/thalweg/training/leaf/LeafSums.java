package thalweg.training.leaf;

import java.util.List;
import thalweg.algebra.NdArray;

/// Where the sums of a step come from: computed by threads of this process, or by others.
///
/// The batch of a step is cut into leaves ([Leaves]), which are summed in groups ([LeafFold]). Each
/// group's sums are, in order: of the rows' losses (a scalar), of its gradient for each parameter
/// of the network, and what each of its statistics is observed to be. Whoever learns adds the
/// groups by [thalweg.algebra.program.FixedTree]. Every implementation gives the same bits.
public interface LeafSums {
  /// Computes the sums of a step at these weights and returns the number of groups.
  int compute(Step step, Weights weights);

  /// Returns the sums of group number `group` of the last step, in arrays that the next step may
  /// overwrite.
  List<NdArray> group(int group);

  /// Returns the sums over all of some leaves, such as those of rows that are judged: computed
  /// here, or in parts by all who learn together.
  default List<NdArray> whole(Branches all) {
    all.compute(0, all.leaves());
    return all.sum(0, all.leaves());
  }

  /// Returns whether the run ends after the last step. Where several learn together, all of them
  /// get the same answer after the same step, soon after one has asked.
  ///
  /// @param asked whether it is asked for here
  default boolean stops(boolean asked) {
    return asked;
  }
}
