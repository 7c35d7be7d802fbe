package thalweg.algebra.program;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import thalweg.algebra.DType;

/// Steps done for a few slices at a time, such as rows of a batch.
///
/// Around windows: a convolution, what follows it element by element, its pooling and the next
/// convolution go over a few pictures while these are in the second cache. Sums over the batch grow
/// from slice to slice. Around a batch of products, such as the heads of attention: scores, softmax
/// and what is made of them, head by head. Along a recurrence: the rows of one member of a team go
/// through all places of a sequence, and nobody waits for the others at each place.
///
/// Values that only these steps need have memory for a few slices and not for all. The bits are
/// those of the steps one after another.
final class SlicesStep implements ProgramStep {
  /// What the slices at hand may take: part of the second cache.
  private static final int CACHE_BYTES = 512 << 10;

  /// Rows that go through a recurrence together, so that they share what is read of the weights,
  /// and the fewest of a member of a team.
  private static final int RECURRENT_ROWS = 32;

  private static final int LEAST_RECURRENT_ROWS = 16;

  /// As many where there are more members than such parts.
  private static final int FEWEST_ROWS = 8;

  /// Places from which on products with one matrix are a recurrence.
  static final int RECURRENT_PLACES = 3;

  private final List<Slicing> steps;
  private final int slices;
  private final int few; // slices at a time
  private final boolean isRecurrent;
  private final Locals locals;

  private SlicesStep(
      List<Slicing> steps, int slices, Set<Integer> readOutside, List<Value> values) {
    this.steps = steps;
    this.slices = slices;
    Set<Integer> apart = new HashSet<>();
    Set<Integer> written = new HashSet<>();
    for (Slicing slicing : steps) {
      for (int id : slicing.step().reads()) {
        if (!slicing.whole().contains(id)) {
          apart.add(id);
        }
      }
      apart.addAll(slicing.apart());
      written.addAll(slicing.apart());
    }
    long bytes = apart.stream().mapToLong(id -> values.get(id).bytes()).sum() / slices;
    isRecurrent = steps.stream().anyMatch(each -> isOfRows(each.step()));
    few =
        isRecurrent
            ? Math.min(RECURRENT_ROWS, slices)
            : Math.clamp(CACHE_BYTES / Math.max(1, bytes), 1, slices);
    locals =
        new Locals(
            written.stream()
                .filter(id -> !readOutside.contains(id))
                .map(values::get)
                .filter(value -> value.home == Value.Home.ARENA)
                .toList(),
            steps.stream().map(Slicing::step).toList(),
            few,
            slices);
  }

  private static boolean isOfRows(ProgramStep step) {
    return step instanceof MatmulStep product && product.batch() == 1;
  }

  /// Returns the steps with neighbours joined around those that see windows, and along recurrences.
  static List<ProgramStep> join(List<ProgramStep> steps, List<Value> values) {
    Map<Integer, Integer> uses = new HashMap<>(); // of the right operands of products
    for (ProgramStep step : steps) {
      if (step instanceof MatmulStep product) {
        uses.merge(product.y(), 1, Integer::sum);
      }
    }
    return join(
        steps,
        values,
        step ->
            step instanceof MatmulStep product
                ? uses.getOrDefault(product.y(), 0) >= RECURRENT_PLACES && isOfRows(product)
                    ? product.m()
                    : 0
                : slices(step, values));
  }

  /// Returns the steps with neighbours joined around batches of products.
  static List<ProgramStep> joinBatches(List<ProgramStep> steps, List<Value> values) {
    return join(
        steps,
        values,
        step ->
            switch (step) {
              case MatmulStep product -> product.batch();
              case ContractionStep product -> product.outBatch().length;
              default -> 0;
            });
  }

  private static List<ProgramStep> join(
      List<ProgramStep> steps, List<Value> values, ToIntFunction<ProgramStep> slicesOf) {
    List<ProgramStep> joined = new ArrayList<>();
    int from = 0; // the first step not yet in the result
    for (int i = 0; i < steps.size(); i++) {
      int slices = i < from ? 0 : slicesOf.applyAsInt(steps.get(i));
      if (slices < 2) {
        continue;
      }
      int first = i;
      while (first > from && new Group(slices, values).takesAll(steps.subList(first - 1, i + 1))) {
        first--;
      }
      Group group = new Group(slices, values);
      int end = i + 1;
      if (!group.takesAll(steps.subList(first, end))) {
        continue;
      }
      while (end < steps.size() && group.takes(steps.get(end))) {
        end++;
      }
      if (end - first < 2) {
        continue;
      }
      Set<Integer> readOutside = Locals.neededElsewhere(steps, first, end, values);
      joined.addAll(steps.subList(from, first));
      joined.add(new SlicesStep(group.sliced, slices, readOutside, values));
      from = end;
    }
    joined.addAll(steps.subList(from, steps.size()));
    return joined;
  }

