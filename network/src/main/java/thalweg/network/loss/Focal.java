package thalweg.network.loss;

import thalweg.algebra.Tensor;
import thalweg.network.layer.Settings;

/// The cross-entropy of scores that each say yes or no for itself, in which what is sure already
/// counts little: the mean over the outputs of −a·t·(1 − p)^g·log p − (1 − a)·(1 − t)·p^g·log(1 −
/// p), where p is the sigmoid of a score. For flags of which few are yes. Source: Lin et al.
/// (2017), "Focal loss for dense object detection", equation 5. Exact however sure the network is.
///
/// @param gamma g, by how much what is sure counts less, at least 0; with 0 and alpha 0.5 it is
///   half the binary cross-entropy
/// @param alpha a, the share of yes in the weight, above 0 and below 1
public record Focal(double gamma, double alpha) implements Loss {
  private static final double GAMMA = 2;
  private static final double ALPHA = 0.25;

  public Focal {
    if (!(gamma >= 0) || Double.isInfinite(gamma)) {
      throw new IllegalArgumentException(
          "focal: gamma is " + gamma + "; it must be finite and at least 0.");
    }
    if (!(alpha > 0 && alpha < 1)) {
      throw new IllegalArgumentException(
          "focal: alpha is " + alpha + "; it must be above 0 and below 1.");
    }
  }

  /// Makes the loss with the settings of its source, gamma 2 and alpha 0.25.
  public Focal() {
    this(GAMMA, ALPHA);
  }

  @Override
  public Tensor perRow(Tensor scores, Tensor target) {
    Tensor notYes = scores.negate().softplus(); // −log p
    Tensor notNo = scores.softplus(); // −log (1 − p)
    Tensor yes = notNo.multiply(-gamma).exp().multiply(notYes).multiply(target);
    Tensor no = notYes.multiply(-gamma).exp().multiply(notNo).multiply(target.subtract(1).negate());
    return yes.multiply(alpha).add(no.multiply(1 - alpha)).mean(-1);
  }

  /// Reads `focal [gamma GAMMA] [alpha ALPHA]`.
  static Focal read(Settings given) {
    return new Focal(given.number("gamma", GAMMA), given.number("alpha", ALPHA));
  }

  @Override
  public String text() {
    return "focal"
        + Settings.written("gamma", gamma, GAMMA)
        + Settings.written("alpha", alpha, ALPHA);
  }

  @Override
  public String toString() {
    return text();
  }
}
