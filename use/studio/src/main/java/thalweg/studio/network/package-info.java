/// The fourth stretch of the road: a network of two inputs that learns before one's eyes.
///
/// Read [NetworkView] (what is asked), then [Subject] (rows, network and settings, made of what the
/// page says), [Session] (a training that is played, stepped and looked at), [Maps] (what each unit
/// says of the plane) and [Walk] (back-propagation, path by path).
///
/// Imports: `algebra`, `algebra.program`, `calculus.derivative`, `calculus.function`,
/// `calculus.gradient`, `calculus.gradient.reverse`, `descent.direction`, `network`,
/// `network.activation`, `network.initialisation`, `network.layer`, `studio.question`, `training`,
/// `training.data`, `training.leaf`, `training.model`, `training.objective`, `training.table`.
/// Knows nothing of the page that asks.
@NullMarked
package thalweg.studio.network;

import org.jspecify.annotations.NullMarked;