  /// Returns into how many slices a step that sees windows falls, or 0.
  private static int slices(ProgramStep step, List<Value> values) {
    int like =
        switch (step) {
          case OverlapStep overlap -> overlap.out();
          case WindowMaxStep max -> max.out();
          case WindowMaxGradientStep gradient -> gradient.out();
          case PooledConvolutionStep convolution -> convolution.codes();
          case ContractionStep product when product.windows() -> product.y();
          default -> -1;
        };
    if (like < 0 || values.get(like).shape.rank() == 0) {
      return 0;
    }
    int slices = values.get(like).shape.size(0);
    return slices > 1 && Slicing.of(step, slices, values) != null ? slices : 0;
  }

  /// Steps that fall into slices, of which none reads of another's result more than the slice at
  /// hand. It grows step by step, for a recurrence has thousands.
  private static final class Group {
    final List<Slicing> sliced = new ArrayList<>();
    private final int slices;
    private final List<Value> values;
    private final Set<Integer> apart = new HashSet<>();
    private final Set<Integer> atTheEnd = new HashSet<>();

    Group(int slices, List<Value> values) {
      this.slices = slices;
      this.values = values;
    }

    /// Takes a step that follows if it fits, and returns whether it does.
    boolean takes(ProgramStep step) {
      Slicing slicing = Slicing.of(step, slices, values);
      if (slicing == null || slicing.whole().stream().anyMatch(apart::contains)) {
        return false;
      }
      for (int id : step.reads()) {
        Value read = values.get(id);
        if (atTheEnd.contains(id)
            || Locals.overlaps(read, atTheEnd)
            || Locals.overlaps(read, apart)) {
          return false;
        }
      }
      apart.addAll(slicing.apart());
      atTheEnd.addAll(slicing.sums());
      atTheEnd.addAll(slicing.scattered());
      sliced.add(slicing);
      return true;
    }

    boolean takesAll(List<ProgramStep> steps) {
      return steps.stream().allMatch(this::takes);
    }
  }

  @Override
  public void run(Memory memory) {
    run(memory, 0, slices);
  }

  @Override
  public int parts() {
    boolean sumsUp = steps.stream().anyMatch(each -> !each.sums().isEmpty());
    if (sumsUp) {
      return 1; // slice after slice
    }
    return Math.ceilDiv(slices, isRecurrent ? LEAST_RECURRENT_ROWS : few);
  }

  @Override
  public int parts(int members) {
    if (parts() > 1 && members > parts()) { // then fewer slices at a time than is best for one
      return Math.min(members, isRecurrent ? Math.ceilDiv(slices, FEWEST_ROWS) : slices);
    }
    // Rows of a recurrence share what they read of the weights: no more parts than members.
    return isRecurrent ? Math.min(parts(), members) : ProgramStep.super.parts(members);
  }

  @Override
  public void runPart(Memory memory, int part, int parts) {
    run(memory, (int) ((long) slices * part / parts), (int) ((long) slices * (part + 1) / parts));
  }

  private void run(Memory memory, int from, int to) {
    for (int start = from; start < to; start += few) {
      int end = Math.min(to, start + few);
      locals.begin(memory, start);
      for (int i = 0; i < steps.size(); i++) {
        steps.get(i).run(memory, start, end);
      }
    }
  }

  @Override
  public void expect(long runs) {
    steps.forEach(slicing -> slicing.step().expect(runs));
  }

  @Override
  public String describe() {
    // A recurrence has the same steps at each place.
    Map<String, Integer> times = new LinkedHashMap<>();
    steps.forEach(slicing -> times.merge(slicing.step().describe(), 1, Integer::sum));
    return times.entrySet().stream()
        .map(each -> (each.getValue() == 1 ? "" : each.getValue() + " times ") + each.getKey())
        .collect(Collectors.joining("; ", "by " + few + " of " + slices + " slices: ", ""));
  }

  @Override
  public int[] reads() {
    Set<Integer> written = new HashSet<>();
    IntStream.of(writes()).forEach(written::add);
    return steps.stream()
        .flatMapToInt(slicing -> IntStream.of(slicing.step().reads()))
        .filter(id -> !written.contains(id))
        .distinct()
        .toArray();
  }

  @Override
  public int[] writes() {
    return steps.stream().flatMapToInt(slicing -> IntStream.of(slicing.step().writes())).toArray();
  }

  @Override
  public long operations() {
    return steps.stream().mapToLong(slicing -> slicing.step().operations()).sum();
  }

  @Override
  public int scratch(DType type) {
    return locals.scratch(type);
  }
}
