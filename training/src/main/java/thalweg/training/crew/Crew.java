package thalweg.training.crew;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;
import thalweg.training.Trainer;
import thalweg.training.TrainingSettings;
import thalweg.training.checkpoint.Environment;
import thalweg.training.data.Dataset;

/// Processes, on one machine or several, that train one network together: each computes a share of
/// every batch, and all hold the weights. The weights are those that one machine alone would come
/// to, to the last bit, whatever the number of members.
///
/// Every member makes the same run, with the same data and settings, and a rank of its own:
///
/// ```java
/// try (Crew crew = Crew.meet(rank, addresses, secret, Duration.ofMinutes(1))) {
///   Model model = crew.join(Trainer.of(network, data, settings)).run().model();
/// }
/// ```
///
/// A batch is cut into leaves of 64 rows and these into at most 16 groups, so more members than
/// groups have nothing to do. For each step a member sends and receives about twice the size of the
/// parameters. If one is lost, all others end with a [CrewException]; they meet again, and go on
/// from a checkpoint, in any number.
public final class Crew implements AutoCloseable {
  /// The shortest secret: one that is guessed lets strangers in.
  public static final int LEAST_SECRET = 8;

  private static final int MOST = 1_024;

  private final int rank;
  private final @Nullable Link[] links;
  private final Duration patience;
  private @Nullable SharedSums sums;

  private Crew(int rank, @Nullable Link[] links, Duration patience) {
    this.rank = rank;
    this.links = links;
    this.patience = patience;
  }

  /// Meets the other members and returns when all are there.
  ///
  /// @param rank this member's place in `addresses`, from 0
  /// @param addresses where each member listens, the same list for all; this member's must be an
  ///   interface of this machine
  /// @param secret what only members know, at least [#LEAST_SECRET] bytes
  /// @param patience how long to wait for the others to come, and later for what one says next:
  ///   longer than the slowest takes for a step, an epoch's judging and a checkpoint
  /// @throws CrewException if not all have come in time, the address is taken, or one knows another
  ///   secret or another crew
  /// @throws IllegalArgumentException if there is no such rank, or the secret is too short
  public static Crew meet(
      int rank, List<InetSocketAddress> addresses, byte[] secret, Duration patience)
      throws InterruptedException {
    if (addresses.isEmpty() || addresses.size() > MOST || rank < 0 || rank >= addresses.size()) {
      throw new IllegalArgumentException(
          "crew: rank "
              + rank
              + " of "
              + addresses.size()
              + " members; a rank is from 0 to below their number, which is at most "
              + MOST
              + ".");
    }
    if (secret.length < LEAST_SECRET) {
      throw new IllegalArgumentException(
          "crew: the secret has "
              + secret.length
              + " bytes; it must have at least "
              + LEAST_SECRET
              + ", so that nobody guesses it.");
    }
    if (patience.isNegative() || patience.isZero()) {
      throw new IllegalArgumentException("crew: no time is given to meet; wait at least a moment.");
    }
    @Nullable Link[] links = new Meeting(rank, List.copyOf(addresses), secret, patience).links();
    return new Crew(rank, links, patience);
  }

  /// Returns the number of members.
  public int size() {
    return links.length;
  }

  /// Returns this member's rank, from 0.
  public int rank() {
    return rank;
  }

  /// Lets the following runs of a trainer share their work with the other members, which do the
  /// same at the same time. What is kept, told and drawn of a run, one of them does: rank 0.
  ///
  /// A wish to stop is heard by all: they end after the same step. A rate cannot be changed on the
  /// way.
  ///
  /// @return `trainer`
  /// @throws CrewException if another member has another version, network, data or settings, which
  ///   are named, or is lost
  public Trainer join(Trainer trainer) {
    endRun(); // what it still has to send goes before what is said now
    agree(card(trainer));
    TrainingSettings settings = trainer.settings();
    int rows = trainer.data().train().rows();
    return trainer.computedBy(
        mine -> {
          endRun();
          SharedSums shared =
              new SharedSums(rank, links, patience, settings.job(trainer.objective()), rows, mine);
          sums = shared;
          return shared;
        });
  }

  private void endRun() {
    if (sums != null) {
      sums.close();
      sums = null;
    }
  }

  /// What all members must have alike, by its name.
  private static Map<String, String> card(Trainer trainer) {
    TrainingSettings settings = trainer.settings();
    Map<String, String> card = new LinkedHashMap<>();
    card.put("version", Environment.here().thalweg());
    Dataset train = trainer.data().train();
    settings
        .job(trainer.objective())
        .written()
        .lines()
        .forEach(line -> card.put(line.replaceFirst(" .*", ""), line.replaceFirst("^\\S+ ?", "")));
    card.put("rule", settings.rule().toString());
    card.put("epochs", String.valueOf(settings.epochs()));
    card.put("early stopping", String.valueOf(settings.earlyStopping()));
    card.put("training rows", train.rows() + " rows, SHA-256 " + train.sha256());
    card.put("validation rows", hash(trainer.data().validation()));
    return card;
  }

  private static String hash(@Nullable Dataset data) {
    return data == null ? "none" : data.rows() + " rows, SHA-256 " + data.sha256();
  }

  private void agree(Map<String, String> card) {
    StringBuilder text = new StringBuilder();
    card.forEach((name, value) -> text.append(name).append('\t').append(value).append('\n'));
    others().forEach(link -> saying(link, () -> link.sendText(text.toString())));
    for (Link link : others().toList()) {
      String[] other = new String[1];
      saying(link, () -> other[0] = link.readText());
      Map<String, String> theirs = new LinkedHashMap<>();
      other[0].lines().forEach(line -> put(theirs, line));
      for (Map.Entry<String, String> own : card.entrySet()) {
        String their = theirs.get(own.getKey());
        if (!own.getValue().equals(their)) {
          close();
          throw new CrewException(
              "crew: "
                  + link
                  + " has another "
                  + own.getKey()
                  + ": "
                  + Quote.shown(their == null ? "nothing" : their)
                  + "; here it is "
                  + Quote.shown(own.getValue())
                  + ". All members must be started alike.");
        }
      }
    }
  }

  private static void put(Map<String, String> card, String line) {
    int tab = line.indexOf('\t');
    if (tab > 0) {
      card.put(line.substring(0, tab), line.substring(tab + 1));
    }
  }

  private interface Saying {
    void run() throws IOException;
  }

  private void saying(Link link, Saying what) {
    try {
      link.waitAtMost(patience);
      what.run();
    } catch (IOException failed) {
      close();
      throw link.lost(failed);
    }
  }

  private Stream<Link> others() {
    return IntStream.range(0, links.length)
        .filter(other -> other != rank)
        .mapToObj(other -> Objects.requireNonNull(links[other]));
  }

  /// Leaves the crew. Members that are still at work are told that this one is lost.
  @Override
  public void close() {
    endRun();
    others().forEach(Link::close);
  }
}
