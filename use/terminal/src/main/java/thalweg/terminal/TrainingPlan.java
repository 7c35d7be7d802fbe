package thalweg.terminal;

import java.util.Locale;
import thalweg.algebra.machine.VectorUnit;
import thalweg.network.Network;
import thalweg.training.TrainingSettings;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;
import thalweg.training.objective.Objective;
import thalweg.training.objective.ObjectiveParser;
import thalweg.training.table.Schema;

/// All that must be known before the first step.
///
/// @param isBalanced whether every class counts alike
record TrainingPlan(
    String dataName,
    Split split,
    String dataSha256,
    LearningData.Loaded loaded,
    boolean isBalanced,
    Objective objective,
    TrainingSettings settings,
    ModelFile model,
    PictureFile picture) {
  Network network() {
    return objective.network();
  }

  /// Returns how many steps it takes, if nothing ends it before.
  long steps() {
    return (long) settings.epochs() * split.train().rows() / settings.batch();
  }

  /// Returns what the event `started` says of it.
  Json started() {
    return Json.object()
        .put("event", "started")
        .put("data", dataName)
        .put("dataSha256", dataSha256)
        .put("remarks", split.train().remarks())
        .put("network", network().toString())
        .put("rule", settings.rule().toString())
        .put("objective", ObjectiveParser.written(objective).replaceFirst("\\(.*", ""))
        .put("loss", objective.lossName())
        .put("batch", settings.batch())
        .put("sampling", settings.sampling().toString())
        .put("augmentation", settings.augmentation().toString())
        .put("seed", settings.seed())
        .put("gradient", settings.gradient().name().toLowerCase(Locale.ROOT))
        .put("precision", settings.precision().name().toLowerCase(Locale.ROOT))
        .put("threads", settings.threads())
        .put("vectorBits", VectorUnit.BITS);
  }

  /// Tells it to people.
  void tell(Output output) {
    tellData(output);
    output.detail("network  %s, %,d parameters".formatted(network(), network().parameterCount()));
    output.detail(
        "run      %s, %s, batches of %d, seed %d"
            .formatted(settings.rule(), objective.lossName(), settings.batch(), settings.seed()));
    if (!settings.augmentation().isNone()) {
      output.detail("         pictures changed each time: " + settings.augmentation());
    }
    output.detail(
        "machine  %s gradients in %s, %d threads, vector %s"
            .formatted(
                settings.gradient().name().toLowerCase(Locale.ROOT),
                settings.precision().name().toLowerCase(Locale.ROOT),
                settings.threads(),
                VectorUnit.describe()));
  }

  /// Tells people what is learnt from.
  void tellData(Output output) {
    Schema schema = loaded.schema();
    if (schema != null) {
      schema.toString().lines().forEach(output::detail);
    }
    output.detail(
        "data     %s, %s: %s of %s"
            .formatted(
                dataName,
                split.train().classes() > 0 ? split.train().classes() + " classes" : "a quantity",
                parts(),
                split.train().rowShape()));
    split.train().remarks().forEach(remark -> output.detail("         " + remark));
  }

  private String parts() {
    Dataset validation = split.validation();
    Dataset test = LearningData.test(split);
    String train = String.format(Locale.ROOT, "%,d training", split.train().rows());
    return train
        + (validation == null
            ? ""
            : String.format(Locale.ROOT, ", %,d validation", validation.rows()))
        + String.format(Locale.ROOT, " and %,d test rows", test.rows());
  }
}
