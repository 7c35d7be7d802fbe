package thalweg.algebra.program;

import java.util.List;
import thalweg.algebra.kernel.Strided;

/// Lays arrays beside each other, each seen as `outer` runs of neighbours; the runs of all of them
/// fill the result in turn.
///
/// @param x the arrays; others may stand at their places already
/// @param runs how long the runs of each array are
/// @param starts where the first run of each array begins
/// @param width how long the runs of all arrays are together
record ConcatenateStep(
    List<Integer> x, List<Integer> runs, List<Integer> starts, int width, int outer, int out)
    implements ProgramStep {
  ConcatenateStep {
    x = List.copyOf(x);
    runs = List.copyOf(runs);
    starts = List.copyOf(starts);
  }

  @Override
  public void run(Memory memory) {
    run(memory, 0, outer);
  }

  /// Copies the runs from `first` to below `end` of each array.
  void run(Memory memory, int first, int end) {
    Object to = memory.array(out);
    for (int i = 0; i < x.size(); i++) {
      Object from = memory.array(x.get(i));
      int start = memory.offset(x.get(i));
      int at = memory.offset(out) + starts.get(i);
      int run = runs.get(i);
      for (int j = first; j < end; j++) {
        Strided.copy(from, start + j * run, 1, to, at + j * width, 1, run);
      }
    }
  }

  @Override
  public String describe() {
    return "concatenate " + x.size() + " to " + outer + " times " + width;
  }

  @Override
  public int[] reads() {
    return x.stream().mapToInt(Integer::intValue).distinct().toArray();
  }

  @Override
  public int[] writes() {
    return new int[] {out};
  }

  @Override
  public long operations() {
    return 0;
  }
}
