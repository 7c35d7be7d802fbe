package thalweg.studio.network;

import java.util.Arrays;
import java.util.List;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.studio.question.Asking;
import thalweg.studio.question.Frame;
import thalweg.training.TrainingSettings;
import thalweg.training.leaf.GradientMethod;
import thalweg.training.leaf.Weights;

/// The same network trained twice, by back-propagation and by differences, from the same first
/// weights, in double precision: two trainings that take each step side by side.
final class Race implements Lasting {
  static final int MOST_STEPS = 2_000;
  static final int MOST_WEIGHTS = 2_000;

  /// After so long the page is shown how far they are.
  private static final long PART_NANOS = 30_000_000;

  /// How far they are.
  ///
  /// @param taken steps of each
  /// @param isOver whether they can go no further
  /// @param automatic the losses of back-propagation, of each step's batch, from the first on that
  ///   the page does not know
  /// @param numerical those of differences
  /// @param apart the largest difference of a weight after each of these
  /// @param automaticMicroseconds of a step, the middle of all; NaN before the first
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Raced(
      int taken,
      boolean isOver,
      double[] automatic,
      double[] numerical,
      double[] apart,
      double automaticMicroseconds,
      double numericalMicroseconds) {}

  /// One of the two.
  private static final class Lane {
    final Session session;
    final double[] losses = new double[MOST_STEPS];
    final double[] microseconds = new double[MOST_STEPS];
    Session.State state;

    Lane(Subject subject, GradientMethod method) throws InterruptedException {
      TrainingSettings settings =
          subject.settings().withPrecision(DType.DOUBLE).withGradient(method);
      session = new Session(subject.with(settings));
      state = session.state();
    }

    boolean isOver() {
      return state.outcome() != null || state.fault() != null;
    }

    Weights weights() {
      return state.snapshot().weights();
    }

    /// Takes the step of this number, counted from 0, unless it is done.
    void step(int number, Asking asking) throws InterruptedException {
      while (state.snapshot().taken() <= number && !isOver()) {
        asking.check();
        session.step();
        state = session.state();
      }
      losses[number] = state.loss();
      microseconds[number] = state.microseconds();
    }
  }

  private final Lane automatic;
  private final Lane numerical;
  private final Maps maps;
  private final double[] apart = new double[MOST_STEPS];
  private int taken;

  Race(Subject subject) throws InterruptedException {
    long weights = subject.objective().network().parameterCount();
    if (weights > MOST_WEIGHTS) {
      throw new IllegalArgumentException(
          "race: the network has "
              + weights
              + " weights, and differences move each of them; give one of at most "
              + MOST_WEIGHTS
              + ".");
    }
    automatic = new Lane(subject, GradientMethod.AUTOMATIC);
    numerical = new Lane(subject, GradientMethod.NUMERICAL);
    maps = new Maps(numerical.session.subject);
  }

  /// Has both go on until so many steps are done in all, or a moment has passed, and returns how
  /// far they are, with what the two networks say of the plane.
  ///
  /// @param known steps that the page has been told of
  synchronized Frame go(int steps, int known, Asking asking) throws InterruptedException {
    if (steps < 0 || steps > MOST_STEPS || known < 0) {
      throw new IllegalArgumentException(
          "race: " + steps + " steps; it must be from 0 to " + MOST_STEPS + ".");
    }
    long end = System.nanoTime() + PART_NANOS;
    while (taken < steps && !isOver() && System.nanoTime() - end < 0) {
      automatic.step(taken, asking);
      numerical.step(taken, asking);
      apart[taken] = apart(automatic.weights(), numerical.weights());
      taken++;
    }
    int from = Math.min(known, taken);
    return new Frame(
        new Raced(
            taken,
            isOver() || taken == MOST_STEPS,
            Arrays.copyOfRange(automatic.losses, from, taken),
            Arrays.copyOfRange(numerical.losses, from, taken),
            Arrays.copyOfRange(apart, from, taken),
            middle(automatic.microseconds),
            middle(numerical.microseconds)),
        maps.answers(automatic.weights()),
        maps.answers(numerical.weights()));
  }

  private boolean isOver() {
    return automatic.isOver() || numerical.isOver();
  }

  private static double apart(Weights a, Weights b) {
    double most = 0;
    List<NdArray> others = b.parameters();
    for (int i = 0; i < others.size(); i++) {
      NdArray one = a.parameters().get(i);
      NdArray other = others.get(i);
      for (int j = 0; j < one.shape().elements(); j++) {
        most = Math.max(most, Math.abs(one.at(j) - other.at(j)));
      }
    }
    return most;
  }

  private double middle(double[] microseconds) {
    double[] took = Arrays.copyOf(microseconds, taken);
    Arrays.sort(took);
    return taken == 0 ? Double.NaN : took[taken / 2];
  }

  @Override
  public boolean isIdle() {
    return automatic.session.isIdle();
  }

  @Override
  public void close() {
    automatic.session.close();
    numerical.session.close();
  }
}
