package thalweg.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import thalweg.algebra.DType;
import thalweg.descent.direction.RuleParser;
import thalweg.network.Network;
import thalweg.network.NetworkParser;
import thalweg.network.activation.Activation;
import thalweg.training.TrainingEvent.EpochDone;
import thalweg.training.TrainingEvent.RateChanged;
import thalweg.training.data.Dataset;
import thalweg.training.data.Sampling;
import thalweg.training.data.Split;

@Tag("plain")
class TrainingRunTest {
  private static final Network NETWORK =
      NetworkParser.parse("3, dense 6 init he, batchnorm, relu, dropout 0.1, dense 2 init he");
  private static final List<String> RULES = List.of("sgd", "momentum", "adam", "sgd + plateau");

  private static Split split(Random random) {
    return new Split(rows(random, 23), rows(random, 9), rows(random, 5));
  }

  private static Dataset rows(Random random, int count) {
    double[][] x = new double[count][3];
    int[] labels = new int[count];
    for (int row = 0; row < count; row++) {
      x[row] = random.doubles(3, -2, 2).toArray();
      labels[row] = row < 2 ? row : x[row][0] > x[row][1] ? 1 : 0;
    }
    return Dataset.of(x, labels);
  }

  private static TrainingSettings settings(int seed) {
    return TrainingSettings.defaults()
        .withRule(RuleParser.parse(RULES.get(seed % RULES.size())))
        .withRate(0.05)
        .withBatch(1 + seed % 9)
        .withEpochs(1 + seed % 7)
        .withSampling(seed % 3 == 0 ? Sampling.REPLACEMENT : Sampling.EPOCHS)
        .withSeed(seed)
        .withThreads(1 + seed % 3)
        .withEarlyStopping(seed % 2 == 0 ? EarlyStopping.after(2) : null);
  }

  /// What is the same of two equal runs: all but times.
  private static List<Object> bits(TrainingResult result) {
    List<Object> bits = new ArrayList<>();
    bits.add(result.model().weightsSha256());
    bits.add(result.outcome());
    bits.add(result.restoredEpoch());
    bits.add(result.state().epoch());
    bits.add(result.state().step());
    result.history().forEach(done -> bits.add(done.measured()));
    return bits;
  }

