package thalweg.descent.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.descent.Bounds;
import thalweg.descent.Limits;
import thalweg.descent.vector.Vectors;

/// Where to begin a fit of which nobody said where: points of a sequence of low discrepancy, within
/// scales that the data suggest.
///
/// A parameter may be a place or a width among the predictors, a rate, one over a width, a size of
/// what is observed, or a plain number; each of a few hundred points takes it for one of these.
/// Parameters in which the formula is linear are not guessed but solved for. The best points are
/// walked down from, and where the lowest of these ways ends is the start. Sources: Roberts 2018,
/// "The unreasonable effectiveness of quasirandom sequences"; Golub and Pereyra 1973.
final class Starts {
  /// How many points are looked at for each parameter to be guessed, and at most.
  private static final int POINTS = 300;

  private static final int MOST_POINTS = 2_400;

  /// How many observations are looked at.
  private static final int OBSERVATIONS = 120;

  /// From how many points ways are walked, and how many evaluations each may take.
  private static final int WAYS = 12;

  private static final int EVALUATIONS = 150;

  /// How often each of the best points is changed a little.
  private static final int CHANGES = 150;

  /// Plain numbers and scales reach over so many powers of ten.
  private static final double DECADES = 4;

  /// Two sums of squares are of the same minimum if they differ by no more than this share.
  private static final double SAME = 1e-6;

  private final CurveModel.Written model;
  private final CurveData data;
  private final double[] lower;
  private final double[] upper;
  private final Bounds bounds;
  private final BooleanSupplier stop;

  /// Where to begin, and how many of the ways led to the lowest end.
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Found(double[] start, int ways, int agreeing) {}

  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Candidate(double[] point, double squares) {}

  Starts(CurveModel.Written model, CurveData data, Bounds bounds, BooleanSupplier stop) {
    this.model = model;
    this.data = data.sample(OBSERVATIONS);
    this.bounds = bounds;
    this.stop = stop;
    lower = bounds.lower();
    upper = bounds.upper();
  }

  /// Returns the best start found; null if the model is finite nowhere.
  @Nullable Found find() {
    int n = model.parameters().size();
    int[] linear = free(IntStream.of(model.linear()));
    int[] others =
        free(IntStream.range(0, n).filter(j -> IntStream.of(linear).noneMatch(k -> k == j)));
    List<Candidate> candidates = new ArrayList<>();
    int points = Math.clamp((long) POINTS * others.length, 1, MOST_POINTS);
    double[] ratios = ratios(2 * others.length);
    for (int k = 0; k < points && !stop.getAsBoolean(); k++) {
      double[] point = new double[n];
      for (int j = 0; j < n; j++) {
        point[j] = Math.clamp(0, lower[j], upper[j]);
      }
      for (int i = 0; i < others.length; i++) {
        double kind = fraction(0.5 + (k + 1) * ratios[2 * i]);
        double place = fraction(0.5 + (k + 1) * ratios[2 * i + 1]);
        point[others[i]] = guess(kind, place, lower[others[i]], upper[others[i]]);
      }
      Candidate candidate = solved(point, linear);
      if (Double.isFinite(candidate.squares)) {
        candidates.add(candidate);
      }
    }
    candidates.sort(Comparator.comparingDouble(Candidate::squares));
    return best(improved(candidates, linear, others));
  }

  /// Returns the best points, in which one or two guesses at a time were replaced where that was
  /// better: of several peaks one is found first.
  private List<Candidate> improved(List<Candidate> candidates, int[] linear, int[] others) {
    List<Candidate> best =
        new ArrayList<>(candidates.subList(0, Math.min(WAYS, candidates.size())));
    if (others.length < 3) {
      return best;
    }
    double[] ratios = ratios(6);
    for (int k = 0; k < best.size() * CHANGES && !stop.getAsBoolean(); k++) {
      int at = k % best.size();
      double[] f = new double[6];
      for (int d = 0; d < 6; d++) {
        f[d] = fraction(0.5 + (k + 1) * ratios[d]);
      }
      double[] point = best.get(at).point.clone();
      for (int d = 0; d < 6; d += 3) {
        int j = others[(int) (f[d] * others.length)];
        point[j] = guess(f[d + 1], f[d + 2], lower[j], upper[j]);
      }
      Candidate changed = solved(point, linear);
      if (changed.squares < best.get(at).squares) {
        best.set(at, changed);
      }
    }
    best.sort(Comparator.comparingDouble(Candidate::squares));
    return best;
  }

  private int[] free(IntStream parameters) {
    return parameters.filter(j -> lower[j] < upper[j]).toArray();
  }

