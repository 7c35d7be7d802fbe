package thalweg.algebra.program;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.Operation.Reduction;
import thalweg.algebra.kernel.FusedLoop;
import thalweg.algebra.kernel.Kernels;
import thalweg.algebra.kernel.LoopWriter;
import thalweg.algebra.program.Load.Spread;

/// Steps that work on each row of a matrix by itself, done for a few rows at a time: elementwise
/// chains, sums and maxima of rows, chains over those, and sums of columns at the end, which grow
/// from group to group in increasing order of rows.
///
/// The rows of a group stay in a near cache from step to step. Values that only these steps need
/// have memory for one group and not for all rows. The bits are those of the steps one after
/// another.
final class RowsStep implements ProgramStep {
  /// What the rows of a group may take: a part of the second cache. Fewer rows would stay in the
  /// first, but cost more calls than they save (layer normalisation: 0.23 ns an element at 32 KiB,
  /// 0.21 at 128).
  private static final int GROUP_BYTES = 128 << 10;

  /// The same where few rows do not end at a whole vector: part of a second cache.
  private static final int MOST_GROUP_BYTES = 256 << 10;

  /// Operations worth handing to another member of a team, some five microseconds.
  private static final long PART_OPERATIONS = 50_000;

  /// Vectors in the shortest row for which a loop is written.
  private static final int LEAST_VECTORS = 4;

  private final List<ProgramStep> steps;
  private final int rows;
  private final int columns;
  private final int group;
  private final Locals locals; // matrices
  private final Set<Integer> inner = new HashSet<>(); // all values that only these steps need

  /// A loop that takes the place of the steps, once there is one, and what it is given.
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Loop(FusedLoop loop, int[] operands, Object literals) {}

  private volatile @Nullable Loop fused;

  /// How much has been computed without it, as in a chain.
  private long work;

  private RowsStep(
      List<ProgramStep> steps, Matrix matrix, Set<Integer> readOutside, List<Value> values) {
    this.steps = steps;
    rows = matrix.rows;
    columns = matrix.columns;
    Set<Integer> written = new HashSet<>();
    Set<Integer> touched = new HashSet<>();
    for (ProgramStep step : steps) {
      IntStream.concat(IntStream.of(step.reads()), IntStream.of(step.writes()))
          .filter(id -> values.get(id).shape.elements() == rows * columns)
          .forEach(touched::add);
      IntStream.of(step.writes()).forEach(written::add);
    }
    int rowBytes = touched.stream().mapToInt(id -> columns * values.get(id).type.bytes()).sum();
    int lanes = wholeVectors(columns, LoopWriter.lanes(isSingle(steps.getFirst())));
    int few = Math.max(1, GROUP_BYTES / rowBytes);
    if (few >= lanes) {
      few -= few % lanes;
    } else if (lanes * rowBytes <= MOST_GROUP_BYTES) {
      few = lanes;
    }
    group = Math.min(few, rows);
    for (int id : written) {
      if (!readOutside.contains(id) && values.get(id).home == Value.Home.ARENA) {
        inner.add(id);
      }
    }
    List<Value> matrices = touched.stream().filter(inner::contains).map(values::get).toList();
    locals = new Locals(matrices, steps, group, rows);
    if (isWritable()) {
      chains().forEach(ElementwiseChain::leaveFusionToOthers);
    } else {
      work = -1;
    }
  }

  /// Returns the fewest rows that end at a whole vector.
  private static int wholeVectors(int columns, int lanes) {
    int fewest = 1;
    while (lanes > 0 && fewest < lanes && fewest * columns % lanes != 0) {
      fewest++;
    }
    return fewest;
  }

  // ---- Which steps ----

  private record Matrix(int rows, int columns) {}

  /// Returns the steps with neighbours joined that work on the rows of one matrix.
  static List<ProgramStep> join(List<ProgramStep> steps, List<Value> values) {
    List<ProgramStep> joined = new ArrayList<>();
    int from = 0; // the first step not yet in the result
    for (int i = 0; i < steps.size(); i++) {
      Matrix matrix = i < from ? null : matrix(steps.get(i));
      if (matrix == null) {
        continue;
      }
      int first = i;
      while (first > from && areRows(steps.subList(first - 1, i + 1), matrix, values)) {
        first--;
      }
      int end = i + 1;
      while (end < steps.size() && areRows(steps.subList(first, end + 1), matrix, values)) {
        end++;
      }
      List<ProgramStep> group = List.copyOf(steps.subList(first, end));
      if (group.stream().filter(step -> touches(step, matrix, values)).count() < 2) {
        continue;
      }
      Set<Integer> readOutside = Locals.neededElsewhere(steps, first, end, values);
      joined.addAll(steps.subList(from, first));
      joined.add(new RowsStep(group, matrix, readOutside, values));
      from = end;
    }
    joined.addAll(steps.subList(from, steps.size()));
    return joined;
  }

  private static void addAll(Set<Integer> set, int[] ids) {
    for (int id : ids) {
      set.add(id);
    }
  }

