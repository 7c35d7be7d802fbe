package thalweg.training;

import java.util.List;
import thalweg.training.model.Model;

/// What a training run comes to.
///
/// @param model the trained network
/// @param history one entry for each finished epoch, those before a resume included
/// @param outcome why it ended
/// @param state where it stands, for going on
public record TrainingResult(
    Model model,
    List<TrainingEvent.EpochDone> history,
    TrainingOutcome outcome,
    TrainingState state) {}
