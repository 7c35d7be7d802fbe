package thalweg.descent;

import thalweg.descent.direction.DirectionMemory;
import thalweg.descent.step.LineSearch;
import thalweg.descent.vector.Vectors;

/// The course of a [LineSearchDescent]: everywhere.
final class OpenCourse implements Course {
  /// A direction must lean this much downhill (cosine), or it is noise.
  private static final double LEAN = 1e-14;

  private final Meter meter;
  private final Ray ray;
  private final LineSearch.Searcher search;
  private final DirectionMemory memory;
  private double lastSlope; // φ′(0) of the last search
  private double lastFall; // of the value, by the last step
  private double lastStep; // 0 if there is none to go by
  private double slope; // at the beginning of this search
  private double value;
  private double norm;

  OpenCourse(Meter meter, Ray ray, LineSearchDescent method) {
    this.meter = meter;
    this.ray = ray;
    search = method.search().begin();
    memory = method.direction().begin(ray.x().length);
  }

  @Override
  public double norm() {
    norm = Vectors.norm(ray.gradient());
    return norm;
  }

  @Override
  public boolean isEmpty() {
    return memory.isEmpty();
  }

  @Override
  public void forget() {
    memory.forget();
    lastStep = 0;
  }

  @Override
  public double direction() {
    memory.direction(ray.gradient(), ray.direction());
    slope = ray.startSlope();
    double length = Vectors.norm(ray.direction());
    if (!(slope < -LEAN * norm * length)) {
      memory.forget();
      memory.direction(ray.gradient(), ray.direction());
      slope = ray.startSlope();
    }
    return slope;
  }

  @Override
  public LineSearch.Result search(double slope) {
    value = ray.value();
    return search.search(ray, value, slope, firstStep(), ray.longest());
  }

  /// Newton's step where the direction has a length; else the shorter of what the slope promises as
  /// much for as for the last step and where a parabola falls by as much as the last step did; else
  /// [FirstStep].
  private double firstStep() {
    if (memory.hasLength()) {
      return 1;
    }
    if (lastStep > 0) {
      double promised = Math.min(lastStep * lastSlope / slope, ray.longest());
      double fallen = -2 * lastFall / slope;
      return lastFall > meter.noise(value) ? Math.min(promised, fallen) : promised;
    }
    return FirstStep.along(ray, slope, meter.width(ray.direction()));
  }

  @Override
  public void learn(double step) {
    lastStep = step;
    lastSlope = slope;
    lastFall = value - ray.value();
    memory.learn(
        ray.lastX(), ray.lastGradient(), ray.x(), ray.gradient(), step, ray.curvatureRatio());
  }

  @Override
  public Outcome standstill(double slope) {
    if (!meter.isNumerical(ray.x().length) && slope < 0) {
      Outcome wrong = GradientDoubt.along(meter, ray.x(), ray.direction(), ray.value(), slope);
      if (wrong != null) {
        return wrong;
      }
    }
    double hidden = Math.sqrt(2 * meter.noise(ray.value()) * memory.curvature());
    double floor = Double.isNaN(hidden) ? norm : hidden;
    return new Outcome.Stalled(norm, Math.max(ray.gradientError(), floor));
  }
}
