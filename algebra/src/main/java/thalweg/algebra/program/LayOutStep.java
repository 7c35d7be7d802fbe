package thalweg.algebra.program;

import thalweg.algebra.kernel.Places;
import thalweg.algebra.kernel.Strided;

/// Lays out a batch of matrices that stand anywhere row after row: the small operand of a product
/// that is read again and again.
///
/// The arrays in this record are fixed when the program is planned and never change.
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record LayOutStep(int x, int[] batch, Places places, int out) implements ProgramStep {
  @Override
  public void run(Memory memory) {
    int[] rows = places.rows();
    int[] columns = places.columns();
    int to = memory.offset(out);
    for (int start : batch) {
      for (int row : rows) {
        int from = memory.offset(x) + start + row;
        Strided.gather(memory.array(x), from, columns, memory.array(out), to);
        to += columns.length;
      }
    }
  }

  @Override
  public String describe() {
    return "lay out "
        + batch.length
        + " of "
        + places.rows().length
        + "×"
        + places.columns().length;
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
    return 0;
  }
}
