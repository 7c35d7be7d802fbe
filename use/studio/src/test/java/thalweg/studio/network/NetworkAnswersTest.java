package thalweg.studio.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thalweg.studio.question.Answers;
import thalweg.studio.question.Asking;
import thalweg.studio.question.Copies;
import thalweg.studio.question.Frame;
import thalweg.studio.question.View;
import thalweg.training.Trainer;
import thalweg.training.TrainingResult;
import thalweg.training.data.Dataset;
import thalweg.training.model.Model;
import thalweg.training.objective.Prediction;

/// Questions of the network's view, asked as the server asks them.
@Timeout(60)
class NetworkAnswersTest {
  private final NetworkView view = new NetworkView();
  private final Map<String, BiFunction<Object, Asking, Object>> answers = new HashMap<>();

  NetworkAnswersTest() {
    view.answer(
        new View.Register() {
          @Override
          @SuppressWarnings("unchecked")
          public <Q> void at(String path, Class<Q> question, BiFunction<Q, Asking, Object> answer) {
            answers.put(path, (BiFunction<Object, Asking, Object>) answer);
          }
        });
  }

  @AfterEach
  void close() {
    view.close();
  }

  private Object ask(String path, Object question) {
    return Objects.requireNonNull(answers.get("network/" + path)).apply(question, new Asking());
  }

  static Points points(String kind) {
    return new Points(kind, 100, 0.1, 1, 50, "x^2 + y^2 - 9", "", "", "", "none");
  }

  static Layout layout(Integer... hidden) {
    return new Layout(List.of(hidden), "tanh", "", 0, false, "");
  }

  static Learning learning(int epochs) {
    return new Learning("sgd", 0.1, 0, "constant", 10, epochs, 1, "automatic");
  }

  static Setup setup(String kind, int epochs) {
    return new Setup(points(kind), layout(4, 3), learning(epochs));
  }

  private NetworkView.Opened open(Setup setup) {
    return (NetworkView.Opened) ask("open", new NetworkView.Open(setup, null));
  }

  private void act(NetworkView.Opened opened, String what) {
    ask("act", new NetworkView.Act(opened.session(), what, 0));
  }

  private NetworkView.Going going(NetworkView.Opened opened) {
    return (NetworkView.Going) frame(opened).head();
  }

  private Frame frame(NetworkView.Opened opened) {
    return (Frame) ask("look", new NetworkView.Look(opened.session(), 0));
  }

  private NetworkView.Going played(NetworkView.Opened opened) throws InterruptedException {
    act(opened, "play");
    NetworkView.Going going = going(opened);
    while (going.outcome().equals("playing")) {
      Thread.sleep(5);
      going = going(opened);
    }
    return going;
  }

  private static TrainingResult plain(Setup setup) {
    Subject subject = Subject.of(setup, new Asking());
    return Trainer.of(subject.objective(), subject.split(), subject.settings()).run();
  }

  @Test
  void a_run_that_is_played_stepped_paused_and_looked_at_has_the_bits_of_one_left_alone()
      throws InterruptedException {
    Setup setup = setup("circles", 6);
    String alone = plain(setup).model().weightsSha256();

    assertThat(played(open(setup)).weightsSha256()).isEqualTo(alone);

    NetworkView.Opened stepped = open(setup);
    assertThat(going(stepped).taken()).isZero();
    for (int i = 1; i <= 3; i++) {
      act(stepped, "step");
      assertThat(going(stepped))
          .extracting("taken", "epoch", "step")
          .containsExactly((long) i, 0, i);
    }
    act(stepped, "epoch");
    assertThat(going(stepped)).extracting("taken", "epoch", "step").containsExactly(5L, 1, 0);
    act(stepped, "epoch");
    assertThat(going(stepped)).extracting("taken", "epoch").containsExactly(10L, 2);
    act(stepped, "play");
    act(stepped, "pause");
    NetworkView.Going ended = played(stepped);
    assertThat(ended.weightsSha256()).isEqualTo(alone);
    assertThat(ended.outcome()).isEqualTo("completed");
    assertThat(ended.measured()).hasSize(6);
    act(stepped, "step"); // of a run that is over, changes nothing
    assertThat(going(stepped).weightsSha256()).isEqualTo(alone);
  }

