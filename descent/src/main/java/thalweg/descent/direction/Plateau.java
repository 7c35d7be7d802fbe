package thalweg.descent.direction;

import java.util.ArrayList;
import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;

/// A rule whose rate is cut when the loss stays on a plateau: its step is multiplied by
/// max(factorᶜ, least), c being how often it was cut. After `patience` losses in a row that did not
/// improve, it is cut once more.
///
/// A loss improves if loss < best − threshold · |best|, best being the last that did; the first
/// finite one always does. One that is equal, NaN or +∞ does not. A cut leaves best as it is and is
/// followed by `cooldown` losses that may improve but are not waited for.
///
/// State: the rule's, then as numbers whether there is a best, best, losses waited, losses left to
/// cool down, and cuts. All change only when a loss is seen ([UpdateRule#observed]), best is
/// rounded to the type of the parameters. Source: the schedule most programs have under the name of
/// "reduce on plateau", with their settings.
///
/// @param rule the rule it is composed around
/// @param factor by which a cut multiplies the rate; above 0 and below 1
/// @param patience losses without improvement that lead to a cut; from 1 to 2²⁴
/// @param threshold the share of best by which a loss must fall to improve; at least 0 and below 1
/// @param cooldown losses after a cut that are not waited for; from 0 to 2²⁴
/// @param least below which share of itself the rate does not fall; from 0 to `factor`
public record Plateau(
    UpdateRule rule, double factor, int patience, double threshold, int cooldown, double least)
    implements UpdateRule {
  /// Up to here a float counts every number.
  private static final int MOST = 1 << 24;

  private static final int NUMBERS = 5;

  public Plateau {
    if (!(factor > 0 && factor < 1)) {
      throw new IllegalArgumentException(
          "plateau: the factor is "
              + factor
              + "; it must be above 0 and below 1, for a cut makes the rate smaller.");
    }
    count("patience", patience, 1);
    Checks.share("plateau", "threshold", threshold);
    count("cooldown", cooldown, 0);
    if (!(least >= 0 && least <= factor)) {
      throw new IllegalArgumentException(
          "plateau: least is "
              + least
              + "; it must be from 0 to the factor, "
              + factor
              + ", to which the first cut leads.");
    }
  }

  private static void count(String name, int losses, int from) {
    if (losses < from || losses > MOST) {
      throw new IllegalArgumentException(
          "plateau: %s is %s; it must be a number of losses from %s to %s."
              .formatted(name, losses, from, MOST));
    }
  }

  /// Returns the usual settings around a rule: a tenth of the rate after 10 losses that are not
  /// smaller than the best by a ten-thousandth, without cooldown or least rate.
  public static Plateau around(UpdateRule rule) {
    return new Plateau(rule, 0.1, 10, 1e-4, 0, 0);
  }

  @Override
  public double rate() {
    return rule.rate();
  }

  @Override
  public Plateau withRate(double rate) {
    return new Plateau(rule.withRate(rate), factor, patience, threshold, cooldown, least);
  }

  @Override
  public List<Shape> state(Shape parameter) {
    List<Shape> shapes = new ArrayList<>(rule.state(parameter));
    for (int i = 0; i < NUMBERS; i++) {
      shapes.add(Shape.SCALAR);
    }
    return shapes;
  }

  @Override
  public List<Tensor> gradients(List<Tensor> gradients) {
    return rule.gradients(gradients);
  }

  @Override
  public Change change(Tensor parameter, Tensor gradient, List<Tensor> state) {
    int own = state.size() - NUMBERS;
    Change change = rule.change(parameter, gradient, state.subList(0, own));
    List<Tensor> next = new ArrayList<>(change.state());
    next.addAll(state.subList(own, state.size()));
    Tensor cuts = state.getLast();
    Tensor share = number(factor, cuts).power(cuts).maximum(least);
    return new Change(change.update().multiply(share), next);
  }

  @Override
  public List<Tensor> observed(Tensor loss, List<Tensor> state) {
    int own = state.size() - NUMBERS;
    Tensor seen = state.get(own);
    Tensor best = state.get(own + 1);
    Tensor waited = state.get(own + 2);
    Tensor cooling = state.get(own + 3);
    Tensor cuts = state.get(own + 4);
    // The bar is +∞ as long as there is no best, for which the formula would give ∞ − ∞.
    Tensor bar =
        number(0, seen)
            .lessThan(seen)
            .select(
                best.subtract(best.absolute().multiply(threshold)),
                number(Double.POSITIVE_INFINITY, best));
    Tensor improves = loss.lessThan(bar);
    Tensor none = number(0, waited);
    Tensor idle = improves.select(none, none.lessThan(cooling).select(none, waited.add(1)));
    Tensor cut = number(patience, idle).lessOrEqual(idle);
    List<Tensor> next = new ArrayList<>(rule.observed(loss, state.subList(0, own)));
    next.add(improves.select(number(1, seen), seen));
    next.add(improves.select(loss, best));
    next.add(cut.select(none, idle));
    next.add(cut.select(number(cooldown, cooling), cooling.subtract(1).maximum(0)));
    next.add(cut.select(cuts.add(1), cuts));
    return next;
  }

  private static Tensor number(double value, Tensor like) {
    return Tensor.fill(value, like.type(), like.shape());
  }

  /// Without a format for whole numbers, which would write them in the digits of the locale.
  @Override
  public String toString() {
    return rule
        + " + plateau(factor %s, patience %s, threshold %s, cooldown %s, least %s)"
            .formatted(factor, patience, threshold, cooldown, least);
  }
}
