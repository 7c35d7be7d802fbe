package thalweg.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ShapeTest {
  @Test
  void sizes_are_asked_for_from_both_ends() {
    Shape shape = Shape.of(2, 3, 4);
    assertThat(shape.rank()).isEqualTo(3);
    assertThat(shape.elements()).isEqualTo(24);
    for (int axis = 0; axis < 3; axis++) {
      assertThat(shape.size(axis)).isEqualTo(axis + 2);
      assertThat(shape.size(axis - 3)).isEqualTo(axis + 2);
      assertThat(shape.axis(axis - 3)).isEqualTo(axis);
    }
    assertThat(Shape.SCALAR.elements()).isEqualTo(1);
    assertThat(Shape.of(3, 0).elements()).isZero();
  }

  @Test
  void a_shape_does_not_change_with_the_arrays_it_came_from_or_gave() {
    int[] sizes = {2, 3};
    Shape shape = Shape.of(sizes);
    sizes[0] = 9;
    shape.sizes()[1] = 9;
    assertThat(shape).isEqualTo(Shape.of(2, 3)).hasSameHashCodeAs(Shape.of(2, 3));
    assertThat(shape).isNotEqualTo(Shape.of(3, 2)).hasToString("[2, 3]");
  }

  @Test
  void changed_shapes_are_new_shapes() {
    Shape shape = Shape.of(2, 3);
    assertThat(shape.with(-1, 7)).isEqualTo(Shape.of(2, 7));
    assertThat(shape.prepend(5)).isEqualTo(Shape.of(5, 2, 3));
    assertThat(shape.withoutFirst()).isEqualTo(Shape.of(3));
    assertThat(shape).isEqualTo(Shape.of(2, 3));
  }

  @Test
  void what_is_no_shape_is_named() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Shape.of(2, -3))
        .withMessage("shape: size -3 in [2, -3] is negative; sizes must be at least 0.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Shape.of(65_536, 65_536))
        .withMessage(
            "shape: [65536, 65536] has 4294967296 elements; one tensor holds at most 2147483647,"
                + " the longest Java array. Split it along an axis.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Shape.of(2_000_000_000, 2_000_000_000, 2_000_000_000))
        .withMessageContaining(" has 8000000000000000000000000000 elements; ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Shape.of(1 << 20).prepend(1 << 11))
        .withMessageContaining("[2048, 1048576] has 2147483648 elements; ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Shape.of(2, 3).size(-3))
        .withMessage("axis -3 does not exist in shape [2, 3]; it must be from -2 to 1.");
    assertThatIllegalArgumentException()
        .isThrownBy(Shape.SCALAR::withoutFirst)
        .withMessage("shape: a scalar has no outermost axis to take away.");
  }
}