  @Test
  void a_paused_run_stays_where_it_is() throws InterruptedException {
    NetworkView.Opened opened = open(setup("moons", 5_000));
    act(opened, "play");
    act(opened, "pause");
    NetworkView.Going there = going(opened);
    assertThat(there.outcome()).isEqualTo("paused");
    Thread.sleep(30);
    assertThat(going(opened)).isEqualTo(there);
  }

  @Test
  void a_speed_is_kept_to() throws InterruptedException {
    NetworkView.Opened opened = open(setup("gauss", 1_000));
    long begun = System.nanoTime();
    ask("act", new NetworkView.Act(opened.session(), "play", 50));
    while (going(opened).taken() < 5) {
      Thread.sleep(5);
    }
    act(opened, "pause");
    double seconds = (System.nanoTime() - begun) / 1e9;
    assertThat((double) going(opened).taken()).isLessThanOrEqualTo(50 * seconds + 3);
  }

  @Test
  void maps_are_what_the_model_says() {
    SplittableRandom random = new SplittableRandom(7);
    for (String kind : List.of("spirals", "plane")) {
      Setup setup = setup(kind, 3);
      Subject subject = Subject.of(setup, new Asking());
      NetworkView.Opened opened = open(setup);
      for (int i = 0; i < 3; i++) {
        act(opened, "epoch");
      }
      float[] answer = frame(opened).numbers()[0];
      Model model = plain(setup).model();
      int side = Maps.FINE;
      assertThat(answer).hasSize(side * side * (kind.equals("plane") ? 1 : 2));
      for (int trial = 0; trial < 50; trial++) {
        int at = random.nextInt(side * side);
        Subject.Window window = subject.window();
        int column = at % side;
        int row = at / side;
        double x = window.left() + (window.right() - window.left()) * column / (side - 1);
        double y = window.bottom() + (window.top() - window.bottom()) * row / (side - 1);
        Prediction said = model.predict(x, y);
        double expected =
            said instanceof Prediction.OneClass one
                ? one.probabilities().of("blue")
                : ((Prediction.Quantity) said).value();
        assertThat((double) answer[at]).isCloseTo(expected, within(1e-4));
      }
    }
  }

  @Test
  void a_units_map_and_the_gradient_are_those_of_the_network() {
    NetworkView.Opened opened = open(setup("xor", 3));
    act(opened, "epoch");
    Frame frame = frame(opened);
    float[] units = frame.numbers()[1];
    float[] weights = frame.numbers()[2];
    float[] gradient = frame.numbers()[3];
    assertThat(units).hasSize((4 + 3 + 2) * Maps.COARSE * Maps.COARSE);
    assertThat(weights).hasSize(opened.parameters());
    assertThat(gradient).hasSize(opened.parameters());
    // The first unit of the first stage, at the bottom left: tanh of what its weights make of it.
    Subject subject = Subject.of(setup("xor", 3), new Asking());
    double x = subject.split().train().fields().all().get(0).scaled(-6);
    double y = subject.split().train().fields().all().get(1).scaled(-6);
    NetworkView.StageShown first = opened.stages().getFirst();
    double sum =
        x * weights[first.first()] + y * weights[first.first() + 4] + weights[first.bias()];
    assertThat((double) units[0]).isCloseTo(Math.tanh(sum), within(1e-5));
  }

