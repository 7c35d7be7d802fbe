package thalweg.training.crew;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;
import thalweg.training.Trainer;
import thalweg.training.TrainingSettings;
import thalweg.training.checkpoint.Environment;
import thalweg.training.data.Dataset;
import thalweg.training.digest.Sha256;
import thalweg.training.leaf.LeafJob;
import thalweg.training.leaf.Leaves;

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
/// A batch is cut into leaves of at most 64 rows, so more members than leaves have nothing to do;
/// so are the rows that the run is judged by after each epoch. For each step a member sends and
/// receives at least about twice the size of the parameters: what that takes is measured before the
/// first step ([#forecast]), and the leaves are shared by it. If one is lost, all others end with a
/// [CrewException]; they meet again, and go on from a checkpoint, in any number.
public final class Crew implements AutoCloseable {
  /// The shortest secret: one that is guessed lets strangers in.
  public static final int LEAST_SECRET = 8;

  private static final int MOST = 1_024;

  private final int rank;
  private final @Nullable Link[] links;
  private final Duration patience;
  private @Nullable SharedSums sums;
  private Consumer<Forecast> told = _ -> {};

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
    return meet(rank, addresses, null, secret, patience);
  }

  /// Returns a door at a port of this machine that is free, for members that tell each other only
  /// then where they listen. It is closed by [#meet(int, List, ServerSocket, byte[], Duration)], or
  /// by whoever does not come to that.
  ///
  /// @param here an interface of this machine
  /// @throws IOException if nobody can listen there
  public static ServerSocket door(InetAddress here) throws IOException {
    return Meeting.door(new InetSocketAddress(here, 0));
  }

  /// Meets the other members as the other does, at a door that is open already.
  ///
  /// @param door where this member listens; null to open one at its address
  public static Crew meet(
      int rank,
      List<InetSocketAddress> addresses,
      @Nullable ServerSocket door,
      byte[] secret,
      Duration patience)
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
    @Nullable Link[] links =
        new Meeting(rank, List.copyOf(addresses), secret, patience).links(door);
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
          LeafJob job = settings.job(trainer.objective());
          long runLeaves =
              (long) settings.epochs() * job.stepsPerEpoch(rows) * Leaves.count(job.batch());
          SharedSums shared =
              new SharedSums(rank, links, patience, job, settings.threads(), runLeaves, mine, told);
          sums = shared;
          return shared;
        });
  }

  /// Lets `told` hear, on the run's thread before the first step of each of the following runs,
  /// what a step is going to take. All members are told the same.
  ///
  /// @return this crew
  public Crew forecast(Consumer<Forecast> told) {
    this.told = told;
    return this;
  }

  /// Returns what the steps of the last run have taken so far; empty before the first.
  public Optional<StepTimes> times() {
    return Optional.ofNullable(sums == null ? null : sums.times());
  }

  /// Returns a file that holds the bytes of rank 0's, such as the checkpoint that all go on from:
  /// so only rank 0 needs it. All members call this at the same time. What others have by the same
  /// bytes is not sent; nobody's file is changed.
  ///
  /// @param own rank 0's file; of others what may be the same, or null
  /// @return `own` on rank 0 and wherever it has the same bytes, elsewhere a new temporary file,
  ///   which is deleted when Java ends
  /// @throws CrewException if a member is lost
  /// @throws IOException if rank 0's file cannot be read
  public Path sameFile(@Nullable Path own) throws IOException {
    endRun();
    if (rank > 0) {
      Path[] same = new Path[1];
      Link first = Objects.requireNonNull(links[0]);
      saying(first, () -> same[0] = SameFile.receive(first, own));
      return same[0];
    }
    if (own == null) {
      throw new IllegalArgumentException("crew: rank 0 names no file that all are to have.");
    }
    String sha256 = Sha256.of(own);
    others().forEach(link -> saying(link, () -> SameFile.send(link, own, sha256)));
    return own;
  }

  /// Exchanges sums of so many floats again and again, each member having as much to say, and
  /// returns how many seconds each time took. All members call this at the same time: to learn what
  /// a network between machines gives, before anything is trained over it.
  ///
  /// @throws CrewException if a member is lost
  /// @throws IllegalArgumentException if there are no floats, or fewer than members, or no times
  public double[] exchangeSeconds(int floats, int times) {
    if (floats < size() || times < 1) {
      throw new IllegalArgumentException(
          "crew: "
              + times
              + " exchanges of "
              + floats
              + " floats; there must be at least 1, and a float for each of the "
              + size()
              + " members.");
    }
    endRun();
    try (Exchange exchange = new Exchange(rank, links, patience, DType.FLOAT)) {
      Exchange.Sum sum =
          new Exchange.Sum(
              Shares.even(size(), size()),
              rank,
              List.of(NdArray.zeros(DType.FLOAT, Shape.of(floats))));
      sum.set(0, List.of(NdArray.zeros(DType.FLOAT, Shape.of(floats))));
      double[] seconds = new double[times];
      byte[] head = new byte[Exchange.HEAD];
      for (int i = 0; i < times; i++) {
        long start = System.nanoTime();
        exchange.ready();
        exchange.add(sum, head, (_, _) -> {});
        seconds[i] = (System.nanoTime() - start) / 1e9;
      }
      return seconds;
    }
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
    card.put("test rows", hash(trainer.data().test()));
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
