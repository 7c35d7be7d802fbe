package thalweg.training.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thalweg.algebra.DType;
import thalweg.algebra.Quote;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.training.data.Fields;

@Tag("plain")
class NamedRowTest {
  private static Model model(List<String> names) {
    Network network = Network.of(names.size() + "-5-3", Activation.TANH);
    return new Model(
        network, network.initial(DType.FLOAT, 4), List.of("a", "b", "c"), Fields.named(names));
  }

  private static final List<String> FLOWER =
      List.of("Sepal Length (cm)", "sepal_width", "petalLength", "PETAL-WIDTH");

  record Flower(double petalLength, int petalWidth, Float sepalLengthCm, long sepalWidth) {}

  private static List<String> names(Random random) {
    List<String> names = new ArrayList<>();
    int count = 1 + random.nextInt(40);
    for (int i = 0; i < count; i++) {
      StringBuilder name = new StringBuilder();
      random.ints(1 + random.nextInt(6), 32, 0x250).forEach(name::appendCodePoint);
      if (!names.contains(name.toString())) {
        names.add(name.toString());
      }
    }
    return names;
  }

  private static Number number(Random random) {
    double number = random.nextInt(-8, 9) / 4.0;
    return switch (random.nextInt(6)) {
      case 0 -> (int) number;
      case 1 -> (long) number;
      case 2 -> (float) number;
      case 3 -> BigDecimal.valueOf(number);
      case 4 -> new AtomicInteger((int) number);
      default -> number;
    };
  }

  @Test
  void a_row_by_names_is_that_in_the_order_of_the_columns() {
    Random random = new Random(1);
    for (int i = 0; i < 300; i++) {
      List<String> names = names(random);
      Model model = model(names);
      Map<String, Number> values = new HashMap<>();
      names.forEach(name -> values.put(name, number(random)));
      double[] inOrder =
          names.stream().mapToDouble(name -> values.get(name).doubleValue()).toArray();
      List<String> shuffled = new ArrayList<>(names);
      Collections.shuffle(shuffled, random);
      Map<String, Number> row = new LinkedHashMap<>();
      shuffled.forEach(name -> row.put(name, values.get(name)));
      assertThat(model.predict(row)).isEqualTo(model.predict(inOrder));
    }
  }

  @Test
  void missing_and_unknown_names_are_told() {
    Model model = model(List.of("x", "y", "z"));
    assertThatThrownBy(() -> model.predict(Map.of("x", 1, "z", 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "predict: the row has no \"y\"; it takes \"x\", \"y\", \"z\", by these names in any"
                + " order.");
    assertThatThrownBy(() -> model.predict(Map.of("x", 1, "y", 3, "z", 2, "id", 7)))
        .hasMessage(
            "predict: the row has \"id\", which the model does not know; it takes \"x\", \"y\","
                + " \"z\", by these names in any order.");
    assertThatThrownBy(() -> model.predict(Map.of("X", 1, "y", 3, "z", 2)))
        .hasMessage(
            "predict: the row has no \"x\", but \"X\", which the model does not know; it takes"
                + " \"x\", \"y\", \"z\", by these names in any order.");
    assertThatThrownBy(() -> model.predict(Map.of()))
        .hasMessageContaining("no \"x\", \"y\", \"z\";");
  }

  @Test
  void every_name_that_is_left_out_or_added_is_told() {
    Random random = new Random(2);
    for (int i = 0; i < 200; i++) {
      List<String> names = names(random);
      Model model = model(names);
      Map<String, Object> row = new HashMap<>();
      names.forEach(name -> row.put(name, 1));
      String left = names.get(random.nextInt(names.size()));
      row.remove(left);
      assertThatThrownBy(() -> model.predict(row))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("predict: the row has no " + Quote.of(left) + "; ");
      row.put(left, 1);
      row.put("more than six characters", 2);
      assertThatThrownBy(() -> model.predict(row))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("predict: the row has \"more than six characters\", which");
    }
  }

  @Test
  void what_is_no_finite_number_is_told() {
    Model model = model(List.of("x", "y"));
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("x", 1);
    row.put("y", "tall");
    assertThatThrownBy(() -> model.predict(row))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "predict: column 2 (y): found \"tall\", expected a finite number; correct it, or leave"
                + " the row out.");
    row.put("y", null);
    assertThatThrownBy(() -> model.predict(row))
        .hasMessage(
            "predict: column 2 (y): found nothing, expected a number; the data trained on had one"
                + " in every row; correct it, or leave the row out.");
    row.put("y", Double.NaN);
    assertThatThrownBy(() -> model.predict(row)).hasMessageContaining("column 1 (y) is NaN");
    row.put("y", 1);
    row.put(null, 1);
    assertThatThrownBy(() -> model.predict(row))
        .hasMessageContaining("\"null\", which the model does not know");
  }

  @Test
  void a_record_is_read_by_the_names_of_its_components() {
    Model model = model(FLOWER);
    assertThat(model.predict(new Flower(1.5, 2, 3f, -1L))).isEqualTo(model.predict(3, -1, 1.5, 2));
  }

  record Twice(double petalLength, double petal_length, double sepalLengthCm, double sepalWidth) {}

  record Short(double petalLength, Double petalWidth, double sepalLengthCm) {}

  @Test
  void a_record_that_does_not_fit_is_refused() {
    Model model = model(FLOWER);
    assertThatThrownBy(() -> model.predict(new Twice(1, 2, 3, 4)))
        .hasMessageContaining("no \"PETAL-WIDTH\", but \"petal_length\", which");
    assertThatThrownBy(() -> model.predict(new Short(1, 2.0, 3)))
        .hasMessageContaining("the row has no \"sepal_width\";");
    Model alike = model(List.of("a b", "a_b"));
    record Alike(double aB) {}
    assertThatThrownBy(() -> alike.predict(new Alike(1)))
        .hasMessageContaining("no \"a b\", \"a_b\", but \"aB\", which");
    record Broken(double x) {
      @Override
      public double x() {
        throw new IllegalStateException("no value yet");
      }
    }
    assertThatThrownBy(() -> model(List.of("x")).predict(new Broken(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("predict: the component x of the record failed: no value yet");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "digits"})
  void a_model_without_names_takes_numbers(String how) {
    Network network = Network.of("2-3", Activation.TANH);
    Model model =
        new Model(
            network,
            network.initial(DType.FLOAT, 1),
            List.of(),
            how.isEmpty() ? Fields.named(List.of("", "")) : Fields.UNKNOWN);
    assertThatThrownBy(() -> model.predict(Map.of("x", 1, "y", 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "predict: the columns of the data trained on have no names; give the row as numbers, in"
                + " their order.");
    assertThatThrownBy(() -> model.predict(new Short(1, 2.0, 3)))
        .hasMessageContaining("have no names");
  }
}
