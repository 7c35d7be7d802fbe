package thalweg.descent.root;

import java.io.Serial;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import thalweg.descent.root.RootOutcome.EvaluationLimit;
import thalweg.descent.root.RootOutcome.Found;
import thalweg.descent.root.RootOutcome.NoSignChange;
import thalweg.descent.root.RootOutcome.NonFinite;
import thalweg.descent.root.RootOutcome.Touching;
import thalweg.descent.scalar.MinimumSearch;

/// One [RootSearch] under way: looks for a change of sign, has a [Bracket] close on it and says
/// what it is; goes on if that is no root.
final class Hunt {
  /// How often an interval without a change of sign at its ends is halved throughout.
  private static final int HALVINGS = 5;

  /// At so many places where the values come near to 0 it is looked whether they come down to it.
  private static final int MOST_TOUCHES = 4;

  private static final int MOST_ON_THE_WAY_DOWN = 300;
  private static final int MOST_NEIGHBOURS = 16;

  /// The first step from a guess, as a share of it; the next ones grow.
  private static final double FIRST = 0x1p-7;

  private static final double GROWTH = 3;

  /// A step that is to lead over a root is longer than the way to it by this factor.
  private static final double OVER = 1.25;

  /// From so many steps on each grows more than the one before.
  private static final int PATIENCE = 12;

  /// From a guess where the function is not defined so many arguments to each side are tried, each
  /// farther by this factor.
  private static final int MOST_STARTS = 60;

  private static final double SLOW = 1.25;

  /// The edge of a domain or of a plateau is looked for by so many halvings.
  private static final int EDGE = 130;

  /// The least values seen beside zeros that are nothing but underflow are smaller than this.
  private static final double VANISHING = 1e-290;

  private final RootSearch search;
  private final Counted f;
  private final NavigableMap<Double, Double> seen = new TreeMap<>(); // values that are numbers
  private final Set<Double> touched = new HashSet<>(); // where it was looked for a touching root
  private final Set<Double> vanished = new HashSet<>(); // zeros that are nothing but underflow
  private @Nullable Root other; // a jump, a pole or the like met on the way

  Hunt(RootSearch search) {
    this.search = search;
    f = new Counted(search.function(), search.limit());
  }

  Root between() {
    try {
      double a = search.lower();
      double b = search.upper();
      double fa = look(a);
      double fb = look(b);
      Root root = null;
      if (isChange(fa, fb)) {
        root = crossing(a, fa, b, fb);
      }
      if (fa == 0 || fb == 0) {
        root = zero(fa == 0 ? a : b);
      }
      return root != null ? root : other != null ? other : lookThrough(a, b);
    } catch (Counted.Exhausted _) {
      return nothing(new EvaluationLimit(search.limit()));
    }
  }

  Root near(double guess) {
    try {
      double home = Double.isNaN(look(guess)) ? defined(guess) : guess;
      if (Double.isNaN(home)) {
        return nothing(new NonFinite(guess));
      }
      Root root = outwards(home);
      if (root == null) {
        root = touching();
      }
      return root != null ? root : other != null ? other : nothing();
    } catch (Counted.Exhausted _) {
      return nothing(new EvaluationLimit(search.limit()));
    }
  }

  private double look(double x) {
    double value = f.at(x);
    if (!Double.isNaN(value)) {
      seen.put(x, value);
    }
    return value;
  }

  private static boolean isChange(double one, double two) {
    return Math.signum(one) * Math.signum(two) < 0;
  }

  private Root nothing() {
    return nothing(new NoSignChange(f.least() == 0));
  }

  private Root nothing(RootOutcome outcome) {
    return at(f.best(), f.least(), outcome);
  }

  private Root at(double x, double value, RootOutcome outcome) {
    return new Root(search.function(), x, value, x, x, f.evaluations(), outcome);
  }

