package thalweg.terminal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.network.Network;
import thalweg.training.Trainer;
import thalweg.training.TrainingSettings;
import thalweg.training.TrainingState;
import thalweg.training.checkpoint.Checkpoints;
import thalweg.training.checkpoint.Provenance;
import thalweg.training.checkpoint.SavedModel;
import thalweg.training.data.Split;
import thalweg.training.model.Model;
import thalweg.training.objective.Objective;

/// The weights that a run begins with in place of those of the seed: a model's that was imported,
/// or saved without the state of its training.
///
/// @param file that holds it
record FirstWeights(Path file, Model model) {
  /// Returns the weights of a model without the state of a training; null if there is such a state
  /// to go on from, in the file or beside it.
  static @Nullable FirstWeights of(Path file) {
    if (Checkpoints.areBeside(file) || !Files.exists(file)) {
      return null;
    }
    SavedModel saved = ModelFile.saved(file);
    return saved.state() == null ? new FirstWeights(file, saved.stored().model()) : null;
  }

  Network network() {
    return model.objective().network();
  }

  /// Checks that nothing is asked for that begins with other weights.
  ///
  /// @param others options that are given, and begin with weights of their own
  void require(boolean isNetworkGiven, List<String> others) {
    if (isNetworkGiven) {
      throw Failure.usage(
          "--network, --activation or --initialisation: the network is that of --resume "
              + file
              + "; leave these out.");
    }
    if (!others.isEmpty()) {
      throw Failure.usage(
          String.join(", ", others)
              + ": a run that begins with the weights of "
              + file
              + " is one training by one process at a stated rate; leave this out.");
    }
  }

  /// Returns the rows as the model takes them, scaled as its columns are, or not at all where it
  /// does not say how.
  ///
  /// @throws Failure if they are not of the kind that the model takes
  Split seen(String data, Split split) {
    List<String> known = model.classNames();
    List<String> here = split.train().classes() > 0 ? split.train().classNames() : List.of();
    if (!known.isEmpty() && !here.isEmpty() && !known.equals(here)) {
      throw Failure.input(
          data
              + ": found the classes "
              + String.join(", ", here)
              + ", expected those of "
              + file
              + ", "
              + String.join(", ", known)
              + "; give data of the same classes.");
    }
    try {
      return LearningData.describedBy(model.kinds(), split);
    } catch (IllegalArgumentException unfit) {
      throw Failure.input(data + ": " + unfit.getMessage());
    }
  }

  /// Returns what the model has learnt, or what is stated to be learnt by its network.
  Objective objective(LearningOptions options, Split split) {
    List<String> stated = options.training.fixed();
    return stated.contains("--loss") || stated.contains("--objective")
        ? options.objective(network(), split)
        : model.objective();
  }

  /// Returns the settings that are stated or suit these rows, in the model's precision if no other
  /// is stated.
  TrainingSettings settings(LearningOptions options, Split split) {
    TrainingSettings settings = options.settings(split);
    return options.training.fixed().contains("--precision")
        ? settings
        : settings.withPrecision(model.precision());
  }

  /// Returns where a run stands that begins with these weights.
  TrainingState state(Trainer trainer) {
    DType precision = trainer.settings().precision();
    return trainer.from(in(precision, model.parameters()), in(precision, model.statistics()));
  }

  private static List<NdArray> in(DType precision, List<NdArray> arrays) {
    return arrays.stream().map(array -> array.to(precision)).toList();
  }

  /// Returns what is told of them where the run is told of.
  Provenance.Given given() {
    return new Provenance.Given(file.toString(), model.weightsSha256());
  }
}
