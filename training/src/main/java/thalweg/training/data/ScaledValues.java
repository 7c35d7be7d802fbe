package thalweg.training.data;

import thalweg.algebra.DType;
import thalweg.algebra.NdArray;

/// What a network sees of numbers outside the heap, worked out whenever rows are gathered.
final class ScaledValues implements Values {
  private final MappedValues raw;
  private final Fields.Field[] fields;

  ScaledValues(MappedValues raw, Fields fields) {
    this.raw = raw;
    this.fields = fields.all().toArray(Fields.Field[]::new);
  }

  @Override
  public int rows() {
    return raw.rows();
  }

  @Override
  public int width() {
    return fields.length;
  }

  @Override
  public DType type() {
    return DType.DOUBLE;
  }

  @Override
  public void gather(int[] order, int from, int count, NdArray target) {
    int width = fields.length;
    for (int i = 0; i < count; i++) {
      long start = (long) order[from + i] * width;
      int into = i * width;
      for (int j = 0; j < width; j++) {
        double x = fields[j].scaled(raw.at(start + j));
        if (target.type() == DType.FLOAT) {
          target.floats()[into + j] = (float) x;
        } else {
          target.doubles()[into + j] = x;
        }
      }
    }
  }
}