  @Test
  void walking_a_weight_gives_its_gradient_three_ways_and_its_paths_add_up_to_it() {
    SplittableRandom random = new SplittableRandom(1);
    List<Layout> layouts =
        List.of(
            layout(),
            layout(3),
            layout(4, 3),
            layout(2, 3, 2),
            new Layout(List.of(5, 2), "sigmoid", "", 0.2, true, ""),
            new Layout(List.of(4), "relu", "", 0, true, ""),
            new Layout(
                List.of(), "tanh", "", 0, false, "2, dense 4, softmax, dense 3, tanh, dense 2"));
    int walked = 0;
    for (Layout layout : layouts) {
      NetworkView.Opened opened = open(new Setup(points("circles"), layout, learning(5)));
      act(opened, "epoch");
      float[] gradient = frame(opened).numbers()[3];
      for (NetworkView.StageShown stage : opened.stages()) {
        for (int trial = 0; trial < 4; trial++) {
          boolean isBias = trial == 3;
          int element = random.nextInt(isBias ? stage.units() : stage.inputs() * stage.units());
          int row = trial == 0 ? -1 : random.nextInt(50);
          Walk.Found found =
              (Walk.Found)
                  ask(
                      "walk",
                      new NetworkView.WalkTo(
                          opened.session(), stage.weight() + (isBias ? 1 : 0), element, row, 0));
          double size = 1e-9 + Math.abs(found.automatic());
          assertThat(found.sum())
              .as("%s", found)
              .isCloseTo(found.automatic(), within(1e-9 * size + 1e-14));
          if (!found.reason().equals("KINK")) {
            assertThat(Math.abs(found.numerical() - found.automatic()))
                .as("%s", found)
                .isLessThanOrEqualTo(found.error() + 1e-12);
            assertThat(found.central()).isCloseTo(found.automatic(), within(1e-5));
          }
          for (Walk.Path path : found.paths()) {
            assertThat(path.factors().isEmpty()).isEqualTo(row < 0);
            double product = 1;
            for (Walk.Factor factor : path.factors()) {
              product *= factor.value();
            }
            assertThat(product)
                .isCloseTo(
                    row < 0 ? 1 : path.value(), within(1e-12 + 1e-9 * Math.abs(path.value())));
          }
          if (row < 0) {
            int at = isBias ? stage.bias() + element : stage.first() + element;
            assertThat((double) gradient[at]).isCloseTo(found.automatic(), within(1e-4));
          }
          walked++;
        }
      }
    }
    assertThat(walked).isGreaterThan(50);
  }

  @Test
  void the_check_is_that_of_the_command() {
    NetworkView.Opened opened = open(setup("circles", 5));
    act(opened, "epoch");
    NetworkView.Checked checked =
        (NetworkView.Checked) ask("check", new NetworkView.Check(opened.session()));
    assertThat(checked.verdict()).isEqualTo("OK");
    assertThat(checked.blocks()).extracting("name").startsWith("dense1.weight", "dense1.bias");
  }

  private Frame raced(String race, int steps, int known) {
    return (Frame) ask("race/go", new NetworkView.RaceOn(race, steps, known));
  }

  private String race(Setup setup) {
    return ((NetworkView.RaceOpened) ask("race/open", new NetworkView.Open(setup, null))).race();
  }

  @Test
  void differences_go_the_way_of_back_propagation_step_by_step() {
    String race = race(setup("circles", 50));
    List<Double> automatic = new ArrayList<>();
    List<Double> numerical = new ArrayList<>();
    List<Double> apart = new ArrayList<>();
    Frame frame = raced(race, 0, 0);
    assertThat(((Race.Raced) frame.head()).taken()).isZero();
    for (int goal : new int[] {1, 2, 2, 40}) {
      while (automatic.size() < goal) {
        frame = raced(race, goal, automatic.size());
        Race.Raced raced = (Race.Raced) frame.head();
        Arrays.stream(raced.automatic()).forEach(automatic::add);
        Arrays.stream(raced.numerical()).forEach(numerical::add);
        Arrays.stream(raced.apart()).forEach(apart::add);
        assertThat(automatic).hasSize(raced.taken()).hasSameSizeAs(apart);
        assertThat(raced.isOver()).isFalse();
      }
      assertThat(automatic).hasSize(goal);
    }
    assertThat(apart.getFirst()).isLessThan(1e-6);
    assertThat(apart.get(39)).isBetween(1e-12, 1e-4);
    assertThat(numerical.get(39)).isCloseTo(automatic.get(39), within(1e-5));
    assertThat(frame.numbers()).hasDimensions(2, Maps.FINE * Maps.FINE * 2);
    // The same steps in one go, and what is asked for again, are the same to the last bit.
    String other = race(setup("circles", 50));
    while (((Race.Raced) raced(other, 40, 0).head()).taken() < 40) {}
    assertThat(((Race.Raced) raced(other, 40, 0).head()).numerical())
        .containsExactly(numerical.stream().mapToDouble(Double::doubleValue).toArray());
    ask("race/end", new NetworkView.RaceOpened(other));
    assertThatThrownBy(() -> raced(other, 41, 0)).hasMessageContaining("this training has ended");
  }

