package thalweg.training.data;

import thalweg.algebra.DType;
import thalweg.algebra.NdArray;

/// Real numbers in single precision.
final class FloatValues implements Values {
  private final int width;
  private final int rows;
  private final float[] numbers;

  FloatValues(int width, float[] numbers) {
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
    return DType.FLOAT;
  }

  @Override
  public void gather(int[] order, int from, int count, NdArray target) {
    if (target.type() == DType.FLOAT) {
      float[] into = target.floats();
      for (int i = 0; i < count; i++) {
        System.arraycopy(numbers, order[from + i] * width, into, i * width, width);
      }
    } else {
      double[] into = target.doubles();
      for (int i = 0; i < count; i++) {
        int start = order[from + i] * width;
        for (int j = 0; j < width; j++) {
          into[i * width + j] = numbers[start + j];
        }
      }
    }
  }

  @Override
  public Values select(int[] rows) {
    float[] selected = new float[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(numbers, rows[i] * width, selected, i * width, width);
    }
    return new FloatValues(width, selected);
  }
}
