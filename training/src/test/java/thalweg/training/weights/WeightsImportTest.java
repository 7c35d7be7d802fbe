package thalweg.training.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.exchange.CarriedTensor;
import thalweg.exchange.Npy;
import thalweg.exchange.Npz;
import thalweg.exchange.Safetensors;
import thalweg.network.Network;
import thalweg.network.NetworkParser;
import thalweg.training.model.Model;
import thalweg.training.objective.Regression;

/// What a network computes elsewhere it computes here, with the weights that it has there.
@Tag("plain")
class WeightsImportTest {
  private static final int DRAWN = 120;

  @TempDir private Path folder;

  static Path safetensors(Path folder, Map<String, NdArray> tensors) throws IOException {
    Path file = folder.resolve("w.safetensors");
    new Safetensors(Map.of("format", "pt"), tensors).write(file);
    return file;
  }

  static Path archive(Path folder, Map<String, NdArray> tensors) throws IOException {
    Path file = folder.resolve("w.npz");
    Map<String, Npy> arrays = new TreeMap<>();
    tensors.forEach((name, array) -> arrays.put(name, Npy.of(array)));
    new Npz(arrays).write(file);
    return file;
  }

  static WeightsImport.Taken read(Path file, String network, Map<String, String> names)
      throws IOException {
    return WeightsImport.read(file, Regression.of(NetworkParser.parse(network)), null, names);
  }

  private static NdArray row(Architectures.Drawn drawn, Random random) {
    NdArray x = NdArray.zeros(DType.DOUBLE, drawn.row());
    for (int i = 0; i < x.shape().elements(); i++) {
      x.set(i, drawn.isWhole() ? random.nextInt(7) : random.nextGaussian());
    }
    return x;
  }

  /// Returns a row [… space, channels] as [channels, space].
  static NdArray channelsFirst(NdArray x) {
    int channels = x.shape().size(-1);
    int space = x.shape().elements() / channels;
    NdArray y = Elsewhere.zeros(channels, space);
    for (int i = 0; i < x.shape().elements(); i++) {
      y.set(i % channels * space + i / channels, x.at(i));
    }
    return y;
  }

