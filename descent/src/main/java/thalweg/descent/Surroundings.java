package thalweg.descent;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.descent.step.LineSearch;
import thalweg.descent.vector.Vectors;

/// What the values around a point say of it: whether it is the bottom of something, or a saddle, a
/// kink or a plateau, and how far the bottom may be.
///
/// Second differences along each variable and each pair of them make a Hessian, whose factors LDLᵀ
/// tell whether it curves upwards everywhere; what looks suspicious is looked at again at several
/// widths. Widths follow from how far each variable has come, and from how far it must move for the
/// value to change clearly. Costs some 4n + n²/2 values; in more than 16 variables it looks along
/// 16 directions and their pairs, and before it confirms a minimum along each of up to 500
/// variables by itself. Source: Nocedal and Wright 2006, sections 3.4 and 8.1.
final class Surroundings {
  /// At most this many directions are looked along.
  private static final int DIRECTIONS = 16;

  /// Up to so many variables each is looked along before a minimum is confirmed.
  private static final int MANY = 500;

  /// The first width, beside how far a variable has come…
  private static final double WIDTH = 1e-4;

  /// …or beside the variable itself if it has not moved.
  private static final double UNMOVED_WIDTH = 1e-10;

  /// A variable has moved if it has come farther than this share of itself.
  private static final double MOVED = 1e-9;

  /// A variable creeps if a step moves it by no more than this share of how far it has been.
  private static final double CREEP = 1e-10;

  private static final double GROW = 10;

  /// What is seen only at a width above this is not of the point alone.
  private static final double BROAD = 0.3;

  /// Values are alike if they differ by no more than this many times as neighbouring doubles' do.
  private static final double ALIKE = 4;

  /// A width that is wide enough, whatever the slope.
  private static final double WIDE = 1e-2;

  /// A change of the value is large beside its size and fall from this share of them on: so far off
  /// the function may be another.
  private static final double LARGE = 1e-3;

  private static final int SHRINKS = 10;

  /// A slope of so many errors may as well be 0.
  private static final double ERRORS = 10;

  /// A variable that changes nothing within this share of its size lies on a plain.
  private static final double PLAIN = 0.03;

  /// A change of the value is wide enough to look at if it is this much beside the value, and this
  /// many times noise.
  private static final double SEEN_SHARE = 1e-13;

  private static final double SEEN = 1e2;

  /// A change of the value is clear, whatever is concluded from it, if it is this many times noise.
  private static final double CLEAR = 1e3;

  /// A first change this many times noise, after none at all, is the edge of a plateau.
  private static final double EDGE = 1e6;

  /// …and this share of what the value has fallen.
  private static final double LEAST_EDGE = 1e-12;

  /// A point is stationary along a direction if by its curvature the place where the slope vanishes
  /// is no farther than this share of how large a variable is.
  private static final double NEAR = 0.05;

  /// Where the gradient says that it is 0, the values may put the place this far off.
  private static final double LEANING = 3e-4;

  /// …and no lower than by this share of what the value has fallen.
  private static final double LITTLE = 1e-6;

  /// Along such a direction it is looked this much wider too: what curves hardly may bend down.
  private static final double WIDER = 16;

  /// This many Newton steps away it must not be lower, or there is no bottom.
  private static final double BEYOND = 10;

  /// A line is straight if it curves by less than this share of what it falls or rises.
  private static final double STRAIGHT = 1e-6;

  /// Values that differ by more than this many times their rounding are noisy.
  private static final double QUIET = 1e4;

  /// A mixed difference is small if it is less than this, scaled like these factors.
  private static final double TWISTED = 0.1;

  /// A pivot of the factors, which are scaled to at most 1, is small if it is less than this.
  private static final double SMALL = 0.1;

  /// At a width eight times narrower a smooth valley is 64 times less deep, a kink 8 times.
  private static final double NARROWER = 8;

  private static final double KINKED = 1 / 20.0;

  /// A rise this many times noise, of which nothing is left at the narrower width, is a stair.
  private static final double EDGE_OF_STAIR = 1e4;

  private final Meter meter;
  private final double[] start;
  private final double[] reach; // how far each variable has been from the start
  private final @Nullable Box box;
  private double startValue = Double.NaN;
  private double[] startGradient = new double[0];

  Surroundings(Meter meter, double[] start, @Nullable Box box) {
    this.meter = meter;
    this.start = start.clone();
    reach = new double[start.length];
    this.box = box;
  }