  /// Closes on a change of sign; null if there is no root, which is then remembered.
  private @Nullable Root crossing(double a, double fa, double b, double fb) {
    Bracket ends = new Bracket(f, a, fa, b, fb, search.tolerance());
    RootOutcome outcome =
        ends.close()
            ? Crossing.of(f, ends, Math.min(a, b), Math.max(a, b))
            : new NonFinite(ends.undefined());
    boolean isLower = Math.abs(ends.atLower()) <= Math.abs(ends.atUpper());
    double x = isLower ? ends.lower() : ends.upper();
    double value = isLower ? ends.atLower() : ends.atUpper();
    if (value == 0) {
      return at(x, value, outcome);
    }
    Root root =
        new Root(search.function(), x, value, ends.lower(), ends.upper(), f.evaluations(), outcome);
    if (outcome.isRoot()) {
      return root;
    }
    other = other == null ? root : other;
    return null;
  }

  /// Halves the interval throughout, again and again, until the sign changes; then looks where the
  /// values come down to 0.
  private Root lookThrough(double a, double b) {
    for (int halving = 0; halving < HALVINGS; halving++) {
      List<Double> ends = new ArrayList<>(seen.keySet());
      if (halving == 0) {
        ends = List.of(a, b);
      }
      for (int k = 0; k + 1 < ends.size(); k++) {
        double left = ends.get(k);
        double right = ends.get(k + 1);
        Root root = lookAt(left / 2 + right / 2);
        // Near 0 and near a far end of an interval over many orders of magnitude.
        if (root == null && halving == 0) {
          root = lookAt(Ordinals.middle(left, right));
        }
        if (root != null) {
          return root;
        }
      }
    }
    Root root = touching();
    if (seen.isEmpty()) {
      return nothing(new NonFinite(a / 2 + b / 2));
    }
    return root != null ? root : other != null ? other : nothing();
  }

  /// Looks at one more argument; returns the root between it and its neighbours, if there is one.
  private @Nullable Root lookAt(double x) {
    if (seen.containsKey(x)) {
      return null;
    }
    double value = look(x);
    if (Double.isNaN(value)) {
      return null;
    }
    if (value == 0) {
      return zero(x);
    }
    Map.Entry<Double, Double> below = seen.lowerEntry(x);
    Map.Entry<Double, Double> above = seen.higherEntry(x);
    Root root = null;
    if (below != null && isChange(below.getValue(), value)) {
      root = crossing(below.getKey(), below.getValue(), x, value);
    }
    if (root == null && above != null && isChange(value, above.getValue())) {
      root = crossing(x, value, above.getKey(), above.getValue());
    }
    return root;
  }

  /// Returns an argument where the function is defined, from one where it is not; NaN if none was
  /// found.
  private double defined(double guess) {
    double step = first(guess);
    for (int k = 0; k < MOST_STARTS; k++, step *= SLOW) {
      for (double x : new double[] {guess + step, guess - step}) {
        if (x >= search.lower() && x <= search.upper() && !Double.isNaN(look(x))) {
          return x;
        }
      }
    }
    return Double.NaN;
  }

  private static double first(double guess) {
    return guess == 0 ? 1 : Math.max(FIRST * Math.abs(guess), Double.MIN_NORMAL);
  }

  /// How far it has come to one side.
  private static final class Side {
    final int direction;
    double x;
    double value;
    double step;
    double growth = GROWTH;
    int steps;
    boolean isDone;

    Side(int direction, double x, double value) {
      this.direction = direction;
      this.x = x;
      this.value = value;
      step = first(x);
    }
  }

  private @Nullable Root outwards(double home) {
    double value = Objects.requireNonNull(seen.get(home));
    if (value == 0) {
      return zero(home);
    }
    Side up = new Side(1, home, value);
    Side down = new Side(-1, home, value);
    for (int turn = 0; !up.isDone || !down.isDone; turn++) {
      // To where the values come nearer to 0; every third time to the other side.
      boolean isUp = Math.abs(up.value) <= Math.abs(down.value) == (turn % 3 != 1);
      Side side = down.isDone || (isUp && !up.isDone) ? up : down;
      Root root = step(side);
      if (root == null && turn == 2 * PATIENCE) {
        root = touching(); // before it goes far away
      }
      if (root != null) {
        return root;
      }
    }
    return null;
  }

