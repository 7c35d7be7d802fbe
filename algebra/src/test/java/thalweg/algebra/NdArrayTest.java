package thalweg.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NdArrayTest {
  private static NdArray counting() {
    return NdArray.of(Shape.of(2, 3), new float[] {0, 1, 2, 3, 4, 5});
  }

  @Test
  void the_array_given_is_the_array_shown() {
    float[] elements = new float[6];
    NdArray array = NdArray.of(Shape.of(2, 3), elements);
    elements[5] = 7;
    assertThat(array.get(1, 2)).isEqualTo(7);
    array.reshape(Shape.of(6)).set(0, 8);
    assertThat(elements[0]).isEqualTo(8);
    array.copy().set(0, 9);
    assertThat(elements[0]).isEqualTo(8);
    assertThat(array.floats()).isSameAs(elements);
  }

  @Test
  void elements_stand_in_row_major_order() {
    NdArray array = counting();
    for (int row = 0; row < 2; row++) {
      for (int column = 0; column < 3; column++) {
        assertThat(array.position(row, column)).isEqualTo(3 * row + column);
        assertThat(array.get(row, column)).isEqualTo(3 * row + column);
      }
    }
    assertThat(NdArray.of(new double[][] {{1, 2}, {3, 4}}).toDoubles()).containsExactly(1, 2, 3, 4);
  }

  @Test
  void equality_is_by_shape_type_and_bits() {
    assertThat(counting()).isEqualTo(counting()).hasSameHashCodeAs(counting());
    assertThat(counting()).isNotEqualTo(counting().reshape(Shape.of(3, 2)));
    assertThat(counting()).isNotEqualTo(counting().to(DType.DOUBLE));
    assertThat(NdArray.of(0.0)).isNotEqualTo(NdArray.of(-0.0));
    assertThat(NdArray.of(Double.NaN)).isEqualTo(NdArray.of(Double.NaN));
  }

  @Test
  void conversions_round_as_they_say() {
    NdArray array = NdArray.of(1.7, -1.7, 0.1);
    assertThat(array.to(DType.INT).ints()).containsExactly(1, -1, 0);
    assertThat(array.to(DType.FLOAT).floats()).containsExactly(1.7f, -1.7f, 0.1f);
    assertThat(array.to(DType.DOUBLE)).isEqualTo(array).isNotSameAs(array);
  }

  @Test
  void numbers_are_shown_in_brackets_and_long_axes_cut() {
    assertThat(counting()).hasToString("[[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]");
    assertThat(NdArray.of(Shape.SCALAR, new int[] {7})).hasToString("7");
    assertThat(NdArray.zeros(DType.INT, Shape.of(20)))
        .hasToString("[0, 0, 0, 0, 0, 0, …, 0, 0, 0, 0, 0, 0]");
    assertThat(NdArray.zeros(DType.INT, Shape.of(2, 0))).hasToString("[[], []]");
  }

  @Test
  void arrays_that_do_not_fit_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NdArray.of(Shape.of(2, 3), new float[5]))
        .withMessage("array: shape [2, 3] needs 6 elements, the array given has 5.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> counting().reshape(Shape.of(4)))
        .withMessage("array: shape [4] needs 4 elements, the array given has 6.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NdArray.of(new double[][] {{1, 2}, {3}}))
        .withMessage("array: row 1 has 1 elements, row 0 has 2; all rows must be equally long.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> counting().get(1))
        .withMessage("array: index [1] has 1 parts; shape [2, 3] has 2 axes.");
    assertThatThrownBy(() -> counting().get(1, 3))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("array: index [1, 3] lies outside shape [2, 3].");
    assertThatThrownBy(() -> counting().doubles())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("array: elements are FLOAT, asked for as DOUBLE; convert with to(DOUBLE).");
  }
}