  @ParameterizedTest
  @EnumSource(names = {"PYTORCH", "KERAS"})
  void what_is_computed_there_is_computed_here(WeightLayout layout) throws IOException {
    boolean isKeras = layout == WeightLayout.KERAS;
    for (int seed = 0; seed < DRAWN; seed++) {
      Architectures.Drawn drawn = Architectures.draw(seed, isKeras);
      DType type = seed % 3 == 0 ? DType.DOUBLE : DType.FLOAT;
      Elsewhere there = new Elsewhere(seed, type, isKeras);
      Random random = new Random(seed);
      List<NdArray> rows = new ArrayList<>();
      List<NdArray> outputs = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        NdArray x = row(drawn, random);
        outputs.add(drawn.function().apply(there, x));
        rows.add(isKeras && x.shape().rank() == 3 ? channelsFirst(x) : x);
      }
      Path file = isKeras ? archive(folder, there.tensors) : safetensors(folder, there.tensors);
      WeightsImport.Taken taken = read(file, drawn.text(), Map.of());
      assertThat(taken.layout()).as(drawn.text()).isEqualTo(layout);
      Model model = taken.model();
      assertThat(model.precision()).isEqualTo(type);
      NdArray batch = NdArray.zeros(type, model.network().input().prepend(rows.size()));
      for (int i = 0; i < batch.shape().elements(); i++) {
        int width = batch.shape().elements() / rows.size();
        batch.set(i, rows.get(i / width).at(i % width));
      }
      NdArray here = model.outputs(batch);
      double most = 1;
      for (NdArray output : outputs) {
        for (double number : output.toDoubles()) {
          most = Math.max(most, Math.abs(number));
        }
      }
      for (int i = 0; i < here.shape().elements(); i++) {
        int width = here.shape().elements() / rows.size();
        assertThat(here.at(i))
            .as("seed %s, output %s of %s", seed, i, drawn.text())
            .isCloseTo(
                outputs.get(i / width).at(i % width),
                within(most * (type == DType.DOUBLE ? 1e-11 : 1e-5)));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PYTORCH", "KERAS"})
  void every_weight_has_the_bits_that_it_has_there(WeightLayout layout) throws IOException {
    for (int seed = 0; seed < DRAWN; seed++) {
      boolean isKeras = layout == WeightLayout.KERAS;
      Architectures.Drawn drawn = Architectures.draw(seed, isKeras);
      Elsewhere there = new Elsewhere(seed, DType.FLOAT, isKeras);
      drawn.function().apply(there, row(drawn, new Random(seed)));
      Model model = read(archive(folder, there.tensors), drawn.text(), Map.of()).model();
      List<Network.Parameter> parameters = model.network().parameters();
      List<Integer> here = new ArrayList<>();
      for (int i = 0; i < parameters.size(); i++) {
        NdArray array = model.parameters().get(i);
        boolean isZero = parameters.get(i).name().endsWith("bias") && isFilled(array, 0);
        boolean isSum = parameters.get(i).name().matches(".*lstm.*bias"); // of two, less 1
        if (!isZero && !isSum) {
          addBits(array, here);
        }
      }
      model.statistics().forEach(array -> addBits(array, here));
      List<Integer> given = new ArrayList<>();
      boolean hasLstm = drawn.text().contains("lstm");
      there.tensors.forEach(
          (name, array) -> {
            boolean isSum = hasLstm && (name.contains("bias_") || name.matches(".*lstm_cell/bias"));
            if (array.type() == DType.FLOAT && !isSum) {
              addBits(array, given);
            }
          });
      Collections.sort(here);
      Collections.sort(given);
      assertThat(here).as("seed %s, %s", seed, drawn.text()).isEqualTo(given);
    }
  }

  private static boolean isFilled(NdArray array, double value) {
    for (int i = 0; i < array.shape().elements(); i++) {
      if (array.at(i) != value) {
        return false;
      }
    }
    return true;
  }

  private static void addBits(NdArray array, List<Integer> bits) {
    for (float number : array.floats()) {
      bits.add(Float.floatToRawIntBits(number));
    }
  }

  @Test
  void what_was_exported_under_the_networks_own_names_comes_back() throws IOException {
    for (int seed = 0; seed < DRAWN; seed++) {
      Network network = NetworkParser.parse(Architectures.draw(seed, false).text());
      Map<String, NdArray> arrays = new LinkedHashMap<>();
      List<NdArray> first = network.initial(DType.FLOAT, seed);
      for (int i = 0; i < first.size(); i++) {
        arrays.put(network.parameters().get(i).name(), first.get(i));
      }
      List<NdArray> kept = network.initialStatistics(DType.FLOAT);
      for (int i = 0; i < kept.size(); i++) {
        arrays.put(network.statistics().get(i).name(), kept.get(i));
      }
      WeightsImport.Taken taken = exported(archive(folder, arrays), network);
      assertThat(taken.layout()).isEqualTo(WeightLayout.THALWEG);
      assertThat(taken.model().parameters()).isEqualTo(first);
      assertThat(taken.model().statistics()).isEqualTo(kept);
      taken.model().save(folder.resolve("model"));
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> WeightsImport.read(folder.resolve("model"), network))
          .withMessageContaining("this is a model of Thalweg already");
    }
  }

  /// Reads what this library has written, and says so where all matrices are square.
  private static WeightsImport.Taken exported(Path file, Network network) throws IOException {
    try {
      return WeightsImport.read(file, network);
    } catch (IOException unclear) {
      assertThat(unclear).hasMessageContaining("say whose layout it is");
      return WeightsImport.read(file, Regression.of(network), WeightLayout.THALWEG, Map.of());
    }
  }

  @Test
  void whatever_is_missing_or_left_over_is_named_with_its_shape() throws IOException {
    Random random = new Random(9);
    int refused = 0;
    for (int seed = 0; seed < DRAWN; seed++) {
      Architectures.Drawn drawn = Architectures.draw(seed, false);
      Elsewhere there = new Elsewhere(seed, DType.FLOAT, false);
      drawn.function().apply(there, row(drawn, random));
      List<String> names =
          there.tensors.keySet().stream().filter(name -> !name.endsWith("tracked")).toList();
      String name = names.get(random.nextInt(names.size()));
      NdArray array = there.tensors.get(name);
      Map<String, NdArray> tensors = new LinkedHashMap<>(there.tensors);
      if (random.nextBoolean()) { // another tensor, of a shape that no other has
        tensors.put("more.of.it", NdArray.zeros(DType.FLOAT, Shape.of(3, 1, 4, 1, 5, 9)));
        assertThatExceptionOfType(IOException.class)
            .isThrownBy(() -> read(safetensors(folder, tensors), drawn.text(), Map.of()))
            .withMessageContaining("Not used is more.of.it [3, 1, 4, 1, 5, 9].");
      } else { // a tensor of another shape
        tensors.put(name, NdArray.zeros(DType.FLOAT, array.shape().prepend(11)));
        assertThatExceptionOfType(IOException.class)
            .as("%s of %s", name, drawn.text())
            .isThrownBy(() -> read(safetensors(folder, tensors), drawn.text(), Map.of()))
            .withMessageContaining(name + " " + array.shape().prepend(11))
            .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
      }
      refused++;
    }
    assertThat(refused).isEqualTo(DRAWN);
  }

  static NdArray filled(double value, int... sizes) {
    NdArray array = NdArray.zeros(DType.FLOAT, Shape.of(sizes));
    for (int i = 0; i < array.shape().elements(); i++) {
      array.set(i, value);
    }
    return array;
  }

  @Test
  void names_that_tell_no_order_are_asked_for_and_then_believed() throws IOException {
    Map<String, NdArray> tensors =
        Map.of(
            "down.weight", filled(2, 3, 3),
            "down.bias", filled(3, 3),
            "up.weight", filled(5, 3, 3),
            "up.bias", filled(7, 3));
    Path file = safetensors(folder, tensors);
    String text = "3, dense 3, relu, dense 3";
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> read(file, text, Map.of()))
        .withMessageContaining("dense1, dense2 could be down or up.")
        .withMessageContaining("Say by names which is which, such as dense1=NAME");
    Model model = read(file, text, Map.of("dense1", "up")).model();
    assertThat(model.parameters().get(0)).isEqualTo(filled(5, 3, 3));
    assertThat(model.parameters().get(3)).isEqualTo(filled(3, 3));
    Model mixed =
        read(
                file,
                text,
                Map.of(
                    "dense1.weight", "down.weight",
                    "dense1.bias", "up.bias",
                    "dense2.weight", "up.weight",
                    "dense2.bias", "down.bias"))
            .model();
    assertThat(mixed.parameters().get(1)).isEqualTo(filled(7, 3));
    WeightsImport.Taken beside = read(file, text, Map.of("dense1.weight", "up.weight"));
    assertThat(beside.from()).containsEntry("dense1.bias", List.of("up.bias"));
    assertThat(beside.from()).containsEntry("dense2.weight", List.of("down.weight"));
  }

