/// Several processes that train one network together, by sockets, with the bits of one.
///
/// Read [Crew], then [thalweg.training.crew.SharedSums], then [Forecast]. Imports: `algebra`,
/// `algebra.program`, `descent.direction`, `training`, `training.checkpoint`, `training.data`,
/// `training.digest`, `training.leaf`, `training.model`. Knows nothing of clusters: only addresses.
package thalweg.training.crew;
