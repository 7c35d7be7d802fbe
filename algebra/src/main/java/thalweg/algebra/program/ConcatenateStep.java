package thalweg.algebra.program;

import java.util.List;
import thalweg.algebra.kernel.Strided;

/// Lays arrays beside each other, each seen as `outer` runs of neighbours; the runs of all of them
/// fill the result in turn.
///
/// @param runs how long the runs of each array are
record ConcatenateStep(List<Integer> x, List<Integer> runs, int outer, int out)
    implements ProgramStep {
  ConcatenateStep {
    x = List.copyOf(x);
    runs = List.copyOf(runs);
  }

  private int width() {
    return runs.stream().mapToInt(Integer::intValue).sum();
  }

  @Override
  public void run(Memory memory) {
    Object to = memory.array(out);
    int width = width();
    int at = memory.offset(out);
    for (int i = 0; i < x.size(); i++) {
      Object from = memory.array(x.get(i));
      int start = memory.offset(x.get(i));
      int run = runs.get(i);
      for (int j = 0; j < outer; j++) {
        Strided.copy(from, start + j * run, 1, to, at + j * width, 1, run);
      }
      at += run;
    }
  }

  @Override
  public String describe() {
    return "concatenate " + x.size() + " to " + outer + " times " + width();
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
