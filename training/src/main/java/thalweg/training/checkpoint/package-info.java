/// Files from which a training run goes on exactly where it stopped, and which are also the trained
/// models.
///
/// Read [Checkpoint]. Imports exchange and training. Knows nothing of terminals.
package thalweg.training.checkpoint;
