package thalweg.picture;

/// One axis as it was asked for: its name, its range (NaN where the data decide), its scale.
record Axis(String name, double from, double to, boolean logarithmic, boolean whole) {
  static final Axis PLAIN = new Axis("", Double.NaN, Double.NaN, false, false);

  Axis named(String name) {
    return new Axis(name, from, to, logarithmic, whole);
  }

  Axis ranging(String which, double from, double to) {
    if (!(Double.isFinite(to - from) && from < to)) {
      throw new IllegalArgumentException(
          "figure: the "
              + which
              + " range is from "
              + from
              + " to "
              + to
              + "; both must be finite, the first smaller.");
    }
    return new Axis(name, from, to, logarithmic, whole).checked(which);
  }

  Axis scaledLogarithmically(String which) {
    return new Axis(name, from, to, true, false).checked(which);
  }

  Axis wholeNumbered() {
    return new Axis(name, from, to, logarithmic, true);
  }

  boolean fixed() {
    return from < to;
  }

  private Axis checked(String which) {
    if (logarithmic && from <= 0) {
      throw new IllegalArgumentException(
          "figure: the "
              + which
              + " range begins at "
              + from
              + ", but a logarithmic axis shows only numbers above 0. Begin higher or use a linear"
              + " axis.");
    }
    return this;
  }

  /// Returns this axis with its range settled: as asked for, or around the values from `low` to
  /// `high` with a little air; to the next 1, 2 or 5 in its decade on a logarithmic axis.
  Axis around(double low, double high) {
    if (fixed()) {
      return this;
    }
    double from;
    double to;
    if (logarithmic) {
      double air = 1e-9;
      from = round(low * (1 + air), false);
      to = round(high * (1 - air), true);
      if (!(from > 0)) {
        from = Double.MIN_NORMAL;
      }
      if (!(from < to)) {
        from /= 2;
        to = from * 4;
      }
    } else {
      double air = 0.05 * (high - low);
      if (!(air > 1e-12 * Math.max(Math.abs(low), Math.abs(high)))) {
        air = Math.max(0.5, 0.05 * Math.abs(low));
      }
      from = low - air;
      to = high + air;
    }
    return new Axis(name, from, to, logarithmic, whole);
  }

  /// Returns the nearest of 1, 2 and 5 times a power of ten, not below or not above `value`.
  private static double round(double value, boolean up) {
    double power = Math.pow(10, Math.floor(Math.log10(value)));
    double digit = value / power;
    if (up) {
      return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
    }
    return power * (digit >= 5 ? 5 : digit >= 2 ? 2 : 1);
  }

  /// Returns the length of this axis in its units, decades on a logarithmic one.
  double units() {
    return logarithmic ? Math.log10(to) - Math.log10(from) : to - from;
  }

  /// Returns where `value` lies: 0 at the beginning of the axis, 1 at its end; NaN if the scale
  /// cannot show it.
  double fraction(double value) {
    if (logarithmic) {
      return value > 0 ? (Math.log10(value) - Math.log10(from)) / units() : Double.NaN;
    }
    return (value - from) / (to - from);
  }

  /// Returns the value at `fraction`, the inverse of [#fraction(double)].
  double value(double fraction) {
    if (logarithmic) {
      return Math.pow(10, Math.log10(from) + fraction * units());
    }
    return from + fraction * (to - from);
  }
}
