/// Test problems for minimisers: functions with their gradients, starts, known minima, and what
/// other programs need for them.
///
/// Read [Problem], then [Problems]; for functions drawn at random, every one known by construction,
/// [Family], then [Landscape]. Imports: `calculus.function`. Knows nothing of the minimisers.
/// Source of most: Moré, Garbow and Hillstrom 1981, "Testing unconstrained optimization software".
package thalweg.descent.problem;
