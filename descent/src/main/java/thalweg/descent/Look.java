package thalweg.descent;

import java.util.ArrayList;
import java.util.List;
import thalweg.descent.Surroundings.Finding;
import thalweg.descent.vector.Vectors;

/// One look around one point.
final class Look {
  /// Up to so many variables each is looked along before a minimum is confirmed.
  private static final int MANY = 500;

  /// A slope of so many errors may as well be 0.
  private static final double ERRORS = 10;

  /// A point is stationary along a direction if by its curvature the place where the slope vanishes
  /// is no farther than this share of how large a variable is.
  private static final double NEAR = 0.05;

  /// …and no lower than by this share of what the value has fallen.
  private static final double LITTLE = 1e-6;

  /// A step down is looked for from so near on, in sizes of the variable.
  private static final double NEAREST_STEP = 0.1;

  /// A line is straight if it curves by less than this share of what it falls or rises.
  private static final double STRAIGHT = 1e-6;

  private final Vicinity v;
  private final Surroundings around;
  private final Saddles saddles;
  private final Kinks kinks;
  private final Quadratic quadratic;

  Look(Surroundings around, Vicinity v) {
    this.around = around;
    this.v = v;
    saddles = new Saddles(v);
    kinks = new Kinks(v);
    quadratic = new Quadratic(v, saddles);
  }

  Finding finding() {
    Finding finding = alongSome();
    boolean isClaimed = finding.outcome() == null && !finding.isDoubtful() && finding.isResolved();
    return isClaimed && v.directions.size() < v.x.length ? alongAll(finding) : finding;
  }

  /// Of many variables each is looked along by itself before a minimum is claimed.
  private Finding alongAll(Finding finding) {
    for (int i = 0; i < v.x.length && v.x.length <= MANY; i++) {
      if (v.isFree(i)) {
        double[] d = new double[v.x.length];
        d[i] = v.size(i);
        Section section = Section.along(v, d);
        double slope = section.width() * v.gradient[i] * d[i];
        boolean isLower =
            section.isLower(v, slope, section.width() * d[i])
                || section.second(v.value, slope) < -4 * v.noise;
        if (!section.isPlateau() && isLower) {
          return Finding.none(saddles.curvesDown(d, section.width()), true);
        }
      }
    }
    return finding;
  }

  private Finding alongSome() {
    int m = v.directions.size();
    double[][] curved = new double[m][m];
    double[] slopes = new double[m];
    Section[] sections = new Section[m];
    List<Integer> flat = new ArrayList<>();
    int down = 0;
    boolean isDoubtful = false;
    boolean isStraight = false; // along one direction at least
    Outcome.Saddle saddle = null;
    for (int k = 0; k < m; k++) {
      double[] d = v.directions.get(k);
      Section section = Section.along(v, d);
      sections[k] = section;
      double w = section.width();
      slopes[k] = w * Vectors.dot(v.gradient, d);
      if (section.isPlateau()) {
        if (Math.abs(Vectors.dot(v.gradient, d)) <= ERRORS * v.error * Vectors.norm(d)) {
          flat.add(k);
        } else {
          isDoubtful = true;
        }
        continue;
      }
      curved[k][k] = section.second(v.value, slopes[k]);
      isDoubtful |= section.isStairway(slopes[k], curved[k][k]);
      isStraight |= !(curved[k][k] > 4 * v.noise + STRAIGHT * Math.abs(slopes[k]));
      if (section.isLower(v, slopes[k], w * Vectors.norm(d)) || curved[k][k] < -4 * v.noise) {
        Outcome.Saddle wrong = saddles.curvesDown(d, w);
        isDoubtful |= wrong == null;
        saddle = wrong == null ? saddle : wrong;
        down += wrong == null ? 0 : 1;
      }
    }
    boolean isStationary = true; // beside the curvature along each direction
    for (int k = 0; k < m; k++) {
      double bend = Math.abs(curved[k][k]);
      double length = sections[k].width() * Vectors.norm(v.directions.get(k));
      double gain = slopes[k] == 0 ? 0 : slopes[k] * slopes[k] / bend / 2;
      isStationary &=
          sections[k].isPlateau()
              || Math.abs(slopes[k]) <= ERRORS * v.error * length
              || (Math.abs(slopes[k]) * sections[k].width() <= NEAR * bend
                  && gain <= LITTLE * v.fall() + v.noise);
    }
    if (saddle != null && !isStationary) {
      return Finding.none(null, true);
    }
    if (saddle != null) {
      boolean isTop = down == m && quadratic.isTop(curved, sections);
      return Finding.none(new Outcome.Saddle(saddle.direction(), saddle.curvature(), isTop), true);
    }
    for (int k = 0; k < m; k++) {
      if (!sections[k].isPlateau() && kinks.isKinked(sections[k], v.directions.get(k), slopes[k])) {
        Outcome kink = kinks.kink(v.directions.get(k));
        if (kink != null) {
          return Finding.none(kink, true);
        }
        isDoubtful |= !kinks.isSharp(v.directions.get(k));
      }
    }
    List<Integer> plateaus = plateaus(flat);
    if (!plateaus.isEmpty() && isStationary && !isDoubtful) {
      Outcome twisted = saddles.acrossStraight(curved, sections);
      if (twisted != null) {
        return Finding.none(twisted, true);
      }
      return Finding.none(new Outcome.Flat(plateaus), true);
    }
    // Rounding may hide a slope where nothing is seen to change.
    boolean isHidden = !flat.isEmpty() && v.noise > LITTLE * v.fall();
    if (isDoubtful || isHidden) {
      return Finding.none(null, true);
    }
    boolean isBroad = false;
    for (int k = 0; k < m; k++) {
      isBroad |= !sections[k].isPlateau() && sections[k].isBroad(v, v.directions.get(k));
    }
    if (isStraight || isBroad) {
      Outcome wrong = isStationary ? saddles.acrossStraight(curved, sections) : null;
      return Finding.none(wrong, true);
    }
    quadratic.mix(curved, sections);
    return quadratic.factored(curved, slopes, sections, isStationary);
  }

  /// Variables that no longer change the value although they did at the start, or make it less
  /// farther off, or all there are.
  private List<Integer> plateaus(List<Integer> flat) {
    if (flat.size() < v.directions.size()
        && flat.stream()
            .noneMatch(k -> mattered(v.directions.get(k)) || leadsDown(v.directions.get(k)))) {
      return List.of();
    }
    List<Integer> variables = new ArrayList<>();
    for (int k : flat) {
      double[] d = v.directions.get(k);
      for (int i = 0; i < d.length; i++) {
        if (d[i] != 0 && !variables.contains(i)) {
          variables.add(i);
        }
      }
    }
    return variables.stream().sorted().toList();
  }

  /// Returns whether a value far along the direction is clearly lower.
  private boolean leadsDown(double[] d) {
    for (double width = NEAREST_STEP; width <= v.farthest(d); width *= 2) {
      double least = v.value - v.seen(v.value);
      if (v.at(width, d) < least || v.at(-width, d) < least) {
        return true;
      }
    }
    return false;
  }

  private boolean mattered(double[] d) {
    for (int i = 0; i < d.length; i++) {
      if (d[i] != 0 && around.mattered(i)) {
        return true;
      }
    }
    return false;
  }
}
