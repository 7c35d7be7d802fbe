package thalweg.calculus.gradient.sparsity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/// Groups of columns of a sparse matrix that can be moved together. Sources: Curtis, Powell and
/// Reid 1974; star colourings by Gebremedhin, Manne and Pothen 2005.
final class Colouring {
  private Colouring() {}

  /// Returns groups of columns that share no row: each column joins the first that has room for it.
  static List<int[]> groups(SparsityPattern pattern) {
    int[][] rowsOfColumn = transposed(pattern);
    List<BitSet> taken = new ArrayList<>();
    List<List<Integer>> groups = new ArrayList<>();
    for (int j = 0; j < pattern.columns(); j++) {
      int g = 0;
      while (g < groups.size() && meets(taken.get(g), rowsOfColumn[j])) {
        g++;
      }
      if (g == groups.size()) {
        groups.add(new ArrayList<>());
        taken.add(new BitSet(pattern.rows()));
      }
      groups.get(g).add(j);
      for (int row : rowsOfColumn[j]) {
        taken.get(g).set(row);
      }
    }
    return groups.stream()
        .map(group -> group.stream().mapToInt(Integer::intValue).toArray())
        .toList();
  }

  private static boolean meets(BitSet taken, int[] rows) {
    for (int row : rows) {
      if (taken.get(row)) {
        return true;
      }
    }
    return false;
  }

  private static int[][] transposed(SparsityPattern pattern) {
    int columns = pattern.columns();
    int[] counts = new int[columns];
    for (int i = 0; i < pattern.rows(); i++) {
      for (int j : pattern.sharedRow(i)) {
        counts[j]++;
      }
    }
    int[][] rowsOfColumn = new int[columns][];
    Arrays.setAll(rowsOfColumn, j -> new int[counts[j]]);
    int[] next = new int[columns];
    for (int i = 0; i < pattern.rows(); i++) {
      for (int j : pattern.sharedRow(i)) {
        rowsOfColumn[j][next[j]++] = i;
      }
    }
    return rowsOfColumn;
  }

  /// Returns groups of columns of a symmetric matrix such that no path of four columns has only two
  /// colours: each column takes the first colour that leaves none.
  static List<int[]> stars(SparsityPattern full) {
    int columns = full.columns();
    int[] colour = new int[columns];
    Arrays.fill(colour, -1);
    int colours = 0;
    for (int v = 0; v < columns; v++) {
      BitSet forbidden = new BitSet();
      for (int w : full.sharedRow(v)) {
        if (w == v) {
          continue;
        }
        if (colour[w] >= 0) {
          forbidden.set(colour[w]);
          forbidPathsThrough(full, colour, v, w, forbidden);
        } else {
          // Two neighbours of an uncoloured one must differ while its colour is open.
          for (int u : full.sharedRow(w)) {
            if (u != v && u != w && colour[u] >= 0) {
              forbidden.set(colour[u]);
            }
          }
        }
      }
      colour[v] = forbidden.nextClearBit(0);
      colours = Math.max(colours, colour[v] + 1);
    }
    List<int[]> groups = new ArrayList<>();
    for (int c = 0; c < colours; c++) {
      int wanted = c;
      groups.add(IntStream.range(0, columns).filter(j -> colour[j] == wanted).toArray());
    }
    return groups;
  }

  /// With v in the colour of x, where w is coloured and joins v and x, a path v − w − x − y whose y
  /// has the colour of w would have two colours only.
  private static void forbidPathsThrough(
      SparsityPattern full, int[] colour, int v, int w, BitSet forbidden) {
    for (int x : full.sharedRow(w)) {
      if (x == v || x == w || colour[x] < 0) {
        continue;
      }
      for (int y : full.sharedRow(x)) {
        if (y != w && y != x && colour[y] == colour[w]) {
          forbidden.set(colour[x]);
          break;
        }
      }
      // Nor may v be the middle: u − v − w − x with u in the colour of w.
      for (int u : full.sharedRow(v)) {
        if (u != w && u != v && colour[u] == colour[w]) {
          forbidden.set(colour[x]);
          break;
        }
      }
    }
  }
}
