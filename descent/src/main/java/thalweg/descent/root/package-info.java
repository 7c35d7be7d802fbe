/// Roots: where a function of one variable is 0 and what it is where its sign only changes, and
/// where all of several functions are 0.
///
/// Read [RootSearch], then [Root] and its [RootOutcome]; for systems [Equations], then [Solution].
/// Imports: `calculus.derivative`, `calculus.function`, `calculus.gradient.forward`, `descent`,
/// `descent.difference`, `descent.scalar`, `descent.vector`. Knows nothing of files or pictures.
/// Sources: Brent 1973, "Algorithms for Minimization without Derivatives", chapter 4; Alefeld,
/// Potra and Shi 1995, "Algorithm 748"; Powell 1970, "A hybrid method for nonlinear equations".
package thalweg.descent.root;
