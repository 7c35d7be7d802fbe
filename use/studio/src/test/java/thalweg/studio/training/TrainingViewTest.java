package thalweg.studio.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thalweg.descent.direction.RuleParser;
import thalweg.network.NetworkParser;
import thalweg.studio.Studio;
import thalweg.studio.StudioSettings;
import thalweg.studio.feed.Feed;
import thalweg.studio.question.Answers;
import thalweg.studio.question.Asking;
import thalweg.studio.question.View;
import thalweg.training.Keeper;
import thalweg.training.Trainer;
import thalweg.training.TrainingEvent;
import thalweg.training.TrainingResult;
import thalweg.training.TrainingSettings;
import thalweg.training.TrainingState;
import thalweg.training.checkpoint.Checkpoint;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;
import thalweg.training.model.Model;
import tools.jackson.databind.JsonNode;

@Timeout(300)
class TrainingViewTest {
  private static final List<String> RULES =
      List.of("sgd", "momentum", "adam", "sgd + plateau(patience 1)", "adam + cosine(steps 60)");

  private static Studio studio;
  private static Asker page;

  @BeforeAll
  static void open() throws IOException {
    studio = Studio.open(StudioSettings.standard());
    page = new Asker(studio.address());
  }

  @AfterAll
  static void close() {
    studio.close();
  }

  private static Dataset rows(Random random, int count) {
    double[][] x = new double[count][3];
    int[] labels = new int[count];
    for (int row = 0; row < count; row++) {
      x[row] = random.doubles(3, -2, 2).toArray();
      labels[row] = row < 2 ? row : x[row][0] > x[row][1] ? 1 : 0;
    }
    return Dataset.of(x, labels).standardised();
  }

  private static Trainer trainer(int seed) {
    Random random = new Random(seed);
    return Trainer.of(
        NetworkParser.parse("3, dense 6 init he, batchnorm, relu, dropout 0.1, dense 2 init he"),
        new Split(rows(random, 23), rows(random, 9)),
        TrainingSettings.defaults()
            .withRule(RuleParser.parse(RULES.get(seed % RULES.size())))
            .withRate(0.05)
            .withBatch(1 + seed % 9)
            .withEpochs(3 + seed % 7)
            .withSeed(seed)
            .withThreads(1 + seed % 2));
  }

  /// Keeps the hash of every step's weights.
  private static Keeper hashing(List<String> hashes) {
    return new Keeper() {
      @Override
      public boolean isDue(int step) {
        return true;
      }

      @Override
      public void keep(TrainingResult stopped, TrainingSettings settings) {
        TrainingState state = stopped.state();
        hashes.add(Model.weightsSha256(state.parameters(), state.statistics()));
      }
    };
  }

  private static int last() throws IOException, InterruptedException {
    int last = 0;
    for (JsonNode each : page.ask("training/runs", "{}").json().get("runs")) {
      last = Math.max(last, each.get("run").asInt());
    }
    return last;
  }

  @Test
  void every_step_of_a_run_is_gone_back_to_with_the_bits_it_had() throws Exception {
    for (int seed = 1; seed <= 12; seed++) {
      Random random = new Random(seed);
      List<String> hashes = new ArrayList<>();
      int change = 1 + random.nextInt(15);
      AtomicBoolean isChanged = new AtomicBoolean();
      int[] steps = {0};
      Trainer trainer =
          studio
              .watch(trainer(seed))
              .keptBy(hashing(hashes))
              .rateFrom(
                  () -> {
                    isChanged.set(isChanged.get() || ++steps[0] >= change);
                    return isChanged.get() ? OptionalDouble.of(0.02) : OptionalDouble.empty();
                  });
      TrainingResult result = trainer.run();
      int run = last();
      assertThat(page.run(run).get("at").asInt()).isEqualTo(hashes.size() - 1);
      assertThat(page.run(run).get("rates").get(0).get("at").asInt()).isEqualTo(change);
      for (int i = 0; i < 6; i++) {
        int at = i == 0 ? hashes.size() - 1 : random.nextInt(hashes.size());
        assertThat(page.back(run, at)).as("seed %s, step %s", seed, at).isEqualTo(hashes.get(at));
      }
      assertThat(page.back(run, hashes.size() - 1)).isEqualTo(result.model().weightsSha256());
    }
  }