  /// Returns the matrix whose rows or columns a step sums up, or null if it does no such thing.
  private static @Nullable Matrix matrix(ProgramStep step) {
    if (!(step instanceof ReduceStep reduce)) {
      return null;
    }
    Matrix matrix =
        reduce.inner() == 1
            ? new Matrix(reduce.outer(), reduce.size())
            : new Matrix(reduce.size(), reduce.inner());
    return matrix.rows > 1
            && matrix.columns > 1
            && (sumsRows(reduce, matrix) || sumsColumns(reduce, matrix))
        ? matrix
        : null;
  }

  private static boolean sumsRows(ReduceStep step, Matrix matrix) {
    return step.outer() == matrix.rows && step.size() == matrix.columns && step.inner() == 1;
  }

  private static boolean sumsColumns(ReduceStep step, Matrix matrix) {
    return step.reduction() == Reduction.SUM
        && step.outer() == 1
        && step.size() == matrix.rows
        && step.inner() == matrix.columns;
  }

  private static boolean touches(ProgramStep step, Matrix matrix, List<Value> values) {
    return IntStream.concat(IntStream.of(step.reads()), IntStream.of(step.writes()))
        .anyMatch(id -> values.get(id).shape.elements() == matrix.rows * matrix.columns);
  }

  private static boolean isSingle(ProgramStep step) {
    return step instanceof ReduceStep reduce ? reduce.single() : ((ElementwiseChain) step).single();
  }

  /// Returns whether steps in this order read of each other's results only the rows at hand.
  private static boolean areRows(List<ProgramStep> steps, Matrix matrix, List<Value> values) {
    Set<Integer> rowByRow = new HashSet<>();
    Set<Integer> atTheEnd = new HashSet<>();
    for (ProgramStep step : steps) {
      for (int id : step.reads()) {
        Value read = values.get(id);
        if (atTheEnd.contains(id)
            || Locals.overlaps(read, atTheEnd)
            || Locals.overlaps(read, rowByRow)) {
          return false;
        }
      }
      switch (step) {
        case ElementwiseChain chain
            when chain.elements() == matrix.rows * matrix.columns
                || chain.elements() == matrix.rows -> {
          for (Load load : chain.slots().loads()) {
            boolean isOfRow =
                load.spread() == Spread.COLUMN
                    && load.period() == matrix.columns
                    && chain.elements() > matrix.rows;
            if (rowByRow.contains(load.value()) && !isOfRow) {
              return false;
            }
          }
          addAll(rowByRow, step.writes());
        }
        case ReduceStep reduce when sumsRows(reduce, matrix) -> addAll(rowByRow, step.writes());
        case ReduceStep reduce when sumsColumns(reduce, matrix) -> addAll(atTheEnd, step.writes());
        default -> {
          return false;
        }
      }
    }
    return true;
  }

  // ---- What a step does ----

  @Override
  public void run(Memory memory) {
    begin(memory);
    run(memory, 0, rows);
  }

  @Override
  public int parts() {
    return sumsUpColumns() // which takes row after row
        ? 1
        : Math.clamp(operations() / PART_OPERATIONS, 1, Math.ceilDiv(rows, group));
  }

  boolean sumsUpColumns() {
    return steps.stream().anyMatch(RowsStep::isOfColumns);
  }

  @Override
  public void runPart(Memory memory, int part, int parts) {
    if (parts == 1) {
      run(memory);
      return;
    }
    long groups = Math.ceilDiv(rows, group);
    int from = (int) (groups * part / parts) * group;
    run(memory, from, Math.min(rows, (int) (groups * (part + 1) / parts) * group));
  }

  /// Returns whether a step sums up columns, beginning with zeros.
  private static boolean isOfColumns(ProgramStep step) {
    return step instanceof ReduceStep reduce && reduce.inner() > 1;
  }

