package thalweg.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.training.Trainer;
import thalweg.training.TrainingSettings;
import thalweg.training.model.Model;

@Tag("plain")
class RecordRowsTest {
  enum Kind {
    CAT,
    DOG,
    OWL
  }

  record House(double area, int rooms, @Nullable Double price) {}

  record Animal(Kind label, float weight, long legs) {}

  record Tried(double x, int count) {}

  record Yes(boolean target, short x) {}

  record Said(double x, String word) {}

  record Lone(double x) {}

  record Sides(double a, double b) {}

  record Triangle(double a, double b, boolean isFlat) {}

  @Test
  void the_last_component_is_learnt_and_the_others_are_fields() {
    Dataset data = Dataset.of(List.of(new House(80, 3, 240.5), new House(120, 5, 350.0)));
    assertThat(data.fields().names()).containsExactly("area", "rooms");
    assertThat(data.features(DType.DOUBLE).doubles()).containsExactly(80, 3, 120, 5);
    assertThat(data.numbers(Dataset.TARGET, DType.DOUBLE).doubles()).containsExactly(240.5, 350);
    assertThat(data.column(Dataset.TARGET).fields().names()).containsExactly("price");
    Dataset rooms = Dataset.of(List.of(new House(80, 3, 240.0), new House(9, 5, 35.0)), "rooms");
    assertThat(rooms.classNames()).containsExactly("3", "5");
    assertThat(rooms.fields().names()).containsExactly("area", "price");
  }

  @Test
  void what_is_learnt_is_told_by_its_type_and_number() {
    Dataset animals =
        Dataset.of(List.of(new Animal(Kind.OWL, 1.5f, 2), new Animal(Kind.CAT, 4, 4)));
    assertThat(animals.classNames()).containsExactly("CAT", "DOG", "OWL");
    assertThat(animals.labels()).containsExactly(2, 0);
    assertThat(animals.fields().names()).containsExactly("weight", "legs");
    assertThat(Dataset.of(List.of(new Yes(true, (short) 1), new Yes(false, (short) 2))).labels())
        .containsExactly(1, 0);
    assertThat(Dataset.of(List.of(new Said(1, "b"), new Said(2, "a"))).classNames())
        .containsExactly("a", "b");
    for (int different : new int[] {1, 2, 20, 21, 100}) {
      List<Tried> rows =
          IntStream.range(0, 300).mapToObj(i -> new Tried(i, i % different - 3)).toList();
      Dataset data = Dataset.of(rows);
      assertThat(data.classes()).isEqualTo(different <= 20 ? different : 0);
    }
  }

  @Test
  void a_model_of_records_predicts_records() {
    Random random = new Random(1);
    List<Triangle> rows =
        IntStream.range(0, 400)
            .mapToObj(_ -> new double[] {random.nextDouble(), random.nextDouble()})
            .map(sides -> new Triangle(sides[0], sides[1], sides[0] > sides[1]))
            .toList();
    Model model =
        Trainer.of(
                Network.of("2-8-2", Activation.TANH),
                Split.of(Dataset.of(rows)),
                TrainingSettings.defaults().withBatch(10).withEpochs(30))
            .run()
            .model();
    assertThat(model.predict(new Sides(0.9, 0.1)).toString()).isEqualTo("true");
    assertThat(model.predict(new Sides(0.1, 0.9)).toString()).isEqualTo("false");
  }

  @Test
  void what_does_not_fit_is_told() {
    assertThatThrownBy(() -> Dataset.of(List.of()))
        .hasMessage("records: there are none; give at least one row.");
    assertThatThrownBy(() -> Dataset.of(List.of(new Lone(1))))
        .hasMessageContaining("Lone has 1 component; there must be at least one to learn from");
    assertThatThrownBy(() -> Dataset.of(List.of(new Tried(1, 2), new Yes(true, (short) 1))))
        .hasMessage("records: row 1 is a Yes, row 0 a Tried; all must be of one record.");
    assertThatThrownBy(() -> Dataset.of(List.of(new Tried(1, 2), new Tried(Double.NaN, 1))))
        .hasMessage(
            "records: row 1, x is \"NaN\", expected a finite number; fill it, or leave the row"
                + " out.");
    assertThatThrownBy(() -> Dataset.of(List.of(new House(1, 2, null))))
        .hasMessageContaining("row 0, price is null, expected a finite number");
    assertThatThrownBy(() -> Dataset.of(List.of(new Said(1, "b")), "x"))
        .hasMessageContaining(
            "row 0, word is \"b\", expected a finite number; tell it in numbers.");
    assertThatThrownBy(() -> Dataset.of(List.of(new Tried(1, 2)), "price"))
        .hasMessage("records: Tried has no component \"price\", only x, count; name one of these.");
  }
}
