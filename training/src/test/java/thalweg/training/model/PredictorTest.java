package thalweg.training.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.training.Trainer;
import thalweg.training.TrainingResult;
import thalweg.training.TrainingSettings;
import thalweg.training.data.Column;
import thalweg.training.data.Dataset;
import thalweg.training.data.Digits;
import thalweg.training.data.Fields;
import thalweg.training.data.Split;
import thalweg.training.objective.Classification;
import thalweg.training.objective.Prediction;

@Tag("plain")
class PredictorTest {
  private static final Network NETWORK = Network.of("30-70-40-5", Activation.RELU);

  private static Model model(DType type) {
    List<String> names = IntStream.range(0, 5).mapToObj(Integer::toString).toList();
    return new Model(NETWORK, NETWORK.initial(type, 3), names);
  }

  private static NdArray rows(int count, DType type) {
    Random random = new Random(count);
    NdArray rows = NdArray.zeros(type, Shape.of(count, 30));
    for (int i = 0; i < count * 30; i++) {
      rows.set(i, random.nextInt(3) == 0 ? random.nextGaussian() : 0);
    }
    return rows;
  }

  @Test
  void outputs_are_those_of_each_row_alone_on_any_number_of_threads() {
    for (DType type : List.of(DType.FLOAT, DType.DOUBLE)) {
      Model model = model(type);
      int most = 3 * Predictor.ROWS + 17;
      NdArray all = rows(most, type);
      NdArray expected = NdArray.zeros(type, Shape.of(most, 5));
      try (Predictor one = model.predictor(1)) {
        for (int row = 0; row < most; row++) {
          NdArray single = NdArray.zeros(type, Shape.of(1, 30));
          System.arraycopy(all.raw(), row * 30, single.raw(), 0, 30);
          System.arraycopy(one.outputs(single).raw(), 0, expected.raw(), row * 5, 5);
        }
      }
      for (int threads : new int[] {1, 2, 3, 7}) {
        try (Predictor predictor = model.predictor(threads)) {
          for (int count : new int[] {0, 1, 2, 63, 64, 167, 168, 169, 336, 400, most, 1}) {
            NdArray part = NdArray.zeros(type, Shape.of(count, 30));
            System.arraycopy(all.raw(), 0, part.raw(), 0, count * 30);
            NdArray outputs = predictor.outputs(part);
            assertThat(outputs.shape()).isEqualTo(Shape.of(count, 5));
            for (int i = 0; i < count * 5; i++) {
              assertThat(outputs.at(i)).isEqualTo(expected.at(i));
            }
          }
        }
      }
    }
  }

