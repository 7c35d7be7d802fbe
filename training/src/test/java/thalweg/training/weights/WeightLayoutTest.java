package thalweg.training.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.network.Network;
import thalweg.network.NetworkParser;
import thalweg.training.model.Model;
import thalweg.training.objective.Regression;

/// Where shapes alone would let weights in the wrong way: square matrices, and axes that stand in
/// another order.
@Tag("plain")
class WeightLayoutTest {
  @TempDir private Path folder;

  @Test
  void what_keras_orders_otherwise_is_refused() throws IOException {
    Path file =
        WeightsImportTest.archive(
            folder, Map.of("dense/kernel", WeightsImportTest.filled(1, 4, 3)));
    for (String text :
        List.of(
            "3x4x4, layernorm, flatten, dense 3",
            "3x4x4, conv 2 3x3, dense 3 each",
            "3x4x4, flatten, residual(dense 48), dense 3",
            "3x4x4, flatten",
            "3x4x4, reshape 4x4x3, flatten, dense 3",
            "4x5, lstm 3, batchnorm, flatten, dense 3",
            "4x4, batchnorm, lstm 3, flatten, dense 3",
            "4x4, layernorm, conv 4 3 same, flatten, dense 3",
            "4x4, dense 4 each, maxpool 2, flatten, dense 3",
            "4, embedding 4 4, conv 4 3 same, flatten, dense 3",
            "4, embedding 4 4, transposedconv 4 3, flatten, dense 3",
            "4, embedding 4 4, globalaveragepool, dense 3",
            "16, reshape 4x4, conv 4 3 same, flatten, dense 3",
            "3x4x4, conv 3 3x3 same, softmax, flatten, dense 3")) {
      assertThatIllegalArgumentException()
          .as(text)
          .isThrownBy(() -> WeightsImportTest.read(file, text, Map.of()))
          .withMessageMatching(".*(along another axis there|with the channels last).*");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WeightsImportTest.read(file, "4x4, transformer width 8", Map.of()))
        .withMessageContaining("has no counterpart in keras");
  }

  @Test
  void series_that_a_normalisation_sees_by_channels_are_made_flat_as_they_are_in_keras()
      throws IOException {
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      NdArray x = Elsewhere.zeros(2 + random.nextInt(4), 2 + random.nextInt(4));
      for (int i = 0; i < x.shape().elements(); i++) {
        x.set(i, random.nextGaussian());
      }
      Elsewhere there = new Elsewhere(seed, DType.DOUBLE, true);
      NdArray made = there.batchNorm("n/", x, 1e-3).reshape(Shape.of(x.shape().elements()));
      NdArray y = there.dense("d/", made, 3, true);
      String text =
          x.shape().size(1)
              + "x"
              + x.shape().size(0)
              + ", batchnorm epsilon 0.001, flatten, dense 3";
      Model model =
          WeightsImportTest.read(WeightsImportTest.archive(folder, there.tensors), text, Map.of())
              .model();
      NdArray here =
          model.outputs(
              WeightsImportTest.channelsFirst(x).reshape(model.network().input().prepend(1)));
      for (int i = 0; i < 3; i++) {
        assertThat(here.at(i)).as(text).isCloseTo(y.at(i), within(1e-11));
      }
    }
  }

  @Test
  void own_names_that_pytorch_can_have_too_are_never_taken_for_the_other_layout()
      throws IOException {
    int asked = 0;
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      int width = 1 + random.nextInt(3);
      String text = "" + width;
      int wide = width;
      Map<String, NdArray> ours = new TreeMap<>();
      Map<String, NdArray> theirs = new TreeMap<>();
      for (int layer = 1 + random.nextInt(3); layer > 0; layer--) {
        int next = 1 + random.nextInt(3);
        String name = "dense" + (text.split(",").length);
        NdArray weight = WeightsImportTest.filled(0, wide, next);
        NdArray turned = WeightsImportTest.filled(0, next, wide);
        for (int i = 0; i < weight.shape().elements(); i++) {
          weight.set(i, random.nextGaussian());
          turned.set(i % next * wide + i / next, weight.at(i));
        }
        ours.put(name + ".weight", weight);
        theirs.put(name + ".weight", turned);
        ours.put(name + ".bias", WeightsImportTest.filled(layer, next));
        theirs.put(name + ".bias", WeightsImportTest.filled(layer, next));
        text += ", dense " + next;
        wide = next;
      }
      Network network = NetworkParser.parse(text);
      List<NdArray> right = network.parameters().stream().map(one -> ours.get(one.name())).toList();
      for (WeightLayout layout : List.of(WeightLayout.THALWEG, WeightLayout.PYTORCH)) {
        Path file =
            WeightsImportTest.archive(folder, layout == WeightLayout.THALWEG ? ours : theirs);
        try {
          assertThat(WeightsImport.read(file, network).model().parameters())
              .as("%s of %s", layout, text)
              .isEqualTo(right);
        } catch (IOException unclear) {
          assertThat(unclear).hasMessageContaining("say whose layout it is, thalweg or pytorch");
          asked++;
        }
        Model told = WeightsImport.read(file, Regression.of(network), layout, Map.of()).model();
        assertThat(told.parameters()).isEqualTo(right);
      }
      assertThat(
              WeightsImport.read(WeightsImportTest.safetensors(folder, theirs), network)
                  .model()
                  .parameters())
          .as("a file that says it is PyTorch's, of %s", text)
          .isEqualTo(right);
    }
    assertThat(asked).isBetween(2, 80);
  }
}
