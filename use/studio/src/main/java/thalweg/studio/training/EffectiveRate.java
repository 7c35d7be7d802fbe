package thalweg.studio.training;

import java.util.List;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Program;
import thalweg.descent.direction.Clipping;
import thalweg.descent.direction.Plateau;
import thalweg.descent.direction.Scheduled;
import thalweg.descent.direction.UpdateRule;
import thalweg.descent.direction.WeightDecay;

/// The rate at which a rule's next step is taken: its own, times what schedules and plateaus around
/// it make of it.
final class EffectiveRate {
  private static final int NUMBERS_OF_A_PLATEAU = 5;

  private EffectiveRate() {}

  /// @param state what the rule remembers for a parameter
  static double of(UpdateRule rule, List<NdArray> state) {
    return switch (rule) {
      case Scheduled scheduled -> {
        int own = state.size() - 1;
        Tensor taken = Tensor.fill(state.get(own).at(0), DType.DOUBLE, Shape.SCALAR);
        yield of(scheduled.rule(), state.subList(0, own))
            * Program.evaluate(scheduled.schedule().factor(taken)).at(0);
      }
      case Plateau plateau ->
          of(plateau.rule(), state.subList(0, state.size() - NUMBERS_OF_A_PLATEAU))
              * Math.max(Math.pow(plateau.factor(), state.getLast().at(0)), plateau.least());
      case Clipping clipping -> of(clipping.rule(), state);
      case WeightDecay decay -> of(decay.rule(), state);
      default -> rule.rate();
    };
  }
}