  /// What was seen.
  ///
  /// @param outcome if the point is no smooth minimum, what it is instead
  /// @param distance how far the bottom may be, by Newton's step; infinite if the values do not
  ///   curve upwards in every direction
  /// @param share the same of the variable for which it is most, beside its size
  /// @param gain by how much the value there may be less
  /// @param isDoubtful whether something looks wrong, although it cannot be said what
  record Finding(
      @Nullable Outcome outcome, boolean isDoubtful, double distance, double share, double gain) {
    /// Returns whether the values told how far the bottom may be.
    boolean isResolved() {
      return Double.isFinite(distance);
    }
  }

  /// Notes the value and the gradient at the start.
  void begin(double value, double[] gradient) {
    startValue = value;
    startGradient = gradient.clone();
  }

  /// Notes a point on the way. Allocates nothing.
  void pass(double[] x) {
    for (int i = 0; i < x.length; i++) {
      reach[i] = Math.max(reach[i], Math.abs(x[i] - start[i]));
    }
  }

  /// Returns how far the start is from the origin.
  double startSize() {
    return Vectors.norm(start);
  }

  /// Returns how far a point is from the start.
  double distance(double[] x) {
    return Vectors.distance(x, start);
  }

  /// Returns whether no variable has moved from one point to another by more than next to nothing
  /// of how far it has been and is from 0.
  boolean creeps(double[] from, double[] to) {
    for (int i = 0; i < to.length; i++) {
      if (Math.abs(to[i] - from[i]) > CREEP * Math.min(reach[i], Math.abs(to[i]))) {
        return false;
      }
    }
    return true;
  }

