package thalweg.calculus.gradient;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.calculus.derivative.Derivative.Reason;
import thalweg.calculus.function.DifferentiableFunction;

/// Compares a gradient with differences of its own function and says of each block of variables
/// whether the gradient is right.
///
/// First along two random directions in each block, which involve every element and cost little;
/// then element by element. Where only a direction shows an error, because the elements are a
/// sample, the element is searched for by halving. Also looked at: whether value and gradient come
/// out the same twice, whether the value alone is that which comes with the gradient, and whether
/// the second derivatives that the gradient makes are symmetric.
///
/// There is no tolerance to set: each difference brings its own error bar, and a gradient is wrong
/// where it lies clearly outside. Where the bar itself is too wide (at a kink, in noise, at the
/// edge of the domain) the check says that it cannot tell, and why.
///
/// `GradientCheck.everywhere().check(DifferentiableFunction.of(f, gradient), x)` checks a function
/// and a gradient by hand; `GradientCheck.of(loss, w, b).check(…)` the rules of a loss, a layer or
/// a network, written in tensors.
///
/// @param blocks the names and shapes of consecutive stretches of the variables, which together are
///   all of them; none means one block, `x`
/// @param sample how many elements of each block to check, chosen at random; all of a block with
///   fewer
/// @param seed makes the choice; the same seed chooses the same elements
public record GradientCheck(List<Block> blocks, int sample, long seed) {
  /// A block counts as checked if no more than this part of its elements could not be judged.
  private static final double UNDECIDED_ALLOWED = 0.1;

  /// How many random directions are tried in each block.
  private static final int DIRECTIONS = 2;

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
  /// @param reason what the differences met there: a kink, noise, …
  public record Element(
      List<Integer> index, double automatic, double numerical, double error, Reason reason) {
    /// Returns how many error bars lie between the two.
    double distance() {
      double apart = Math.abs(automatic - numerical);
      return apart == 0 ? 0 : apart / error;
    }
  }

  /// The rate of change along one direction, found both ways.
  ///
  /// @param automatic what the gradient says
  /// @param numerical what the ladder says
  /// @param error its error bar
  public record Direction(Verdict verdict, double automatic, double numerical, double error) {}

  /// What was found in one block.
  ///
  /// @param directions what random directions in the block say
  /// @param checked how many elements were compared
  /// @param undecided how many of them could not be judged
  /// @param worst of the wrong elements, else of the judged, else of all, the one whose gradient
  ///   lies the most error bars from the difference
  public record BlockReport(
      String name,
      Verdict verdict,
      List<Direction> directions,
      int checked,
      int undecided,
      Element worst) {}

  /// What was found: WRONG if any block is wrong or the values contradict each other, else
  /// CANNOT_TELL if any block cannot be judged or nothing comes out the same twice, else OK.
  ///
  /// @param repeats whether value and gradient came out the same twice, to the last bit
  /// @param consistent whether the value alone is that which comes with the gradient
  /// @param secondOrder whether the second derivatives that the gradient makes are symmetric; does
  ///   not count for the verdict unless it is WRONG
  /// @param evaluations how many values of the function were computed
  public record Report(
      Verdict verdict,
      List<BlockReport> blocks,
      boolean repeats,
      boolean consistent,
      Verdict secondOrder,
      long evaluations) {}

  /// Returns a check of the gradient of a loss in each of these parameters, found by the rules of
  /// [thalweg.calculus.gradient.reverse.Pullbacks].
  ///
  /// @param loss one DOUBLE number that depends on no other variables
  /// @throws IllegalArgumentException if it does; it names one
  public static LossCheck of(Tensor loss, Tensor... parameters) {
    return LossCheck.of(loss, List.of(parameters));
  }

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

