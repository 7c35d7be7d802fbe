/// The command `thalweg`: one class for each verb, thin.
///
/// Read [Thalweg], then [Output], which owns standard output and standard error, then
/// [DerivativeVerb] as the pattern of the others. Imports: `algebra..`, `calculus..`, `descent..`,
/// `exchange..`, `network..`, `picture`, `studio`, `training..`. Knows nothing of how anything is
/// computed: it parses, calls, prints, and chooses the exit code.
package thalweg.terminal;