  /// Returns how large each variable is: as far as it has been from the start or is from 0; if that
  /// is nothing, as far as another has been.
  double[] sizes(double[] x) {
    double most = 0;
    for (double each : reach) {
      most = Math.max(most, each);
    }
    double[] sizes = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double size = Math.max(reach[i], Math.abs(x[i]));
      sizes[i] = size > 0 ? size : most > 0 ? most : 1;
    }
    return sizes;
  }

  /// Returns by how much the value has fallen since the start.
  double fall(double value) {
    return Math.max(0, startValue - value);
  }

  /// Returns how much the value may be off: one that has come down to as good as nothing still has
  /// the rounding of where it was.
  double noise(double value) {
    return Math.max(meter.noise(value), Math.ulp(1.0) * fall(value));
  }

  /// Looks around.
  ///
  /// @param error of the gradient, its norm
  Finding look(double[] x, double value, double[] gradient, double error) {
    return new Look(x, value, gradient, error).finding();
  }

  /// Returns whether values a few roundings apart differ by no more than rounding explains.
  boolean isQuiet(double[] x, double value) {
    Look look = new Look(x, value, new double[x.length], 0);
    for (double[] direction : look.directions) {
      if (look.blur(direction) > QUIET * (LineSearch.noise(value) + Math.ulp(1.0) * fall(value))) {
        return false;
      }
    }
    return true;
  }

  /// Returns the kink at x, if there is one along the direction or along a variable.
  @Nullable Outcome kink(double[] x, double value, double[] direction) {
    return new Look(x, value, new double[x.length], 0).kink(direction);
  }

  /// One look from one point.
  private final class Look {
    private final double[] x;
    private final double value;
    private final double[] gradient;
    private final double error;
    private final double noise;
    private final double[] moved;
    private final List<double[]> directions = new ArrayList<>();
    private final double farthestCome; // of all variables
    private boolean isStationary; // beside the curvature along each direction
    private double lastScale; // how much the last direction z was made shorter

    Look(double[] x, double value, double[] gradient, double error) {
      this.x = x;
      this.value = value;
      this.gradient = gradient;
      this.error = error;
      noise = noise(value);
      moved = new double[x.length];
      farthestCome = IntStream.range(0, x.length).mapToDouble(this::came).max().orElse(0);
      chooseDirections();
    }

    private double came(int i) {
      return Math.abs(x[i] - start[i]);
    }

    private boolean hasMoved(int i) {
      return came(i) > MOVED * Math.max(Math.abs(x[i]), farthestCome);
    }

    /// Returns how large a variable is: as far as it has come, or, if it has hardly moved, as far
    /// as it is from 0; if that is as good as nothing, as far as another has come.
    private double size(int i) {
      if (hasMoved(i)) {
        return came(i);
      }
      double away = Math.max(Math.abs(x[i]), farthestCome);
      return away > 0 ? away : 1;
    }

    private boolean isFree(int i) {
      return box == null || !box.holds(i, x, -gradient[i]);
    }

    /// A direction is as long as one of its variables is large. Of many variables some are looked
    /// along, and some mixtures of all.
    private void chooseDirections() {
      int[] free = IntStream.range(0, x.length).filter(this::isFree).toArray();
      boolean all = free.length <= DIRECTIONS;
      SplittableRandom random = new SplittableRandom(1);
      for (int k = 0; k < Math.min(free.length, DIRECTIONS); k++) {
        double[] direction = new double[x.length];
        if (all || k < DIRECTIONS / 2) {
          int i = free[all ? k : random.nextInt(free.length)];
          direction[i] = size(i);
        } else {
          for (int i : free) {
            direction[i] = (random.nextBoolean() ? 1 : -1) * size(i) / Math.sqrt(free.length);
          }
        }
        directions.add(direction);
      }
    }

    /// Returns the value at x + a·d + b·e; NaN where that is outside or not defined.
    private double at(double a, double[] d, double b, double[] e) {
      for (int i = 0; i < x.length; i++) {
        moved[i] = x[i] + a * d[i] + b * e[i];
      }
      if (box != null && !box.contains(moved)) {
        return Double.NaN;
      }
      return meter.value(moved);
    }

    private double at(double a, double[] d) {
      return at(a, d, 0, d);
    }

    private boolean hasMoved(double[] d) {
      for (int i = 0; i < x.length; i++) {
        if (d[i] != 0 && hasMoved(i)) {
          return true;
        }
      }
      return false;
    }

    /// Returns how far along the direction it may be looked, in units of the direction.
    private double farthest(double[] d) {
      double farthest = 10;
      for (int i = 0; i < x.length; i++) {
        if (d[i] != 0) {
          farthest = Math.max(farthest, Math.max(Math.abs(x[i]), farthestCome) / Math.abs(d[i]));
        }
      }
      return farthest;
    }

    /// Returns how large the variables are that the direction changes, in units of the direction.
    private double extent(double[] d) {
      double extent = 1;
      for (int i = 0; i < x.length; i++) {
        extent = d[i] == 0 ? extent : Math.max(extent, Math.abs(x[i] / d[i]));
      }
      return extent;
    }

    /// How the value changes along one direction, in units of the direction.
    private record Section(double width, double up, double down, boolean isPlateau) {}

    /// Returns the size of the larger of two numbers, or of the one that is one.
    private static double largest(double a, double b) {
      double sizeA = Double.isNaN(a) ? 0 : Math.abs(a);
      double sizeB = Double.isNaN(b) ? 0 : Math.abs(b);
      return Math.max(sizeA, sizeB);
    }

    private double seen(double there) {
      double size = Math.max(Math.abs(value), Math.abs(there));
      return Math.max(SEEN_SHARE * size, SEEN * Math.max(noise, meter.noise(size)));
    }

    private Section section(double[] d) {
      double farthest = farthest(d);
      double width = Math.max(hasMoved(d) ? WIDTH : UNMOVED_WIDTH, UNMOVED_WIDTH * farthest);
      double slope = Vectors.dot(gradient, d);
      double unchanged = 0;
      double large = LARGE * (Math.abs(value) + fall(value));
      int shrinks = SHRINKS;
      while (true) {
        double up = at(width, d);
        double down = at(-width, d);
        double change = largest(up - value, down - value);
        if (change > large && large > 0 && shrinks > 0) {
          width *= Math.clamp(Math.sqrt(large / change) / 2, 1e-4, 0.1);
          shrinks--;
          continue;
        }
        shrinks = 0;
        Section section = new Section(width, up, down, false);
        unchanged = change > 0 ? unchanged : width;
        boolean isSeen = Math.abs(up - value) >= seen(up) || Math.abs(down - value) >= seen(down);
        // Where the slope hides the curvature it must be wider, but not without end.
        boolean isSlope =
            Math.abs(second(section, width * slope)) < Math.abs(width * slope) && width < WIDE;
        // One stair on one side says nothing yet.
        boolean isHalf = (up == value || down == value) && width < WIDE;
        if ((isSeen && !isSlope && !isHalf) || width >= farthest) {
          boolean isPlateau =
              unchanged == width
                  || (isSeen
                      && (unchanged >= PLAIN * extent(d)
                          || (unchanged > 0 && isEdge(unchanged, width, d))));
          return new Section(width, up, down, isPlateau);
        }
        width *= GROW;
      }
    }

    /// Returns whether the value jumps between a width at which it does not change and one at which
    /// it does; else it changes little by little.
    private boolean isEdge(double unchanged, double changed, double[] d) {
      double low = unchanged;
      double high = changed;
      for (int k = 0; k < 7; k++) {
        double middle = Math.sqrt(low * high);
        double most = largest(at(middle, d) - value, at(-middle, d) - value);
        if (most == 0) {
          low = middle;
        } else if (most < Math.max(EDGE * noise, LEAST_EDGE * fall(value))) {
          return false;
        } else {
          high = middle;
        }
      }
      return true;
    }

    Finding finding() {
      Finding finding = alongSome();
      boolean isClaimed = finding.outcome == null && !finding.isDoubtful && finding.isResolved();
      return isClaimed && directions.size() < x.length ? alongAll(finding) : finding;
    }

    /// Of many variables each is looked along by itself before a minimum is claimed.
    private Finding alongAll(Finding finding) {
      for (int i = 0; i < x.length && x.length <= MANY; i++) {
        if (isFree(i)) {
          double[] d = new double[x.length];
          d[i] = size(i);
          Section section = section(d);
          double slope = section.width * gradient[i] * d[i];
          boolean isLower =
              isLower(section, slope, section.width * d[i]) || second(section, slope) < -4 * noise;
          if (!section.isPlateau && isLower) {
            return none(curvesDown(d, section.width), true);
          }
        }
      }
      return finding;
    }

    private Finding alongSome() {
      int m = directions.size();
      double[][] curved = new double[m][m];
      double[] slopes = new double[m];
      Section[] sections = new Section[m];
      List<Integer> flat = new ArrayList<>();
      int down = 0;
      boolean isDoubtful = false;
      boolean isStraight = false; // along one direction at least
      Outcome.Saddle saddle = null;
      for (int k = 0; k < m; k++) {
        double[] d = directions.get(k);
        Section section = section(d);
        sections[k] = section;
        double w = section.width;
        slopes[k] = w * Vectors.dot(gradient, d);
        if (section.isPlateau) {
          if (Math.abs(Vectors.dot(gradient, d)) <= ERRORS * error * Vectors.norm(d)) {
            flat.add(k);
          } else {
            isDoubtful = true;
          }
          continue;
        }
        curved[k][k] = second(section, slopes[k]);
        isDoubtful |= isStairway(section, slopes[k], curved[k][k]);
        isStraight |= !(curved[k][k] > 4 * noise + STRAIGHT * Math.abs(slopes[k]));
        if (isLower(section, slopes[k], w * Vectors.norm(d)) || curved[k][k] < -4 * noise) {
          Outcome.Saddle wrong = curvesDown(d, w);
          isDoubtful |= wrong == null;
          saddle = wrong == null ? saddle : wrong;
          down += wrong == null ? 0 : 1;
        }
      }
      isStationary = true;
      for (int k = 0; k < m; k++) {
        double bend = Math.abs(curved[k][k]);
        double gain = slopes[k] == 0 ? 0 : slopes[k] * slopes[k] / bend / 2;
        isStationary &=
            sections[k].isPlateau
                || (Math.abs(slopes[k]) * sections[k].width <= NEAR * bend
                    && gain <= LITTLE * fall(value) + noise);
      }
      if (saddle != null && !isStationary) {
        return none(null, true);
      }
      if (saddle != null) {
        boolean isTop = down == m && isTop(curved, sections);
        return none(new Outcome.Saddle(saddle.direction(), saddle.curvature(), isTop), true);
      }
      for (int k = 0; k < m; k++) {
        if (!sections[k].isPlateau && isKinked(sections[k], directions.get(k), slopes[k])) {
          Outcome kink = kink(directions.get(k));
          if (kink != null) {
            return none(kink, true);
          }
          isDoubtful = true;
        }
      }
      List<Integer> plateaus = plateaus(flat);
      if (!plateaus.isEmpty() && isStationary && !isDoubtful) {
        Outcome twisted = acrossStraight(curved, sections);
        if (twisted != null) {
          return none(twisted, true);
        }
        return none(new Outcome.Flat(plateaus), true);
      }
      // Rounding may hide a slope where nothing is seen to change.
      boolean isHidden = !flat.isEmpty() && noise > LITTLE * fall(value);
      if (isDoubtful || isHidden) {
        return none(null, true);
      }
      boolean isBroad = false;
      for (int k = 0; k < m; k++) {
        isBroad |= !sections[k].isPlateau && isBroad(sections[k], directions.get(k));
      }
      if (isStraight || isBroad) {
        Outcome wrong = isStationary ? acrossStraight(curved, sections) : null;
        return none(wrong, true);
      }
      mix(curved, sections);
      return factored(curved, slopes, sections);
    }

    private double[] mixture(int k, int j, double side, Section[] sections) {
      double[] z = new double[x.length];
      for (int i = 0; i < z.length; i++) {
        z[i] =
            Math.min(BROAD, sections[k].width) * directions.get(k)[i]
                + side * Math.min(BROAD, sections[j].width) * directions.get(j)[i];
      }
      return z;
    }

    /// Returns whether a width is no longer small beside where the variables have been.
    private boolean isBroad(Section section, double[] d) {
      for (int i = 0; i < d.length; i++) {
        double where = Math.max(Math.max(reach[i], size(i)), Math.abs(x[i]));
        if (section.width * Math.abs(d[i]) > BROAD * where) {
          return true;
        }
      }
      return false;
    }

    /// Returns the saddle along a mixture of two directions, of which one is as good as straight:
    /// any twist makes it one.
    private Outcome.@Nullable Saddle acrossStraight(double[][] curved, Section[] sections) {
      for (int k = 0; k < curved.length; k++) {
        for (int j = 0; j < curved.length; j++) {
          if (j != k && (curved[k][k] <= 4 * noise || isBroad(sections[k], directions.get(k)))) {
            for (int side = -1; side <= 1; side += 2) {
              Outcome.Saddle saddle = curvesDown(mixture(k, j, side, sections), 1);
              if (saddle != null) {
                return saddle;
              }
            }
          }
        }
      }
      return null;
    }

    /// Returns whether the values curve downwards in every mixture of the directions.
    private boolean isTop(double[][] curved, Section[] sections) {
      mix(curved, sections);
      int m = curved.length;
      for (int k = 0; k < m; k++) {
        if (!(curved[k][k] < 0)) {
          return false;
        }
        for (int i = k + 1; i < m; i++) {
          double factor = curved[i][k] / curved[k][k];
          for (int j = k + 1; j < m; j++) {
            curved[i][j] -= factor * curved[k][j];
          }
        }
      }
      return true;
    }

    private Finding none(@Nullable Outcome outcome, boolean isDoubtful) {
      double far = Double.POSITIVE_INFINITY;
      return new Finding(outcome, isDoubtful, far, far, far);
    }

    /// Returns φ″·width², from both sides or from one and the slope.
    private double second(Section section, double slope) {
      if (Double.isNaN(section.up)) {
        return 2 * (section.down - value + slope);
      }
      if (Double.isNaN(section.down)) {
        return 2 * (section.up - value - slope);
      }
      return section.up - value + (section.down - value);
    }

    /// Returns whether the values fall to one side although the slope is exactly 0: on a stair it
    /// is, and differences of values nearer together than a stair is wide know no better.
    private static boolean isStairway(Section section, double slope, double curved) {
      double seen = Math.abs(section.up - section.down) / 2;
      double bend = Math.abs(curved);
      return slope == 0 && (seen > bend || seen * section.width > LEANING * bend);
    }

    /// Returns whether a value is lower than the slope and its error explain.
    private boolean isLower(Section section, double slope, double length) {
      double explained = Math.abs(slope) + error * length + noise;
      return section.up < value - explained || section.down < value - explained;
    }

    /// Returns the saddle if the values truly curve downwards along d: at several widths, and by
    /// more than their noise. Beside the floor of a curved valley they do too, and every variable
    /// may be stationary beside its own curvature; but there the slope leads up on one side of d.
    private Outcome.@Nullable Saddle curvesDown(double[] d, double width) {
      Outcome.Saddle saddle = curvesDownWithin(d, width);
      // What is wide enough to look at may be too narrow to conclude from.
      return saddle == null ? curvesDownWithin(d, 4 * width) : saddle;
    }

    private Outcome.@Nullable Saddle curvesDownWithin(double[] d, double width) {
      double blur = blur(d);
      double[] falls = new double[3];
      double steepest = 0; // the larger of the slopes that the gradient and the values tell
      for (int k = 0; k < 3; k++) {
        double t = width / (1 << (2 * k));
        double up = at(t, d);
        double down = at(-t, d);
        double slope = t * Vectors.dot(gradient, d);
        double q = second(new Section(t, up, down, false), slope);
        double lower = Math.min(up, down) - value + Math.abs(slope);
        falls[k] = lower < q ? lower : q;
        if (!(falls[k] < -CLEAR * blur / (1 << (4 * k)))) {
          return null;
        }
        steepest = largest(slope, (up - down) / 2) * width / t;
      }
      double first = falls[1] / falls[0];
      double second = falls[2] / falls[1];
      boolean isPower =
          first < 1 / 8.0 && first > 1 / 300.0 && Math.abs(first - second) < first / 3;
      if (!isPower || 2 * steepest > -falls[0]) {
        return null;
      }
      double dd = Vectors.dot(d, d);
      double[] unit = d.clone();
      for (int i = 0; i < unit.length; i++) {
        unit[i] /= Math.sqrt(dd);
      }
      double up = at(width / 4, d);
      double below = at(-width / 4, d);
      double slope = width / 4 * Vectors.dot(gradient, d);
      double q = second(new Section(width / 4, up, below, false), slope);
      double curvature = q < 0 ? meter.seen(q * 16 / (width * width * dd)) : 0;
      return new Outcome.Saddle(Vectors.list(unit), curvature, false);
    }

    /// Returns how much values differ for no reason: between points a few roundings apart.
    private double blur(double[] d) {
      double nearest = 0;
      for (int i = 0; i < x.length; i++) {
        if (d[i] != 0) {
          double rounding = Math.max(Math.ulp(x[i]), Math.ulp(1.0) * size(i));
          nearest = Math.max(nearest, 4 * rounding / Math.abs(d[i]));
        }
      }
      double most = noise;
      for (int k = -2; k <= 2; k++) {
        double there = k == 0 ? 0 : Math.abs(at(k * nearest, d) - value);
        most = there > most ? there : most;
      }
      return most;
    }

    /// Variables that no longer change the value although they did at the start, or all there are.
    private List<Integer> plateaus(List<Integer> flat) {
      if (flat.size() < directions.size()
          && flat.stream().noneMatch(k -> mattered(directions.get(k)))) {
        return List.of();
      }
      List<Integer> variables = new ArrayList<>();
      for (int k : flat) {
        double[] d = directions.get(k);
        for (int i = 0; i < d.length; i++) {
          if (d[i] != 0 && !variables.contains(i)) {
            variables.add(i);
          }
        }
      }
      return variables.stream().sorted().toList();
    }

    private boolean mattered(double[] d) {
      for (int i = 0; i < d.length; i++) {
        if (d[i] != 0 && startGradient[i] != 0) {
          return true;
        }
      }
      return false;
    }

    private boolean isKinked(Section section, double[] d, double slope) {
      double side = section.up >= section.down || Double.isNaN(section.down) ? 1 : -1;
      double wide = (side > 0 ? section.up : section.down) - value - side * slope;
      double narrow = at(side * section.width / NARROWER, d) - value - side * slope / NARROWER;
      boolean isStair = narrow == 0 && wide > EDGE_OF_STAIR * noise;
      return (narrow > KINKED * wide || isStair) && wide > 0;
    }

    /// Returns the kink where the jump of the slope stays the same, or grows steadily, however near
    /// it is looked at: on a smooth function it shrinks with the width, and noise makes it jump.
    /// Nearer than the kink is to the point, nothing is seen of it.
    @Nullable Outcome kink(double[] direction) {
      Outcome.Kink along = kinkAlong(direction);
      double most = along == null ? 0 : jump(along);
      for (double[] d : directions) {
        Outcome.Kink other = kinkAlong(d);
        if (other != null && jump(other) > 2 * most) {
          most = jump(other);
          along = other;
        }
      }
      return along;
    }

    private static double jump(Outcome.Kink kink) {
      return Math.abs(kink.slopeAfter() - kink.slopeBefore());
    }

    private Outcome.@Nullable Kink kinkAlong(double[] d) {
      double length = Vectors.norm(d);
      if (!(length > 0)) {
        return null;
      }
      double size = 0;
      double[] unit = new double[d.length];
      for (int i = 0; i < d.length; i++) {
        unit[i] = d[i] / length;
        size = Math.max(size, Math.abs(unit[i]) * size(i));
      }
      double blur = blur(unit);
      Outcome.Kink kink = null;
      double last = Double.NaN;
      double lastRatio = Double.NaN;
      double steadiest = 1;
      int steadily = 0; // widths at which the jump has grown by the same factor again
      int since = 0; // widths at which the jump is seen, but shrinks
      for (double t = 0.03 * size; t > 1e-14 * size; t /= NARROWER) {
        double after = (at(t, unit) - value) / t;
        double before = (value - at(-t, unit)) / t;
        double jump = after - before;
        if (!(jump * t > CLEAR * blur)) {
          break;
        }
        double ratio = jump / last;
        boolean constant = ratio > 0.8 && ratio < 1.25 && lastRatio > 0.8 && lastRatio < 1.25;
        boolean steady = ratio >= 1.25 && ratio < 6 && Math.abs(ratio / lastRatio - 1) < 0.05;
        steadily = steady ? steadily + 1 : 0;
        boolean cusp = steadily > 1;
        double infinite = Double.POSITIVE_INFINITY;
        since = constant || cusp ? 0 : since + 1;
        // The steadier, the clearer: too wide it sees curved sides, too near the other side.
        if (cusp || (constant && Math.abs(ratio - 1) < steadiest)) {
          steadiest = Math.abs(ratio - 1);
          kink =
              new Outcome.Kink(
                  Vectors.list(unit),
                  meter.seen(cusp ? Math.copySign(infinite, before) : before),
                  meter.seen(cusp ? Math.copySign(infinite, after) : after));
        }
        last = jump;
        lastRatio = ratio;
      }
      return since <= 1 ? kink : null;
    }

    private void mix(double[][] curved, Section[] sections) {
      for (int k = 0; k < curved.length; k++) {
        for (int j = 0; j < k; j++) {
          if (sections[k].isPlateau || sections[j].isPlateau) {
            continue;
          }
          curved[k][j] = mixed(k, j, sections, TWISTED * Math.sqrt(curved[k][k] * curved[j][j]));
          curved[j][k] = curved[k][j];
        }
      }
    }

    /// Returns the mixed second difference of two directions, from both sides where it is not
    /// small: where the function is far from a quadratic within the widths, as a product of two
    /// variables is, one side is far off.
    private double mixed(int k, int j, Section[] sections, double small) {
      double sum = 0;
      int sides = 0;
      for (int corner = 0; corner < 4 && (corner < 2 || sides == 0); corner++) {
        int side = corner % 2 == 0 ? 1 : -1;
        double mixed = mixed(k, side, j, corner < 2 ? side : -side, sections);
        if (!Double.isNaN(mixed)) {
          sum += mixed;
          sides++;
        }
        if (Math.abs(mixed) <= small) {
          break;
        }
      }
      return sides == 0 ? 0 : sum / sides;
    }

    private double mixed(int k, int side, int j, int other, Section[] sections) {
      double beside = side > 0 ? sections[k].up : sections[k].down;
      double there = other > 0 ? sections[j].up : sections[j].down;
      if (Double.isNaN(beside) || Double.isNaN(there)) {
        return Double.NaN;
      }
      double a = side * sections[k].width;
      double b = other * sections[j].width;
      double both = at(a, directions.get(k), b, directions.get(j));
      return side * other * (both - beside - there + value);
    }

    /// Factors the Hessian in units of the widths, scaled to a unit diagonal, and returns Newton's
    /// step, or the saddle along a direction in which it is not positive.
    private Finding factored(double[][] curved, double[] slopes, Section[] sections) {
      int m = slopes.length;
      for (int k = 0; k < m; k++) {
        for (int j = 0; j < k; j++) {
          // More twisted than curved: no need to factor.
          boolean isTwisted = curved[k][j] * curved[k][j] > curved[k][k] * curved[j][j];
          if (isTwisted && isStationary && !sections[k].isPlateau && !sections[j].isPlateau) {
            Outcome saddle = curvesDown(mixture(k, j, -Math.signum(curved[k][j]), sections), 1);
            if (saddle != null) {
              return none(saddle, true);
            }
          }
        }
      }
      double[] scale = new double[m];
      for (int k = 0; k < m; k++) {
        scale[k] = curved[k][k] > 0 ? 1 / Math.sqrt(curved[k][k]) : 0;
      }
      double[][] l = new double[m][m];
      double[] pivots = new double[m];
      for (int k = 0; k < m; k++) {
        double pivot = scale[k] == 0 ? 0 : 1;
        for (int j = 0; j < k; j++) {
          double sum = curved[k][j] * scale[k] * scale[j];
          for (int i = 0; i < j; i++) {
            sum -= l[k][i] * l[j][i] * pivots[i];
          }
          l[k][j] = pivots[j] > 0 ? sum / pivots[j] : 0;
          pivot -= l[k][j] * l[k][j] * pivots[j];
        }
        l[k][k] = 1;
        pivots[k] = pivot;
        if (scale[k] > 0 && pivot < SMALL) {
          // What differences of differences leave of a small pivot is little; it is the curvature
          // along z, and that can be had directly.
          double[] z = along(l, k, scale, sections);
          double slope = Vectors.dot(gradient, z);
          Section section = new Section(1, at(1, z), at(-1, z), false);
          Section wide = new Section(WIDER, at(WIDER, z), at(-WIDER, z), false);
          double q = second(section, slope);
          double length = Vectors.norm(z);
          boolean isLower =
              q < 0
                  || isLower(section, slope, length)
                  || isLower(wide, WIDER * slope, WIDER * length);
          if (isLower && isStationary) {
            Outcome saddle = curvesDown(z, 1);
            if (saddle != null) {
              return none(saddle, true);
            }
          }
          if (isFloor(section, wide)) {
            scale[k] = 0; // nothing is to be had along z
            pivots[k] = 0;
          } else if (isLower || !(q > 0)) {
            return none(null, true);
          } else {
            pivots[k] = q * lastScale * lastScale;
          }
        }
      }
      return newton(l, pivots, scale, slopes, sections);
    }

    /// Returns the direction z with Lᵀz = eₖ, along which the curvature is the pivot; its largest
    /// part is as long as the width there.
    private double[] along(double[][] l, int k, double[] scale, Section[] sections) {
      double[] z = new double[l.length];
      z[k] = 1;
      for (int j = k - 1; j >= 0; j--) {
        for (int i = j + 1; i <= k; i++) {
          z[j] -= l[i][j] * z[i];
        }
      }
      double largest = 0;
      for (int j = 0; j <= k; j++) {
        z[j] *= scale[j];
        largest = Math.max(largest, Math.abs(z[j]));
      }
      lastScale = largest;
      double[] d = new double[x.length];
      for (int j = 0; j <= k; j++) {
        double part = z[j] / largest * sections[j].width;
        double[] e = directions.get(j);
        for (int i = 0; i < d.length; i++) {
          d[i] += part * e[i];
        }
      }
      return d;
    }

    /// Returns whether the values do not change along z but for what they differ by from one double
    /// to the next: then there are many points as low as each other.
    private boolean isFloor(Section section, Section wide) {
      double near = largest(section.up - value, section.down - value);
      double far = largest(wide.up - value, wide.down - value);
      boolean isSeen = !Double.isNaN(wide.up) || !Double.isNaN(wide.down);
      double most = Math.max(near, far);
      return isSeen && most <= CLEAR * noise && most <= ALIKE * roughness();
    }

    /// Returns by how much the values differ between points a few roundings apart.
    private double roughness() {
      double most = LineSearch.noise(value);
      for (int k = -2; k <= 2; k++) {
        for (int i = 0; i < x.length; i++) {
          moved[i] = x[i] + (i % 2 == 0 ? 4 : -4) * k * Math.ulp(x[i]);
        }
        if (k != 0 && (box == null || box.contains(moved))) {
          most = largest(most, meter.value(moved) - value);
        }
      }
      return most;
    }

    private Finding newton(
        double[][] l, double[] pivots, double[] scale, double[] slopes, Section[] sections) {
      int m = slopes.length;
      double[] z = new double[m];
      for (int k = 0; k < m; k++) {
        z[k] = slopes[k] * scale[k];
        for (int j = 0; j < k; j++) {
          z[k] -= l[k][j] * z[j];
        }
      }
      double gain = 0;
      for (int k = 0; k < m; k++) {
        gain += scale[k] > 0 ? z[k] * z[k] / pivots[k] / 2 : 0;
        z[k] = scale[k] > 0 ? z[k] / pivots[k] : 0;
      }
      for (int k = m - 1; k >= 0; k--) {
        for (int j = k + 1; j < m; j++) {
          z[k] -= l[j][k] * z[j];
        }
      }
      double[] step = new double[x.length];
      for (int k = 0; k < m; k++) {
        double part = z[k] * scale[k] * sections[k].width;
        double[] d = directions.get(k);
        for (int i = 0; i < step.length; i++) {
          step[i] -= part * d[i];
        }
      }
      if (gain > noise && at(BEYOND, step) < value - noise) {
        return none(null, true);
      }
      double norm = Vectors.norm(gradient);
      double unsure = norm > 0 ? 1 + error / norm : 1;
      double share = 0;
      for (int i = 0; i < step.length; i++) {
        share =
            Math.max(
                share,
                unsure * Math.abs(step[i]) / Math.max(reach[i], Math.max(size(i), Math.abs(x[i]))));
      }
      return new Finding(null, false, unsure * Vectors.norm(step), share, unsure * unsure * gain);
    }
  }
}
