package thalweg.training.data;

import thalweg.algebra.DType;
import thalweg.algebra.NdArray;

/// Real numbers in double precision.
final class DoubleValues implements Values {
  private final int width;
  private final int rows;
  private final double[] numbers;

  DoubleValues(int width, double[] numbers) {
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
    return DType.DOUBLE;
  }

  @Override
  public void gather(int[] order, int from, int count, NdArray target) {
    if (target.type() == DType.FLOAT) {
      float[] into = target.floats();
      for (int i = 0; i < count; i++) {
        int start = order[from + i] * width;
        for (int j = 0; j < width; j++) {
          into[i * width + j] = (float) numbers[start + j];
        }
      }
    } else {
      double[] into = target.doubles();
      for (int i = 0; i < count; i++) {
        System.arraycopy(numbers, order[from + i] * width, into, i * width, width);
      }
    }
  }

  @Override
  public long firstBeyond(double most) {
    for (int i = 0; i < numbers.length; i++) {
      if (!(Math.abs(numbers[i]) <= most)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public Values select(int[] rows) {
    double[] selected = new double[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(numbers, rows[i] * width, selected, i * width, width);
    }
    return new DoubleValues(width, selected);
  }
}
