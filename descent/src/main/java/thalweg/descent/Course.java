package thalweg.descent;

import thalweg.descent.step.LineSearch;

/// What a descent by line searches does differently with bounds and without.
sealed interface Course permits OpenCourse, BoundedCourse {
  /// Returns the norm that vanishes at a minimum; asked whenever the gradient has been taken anew.
  double norm();

  /// Returns whether nothing is remembered that could be forgotten.
  boolean isEmpty();

  void forget();

  /// Chooses the direction and returns its slope; straight down if what is remembered leads
  /// nowhere.
  double direction();

  /// Searches along the direction. [LineSearch.Result#LONGEST] is for values that fall without end.
  LineSearch.Result search(double slope);

  /// Takes in that the ray has been moved along by `step`.
  void learn(double step);

  /// Returns the outcome where no step leads on: a gradient that contradicts the values, or one
  /// that is lost in noise.
  Outcome standstill(double slope);
}
