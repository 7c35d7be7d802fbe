package thalweg.algebra.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StridedTest {
  @Test
  void copies_take_and_leave_gaps() {
    int[] out = new int[8];
    Strided.copy(new int[] {0, 1, 2, 3, 4, 5, 6}, 1, 2, out, 1, 3, 3);
    assertThat(out).containsExactly(0, 1, 0, 0, 3, 0, 0, 5);
    float[] floats = new float[4];
    Strided.copy(new float[] {7, 8}, 1, 0, floats, 0, 1, 4);
    assertThat(floats).containsExactly(8, 8, 8, 8);
    double[] doubles = new double[4];
    Strided.copy(new double[] {1, 2, 3, 4}, 0, 1, doubles, 1, 1, 3);
    assertThat(doubles).containsExactly(0, 1, 2, 3);
    Strided.copy(new double[] {1, 2, 3, 4}, 3, -1, doubles, 0, 1, 4);
    assertThat(doubles).containsExactly(4, 3, 2, 1);
  }

  @Test
  void zeros_are_written_only_where_asked() {
    float[] floats = {1, 1, 1};
    double[] doubles = {1, 1, 1};
    int[] ints = {1, 1, 1};
    Strided.zero(floats, 1, 1);
    Strided.zero(doubles, 0, 2);
    Strided.zero(ints, 2, 1);
    assertThat(floats).containsExactly(1, 0, 1);
    assertThat(doubles).containsExactly(0, 0, 1);
    assertThat(ints).containsExactly(1, 1, 0);
  }

  @Test
  void conversions_follow_java() {
    double[] from = {9, 1e10, -1.9, Double.NaN, 0.1, -1e300};
    int[] ints = new int[6];
    float[] floats = new float[6];
    Strided.convert(from, 1, ints, 1, 5);
    Strided.convert(from, 1, floats, 1, 5);
    assertThat(ints).containsExactly(0, Integer.MAX_VALUE, -1, 0, 0, Integer.MIN_VALUE);
    assertThat(floats).containsExactly(0, 1e10f, -1.9f, Float.NaN, 0.1f, Float.NEGATIVE_INFINITY);
    double[] doubles = new double[2];
    Strided.convert(new float[] {0.1f, 2}, 0, doubles, 0, 2);
    assertThat(doubles).containsExactly((double) 0.1f, 2);
    Strided.convert(new int[] {16_777_217, -3}, 0, floats, 0, 2);
    assertThat(floats[0]).isEqualTo(16_777_216f);
    Strided.convert(new int[] {16_777_217, -3}, 0, doubles, 0, 2);
    assertThat(doubles).containsExactly(16_777_217, -3);
    Strided.convert(new float[] {-2.5f, Float.POSITIVE_INFINITY}, 0, ints, 0, 2);
    assertThat(ints[0]).isEqualTo(-2);
    assertThat(ints[1]).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void arrays_of_other_elements_are_refused() {
    assertThatThrownBy(() -> Strided.copy(new long[1], 0, 2, new long[1], 0, 2, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no loop for elements of long[]");
  }
}