  @Test
  void a_fork_with_nothing_changed_has_the_same_bits_and_one_with_another_rate_is_another()
      throws Exception {
    List<String> hashes = new ArrayList<>();
    TrainingResult result = studio.watch(trainer(4)).keptBy(hashing(hashes)).run();
    int run = last();
    int at = hashes.size() / 2;
    page.back(run, at);
    String fork = "{'run':%d,'at':%d,'rate':%s,'rule':null,'seed':null,'batch':null,'epochs':null}";
    int same =
        page.ask("training/fork", String.format(Locale.ROOT, fork, run, at, null))
            .json()
            .get("run")
            .asInt();
    int other =
        page.ask("training/fork", String.format(Locale.ROOT, fork, run, at, 0.01))
            .json()
            .get("run")
            .asInt();
    page.ended(same);
    page.ended(other);
    for (int step = at; step < hashes.size(); step += 3) {
      assertThat(page.back(same, step)).isEqualTo(hashes.get(step));
    }
    assertThat(page.back(same, hashes.size() - 1)).isEqualTo(result.model().weightsSha256());
    assertThat(page.back(other, at)).isEqualTo(hashes.get(at));
    assertThat(page.back(other, at + 1)).isNotEqualTo(hashes.get(at + 1));
    assertThat(page.run(other).get("branchOf").asInt()).isEqualTo(run);
    // What a fork of a fork comes to is told as a program too.
    page.back(other, at + 2);
    int third =
        page.ask("training/fork", String.format(Locale.ROOT, fork, other, at + 2, 0.3))
            .json()
            .get("run")
            .asInt();
    page.ended(third);
    assertThat(
            page.ask("training/copy", String.format(Locale.ROOT, "{'run':%d,'at':-1}", third))
                .json()
                .get("java")
                .asString())
        .contains("rows of")
        .contains("result, " + at + ", ")
        .contains("result, 2, ");
  }

  @Test
  void a_run_is_stopped_and_slowed_from_the_page() throws Exception {
    int before = last();
    Trainer endless = studio.watch(trainer(8).with(trainer(8).settings().withEpochs(1_000_000)));
    Thread thread = Thread.ofPlatform().daemon().start(endless::run);
    int run = before;
    while (run == before || page.run(run).get("at").asInt() < 5) {
      run = last();
    }
    assertThat(
            page.ask(
                    "training/steer",
                    String.format(Locale.ROOT, "{'run':%d,'what':'rate','rate':-1}", run))
                .text())
        .contains("rate");
    page.ask(
            "training/steer",
            String.format(Locale.ROOT, "{'run':%d,'what':'rate','rate':0.003}", run))
        .json();
    while (page.run(run).get("rates").size() == 0) {
      Thread.sleep(5);
    }
    JsonNode numbers =
        page.ask("training/weights", String.format(Locale.ROOT, "{'run':%d,'at':-1}", run)).json();
    assertThat(numbers.get("parameters").size()).isEqualTo(6);
    page.ask(
            "training/steer",
            String.format(Locale.ROOT, "{'run':%d,'what':'stop','rate':null}", run))
        .json();
    thread.join(10_000);
    assertThat(thread.isAlive()).isFalse();
    JsonNode ended = page.run(run);
    assertThat(ended.get("outcome").asString()).isEqualTo("stopped");
    assertThat(ended.get("rate").asDouble()).isEqualTo(0.003);
    assertThat(
            page.ask(
                    "training/steer",
                    String.format(Locale.ROOT, "{'run':%d,'what':'stop','rate':null}", run))
                .text())
        .contains("has ended; fork it");
  }

  @Test
  void a_run_has_the_same_bits_whether_or_not_a_page_looks_at_everything() throws Exception {
    for (int seed = 20; seed < 24; seed++) {
      TrainingSettings settings = trainer(seed).settings().withEpochs(150);
      String alone = trainer(seed).with(settings).run().model().weightsSha256();
      Trainer watched = studio.watch(trainer(seed).with(settings));
      TrainingResult[] result = new TrainingResult[1];
      int before = last();
      Thread thread = Thread.ofPlatform().daemon().start(() -> result[0] = watched.run());
      while (thread.isAlive()) {
        int run = last();
        if (run > before) {
          page.ask("training/weights", String.format(Locale.ROOT, "{'run':%d,'at':-1}", run));
          page.ask("training/judged", String.format(Locale.ROOT, "{'run':%d,'at':-1}", run));
          page.ask("training/pictures", pictures(run, -1, "batch"));
        }
      }
      assertThat(result[0].model().weightsSha256()).as("seed %s", seed).isEqualTo(alone);
    }
  }

