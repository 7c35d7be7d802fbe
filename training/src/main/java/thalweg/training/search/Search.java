package thalweg.training.search;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import thalweg.training.Trainer;
import thalweg.training.TrainingEvent;
import thalweg.training.TrainingOutcome;
import thalweg.training.TrainingResult;
import thalweg.training.TrainingSettings;
import thalweg.training.TrainingState;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;

/// Looks for a network and settings by random search with successive halving: many trials get a few
/// epochs each, the best third of them three times as many, and so on, until a few have had all.
///
/// A trial that goes on does so from where it stood, and comes out as if it had been trained at
/// once: the same bits as a plain training with its settings. The first trial is what is usual, and
/// is carried on to the end, so that what is found is at least as good on the rows to choose by.
/// The test rows are never looked at. The same seed, data and space give the same standings,
/// whatever the threads and however often the search was interrupted.
///
/// Source: Bergstra and Bengio 2012 for drawing at random; Jamieson and Talwalkar 2016,
/// "Non-stochastic best arm identification and hyperparameter optimization", for halving.
///
/// ```java
/// Search search = Search.of(SearchSpace.around(objective, settings, data), data, 27, 1);
/// Standing best = search.run().getFirst();
/// Trainer.of(best.trial().objective(), data, best.trial().settings()).run();
/// ```
public final class Search {
  /// More would not fit on any table of them, nor be trained in days.
  public static final int MOST_TRIALS = 100_000;

  /// One trial in so many goes on to the next rung, with so many times the epochs.
  private static final int SHARE = 3;

  /// Rows without any to choose by have this share of them held out for that.
  private static final double HELD_OUT = 0.2;

  private static final long HELD_OUT_SEED = 1;

  private final SearchSpace space;
  private final Split data; // no test part
  private final int trials;
  private final long seed;
  private final int rungs;
  private final @Nullable Path journal;
  private @Nullable Elsewhere elsewhere; // null: trials are trained here, one after another
  private Consumer<Standing> listener = _ -> {};
  private BooleanSupplier stop = () -> false;

  private Search(SearchSpace space, Split data, int trials, long seed, @Nullable Path journal) {
    this.space = space;
    this.data = data;
    this.trials = trials;
    this.seed = seed;
    this.journal = journal;
    int count = 1;
    for (long left = (long) SHARE * SHARE; left <= trials && left <= epochs(); left *= SHARE) {
      count++;
    }
    rungs = count;
  }

  /// Returns a search among so many trials, at most [#MOST_TRIALS].
  ///
  /// @param data the rows to learn from and to choose by; without the latter, a fifth of the former
  ///   are held out ([#rows])
  /// @throws IllegalArgumentException if there is no trial or too many, or too few rows to hold
  ///   some out
  public static Search of(SearchSpace space, Split data, int trials, long seed) {
    if (trials < 1 || trials > MOST_TRIALS) {
      throw new IllegalArgumentException(
          "search: " + trials + " trials; there must be from 1 to " + MOST_TRIALS + ".");
    }
    return new Search(space, rows(data), trials, seed, null);
  }

  /// Returns the rows that a search looks at: those to learn from and those to choose by, a fifth
  /// of the former, always the same, where there are none; no test rows.
  ///
  /// @throws IllegalArgumentException if there are too few rows
  public static Split rows(Split data) {
    Dataset train = data.train();
    if (data.validation() != null) {
      return new Split(train, data.validation(), null);
    }
    Split parts =
        train.classes() > 0
            ? train.stratifiedSplit(HELD_OUT, HELD_OUT_SEED)
            : train.split(HELD_OUT, HELD_OUT_SEED);
    return new Split(parts.train(), parts.test(), null);
  }

  /// Returns this search, kept in a file: a line for each trial on each rung. Where the file has
  /// lines of the same search, they are not trained again.
  public Search keptIn(Path journal) {
    Search kept = new Search(space, data, trials, seed, journal).listen(listener).stopWhen(stop);
    kept.elsewhere = elsewhere;
    return kept;
  }