  private @Nullable Root step(Side side) {
    double bound = side.direction > 0 ? search.upper() : search.lower();
    double x = side.x + side.direction * side.step;
    if (!(Math.abs(x) < Math.abs(bound)) || x * side.direction >= bound * side.direction) {
      x = bound;
      side.isDone = true;
      if (x == side.x) {
        return null;
      }
    }
    double value = look(x);
    if (Double.isNaN(value)) {
      side.isDone = true;
      return edge(side.x, side.value, x);
    }
    if (value == 0) {
      side.isDone = true;
      return zero(x);
    }
    Root root = isChange(side.value, value) ? crossing(side.x, side.value, x, value) : null;
    side.isDone |= Double.isInfinite(value);
    double moved = Math.abs(x - side.x);
    double fallen = (side.value - value) / side.value; // of the way to 0
    side.x = x;
    side.value = value;
    // Not much farther than where a straight line would meet 0: there may be more than one root.
    side.step *= side.growth;
    if (fallen > 0 && fallen < 1 && side.steps < PATIENCE) {
      side.step = Math.min(side.step, Math.max(OVER * moved * (1 - fallen) / fallen, moved));
    }
    side.steps++;
    if (side.steps > PATIENCE) {
      side.growth *= 2;
    }
    return root;
  }

  /// Looks for a change of sign between an argument where the function is defined and one where it
  /// is not.
  private @Nullable Root edge(double good, double goodValue, double bad) {
    double x = good;
    double value = goodValue;
    double outside = bad;
    for (int k = 0; k < EDGE; k++) {
      double t = k % 2 == 0 ? x / 2 + outside / 2 : Ordinals.middle(x, outside);
      if (t == x || t == outside) {
        break;
      }
      double there = look(t);
      if (Double.isNaN(there)) {
        outside = t;
      } else if (there == 0) {
        return zero(t);
      } else if (isChange(value, there)) {
        return crossing(x, value, t, there);
      } else {
        x = t;
        value = there;
      }
    }
    return null;
  }

  /// Returns the root at an argument whose value is 0, met without a change of sign around it; null
  /// if that is nothing but underflow.
  private @Nullable Root zero(double x) {
    double h = x == 0 ? Double.MIN_NORMAL : Math.max(Math.abs(x) * 0x1p-20, Double.MIN_VALUE);
    double below = x - h >= search.lower() ? f.at(x - h) : Double.NaN;
    double above = x + h <= search.upper() ? f.at(x + h) : Double.NaN;
    if (below != 0 && above != 0) {
      boolean isTouching = Math.signum(below) == Math.signum(above);
      return at(x, 0, isTouching ? new Touching() : new Found(false));
    }
    Double under = seen.lowerKey(x);
    Double over = seen.higherKey(x);
    if ((under != null && vanished.contains(under)) || (over != null && vanished.contains(over))) {
      vanished.add(x);
      return null;
    }
    double left = nonzero(x, -1);
    double right = nonzero(x, 1);
    boolean isUnderflow =
        (!Double.isNaN(left) && isVanishing(x, left))
            || (!Double.isNaN(right) && isVanishing(x, right));
    if (isUnderflow) {
      vanished.add(x);
      return change();
    }
    return at(x, 0, new Found(true));
  }

  /// Returns the root at a change of sign among the values seen, if there is one.
  private @Nullable Root change() {
    Map.Entry<Double, Double> before = null;
    for (Map.Entry<Double, Double> here : new TreeMap<>(seen).entrySet()) {
      if (before != null && isChange(before.getValue(), here.getValue())) {
        Root root = crossing(before.getKey(), before.getValue(), here.getKey(), here.getValue());
        if (root != null) {
          return root;
        }
      }
      before = here;
    }
    return null;
  }

