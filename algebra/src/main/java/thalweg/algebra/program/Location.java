package thalweg.algebra.program;

/// Where an operand or a result is: in a value's array at the block's own place, or in a scratch
/// slot.
record Location(boolean inSlot, int index) {
  static Location slot(int slot) {
    return new Location(true, slot);
  }

  static Location value(int value) {
    return new Location(false, value);
  }
}
