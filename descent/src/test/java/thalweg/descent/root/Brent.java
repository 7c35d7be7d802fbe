package thalweg.descent.root;

import thalweg.calculus.function.ScalarFunction;

/// Brent's method of 1973 with the settings at which other programs have it, for a count of values
/// to compare with.
final class Brent {
  private Brent() {}

  /// Returns how many values it takes from two ends with values of different signs.
  static int values(ScalarFunction f, double a, double b, double absolute, double relative) {
    double before = a;
    double here = b;
    double atBefore = f.at(before);
    double atHere = f.at(here);
    int values = 2;
    double other = before;
    double atOther = atBefore;
    double move = here - before;
    double lastMove = move;
    while (atHere != 0 && atBefore != 0 && values < 10_000) {
      if (Math.signum(atBefore) != Math.signum(atHere)) {
        other = before;
        atOther = atBefore;
        move = here - before;
        lastMove = move;
      }
      if (Math.abs(atOther) < Math.abs(atHere)) {
        before = here;
        here = other;
        other = before;
        atBefore = atHere;
        atHere = atOther;
        atOther = atBefore;
      }
      double least = (absolute + relative * Math.abs(here)) / 2;
      double half = (other - here) / 2;
      if (atHere == 0 || Math.abs(half) < least) {
        break;
      }
      double next = half;
      if (Math.abs(lastMove) > least && Math.abs(atHere) < Math.abs(atBefore)) {
        double trial;
        if (before == other) {
          trial = -atHere * (here - before) / (atHere - atBefore);
        } else {
          double p = (atBefore - atHere) / (before - here);
          double q = (atOther - atHere) / (other - here);
          trial = -atHere * (atOther * q - atBefore * p) / (q * p * (atOther - atBefore));
        }
        if (2 * Math.abs(trial) < Math.min(Math.abs(lastMove), 3 * Math.abs(half) - least)) {
          lastMove = move;
          next = trial;
          move = trial;
        } else {
          move = half;
          lastMove = half;
        }
      } else {
        move = half;
        lastMove = half;
      }
      before = here;
      atBefore = atHere;
      here += Math.abs(next) > least ? next : half > 0 ? least : -least;
      atHere = f.at(here);
      values++;
    }
    return values;
  }
}
