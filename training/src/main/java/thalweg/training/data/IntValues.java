package thalweg.training.data;

import thalweg.algebra.DType;
import thalweg.algebra.NdArray;

/// Whole numbers, such as the indices of classes.
final class IntValues implements Values {
  private final int width;
  private final int rows;
  private final int[] numbers;

  IntValues(int width, int[] numbers) {
    this.width = width;
    this.numbers = numbers;
    rows = Values.rowsOf(width, numbers.length);
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public DType type() {
    return DType.INT;
  }

  @Override
  public void gather(int[] order, int from, int count, NdArray target) {
    int[] into = target.ints();
    for (int i = 0; i < count; i++) {
      System.arraycopy(numbers, order[from + i] * width, into, i * width, width);
    }
  }

  @Override
  public Values select(int[] rows) {
    int[] selected = new int[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(numbers, rows[i] * width, selected, i * width, width);
    }
    return new IntValues(width, selected);
  }
}