  @Test
  void sixteen_threads_at_once_get_what_one_alone_gets() throws Exception {
    int count = 1_000_000;
    int inputs = 6;
    Network network = Network.of("6-9-3", Activation.TANH);
    Model model = new Model(network, network.initial(DType.FLOAT, 3), List.of());
    NdArray rows = NdArray.zeros(DType.FLOAT, Shape.of(count, inputs));
    float[] numbers = rows.floats();
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = ((i * 0x9E3779B9) >> 8) / 4e6f;
    }
    float[] expected;
    try (Predictor alone = model.predictor(1)) {
      expected = alone.outputs(rows).floats();
    }
    for (int team : new int[] {1, 2}) {
      float[] found = new float[expected.length];
      try (Predictor shared = model.predictor(team);
          ExecutorService askers = Executors.newFixedThreadPool(16)) {
        List<Future<?>> asked = new ArrayList<>();
        for (int asker = 0; asker < 16; asker++) {
          int first = asker;
          asked.add(askers.submit(() -> ask(shared, rows, found, first)));
        }
        for (Future<?> one : asked) {
          one.get();
        }
      }
      assertThat(Arrays.mismatch(found, expected)).isEqualTo(-1);
    }
  }

  /// Asks for every sixteenth stretch of 500 rows, cut into requests of random sizes.
  private static void ask(Predictor predictor, NdArray rows, float[] into, int first) {
    Random sizes = new Random(first);
    int count = rows.shape().size(0);
    int inputs = rows.shape().size(1);
    for (int stretch = first * 500; stretch < count; stretch += 16 * 500) {
      for (int from = stretch; from < stretch + 500; ) {
        int size = Math.min(1 + sizes.nextInt(400), stretch + 500 - from);
        float[] part = Arrays.copyOfRange(rows.floats(), from * inputs, (from + size) * inputs);
        NdArray outputs = predictor.outputs(NdArray.of(Shape.of(size, inputs), part));
        System.arraycopy(outputs.floats(), 0, into, from * 3, size * 3);
        from += size;
      }
    }
  }

  /// A network of 30 inputs whose columns are scaled by all sorts of numbers.
  private static Model scaled(DType type) {
    Random random = new Random(17);
    List<Fields.Field> fields = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      double size = Math.pow(10, random.nextInt(13) - 6);
      fields.add(
          Fields.Field.named("c" + i, i)
              .scaled(size * random.nextGaussian(), size * (0.1 + random.nextDouble())));
    }
    return new Model(
        Classification.of(NETWORK),
        NETWORK.initial(type, 3),
        List.of(),
        List.of(
            new Column.Kind(
                Dataset.FEATURES, NETWORK.input(), DType.FLOAT, new Fields(fields), List.of()),
            new Column.Kind(Dataset.TARGET, Shape.SCALAR, DType.INT, Fields.UNKNOWN, List.of())));
  }

  @Test
  void a_row_of_doubles_gives_what_it_gives_in_a_data_set() {
    for (Model model :
        List.of(
            model(DType.FLOAT), model(DType.DOUBLE), scaled(DType.FLOAT), scaled(DType.DOUBLE))) {
      double[][] rows = new double[100][30];
      Random random = new Random(5);
      for (double[] row : rows) {
        for (int i = 0; i < 30; i++) {
          Fields.Field field =
              model.fields().all().isEmpty()
                  ? Fields.Field.named("", i)
                  : model.fields().all().get(i);
          row[i] = field.centre() + field.scale() * random.nextGaussian();
        }
      }
      Dataset data = Dataset.of(rows, new int[100]);
      NdArray expected = model.outputs(data);
      List<Prediction> answers = model.predict(data);
      double[] outputs = new double[5];
      for (int threads : new int[] {1, 2}) {
        try (Predictor predictor = model.predictor(threads)) {
          for (int row = 0; row < 100; row++) {
            predictor.outputs(rows[row], outputs);
            for (int i = 0; i < 5; i++) {
              assertThat(outputs[i]).isEqualTo(expected.at(row * 5 + i));
            }
            assertThat(model.predict(rows[row])).isEqualTo(answers.get(row));
          }
        }
      }
    }
  }

  @Test
  void rows_of_doubles_from_sixteen_threads_get_their_own_answers() throws Exception {
    Model model = scaled(DType.FLOAT);
    int count = 2_000;
    double[][] rows = new double[count][30];
    double[][] expected = new double[count][5];
    Random random = new Random(6);
    try (Predictor alone = model.predictor(1)) {
      for (int row = 0; row < count; row++) {
        for (int i = 0; i < 30; i++) {
          rows[row][i] = random.nextGaussian() * model.fields().all().get(i).scale();
        }
        alone.outputs(rows[row], expected[row]);
      }
    }
    for (int team : new int[] {1, 2}) {
      try (Predictor shared = model.predictor(team);
          ExecutorService askers = Executors.newFixedThreadPool(16)) {
        List<Future<Integer>> asked = new ArrayList<>();
        for (int asker = 0; asker < 16; asker++) {
          int seed = asker;
          asked.add(
              askers.submit(
                  () -> {
                    Random which = new Random(seed);
                    double[] outputs = new double[5];
                    int wrong = 0;
                    for (int request = 0; request < 20_000; request++) {
                      int row = which.nextInt(count);
                      shared.outputs(rows[row], outputs);
                      wrong += Arrays.equals(outputs, expected[row]) ? 0 : 1;
                    }
                    return wrong;
                  }));
        }
        for (Future<Integer> one : asked) {
          assertThat(one.get()).isZero();
        }
      }
    }
  }

  @Test
  void a_model_and_a_predictor_that_are_warm_say_what_they_said_before() {
    for (Model model : List.of(model(DType.FLOAT), scaled(DType.DOUBLE))) {
      NdArray rows = rows(3, model.precision());
      NdArray before = model.outputs(rows);
      model.warmUp();
      assertThat(model.outputs(rows)).isEqualTo(before);
      try (Predictor predictor = model.predictor(2)) {
        predictor.warmUp();
        assertThat(predictor.outputs(rows)).isEqualTo(before);
      }
    }
  }

  @Test
  void a_thread_that_is_told_to_stop_does_not_wait_until_all_is_warm() {
    Thread.currentThread().interrupt();
    model(DType.FLOAT).warmUp();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void a_row_of_doubles_that_does_not_fit_is_refused() {
    try (Predictor predictor = model(DType.FLOAT).predictor(1)) {
      double[] row = new double[30];
      assertThatThrownBy(() -> predictor.outputs(new double[29], new double[5]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("predict: rows have shape [29]; the network takes [30].");
      assertThatThrownBy(() -> predictor.outputs(row, new double[4]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "predict: the array for the outputs has room for 4 numbers; the network gives 5.");
      for (double bad : new double[] {Double.NaN, 1 / 0.0}) {
        row[7] = bad;
        assertThatThrownBy(() -> predictor.outputs(row, new double[5]))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(
                "predict: row 0, column 7 is %s; features must be finite numbers: fill it, or leave"
                    + " the row out.",
                bad);
      }
      row[7] = -1e300;
      assertThatThrownBy(() -> predictor.outputs(row, new double[5]))
          .hasMessage(
              "predict: row 0, column 7 is -1.0E300, so far from what the model was trained on that"
                  + " FLOAT cannot hold it; correct it, or leave the row out.");
      predictor.close();
      assertThatThrownBy(() -> predictor.outputs(new double[30], new double[5]))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("predict: the predictor has been closed; ask the model for another.");
    }
  }

  @Test
  void nobody_can_write_into_a_model() {
    List<NdArray> given = NETWORK.initial(DType.FLOAT, 3);
    Model model = new Model(NETWORK, given, List.of());
    String before = model.weightsSha256();
    given.getLast().set(0, 7);
    model.parameters().getFirst().set(0, 7);
    model.to(DType.FLOAT).parameters().getFirst().set(0, 7);
    assertThat(model.weightsSha256()).isEqualTo(before);

    Split split = Digits.split(5, 60, 20);
    TrainingSettings settings = TrainingSettings.defaults().withBatch(20).withEpochs(1);
    TrainingResult result =
        Trainer.of(Network.of("784-3-10", Activation.TANH), split, settings).run();
    String trained = result.model().weightsSha256();
    result.state().parameters().forEach(array -> array.set(0, 7));
    assertThat(result.model().weightsSha256()).isEqualTo(trained);
  }

  @Test
  void a_row_with_a_number_that_is_not_finite_is_told() {
    for (DType type : List.of(DType.FLOAT, DType.DOUBLE)) {
      for (double bad : new double[] {Double.NaN, -1 / 0.0, 1 / 0.0}) {
        for (int place : new int[] {0, 1, 29, 59, 30 * 400 - 1, 30 * 200 + 7}) {
          NdArray rows = rows(place < 30 ? 1 : place < 60 ? 2 : 400, type);
          rows.set(place, bad);
          for (int threads : new int[] {1, 2}) {
            try (Predictor predictor = model(type).predictor(threads)) {
              assertThatThrownBy(() -> predictor.outputs(rows))
                  .isInstanceOf(IllegalArgumentException.class)
                  .hasMessage(
                      "predict: row %s, column %s is %s; features must be finite numbers: fill it,"
                          + " or leave the row out.",
                      place / 30, place % 30, bad);
              assertThat(predictor.outputs(rows(1, type)).at(0)).isFinite();
            }
          }
        }
      }
    }
  }

  @Test
  void rows_whose_sum_overflows_are_predicted() {
    Model model = model(DType.FLOAT);
    NdArray rows = NdArray.zeros(DType.FLOAT, Shape.of(2, 30));
    for (int i = 0; i < 60; i++) {
      rows.set(i, 3e37);
    }
    assertThat(model.predict(rows)).hasSize(2);
  }

  @Test
  void a_resource_that_is_not_on_the_class_path_is_told() {
    assertThatThrownBy(() -> Model.load(PredictorTest.class.getResourceAsStream("/no.such.model")))
        .isInstanceOf(NullPointerException.class)
        .hasMessage(
            "model: there is no stream to read; a resource that is not on the class path gives"
                + " none.");
  }

  @Test
  void a_closed_predictor_says_so() {
    for (int threads : new int[] {1, 2}) {
      Predictor predictor = model(DType.FLOAT).predictor(threads);
      predictor.close();
      assertThatThrownBy(() -> predictor.outputs(rows(1, DType.FLOAT)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("predict: the predictor has been closed; ask the model for another.");
    }
  }

  @Test
  void a_model_whose_names_do_not_fit_its_outputs_is_refused() {
    assertThatThrownBy(() -> new Model(NETWORK, NETWORK.initial(DType.FLOAT, 3), List.of("a", "b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "model: 2 class names given, the network has 5 outputs; give one for each, or none.");
    assertThatThrownBy(
            () ->
                new Model(
                    NETWORK,
                    NETWORK.initial(DType.FLOAT, 3),
                    List.of(),
                    Fields.named(List.of("a", "b"))))
        .hasMessage(
            "model: 2 columns given, the network has 30 inputs; give one for each, or none.");
  }

  @Test
  void columns_are_found_by_name_and_scaled_as_in_training() {
    Random random = new Random(5);
    for (int trial = 0; trial < 100; trial++) {
      int width = 1 + random.nextInt(6);
      double[] numbers = random.doubles(40L * width, -1, 1).toArray();
      List<String> names = IntStream.range(0, width).mapToObj(i -> "c" + i).toList();
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = (numbers[i] + i % width) * Math.pow(10, 5 * (i % width) - 9);
      }
      int[] labels = IntStream.range(0, 40).map(i -> i % 2).toArray();
      Dataset data =
          Dataset.ofDoubles("d", Shape.of(width), numbers, labels, List.of("no", "yes"))
              .withFieldNames(names)
              .standardised();
      Network network = Network.of(width + "-4-2", Activation.TANH);
      Model model =
          new Model(
              network, network.initial(DType.DOUBLE, trial), data.classNames(), data.fields());
      NdArray expected = model.outputs(data);
      assertThat(model.outputs(data.features(DType.DOUBLE))).isEqualTo(expected);
      Model unscaled = new Model(network, network.initial(DType.DOUBLE, trial), data.classNames());
      assertThat(unscaled.outputs(data.scaled().features(DType.DOUBLE))).isEqualTo(expected);

      List<Integer> order = new ArrayList<>(IntStream.range(0, width).boxed().toList());
      Collections.shuffle(order, random);
      double[] moved = new double[numbers.length];
      for (int i = 0; i < moved.length; i++) {
        moved[i] = numbers[i - i % width + order.get(i % width)];
      }
      Dataset permuted =
          Dataset.ofDoubles("p", Shape.of(width), moved, labels, List.of("no", "yes"))
              .withFieldNames(order.stream().map(names::get).toList());
      assertThat(model.outputs(permuted)).isEqualTo(expected);
    }
  }

  @Test
  void columns_that_are_missing_or_unknown_are_named() {
    Dataset data =
        Dataset.ofDoubles("d", Shape.of(2), new double[] {1, 2}, new int[] {0}, List.of("x", "y"))
            .withFieldNames(List.of("long", "w\nide"));
    Network network = Network.of("2-2", Activation.TANH);
    Model model =
        new Model(
            network,
            network.initial(DType.FLOAT, 1),
            List.of("x", "y"),
            Fields.named(List.of("long", "high")));
    assertThatThrownBy(() -> model.predict(data))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "columns: \"high\" missing, \"w\\nide\" unknown; expected \"long\", \"high\" in any"
                + " order. Rename, add or remove columns.");
  }

  @Test
  void a_number_that_float_cannot_hold_is_told_with_its_place() {
    Dataset data =
        Dataset.ofDoubles(
            "d", Shape.of(2), new double[] {1, 2, 3, -1e300}, new int[] {0, 0}, List.of("x", "y"));
    Network network = Network.of("2-2", Activation.TANH);
    Model model = new Model(network, network.initial(DType.FLOAT, 1), List.of("x", "y"));
    assertThatThrownBy(() -> model.predict(data))
        .hasMessage(
            "d: row 1, column 1 is -1.0E300, more than float can hold (3.4e38); scale the column,"
                + " or compute in double.");
    assertThat(model.to(DType.DOUBLE).predict(data)).hasSize(2);
  }

  @Test
  void rows_that_do_not_fit_are_told_at_the_door() {
    Model model = model(DType.FLOAT);
    try (Predictor predictor = model.predictor(1)) {
      assertThatThrownBy(() -> predictor.outputs(NdArray.zeros(DType.FLOAT, Shape.of(2, 31))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("predict: rows have shape [31]; the network takes [30].");
      assertThatThrownBy(() -> predictor.outputs(rows(2, DType.DOUBLE)))
          .hasMessage("predict: rows are DOUBLE, the model is FLOAT; convert one with to(…).");
      assertThatThrownBy(
              () ->
                  predictor.outputs(
                      rows(2, DType.FLOAT), NdArray.zeros(DType.FLOAT, Shape.of(2, 6))))
          .hasMessage(
              "predict: the array for the outputs is FLOAT [2, 6]; it must be FLOAT [2, 5].");
    }
    assertThatThrownBy(() -> model.predictor(0))
        .hasMessage("team: 0 threads asked for; it must be from 1 to 1024.");
  }
}
