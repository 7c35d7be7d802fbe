package thalweg.training.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.program.FixedTree;

/// Count, range, mean and standard deviation of numbers, of which parts can be had apart and put
/// together.
///
/// Rows are gone through in pages of [#PAGE], which are put together by
/// [thalweg.algebra.program.FixedTree]: so the bits are the same whether one machine reads all rows
/// or each of several reads some pages. No intermediate leaves the range of double where the
/// numbers do not.
///
/// Source: Chan, Golub and LeVeque 1983, "Algorithms for computing the sample variance", section 3.
///
/// @param count how many
/// @param least infinity if there are none
/// @param most minus infinity if there are none
/// @param mean 0 if there are none
/// @param deviation the root of the mean square of the distance from the mean
public record Moments(long count, double least, double most, double mean, double deviation)
    implements Serializable {
  /// Rows in a page.
  public static final int PAGE = 1_024;

  /// Numbers read at a time.
  private static final int READ = 1 << 16;

  private static final Moments NONE =
      new Moments(0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0, 0);

  /// What was seen of a branch of the tree over pages.
  ///
  /// @param pages in it
  /// @param fields for each number of a row
  public record Branch(int pages, List<Moments> fields) implements Serializable {
    public Branch {
      fields = List.copyOf(fields);
    }
  }

  /// Returns those of each number of a row. Rows are read a page at a time, and may be more than
  /// the heap holds.
  public static List<Moments> of(Values values) {
    return values.rows() == 0
        ? Collections.nCopies(values.width(), NONE)
        : new Reading(values).branch(pages(values.rows()));
  }

  /// Returns in how many pages so many rows are.
  public static int pages(int rows) {
    return Math.ceilDiv(rows, PAGE);
  }

  /// Returns what one who has only some of the pages knows of all: those of the whole branches
  /// among them, in order.
  ///
  /// @param own the rows of pages `from` to before `end`
  /// @param pages of all rows
  public static List<Branch> branches(Values own, int pages, int from, int end) {
    List<Branch> branches = new ArrayList<>();
    if (from < end) {
      new Reading(own).branches(0, pages, from, end, branches);
    }
    return branches;
  }

  /// Returns those of all rows.
  ///
  /// @param pages of all rows, at least 1
  /// @param branches of all pages, in order
  public static List<Moments> folded(int pages, List<Branch> branches) {
    Iterator<Branch> next = branches.iterator();
    return folded(pages, next, next.next()).fields;
  }

  private static Branch folded(int pages, Iterator<Branch> next, Branch first) {
    if (first.pages == pages) {
      return first;
    }
    int half = FixedTree.left(pages);
    Branch left = folded(half, next, first);
    return new Branch(pages, both(left.fields, folded(pages - half, next, next.next()).fields));
  }

  private static List<Moments> both(List<Moments> left, List<Moments> right) {
    return IntStream.range(0, left.size()).mapToObj(i -> left.get(i).and(right.get(i))).toList();
  }

  /// The largest, so that neither sum nor squares of what is divided by it leave the range of
  /// double.
  private static double unit(double least, double most) {
    return Math.max(Math.abs(least), Math.abs(most));
  }

  /// Returns those of these numbers and others.
  Moments and(Moments other) {
    double low = Math.min(least, other.least);
    double high = Math.max(most, other.most);
    double unit = unit(low, high);
    if (unit == 0) {
      return new Moments(count + other.count, low, high, 0, 0);
    }
    double share = (double) other.count / (count + other.count);
    double apart = other.mean / unit - mean / unit;
    double here = deviation / unit;
    double there = other.deviation / unit;
    double square =
        (1 - share) * (here * here) + share * (there * there) + share * (1 - share) * apart * apart;
    return new Moments(
        count + other.count,
        low,
        high,
        unit * (mean / unit + share * apart),
        unit * Math.sqrt(square));
  }

  /// Returns the field that brings these numbers to mean 0 and standard deviation 1; to 0 if they
  /// are all the same.
  Fields.Field standardising(Fields.Field field) {
    if (least >= most) {
      return field.scaled(count == 0 ? 0 : least, 1);
    }
    return field.scaled(mean, deviation > 0 ? deviation : most / 2 - least / 2);
  }

  /// Goes through pages one after the other.
  private static final class Reading {
    private final Values values;
    private final int width;
    private final int some; // rows that are in the heap at a time
    private final NdArray read;
    private final int[] order;
    private int first; // row of the page at hand

    Reading(Values values) {
      this.values = values;
      width = values.width();
      some = Math.min(Math.min(PAGE, values.rows()), Math.max(1, READ / width));
      read = NdArray.zeros(DType.DOUBLE, Shape.of(some, width));
      order = new int[some];
    }

    void branches(int first, int count, int from, int end, List<Branch> branches) {
      if (first >= end || first + count <= from) {
        return;
      }
      if (first >= from && first + count <= end) {
        branches.add(new Branch(count, branch(count)));
        return;
      }
      int left = FixedTree.left(count);
      branches(first, left, from, end, branches);
      branches(first + left, count - left, from, end, branches);
    }

    /// Returns those of the next so many pages.
    List<Moments> branch(int pages) {
      if (pages == 1) {
        return page();
      }
      int left = FixedTree.left(pages);
      List<Moments> before = branch(left);
      return both(before, branch(pages - left));
    }

    private List<Moments> page() {
      int count = Math.min(PAGE, values.rows() - first);
      double[] least = filled(Double.POSITIVE_INFINITY);
      double[] most = filled(Double.NEGATIVE_INFINITY);
      each(
          count,
          (field, x) -> {
            least[field] = Math.min(least[field], x);
            most[field] = Math.max(most[field], x);
          });
      double[] unit = new double[width];
      Arrays.setAll(unit, field -> unit(least[field], most[field]));
      double[] mean = new double[width];
      each(count, (field, x) -> mean[field] += x / unit[field]);
      Arrays.setAll(mean, field -> mean[field] / count);
      double[] squares = new double[width];
      each(
          count,
          (field, x) -> {
            double away = x / unit[field] - mean[field];
            squares[field] += away * away;
          });
      first += count;
      return IntStream.range(0, width)
          .mapToObj(
              field ->
                  least[field] >= most[field]
                      ? new Moments(count, least[field], most[field], least[field], 0)
                      : new Moments(
                          count,
                          least[field],
                          most[field],
                          unit[field] * mean[field],
                          unit[field] * Math.sqrt(squares[field] / count)))
          .toList();
    }

    private double[] filled(double number) {
      double[] all = new double[width];
      Arrays.fill(all, number);
      return all;
    }

    private void each(int count, Seeing number) {
      for (int done = 0; done < count; done += some) {
        int from = first + done;
        int rows = Math.min(some, count - done);
        Arrays.setAll(order, i -> from + i);
        values.gather(order, 0, rows, read);
        for (int i = 0; i < rows * width; i++) {
          number.see(i % width, read.doubles()[i]);
        }
      }
    }
  }

  private interface Seeing {
    void see(int field, double x);
  }
}
