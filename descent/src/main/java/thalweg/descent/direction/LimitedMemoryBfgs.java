package thalweg.descent.direction;

/// [Bfgs] that remembers only the last m steps and so needs 2mn numbers instead of n².
///
/// The two-loop recursion is carried out on the coefficients of the direction in the basis of the
/// steps sᵢ, the changes yᵢ and the gradient, for which the products of these vectors with each
/// other are enough. So the 2m long vectors are read twice for each step, once for the products
/// with what is new and once to sum up the direction, and not four times. Source: Nocedal 1980;
/// Nocedal and Wright 2006, algorithm 7.4; coefficients: Chen, Wang and Zhou 2014, section 3.
///
/// @param memory m, how many steps are remembered; at least 1
public record LimitedMemoryBfgs(int memory) implements Direction {
  public LimitedMemoryBfgs {
    if (memory < 1) {
      throw new IllegalArgumentException(
          "l-bfgs: a memory of " + memory + " steps; there must be at least 1, such as 10.");
    }
  }

  /// Returns the direction with a memory of 15 steps, with which the test problems take the fewest
  /// evaluations.
  public static LimitedMemoryBfgs defaults() {
    return new LimitedMemoryBfgs(15);
  }

  @Override
  public DirectionMemory begin(int n) {
    return new PairMemory(n, memory);
  }

  @Override
  public String toString() {
    return "lbfgs";
  }
}
