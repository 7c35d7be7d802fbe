package thalweg.algebra.program;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;

/// Steps around windows, done for a few rows of a batch at a time: a convolution, what follows it
/// element by element, its pooling and the next convolution go over a few pictures while these are
/// in the second cache. Sums over the batch grow from slice to slice.
///
/// Values that only these steps need have memory for a few slices and not for all. The bits are
/// those of the steps one after another.
final class SlicesStep implements ProgramStep {
  /// What the slices at hand may take: part of the second cache.
  private static final int CACHE_BYTES = 512 << 10;

  private final List<Slicing> steps;
  private final int slices;
  private final int few; // slices at a time
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
      for (int id : slicing.step().writes()) {
        if (!slicing.sums().contains(id)) {
          apart.add(id);
          written.add(id);
        }
      }
    }
    long bytes = apart.stream().mapToLong(id -> values.get(id).bytes()).sum() / slices;
    few = Math.clamp(CACHE_BYTES / Math.max(1, bytes), 1, slices);
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

  /// Returns the steps with neighbours joined around those that see windows.
  static List<ProgramStep> join(List<ProgramStep> steps, List<Value> values) {
    List<ProgramStep> joined = new ArrayList<>();
    int from = 0; // the first step not yet in the result
    for (int i = 0; i < steps.size(); i++) {
      int slices = i < from ? 0 : slices(steps.get(i), values);
      if (slices < 2) {
        continue;
      }
      int first = i;
      while (first > from && sliced(steps.subList(first - 1, i + 1), slices, values) != null) {
        first--;
      }
      int end = i + 1;
      while (end < steps.size() && sliced(steps.subList(first, end + 1), slices, values) != null) {
        end++;
      }
      if (end - first < 2) {
        continue;
      }
      Set<Integer> readOutside = new HashSet<>();
      for (int other = 0; other < steps.size(); other++) {
        if (other < first || other >= end) {
          for (int id : steps.get(other).reads()) {
            readOutside.add(id);
          }
        }
      }
      joined.addAll(steps.subList(from, first));
      List<Slicing> group =
          Objects.requireNonNull(sliced(steps.subList(first, end), slices, values));
      joined.add(new SlicesStep(group, slices, readOutside, values));
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

  /// Returns how steps fall into slices, or null if one of them reads of another's result more than
  /// the slice at hand.
  private static @Nullable List<Slicing> sliced(
      List<ProgramStep> steps, int slices, List<Value> values) {
    List<Slicing> sliced = new ArrayList<>();
    Set<Integer> apart = new HashSet<>();
    Set<Integer> atTheEnd = new HashSet<>();
    for (ProgramStep step : steps) {
      Slicing slicing = Slicing.of(step, slices, values);
      if (slicing == null || slicing.whole().stream().anyMatch(apart::contains)) {
        return null;
      }
      for (int id : step.reads()) {
        if (atTheEnd.contains(id)) {
          return null;
        }
      }
      for (int id : step.writes()) {
        (slicing.sums().contains(id) ? atTheEnd : apart).add(id);
      }
      sliced.add(slicing);
    }
    return sliced;
  }

  @Override
  public void run(Memory memory) {
    for (int start = 0; start < slices; start += few) {
      int end = Math.min(slices, start + few);
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
    return steps.stream()
        .map(slicing -> slicing.step().describe())
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
