package thalweg.training.crew;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thalweg.algebra.DType;
import thalweg.descent.direction.RuleParser;
import thalweg.network.NetworkParser;
import thalweg.training.Trainer;
import thalweg.training.TrainingEvent;
import thalweg.training.TrainingOutcome;
import thalweg.training.TrainingResult;
import thalweg.training.TrainingSettings;
import thalweg.training.TrainingState;
import thalweg.training.checkpoint.Checkpoint;
import thalweg.training.data.Digits;
import thalweg.training.data.Split;
import thalweg.training.objective.Classification;

/// Members of a crew as threads of this process, over real sockets.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@Tag("plain")
class CrewTest {
  private static final byte[] SECRET = "between us alone".getBytes(StandardCharsets.UTF_8);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Split DIGITS = Digits.split(5, 700, 60);

  private static final Classification OBJECTIVE =
      Classification.of(
          NetworkParser.parse(
              "28x28, flatten, dense 6 init he, batchnorm, relu, dropout 0.2, dense 10 init he"));

  private static TrainingSettings settings() {
    return TrainingSettings.defaults()
        .withRule(RuleParser.parse("adam + clip(norm 1)"))
        .withBatch(450) // eight leaves, then four
        .withEpochs(2)
        .withThreads(1);
  }

  /// Ports that nobody listens at just now.
  private static List<InetSocketAddress> addresses(int members) throws IOException {
    List<ServerSocket> doors = new ArrayList<>();
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      doors.add(door);
      addresses.add(new InetSocketAddress(InetAddress.getLoopbackAddress(), door.getLocalPort()));
    }
    for (ServerSocket door : doors) {
      door.close();
    }
    return addresses;
  }

  private interface Member<T> {
    T work(Crew crew) throws Exception;
  }

  /// Lets each member meet the others and work, and returns what each comes to: a result, or what
  /// it threw.
  private static <T> List<Object> crew(int members, Member<T> work) throws Exception {
    List<InetSocketAddress> addresses = addresses(members);
    return each(
        members,
        rank -> {
          try (Crew crew = Crew.meet(rank, addresses, SECRET, PATIENCE)) {
            return work.work(crew);
          }
        });
  }

  private interface Rank<T> {
    T work(int rank) throws Exception;
  }

  private static <T> List<Object> each(int members, Rank<T> work) throws Exception {
    List<Object> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(members)) {
      List<Future<T>> running =
          IntStream.range(0, members)
              .mapToObj(rank -> threads.submit(() -> work.work(rank)))
              .toList();
      for (Future<T> member : running) {
        try {
          results.add(Objects.requireNonNull(member.get()));
        } catch (ExecutionException failed) {
          results.add(Objects.requireNonNull(failed.getCause()));
        }
      }
    }
    return results;
  }

  private static String hash(TrainingResult result) {
    return result.model().weightsSha256();
  }

  @Test
  void any_number_of_members_comes_to_the_weights_of_one() throws Exception {
    for (DType precision : new DType[] {DType.FLOAT, DType.DOUBLE}) {
      TrainingSettings settings = settings().withPrecision(precision);
      String alone = hash(Trainer.of(OBJECTIVE, DIGITS, settings).run());
      for (int members : new int[] {1, 2, 3, 4, 7, 9}) {
        List<Object> all =
            crew(
                members,
                crew ->
                    hash(
                        crew.join(
                                Trainer.of(
                                    OBJECTIVE, DIGITS, settings.withThreads(1 + crew.rank() % 2)))
                            .run()));
        assertThat(all).as("%d members, %s", members, precision).containsOnly(alone);
      }
    }
  }

  @Test
  void more_than_sixteen_members_come_to_them_too() throws Exception {
    Split digits = Digits.split(5, 1_400, 60);
    TrainingSettings settings = settings().withBatch(1_300); // 21 leaves, then two
    String alone = hash(Trainer.of(OBJECTIVE, digits, settings).run());
    List<Object> all =
        crew(19, crew -> hash(crew.join(Trainer.of(OBJECTIVE, digits, settings)).run()));
    assertThat(all).containsOnly(alone);
  }

  @Test
  void what_is_judged_is_what_one_machine_judges() throws Exception {
    Split digits = Digits.split(5, 500, 333);
    Split data =
        new Split(
            digits.train(),
            digits.test().select("validation", IntStream.range(0, 190).toArray()),
            digits.test().select("test", IntStream.range(190, 333).toArray()));
    List<TrainingEvent.EpochDone> alone =
        Trainer.of(OBJECTIVE, data, settings().withBatch(200)).run().history();
    for (int members : new int[] {2, 5}) {
      List<Object> all =
          crew(
              members,
              crew ->
                  crew
                      .join(Trainer.of(OBJECTIVE, data, settings().withBatch(200)))
                      .run()
                      .history()
                      .stream()
                      .map(TrainingEvent.EpochDone::measured)
                      .toList());
      assertThat(all).containsOnly(alone.stream().map(TrainingEvent.EpochDone::measured).toList());
    }
  }

  @Test
  void all_are_told_the_same_forecast_before_and_their_own_times_after() throws Exception {
    List<Object> all =
        crew(
            3,
            crew -> {
              List<Forecast> told = new ArrayList<>();
              crew.forecast(told::add)
                  .join(Trainer.of(OBJECTIVE, DIGITS, settings().withEpochs(4)))
                  .run();
              StepTimes times = crew.times().orElseThrow();
              assertThat(times.steps()).isEqualTo(6); // of two an epoch, but for the first
              assertThat(times.computeSeconds()).isGreaterThanOrEqualTo(0);
              assertThat(times.exchangeSeconds()).isPositive();
              assertThat(times.otherSeconds()).isPositive();
              assertThat(told).hasSize(1);
              return told.getFirst();
            });
    assertThat(all.stream().distinct()).hasSize(1);
    Forecast forecast = (Forecast) all.getFirst();
    assertThat(forecast.shares().stream().mapToInt(Forecast.Share::leaves).sum()).isEqualTo(8);
    assertThat(forecast.costs().leafSeconds()).hasSize(3).allMatch(seconds -> seconds > 0);
    assertThat(forecast.exchangeSeconds()).isPositive();
  }

  @Test
  void a_wish_to_stop_is_heard_by_all_and_they_go_on_in_another_number() throws Exception {
    TrainingSettings settings = settings().withBatch(70).withEpochs(3);
    String whole = hash(Trainer.of(OBJECTIVE, DIGITS, settings).run());
    for (int when : new int[] {1, 9, 10, 14}) {
      List<Object> stopped =
          crew(
              3,
              crew -> {
                AtomicInteger steps = new AtomicInteger();
                return crew.join(Trainer.of(OBJECTIVE, DIGITS, settings))
                    .stopWhen(() -> crew.rank() == 2 && steps.incrementAndGet() >= when)
                    .run();
              });
      List<TrainingState> states =
          stopped.stream().map(each -> ((TrainingResult) each).state()).toList();
      assertThat(stopped)
          .allMatch(each -> ((TrainingResult) each).outcome() instanceof TrainingOutcome.Stopped);
      assertThat(states.stream().map(state -> state.epoch() + "." + state.step()).distinct())
          .hasSize(1);
      List<Object> rest =
          crew(
              2,
              crew ->
                  hash(
                      crew.join(Trainer.of(OBJECTIVE, DIGITS, settings))
                          .run(states.get(crew.rank()))));
      assertThat(rest).containsOnly(whole);
    }
  }

  @Test
  void members_meet_at_doors_that_are_open_already_and_close_them() throws Exception {
    String alone = hash(Trainer.of(OBJECTIVE, DIGITS, settings()).run());
    for (int members : new int[] {1, 3}) {
      List<ServerSocket> doors = new ArrayList<>();
      for (int i = 0; i < members; i++) {
        doors.add(Crew.door(InetAddress.getLoopbackAddress()));
      }
      List<InetSocketAddress> addresses =
          doors.stream().map(door -> (InetSocketAddress) door.getLocalSocketAddress()).toList();
      List<Object> all =
          each(
              members,
              rank -> {
                try (Crew crew = Crew.meet(rank, addresses, doors.get(rank), SECRET, PATIENCE)) {
                  return hash(crew.join(Trainer.of(OBJECTIVE, DIGITS, settings())).run());
                }
              });
      assertThat(all).containsOnly(alone);
      assertThat(doors).allMatch(ServerSocket::isClosed);
    }
    assertThatThrownBy(() -> Crew.door(InetAddress.ofLiteral("0.0.0.0")))
        .isInstanceOf(IOException.class)
        .hasMessage("name one interface of this machine, not all of them");
  }

  @Test
  void a_crew_trains_again() throws Exception {
    TrainingSettings settings = settings();
    String first = hash(Trainer.of(OBJECTIVE, DIGITS, settings).run());
    String second = hash(Trainer.of(OBJECTIVE, DIGITS, settings.withSeed(2)).run());
    List<Object> both =
        crew(
            3,
            crew ->
                hash(crew.join(Trainer.of(OBJECTIVE, DIGITS, settings)).run())
                    + hash(crew.join(Trainer.of(OBJECTIVE, DIGITS, settings.withSeed(2))).run()));
    assertThat(both).containsOnly(first + second);
  }

  @Test
  void one_who_is_lost_at_any_step_ends_all() throws Exception {
    TrainingSettings settings = settings().withBatch(70).withEpochs(50);
    for (int when : new int[] {0, 1, 5, 13}) {
      List<Object> all =
          crew(
              4,
              crew -> {
                AtomicInteger steps = new AtomicInteger();
                return crew.join(Trainer.of(OBJECTIVE, DIGITS, settings))
                    .listen(
                        event -> {
                          if (crew.rank() == 1 && steps.getAndIncrement() == when) {
                            throw new IllegalStateException("as if it were killed");
                          }
                        })
                    .run();
              });
      for (int rank : new int[] {0, 2, 3}) {
        assertThat(all.get(rank)).isInstanceOf(CrewException.class);
        assertThat(((Exception) all.get(rank)).getMessage())
            .matches("crew: rank \\d at .* is lost: .*");
      }
      assertThat(all.get(1)).hasToString("java.lang.IllegalStateException: as if it were killed");
    }
  }

  @Test
  void one_who_says_nothing_more_is_not_waited_for_without_end() throws Exception {
    List<InetSocketAddress> addresses = addresses(2);
    List<Object> all =
        each(
            2,
            rank -> {
              try (Crew crew = Crew.meet(rank, addresses, SECRET, Duration.ofMillis(1_500))) {
                return hash(
                    crew.join(Trainer.of(OBJECTIVE, DIGITS, settings()))
                        .listen(
                            _ -> {
                              if (rank == 1) {
                                sleep(2_500);
                              }
                            })
                        .run());
              }
            });
    assertThat(all.get(0))
        .hasToString(
            "thalweg.training.crew.CrewException: crew: rank 1 at "
                + addresses.get(1).getHostString()
                + ":"
                + addresses.get(1).getPort()
                + " is lost: it has said nothing for too long.");
    assertThat(all.get(1)).isInstanceOf(CrewException.class);
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void those_who_are_not_alike_are_refused_by_name() throws Exception {
    record Unlike(String named, Trainer trainer) {}
    List<Unlike> others =
        List.of(
            new Unlike(
                "seed: 2; here it is 1", Trainer.of(OBJECTIVE, DIGITS, settings().withSeed(2))),
            new Unlike("batch: 451", Trainer.of(OBJECTIVE, DIGITS, settings().withBatch(451))),
            new Unlike("epochs: 3", Trainer.of(OBJECTIVE, DIGITS, settings().withEpochs(3))),
            new Unlike(
                "rule: sgd",
                Trainer.of(OBJECTIVE, DIGITS, settings().withRule(RuleParser.parse("steepest")))),
            new Unlike(
                "precision: DOUBLE",
                Trainer.of(OBJECTIVE, DIGITS, settings().withPrecision(DType.DOUBLE))),
            new Unlike(
                "training rows: 700 rows",
                Trainer.of(OBJECTIVE, Digits.split(6, 700, 60), settings())),
            new Unlike(
                "test rows: 50 rows",
                Trainer.of(
                    OBJECTIVE,
                    new Split(
                        DIGITS.train(),
                        DIGITS.test().select("fewer", IntStream.range(0, 50).toArray())),
                    settings())),
            new Unlike(
                "network: 28x28, flatten, dense 10",
                Trainer.of(
                    Classification.of(NetworkParser.parse("28x28, flatten, dense 10")),
                    DIGITS,
                    settings())));
    for (Unlike other : others) {
      List<Object> both =
          crew(
              2,
              crew ->
                  hash(
                      crew.join(
                              crew.rank() == 1
                                  ? other.trainer
                                  : Trainer.of(OBJECTIVE, DIGITS, settings()))
                          .run()));
      assertThat(both).allMatch(each -> each instanceof CrewException);
      assertThat(((Exception) both.get(0)).getMessage())
          .startsWith("crew: rank 1 at ")
          .contains("has another " + other.named);
    }
  }

  @Test
  void those_who_begin_elsewhere_are_told() throws Exception {
    TrainingSettings settings = settings().withBatch(70);
    TrainingState later =
        Trainer.of(OBJECTIVE, DIGITS, settings).stopWhen(() -> true).run().state();
    List<Object> both =
        crew(
            2,
            crew -> {
              Trainer trainer = crew.join(Trainer.of(OBJECTIVE, DIGITS, settings));
              return hash(crew.rank() == 1 ? trainer.run(later) : trainer.run());
            });
    assertThat(both).allMatch(each -> each instanceof CrewException);
    // Whoever sees it first closes what the other would have seen it by.
    assertThat(both.stream().map(each -> ((Exception) each).getMessage()))
        .anyMatch(
            message ->
                message.matches(
                    ".* is at step \\d of epoch 1, this member at step \\d of epoch 1; .*"));
  }

  @Test
  void a_file_of_rank_0_comes_to_whoever_does_not_have_it(@TempDir Path folder) throws Exception {
    Random random = new Random(8);
    for (int size : new int[] {0, 1, 65_535, 65_536, 65_537, 3_000_000}) {
      byte[] bytes = new byte[size];
      random.nextBytes(bytes);
      Path[] own = {
        Files.write(folder.resolve("first"), bytes),
        Files.write(folder.resolve("same"), bytes),
        Files.write(folder.resolve("other"), new byte[size + 1]),
        folder.resolve("missing"),
        null
      };
      List<Object> all =
          crew(
              own.length,
              crew -> {
                Path same = crew.sameFile(own[crew.rank()]);
                assertThat(same).hasBinaryContent(bytes);
                return same;
              });
      assertThat(all.subList(0, 2)).containsExactly(own[0], own[1]);
      assertThat(all.subList(2, 5)).doesNotContain((Object[]) own);
      assertThat(own[2]).hasBinaryContent(new byte[size + 1]);
      assertThat(own[3]).doesNotExist();
    }
    List<Object> none = crew(2, crew -> crew.sameFile(folder.resolve("nowhere")));
    assertThat(none.get(0)).isInstanceOf(NoSuchFileException.class);
    assertThat(none.get(1)).isInstanceOf(CrewException.class);
  }

  @Test
  void a_crew_goes_on_from_a_file_that_one_has(@TempDir Path folder) throws Exception {
    TrainingSettings settings = settings().withBatch(70).withEpochs(3);
    String whole = hash(Trainer.of(OBJECTIVE, DIGITS, settings).run());
    TrainingResult part =
        Trainer.of(OBJECTIVE, DIGITS, settings.withEpochs(1).withThreads(2)).run();
    Path file = folder.resolve("model.safetensors");
    new Checkpoint(
            part.model(), settings, part.state(), "digits", DIGITS.train().sha256(), Map.of(), null)
        .save(file);
    List<Object> all =
        crew(
            3,
            crew -> {
              Path same = crew.sameFile(crew.rank() == 0 ? file : null);
              return hash(
                  crew.join(Trainer.of(OBJECTIVE, DIGITS, settings))
                      .run(Checkpoint.load(same).state()));
            });
    assertThat(all).containsOnly(whole);
  }

  @Test
  void exchanges_are_timed_by_themselves() throws Exception {
    List<Object> all = crew(3, crew -> crew.exchangeSeconds(100_000, 5));
    assertThat(all)
        .allSatisfy(
            times ->
                assertThat(Arrays.stream((double[]) times).filter(seconds -> seconds > 0))
                    .hasSize(5));
    List<Object> few = crew(3, crew -> crew.exchangeSeconds(2, 5));
    assertThat(few)
        .allSatisfy(
            refused ->
                assertThat((Exception) refused)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                        "crew: 5 exchanges of 2 floats; there must be at least 1, and a float for"
                            + " each of the 3 members."));
  }

  @Test
  void strangers_are_turned_away_and_hold_nobody_up() throws Exception {
    List<InetSocketAddress> addresses = addresses(2);
    List<Socket> strangers = new ArrayList<>();
    List<Object> all =
        each(
            3,
            rank -> {
              if (rank == 2) {
                for (int i = 0; i < 40; i++) {
                  Socket stranger = caller(addresses.get(0));
                  strangers.add(stranger);
                  if (i % 2 == 0) {
                    stranger
                        .getOutputStream()
                        .write(
                            "GET / HTTP/1.1\r\n\r\n"
                                .repeat(20)
                                .getBytes(StandardCharsets.US_ASCII));
                  }
                }
                return "called";
              }
              sleep(rank * 300L);
              try (Crew crew = Crew.meet(rank, addresses, SECRET, PATIENCE)) {
                return hash(crew.join(Trainer.of(OBJECTIVE, DIGITS, settings())).run());
              }
            });
    String alone = hash(Trainer.of(OBJECTIVE, DIGITS, settings()).run());
    assertThat(all).containsExactly(alone, alone, "called");
    for (Socket stranger : strangers) {
      stranger.setSoTimeout(10_000);
      try (InputStream in = stranger.getInputStream()) {
        assertThat(in.readAllBytes().length).isLessThan(100);
      } catch (IOException _) {
        // turned away in the other manner
      }
    }
  }

  private static Socket caller(InetSocketAddress address) throws Exception {
    while (true) {
      Socket socket = new Socket();
      try {
        socket.connect(address);
        return socket;
      } catch (IOException _) {
        socket.close();
        Thread.sleep(10);
      }
    }
  }

  @Test
  void another_secret_or_crew_or_rank_is_refused() throws Exception {
    List<InetSocketAddress> free = addresses(9);
    List<InetSocketAddress> two = free.subList(0, 2);
    List<InetSocketAddress> three = free.subList(2, 5);
    List<InetSocketAddress> again = free.subList(5, 8);
    List<InetSocketAddress> other = List.of(again.get(0), free.get(8), again.get(2));
    Duration little = Duration.ofSeconds(3);
    // Three crews at a time, which all wait in vain.
    List<Object> all =
        each(
            7,
            member ->
                switch (member) {
                  case 0, 1 -> {
                    byte[] secret = ("another " + member).getBytes(StandardCharsets.UTF_8);
                    yield Crew.meet(member, two, secret, little);
                  }
                  case 2 -> Crew.meet(0, three.subList(0, 2), SECRET, little);
                  case 3 -> Crew.meet(1, three, SECRET, little);
                  case 4, 5 -> Crew.meet(member - 4, again, SECRET, little);
                  default -> Crew.meet(1, other, SECRET, little);
                });
    assertThat(((Exception) all.get(1)).getMessage())
        .contains("does not know the secret of this member");
    assertThat(((Exception) all.get(0)).getMessage())
        .contains("has not come in time; a caller was turned away");
    assertThat(((Exception) all.get(3)).getMessage())
        .as("beside %s", all.get(2))
        .contains("refuses this member: it is of a crew of 3, this one of 2");
    List<Object> twice = all.subList(4, 7);
    assertThat(twice).allMatch(each -> each instanceof CrewException);
    assertThat(twice.stream().map(each -> ((Exception) each).getMessage()))
        .anyMatch(message -> message.contains("refuses this member: rank 1 is here already"));
  }

  @Test
  void an_address_that_is_taken_or_not_here_is_told() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort());
      List<InetSocketAddress> two = List.of(address, addresses(1).get(0));
      assertThatExceptionOfType(CrewException.class)
          .isThrownBy(() -> Crew.meet(0, two, SECRET, PATIENCE))
          .withMessageContaining("this member, cannot listen there");
    }
    List<InetSocketAddress> all =
        List.of(new InetSocketAddress("0.0.0.0", 4711), addresses(1).get(0));
    assertThatExceptionOfType(CrewException.class)
        .isThrownBy(() -> Crew.meet(0, all, SECRET, PATIENCE))
        .withMessageContaining("name one interface of this machine, not all of them");
    assertThatExceptionOfType(CrewException.class)
        .isThrownBy(() -> Crew.meet(1, addresses(2), SECRET, Duration.ofMillis(300)))
        .withMessageContaining("was not reached in time");
    List<InetSocketAddress> two = addresses(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Crew.meet(2, two, SECRET, PATIENCE))
        .withMessageContaining("rank 2 of 2 members");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Crew.meet(0, two, new byte[7], PATIENCE))
        .withMessageContaining("at least 8");
  }
}
