package thalweg.algebra.program;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import thalweg.algebra.DType;

/// Products of one size of which none needs another, such as the gradients of the parts of a gate:
/// each member of a team does whole ones, where their number can be shared evenly, for a product
/// that is cut packs its operands in every part.
record AlongsideStep(List<MatmulStep> products) implements ProgramStep {
  AlongsideStep {
    products = List.copyOf(products);
  }

  /// Returns the steps with neighbouring products joined that can be done side by side.
  static List<ProgramStep> join(List<ProgramStep> steps, List<Value> values) {
    List<ProgramStep> joined = new ArrayList<>();
    List<MatmulStep> along = new ArrayList<>();
    Set<Integer> written = new HashSet<>();
    for (ProgramStep step : steps) {
      boolean goesAlong =
          step instanceof MatmulStep product
              && !along.isEmpty()
              && areAlike(product, along.getFirst())
              && IntStream.of(product.reads())
                  .mapToObj(values::get)
                  .noneMatch(read -> written.contains(read.id) || Locals.overlaps(read, written));
      if (!goesAlong) {
        close(along, joined);
        written.clear();
      }
      if (step instanceof MatmulStep product) {
        along.add(product);
        written.add(product.out());
      } else {
        joined.add(step);
      }
    }
    close(along, joined);
    return joined;
  }

  private static void close(List<MatmulStep> along, List<ProgramStep> joined) {
    if (along.size() > 1) {
      joined.add(new AlongsideStep(along));
    } else {
      joined.addAll(along);
    }
    along.clear();
  }

  private static boolean areAlike(MatmulStep one, MatmulStep other) {
    return one.single() == other.single()
        && one.batch() == other.batch()
        && one.m() == other.m()
        && one.n() == other.n()
        && one.k() == other.k()
        && one.xTransposed() == other.xTransposed()
        && one.yTransposed() == other.yTransposed()
        && one.yInStrips() == other.yInStrips();
  }

  @Override
  public void run(Memory memory) {
    products.forEach(product -> product.run(memory));
  }

  @Override
  public int parts() {
    return products.size() * products.getFirst().parts();
  }

  @Override
  public int parts(int members) {
    int each = products.getFirst().parts(members);
    boolean areEven = products.size() % members == 0 || each == 1;
    return products.size() * (areEven ? 1 : each);
  }

  @Override
  public void runPart(Memory memory, int part, int parts) {
    int size = products.size();
    if (parts > size) {
      int each = parts / size;
      products.get(part / each).runPart(memory, part % each, each);
      return;
    }
    for (int i = size * part / parts; i < size * (part + 1) / parts; i++) {
      products.get(i).run(memory);
    }
  }

  @Override
  public String describe() {
    return products.size() + " times " + products.getFirst().describe();
  }

  @Override
  public int[] reads() {
    return products.stream()
        .flatMapToInt(product -> IntStream.of(product.reads()))
        .distinct()
        .toArray();
  }

  @Override
  public int[] writes() {
    return products.stream().mapToInt(MatmulStep::out).toArray();
  }

  @Override
  public long operations() {
    return products.stream().mapToLong(MatmulStep::operations).sum();
  }

  @Override
  public int scratch(DType type) {
    return products.getFirst().scratch(type);
  }
}
