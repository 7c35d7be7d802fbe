package thalweg.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.exchange.Npy;
import thalweg.exchange.Npz;

@Tag("plain")
class NumpyDataTest {
  @TempDir Path folder;
  private final Map<String, Npy> arrays = new LinkedHashMap<>();

  private void put(String name, Npy.Element element, Shape shape, int... numbers) {
    int[] all =
        IntStream.range(0, shape.elements()).map(i -> numbers[i % numbers.length]).toArray();
    arrays.put(name, Npy.of(element, NdArray.of(shape, all)));
  }

  private void put(String name, Shape shape, double... numbers) {
    arrays.put(name, Npy.of(NdArray.of(shape, numbers)));
  }

  private Path file() throws IOException {
    Path file = folder.resolve("data.npz");
    new Npz(arrays).write(file);
    return file;
  }

  @Test
  void parts_are_known_by_their_names_and_bytes_are_pictures() throws IOException {
    put("x_train", Npy.Element.UNSIGNED_BYTE, Shape.of(4, 2, 3), 0, 51, 255);
    put("Y_train", Npy.Element.LONG, Shape.of(4), 3, 1);
    put("x_test", Npy.Element.UNSIGNED_BYTE, Shape.of(2, 2, 3), 255);
    put("y_test", Npy.Element.LONG, Shape.of(2, 1), 7);
    Split split = NumpyData.read(file());
    assertThat(split.train().rowShape()).isEqualTo(Shape.of(2, 3));
    assertThat(split.train().features(DType.DOUBLE).get(1, 0, 1)).isEqualTo(0.2);
    assertThat(split.train().classNames()).containsExactly("1", "3", "7");
    assertThat(split.train().labels()).containsExactly(1, 0, 1, 0);
    assertThat(split.test().labels()).containsExactly(2, 2);
    assertThat(split.validation()).isNull();
    assertThat(split.train().remarks())
        .contains("x_train holds whole numbers from 0 to 255, each taken divided by 255");
  }

  @Test
  void colours_that_stand_last_are_turned_to_planes() throws IOException {
    put("x", Npy.Element.INT, Shape.of(2, 5, 7, 3), IntStream.range(0, 210).toArray());
    put("y", Npy.Element.INT, Shape.of(2), 0, 1);
    Dataset data = NumpyData.read(file()).train();
    assertThat(data.rowShape()).isEqualTo(Shape.of(3, 5, 7));
    for (int i = 0; i < 210; i++) {
      int row = i / 105;
      assertThat(data.features(DType.DOUBLE).get(row, i % 3, i % 105 / 21, i % 21 / 3))
          .isEqualTo(i / 255.0);
    }
  }

  @Test
  void rows_of_one_axis_are_a_table_whose_target_may_be_a_quantity() throws IOException {
    put("x", Shape.of(3, 2), 1, 2, 3, 4, 5, 6);
    put("y", Shape.of(3), 0.5, 1, 2);
    Dataset data = NumpyData.read(file()).train();
    assertThat(data.fields().names()).containsExactly("x0", "x1");
    assertThat(data.classes()).isZero();
    assertThat(data.numbers(Dataset.TARGET, DType.DOUBLE).doubles()).containsExactly(0.5, 1, 2);
  }

  @Test
  void what_classes_are_is_told_by_the_numbers() throws IOException {
    put("x", Npy.Element.UNSIGNED_BYTE, Shape.of(600, 2, 2), 1);
    put(
        "y",
        Npy.Element.LONG,
        Shape.of(600),
        IntStream.range(0, 600).map(i -> 1 + i % 30).toArray());
    assertThat(NumpyData.read(file()).train().classes()).isEqualTo(30);
    put(
        "y",
        Npy.Element.LONG,
        Shape.of(600),
        IntStream.range(0, 600).map(i -> 2 * (i % 30)).toArray());
    assertThat(NumpyData.read(file()).train().classes()).isZero();
    put("y", Npy.Element.LONG, Shape.of(600), IntStream.range(0, 600).toArray());
    assertThat(NumpyData.read(file()).train().classes()).isZero();
    put("y", Npy.Element.BOOL, Shape.of(600), 1, 0, 0);
    assertThat(NumpyData.read(file()).train().classNames()).containsExactly("0", "1");
    put("y", Npy.Element.FLOAT, Shape.of(600, 3), 0, 1, 0);
    assertThat(NumpyData.read(file()).train().classNames()).containsExactly("0", "1", "2");
  }

  @Test
  void a_model_sees_arrays_without_a_target() throws IOException {
    put("x_test", Npy.Element.UNSIGNED_BYTE, Shape.of(2, 2, 2), 1);
    Dataset data = NumpyData.forModel(file(), List.of("a", "b"));
    assertThat(data.labels()).containsExactly(-1, -1);
    put("y_test", Npy.Element.INT, Shape.of(2), 0, 5);
    assertThat(NumpyData.forModel(file(), List.of("5", "6")).labels()).containsExactly(-1, 0);
    Path alone = folder.resolve("x.npy");
    arrays.get("x_test").write(alone);
    assertThat(NumpyData.forModel(alone, List.of()).numbers(Dataset.TARGET, DType.DOUBLE).doubles())
        .containsExactly(Double.NaN, Double.NaN);
  }

  @Test
  void what_does_not_fit_is_told() throws IOException {
    put("a", Shape.of(1), 1);
    assertFault("holds \"a\", expected arrays x_train, y_train, x_test and y_test, or x and y;");
    put("x", Shape.of(2, 2), 1, 2, 3, Double.NaN);
    assertFault("has x and no y, expected what is to be learnt; add it.");
    put("y", Shape.of(3), 1, 2, 3);
    assertFault("y has shape [3], expected 2 rows as x has.");
    put("y", Shape.of(2), 1, 2);
    assertFault("x: row 1, number 1 is NaN or infinite");
    put("x", Shape.of(2), 1, 2);
    assertFault("x has shape [2], expected rows along the first of at least 2 axes.");
    arrays.clear();
    put("x_test", Shape.of(1, 1), 1);
    put("y_test", Shape.of(1), 1);
    assertFault("has no array x_train, expected one beside its other parts; add it.");
    Path damaged = Files.writeString(folder.resolve("bad.npz"), "PK\u0003\u0004 no archive");
    assertThatThrownBy(() -> NumpyData.read(damaged)).hasMessageContaining("damaged archive");
  }

  private void assertFault(String message) {
    assertThatThrownBy(() -> NumpyData.read(file()))
        .isInstanceOf(DataFileException.class)
        .hasMessageStartingWith(folder.resolve("data.npz") + ": " + message);
  }
}
