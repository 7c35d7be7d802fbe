package thalweg.studio.question;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thalweg.algebra.Shape;

class TypedNetworkTest {
  @Test
  void the_library_s_own_layers_are_read() {
    assertThat(TypedNetwork.parse("dense 8 init he, relu, dense 2", Shape.of(2)).parameterCount())
        .isEqualTo(42);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "784, java.lang.Integer(value=1), dense 10",
        "2, a.B, dense 2",
        "{\"layers\": [\"a\\u002eB\", \"dense 2\"]}",
        "2 dense(2) $x._y(z=1)",
        "2 thalweg.network.layer.Dense(units=2)"
      })
  void a_class_is_not_named_by_a_page(String written) {
    assertThatThrownBy(() -> TypedNetwork.parse(written, Shape.of(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a layer of your own is trained in Java");
  }

  @Test
  void a_text_without_end_is_not_read() {
    assertThatThrownBy(() -> TypedNetwork.parse("2 " + "relu ".repeat(1_000), Shape.of(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 1000 characters");
  }
}
