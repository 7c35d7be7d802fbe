package thalweg.descent.step;

import thalweg.algebra.DType;
import thalweg.algebra.Tensor;

/// How a learning rate changes from step to step: the factor by which it is multiplied, as an
/// expression of how many steps have been taken. Written in tensor algebra, so that a training loop
/// can keep the count as state and resume exactly.
public sealed interface Schedule {
  /// Returns the factor for the step after `taken` steps.
  Tensor factor(Tensor taken);

  private static void positive(String schedule, String what, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          schedule + ": " + what + " is " + value + "; it must be a finite number above 0.");
    }
  }

  private static void share(String schedule, String what, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          schedule + ": " + what + " is " + value + "; it must be from 0 to 1.");
    }
  }

  /// Returns how far along `steps` steps, from 0 to 1.
  private static Tensor progress(Tensor taken, double steps) {
    return taken.divide(steps).minimum(1);
  }

  /// Falls to `factor` of itself after every `every` steps: factor^⌊t/every⌋.
  ///
  /// @param every steps between falls; finite, above 0
  /// @param factor from 0 to 1
  record Stepwise(double every, double factor) implements Schedule {
    public Stepwise {
      positive("step schedule", "the number of steps between falls", every);
      share("step schedule", "the factor", factor);
    }

    @Override
    public Tensor factor(Tensor taken) {
      // There is no floor among the operations; to INT and back rounds towards 0.
      Tensor falls = taken.divide(every).to(DType.INT).to(taken.type());
      return Tensor.fill(factor, taken.type(), taken.shape()).power(falls);
    }

    @Override
    public String toString() {
      return "step(every " + every + ", factor " + factor + ")";
    }
  }

  /// Falls by the same share at every step: factor^t.
  ///
  /// @param factor from 0 to 1
  record Exponential(double factor) implements Schedule {
    public Exponential {
      share("exponential schedule", "the factor", factor);
    }

    @Override
    public Tensor factor(Tensor taken) {
      return Tensor.fill(factor, taken.type(), taken.shape()).power(taken);
    }

    @Override
    public String toString() {
      return "exponential(factor " + factor + ")";
    }
  }

  /// Falls to 0 over `steps` steps: (1 − t/steps)^power, and stays there.
  ///
  /// @param steps finite, above 0
  /// @param power finite, above 0; 1 for a straight line
  record Polynomial(double steps, double power) implements Schedule {
    public Polynomial {
      positive("polynomial schedule", "the number of steps", steps);
      positive("polynomial schedule", "the power", power);
    }

    @Override
    public Tensor factor(Tensor taken) {
      return progress(taken, steps).negate().add(1).power(power);
    }

    @Override
    public String toString() {
      return "polynomial(steps " + steps + ", power " + power + ")";
    }
  }

  /// Falls along half a cosine to `least` over `steps` steps, and stays there. Source: Loshchilov
  /// and Hutter 2017.
  ///
  /// @param steps finite, above 0
  /// @param least from 0 to 1
  record Cosine(double steps, double least) implements Schedule {
    public Cosine {
      positive("cosine schedule", "the number of steps", steps);
      share("cosine schedule", "the least factor", least);
    }

    @Override
    public Tensor factor(Tensor taken) {
      return progress(taken, steps)
          .multiply(Math.PI)
          .cos()
          .add(1)
          .multiply((1 - least) / 2)
          .add(least);
    }

    @Override
    public String toString() {
      return "cosine(steps " + steps + ", least " + least + ")";
    }
  }

  /// Rises in a straight line over the first `steps` steps, (t + 1)/steps, and stays at 1.
  ///
  /// @param steps finite, above 0
  record WarmUp(double steps) implements Schedule {
    public WarmUp {
      positive("warm-up", "the number of steps", steps);
    }

    @Override
    public Tensor factor(Tensor taken) {
      return progress(taken.add(1), steps);
    }

    @Override
    public String toString() {
      return "warmup(steps " + steps + ")";
    }
  }

  /// Rises by the same share at every step, without end: factor^t. It is for trying rates, so the
  /// language of rules does not have it. Source: Smith 2017, section 3.3.
  ///
  /// @param factor finite, above 1
  record Rising(double factor) implements Schedule {
    public Rising {
      if (!(factor > 1) || Double.isInfinite(factor)) {
        throw new IllegalArgumentException(
            "rising schedule: the factor is " + factor + "; it must be a finite number above 1.");
      }
    }

    @Override
    public Tensor factor(Tensor taken) {
      return Tensor.fill(factor, taken.type(), taken.shape()).power(taken);
    }

    @Override
    public String toString() {
      return "rising(factor " + factor + ")";
    }
  }

  /// Rises along half a cosine from 1/25 to 1 in the first 30 % of `steps` steps and falls along
  /// another to 1/250,000 in the rest. Source: Smith and Topin 2018, with the shares most programs
  /// have.
  ///
  /// @param steps finite, above 0
  record OneCycle(double steps) implements Schedule {
    private static final double RISING = 0.3;
    private static final double FIRST = 1.0 / 25;
    private static final double LAST = FIRST / 1e4;

    public OneCycle {
      positive("one-cycle schedule", "the number of steps", steps);
    }

    @Override
    public Tensor factor(Tensor taken) {
      Tensor rising = wave(taken, RISING * steps, FIRST, 1);
      Tensor falling =
          wave(taken.subtract(RISING * steps).maximum(0), (1 - RISING) * steps, 1, LAST);
      return taken
          .lessThan(Tensor.fill(RISING * steps, taken.type(), taken.shape()))
          .select(rising, falling);
    }

    /// Half a cosine from one level to another.
    private static Tensor wave(Tensor taken, double steps, double from, double to) {
      return progress(taken, steps)
          .multiply(Math.PI)
          .cos()
          .multiply((from - to) / 2)
          .add((from + to) / 2);
    }

    @Override
    public String toString() {
      return "onecycle(steps " + steps + ")";
    }
  }
}
