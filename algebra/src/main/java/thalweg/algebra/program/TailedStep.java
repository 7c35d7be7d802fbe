package thalweg.algebra.program;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import thalweg.algebra.DType;

/// A large matrix product with the elementwise chain that follows it (bias, activation): some rows
/// of the product, then the chain over them while they are still in the second cache.
///
/// A small product's result stays there anyway, so it has no need of this. The bits are those of
/// the two steps one after the other.
record TailedStep(MatmulStep product, ElementwiseChain tail) implements ProgramStep {
  /// What the rows of a panel may take: part of the second cache.
  private static final int PANEL_BYTES = 256 << 10;

  /// Returns the steps with each large product and the chain after it joined.
  static List<ProgramStep> join(List<ProgramStep> steps) {
    List<ProgramStep> joined = new ArrayList<>();
    for (ProgramStep step : steps) {
      ProgramStep last = joined.isEmpty() ? null : joined.getLast();
      if (last instanceof MatmulStep product
          && step instanceof ElementwiseChain chain
          && product.batch() == 1
          && chain.elements() == product.m() * product.n()
          && IntStream.of(chain.reads()).anyMatch(id -> id == product.out())
          && product.m() > panelRows(product)) {
        joined.set(joined.size() - 1, new TailedStep(product, chain));
      } else {
        joined.add(step);
      }
    }
    return joined;
  }

  /// Returns the rows of a panel, a multiple of those of a part of a product.
  private static int panelRows(MatmulStep product) {
    int bytes = Math.max(1, product.n() * (product.single() ? Float.BYTES : Double.BYTES));
    return Math.max(1, PANEL_BYTES / bytes / MatmulStep.PART_ROWS) * MatmulStep.PART_ROWS;
  }

  @Override
  public void run(Memory memory) {
    runPart(memory, 0, 1);
  }

  @Override
  public int parts() {
    return Math.min(product.parts(), Math.ceilDiv(product.m(), panelRows(product)));
  }

  /// Where a team has more members than there are panels, they take smaller ones.
  @Override
  public int parts(int members) {
    return members <= parts()
        ? ProgramStep.super.parts(members)
        : Math.max(parts(), Math.min(members, Math.min(product.parts(), smallPanels())));
  }

  private int smallPanels() {
    return Math.ceilDiv(product.m(), MatmulStep.PART_ROWS);
  }

  @Override
  public void runPart(Memory memory, int part, int parts) {
    int panel = parts > parts() ? MatmulStep.PART_ROWS : panelRows(product);
    int panels = Math.ceilDiv(product.m(), panel);
    int last = (int) ((long) panels * (part + 1) / parts);
    for (int i = (int) ((long) panels * part / parts); i < last; i++) {
      int from = i * panel;
      int to = Math.min(product.m(), from + panel);
      product.rows(memory, from, to);
      tail.run(memory, from * product.n(), to * product.n());
    }
  }

  @Override
  public void expect(long runs) {
    tail.expect(runs);
  }

  @Override
  public String describe() {
    return product.describe() + ", then " + tail.describe();
  }

  @Override
  public int[] reads() {
    return IntStream.concat(IntStream.of(product.reads()), IntStream.of(tail.reads()))
        .distinct()
        .toArray();
  }

  @Override
  public int[] writes() {
    return IntStream.concat(IntStream.of(product.writes()), IntStream.of(tail.writes()))
        .distinct()
        .toArray();
  }

  @Override
  public long operations() {
    return product.operations() + tail.operations();
  }

  @Override
  public int scratch(DType type) {
    return Math.max(product.scratch(type), tail.scratch(type));
  }
}
