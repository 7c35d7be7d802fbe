package thalweg.studio.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import thalweg.network.NetworkParser;
import thalweg.studio.question.Copies;
import thalweg.studio.question.Quoted;
import thalweg.training.EarlyStopping;
import thalweg.training.TrainingSettings;
import thalweg.training.data.Digits;
import thalweg.training.objective.ObjectiveParser;

/// What comes to the weights of a moment again, in Java and, where one line does, as a command.
final class Retraining {
  /// Steps that are done with the same settings.
  private record Stretch(TrainingSettings settings, long steps) {}

  private Retraining() {}

  /// @param at steps done, those before the run began included
  /// @param ancestors the runs it branches off, nearest first
  /// @param rows of the built-in digits; 0 for other data
  static Copies of(WatchedRun run, long at, List<WatchedRun> ancestors, int rows) {
    List<Stretch> stretches = new ArrayList<>();
    for (int i = ancestors.size() - 1; i >= 0; i--) {
      WatchedRun next = i == 0 ? run : ancestors.get(i - 1);
      add(stretches, ancestors.get(i), next.first());
    }
    add(stretches, run, at);
    return new Copies(command(run, stretches, at, rows), java(run, stretches, rows));
  }

  private static void add(List<Stretch> stretches, WatchedRun run, long end) {
    long from = run.first();
    for (WatchedRun.Rate rate : run.rates()) {
      if (rate.at() < end) {
        stretches.add(new Stretch(run.settingsAt(from), rate.at() - from));
        from = rate.at();
      }
    }
    stretches.add(new Stretch(run.settingsAt(from), end - from));
  }

  private static String java(WatchedRun run, List<Stretch> stretches, int rows) {
    StringBuilder text = new StringBuilder();
    text.append(
"""
        import java.util.function.BooleanSupplier;
        import thalweg.algebra.DType;
        import thalweg.descent.direction.RuleParser;
        import thalweg.network.NetworkParser;
        import thalweg.training.*;
        import thalweg.training.data.*;
        import thalweg.training.leaf.GradientMethod;
        import thalweg.training.objective.*;
        import thalweg.training.picture.Augmentation;

        final class Again {
          public static void main(String[] arguments) {
""");
    text.append(
        rows > 0
            ? String.format(
                Locale.ROOT,
                "    Split data = Digits.split(1, %d, %d);\n",
                rows,
                Math.min(rows, Digits.TEST_ROWS))
            : "    Split data = data(); // the rows of " + run.name + "\n");
    text.append("    Objective objective =\n        ObjectiveParser.parse(\n            ")
        .append(Quoted.literal(ObjectiveParser.written(run.trainer.objective())))
        .append(",\n            NetworkParser.parse(")
        .append(Quoted.literal(NetworkParser.write(run.trainer.objective().network())))
        .append("));\n    TrainingResult result = null;\n");
    for (Stretch stretch : stretches) {
      if (stretch.steps > 0) {
        text.append("    result = on(objective, data, result, ")
            .append(stretch.steps)
            .append(", ")
            .append(settings(stretch.settings))
            .append(");\n");
      }
    }
    text.append(
        """
            IO.println(result == null ? "no step" : result.state().epoch() + " " + result.state().step());
            IO.println(
                thalweg.training.model.Model.weightsSha256(
                    result.state().parameters(), result.state().statistics()));
          }

          static TrainingResult on(
              Objective objective, Split data, TrainingResult from, int steps, TrainingSettings settings) {
            int[] left = {steps};
            BooleanSupplier stop = () -> --left[0] <= 0;
            Trainer trainer = Trainer.of(objective, data, settings).stopWhen(stop);
            return from == null ? trainer.run() : trainer.run(from.state());
          }
        }
        """);
    return text.toString();
  }

  private static String settings(TrainingSettings settings) {
    EarlyStopping stopping = settings.earlyStopping();
    return "TrainingSettings.defaults().withRule(RuleParser.parse("
        + Quoted.literal(settings.rule().toString())
        + ")).withBatch("
        + settings.batch()
        + ").withEpochs("
        + settings.epochs()
        + ").withSampling(Sampling."
        + settings.sampling().name()
        + ").withSeed("
        + settings.seed()
        + "L).withPrecision(DType."
        + settings.precision().name()
        + ").withGradient(GradientMethod."
        + settings.gradient().name()
        + ").withAugmentation(Augmentation.parse("
        + Quoted.literal(settings.augmentation().toString())
        + "))"
        + (stopping == null
            ? ""
            : String.format(
                Locale.ROOT,
                ".withEarlyStopping(new EarlyStopping(%s, %d, %s))",
                Quoted.literal(stopping.measure()),
                stopping.patience(),
                "" + stopping.leastGain()));
  }

  /// One line does where nothing was changed on the way, to the end of its epochs.
  private static @Nullable String command(
      WatchedRun run, List<Stretch> stretches, long at, int rows) {
    TrainingSettings settings = run.trainer.settings();
    if (stretches.size() > 1 || at != run.at(settings.epochs() + 1, 0)) {
      return null;
    }
    if (rows == 0) {
      return run.command;
    }
    return String.format(
        Locale.ROOT,
        "thalweg train --network %s --rule %s --batch %d --epochs %d --seed %d --train-rows %d"
            + " --test-rows %d",
        Quoted.word(NetworkParser.write(run.trainer.objective().network())),
        Quoted.word(settings.rule().toString()),
        settings.batch(),
        settings.epochs(),
        settings.seed(),
        rows,
        Math.min(rows, Digits.TEST_ROWS));
  }
}
