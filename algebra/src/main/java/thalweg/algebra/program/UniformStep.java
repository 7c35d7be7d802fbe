package thalweg.algebra.program;

import thalweg.algebra.random.Purpose;
import thalweg.algebra.random.RandomStream;

/// Uniform random numbers for rows of `columns` elements, each by its position in the epoch.
record UniformStep(Purpose purpose, int layer, int key, int count, int columns, int out)
    implements ProgramStep {
  /// The fewest numbers in a part: some ten microseconds of work.
  private static final int LEAST_PART = 4096;

  @Override
  public void run(Memory memory) {
    fill(memory, 0, count);
  }

  @Override
  public int parts() {
    return Math.max(1, count / LEAST_PART);
  }

  @Override
  public void runPart(Memory memory, int part, int parts) {
    int from = (int) ((long) count * part / parts);
    fill(memory, from, (int) ((long) count * (part + 1) / parts) - from);
  }

  private void fill(Memory memory, int from, int numbers) {
    int[] words = (int[]) memory.array(key);
    int at = memory.offset(key);
    long position = first(join(words[at + 3], words[at + 4])) + from;
    long seed = join(words[at], words[at + 1]);
    int epoch = words[at + 2];
    int to = memory.offset(out) + from;
    if (memory.array(out) instanceof float[] floats) {
      RandomStream.fillUniform(seed, purpose, layer, epoch, floats, to, numbers, position);
    } else {
      double[] doubles = (double[]) memory.array(out);
      RandomStream.fillUniform(seed, purpose, layer, epoch, doubles, to, numbers, position);
    }
  }

  private static long join(int low, int high) {
    return (low & 0xFFFFFFFFL) | ((long) high << 32);
  }

  /// Returns the position of the first element of the first row.
  private long first(long row) {
    long most = columns == 0 ? Long.MAX_VALUE : (RandomStream.POSITIONS - count) / columns;
    if (row < 0 || row > most) {
      throw new IllegalArgumentException(
          "random key: the first row is "
              + row
              + "; with "
              + columns
              + " numbers in a row it must be from 0 to "
              + most
              + ".");
    }
    return row * columns;
  }

  @Override
  public String describe() {
    return count + " uniform random numbers";
  }

  @Override
  public int[] reads() {
    return new int[] {key};
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