  private static String threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.isAlive() && thread.getName().startsWith("thalweg-"))
        .map(Thread::getName)
        .toList()
        .toString();
  }

  @Test
  void a_state_of_another_network_rule_or_length_is_refused_before_any_step() {
    Split data = split(new Random(1));
    TrainingSettings adam =
        settings(2).withRule(RuleParser.parse("adam")).withEpochs(5).withEarlyStopping(null);
    Network network = Network.of("3-4-2", Activation.TANH);
    TrainingState state = Trainer.of(network, data, adam).run().state();
    Trainer wider = Trainer.of(Network.of("3-5-2", Activation.TANH), data, adam.withEpochs(9));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> wider.begin(state))
        .withMessageContaining("the state has parameters of the shapes [[3, 4], ")
        .withMessageContaining("go on with the network and precision it began with.");
    TrainingSettings sgd = adam.withRule(RuleParser.parse("sgd")).withEpochs(9);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Trainer.of(network, data, sgd).begin(state))
        .withMessageStartingWith("training: the state is of another rule than sgd");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Trainer.of(network, data, adam.withPrecision(DType.DOUBLE)).begin(state))
        .withMessageContaining(" in FLOAT, the network has ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Trainer.of(network, data, adam.withEpochs(2)).begin(state))
        .withMessageContaining("has done 5 epochs, the settings ask for 2");
  }

  @Test
  void a_loop_of_ones_own_sees_every_epoch_and_comes_to_the_bits_of_a_whole_run() {
    for (int seed = 1; seed <= 60; seed++) {
      Split data = split(new Random(seed));
      List<TrainingEvent> heard = new ArrayList<>();
      TrainingResult whole = Trainer.of(NETWORK, data, settings(seed)).listen(heard::add).run();
      List<TrainingEvent> heardAgain = new ArrayList<>();
      List<EpochDone> seen = new ArrayList<>();
      try (TrainingRun run =
          Trainer.of(NETWORK, data, settings(seed)).listen(heardAgain::add).begin()) {
        for (EpochDone epoch : run) {
          seen.add(epoch);
        }
        assertThat(bits(run.result())).as("seed %d", seed).isEqualTo(bits(whole));
        assertThat(run.result()).isSameAs(run.result());
        assertThat(run.iterator().hasNext()).isFalse();
        assertThatThrownBy(() -> run.iterator().next()).isInstanceOf(NoSuchElementException.class);
        assertThat(seen).isEqualTo(run.result().history());
      }
      assertThat(kinds(heardAgain)).isEqualTo(kinds(heard));
    }
  }

  @Test
  void every_step_tells_the_loss_of_its_batch_before_it() {
    Network plain = Network.of("3-5-2", Activation.TANH);
    for (int seed = 1; seed <= 40; seed++) {
      Random random = new Random(seed);
      Dataset rows = rows(random, 70 + random.nextInt(100)); // one leaf does not hold them
      Dataset data =
          seed % 2 == 0 ? rows : rows.withWeights(random.doubles(rows.rows(), 0.1, 2).toArray());
      TrainingSettings settings =
          settings(seed)
              .withSampling(Sampling.EPOCHS)
              .withEarlyStopping(null)
              .withBatch(data.rows())
              .withEpochs(4);
      List<TrainingEvent.StepDone> steps = new ArrayList<>();
      TrainingResult result =
          Trainer.of(plain, Split.of(data), settings)
              .listen(
                  event -> {
                    if (event instanceof TrainingEvent.StepDone done) {
                      steps.add(done);
                    }
                  })
              .run();
      assertThat(steps).hasSize(4);
      for (int epoch = 1; epoch < 4; epoch++) { // of all rows: what the epoch before ended with
        assertThat(steps.get(epoch).epoch()).isEqualTo(epoch + 1);
        assertThat(steps.get(epoch).step()).isEqualTo(1);
        assertThat(steps.get(epoch).loss())
            .isCloseTo(result.history().get(epoch - 1).loss(), within(1e-5));
      }
    }
  }

  private static List<String> kinds(List<TrainingEvent> events) {
    return events.stream()
        .filter(event -> !(event instanceof TrainingEvent.Progress)) // which depends on time
        .map(event -> event.getClass().getSimpleName())
        .toList();
  }

  @Test
  void a_loop_left_by_break_has_trained_what_was_seen_and_can_be_gone_on_from() {
    for (int seed = 1; seed <= 60; seed++) {
      Split data = split(new Random(seed));
      Trainer trainer = Trainer.of(NETWORK, data, settings(seed));
      TrainingResult whole = trainer.run();
      int epochs = whole.history().size();
      int last = 1 + seed % epochs;
      TrainingResult left;
      TrainingResult goneOn;
      try (TrainingRun run = trainer.begin()) {
        for (EpochDone epoch : run) {
          if (epoch.epoch() == last) {
            break;
          }
        }
        left = run.result();
        assertThat(left.history()).hasSize(last);
        if (last == epochs) {
          assertThat(bits(left)).isEqualTo(bits(whole));
        } else {
          assertThat(left.outcome()).isEqualTo(new TrainingOutcome.Stopped(last + 1, 0));
          assertThat(bits(left)).isEqualTo(bits(stoppedAfter(last, data, settings(seed))));
        }
        run.forEach(_ -> {}); // goes on, and leaves what was had before as it was
        goneOn = run.result();
      }
      assertThat(bits(goneOn)).as("seed %d", seed).isEqualTo(bits(whole));
      assertThat(bits(trainer.run(left.state()))).isEqualTo(bits(whole));
      try (TrainingRun run = trainer.begin(left.state())) {
        assertThat(bits(run.result()).getFirst()).isEqualTo(left.model().weightsSha256());
        run.forEach(epoch -> assertThat(epoch.epoch()).isGreaterThan(last));
        assertThat(bits(run.result())).isEqualTo(bits(whole));
      }
    }
  }

  private static TrainingResult stoppedAfter(int epochs, Split data, TrainingSettings settings) {
    int[] done = {0};
    return Trainer.of(NETWORK, data, settings)
        .listen(event -> done[0] += event instanceof EpochDone ? 1 : 0)
        .stopWhen(() -> done[0] == epochs)
        .run();
  }

  @Test
  void what_a_listener_or_keeper_throws_reaches_the_loop_and_hides_no_epoch() {
    for (int seed = 1; seed <= 80; seed++) {
      Split data = split(new Random(seed));
      TrainingResult whole = Trainer.of(NETWORK, data, settings(seed)).run();
      Random random = new Random(seed);
      AtomicInteger thrown = new AtomicInteger();
      Runnable perhaps =
          () -> {
            if (random.nextInt(3) == 0) {
              throw new ArithmeticException("number " + thrown.incrementAndGet());
            }
          };
      Trainer trainer =
          Trainer.of(NETWORK, data, settings(seed))
              .listen(
                  event -> {
                    if (event instanceof EpochDone) {
                      perhaps.run();
                    }
                  })
              .keptBy(
                  new Keeper() {
                    private boolean isBegun;

                    @Override
                    public boolean isDue(int step) {
                      boolean isDue = isBegun && step == 0;
                      isBegun = true;
                      return isDue;
                    }

                    @Override
                    public void keep(TrainingResult stopped, TrainingSettings settings) {
                      perhaps.run();
                    }
                  });
      List<EpochDone> seen = new ArrayList<>();
      int caught = 0;
      try (TrainingRun run = trainer.begin()) {
        boolean goesOn = true;
        while (goesOn) {
          try {
            for (EpochDone epoch : run) {
              seen.add(epoch);
            }
            goesOn = false;
          } catch (ArithmeticException reached) {
            caught++;
            assertThat(reached).hasMessage("number " + caught);
            assertThat(run.result().history()).hasSize(seen.size() + 1);
          }
        }
        assertThat(caught).isEqualTo(thrown.get());
        assertThat(seen).as("seed %s", seed).isEqualTo(run.result().history());
        assertThat(bits(run.result())).isEqualTo(bits(whole));
      }
    }
  }

  @Test
  void an_epoch_that_was_asked_for_and_not_taken_is_shown_to_the_next_loop() {
    try (TrainingRun run = Trainer.of(NETWORK, split(new Random(3)), settings(4)).begin()) {
      assertThat(run.iterator().hasNext()).isTrue();
      List<Integer> seen = new ArrayList<>();
      run.forEach(epoch -> seen.add(epoch.epoch()));
      assertThat(seen)
          .isEqualTo(run.result().history().stream().map(EpochDone::epoch).toList())
          .startsWith(1);
    }
  }

  @Test
  @Timeout(60)
  void a_run_that_is_neither_ended_nor_closed_lets_its_threads_end_when_nobody_knows_it()
      throws InterruptedException {
    for (int i = 0; i < 4; i++) {
      leave(i);
    }
    while (!threads().equals("[]")) {
      System.gc();
      Thread.sleep(20);
    }
  }

  private static void leave(int seed) {
    Trainer trainer =
        Trainer.of(
            NETWORK,
            split(new Random(seed)),
            settings(3).withBatch(20).withEpochs(50).withThreads(3));
    assertThat(trainer.begin().iterator().next().epoch()).isEqualTo(1);
    assertThat(threads()).contains("thalweg-2");
  }

  @Test
  void whatever_leaves_the_loop_leaves_no_thread_behind() throws InterruptedException {
    TrainingSettings settings = settings(1).withThreads(3).withEpochs(50);
    Trainer trainer = Trainer.of(NETWORK, split(new Random(1)), settings);
    TrainingRun ended = Trainer.of(NETWORK, split(new Random(1)), settings.withEpochs(2)).begin();
    ended.forEach(_ -> {}); // ended by itself: nothing has to be closed
    try (TrainingRun run = trainer.begin()) {
      run.iterator().next();
    }
    assertThatThrownBy(
            () -> {
              try (TrainingRun run = trainer.begin()) {
                for (EpochDone epoch : run) {
                  throw new ArithmeticException("of one's own in epoch " + epoch.epoch());
                }
              }
            })
        .isExactlyInstanceOf(ArithmeticException.class)
        .hasMessage("of one's own in epoch 1");
    assertThatThrownBy(
            () ->
                trainer
                    .listen(
                        _ -> {
                          throw new ArithmeticException("of a listener");
                        })
                    .begin())
        .hasMessage("of a listener");
    long until = System.nanoTime() + 10_000_000_000L;
    while (!threads().equals("[]") && System.nanoTime() < until) {
      Thread.sleep(5);
    }
    assertThat(threads()).isEqualTo("[]");
  }

  @Test
  void a_closed_run_keeps_its_result_and_trains_no_more() {
    Split data = split(new Random(5));
    Trainer trainer = Trainer.of(NETWORK, data, settings(6));
    TrainingRun run = trainer.begin();
    Iterator<EpochDone> epochs = run.iterator();
    epochs.next();
    run.close();
    run.close();
    assertThatThrownBy(epochs::hasNext)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "training: the run is closed after epoch 1; go on with"
                + " trainer.begin(run.result().state()).");
    assertThat(bits(trainer.run(run.result().state()))).isEqualTo(bits(trainer.run()));
  }

  @Test
  void a_loop_is_not_entered_where_nothing_is_left_and_ends_where_the_run_breaks() {
    Split data = split(new Random(8));
    TrainingResult done = Trainer.of(NETWORK, data, settings(3)).run();
    try (TrainingRun run = Trainer.of(NETWORK, data, settings(3)).begin(done.state())) {
      assertThat(run).isEmpty();
      assertThat(run.result().outcome()).isEqualTo(done.outcome());
    }
    TrainingSettings wild = settings(3).withRule(RuleParser.parse("sgd(rate 1e30)")).withEpochs(9);
    try (TrainingRun run = Trainer.of(Network.of("3-4-2", Activation.RELU), data, wild).begin()) {
      assertThat(run).hasSizeLessThan(9);
      assertThat(run.result().outcome()).isInstanceOf(TrainingOutcome.NonFinite.class);
    }
    int[] steps = {0};
    try (TrainingRun run =
        Trainer.of(NETWORK, data, settings(13)).stopWhen(() -> ++steps[0] == 7).begin()) {
      assertThat(run).hasSize(1); // five rows a step, five steps an epoch
      assertThat(run.result().outcome()).isEqualTo(new TrainingOutcome.Stopped(2, 2));
    }
  }

  @Test
  void an_exception_within_an_epoch_leaves_a_run_that_can_be_gone_on_from() {
    for (int seed = 1; seed <= 20; seed++) {
      Split data = split(new Random(seed));
      TrainingResult whole = Trainer.of(NETWORK, data, settings(seed)).run();
      int[] steps = {0};
      int last = 1 + seed;
      TrainingResult left;
      try (TrainingRun run =
          Trainer.of(NETWORK, data, settings(seed))
              .stopWhen(
                  () -> {
                    if (++steps[0] == last) {
                      throw new ArithmeticException("within");
                    }
                    return false;
                  })
              .begin()) {
        try {
          run.forEach(_ -> {});
        } catch (ArithmeticException within) {
          assertThat(within).hasMessage("within");
        }
        left = run.result();
      }
      assertThat(bits(Trainer.of(NETWORK, data, settings(seed)).run(left.state())))
          .as("seed %d", seed)
          .isEqualTo(bits(whole));
    }
  }

  @Test
  void a_rate_changed_on_the_way_gives_the_bits_of_a_run_stopped_there_and_gone_on_with() {
    for (int seed = 1; seed <= 60; seed++) {
      Random random = new Random(seed);
      Split data = split(random);
      TrainingSettings settings = settings(seed);
      int perEpoch = Math.ceilDiv(23, settings.batch());
      int at = 1 + random.nextInt(perEpoch * settings.epochs());
      int[] left = {at};
      List<Object> heard = new ArrayList<>();
      TrainingResult steered =
          Trainer.of(NETWORK, data, settings)
              .rateFrom(() -> --left[0] == 0 ? OptionalDouble.of(0.013) : OptionalDouble.empty())
              .listen(
                  event -> heard.addAll(event instanceof RateChanged c ? List.of(c) : List.of()))
              .run();
      int[] leftAgain = {at};
      TrainingResult first =
          Trainer.of(NETWORK, data, settings).stopWhen(() -> --leftAgain[0] <= 0).run();
      boolean isEnd = !(first.outcome() instanceof TrainingOutcome.Stopped);
      TrainingResult second =
          isEnd ? first : Trainer.of(NETWORK, data, settings.withRate(0.013)).run(first.state());
      assertThat(bits(steered)).as("seed %s, step %s", seed, at).isEqualTo(bits(second));
      assertThat(heard)
          .isEqualTo(
              isEnd
                  ? List.of()
                  : List.of(new RateChanged(first.state().epoch(), first.state().step(), 0.013)));
    }
  }

  @Test
  void all_who_listen_keep_or_stop_are_heard() {
    Split data = split(new Random(5));
    List<String> heard = new ArrayList<>();
    Keeper keeper =
        new Keeper() {
          @Override
          public boolean isDue(int step) {
            return true;
          }

          @Override
          public void keep(TrainingResult stopped, TrainingSettings settings) {
            heard.add("kept");
          }
        };
    int[] asked = new int[2];
    TrainingResult result =
        Trainer.of(NETWORK, data, settings(1))
            .listen(event -> heard.add(event instanceof TrainingEvent.Finished ? "one" : ""))
            .listen(event -> heard.add(event instanceof TrainingEvent.Finished ? "two" : ""))
            .keptBy(keeper)
            .keptBy(keeper)
            .stopWhen(() -> ++asked[0] == 2)
            .stopWhen(() -> ++asked[1] == 3)
            .run();
    assertThat(result.outcome()).isInstanceOf(TrainingOutcome.Stopped.class);
    assertThat(asked).containsExactly(2, 2);
    assertThat(heard).containsOnlyOnce("one", "two");
    assertThat(heard.stream().filter("kept"::equals)).hasSize(6); // before, and after two steps
  }
}