  /// What a trial comes to on a rung.
  ///
  /// @param best the epoch whose weights are best
  /// @param loss on the rows to choose by, with them; infinite if it diverged
  /// @param learnt whether it answers its own rows better than one answer for all of them would
  public record Reached(int best, double loss, boolean learnt) {}

  /// Where the trials of a rung are trained, several at a time: in other processes or on other
  /// machines, which make the same search of the same rows and ask it for [#reached].
  public interface Elsewhere {
    /// Returns what each of these trials comes to on a rung, in their order.
    ///
    /// @param trials by their numbers
    List<Reached> train(List<Integer> trials, int rung);
  }

  /// Lets trials be trained elsewhere, all of a rung before the next: what is found is the same.
  public Search trainedBy(Elsewhere elsewhere) {
    this.elsewhere = elsewhere;
    return this;
  }

  /// Returns what a trial comes to on a rung when it is trained from its beginning.
  ///
  /// @param trial its number, from 1
  /// @param rung from 1
  /// @throws IllegalStateException if it was stopped before
  public Reached reached(int trial, int rung) {
    Trial drawn = space.trial(trial, seed, data.train().rows());
    TrainingResult result = train(drawn, null, epochs(rung));
    if (!isWhole(result, rung)) {
      throw new IllegalStateException("search: trial " + trial + " was told to stop.");
    }
    return reached(drawn, result);
  }

  /// Lets `listener` see each standing as it is reached, on the calling thread.
  public Search listen(Consumer<Standing> listener) {
    this.listener = listener;
    return this;
  }

  /// Asks `stop` after each step whether to end the search there. The training at hand is lost.
  public Search stopWhen(BooleanSupplier stop) {
    this.stop = stop;
    return this;
  }

  /// Returns how many rungs there are.
  public int rungs() {
    return rungs;
  }

  /// Returns how many epochs trials have had after a rung.
  ///
  /// @param rung from 1
  public int epochs(int rung) {
    int epochs = epochs();
    for (int i = rung; i < rungs; i++) {
      epochs = Math.ceilDiv(epochs, SHARE);
    }
    return epochs;
  }

  /// Returns how many trials a rung has.
  ///
  /// @param rung from 1
  public int trials(int rung) {
    int left = trials;
    for (int i = 1; i < rung; i++) {
      left = Math.max(1, left / SHARE);
    }
    return rung == 1 ? left : Math.min(trials, left + 1); // the usual goes along
  }

  private int epochs() {
    return space.usual().settings().epochs();
  }

  /// Returns whether there is a journal of some search at a path.
  public static boolean isJournal(Path path) throws IOException {
    return Journal.isAt(path);
  }

  /// Searches.
  ///
  /// @return where each trial stands, the best first; not all of them if it was stopped
  /// @throws IOException if the journal cannot be read or written, or is another search's
  public List<Standing> run() throws IOException {
    try (Journal kept = Journal.open(journal, title())) {
      return new Run(kept).all();
    }
  }

  /// Returns all that decides what is found, on one line.
  private String title() {
    Trial usual = space.usual();
    TrainingSettings settings = usual.settings();
    return Journal.BEGINNING
        + String.join(
            ", ",
            trials + " trials",
            "seed " + seed,
            "drawing " + space.drawn().stream().sorted().toList(),
            "rows " + data.train().sha256(),
            data.validation() == null ? "none" : data.validation().sha256(),
            usual.objective().network().toString(),
            usual.objective().lossName(),
            settings.withThreads(1).toString());
  }

  /// A search under way.
  private final class Run {
    private final Journal kept;
    private final Map<Integer, TrainingState> states = new HashMap<>(); // of those that may go on

    Run(Journal kept) {
      this.kept = kept;
    }

    List<Standing> all() throws IOException {
      Map<Integer, Standing> standings = new HashMap<>();
      List<Trial> going = new ArrayList<>();
      for (int number = 1; number <= trials; number++) {
        going.add(space.trial(number, seed, data.train().rows()));
      }
      for (int rung = 1; rung <= rungs; rung++) {
        askElsewhere(going, rung);
        List<Standing> reached = new ArrayList<>();
        for (Trial trial : going) {
          Standing standing = standing(trial, rung);
          if (standing == null) {
            return standings.values().stream().sorted().toList();
          }
          reached.add(standing);
          standings.put(trial.number(), standing);
          forgetAllBut(best(reached, rung));
        }
        going = best(reached, rung);
      }
      return standings.values().stream().sorted().toList();
    }

