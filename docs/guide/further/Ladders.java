import module thalweg;

void main() {
  Derivative easy = Derivative.of(Math::sin, 1);
  IO.println(easy.derivative() + " ± " + easy.error() + " " + easy.reason());
  IO.println(easy.evaluations() + " evaluations, order " + easy.accuracy());

  // A long step would jump over a thousand oscillations.
  Derivative fast = Derivative.of(x -> Math.sin(1 / x), 0.01);
  IO.println(fast.derivative() + " " + fast.reason());

  Derivative kink = Derivative.of(x -> Math.abs(x) + 2 * x, 0);
  IO.println(kink.derivative() + " " + kink.reason() + " " + kink.left() + " " + kink.right());

  // Defined from 0 on, and never called below.
  Ladder bounded = Ladder.standard().within(0, Double.POSITIVE_INFINITY);
  Derivative edge = bounded.derivative(x -> Math.exp(-x), 0);
  IO.println(Math.abs(edge.derivative() + 1) < 1e-10);
  IO.println(edge.reason());

  // Values rounded to float: seven digits, of which the slope keeps five.
  Derivative noisy = Derivative.of(x -> (float) Math.sin(x), 1);
  IO.println(noisy.reason() + " " + (Math.abs(noisy.derivative() - Math.cos(1)) < noisy.error()));
}
