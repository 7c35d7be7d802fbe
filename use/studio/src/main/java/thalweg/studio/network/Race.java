package thalweg.studio.network;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.studio.question.Asking;
import thalweg.training.Keeper;
import thalweg.training.Trainer;
import thalweg.training.TrainingEvent;
import thalweg.training.TrainingResult;
import thalweg.training.TrainingRun;
import thalweg.training.TrainingSettings;
import thalweg.training.leaf.GradientMethod;
import thalweg.training.leaf.Weights;

/// The same network trained twice, by back-propagation and by differences, from the same first
/// weights, in double precision.
final class Race {
  static final int MOST_STEPS = 300;
  static final int MOST_WEIGHTS = 2_000;

  /// One of the two.
  ///
  /// @param losses of each step's batch
  /// @param weights after each step, the first before any
  /// @param microseconds of a step, the middle of all; NaN of fewer than two
  private record Lane(List<Double> losses, List<Weights> weights, double microseconds) {}

  /// What came of it.
  ///
  /// @param automatic the losses of back-propagation
  /// @param numerical those of differences
  /// @param apart the largest difference of a weight after each step, the first before any
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Raced(
      double[] automatic,
      double[] numerical,
      double[] apart,
      double automaticMicroseconds,
      double numericalMicroseconds) {}

  final Raced raced;

  /// The last weights of each.
  final Weights automatic;

  final Weights numerical;

  Race(Subject subject, int steps, Asking asking) {
    if (steps < 1 || steps > MOST_STEPS) {
      throw new IllegalArgumentException(
          "race: " + steps + " steps; it must be from 1 to " + MOST_STEPS + ".");
    }
    long weights = subject.objective().network().parameterCount();
    if (weights > MOST_WEIGHTS) {
      throw new IllegalArgumentException(
          "race: the network has "
              + weights
              + " weights, and differences move each of them; give one of at most "
              + MOST_WEIGHTS
              + ".");
    }
    Lane first = lane(subject, GradientMethod.AUTOMATIC, steps, asking);
    Lane second = lane(subject, GradientMethod.NUMERICAL, steps, asking);
    int both = Math.min(first.weights.size(), second.weights.size());
    double[] apart = new double[both];
    for (int i = 0; i < both; i++) {
      apart[i] = apart(first.weights.get(i), second.weights.get(i));
    }
    raced =
        new Raced(
            first.losses.stream().mapToDouble(Double::doubleValue).toArray(),
            second.losses.stream().mapToDouble(Double::doubleValue).toArray(),
            apart,
            first.microseconds,
            second.microseconds);
    automatic = first.weights.getLast();
    numerical = second.weights.getLast();
  }

  private static double apart(Weights a, Weights b) {
    double most = 0;
    for (int i = 0; i < a.parameters().size(); i++) {
      NdArray one = a.parameters().get(i);
      NdArray other = b.parameters().get(i);
      for (int j = 0; j < one.shape().elements(); j++) {
        most = Math.max(most, Math.abs(one.at(j) - other.at(j)));
      }
    }
    return most;
  }

  private static Lane lane(Subject subject, GradientMethod method, int steps, Asking asking) {
    TrainingSettings settings = subject.settings().withPrecision(DType.DOUBLE).withGradient(method);
    List<Double> losses = new ArrayList<>();
    List<Weights> weights = new ArrayList<>();
    List<Long> ends = new ArrayList<>();
    Keeper keeper =
        new Keeper() {
          @Override
          public boolean isDue(int step) {
            return weights.size() <= steps;
          }

          @Override
          public void keep(TrainingResult stopped, TrainingSettings as) {
            weights.add(
                new Weights(
                    stopped.state().parameters().stream().map(NdArray::copy).toList(),
                    stopped.state().statistics().stream().map(NdArray::copy).toList()));
          }
        };
    Trainer trainer =
        Trainer.of(subject.objective(), subject.split(), settings)
            .keptBy(keeper)
            .stopWhen(() -> losses.size() >= steps)
            .listen(
                event -> {
                  asking.check();
                  if (event instanceof TrainingEvent.StepDone done && losses.size() < steps) {
                    losses.add(done.loss());
                    ends.add(System.nanoTime());
                  }
                });
    try (TrainingRun run = trainer.begin()) {
      run.forEach(_ -> {});
    }
    return new Lane(losses, weights, middle(ends));
  }

  private static double middle(List<Long> ends) {
    long[] took =
        IntStream.range(1, ends.size())
            .mapToLong(i -> ends.get(i) - ends.get(i - 1))
            .sorted()
            .toArray();
    return took.length == 0 ? Double.NaN : took[took.length / 2] / 1e3;
  }
}
