package thalweg.calculus.gradient.sparsity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import thalweg.calculus.function.VectorFunction;
import thalweg.calculus.gradient.probe.Probe;

/// Which entries of a matrix of partial derivatives can differ from 0, and how its columns can be
/// moved together.
///
/// Columns that share no row can be told apart when they move at once (Curtis, Powell and Reid
/// 1974). In a symmetric matrix fewer moves do, since each entry may be read in either of its two
/// places: the colouring must be a star colouring (Gebremedhin, Manne and Pothen 2005).
public final class SparsityPattern {
  private final int columns;
  private final int[][] columnsOfRow;

  private SparsityPattern(int columns, int[][] columnsOfRow) {
    this.columns = columns;
    this.columnsOfRow = columnsOfRow;
  }

  /// Returns the pattern with the given columns in each row.
  ///
  /// @throws IllegalArgumentException if a column is outside 0 … columns − 1 or listed twice
  public static SparsityPattern of(int columns, int[]... columnsOfRow) {
    int[][] sorted = new int[columnsOfRow.length][];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = columnsOfRow[i].clone();
      Arrays.sort(sorted[i]);
      for (int k = 0; k < sorted[i].length; k++) {
        int column = sorted[i][k];
        if (column < 0 || column >= columns || (k > 0 && column == sorted[i][k - 1])) {
          throw new IllegalArgumentException(
              "sparsity pattern: row "
                  + i
                  + " has the columns "
                  + Arrays.toString(sorted[i])
                  + "; they must lie in 0 to "
                  + (columns - 1)
                  + ", no two alike.");
        }
      }
    }
    return new SparsityPattern(columns, sorted);
  }

  /// Returns the pattern of a full matrix.
  public static SparsityPattern dense(int rows, int columns) {
    int[][] all = new int[rows][columns];
    for (int[] row : all) {
      Arrays.setAll(row, j -> j);
    }
    return new SparsityPattern(columns, all);
  }

  /// Returns the pattern of a square matrix whose entries lie no farther than `width` from the
  /// diagonal: 1 for a tridiagonal one.
  ///
  /// @throws IllegalArgumentException if the size or the width is negative
  public static SparsityPattern banded(int size, int width) {
    if (size < 0 || width < 0) {
      throw new IllegalArgumentException(
          "sparsity pattern: size " + size + " and width " + width + " must be at least 0.");
    }
    int[][] rows = new int[size][];
    for (int i = 0; i < size; i++) {
      int first = Math.max(0, i - width);
      int last = Math.min(size - 1, i + width);
      rows[i] = new int[last - first + 1];
      Arrays.setAll(rows[i], k -> first + k);
    }
    return new SparsityPattern(size, rows);
  }

  /// Returns the pattern that `f` shows at `x`: which values change when a coordinate moves a
  /// little, by two random amounts. What happens not to depend on a coordinate there, as behind a
  /// relu, is missed. Calls f 2n + 1 times.
  ///
  /// @throws IllegalArgumentException if a coordinate is not finite
  public static SparsityPattern detect(VectorFunction f, double... x) {
    Probe probe = new Probe(Probe.finite("sparsity pattern", x));
    double[] home = probe.values(f);
    List<List<Integer>> rows = new ArrayList<>();
    for (int i = 0; i < home.length; i++) {
      rows.add(new ArrayList<>());
    }
    SplittableRandom random = new SplittableRandom(1);
    for (int j = 0; j < x.length; j++) {
      boolean[] changes = new boolean[home.length];
      for (int side = -1; side <= 1; side += 2) {
        double part = random.nextDouble(0.5, 1) * 0x1p-10;
        probe.move(j, x[j] + side * part * Probe.unit(x[j]));
        double[] moved = probe.values(f);
        for (int i = 0; i < home.length; i++) {
          changes[i] |= Double.compare(moved[i], home[i]) != 0;
        }
      }
      probe.home();
      for (int i = 0; i < home.length; i++) {
        if (changes[i]) {
          rows.get(i).add(j);
        }
      }
    }
    int[][] columns = new int[home.length][];
    Arrays.setAll(columns, i -> rows.get(i).stream().mapToInt(Integer::intValue).toArray());
    return new SparsityPattern(x.length, columns);
  }

  /// Returns the number of rows.
  public int rows() {
    return columnsOfRow.length;
  }

  /// Returns the number of columns.
  public int columns() {
    return columns;
  }

  /// Returns the number of entries that can differ from 0.
  public int entries() {
    return Arrays.stream(columnsOfRow).mapToInt(row -> row.length).sum();
  }

  /// Returns the columns of row i in increasing order, as a new array.
  public int[] row(int i) {
    return columnsOfRow[i].clone();
  }

  int[] sharedRow(int i) {
    return columnsOfRow[i];
  }

  /// Returns whether the entry in row i and column j can differ from 0.
  public boolean has(int i, int j) {
    return Arrays.binarySearch(columnsOfRow[i], j) >= 0;
  }

  /// Returns this pattern with the entries (j, i) beside each (i, j), and the diagonal.
  ///
  /// @throws IllegalArgumentException if the matrix is not square
  public SparsityPattern symmetric() {
    if (rows() != columns) {
      throw new IllegalArgumentException(
          "sparsity pattern: "
              + rows()
              + " rows and "
              + columns
              + " columns; a symmetric matrix has equally many.");
    }
    BitSet[] sets = new BitSet[columns];
    Arrays.setAll(sets, i -> new BitSet(columns));
    for (int i = 0; i < columns; i++) {
      sets[i].set(i);
      for (int j : columnsOfRow[i]) {
        sets[i].set(j);
        sets[j].set(i);
      }
    }
    int[][] all = new int[columns][];
    Arrays.setAll(all, i -> sets[i].stream().toArray());
    return new SparsityPattern(columns, all);
  }

  /// Returns groups of columns that share no row, each in increasing order: greedily, each column
  /// joining the first group that has room for it.
  public List<int[]> groups() {
    return Colouring.groups(this);
  }

  /// Returns groups of columns of a symmetric matrix, of which every entry can be read in one of
  /// its two places: greedily, each column taking the first colour that leaves no path of four
  /// columns with only two colours.
  ///
  /// @throws IllegalArgumentException if the matrix is not square
  public List<int[]> stars() {
    return Colouring.stars(symmetric());
  }
}
