package thalweg.training.crew;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.network.Network;
import thalweg.network.NetworkParser;
import thalweg.training.EarlyStopping;
import thalweg.training.Trainer;
import thalweg.training.TrainingSettings;
import thalweg.training.data.Column;
import thalweg.training.data.Dataset;
import thalweg.training.data.Moments;
import thalweg.training.data.Split;
import thalweg.training.data.Values;

/// Rows that members have parts of, the members being threads of this process.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@Tag("plain")
class SharedRowsTest {
  private static final byte[] SECRET = "between us alone".getBytes(StandardCharsets.UTF_8);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private interface Member<T> {
    T work(int rank, List<ServerSocket> doors) throws Exception;
  }

  private static List<ServerSocket> doors(int members) throws IOException {
    List<ServerSocket> doors = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      doors.add(Crew.door(InetAddress.getLoopbackAddress()));
    }
    return doors;
  }

  private static List<InetSocketAddress> addresses(List<ServerSocket> doors) {
    return doors.stream()
        .map(door -> new InetSocketAddress(door.getInetAddress(), door.getLocalPort()))
        .toList();
  }

  /// Returns what each member comes to: a result, or what it threw.
  private static <T> List<Object> each(int members, Member<T> work) throws Exception {
    List<ServerSocket> doors = doors(members);
    List<Object> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(members)) {
      List<Future<T>> running =
          IntStream.range(0, members)
              .mapToObj(rank -> threads.submit(() -> work.work(rank, doors)))
              .toList();
      for (Future<T> member : running) {
        try {
          results.add(member.get());
        } catch (ExecutionException failed) {
          results.add(failed.getCause());
        }
      }
    }
    return results;
  }

  /// Begins of so many parts, of which some may have no rows.
  private static List<Integer> starts(Random random, int rows, int members) {
    int[] starts = random.ints(members + 1, 0, rows + 1).sorted().toArray();
    starts[0] = 0;
    starts[members] = rows;
    return Arrays.stream(starts).boxed().toList();
  }

  private static SharedRows part(SharedRows.Whole whole, int rank, Values all) {
    int[] rows = IntStream.range(whole.starts().get(rank), whole.starts().get(rank + 1)).toArray();
    return SharedRows.of(whole, rank, all.select(rows));
  }

  private static NdArray gathered(Values values, int[] order, DType type) {
    NdArray into = NdArray.zeros(type, Shape.of(Math.max(1, order.length), values.width()));
    values.gather(order, 0, order.length, into);
    return into;
  }

  private static Values values(Random random, int rows, int width) {
    double[] numbers = random.doubles((long) rows * width, -9, 9).toArray();
    if (random.nextBoolean()) {
      return Values.of(width, numbers);
    }
    float[] floats = new float[numbers.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) numbers[i];
    }
    return Values.of(width, floats);
  }

  @Test
  void what_is_gathered_is_what_one_who_has_all_rows_gathers() throws Exception {
    for (int trial = 0; trial < 24; trial++) {
      Random random = new Random(trial);
      int members = 1 + random.nextInt(5);
      int rows = 1 + random.nextInt(3_000);
      Values all = values(random, rows, 1 + random.nextInt(9));
      int[] chosen = random.ints(1 + random.nextInt(rows), 0, rows).toArray();
      SharedRows.Whole whole = new SharedRows.Whole(starts(random, rows, members), "x", List.of());
      List<Object> told =
          each(
              members,
              (rank, doors) -> {
                try (SharedRows part = part(whole, rank, all)) {
                  part.meet(addresses(doors), doors.get(rank), SECRET, PATIENCE);
                  Random own = new Random(rank);
                  for (int i = 0; i < 60; i++) {
                    boolean isSelected = own.nextInt(3) == 0;
                    Values here = isSelected ? part.select(chosen) : part;
                    Values there = isSelected ? all.select(chosen) : all;
                    int[] order = own.ints(own.nextInt(300), 0, there.rows()).toArray();
                    if (own.nextBoolean()) {
                      here.expect(order, 0, order.length);
                    }
                    DType type = own.nextBoolean() ? DType.FLOAT : DType.DOUBLE;
                    assertThat(gathered(here, order, type)).isEqualTo(gathered(there, order, type));
                  }
                  assertThat(here(part)).isEqualTo(here(all));
                  part.finish();
                  return "same";
                }
              });
      assertThat(told).containsOnly("same");
    }
  }

  private static List<Object> here(Values values) {
    return List.of(values.rows(), values.width(), values.type());
  }

  /// More is expected than is kept, and much of it is never taken.
  @Test
  void what_was_expected_and_forgotten_is_asked_for_again() throws Exception {
    Values all = values(new Random(7), 640, 9_000);
    SharedRows.Whole whole = new SharedRows.Whole(List.of(0, 320, 640), "x", List.of());
    List<Object> told =
        each(
            2,
            (rank, doors) -> {
              try (SharedRows part = part(whole, rank, all)) {
                part.meet(addresses(doors), doors.get(rank), SECRET, PATIENCE);
                int[] order = IntStream.range(0, 640).toArray();
                for (int round = 0; round < 3; round++) {
                  for (int from = 0; from < 640; from += 40) {
                    part.expect(order, from, 40);
                  }
                }
                assertThat(gathered(part, order, DType.FLOAT))
                    .isEqualTo(gathered(all, order, DType.FLOAT));
                part.finish();
                return "same";
              }
            });
    assertThat(told).containsOnly("same");
  }

  private static Dataset data(Column features, double[] targets, boolean isOfClasses) {
    return Dataset.of(
        "rows",
        List.of(
            features,
            isOfClasses
                ? Column.classes(
                    Dataset.TARGET,
                    Arrays.stream(targets).mapToInt(x -> x > 0 ? 1 : 0).toArray(),
                    List.of("no", "yes"))
                : Column.quantity(Dataset.TARGET, "y", targets)));
  }

  private static Split split(Dataset data, boolean isChosenBy) {
    return (isChosenBy ? data.split(0.2, 0, 3) : Split.of(data)).standardised();
  }

  private static Trainer trainer(Split split, DType precision) {
    Network network =
        NetworkParser.parse(
            split.train().rowShape().elements()
                + ", dense 5 init he, relu, dropout 0.2, dense "
                + Math.max(1, split.train().classes()));
    return Trainer.of(
        network,
        split,
        TrainingSettings.defaults()
            .withPrecision(precision)
            .withBatch(400)
            .withEpochs(3)
            .withThreads(2)
            .withEarlyStopping(EarlyStopping.after(1)));
  }

  @Test
  void weights_are_those_of_one_machine_that_has_all_rows() throws Exception {
    for (int trial = 0; trial < 8; trial++) {
      Random random = new Random(trial);
      int members = 1 + random.nextInt(4);
      int rows = 1_500 + random.nextInt(2_000);
      int width = 1 + random.nextInt(6);
      boolean isChosenBy = trial % 2 == 1;
      boolean isOfClasses = trial % 4 < 2;
      DType precision = trial % 3 == 0 ? DType.DOUBLE : DType.FLOAT;
      Values all = values(random, rows, width);
      double[] targets = random.doubles(rows, -1, 1).toArray();
      Column whole = Column.of(Dataset.FEATURES, Shape.of(width), all);
      Split split = split(data(whole, targets, isOfClasses), isChosenBy);
      String alone = trainer(split, precision).run().model().weightsSha256();
      SharedRows.Whole known =
          new SharedRows.Whole(
              starts(random, rows, members),
              "x",
              Moments.of(split.train().column(Dataset.FEATURES).values()));
      List<ServerSocket> crewDoors = doors(members);
      List<Object> told =
          each(
              members,
              (rank, doors) -> {
                try (SharedRows part = part(known, rank, all)) {
                  Column column = Column.of(Dataset.FEATURES, Shape.of(width), part);
                  Trainer trainer =
                      trainer(split(data(column, targets, isOfClasses), isChosenBy), precision);
                  part.meet(addresses(doors), doors.get(rank), SECRET, PATIENCE);
                  try (Crew crew =
                      Crew.meet(
                          rank, addresses(crewDoors), crewDoors.get(rank), SECRET, PATIENCE)) {
                    String hash = crew.join(trainer).run().model().weightsSha256();
                    part.finish();
                    return hash;
                  }
                }
              });
      assertThat(told).hasSize(members).containsOnly(alone);
    }
  }

  @Test
  void a_member_that_leaves_ends_all_who_need_its_rows() throws Exception {
    Values all = values(new Random(3), 900, 4);
    SharedRows.Whole whole = new SharedRows.Whole(List.of(0, 300, 600, 900), "x", List.of());
    List<Object> told =
        each(
            3,
            (rank, doors) -> {
              try (SharedRows part = part(whole, rank, all)) {
                part.meet(addresses(doors), doors.get(rank), SECRET, PATIENCE);
                if (rank == 1) {
                  return "left";
                }
                int[] order = IntStream.range(0, 900).toArray();
                for (int i = 0; i < 1_000_000; i++) {
                  gathered(part, order, DType.FLOAT);
                }
                return "never";
              }
            });
    assertThat(told.get(1)).isEqualTo("left");
    for (int rank : new int[] {0, 2}) {
      assertThat(told.get(rank)).isInstanceOf(CrewException.class);
      assertThat(((CrewException) told.get(rank)).getMessage()).contains("lost");
    }
  }

  /// One of them is at another address than it says, where somebody listens who says nothing.
  @Test
  void whoever_says_nothing_or_does_not_know_the_secret_is_waited_for_no_longer_than_told()
      throws Exception {
    Values all = values(new Random(3), 20, 4);
    SharedRows.Whole whole = new SharedRows.Whole(List.of(0, 10, 20), "x", List.of());
    List<ServerSocket> doors = doors(2);
    try (SharedRows part = part(whole, 1, all);
        ServerSocket silent = doors.get(0)) {
      assertThatThrownBy(
              () ->
                  part.meet(
                      addresses(List.of(silent, doors.get(1))),
                      doors.get(1),
                      SECRET,
                      Duration.ofSeconds(1)))
          .isInstanceOf(CrewException.class)
          .hasMessageContaining("rank 0");
    }
    List<Object> told =
        each(
            2,
            (rank, open) -> {
              byte[] secret = Arrays.copyOf(SECRET, SECRET.length - rank);
              try (SharedRows part = part(whole, rank, all);
                  Socket stranger = new Socket()) {
                stranger.connect(addresses(open).getFirst()); // and says nothing
                part.meet(addresses(open), open.get(rank), secret, Duration.ofSeconds(2));
                return "met";
              }
            });
    assertThat(told).allSatisfy(each -> assertThat(each).isInstanceOf(CrewException.class));
  }

  @Test
  void parts_that_do_not_fit_and_rows_that_are_not_there_yet_are_refused() {
    Values all = values(new Random(3), 20, 4);
    SharedRows.Whole whole = new SharedRows.Whole(List.of(0, 10, 20), "x", List.of());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SharedRows.of(whole, 0, all))
        .withMessageStartingWith("crew: rank 0 has 20 rows")
        .withMessageEndingWith("it must have 10 of real numbers.");
    for (List<Integer> wrong : List.of(List.of(0), List.of(1, 20), List.of(0, 12, 10))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new SharedRows.Whole(wrong, "x", List.of()))
          .withMessageContaining(wrong.toString());
    }
    try (SharedRows part = part(whole, 0, all)) {
      assertThat(gathered(part, new int[] {3, 1}, DType.DOUBLE))
          .isEqualTo(gathered(all, new int[] {3, 1}, DType.DOUBLE));
      assertThatThrownBy(() -> gathered(part, new int[] {3, 11}, DType.DOUBLE))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("before the members have met");
      assertThatThrownBy(part::moments).isInstanceOf(IllegalStateException.class);
      assertThat(part.firstBeyond(10)).isEqualTo(-1);
      assertThat(part.firstBeyond(-1)).isZero();
      assertThat(part.select(new int[] {15, 4}).firstBeyond(-1)).isEqualTo(4); // its second row
    }
  }
}
