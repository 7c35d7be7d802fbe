/// Directions: from gradients to where to go.
///
/// Update rules take every step, of a length they choose themselves, and are written once in tensor
/// algebra: a plain function and a network's batch are the same to them. Read [UpdateRule], then
/// [SteepestDescent], then [Adam]; a [RuleProgram] makes one ready for a loop. Other directions
/// leave the length to a line search: read [Direction], then [LimitedMemoryBfgs]. Imports:
/// `algebra`, `algebra.program`, `calculus.function`, `descent.step`, `descent.vector`. Knows
/// nothing of where gradients come from.
package thalweg.descent.direction;
