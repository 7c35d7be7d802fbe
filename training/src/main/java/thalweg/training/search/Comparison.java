package thalweg.training.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import thalweg.training.Trainer;
import thalweg.training.TrainingEvent;
import thalweg.training.TrainingEvent.EpochDone;
import thalweg.training.TrainingOutcome;
import thalweg.training.TrainingResult;
import thalweg.training.TrainingSettings;
import thalweg.training.data.Split;
import thalweg.training.objective.Measure;
import thalweg.training.objective.Objective;
import thalweg.training.objective.Score;

/// Trainings on the same data that differ in one thing, side by side.
///
/// ```java
/// List<Comparison.Candidate> rates =
///     DoubleStream.of(0.01, 0.1, 1)
///         .mapToObj(rate -> new Comparison.Candidate("" + rate, objective, settings.withRate(rate)))
///         .toList();
/// Comparison compared = Comparison.of("rate", data, rates);
/// compared.best().ifPresent(best -> System.out.println(best.candidate().value()));
/// ```
///
/// @param setting what differs, such as `rate`
/// @param entries what was trained, in the order in which it was named
public record Comparison(String setting, List<Entry> entries) {
  private static final String LOSS = "loss";

  /// One of the trainings, before it has run.
  ///
  /// @param value what the setting is, as it was written
  public record Candidate(String value, Objective objective, TrainingSettings settings) {}

  /// One of the trainings, and what it came to.
  ///
  /// @param blindLoss the loss of the best answer that is the same for all training rows; NaN where
  ///   that is not known
  /// @param blindMeasure what that answer comes to by the objective's first measure; NaN where that
  ///   is not known
  public record Entry(
      Candidate candidate, TrainingResult result, double blindLoss, double blindMeasure) {
    /// Returns whether it broke off at a loss that is not finite.
    public boolean isDiverged() {
      return result.outcome() instanceof TrainingOutcome.NonFinite;
    }

    /// Returns whether it has come to something: it has not diverged, and answers its own rows
    /// better than one answer for all of them would, by the loss, or in more than half of what that
    /// answer leaves wrong.
    public boolean hasLearnt() {
      return isBelowBlind() || isOverconfident();
    }

    /// Returns whether most of its own rows are answered rightly, and the few others are held so
    /// unlikely that its loss is no better than that of one answer for all.
    public boolean isOverconfident() {
      Score train = isUnknown() ? null : result.judged().train();
      return train != null
          && !isBelowBlind()
          && !train.measures().isEmpty()
          && train.measures().getFirst().value() >= (1 + blindMeasure) / 2;
    }

    /// Rows to choose by are few, and may by chance suit a network that a wild rate has thrown
    /// anywhere: what is not better than one answer for all by its loss is not the best.
    private boolean isBelowBlind() {
      return !isUnknown() && !(result.judged().train().loss() >= blindLoss);
    }

    private boolean isUnknown() {
      return isDiverged() || result.history().isEmpty();
    }

    /// Returns how long its finished epochs took, what they were judged by included.
    public double seconds() {
      return result.history().stream()
          .mapToDouble(done -> done.trainSeconds() + done.evaluationSeconds())
          .sum();
    }

    /// Returns the loss, or a measure, after each epoch on the validation data, else on the
    /// training data.
    private double[] curve(String name) {
      return result.history().stream()
          .mapToDouble(done -> value(name, Comparison.choosing(done)))
          .toArray();
    }
  }

  public Comparison {
    entries = List.copyOf(entries);
  }

  /// Trains each candidate from its beginning, one after the other. One that diverges is an entry
  /// as any other.
  ///
  /// @throws IllegalArgumentException if there is no candidate, or one cannot be trained on these
  ///   data; none is trained then
  public static Comparison of(String setting, Split data, List<Candidate> candidates) {
    return of(setting, data, candidates, (_, _) -> {}, () -> false);
  }

  /// As the other, observed.
  ///
  /// @param listener sees every event of every training, on the calling thread
  /// @param stop whether to end here, asked after each step; the training at hand is then the last
  ///   entry
  public static Comparison of(
      String setting,
      Split data,
      List<Candidate> candidates,
      BiConsumer<Candidate, TrainingEvent> listener,
      BooleanSupplier stop) {
    if (candidates.isEmpty()) {
      throw new IllegalArgumentException(
          "comparison of " + setting + ": there is nothing to compare; name at least one.");
    }
    List<Trainer> trainers =
        candidates.stream()
            .map(candidate -> Trainer.of(candidate.objective(), data, candidate.settings()))
            .toList();
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < trainers.size() && !(i > 0 && stop.getAsBoolean()); i++) {
      Candidate candidate = candidates.get(i);
      entries.add(
          new Entry(
              candidate,
              trainers
                  .get(i)
                  .listen(event -> listener.accept(candidate, event))
                  .stopWhen(stop)
                  .run(),
              candidate.objective().blindLoss(data.train().scaled()),
              candidate.objective().blindMeasure(data.train().scaled())));
    }
    return new Comparison(setting, entries);
  }

  /// Returns the entry whose model is best on the validation data, else on the training data; never
  /// by the test data. One whose loss is better than that of one answer for all is better than one
  /// whose loss is not. Empty if none has done an epoch without diverging. Of equals the first.
  public Optional<Entry> best() {
    String judge = judge();
    boolean isGain =
        entries.stream()
            .flatMap(entry -> entry.candidate().objective().measures().stream())
            .filter(measure -> measure.name().equals(judge))
            .anyMatch(Measure::isGain);
    Comparator<Entry> order =
        Comparator.comparingDouble(
            entry -> {
              double value = value(judge, choosing(entry.result().judged()));
              return Double.isNaN(value) ? Double.POSITIVE_INFINITY : isGain ? -value : value;
            });
    return entries.stream()
        .filter(entry -> !entry.isDiverged() && !entry.result().history().isEmpty())
        .min(Comparator.comparing((Entry entry) -> !entry.isBelowBlind()).thenComparing(order));
  }

  /// Returns what the entries are compared by: `loss`, or where they differ in what that is, the
  /// first measure.
  public String judge() {
    boolean isOneLoss =
        entries.stream().map(entry -> entry.candidate().objective().lossName()).distinct().count()
            <= 1;
    List<Measure> measures =
        entries.isEmpty() ? List.of() : entries.getFirst().candidate().objective().measures();
    return isOneLoss || measures.isEmpty() ? LOSS : measures.getFirst().name();
  }

  /// Returns whether there are rows to choose by, which nobody has learnt from.
  public boolean hasValidation() {
    return entries.stream()
        .flatMap(entry -> entry.result().history().stream())
        .anyMatch(done -> done.validation() != null);
  }

  /// Returns how [#judge] went, epoch by epoch, by the value of the setting. An entry that has no
  /// finite number is left out.
  public SequencedMap<String, double[]> curves() {
    SequencedMap<String, double[]> curves = new LinkedHashMap<>();
    for (Entry entry : entries) {
      double[] curve = entry.curve(judge());
      if (Arrays.stream(curve).anyMatch(Double::isFinite)) {
        curves.put(entry.candidate().value(), curve);
      }
    }
    return curves;
  }

  private static Score choosing(EpochDone done) {
    Score validation = done.validation();
    return validation != null ? validation : done.train();
  }

  private static double value(String name, Score score) {
    return name.equals(LOSS) ? score.loss() : score.of(name);
  }
}