    /// Has what is not known yet of a rung's trials trained elsewhere, if it is to be.
    private void askElsewhere(List<Trial> going, int rung) throws IOException {
      List<Integer> unknown =
          going.stream()
              .map(Trial::number)
              .filter(number -> kept.find(number, rung) == null)
              .toList();
      if (elsewhere == null || unknown.isEmpty() || stop.getAsBoolean()) {
        return;
      }
      List<Reached> all = elsewhere.train(unknown, rung);
      for (int i = 0; i < unknown.size(); i++) {
        kept.add(line(unknown.get(i), rung, all.get(i)));
      }
    }

    /// Returns who goes on to the next rung, in the order of their numbers.
    private List<Trial> best(List<Standing> reached, int rung) {
      int usual = reached.getFirst().trial().number();
      long others = trials(rung + 1) - 1L;
      return Stream.concat(
              Stream.of(reached.getFirst()),
              reached.stream()
                  .sorted()
                  .filter(standing -> standing.trial().number() != usual)
                  .limit(others))
          .map(Standing::trial)
          .sorted(Comparator.comparingInt(Trial::number))
          .toList();
    }

    private void forgetAllBut(List<Trial> going) {
      states.keySet().retainAll(going.stream().map(Trial::number).toList());
    }

    /// Returns where a trial stands after a rung; null if the search is to stop.
    private @Nullable Standing standing(Trial trial, int rung) throws IOException {
      Journal.Line line = kept.find(trial.number(), rung);
      if (line == null) {
        if (stop.getAsBoolean()) {
          return null;
        }
        TrainingResult result = train(trial, states.remove(trial.number()), epochs(rung));
        if (!isWhole(result, rung)) {
          return null;
        }
        states.put(trial.number(), result.state());
        line = line(trial.number(), rung, reached(trial, result));
        kept.add(line);
      }
      Standing standing =
          new Standing(trial, rung, epochs(rung), line.best(), line.loss(), line.learnt());
      listener.accept(standing);
      return standing;
    }

    private static Journal.Line line(int trial, int rung, Reached reached) {
      return new Journal.Line(trial, rung, reached.best, reached.loss, reached.learnt);
    }
  }

  /// Trains on from where the trial stands, or from the beginning where that is not known.
  private TrainingResult train(Trial trial, @Nullable TrainingState from, int epochs) {
    AtomicInteger done = new AtomicInteger();
    Trainer trainer =
        Trainer.of(trial.objective(), data, trial.settings())
            .listen(
                event -> {
                  if (event instanceof TrainingEvent.EpochDone epoch) {
                    done.set(epoch.epoch());
                  }
                })
            .stopWhen(() -> done.get() >= epochs || stop.getAsBoolean());
    return from == null ? trainer.run() : trainer.run(from);
  }

  /// Returns whether a trial was trained as long as a rung has it.
  private boolean isWhole(TrainingResult result, int rung) {
    return !(result.outcome() instanceof TrainingOutcome.Stopped stopped)
        || stopped.epoch() > epochs(rung);
  }

  private Reached reached(Trial trial, TrainingResult result) {
    if (result.outcome() instanceof TrainingOutcome.NonFinite || result.history().isEmpty()) {
      return new Reached(0, Double.POSITIVE_INFINITY, false);
    }
    TrainingEvent.EpochDone judged = judged(result);
    double loss = Objects.requireNonNull(judged.validation()).loss();
    double blind = trial.objective().blindLoss(data.train().scaled());
    return new Reached(
        judged.epoch(),
        Double.isFinite(loss) ? loss : Double.POSITIVE_INFINITY,
        !(judged.train().loss() >= blind));
  }

  /// Returns the epoch whose weights the trial would end with here.
  private static TrainingEvent.EpochDone judged(TrainingResult result) {
    return result.restoredEpoch().isPresent() ? result.judged() : result.history().getLast();
  }
}
