package thalweg.descent;

import thalweg.descent.step.ArmijoBacktracking;
import thalweg.descent.step.LineSearch;
import thalweg.descent.step.MoreThuente;

/// The course of a [BoundedLimitedMemoryBfgs]: inside its box, bent where it meets a bound.
final class BoundedCourse implements Course {
  /// Values of a doubtful gradient are asked for nearby only where there is this much room.
  private static final double ROOM = 1e-3;

  private final Meter meter;
  private final Ray ray;
  private final Bounds box;
  private final LineSearch.Searcher inside = MoreThuente.defaults().begin();
  private final LineSearch.Searcher bent = ArmijoBacktracking.defaults().begin();
  private final FreePairs pairs;
  private final boolean[] free;

  BoundedCourse(Meter meter, Ray ray, Bounds box, int memory) {
    this.meter = meter;
    this.ray = ray;
    this.box = box;
    pairs = new FreePairs(ray.x().length, memory);
    free = new boolean[ray.x().length];
  }

  @Override
  public double norm() {
    return box.projectedNorm(ray.x(), ray.gradient());
  }

  @Override
  public boolean isEmpty() {
    return pairs.isEmpty();
  }

  @Override
  public void forget() {
    pairs.forget();
  }

  /// A coordinate at a bound that the direction would cross is held as well; if that leaves nothing
  /// downhill, the plain gradient of what is free is taken, which never crosses a bound it lies at.
  @Override
  public double direction() {
    double[] d = ray.direction();
    for (int i = 0; i < free.length; i++) {
      free[i] = !box.holds(i, ray.x(), -ray.gradient()[i]);
    }
    pairs.direction(ray.gradient(), free, d);
    for (int i = 0; i < d.length; i++) {
      d[i] = box.holds(i, ray.x(), d[i]) ? 0 : d[i];
    }
    double slope = ray.startSlope();
    if (!(slope < 0)) {
      pairs.forget();
      pairs.direction(ray.gradient(), free, d);
      slope = ray.startSlope();
    }
    return slope;
  }

  @Override
  public LineSearch.Result search(double slope) {
    double longest = ray.longest();
    double first =
        pairs.isEmpty()
            ? Math.min(FirstStep.along(ray, slope, meter.width(ray.direction())), longest)
            : 1;
    double room = box.room(ray.x(), ray.direction());
    if (first < room) {
      LineSearch.Result result =
          inside.search(ray, ray.value(), slope, first, Math.min(longest, room));
      boolean unbounded = longest <= room;
      return result == LineSearch.Result.LONGEST && !unbounded ? LineSearch.Result.FOUND : result;
    }
    LineSearch.Result result = bent.search(ray, ray.value(), slope, first, longest);
    if (result == LineSearch.Result.FAILED && !ray.improves() && room > 0) {
      // Bends can spoil the promise that the slope made; up to the first there are none.
      return bent.search(ray, ray.value(), slope, room, longest);
    }
    return result;
  }

  @Override
  public void learn(double step) {
    pairs.learn(ray.lastX(), ray.lastGradient(), ray.x(), ray.gradient(), ray.curvatureRatio());
  }

  @Override
  public Outcome standstill(double slope) {
    boolean asks = !meter.isNumerical(free.length) && slope < 0;
    if (asks && box.room(ray.x(), ray.direction()) > ROOM) {
      Outcome wrong = GradientDoubt.along(meter, ray.x(), ray.direction(), ray.value(), slope);
      if (wrong != null) {
        return wrong;
      }
    }
    return new Outcome.Stalled(norm(), Math.max(norm(), ray.gradientError()));
  }
}