  @Test
  void a_race_ends_with_its_epochs() {
    String race = race(setup("xor", 1));
    Race.Raced raced = (Race.Raced) raced(race, 2_000, 0).head();
    while (!raced.isOver()) {
      raced = (Race.Raced) raced(race, 2_000, 0).head();
    }
    assertThat(raced.taken()).isEqualTo(open(setup("xor", 1)).stepsPerEpoch());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "circles",
        "spirals",
        "xor",
        "gauss",
        "moons",
        "plane",
        "hills",
        "boundary",
        "surface"
      })
  void every_set_can_be_had_in_any_size_and_is_the_same_again(String kind) {
    SplittableRandom random = new SplittableRandom(kind.hashCode());
    for (int trial = 0; trial < 15; trial++) {
      int count = random.nextInt(20, Points.MOST_ROWS + 1);
      Points points =
          new Points(
              kind,
              count,
              random.nextDouble(),
              random.nextLong(),
              random.nextInt(20, 91),
              "x * y + 1",
              "",
              "",
              "",
              "none");
      String csv = points.csv(new Asking());
      assertThat(csv.lines()).hasSize(count + 1);
      assertThat(points.csv(new Asking())).isEqualTo(csv);
      Subject subject = Subject.of(new Setup(points, layout(2), learning(1)), new Asking());
      Dataset test = subject.split().test();
      assertThat(subject.split().train().rows() + (test == null ? 0 : test.rows()))
          .isEqualTo(count);
      assertThat(subject.split().train().classes()).isEqualTo(points.isOfClasses() ? 2 : 0);
    }
  }

  @Test
  void own_rows_are_read_as_every_table_is() {
    String text =
        """
        height;age;smokes
        1,80;30;no
        1,60;40;yes
        1,75;35;no
        1,65;45;yes
        1,7;50;yes
        1,9;20;no
        """;
    Points own = new Points("rows", 0, 0, 1, 50, "", text, "", "", "none");
    NetworkView.Opened opened = open(new Setup(own, layout(3), learning(5)));
    assertThat(opened.window().names()).containsExactly("height", "age");
    assertThat(opened.classes()).containsExactly("no", "yes");
    assertThat(opened.remarks()).anyMatch(line -> line.contains("smokes"));
    assertThat(going(opened).told()).isEmpty();
    assertThat(opened.x()).contains(1.8, 1.6);
    assertThat(opened.window().left()).isLessThan(1.6);

    Points wide =
        new Points(
            "rows",
            0,
            0,
            1,
            50,
            "",
            "a,b,c,label\n1,2,3,u\n2,3,4,v\n3,4,6,u\n7,8,9,v\n",
            "",
            "",
            "none");
    assertThatThrownBy(() -> open(new Setup(wide, layout(3), learning(5))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "network: a row of this table has 3 numbers to learn from (a, b, c); the page shows"
                + " two: name the columns, such as \"age,height\", whose cells are numbers.");
    Points named = new Points("rows", 0, 0, 1, 50, "", wide.text(), "a, c", "label", "none");
    assertThat(open(new Setup(named, layout(3), learning(5))).window().names())
        .containsExactly("a", "c");
  }

  /// What fails, and what is said of it.
  @Test
  void what_keeps_a_network_from_learning_is_told() throws InterruptedException {
    Points leaked = new Points("gauss", 100, 0.5, 1, 50, "", "", "", "", "leaked");
    assertThat(told(new Setup(leaked, layout(4), learning(1))))
        .anyMatch(
            line -> line.startsWith("ROWS: ") && line.contains("also among those to learn from"));

    Points sorted = new Points("gauss", 100, 0.1, 1, 70, "", "", "", "", "sorted");
    assertThat(told(new Setup(sorted, layout(4), learning(1))))
        .anyMatch(line -> line.contains("has no row in the test data"));

    Points unscaled = new Points("circles", 100, 0.1, 1, 50, "", "", "", "", "unscaled");
    assertThat(told(new Setup(unscaled, layout(4), learning(1))))
        .anyMatch(line -> line.startsWith("BEGINNING: the columns differ in size"));

    Learning huge = new Learning("sgd", 10, 0, "constant", 10, 50, 1, "automatic");
    NetworkView.Opened opened = open(new Setup(points("plane"), layout(4), huge));
    NetworkView.Going going = played(opened);
    assertThat(going.outcome()).isEqualTo("diverged");
    assertThat(going.cause()).contains("the rate is probably too large");
    assertThat(frame(opened).numbers()[2]).doesNotContain(Float.NaN);

    Learning killing = new Learning("sgd", 3, 0, "constant", 10, 20, 1, "automatic");
    assertThat(
            told(
                new Setup(
                    points("circles"),
                    new Layout(List.of(8, 8), "relu", "", 0, false, ""),
                    killing)))
        .anyMatch(line -> line.startsWith("DEAD_UNITS: ") && line.contains("give 0 for every row"));
  }

  private List<String> told(Setup setup) throws InterruptedException {
    return played(open(setup)).told().stream()
        .map(told -> told.trouble() + ": " + told.what())
        .toList();
  }

  @Test
  void what_cannot_be_shown_is_refused_in_a_line() {
    assertRefused(setup(points("stars"), layout(2)), "network: the data \"stars\" are unknown");
    assertRefused(
        setup(new Points("xor", 2_000, 0, 1, 50, "", "", "", "", "none"), layout(2)),
        "network: 2000 rows; there must be from 4 to 1000.");
    assertRefused(
        setup(new Points("boundary", 100, 0, 1, 50, "x^2 + 1", "", "", "", "none"), layout(2)),
        "above 0 everywhere");
    assertRefused(
        setup(new Points("surface", 100, 0, 1, 50, "1/0", "", "", "", "none"), layout(2)),
        "must be a number everywhere");
    assertRefused(
        setup(new Points("surface", 100, 0, 1, 50, "sqrt(x", "", "", "", "none"), layout(2)), "");
    assertRefused(setup(points("xor"), layout(65)), "more than the page can show");
    assertRefused(setup(points("xor"), layout(64, 64, 64, 64, 64, 64)), "20,000 weights");
    assertRefused(
        setup(points("xor"), new Layout(List.of(), "tanh", "", 0, false, "3, dense 2")),
        "takes rows of 3 numbers");
    assertRefused(
        setup(
            points("xor"),
            new Layout(List.of(), "tanh", "", 0, false, "com.acme.Layer(a=1), dense 2")),
        "a layer of your own is trained in Java");
    assertRefused(
        setup(points("xor"), new Layout(List.of(3), "mash", "", 0, false, "")),
        "activation: \"mash\" is unknown");
    assertThatThrownBy(() -> race(setup(points("xor"), layout(40, 40, 40))))
        .hasMessage(
            "race: the network has 3482 weights, and differences move each of them; give one of at"
                + " most 2000.");
    assertThatThrownBy(() -> ask("look", new NetworkView.Look("gone", 0)))
        .hasMessageContaining("this training has ended");
  }

  private static Setup setup(Points points, Layout layout) {
    return new Setup(points, layout, learning(5));
  }

  private void assertRefused(Setup setup, String words) {
    assertThatThrownBy(() -> open(setup))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }

  @Test
  void there_are_so_many_trainings_at_most_and_a_page_ends_its_last() {
    List<NetworkView.Opened> all = new ArrayList<>();
    for (int i = 0; i < Sessions.MOST; i++) {
      all.add(open(setup("xor", 5)));
    }
    assertThatThrownBy(() -> open(setup("xor", 5))).hasMessageContaining("16 trainings are shown");
    NetworkView.Opened other =
        (NetworkView.Opened)
            ask("open", new NetworkView.Open(setup("xor", 5), all.getFirst().session()));
    assertThat(going(other).taken()).isZero();
    assertThatThrownBy(() -> going(all.getFirst())).hasMessageContaining("has ended");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plane", "unscaled", "numerical", "own"})
  void copied_java_gives_the_weights_on_the_page(String which, @TempDir Path folder)
      throws IOException, InterruptedException {
    boolean isOwn = which.equals("own");
    boolean isTrouble = which.equals("unscaled");
    Points points =
        new Points(
            isOwn ? "rows" : which.equals("plane") ? "plane" : "circles",
            60,
            0.2,
            3,
            60,
            "",
            isOwn
                ? "a,b \"c\\d,kind\n"
                    + "1,2,\"\"\"u\"\"\" \n"
                    + "3,1,v\n"
                    + "2,5, w\\\n"
                    + "4,4,v\n"
                    + "1,1,\"\"\"u\"\"\" \n"
                    + "6,2, w\\\n"
                : "",
            "",
            "",
            isTrouble ? which : "none");
    Learning learning =
        new Learning(
            "adam",
            0.01,
            0.001,
            "cosine",
            7,
            4,
            5,
            which.equals("numerical") ? which : "automatic");
    NetworkView.Opened opened = open(new Setup(points, layout(3), learning));
    NetworkView.Going ended = played(opened);
    Copies copied = (Copies) ask("copy", new NetworkView.Check(opened.session()));
    String printed = Answers.run(copied.java(), folder);
    assertThat(printed.strip()).endsWith(ended.weightsSha256());
    assertThat(Objects.requireNonNull(copied.command()).isEmpty())
        .isEqualTo(which.equals("unscaled"));
  }

  /// A shell gives the command its words as they are meant, and the rows as they are.
  @Test
  void a_copied_command_is_a_shells() throws IOException, InterruptedException {
    String odd =
        "a b,c'd,END\n1,2,$HOME\n3,1,`v`\n2,5,u\\\nEND,4,w\n1,1,$HOME\n6,2,`v`\n"
            .replace("END,4", "4,4");
    Points own = new Points("rows", 0, 0, 1, 60, "", odd, "a b,c'd", "END", "none");
    for (Points points : List.of(points("circles"), points("plane"), own)) {
      Subject subject = Subject.of(new Setup(points, layout(3), learning(4)), new Asking());
      Copies copied = Copied.of(subject, 3);
      Process shell =
          new ProcessBuilder(
                  "sh",
                  "-c",
                  "thalweg() { for word; do printf '%s\\1' \"$word\"; done; printf '\\2'; cat; }\n"
                      + copied.command())
              .redirectErrorStream(true)
              .start();
      shell.getOutputStream().close();
      String heard = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(shell.waitFor()).isZero();
      List<String> words = List.of(heard.substring(0, heard.indexOf('\2')).split("\1"));
      assertThat(words)
          .startsWith("train", "--data", "-", "--target", subject.target())
          .containsSubsequence("--columns", String.join(",", subject.columns()))
          .containsSubsequence("--network", subject.objective().network().toString())
          .containsSubsequence("--rule", subject.settings().rule().toString())
          .containsSubsequence("--epochs", "3");
      assertThat(heard.substring(heard.indexOf('\2') + 1)).isEqualTo(subject.csv());
    }
  }
}
