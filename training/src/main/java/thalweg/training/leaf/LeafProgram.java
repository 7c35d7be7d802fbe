package thalweg.training.leaf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.RandomKey;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Program;
import thalweg.calculus.gradient.program.ProgramDifferences;
import thalweg.calculus.gradient.reverse.Reverse;
import thalweg.network.Network;
import thalweg.training.data.Column;
import thalweg.training.data.Dataset;
import thalweg.training.objective.Measure;
import thalweg.training.objective.Objective;
import thalweg.training.objective.Rows;
import thalweg.training.picture.Augmentation;

/// The computation of one leaf of a given number of rows.
///
/// To learn, its outputs are the sum of the rows' losses, then, unless differences are taken, the
/// gradient of that sum for each parameter, then what each statistic is observed to be. To judge,
/// they are the sum of the losses, the sum of the rows' weights, then the sums of each measure.
///
/// @param columns by name, those that are read
/// @param key the variable of random numbers, which few networks read
/// @param measureSums how many sums belong to each measure
public record LeafProgram(
    Program program,
    Map<String, Tensor> columns,
    List<Tensor> parameters,
    List<Tensor> statistics,
    Tensor key,
    List<Integer> measureSums) {
  /// What a leaf is computed for.
  public enum Use {
    /// Loss and gradient in reverse.
    LEARN,
    /// Loss, where the gradient is had by differences.
    LEARN_BY_DIFFERENCES,
    /// Loss and measures.
    JUDGE
  }

  /// The rows of a leaf, whose columns become variables when they are asked for.
  private static final class LeafRows implements Rows {
    private final Family family;
    private final int count;
    private final Map<String, Tensor> columns = new LinkedHashMap<>();

    LeafRows(Family family, int count) {
      this.family = family;
      this.count = count;
    }

    @Override
    public int count() {
      return count;
    }

    @Override
    public DType type() {
      return family.type;
    }

    @Override
    public Tensor column(String name) {
      Column.Kind kind = kind(name);
      Shape shape =
          name.equals(Dataset.FEATURES) ? family.objective.network().input() : kind.shape();
      DType type = kind.type().isReal() ? family.type : kind.type();
      return columns.computeIfAbsent(name, _ -> Tensor.variable(name, type, shape.prepend(count)));
    }

    @Override
    public Column.Kind kind(String name) {
      return Objective.kind(family.kinds, name);
    }

    /// Returns each row's number times its weight, where rows have weights.
    Tensor weighted(Tensor perRow) {
      if (!family.isWeighted()) {
        return perRow;
      }
      int[] sizes = new int[perRow.shape().rank()];
      java.util.Arrays.fill(sizes, 1);
      sizes[0] = count;
      return perRow.multiply(column(Dataset.WEIGHT).to(perRow.type()).reshape(Shape.of(sizes)));
    }
  }

  private static LeafProgram of(Family family, int count) {
    LeafRows rows = new LeafRows(family, count);
    Network network = family.objective.network();
    List<Tensor> parameters = network.variables(family.type);
    List<Tensor> statistics = network.statisticVariables(family.type);
    Tensor key = RandomKey.variable();
    Tensor x = rows.column(Dataset.FEATURES);
    Network.Trained trained =
        family.use == Use.JUDGE
            ? new Network.Trained(network.apply(parameters, statistics, x), List.of())
            : network.train(parameters, statistics, key, x);
    Tensor outputs = trained.output().reshape(count, -1);
    Tensor losses = family.objective.checkedLoss(outputs, rows);
    Tensor sum = rows.weighted(losses).sum(0);
    List<Tensor> all = new ArrayList<>(List.of(sum));
    List<Integer> measureSums = new ArrayList<>();
    switch (family.use) {
      case LEARN -> all.addAll(Reverse.gradient(sum, parameters));
      case LEARN_BY_DIFFERENCES -> {}
      case JUDGE -> {
        all.add(rows.weighted(Tensor.fill(1, family.type, Shape.of(count))).sum(0));
        for (Measure measure : family.objective.measures()) {
          List<Tensor> each = measure.perRow(outputs, rows);
          each.forEach(perRow -> all.add(rows.weighted(perRow).sum(0)));
          measureSums.add(each.size());
        }
      }
    }
    all.addAll(trained.observed());
    return new LeafProgram(Program.of(all), rows.columns, parameters, statistics, key, measureSums);
  }

  /// Leaf programs by number of rows, made when first needed and shared by all members of a team.
  public static final class Family {
    /// The step of numerical gradients, the tutorial's.
    static final double NUMERICAL_STEP = 1e-4;

    private final Objective objective;
    private final List<Column.Kind> kinds;
    private final Use use;
    private final DType type;
    private final long runs;
    private final Augmentation augmentation;
    private final Map<Integer, LeafProgram> byRows = new ConcurrentHashMap<>();
    private final Map<Integer, ProgramDifferences> differencesByRows = new ConcurrentHashMap<>();

    /// Makes a family whose programs are each run about `runs` times, on rows as they are.
    ///
    /// @param kinds what the columns of the data are
    public Family(Objective objective, List<Column.Kind> kinds, Use use, DType type, long runs) {
      this(objective, kinds, use, type, runs, Augmentation.NONE);
    }

    /// As the other.
    ///
    /// @param augmentation how pictures are changed before each run
    Family(
        Objective objective,
        List<Column.Kind> kinds,
        Use use,
        DType type,
        long runs,
        Augmentation augmentation) {
      this.objective = objective;
      this.kinds = kinds;
      this.use = use;
      this.type = type;
      this.runs = runs;
      this.augmentation = augmentation;
    }

    Objective objective() {
      return objective;
    }

    Use use() {
      return use;
    }

    DType type() {
      return type;
    }

    Augmentation augmentation() {
      return augmentation;
    }

    private boolean isWeighted() {
      return kinds.stream().anyMatch(kind -> kind.name().equals(Dataset.WEIGHT));
    }

    /// Returns the program for leaves of so many rows.
    ///
    /// @throws IllegalArgumentException if objective and columns do not fit
    public LeafProgram of(int rows) {
      return byRows.computeIfAbsent(
          rows,
          count -> {
            LeafProgram leaf = LeafProgram.of(this, count);
            leaf.program.expect(runs);
            return leaf;
          });
    }

    /// Returns the differences of a leaf's sum of losses in its parameters; null where the gradient
    /// is had in reverse or not at all.
    @Nullable ProgramDifferences differencesOf(int rows) {
      return use != Use.LEARN_BY_DIFFERENCES
          ? null
          : differencesByRows.computeIfAbsent(
              rows,
              count -> {
                LeafProgram leaf = of(count);
                return ProgramDifferences.of(
                    leaf.program.outputs().getFirst(), leaf.parameters, NUMERICAL_STEP);
              });
    }
  }
}
