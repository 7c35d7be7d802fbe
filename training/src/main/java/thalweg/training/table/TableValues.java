package thalweg.training.table;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.training.data.Fields;
import thalweg.training.data.Values;

/// Numbers that are made of a table's cells when they are asked for: a category of a thousand words
/// costs four bytes a row, not a thousand numbers.
final class TableValues implements Values {
  /// Up to so many numbers, scaled ones are kept rather than made each time.
  private static final long KEPT = 1L << 22;

  /// A number of a row.
  interface Scalar {
    /// Returns what the data say in a row of the table.
    double of(int row);
  }

  /// A group of numbers of which one at most is 1 and all others 0.
  interface Hot {
    /// Returns the place of the 1 among the numbers of a row, −1 if all are 0.
    int of(int row);
  }

  /// @param at its place among the numbers of a row
  record Placed(int at, Scalar number, Fields.Field field) {}

  private final int width;
  private final int[] rows; // of the table
  private final List<Placed> numbers;
  private final List<Hot> hots;
  private final boolean isScaled;

  TableValues(int width, int[] rows, List<Placed> numbers, List<Hot> hots, boolean isScaled) {
    this.width = width;
    this.rows = rows;
    this.numbers = List.copyOf(numbers);
    this.hots = List.copyOf(hots);
    this.isScaled = isScaled;
  }

  @Override
  public int rows() {
    return rows.length;
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
    for (int i = 0; i < count; i++) {
      int row = rows[order[from + i]];
      int start = i * width;
      if (target.type() == DType.FLOAT) {
        fill(row, target.floats(), start);
      } else {
        fill(row, target.doubles(), start);
      }
    }
  }

  private void fill(int row, float[] target, int start) {
    if (!hots.isEmpty()) {
      Arrays.fill(target, start, start + width, 0);
    }
    for (int i = 0; i < numbers.size(); i++) {
      Placed placed = numbers.get(i);
      target[start + placed.at] = (float) number(placed, row);
    }
    for (int i = 0; i < hots.size(); i++) {
      int at = hots.get(i).of(row);
      if (at >= 0) {
        target[start + at] = 1;
      }
    }
  }

  private void fill(int row, double[] target, int start) {
    if (!hots.isEmpty()) {
      Arrays.fill(target, start, start + width, 0);
    }
    for (int i = 0; i < numbers.size(); i++) {
      Placed placed = numbers.get(i);
      target[start + placed.at] = number(placed, row);
    }
    for (int i = 0; i < hots.size(); i++) {
      int at = hots.get(i).of(row);
      if (at >= 0) {
        target[start + at] = 1;
      }
    }
  }

  private double number(Placed placed, int row) {
    double number = placed.number.of(row);
    return isScaled ? placed.field.scaled(number) : number;
  }

  @Override
  public Values select(int[] chosen) {
    int[] selected = new int[chosen.length];
    for (int i = 0; i < chosen.length; i++) {
      selected[i] = rows[chosen[i]];
    }
    return new TableValues(width, selected, numbers, hots, isScaled);
  }

  /// Fields of categories are never scaled.
  @Override
  public Values scaled(Fields fields) {
    return (long) rows.length * width <= KEPT
        ? Values.super.scaled(fields)
        : new TableValues(
            width,
            rows,
            numbers.stream()
                .map(placed -> new Placed(placed.at, placed.number, fields.all().get(placed.at)))
                .toList(),
            hots,
            true);
  }

  @Override
  public long firstBeyond(double most) {
    for (int row = 0; row < rows.length; row++) {
      for (Placed placed : numbers) {
        if (!(Math.abs(number(placed, rows[row])) <= most)) {
          return (long) row * width + placed.at;
        }
      }
    }
    return -1;
  }

  /// Of categories the place of each row's is told, rather than all the numbers that are 0.
  @Override
  public void digest(MessageDigest digest) {
    ByteBuffer bytes =
        ByteBuffer.allocate(numbers.size() * Double.BYTES + hots.size() * Integer.BYTES);
    for (int row : rows) {
      bytes.clear();
      numbers.forEach(placed -> bytes.putDouble(number(placed, row)));
      hots.forEach(hot -> bytes.putInt(hot.of(row)));
      digest.update(bytes.array());
    }
  }
}
