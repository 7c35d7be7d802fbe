package thalweg.descent.global;

import java.util.SplittableRandom;

/// Points of the unit cube that lie more evenly than random ones: in each coordinate the digits of
/// the number of a point, in a prime base of its own, read backwards behind the point, each digit
/// changed by a permutation of its place. Source: Halton 1960; permutations as by Owen 2017, "A
/// randomized Halton algorithm in R".
final class HaltonSequence {
  private static final int DIGITS_BITS = 53;

  private final int[] bases;
  private final int[][][] permutations; // of each coordinate and place

  HaltonSequence(int dimension, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    bases = primes(dimension);
    permutations = new int[dimension][][];
    for (int j = 0; j < dimension; j++) {
      int places = (int) Math.ceil(DIGITS_BITS * Math.log(2) / Math.log(bases[j]));
      permutations[j] = new int[places][];
      for (int place = 0; place < places; place++) {
        permutations[j][place] = permutation(random, bases[j]);
      }
    }
  }

  private static int[] primes(int count) {
    int[] primes = new int[count];
    int found = 0;
    for (int candidate = 2; found < count; candidate++) {
      boolean isPrime = true;
      for (int i = 0; i < found && primes[i] * primes[i] <= candidate; i++) {
        isPrime &= candidate % primes[i] != 0;
      }
      if (isPrime) {
        primes[found++] = candidate;
      }
    }
    return primes;
  }

  private static int[] permutation(SplittableRandom random, int size) {
    int[] permutation = new int[size];
    for (int i = 0; i < size; i++) {
      int at = random.nextInt(i + 1);
      permutation[i] = permutation[at];
      permutation[at] = i;
    }
    return permutation;
  }

  /// Returns point number `index`, counted from 0, each coordinate at least 0 and below 1.
  double[] at(long index) {
    double[] point = new double[bases.length];
    for (int j = 0; j < point.length; j++) {
      long rest = index;
      double share = 1;
      for (int[] permutation : permutations[j]) {
        share /= bases[j];
        point[j] += share * permutation[(int) (rest % bases[j])];
        rest /= bases[j];
      }
      point[j] = Math.min(point[j], Math.nextDown(1.0));
    }
    return point;
  }
}
