package thalweg.algebra.program;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import thalweg.algebra.DType;
import thalweg.algebra.kernel.Kernels;
import thalweg.algebra.kernel.ProductGrid;

/// The products of each of some matrices, transposed, with each of some others: the gradients of
/// all weights of a recurrence, whose input and state are multiplied with what comes back through
/// each part of its gates, or of weights that share an input, such as those of queries, keys and
/// values.
///
/// Whatever is laid out for one product is laid out for all. The bits are those of the products one
/// by one.
record GridStep(boolean single, ProductGrid grid) implements ProgramStep {
  /// Columns of a part: whole tiles of every vector width.
  private static final int PART_COLUMNS = 64;

  /// Operations worth handing to another member, some five microseconds.
  private static final long PART_OPERATIONS = 1_000_000;

  /// Other steps that may stand between products of one grid.
  private static final int MOST_BETWEEN = 8;

  /// Returns the steps with products joined that make a grid and of which none needs another.
  static List<ProgramStep> join(List<ProgramStep> steps, List<Value> values) {
    List<ProgramStep> joined = new ArrayList<>();
    Gathering gathering = new Gathering(values);
    for (ProgramStep step : steps) {
      if (!gathering.takes(step, joined)) {
        gathering.end(joined);
        if (!gathering.takes(step, joined)) {
          joined.add(step);
        }
      }
    }
    gathering.end(joined);
    return joined;
  }

  /// Products that could be done together, and the steps met between them.
  private static final class Gathering {
    private final List<Value> values;
    private final List<MatmulStep> products = new ArrayList<>();
    private final List<ProgramStep> after = new ArrayList<>(); // that need what these compute
    private final Set<Integer> written = new HashSet<>(); // by these and those
    private int between;

    Gathering(List<Value> values) {
      this.values = values;
    }

    /// Takes a product, or a step between products, which is put before them if it can be.
    boolean takes(ProgramStep step, List<ProgramStep> before) {
      boolean needsThem =
          IntStream.of(step.reads())
              .mapToObj(values::get)
              .anyMatch(read -> written.contains(read.id) || Locals.overlaps(read, written));
      if (step instanceof MatmulStep product && isOne(product)) {
        boolean fits = products.isEmpty() || (!needsThem && areAlike(product, products.getFirst()));
        if (fits) {
          products.add(product);
          written.add(product.out());
        }
        return fits;
      }
      if (products.isEmpty() || between == MOST_BETWEEN) {
        return false;
      }
      between++;
      if (needsThem) {
        after.add(step);
        IntStream.of(step.writes()).forEach(written::add);
      } else {
        before.add(step);
      }
      return true;
    }

    void end(List<ProgramStep> joined) {
      joined.addAll(grids(products));
      joined.addAll(after);
      products.clear();
      after.clear();
      written.clear();
      between = 0;
    }
  }

  private static boolean isOne(MatmulStep product) {
    return product.batch() == 1
        && product.xTransposed()
        && !product.yTransposed()
        && !product.yInStrips()
        && product.k() > 0
        && product.m() > 0
        && product.n() > 0
        && product.m() <= ProductGrid.MOST_ROWS;
  }

  private static boolean areAlike(MatmulStep one, MatmulStep other) {
    return one.single() == other.single() && one.n() == other.n() && one.k() == other.k();
  }

  /// Returns products as grids: the left matrices that are multiplied with the same right ones
  /// together, as far as there is room for them.
  private static List<ProgramStep> grids(List<MatmulStep> products) {
    Map<Integer, Map<Integer, MatmulStep>> byLeft = new LinkedHashMap<>(); // left → right → product
    for (MatmulStep product : products) {
      byLeft.computeIfAbsent(product.x(), _ -> new TreeMap<>()).put(product.y(), product);
    }
    Map<Set<Integer>, List<Map<Integer, MatmulStep>>> byRights = new LinkedHashMap<>();
    byLeft
        .values()
        .forEach(left -> byRights.computeIfAbsent(left.keySet(), _ -> new ArrayList<>()).add(left));
    List<ProgramStep> grids = new ArrayList<>();
    for (List<Map<Integer, MatmulStep>> lefts : byRights.values()) {
      List<MatmulStep> grid = new ArrayList<>();
      int rows = 0;
      for (Map<Integer, MatmulStep> left : lefts) {
        int more = left.values().iterator().next().m();
        if (rows + more > ProductGrid.MOST_ROWS) {
          grids.add(of(grid));
          grid.clear();
          rows = 0;
        }
        grid.addAll(left.values());
        rows += more;
      }
      grids.add(of(grid));
    }
    return grids;
  }

  private static ProgramStep of(List<MatmulStep> products) {
    MatmulStep first = products.getFirst();
    if (products.size() == 1) {
      return first;
    }
    int[] rights = products.stream().mapToInt(MatmulStep::y).distinct().toArray();
    int[] lefts = products.stream().mapToInt(MatmulStep::x).distinct().toArray();
    int[] heights =
        IntStream.range(0, lefts.length)
            .map(left -> products.get(left * rights.length).m())
            .toArray();
    int[] outs = products.stream().mapToInt(MatmulStep::out).toArray();
    return new GridStep(
        first.single(), new ProductGrid(lefts, heights, rights, first.n(), first.k(), outs));
  }

  @Override
  public void run(Memory memory) {
    runPart(memory, 0, 1);
  }

  @Override
  public int parts() {
    return Math.clamp(
        operations() / PART_OPERATIONS, 1, Math.ceilDiv(grid.columns(), PART_COLUMNS));
  }

  @Override
  public int parts(int members) {
    // Each part lays the left matrices out for itself: no more parts than members, if they are
    // even.
    int most = parts();
    return most % members == 0 ? members : most;
  }

  @Override
  public void runPart(Memory memory, int part, int parts) {
    memory
        .kernels(single)
        .products(
            grid,
            start(part, parts),
            start(part + 1, parts),
            memory.arrays,
            memory.offsets,
            memory.scratch(single),
            memory.intScratch);
  }

  private int start(int part, int parts) {
    int units = Math.ceilDiv(grid.columns(), PART_COLUMNS);
    return Math.min(grid.columns(), (int) ((long) units * part / parts) * PART_COLUMNS);
  }

  @Override
  public String describe() {
    String heights =
        IntStream.of(grid.heights())
            .mapToObj(Integer::toString)
            .reduce((one, other) -> one + " and " + other)
            .orElse("");
    String rights = grid.rights().length == 1 ? "" : grid.rights().length + " of ";
    return "matmul " + heights + "×" + grid.k() + "ᵀ · " + rights + grid.k() + "×" + grid.n();
  }

  @Override
  public int[] reads() {
    return IntStream.concat(IntStream.of(grid.lefts()), IntStream.of(grid.rights()))
        .distinct()
        .toArray();
  }

  @Override
  public int[] writes() {
    return grid.outs();
  }

  @Override
  public long operations() {
    return 2L * IntStream.of(grid.heights()).sum() * grid.columns() * grid.k();
  }

  @Override
  public int scratch(DType type) {
    Kernels kernels = single ? Kernels.FLOAT : Kernels.DOUBLE; // the plain loops need less
    return switch (type) {
      case FLOAT -> single ? kernels.productsScratch(grid) : 0;
      case DOUBLE -> single ? 0 : kernels.productsScratch(grid);
      case INT -> kernels.productsIntScratch(grid);
    };
  }
}