  /// Compares the gradient of `f` at `x`. Computes about 4 values for each element checked, 60 for
  /// the noise and for each block's directions, and 22 gradients for the second order.
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
    boolean repeats = bars.repeats();
    boolean consistent = bars.isConsistent();
    SplittableRandom random = new SplittableRandom(seed);
    List<BlockReport> reports = new ArrayList<>();
    int start = 0;
    for (Block block : stretches) {
      if (block.shape().elements() > 0) {
        reports.add(check(block, start, x, bars, random.split()));
      }
      start += block.shape().elements();
    }
    Verdict secondOrder =
        x.length == 0
            ? Verdict.OK
            : bars.symmetry(direction(x, 0, x.length, random), direction(x, 0, x.length, random))
                .verdict();
    List<Verdict> all = new ArrayList<>(reports.stream().map(BlockReport::verdict).toList());
    all.add(consistent && secondOrder != Verdict.WRONG ? Verdict.OK : Verdict.WRONG);
    all.add(repeats ? Verdict.OK : Verdict.CANNOT_TELL);
    return new Report(worst(all), reports, repeats, consistent, secondOrder, bars.evaluations());
  }

  /// A random direction in a stretch of the variables, each element by its own size, or by that of
  /// the others where it is small.
  private static double[] direction(double[] x, int from, int to, SplittableRandom random) {
    double squares = 0;
    for (int i = from; i < to; i++) {
      squares += x[i] * x[i];
    }
    double typical = squares == 0 ? 1 : Math.sqrt(squares / (to - from));
    double[] direction = new double[x.length];
    for (int i = from; i < to; i++) {
      double size = random.nextDouble(0.5, 1) * Math.max(Math.abs(x[i]), typical);
      direction[i] = random.nextBoolean() ? size : -size;
    }
    return direction;
  }

  private BlockReport check(
      Block block, int start, double[] x, ErrorBars bars, SplittableRandom random) {
    int elements = block.shape().elements();
    List<Direction> directions = new ArrayList<>();
    double[] wrongWay = new double[0];
    for (int k = 0; k < DIRECTIONS; k++) {
      double[] way = direction(x, start, start + elements, random);
      ErrorBars.Judgement judgement = bars.judge(way);
      directions.add(
          new Direction(
              judgement.verdict(),
              judgement.automatic(),
              judgement.numerical(),
              judgement.error()));
      if (judgement.verdict() == Verdict.WRONG) {
        wrongWay = way;
      }
    }
    int[] chosen =
        sample >= elements
            ? IntStream.range(0, elements).toArray()
            : random.ints(0, elements).distinct().limit(sample).sorted().toArray();
    double scale = bars.largestGradient(start, start + elements);
    List<Verdict> verdicts = new ArrayList<>();
    List<Element> found = new ArrayList<>();
    for (int element : chosen) {
      judge(block, start, element, scale, bars, verdicts, found);
    }
    if (wrongWay.length > 0 && !verdicts.contains(Verdict.WRONG) && chosen.length < elements) {
      int culprit = halve(wrongWay, start, start + elements, bars) - start;
      judge(block, start, culprit, scale, bars, verdicts, found);
    }
    int undecided = (int) verdicts.stream().filter(Verdict.CANNOT_TELL::equals).count();
    // Every element OK by itself acquits a direction, whose longer way may have met a kink.
    boolean whole = chosen.length == elements;
    boolean wrong =
        verdicts.contains(Verdict.WRONG) || (wrongWay.length > 0 && !whole && undecided == 0);
    Verdict verdict =
        wrong
            ? Verdict.WRONG
            : undecided > UNDECIDED_ALLOWED * verdicts.size() ? Verdict.CANNOT_TELL : Verdict.OK;
    return new BlockReport(
        block.name(),
        verdict,
        List.copyOf(directions),
        verdicts.size(),
        undecided,
        mostDistant(found.toArray(Element[]::new), verdicts.toArray(Verdict[]::new)));
  }

  private static void judge(
      Block block,
      int start,
      int element,
      double scale,
      ErrorBars bars,
      List<Verdict> verdicts,
      List<Element> found) {
    ErrorBars.Judgement judgement = bars.judge(start + element, scale);
    verdicts.add(judgement.verdict());
    found.add(
        new Element(
            index(block.shape(), element),
            judgement.automatic(),
            judgement.numerical(),
            judgement.error(),
            judgement.reason()));
  }

  /// Returns the element to which halving a wrong direction leads: each time the half that is
  /// farther outside its error bar.
  private static int halve(double[] way, int from, int to, ErrorBars bars) {
    int low = from;
    int high = to;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      double[] half = new double[way.length];
      System.arraycopy(way, low, half, low, middle - low);
      ErrorBars.Judgement first = bars.judge(half);
      double[] rest = new double[way.length];
      System.arraycopy(way, middle, rest, middle, high - middle);
      ErrorBars.Judgement second = bars.judge(rest);
      if (bars(first) >= bars(second)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return low;
  }

  private static double bars(ErrorBars.Judgement judgement) {
    double apart = Math.abs(judgement.automatic() - judgement.numerical());
    return Double.isNaN(apart) ? 0 : apart / Math.max(judgement.error(), Double.MIN_NORMAL);
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