  private static String pictures(int run, long at, String what) {
    return String.format(
        Locale.ROOT, "{'run':%d,'at':%d,'what':'%s','layer':0,'row':3}", run, at, what);
  }

  @Test
  void digits_are_learnt_looked_into_read_from_the_pad_and_copied_as_java(@TempDir Path folder)
      throws Exception {
    String begin =
        "{'network':'784-20-10','activation':'relu','rule':'momentum','rate':0.1,'batch':50,"
            + "'epochs':4,'seed':3,'rows':600}";
    int run = page.ask("training/begin", begin).json().get("run").asInt();
    JsonNode ended = page.ended(run);
    assertThat(ended.get("outcome").asString()).isEqualTo("completed");
    assertThat(ended.get("epochsDone").size()).isEqualTo(4);
    assertThat(ended.get("pad").asBoolean()).isTrue();

    Asker.Answer curve =
        page.ask(
            "training/curve", String.format(Locale.ROOT, "{'run':%d,'from':0,'stride':1}", run));
    assertThat(curve.head().get("count").asInt()).isEqualTo(48);
    assertThat(curve.numbers()).hasSize(96);
    assertThat(curve.numbers()[47]).isLessThan(curve.numbers()[0]);

    Asker.Answer first = page.ask("training/pictures", pictures(run, -1, "first"));
    assertThat(first.head().get("count").asInt()).isEqualTo(20);
    assertThat(first.numbers()).hasSize(20 * 784);
    Asker.Answer batch = page.ask("training/pictures", pictures(run, -1, "batch"));
    assertThat(batch.head().get("count").asInt()).isEqualTo(50);
    Asker.Answer given = page.ask("training/pictures", pictures(run, -1, "given"));
    assertThat(given.head().get("of").asString()).isEqualTo("dense1");
    assertThat(given.numbers()).hasSize(20);

    Asker.Answer judged =
        page.ask("training/judged", String.format(Locale.ROOT, "{'run':%d,'at':-1}", run));
    assertThat(judged.head().get("accuracy").asDouble()).isGreaterThan(0.5);
    assertThat(judged.head().get("matrix").size()).isEqualTo(10);

    // A drawn one, far to the upper left and small, is read as one.
    String one =
        String.format(
            Locale.ROOT, "{'run':%d,'at':-1,'strokes':[[0.2,0.05,0.2,0.15,0.21,0.3]]}", run);
    JsonNode read = page.ask("training/pad", one).json();
    assertThat(read.get("picture").size()).isEqualTo(784);
    assertThat(read.get("named").asString()).isEqualTo("1");

    String around =
        String.format(Locale.ROOT, "{'run':%d,'at':-1,'size':9,'extent':1,'seed':1,'turn':1}", run);
    Asker.Answer landscape = page.ask("training/landscape", around);
    while (!landscape.head().get("over").asBoolean()) {
      landscape = page.ask("training/landscape", around);
    }
    float[] losses = landscape.numbers();
    assertThat(losses).hasSize(81);
    // 512 of the 600 rows: near the loss on all of them, and lower than at the rim.
    JsonNode last = ended.get("epochsDone").get(3).get("values");
    assertThat((double) losses[40])
        .isBetween(last.get(0).asDouble() - 0.1, last.get(0).asDouble() + 0.1);
    assertThat(losses[40]).isLessThan(losses[0]).isLessThan(losses[80]);

    JsonNode copied =
        page.ask("training/copy", String.format(Locale.ROOT, "{'run':%d,'at':-1}", run)).json();
    assertThat(copied.get("command").asString()).startsWith("thalweg train --network ");
    assertThat(copied.get("java").asString()).doesNotContain("thalweg.studio");
    assertThat(Answers.run(copied.get("java").asString(), folder).strip())
        .endsWith(page.back(run, 48));
    JsonNode halfWay =
        page.ask("training/copy", String.format(Locale.ROOT, "{'run':%d,'at':17}", run)).json();
    assertThat(halfWay.get("command").isNull()).isTrue();
    assertThat(Answers.run(halfWay.get("java").asString(), folder).strip())
        .endsWith(page.back(run, 17));
  }

