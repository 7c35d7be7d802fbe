package thalweg.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.network.Network;
import thalweg.network.activation.Activation;

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
          for (int count : new int[] {0, 1, 2, 63, 64, 191, 192, 193, 384, 400, most, 1}) {
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
  void outputs_follow_a_change_of_the_parameters() {
    Model model = model(DType.FLOAT);
    try (Predictor predictor = model.predictor(1)) {
      NdArray row = rows(1, DType.FLOAT);
      NdArray before = predictor.outputs(row).copy();
      NdArray bias = model.parameters().getLast();
      bias.set(0, bias.at(0) + 1);
      assertThat(predictor.outputs(row).at(0)).isNotEqualTo(before.at(0));
    }
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
