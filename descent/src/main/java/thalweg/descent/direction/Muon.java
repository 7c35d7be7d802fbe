package thalweg.descent.direction;

import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;

/// For matrices: momentum, then a step in which all singular values are made about equal, so that
/// rare directions move as far as common ones. V ← momentum · V + G; X ← X − rate · √max(1,
/// rows/columns) · orthogonal(G + momentum · V).
///
/// The orthogonal factor is approached by five Newton-Schulz steps, Y ← aY + (bYYᵀ + c(YYᵀ)²)Y from
/// Y = M/|M|, which bring singular values to between 0.7 and 1.2. What is not a matrix is stepped
/// by [Nesterov] instead. State: V. Source: Jordan et al. 2024, "Muon".
///
/// @param rate the learning rate; finite and above 0
/// @param momentum the share of V that a step keeps; at least 0 and below 1
public record Muon(double rate, double momentum) implements UpdateRule {
  private static final int STEPS = 5;
  private static final double A = 3.4445;
  private static final double B = -4.7750;
  private static final double C = 2.0315;

  /// Keeps a gradient of zeros from 0 / 0.
  private static final double TINY = 1e-7;

  public Muon {
    Checks.rate("muon", rate);
    Checks.share("muon", "momentum", momentum);
  }

  /// Returns the rule with momentum 0.95.
  public Muon(double rate) {
    this(rate, 0.95);
  }

  /// Returns the rule with rate 0.02 and momentum 0.95.
  public static Muon defaults() {
    return new Muon(0.02);
  }

  @Override
  public Muon withRate(double rate) {
    return new Muon(rate, momentum);
  }

  @Override
  public List<Shape> state(Shape parameter) {
    return List.of(parameter);
  }

  @Override
  public Change change(Tensor parameter, Tensor gradient, List<Tensor> state) {
    if (parameter.shape().rank() != 2) {
      return new Nesterov(rate, momentum).change(parameter, gradient, state);
    }
    Tensor v = state.getFirst().multiply(momentum).add(gradient);
    Tensor m = gradient.add(v.multiply(momentum));
    int rows = m.shape().size(0);
    int columns = m.shape().size(1);
    // The products are as small as the shorter side.
    Tensor y = orthogonal(rows > columns ? m.transpose() : m);
    Tensor step = rows > columns ? y.transpose() : y;
    double scale = Math.sqrt(Math.max(1, (double) rows / columns));
    return new Change(step.multiply(-rate * scale), List.of(v));
  }

  private static Tensor orthogonal(Tensor m) {
    Tensor y = m.divide(m.square().sum().squareRoot().add(TINY));
    for (int step = 0; step < STEPS; step++) {
      Tensor square = y.matmul(y.transpose());
      Tensor factor = square.multiply(B).add(square.matmul(square).multiply(C));
      y = y.multiply(A).add(factor.matmul(y));
    }
    return y;
  }

  @Override
  public String toString() {
    return "muon(rate " + rate + ", momentum " + momentum + ")";
  }
}