  private @Nullable Found best(List<Candidate> candidates) {
    LeastSquares fit =
        LeastSquares.of(data.residuals(model))
            .within(bounds)
            .limits(Limits.defaults().withValues(EVALUATIONS))
            .stopWhen(stop);
    List<Fit> ends = new ArrayList<>();
    for (Candidate candidate : candidates.stream().limit(WAYS).toList()) {
      ends.add((data.weights() == null ? fit : fit.weights(data.weights())).from(candidate.point));
    }
    if (ends.isEmpty()) {
      return null;
    }
    // A way that came to no end is the lowest only if nothing else is.
    Comparator<Fit> order = Comparator.comparing((Fit end) -> !end.converged());
    Fit lowest = ends.stream().min(order.thenComparingDouble(Fit::cost)).orElseThrow();
    Fit lower = ends.stream().min(Comparator.comparingDouble(Fit::cost)).orElseThrow();
    Fit chosen = lower.cost() < 0.9 * lowest.cost() ? lower : lowest;
    int agreeing =
        (int) ends.stream().filter(end -> end.cost() <= (1 + SAME) * chosen.cost()).count();
    return new Found(chosen.parameters(), ends.size(), agreeing);
  }

  /// What a parameter may be, by the part of [0, 1) that `kind` falls into.
  private double guess(double kind, double place, double low, double high) {
    if (Double.isFinite(low) && Double.isFinite(high)) {
      return low + place * (high - low);
    }
    int predictors = model.predictors().size();
    double part = kind * 6;
    int what = (int) part;
    double within = part - what;
    int predictor = Math.min(predictors - 1, (int) (within * predictors));
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < data.size(); i++) {
      double x = predictor < 0 ? 0 : data.points()[i][predictor];
      least = Double.isFinite(x) ? Math.min(least, x) : least;
      most = Double.isFinite(x) ? Math.max(most, x) : most;
    }
    double span = most > least ? most - least : Math.max(Math.abs(most), Double.MIN_NORMAL);
    double size = StrictMath.pow(10, DECADES * (place - 0.5));
    double guess =
        switch (what) {
          case 0 -> least + place * span;
          case 1 -> 3 * size / span;
          case 2 -> 0.3 * size * span;
          case 3 -> size;
          case 4 -> within < 0.5 ? -size : -3 * size / span;
          default -> size * response();
        };
    return Math.clamp(guess, low, high);
  }

  private double response() {
    return Arrays.stream(data.response()).filter(Double::isFinite).map(Math::abs).max().orElse(1);
  }

  /// Returns the point with the parameters solved for in which the model is linear, and its sum of
  /// squares.
  private Candidate solved(double[] point, int[] linear) {
    double[] r = residuals(point);
    if (linear.length > 0 && Vectors.nonFinite(r) < 0) {
      double[][] columns = new double[linear.length][];
      double[] scales = new double[linear.length];
      for (int k = 0; k < linear.length; k++) {
        double[] moved = point.clone();
        moved[linear[k]] += 1;
        double[] there = residuals(moved);
        for (int i = 0; i < there.length; i++) {
          there[i] -= r[i];
        }
        columns[k] = there;
        scales[k] = Factors.norm(there);
        if (!(scales[k] > 0) || !Double.isFinite(scales[k])) {
          return new Candidate(point, Double.POSITIVE_INFINITY);
        }
      }
      Factors factors = Factors.of(columns, r, scales);
      double[] step = factors.step(0, factors.rank(1e-10));
      for (int k = 0; k < linear.length; k++) {
        int j = linear[k];
        point[j] = Math.clamp(point[j] + step[k], lower[j], upper[j]);
      }
      r = residuals(point);
    }
    double norm = Factors.norm(r);
    return new Candidate(point, Vectors.nonFinite(r) < 0 ? norm * norm : Double.POSITIVE_INFINITY);
  }

  private double[] residuals(double[] point) {
    double[] r = data.residuals(model).at(point);
    for (int i = 0; i < r.length; i++) {
      double weight = data.weights() == null ? 1 : data.weights()[i];
      r[i] = weight == 0 ? 0 : r[i] * Math.sqrt(weight);
    }
    return r;
  }

  /// The powers of 1/φ, where φᵈ⁺¹ = φ + 1.
  private static double[] ratios(int dimensions) {
    double phi = 2;
    for (int i = 0; i < 60; i++) {
      phi = StrictMath.pow(1 + phi, 1.0 / (dimensions + 1));
    }
    double[] ratios = new double[dimensions];
    double power = 1;
    for (int i = 0; i < dimensions; i++) {
      power /= phi;
      ratios[i] = power;
    }
    return ratios;
  }

  private static double fraction(double x) {
    return x - Math.floor(x);
  }
}
