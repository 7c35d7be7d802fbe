package thalweg.training.data;

import thalweg.algebra.DType;
import thalweg.algebra.NdArray;

/// Some rows of others, which stay where they are.
final class SelectedValues implements Values {
  private final Values all;
  private final int[] selected;

  SelectedValues(Values all, int[] selected) {
    this.all = all;
    this.selected = selected;
  }

  @Override
  public int rows() {
    return selected.length;
  }

  @Override
  public int width() {
    return all.width();
  }

  @Override
  public DType type() {
    return all.type();
  }

  @Override
  public void gather(int[] order, int from, int count, NdArray target) {
    int[] places = new int[count];
    for (int i = 0; i < count; i++) {
      places[i] = selected[order[from + i]];
    }
    all.gather(places, 0, count, target);
  }

  /// Where the rows are stays where they are: they may be more than the heap holds.
  @Override
  public Values scaled(Fields fields) {
    return new SelectedValues(all.scaled(fields), selected);
  }

  @Override
  public Values select(int[] rows) {
    int[] places = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      places[i] = selected[rows[i]];
    }
    return new SelectedValues(all, places);
  }
}
