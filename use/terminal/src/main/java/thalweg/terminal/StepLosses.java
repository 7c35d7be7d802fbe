package thalweg.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import thalweg.training.TrainingEvent.StepDone;

/// The losses of a run's steps as a curve of bounded length: of a long run the least and the
/// greatest of every stretch of steps, each where it was met, so that a spike stays a spike.
final class StepLosses {
  /// The most stretches; with twice as many the steps of a stretch are doubled.
  private static final int MOST = 500;

  /// A loss and where it was met, in epochs: the last step of the first epoch at 1.
  private record Met(double at, double loss) {}

  private record Stretch(Met least, Met greatest) {
    Stretch and(Stretch next) {
      return new Stretch(
          next.least.loss < least.loss ? next.least : least,
          next.greatest.loss > greatest.loss ? next.greatest : greatest);
    }
  }

  private final List<Stretch> stretches = new ArrayList<>();
  private int width = 1; // steps in a stretch
  private int inLast = 0; // steps in the last one

  void add(StepDone done, int stepsPerEpoch) {
    Met met = new Met(done.epoch() - 1 + (double) done.step() / stepsPerEpoch, done.loss());
    Stretch step = new Stretch(met, met);
    if (inLast == width || stretches.isEmpty()) {
      halveIfFull();
      stretches.add(step);
      inLast = 1;
    } else {
      stretches.set(stretches.size() - 1, stretches.getLast().and(step));
      inLast++;
    }
  }

  private void halveIfFull() {
    if (stretches.size() < 2 * MOST) {
      return;
    }
    for (int i = 0; i < MOST; i++) {
      stretches.set(i, stretches.get(2 * i).and(stretches.get(2 * i + 1)));
    }
    stretches.subList(MOST, 2 * MOST).clear();
    width *= 2;
  }

  /// Returns where the points of the curve are, in epochs.
  double[] at() {
    return each(Met::at);
  }

  /// Returns the losses of these points.
  double[] losses() {
    return each(Met::loss);
  }

  private double[] each(ToDoubleFunction<Met> of) {
    return stretches.stream()
        .mapMultiToDouble(
            (stretch, points) -> {
              boolean falls = stretch.greatest.at < stretch.least.at;
              Met first = falls ? stretch.greatest : stretch.least;
              Met second = falls ? stretch.least : stretch.greatest;
              points.accept(of.applyAsDouble(first));
              if (second.at != first.at) {
                points.accept(of.applyAsDouble(second));
              }
            })
        .toArray();
  }
}
