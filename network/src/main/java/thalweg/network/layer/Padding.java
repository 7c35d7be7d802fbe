package thalweg.network.layer;

import java.util.List;

/// How many zeros a convolution or pooling puts around its input, along each axis of space.
public sealed interface Padding {
  /// None: a window stands only where it lies wholly inside.
  Padding VALID = new Valid();

  /// As many as give one window for each `stride` elements, one more after than before where the
  /// number is odd: with stride 1 the output is as long as the input.
  Padding SAME = new Same();

  /// Reads `same`, `pad 1` or `pad 1x2`; nothing stands for no padding.
  static Padding read(Settings given) {
    boolean same = given.has("same");
    List<Integer> zeros = given.sizes("pad", List.of());
    if (same && !zeros.isEmpty()) {
      throw new IllegalArgumentException("padding: both same and pad are told; give one of them.");
    }
    return same ? SAME : zeros.isEmpty() ? VALID : new Of(zeros);
  }

  /// Returns what [#read] reads, behind a blank.
  static String written(Padding padding) {
    return padding.equals(VALID) ? "" : " " + padding;
  }

  /// Returns the numbers before and after an axis of `size` elements.
  ///
  /// @param reach how many elements a window spans
  Amount around(int axis, int size, int reach, int stride);

  /// So many elements before and after.
  record Amount(int before, int after) {}

  /// See [Padding#VALID].
  record Valid() implements Padding {
    @Override
    public Amount around(int axis, int size, int reach, int stride) {
      return new Amount(0, 0);
    }

    @Override
    public String toString() {
      return "valid";
    }
  }

  /// See [Padding#SAME].
  record Same() implements Padding {
    @Override
    public Amount around(int axis, int size, int reach, int stride) {
      long windows = Math.ceilDiv(size, stride);
      int zeros = (int) Math.max(0, (windows - 1) * stride + reach - size);
      return new Amount(zeros / 2, zeros - zeros / 2);
    }

    @Override
    public String toString() {
      return "same";
    }
  }

  /// So many zeros on both sides of each axis.
  record Of(List<Integer> each) implements Padding {
    /// @throws IllegalArgumentException if a number is negative or there is none
    public Of {
      each = List.copyOf(each);
      if (each.isEmpty() || each.stream().anyMatch(zeros -> zeros < 0)) {
        throw new IllegalArgumentException(
            "padding: " + each + "; it must be one number for each axis, each at least 0.");
      }
    }

    @Override
    public Amount around(int axis, int size, int reach, int stride) {
      int zeros = each.get(each.size() == 1 ? 0 : axis);
      return new Amount(zeros, zeros);
    }

    @Override
    public String toString() {
      return "pad " + Settings.written(each);
    }
  }
}
