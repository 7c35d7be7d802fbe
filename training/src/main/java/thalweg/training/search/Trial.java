package thalweg.training.search;

import thalweg.training.TrainingSettings;
import thalweg.training.objective.Objective;

/// A network and settings that a search tries.
///
/// @param number from 1; the first is what is usual, the others are drawn
public record Trial(int number, Objective objective, TrainingSettings settings) {}
