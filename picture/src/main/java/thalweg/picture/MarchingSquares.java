package thalweg.picture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/// A function of two variables sampled on a grid, and its lines of equal height.
///
/// Source: Lorensen and Cline 1987, *Marching cubes*, in two dimensions. In a cell whose opposite
/// corners are high and the others low (a saddle) the function is asked at the centre of the cell
/// which of the two pairs is joined; a cell with a corner that is not finite is left empty.
final class MarchingSquares {
  private static final int NONE = -1;

  private final DoubleBinaryOperator f;
  private final double[] x;
  private final double[] y;

  /// Heights, row by row from the bottom.
  private final double[] height;

  MarchingSquares(DoubleBinaryOperator f, double[] x, double[] y) {
    this.f = f;
    this.x = x;
    this.y = y;
    height = new double[x.length * y.length];
    for (int j = 0; j < y.length; j++) {
      for (int i = 0; i < x.length; i++) {
        height[j * x.length + i] = f.applyAsDouble(x[i], y[j]);
      }
    }
  }

  double[] heights() {
    return height;
  }

  /// Returns the lines on which the function equals `level`, each as long as possible; a closed one
  /// ends where it begins. On an edge the crossing is placed by linear interpolation.
  List<Polyline> lines(double level) {
    // Every edge of the grid is crossed at most once and belongs to at most two cells, so a line is
    // a chain of edges, and two links an edge describe all chains.
    int edges = 2 * x.length * y.length;
    int[] one = new int[edges];
    int[] other = new int[edges];
    Arrays.fill(one, NONE);
    Arrays.fill(other, NONE);
    for (int j = 0; j + 1 < y.length; j++) {
      for (int i = 0; i + 1 < x.length; i++) {
        cell(i, j, level, one, other);
      }
    }
    var lines = new ArrayList<Polyline>();
    // Chains with ends first: what is left then are loops, which may be entered anywhere.
    for (int edge = 0; edge < edges; edge++) {
      if (one[edge] != NONE && other[edge] == NONE) {
        lines.add(chain(edge, level, one, other));
      }
    }
    for (int edge = 0; edge < edges; edge++) {
      if (one[edge] != NONE) {
        lines.add(chain(edge, level, one, other));
      }
    }
    return lines;
  }

  private void cell(int i, int j, double level, int[] one, int[] other) {
    int corner = j * x.length + i;
    double a = height[corner];
    double b = height[corner + 1];
    double c = height[corner + x.length + 1];
    double d = height[corner + x.length];
    if (!Double.isFinite(a + b + c + d)) {
      return;
    }
    int bottom = across(i, j);
    int top = across(i, j + 1);
    int left = upward(i, j);
    int right = upward(i + 1, j);
    int high =
        (a >= level ? 1 : 0) | (b >= level ? 2 : 0) | (c >= level ? 4 : 0) | (d >= level ? 8 : 0);
    switch (high) {
      case 0, 15 -> {}
      case 1, 14 -> link(left, bottom, one, other);
      case 2, 13 -> link(bottom, right, one, other);
      case 4, 11 -> link(right, top, one, other);
      case 8, 7 -> link(top, left, one, other);
      case 3, 12 -> link(left, right, one, other);
      case 6, 9 -> link(bottom, top, one, other);
      default -> { // 5 and 10, the saddles
        double centre = f.applyAsDouble((x[i] + x[i + 1]) / 2, (y[j] + y[j + 1]) / 2);
        if (!Double.isFinite(centre)) {
          centre = (a + b + c + d) / 4;
        }
        if ((centre >= level) == (high == 5)) {
          link(bottom, right, one, other);
          link(top, left, one, other);
        } else {
          link(left, bottom, one, other);
          link(right, top, one, other);
        }
      }
    }
  }

  private int across(int i, int j) {
    return 2 * (j * x.length + i);
  }

  private int upward(int i, int j) {
    return 2 * (j * x.length + i) + 1;
  }

  private static void link(int p, int q, int[] one, int[] other) {
    attach(p, q, one, other);
    attach(q, p, one, other);
  }

  private static void attach(int from, int to, int[] one, int[] other) {
    if (one[from] == NONE) {
      one[from] = to;
    } else {
      other[from] = to;
    }
  }

  /// Follows the links from `start` until they end or return, and takes them away.
  private Polyline chain(int start, double level, int[] one, int[] other) {
    var edges = new ArrayList<Integer>();
    int edge = start;
    while (edge != NONE) {
      edges.add(edge);
      int next = one[edge];
      detach(edge, next, one, other);
      if (next != NONE) {
        detach(next, edge, one, other);
      }
      edge = next;
    }
    double[] px = new double[edges.size()];
    double[] py = new double[edges.size()];
    for (int k = 0; k < px.length; k++) {
      int corner = edges.get(k) / 2;
      int i = corner % x.length;
      int j = corner / x.length;
      boolean upward = edges.get(k) % 2 == 1;
      double from = height[corner];
      double to = height[upward ? corner + x.length : corner + 1];
      double t = (level - from) / (to - from);
      px[k] = upward ? x[i] : x[i] + t * (x[i + 1] - x[i]);
      py[k] = upward ? y[j] + t * (y[j + 1] - y[j]) : y[j];
    }
    return Polyline.owning(px, py);
  }

  private static void detach(int from, int to, int[] one, int[] other) {
    if (one[from] == to) {
      one[from] = other[from];
      other[from] = NONE;
    } else if (other[from] == to) {
      other[from] = NONE;
    }
  }
}
