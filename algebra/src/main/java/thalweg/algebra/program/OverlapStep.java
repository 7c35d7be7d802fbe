package thalweg.algebra.program;

import thalweg.algebra.kernel.Strided;

/// Adds up windows laid over each other along the middle axis of an array seen as `outer × places ×
/// positions × inner`; see [thalweg.algebra.Operation.Overlap].
record OverlapStep(
    boolean single,
    int outer,
    int places,
    int positions,
    int inner,
    int stride,
    int dilation,
    int size,
    int x,
    int out)
    implements ProgramStep {
  /// Operations worth handing to another member of a team, some five microseconds.
  private static final long PART_OPERATIONS = 50_000;

  @Override
  public void run(Memory memory) {
    runPart(memory, 0, 1);
  }

  @Override
  public int parts() {
    return Math.clamp(operations() / PART_OPERATIONS, 1, Math.max(1, outer));
  }

  @Override
  public void runPart(Memory memory, int part, int parts) {
    run(memory, (int) ((long) outer * part / parts), (int) ((long) outer * (part + 1) / parts));
  }

  /// Does so for the outer indices from `first` to below `last`.
  void run(Memory memory, int first, int last) {
    Object from = memory.array(x);
    Object to = memory.array(out);
    int xo = memory.offset(x) + first * places * positions * inner;
    int oo = memory.offset(out) + first * size * inner;
    for (int i = first; i < last; i++, oo += size * inner, xo += places * positions * inner) {
      if (stride == 1 && inner == 1) {
        memory.kernels(single).overlap(from, xo, places, positions, dilation, to, oo, size);
      } else {
        add(from, xo, to, oo);
      }
    }
  }

  private void add(Object from, int xo, Object to, int oo) {
    Strided.zero(to, oo, size * inner);
    for (int place = 0; place < places; place++) {
      int line = xo + place * positions * inner;
      int at = oo + place * dilation * inner;
      if (stride == 1 || inner == 1) {
        Strided.add(from, line, to, at, stride, stride == 1 ? positions * inner : positions);
      } else {
        for (int position = 0; position < positions; position++) {
          Strided.add(from, line + position * inner, to, at + position * stride * inner, 1, inner);
        }
      }
    }
  }

  @Override
  public String describe() {
    return "overlap of "
        + positions
        + " windows of "
        + places
        + (inner == 1 ? "" : " rows of " + inner)
        + ", "
        + outer
        + " times";
  }

  @Override
  public int[] reads() {
    return new int[] {x};
  }

  @Override
  public int[] writes() {
    return new int[] {out};
  }

  @Override
  public long operations() {
    return (long) outer * places * positions * inner;
  }
}
