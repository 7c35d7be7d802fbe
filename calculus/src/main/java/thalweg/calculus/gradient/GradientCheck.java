package thalweg.calculus.gradient;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import thalweg.algebra.Shape;

/// Compares a gradient with differences of its own function, element by element, and says of each
/// block of variables whether the gradient is right.
///
/// There is no tolerance to set: each difference brings its own error bar, and a gradient is wrong
/// where it lies clearly outside. Where the bar itself is too wide (at a kink, in noise, at the
/// edge of the domain) the check says that it cannot tell.
///
/// @param blocks the names and shapes of consecutive stretches of the variables, which together are
///   all of them; none means one block, `x`
/// @param sample how many elements of each block to check, chosen at random; all of a block with
///   fewer
/// @param seed makes the choice; the same seed chooses the same elements
public record GradientCheck(List<Block> blocks, int sample, long seed) {
  /// A block counts as checked if no more than this part of its elements could not be judged.
  private static final double UNDECIDED_ALLOWED = 0.1;

  public GradientCheck {
    blocks = List.copyOf(blocks);
    if (sample < 1) {
      throw new IllegalArgumentException(
          "gradient check: the sample is " + sample + " elements a block; it must be at least 1.");
    }
  }

  /// A named stretch of the variables, in row-major order.
  public record Block(String name, Shape shape) {}

  /// What a check finds.
  public enum Verdict {
    /// The gradient lies within the differences' error bars.
    OK,
    /// The gradient lies outside them, at two different steps.
    WRONG,
    /// The error bars are too wide to say: a kink, noise, or values that are not finite.
    CANNOT_TELL
  }

  /// One partial derivative, found both ways.
  ///
  /// @param index the element's index along each axis of its block
  /// @param automatic what the gradient says
  /// @param numerical what the central difference says
  /// @param error the error bar of the difference
  public record Element(List<Integer> index, double automatic, double numerical, double error) {
    /// Returns how many error bars lie between the two.
    double distance() {
      double apart = Math.abs(automatic - numerical);
      return apart == 0 ? 0 : apart / error;
    }
  }

  /// What was found in one block.
  ///
  /// @param checked how many elements were compared
  /// @param undecided how many of them could not be judged
  /// @param worst of the wrong elements, else of the judged, else of all, the one whose gradient
  ///   lies the most error bars from the difference
  public record BlockReport(
      String name, Verdict verdict, int checked, int undecided, Element worst) {}

  /// What was found: WRONG if any block is wrong, else CANNOT_TELL if any cannot be judged, else
  /// OK.
  ///
  /// @param evaluations how many values of the function were computed
  public record Report(Verdict verdict, List<BlockReport> blocks, long evaluations) {}

  /// Returns a check of every element, as one block.
  public static GradientCheck everywhere() {
    return new GradientCheck(List.of(), Integer.MAX_VALUE, 0);
  }

  /// Returns a check of every element of the given blocks.
  public static GradientCheck everywhere(List<Block> blocks) {
    return new GradientCheck(blocks, Integer.MAX_VALUE, 0);
  }

  /// Returns this check of `sample` elements a block, chosen at random by `seed`.
  public GradientCheck sampled(int sample, long seed) {
    return new GradientCheck(blocks, sample, seed);
  }

  /// Compares the gradient of `f` at `x`. Computes about 4 values for each element checked.
  ///
  /// @throws IllegalArgumentException if a coordinate is not finite, or the blocks do not make up x
  public Report check(DifferentiableFunction f, double... x) {
    List<Block> stretches = blocks.isEmpty() ? List.of(new Block("x", Shape.of(x.length))) : blocks;
    int elements = stretches.stream().mapToInt(block -> block.shape().elements()).sum();
    if (elements != x.length) {
      throw new IllegalArgumentException(
          "gradient check: the blocks "
              + stretches
              + " have "
              + elements
              + " elements together, the point has "
              + x.length
              + " coordinates; they must be equal.");
    }
    for (int i = 0; i < x.length; i++) {
      if (!Double.isFinite(x[i])) {
        throw new IllegalArgumentException(
            "gradient check: coordinate " + i + " is " + x[i] + "; it must be a finite number.");
      }
    }
    ErrorBars bars = new ErrorBars(f, x);
    SplittableRandom random = new SplittableRandom(seed);
    List<BlockReport> reports = new ArrayList<>();
    int start = 0;
    for (Block block : stretches) {
      if (block.shape().elements() > 0) {
        reports.add(check(block, start, bars, random.split()));
      }
      start += block.shape().elements();
    }
    return new Report(
        worst(reports.stream().map(BlockReport::verdict).toList()), reports, bars.evaluations());
  }

  private BlockReport check(Block block, int start, ErrorBars bars, SplittableRandom random) {
    int elements = block.shape().elements();
    int[] chosen =
        sample >= elements
            ? IntStream.range(0, elements).toArray()
            : random.ints(0, elements).distinct().limit(sample).sorted().toArray();
    double scale = bars.largestGradient(start, start + elements);
    Verdict[] verdicts = new Verdict[chosen.length];
    Element[] found = new Element[chosen.length];
    for (int k = 0; k < chosen.length; k++) {
      ErrorBars.Judgement judgement = bars.judge(start + chosen[k], scale);
      verdicts[k] = judgement.verdict();
      found[k] =
          new Element(
              index(block.shape(), chosen[k]),
              judgement.automatic(),
              judgement.numerical(),
              judgement.error());
    }
    int undecided = (int) Arrays.stream(verdicts).filter(Verdict.CANNOT_TELL::equals).count();
    Verdict verdict =
        Arrays.asList(verdicts).contains(Verdict.WRONG)
            ? Verdict.WRONG
            : undecided > UNDECIDED_ALLOWED * chosen.length ? Verdict.CANNOT_TELL : Verdict.OK;
    return new BlockReport(
        block.name(), verdict, chosen.length, undecided, mostDistant(found, verdicts));
  }

  private static Element mostDistant(Element[] found, Verdict[] verdicts) {
    List<Verdict> all = Arrays.asList(verdicts);
    Verdict looked =
        all.contains(Verdict.WRONG)
            ? Verdict.WRONG
            : all.contains(Verdict.OK) ? Verdict.OK : Verdict.CANNOT_TELL;
    int worst = all.indexOf(looked);
    for (int k = worst + 1; k < found.length; k++) {
      if (verdicts[k] == looked && found[k].distance() > found[worst].distance()) {
        worst = k;
      }
    }
    return found[worst];
  }

  private static Verdict worst(List<Verdict> verdicts) {
    if (verdicts.contains(Verdict.WRONG)) {
      return Verdict.WRONG;
    }
    return verdicts.contains(Verdict.CANNOT_TELL) ? Verdict.CANNOT_TELL : Verdict.OK;
  }

  private static List<Integer> index(Shape shape, int position) {
    Integer[] index = new Integer[shape.rank()];
    int rest = position;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      index[axis] = rest % shape.size(axis);
      rest /= shape.size(axis);
    }
    return List.of(index);
  }
}
