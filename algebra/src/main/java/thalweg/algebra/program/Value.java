package thalweg.algebra.program;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.Shape;

/// An array that a program reads or writes: where it lives and, in the arena, when and at which
/// offset.
final class Value {
  enum Home {
    /// Given by the user before a run.
    VARIABLE,
    /// Fixed in the expression.
    CONSTANT,
    /// Handed to the user after a run.
    OUTPUT,
    /// Alive only between some steps; shares its memory with values that are never alive at the
    /// same time.
    ARENA,
    /// A piece of another value, in whose array it stands.
    PIECE,
    /// Alive only within one step, which works on a few rows at a time: in the scratch of each
    /// member of a team, a few rows at a time.
    LOCAL
  }

  final int id;
  final DType type;
  final Shape shape;
  Home home;

  /// The first and last step that touch this value; meaningful in an arena.
  int born = Integer.MAX_VALUE;

  int died = -1;

  /// How many elements have a place in the arena; fewer than the shape has if only some rows are
  /// alive at a time.
  int placed;

  /// Offset in the arena of its type.
  int offset;

  /// What this is a piece of, if it is one, and the element at which it begins; and the pieces of
  /// this.
  private @Nullable Value of;

  private int from;
  final List<Value> pieces = new ArrayList<>();

  Value(int id, DType type, Shape shape, Home home) {
    this.id = id;
    this.type = type;
    this.shape = shape;
    this.home = home;
    placed = shape.elements();
  }

  /// Makes a piece of a value that begins at an element of it.
  Value(int id, Shape shape, Value of, int from) {
    this(id, of.type, shape, Home.PIECE);
    this.of = of.whole();
    this.from = of.from + from;
    whole().pieces.add(this);
  }

  /// Returns what this is a piece of, or itself.
  Value whole() {
    return of == null ? this : of;
  }

  /// Returns at which element of the whole this begins.
  int from() {
    return from;
  }

  long bytes() {
    return (long) shape.elements() * type.bytes();
  }
}