  @Test
  void filters_and_what_they_find_are_pictures() throws Exception {
    String begin =
        "{'network':'1x28x28, conv 5 3x4, relu, maxpool 2, conv 4 2, flatten, dense 10',"
            + "'activation':'relu','rule':'sgd','rate':0.1,'batch':50,'epochs':1,'seed':3,'rows':100}";
    int run = page.ask("training/begin", begin).json().get("run").asInt();
    page.ended(run);
    Asker.Answer first = page.ask("training/pictures", pictures(run, -1, "first"));
    assertThat(first.head().get("count").asInt()).isEqualTo(5);
    assertThat(first.head().get("height").asInt()).isEqualTo(3);
    assertThat(first.head().get("width").asInt()).isEqualTo(4);
    assertThat(first.head().get("labels").get(4).asString()).isEqualTo("filter 5");
    assertThat(first.numbers()).hasSize(60);
    // Of the second layer, each channel by itself: what the first layer gave, but never below 0.
    Asker.Answer maps = page.ask("training/pictures", pictures(run, -1, "given"));
    assertThat(maps.head().get("count").asInt()).isEqualTo(5);
    assertThat(maps.head().get("height").asInt()).isEqualTo(26);
    assertThat(maps.head().get("width").asInt()).isEqualTo(25);
    Asker.Answer bent =
        page.ask("training/pictures", pictures(run, -1, "given").replace("'layer':0", "'layer':1"));
    assertThat(bent.numbers()).hasSameSizeAs(maps.numbers());
    for (int i = 0; i < bent.numbers().length; i++) {
      assertThat(bent.numbers()[i]).isEqualTo(Math.max(0, maps.numbers()[i]));
    }
    Asker.Answer batch = page.ask("training/pictures", pictures(run, -1, "batch"));
    assertThat(batch.head().get("height").asInt()).isEqualTo(28);
  }

  @Test
  void what_does_not_fit_is_refused_in_a_sentence() throws Exception {
    studio.watch(trainer(3)).run();
    int run = last();
    assertThat(
            page.ask("training/back", String.format(Locale.ROOT, "{'run':%d,'at':100000}", run))
                .text())
        .contains("step 100000 is not one that run " + run + " has done; choose one from 0 to ");
    assertThat(page.ask("training/back", "{'run':99999,'at':1}").text())
        .contains("run 99999 is not known here");
    assertThat(
            page.ask(
                    "training/pad",
                    String.format(Locale.ROOT, "{'run':%d,'at':-1,'strokes':[]}", run))
                .text())
        .contains("a drawing has 28 × 28 numbers");
    assertThat(
            page.ask(
                    "training/landscape",
                    String.format(
                        Locale.ROOT,
                        "{'run':%d,'at':-1,'size':999,'extent':1,'seed':1,'turn':1}",
                        run))
                .text())
        .contains("it must be from 5 to 50");
    assertThat(
            page.ask("training/weights", String.format(Locale.ROOT, "{'run':%d,'at':2}", run))
                .text())
        .contains("go back to it once more");
    page.back(run, 2);
    assertThat(
            page.ask(
                    "training/fork",
                    String.format(
                        Locale.ROOT,
                        "{'run':%d,'at':2,'rate':null,'rule':'adam','seed':null,'batch':null,'epochs':null}",
                        run))
                .text())
        .contains("another rule");
    for (String rate : List.of("0", "-1", "1e999")) {
      assertThat(
              page.ask(
                      "training/fork",
                      String.format(
                          Locale.ROOT,
                          "{'run':%d,'at':2,'rate':%s,'rule':null,'seed':null,'batch':null,'epochs':null}",
                          run,
                          rate))
                  .status())
          .isEqualTo(400);
    }
  }

  @Test
  void a_curve_keeps_the_means_of_ever_more_steps_in_bounded_memory() {
    Curve curve = new Curve();
    for (int i = 0; i < 5 * Curve.MOST + 17; i++) {
      curve.add(i, i);
    }
    Curve.Points points = curve.since(0, 1);
    assertThat(points.stride()).isEqualTo(8);
    assertThat(points.losses().length).isLessThanOrEqualTo(Curve.MOST);
    for (int i = 0; i < points.losses().length; i += 997) {
      assertThat((double) points.losses()[i]).isEqualTo(8 * i + 3.5);
    }
    assertThat(curve.since(points.losses().length - 3, 8).losses()).hasSize(3);
    assertThat(curve.since(5, 4).from()).isZero();
  }

