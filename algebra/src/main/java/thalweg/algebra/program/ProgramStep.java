package thalweg.algebra.program;

import thalweg.algebra.DType;

/// One piece of work of a program: reads some values, writes others, and is the same for every
/// execution.
///
/// A step holds no state; everything it touches is in the [Memory] it is given.
interface ProgramStep {
  void run(Memory memory);

  /// Returns into how many parts it can pay to cut this step at most, so that the members of a team
  /// share it.
  default int parts() {
    return 1;
  }

  /// Returns into how many parts this step is cut for a team: usually more than it has members, so
  /// that one that is held up leaves its next parts to the others, and as many for each.
  default int parts(int members) {
    int parts = Math.min(parts(), 4 * members);
    return parts > members ? parts - parts % members : parts;
  }

  /// Returns whether the step is over before a sleeping thread is awake.
  default boolean isShort() {
    return false;
  }

  /// Runs one of several parts. Parts may run in any order and at the same time, each with scratch
  /// of its own; together they write the same bits as the whole.
  default void runPart(Memory memory, int part, int parts) {
    if (parts != 1) {
      throw new IllegalStateException("not made to be cut: " + describe());
    }
    run(memory);
  }

  /// Prepares for about this many runs.
  default void expect(long runs) {}

  /// Returns the step in words, for [Program#explain()].
  String describe();

  /// Returns the ids of the values this step reads.
  int[] reads();

  /// Returns the ids of the values this step writes.
  int[] writes();

  /// Returns the number of arithmetic operations in one run; a fused multiply-add counts as two.
  long operations();

  /// Returns whether the value `out` may stand in the array and at the offset of the value `in`:
  /// for each element, this step is done with reading that of `in` before it writes that of `out`.
  default boolean overwrites(int out, int in) {
    return false;
  }

  /// Returns how many scratch elements of a type a run needs.
  default int scratch(DType type) {
    return 0;
  }
}