  /// Returns the nearest argument on one side at which a value that is not 0 was seen, or else is
  /// found by steps that grow; NaN if there is none.
  private double nonzero(double x, int side) {
    NavigableMap<Double, Double> beside =
        side < 0 ? seen.headMap(x, false).descendingMap() : seen.tailMap(x, false);
    for (Map.Entry<Double, Double> entry : beside.entrySet()) {
      if (entry.getValue() != 0) {
        return entry.getKey();
      }
    }
    double step = first(x);
    for (int k = 0; k < 2 * PATIENCE; k++, step *= GROWTH) {
      double there = x + side * step;
      if (there < search.lower() || there > search.upper()) {
        break;
      }
      if (look(there) != 0 && seen.containsKey(there)) {
        return there;
      }
    }
    return Double.NaN;
  }

  /// Returns whether the values on the way from a zero to a place where they are not 0 are too
  /// small for normal numbers before they are 0.
  private boolean isVanishing(double zero, double nonzero) {
    double inside = zero;
    double outside = nonzero;
    double last = look(nonzero);
    for (int k = 0; k < EDGE && last != 0; k++) {
      double t = k % 2 == 0 ? inside / 2 + outside / 2 : Ordinals.middle(inside, outside);
      if (t == inside || t == outside) {
        break;
      }
      double there = look(t);
      if (there == 0) {
        vanished.add(t);
        inside = t;
      } else {
        outside = t;
        last = there;
      }
    }
    return Math.abs(last) < VANISHING;
  }

  /// The sign has changed on the way down to 0.
  private static final class Crossed extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    final double x;
    final double value;

    Crossed(double x, double value) {
      super("crossed", null, false, false);
      this.x = x;
      this.value = value;
    }
  }

  /// Looks where the values come nearest to 0 whether they come down to it.
  private @Nullable Root touching() {
    List<Double> lows = new ArrayList<>();
    for (Map.Entry<Double, Double> entry : seen.entrySet()) {
      Map.Entry<Double, Double> below = seen.lowerEntry(entry.getKey());
      Map.Entry<Double, Double> above = seen.higherEntry(entry.getKey());
      double size = Math.abs(entry.getValue());
      boolean isLow =
          below != null
              && above != null
              && size <= Math.abs(below.getValue())
              && size <= Math.abs(above.getValue())
              && size < Math.max(Math.abs(below.getValue()), Math.abs(above.getValue()));
      if (isLow && size > 0 && size < Double.POSITIVE_INFINITY && touched.add(entry.getKey())) {
        lows.add(entry.getKey());
      }
    }
    lows.sort(Comparator.comparingDouble(x -> Math.abs(seen.getOrDefault(x, Double.NaN))));
    for (double low : lows.subList(0, Math.min(lows.size(), MOST_TOUCHES))) {
      Root root = touching(low, seen.lowerKey(low), seen.higherKey(low));
      if (root != null) {
        return root;
      }
    }
    return null;
  }

  private @Nullable Root touching(double low, double left, double right) {
    double sign = Math.signum(seen.getOrDefault(low, Double.NaN));
    double x;
    double least;
    try {
      var minimum =
          MinimumSearch.of(
                  t -> {
                    double value = f.at(t);
                    if (Math.signum(value) == -sign) {
                      throw new Crossed(t, value);
                    }
                    return Math.abs(value);
                  })
              .tolerance(0)
              .limit(MOST_ON_THE_WAY_DOWN)
              .between(left, right);
      x = minimum.x();
      least = minimum.value();
    } catch (Crossed crossed) {
      Root root = crossing(low, seen.getOrDefault(low, Double.NaN), crossed.x, crossed.value);
      return root;
    }
    boolean isLower = least < Double.POSITIVE_INFINITY;
    if (!isLower) {
      return null;
    }
    for (int k = 0; k < MOST_NEIGHBOURS && isLower; k++) { // the last numbers one by one
      isLower = false;
      for (double there : new double[] {Math.nextDown(x), Math.nextUp(x)}) {
        double value = Math.abs(f.at(there));
        if (value < least) {
          least = value;
          x = there;
          isLower = true;
          break;
        }
      }
    }
    if (least == 0) {
      return zero(x);
    }
    double h = 8 * Math.ulp(x);
    boolean isRoot = Math.abs(f.at(x - h)) >= 2 * least && Math.abs(f.at(x + h)) >= 2 * least;
    return isRoot ? at(x, sign * least, new Touching()) : null;
  }
}