  @Test
  void a_drawing_is_brought_to_the_middle_whatever_its_size_and_place() {
    for (int seed = 1; seed <= 200; seed++) {
      Random random = new Random(seed);
      double size = 0.02 + 0.9 * random.nextDouble();
      double left = random.nextDouble() * (1 - size);
      double top = random.nextDouble() * (1 - size);
      double[] stroke = random.doubles(20).toArray();
      for (int i = 0; i < stroke.length; i++) {
        stroke[i] = (i % 2 == 0 ? left : top) + size * stroke[i];
      }
      float[] picture = Pad.picture(List.of(stroke));
      double ink = 0;
      double across = 0;
      double down = 0;
      for (int i = 0; i < picture.length; i++) {
        assertThat(picture[i]).isBetween(0f, 1f);
        ink += picture[i];
        across += picture[i] * (i % 28 + 0.5);
        down += picture[i] * (Math.floorDiv(i, 28) + 0.5);
      }
      assertThat(across / ink).as("seed %s", seed).isBetween(13.3, 14.7);
      assertThat(down / ink).as("seed %s", seed).isBetween(13.3, 14.7);
    }
    assertThat(Arrays.equals(Pad.picture(List.of()), new float[784])).isTrue();
  }

  @Test
  void the_rate_of_the_next_step_counts_schedules_and_plateaus() throws Exception {
    for (String rule :
        List.of(
            "sgd",
            "sgd + cosine(steps 60)",
            "momentum + step(every 5, factor 0.5)",
            "sgd + plateau(factor 0.5, patience 1, threshold 0.9)",
            "adam + decay(0.1) + plateau(factor 0.5, patience 1, threshold 0.9)",
            "sgd + clip(norm 1000000) + cosine(steps 60)")) {
      TrainingSettings settings =
          trainer(3).settings().withRule(RuleParser.parse(rule)).withRate(0.05);
      studio.watch(trainer(3).with(settings)).run();
      int run = last();
      int at = 9;
      page.back(run, at);
      double rate =
          page.ask("training/weights", String.format(Locale.ROOT, "{'run':%d,'at':%d}", run, at))
              .json()
              .get("rate")
              .asDouble();
      assertThat(rate).as(rule).isBetween(0.0, 0.05);
      if (rule.startsWith("sgd")) {
        // By what the step does: its share of the mean gradient is the rate.
        JsonNode first =
            page.ask("training/weights", String.format(Locale.ROOT, "{'run':%d,'at':%d}", run, at))
                .json()
                .get("parameters")
                .get(0);
        page.back(run, at + 1);
        double moved = moved(settings, at);
        assertThat(moved / first.get("gradientNorm").asDouble())
            .as(rule)
            .isCloseTo(rate, org.assertj.core.api.Assertions.withinPercentage(0.1));
      }
    }
  }

  /// How far a step moves the first parameter.
  private static double moved(TrainingSettings settings, int at) {
    List<double[]> weights = new ArrayList<>();
    Keeper keeper =
        new Keeper() {
          @Override
          public boolean isDue(int step) {
            return true;
          }

          @Override
          public void keep(TrainingResult stopped, TrainingSettings settings) {
            weights.add(stopped.state().parameters().getFirst().toDoubles());
          }
        };
    trainer(3).with(settings).keptBy(keeper).run();
    double sum = 0;
    for (int i = 0; i < weights.get(at).length; i++) {
      sum += Math.pow(weights.get(at + 1)[i] - weights.get(at)[i], 2);
    }
    return Math.sqrt(sum);
  }