  @Test
  void numbers_in_names_tell_an_order_if_they_differ_by_size_and_are_in_digits_of_ours()
      throws IOException {
    String[][] told = {{"2", "10"}, {"fc9.a", "fc10.a"}, {"a9b", "a10b"}, {"x", "x_1"}};
    String[][] untold = {{"fc1", "fc01"}, {"٣", "٤"}, {"fc٣", "fc٤"}, {"٣b", "5b"}, {"é1", "e2"}};
    for (String[] two : told) {
      Map<String, NdArray> tensors =
          Map.of(two[0] + ".weight", filled(1, 3, 3), two[1] + ".weight", filled(2, 3, 3));
      assertThat(read(safetensors(folder, tensors), "3, dense 3, dense 3", Map.of()).model())
          .satisfies(model -> assertThat(model.parameters().getFirst().at(0)).isEqualTo(1));
    }
    for (String[] two : untold) {
      Map<String, NdArray> tensors =
          Map.of(two[0] + ".weight", filled(1, 3, 3), two[1] + ".weight", filled(2, 3, 3));
      assertThatExceptionOfType(IOException.class)
          .as(two[0])
          .isThrownBy(() -> read(safetensors(folder, tensors), "3, dense 3, dense 3", Map.of()))
          .withMessageContaining("dense1, dense2 could be ")
          .withMessageContaining(two[0])
          .withMessageContaining(two[1]);
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> read(safetensors(folder, tensors), "3, dense 4", Map.of()))
          .withMessageContaining(two[0] + ".weight [3, 3]")
          .withMessageContaining(two[1] + ".weight [3, 3]");
    }
  }

  @Test
  void names_that_do_not_fit_are_told_with_both_shapes() throws IOException {
    Path file = safetensors(folder, Map.of("a.weight", filled(1, 4, 3), "a.bias", filled(1, 4)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(file, "3, dense 4", Map.of("dens1", "a")))
        .withMessage("names: the network has no weights \"dens1\"; did you mean dense1?");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> read(file, "3, dense 4", Map.of("dense1", "b")))
        .withMessageContaining(
            "dense1 takes weight [4, 3], bias [4]; the names tell of nothing called \"b\".");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> read(file, "4, dense 3", Map.of("dense1", "a")))
        .withMessageContaining("dense1 takes weight [3, 4], bias [3]; the names tell of")
        .withMessageContaining("a.weight [4, 3]");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> read(file, "3, dense 4", Map.of("dense1.weight", "a.bias")))
        .withMessageContaining("a.bias [4]");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> read(file, "3, dense 5", Map.of()))
        .withMessageContaining("Not found is dense1: weight (there weight [5, 3])")
        .withMessageContaining("Not used is a.bias [4], a.weight [4, 3]");
  }

  @Test
  void a_tied_way_out_is_the_matrix_of_the_way_in() throws IOException {
    String text = "4, tied(embedding 7 5 | lstm 5)";
    Elsewhere there = new Elsewhere(1, DType.FLOAT, false);
    there.embedding("embed.", Elsewhere.zeros(4), 7, 5);
    there.recurrent(true, "rnn.", "_l0", Elsewhere.zeros(4, 5), 5, false);
    NdArray table = there.tensors.get("embed.weight");
    assertThat(
            read(safetensors(folder, there.tensors), text, Map.of()).model().parameters().getLast())
        .isEqualTo(filled(0, 7));
    there.tensors.put("out.weight", table);
    there.tensors.put("out.bias", filled(2, 7));
    assertThat(
            read(safetensors(folder, there.tensors), text, Map.of()).model().parameters().getLast())
        .isEqualTo(filled(2, 7));
    there.tensors.put("out.weight", filled(1, 7, 5));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                read(
                    safetensors(folder, there.tensors),
                    text,
                    Map.of("tied1", "out", "tied1.embedding1", "embed")))
        .withMessageContaining("is not tied there");
  }

  @Test
  void weights_that_are_no_finite_numbers_are_refused_by_name() throws IOException {
    Path file = safetensors(folder, Map.of("0.weight", filled(Double.NaN, 4, 3)));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> read(file, "3, dense 4", Map.of()))
        .withMessageContaining("tensor \"0.weight\" has NaN at place 0; weights must be finite");
    Map<String, NdArray> norm = new TreeMap<>(Map.of("0.running_mean", filled(-1, 3)));
    norm.put("0.running_var", filled(-1, 3));
    safetensors(folder, norm);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> read(file, "3, batchnorm", Map.of()))
        .withMessageContaining("batchnorm1.variance would be -1.0 at place 0; a variance must be");
    safetensors(folder, Map.of("0.weight", NdArray.zeros(DType.INT, Shape.of(4, 3))));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> read(file, "3, dense 4", Map.of()))
        .withMessageContaining("of a type that holds whole numbers; save the weights as F32");
    CarriedTensor packed = new CarriedTensor("F4", Shape.of(4, 3), ByteBuffer.allocate(6));
    new Safetensors(Map.of(), Map.of(), Map.of("0.weight", packed)).write(file);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> read(file, "3, dense 4", Map.of()))
        .withMessageContaining("of a type that is not read as numbers");
  }
}
