package thalweg.calculus.gradient.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Team;

/// A parameter that is followed: blocks of entries, in the order of the elements and within an
/// element in that of the rows.
final class EntryBlocks implements ParameterDifferences {
  private final FollowedParameter plan;
  private final Function<Tensor, NdArray> values; // of what is not moved
  private final @Nullable Team team;
  private final List<Member> members = new ArrayList<>();
  private final List<NdArray> factors = new ArrayList<>();
  private final int[] row;
  private final int[] input;
  private int count; // entries
  private double[] carried = new double[0]; // [blocks, columns], see Member
  private double[] gradient = new double[0];
  private final Team.Task task = this::block;

  EntryBlocks(FollowedParameter plan, Function<Tensor, NdArray> values, @Nullable Team team) {
    this.plan = plan;
    this.values = values;
    this.team = team;
    row = new int[plan.rows() * plan.inputs()];
    input = new int[plan.rows() * plan.inputs()];
    for (int member = 0; member < (team == null ? 1 : team.size()); member++) {
      members.add(new Member(plan));
    }
  }

  @Override
  public void run(NdArray at, NdArray out) {
    bind();
    list();
    int blocks = Math.ceilDiv(count, plan.entries());
    gradient = out.doubles();
    Arrays.fill(gradient, 0);
    if (carried.length < blocks * plan.columns()) {
      carried = new double[blocks * plan.columns()];
    }
    if (team == null) {
      for (int block = 0; block < blocks; block++) {
        block(block, 0);
      }
    } else {
      team.run(blocks, task);
    }
    for (int block = 1; block < blocks; block++) {
      int first = block * plan.entries();
      if (input[first] == input[first - 1]) {
        for (int j = 0; j < plan.columns(); j++) {
          gradient[input[first] * plan.columns() + j] += carried[block * plan.columns() + j];
        }
      }
    }
  }

  private void bind() {
    for (MovedRows.Given given : plan.whole()) {
      NdArray value = values.apply(given.value());
      members.forEach(member -> member.set(given.variable(), value));
    }
  }

  /// Lists the entries: rows that see an input's elements move.
  private void list() {
    factors.clear();
    if (plan.factors() != null) {
      plan.factors().forEach(factor -> factors.add(values.apply(factor)));
    }
    count = 0;
    for (int p = 0; p < plan.inputs(); p++) {
      for (int i = 0; i < plan.rows(); i++) {
        if (plan.factors() == null || MovedRows.sees(factors, i * plan.inputs() + p)) {
          row[count] = i;
          input[count++] = p;
        }
      }
    }
  }

  private void block(int block, int member) {
    int from = block * plan.entries();
    int length = Math.min(plan.entries(), count - from);
    boolean carries = block > 0 && input[from] == input[from - 1];
    members.get(member).run(this, block, from, length, carries);
  }

  /// What one member of the team needs to compute a block.
  private static final class Member {
    private final FollowedParameter plan;
    private final @Nullable Execution gathering;
    private final Execution difference;
    private final NdArray rowOf;
    private final NdArray inputOf;
    private final NdArray placeOf;
    private final NdArray column = NdArray.zeros(DType.INT, Shape.of(1));
    private final double[] differences;

    Member(FollowedParameter plan) {
      this.plan = plan;
      rowOf = NdArray.zeros(DType.INT, Shape.of(plan.entries()));
      inputOf = NdArray.zeros(DType.INT, Shape.of(plan.entries()));
      placeOf = NdArray.zeros(DType.INT, Shape.of(plan.entries()));
      NdArray out = NdArray.zeros(DType.DOUBLE, Shape.of(plan.entries()));
      differences = out.doubles();
      difference = plan.difference().execution().into(0, out);
      difference.set(plan.rules().column(), column);
      gathering = plan.gathering() == null ? null : plan.gathering().execution();
      if (gathering != null) {
        gathering.set(plan.rules().rowOf(), rowOf);
        gathering.set(plan.rules().inputOf(), inputOf);
        gathering.set(plan.rules().placeOf(), placeOf);
        for (int i = 0; i < plan.gathered().size(); i++) {
          Tensor variable = plan.gathered().get(i).variable();
          NdArray values = NdArray.zeros(variable.type(), variable.shape());
          gathering.into(i, values);
          difference.set(variable, values);
        }
      }
    }

    void set(Tensor variable, NdArray value) {
      difference.set(variable, value);
      if (gathering != null) {
        gathering.set(variable, value);
      }
    }

    /// Adds up the differences of a block's entries for each element. An element whose entries
    /// began in the block before leaves its sum in `carried`, so no two blocks write to one place.
    void run(EntryBlocks blocks, int block, int from, int length, boolean carries) {
      for (int e = 0; e < plan.entries(); e++) {
        int entry = from + Math.min(e, length - 1); // what is over repeats the last
        rowOf.ints()[e] = blocks.row[entry];
        inputOf.ints()[e] = blocks.input[entry];
        placeOf.ints()[e] = blocks.row[entry] * plan.inputs() + blocks.input[entry];
      }
      if (gathering != null) {
        gathering.run();
      }
      for (int j = 0; j < plan.columns(); j++) {
        column.ints()[0] = j;
        difference.run();
        int e = 0;
        while (e < length) {
          int p = blocks.input[from + e];
          boolean carried = carries && e == 0;
          double sum = 0;
          for (; e < length && blocks.input[from + e] == p; e++) {
            sum += differences[e];
          }
          if (carried) {
            blocks.carried[block * plan.columns() + j] = sum;
          } else {
            blocks.gradient[p * plan.columns() + j] = sum;
          }
        }
      }
    }
  }
}
