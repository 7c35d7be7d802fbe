package thalweg.algebra.program;

/// Where an operand or a result is: in a value's array at the block's own place, or in a scratch
/// slot.
record Place(boolean inSlot, int index) {
  static Place slot(int slot) {
    return new Place(true, slot);
  }

  static Place value(int value) {
    return new Place(false, value);
  }
}