  @Test
  void what_is_saved_on_the_way_is_gone_on_from_to_the_same_weights(@TempDir Path folder)
      throws Exception {
    Feed feed = new Feed();
    TrainingView view = new TrainingView(feed, folder);
    Map<String, Function<Object, Object>> answers = new HashMap<>();
    view.answer(
        new View.Register() {
          @Override
          public <Q> void at(String path, Class<Q> question, BiFunction<Q, Asking, Object> answer) {
            answers.put(path, asked -> answer.apply(question.cast(asked), new Asking()));
          }
        });
    Function<Object, Object> steer = Objects.requireNonNull(answers.get("training/steer"));
    for (int seed = 0; seed < 2 * RULES.size(); seed++) {
      int run = seed + 1;
      int when = 3 + seed % 5;
      AtomicReference<Object> saved = new AtomicReference<>();
      Thread saver =
          Thread.ofPlatform()
              .unstarted(() -> saved.set(steer.apply(new TrainingView.Steer(run, "save", null))));
      AtomicInteger steps = new AtomicInteger();
      Trainer trainer = trainer(seed);
      TrainingResult whole =
          view.watch(trainer, null, null)
              .listen(
                  event -> {
                    if (event instanceof TrainingEvent.StepDone) {
                      int step = steps.incrementAndGet();
                      if (step == 2 && run % 2 == 0) {
                        var _ = steer.apply(new TrainingView.Steer(run, "rate", 0.01));
                      }
                      if (step == when) {
                        saver.start();
                        while (saver.isAlive() && saver.getState() != Thread.State.TIMED_WAITING) {
                          Thread.onSpinWait();
                        }
                      }
                    }
                  })
              .run();
      saver.join();
      String name = Objects.requireNonNull(((TrainingView.Steered) saved.get()).saved());
      Checkpoint read = Checkpoint.load(folder.resolve(name));
      assertThat(name).endsWith("-step-" + when + ".safetensors");
      assertThat(steps.get()).isGreaterThan(when);
      TrainingResult rest =
          Trainer.of(read.model().objective(), trainer.data(), read.settings()).run(read.state());
      assertThat(rest.model().weightsSha256())
          .as("seed %d", seed)
          .isEqualTo(whole.model().weightsSha256());

      TrainingView.Steered end =
          (TrainingView.Steered) steer.apply(new TrainingView.Steer(run, "save", null));
      TrainingView.Steered again =
          (TrainingView.Steered) steer.apply(new TrainingView.Steer(run, "save", null));
      assertThat(Model.load(folder.resolve(Objects.requireNonNull(end.saved()))).weightsSha256())
          .isEqualTo(whole.model().weightsSha256());
      assertThat(again.saved()).isNotEqualTo(end.saved());
    }
    view.close();
    feed.stop();
  }

  @Test
  void of_many_begun_at_once_no_more_go_on_than_may() throws Exception {
    String begin =
        "{'network':'784-4-10','activation':'relu','rule':'sgd','rate':0.01,'batch':100,"
            + "'epochs':100000,'seed':1,'rows':100}";
    List<String> answers = Collections.synchronizedList(new ArrayList<>());
    try (ExecutorService pages = Executors.newFixedThreadPool(14)) {
      for (int i = 0; i < 14; i++) {
        pages.submit(() -> answers.add(page.ask("training/begin", begin).text()));
      }
    }
    assertThat(answers).hasSize(14);
    List<String> refused =
        answers.stream().filter(answer -> answer.contains("begun here go on; stop one")).toList();
    for (JsonNode run : page.ask("training/runs", "{}").json().get("runs")) {
      page.ask(
          "training/steer",
          String.format(
              Locale.ROOT, "{'run':%d,'what':'stop','rate':null}", run.get("run").asInt()));
    }
    assertThat(refused).hasSizeGreaterThanOrEqualTo(14 - Runs.MOST_BEGUN);
  }

  @Test
  void a_network_is_not_a_way_to_classes_of_others() throws Exception {
    String begin =
        "{'network':'784, java.lang.Integer(value=1), dense 10','activation':'relu','rule':'sgd',"
            + "'rate':0.01,'batch':100,'epochs':%d,'seed':1,'rows':100}";
    assertThat(page.ask("training/begin", String.format(Locale.ROOT, begin, 1)).text())
        .contains("a layer of your own is trained in Java");
    assertThat(
            page.ask(
                    "training/begin",
                    String.format(
                        Locale.ROOT,
                        begin.replace("784, java.lang.Integer(value=1), dense 10", "784-4-10"),
                        Integer.MAX_VALUE))
                .text())
        .contains("train longer by the command");
  }

  @Test
  void of_many_epochs_some_are_remembered_and_always_the_last() throws Exception {
    Trainer trainer = trainer(8).with(trainer(8).settings().withEpochs(5_003));
    studio.watch(trainer).run();
    JsonNode epochs = page.run(last()).get("epochsDone");
    assertThat(epochs.size()).isBetween(500, 1_000);
    for (int i = 0; i < epochs.size() - 1; i++) {
      assertThat(epochs.get(i).get("epoch").asInt()).isEqualTo(8 * (i + 1));
    }
    assertThat(epochs.get(epochs.size() - 1).get("epoch").asInt()).isEqualTo(5_003);
  }
}