  /// Prepares the sums of columns, which all rows are then added to.
  private void begin(Memory memory) {
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i) instanceof ReduceStep reduce && isOfColumns(reduce)) {
        memory
            .kernels(reduce.single())
            .fill(memory.array(reduce.out()), memory.offset(reduce.out()), columns, 0);
      }
    }
  }

  /// Runs the steps over rows `from` to below `to`.
  void run(Memory memory, int from, int to) {
    Loop fused = memory.isPlain() ? null : this.fused;
    if (fused != null) {
      locals.begin(memory, 0); // every row is written over the one before
      Object scratch = memory.scratch(single());
      fused.loop.run(
          memory.arrays,
          memory.offsets,
          fused.operands,
          scratch,
          fused.literals,
          from * columns,
          (to - from) * columns);
      return;
    }
    for (int start = from; start < to; start += group) {
      int end = Math.min(to, start + group);
      locals.begin(memory, start);
      group(memory, start, end);
    }
    if (work >= 0 && !memory.isPlain()) {
      work += operations() / rows * (to - from);
      if (work > Fusion.ENOUGH) {
        work = -1;
        Fusion.ask(this);
      }
    }
  }

  @Override
  public void expect(long runs) {
    if (work >= 0 && (double) runs * operations() > Fusion.ENOUGH) {
      work = -1;
      Fusion.expect(this);
    } else {
      chains().forEach(chain -> chain.expect(runs)); // those that are on their own
    }
  }

  /// Runs the steps over the rows of one group.
  void group(Memory memory, int start, int end) {
    for (int i = 0; i < steps.size(); i++) {
      switch (steps.get(i)) {
        case ElementwiseChain chain -> {
          int width = chain.elements() / rows;
          chain.run(memory, start * width, end * width);
        }
        case ReduceStep reduce -> reduce(reduce, memory, start, end);
        default -> throw new IllegalStateException("no step of rows: " + steps.get(i));
      }
    }
  }

  // ---- One loop for all ----

  /// Returns whether a loop can do all steps: over rows of whole vectors and partial sums, in one
  /// element type, with nothing repeated but one or several rows of elements.
  boolean isWritable() {
    int lanes = LoopWriter.lanes(single());
    if (lanes == 0
        || columns % lanes != 0
        || columns % Kernels.PARTIALS != 0
        || columns < LEAST_VECTORS * lanes
        || steps.stream().anyMatch(step -> isSingle(step) != single())) {
      return false;
    }
    return chains().stream()
        .allMatch(chain -> chain.slots().loads().stream().allMatch(load -> isOfRows(chain, load)));
  }

  private boolean isOfRows(ElementwiseChain chain, Load load) {
    boolean isOfElements = chain.elements() > rows; // not of one number for each row
    return switch (load.spread()) {
      case SCALAR -> true;
      case ROW -> isOfElements && load.period() % columns == 0;
      case COLUMN -> isOfElements && load.period() == columns;
      case MIDDLE -> false;
    };
  }

  List<ElementwiseChain> chains() {
    List<ElementwiseChain> chains = new ArrayList<>();
    for (ProgramStep step : steps) {
      if (step instanceof ElementwiseChain chain) {
        chains.add(chain);
      }
    }
    return chains;
  }

  RowsCode.Written code() {
    return new RowsCode(steps, rows, columns, inner::contains).written(single());
  }

  void fuse(FusedLoop loop, int[] operands, Object literals) {
    fused = new Loop(loop, operands, literals);
  }

  boolean isFused() {
    return fused != null;
  }

  boolean single() {
    return isSingle(steps.getFirst());
  }

  int rows() {
    return rows;
  }

  int columns() {
    return columns;
  }

  /// Returns a number of rows for a trial.
  int few() {
    return Math.min(rows, Math.max(2, 4096 / columns));
  }

  private void reduce(ReduceStep step, Memory memory, int start, int end) {
    Kernels kernels = memory.kernels(step.single());
    Object scratch = memory.scratch(step.single());
    Object x = memory.array(step.x());
    int xo = memory.offset(step.x()) + start * columns;
    Object out = memory.array(step.out());
    int oo = memory.offset(step.out());
    if (isOfColumns(step)) {
      kernels.addRows(x, xo, end - start, columns, out, oo);
    } else if (step.reduction() == Reduction.SUM) {
      kernels.sum(x, xo, end - start, columns, out, oo + start, scratch);
    } else {
      kernels.max(x, xo, end - start, columns, out, oo + start, scratch);
    }
  }

  @Override
  public String describe() {
    return steps.stream()
        .map(ProgramStep::describe)
        .collect(Collectors.joining("; ", "by " + group + " of " + rows + " rows: ", ""));
  }

  @Override
  public int[] reads() {
    Set<Integer> written = new HashSet<>();
    Set<Integer> read = new HashSet<>();
    for (ProgramStep step : steps) {
      addAll(read, step.reads());
      addAll(written, step.writes());
    }
    read.removeAll(written);
    return read.stream().mapToInt(Integer::intValue).sorted().toArray();
  }

  @Override
  public int[] writes() {
    return steps.stream().flatMapToInt(step -> IntStream.of(step.writes())).toArray();
  }

  @Override
  public boolean overwrites(int out, int in) {
    boolean written = false;
    for (ProgramStep step : steps) {
      boolean reads = IntStream.of(step.reads()).anyMatch(id -> id == in);
      boolean writes = IntStream.of(step.writes()).anyMatch(id -> id == out);
      if (writes && isOfColumns(step)) {
        return false; // its sums are begun before anything is read
      }
      if (step instanceof ElementwiseChain chain
          && chain.slots().loads().stream().anyMatch(load -> load.value() == in)) {
        return false;
      }
      if (reads && (written || (writes && !step.overwrites(out, in)))) {
        return false;
      }
      written |= writes;
    }
    return written;
  }

  @Override
  public long operations() {
    return steps.stream().mapToLong(ProgramStep::operations).sum();
  }

  @Override
  public int scratch(DType type) {
    return locals.scratch(type);
  }
}
