package thalweg.algebra.program;

import java.util.List;
import thalweg.algebra.elementwise.BinaryFunction;
import thalweg.algebra.elementwise.UnaryFunction;
import thalweg.algebra.kernel.LoopCode;

/// One operation on a block: a function of one, two or three operands, of which the unused repeat
/// the first.
sealed interface Instruction {
  Location out();

  List<Location> operands();

  /// Returns the operation's name in a [LoopCode].
  String operation();

  /// A function of one operand.
  record Unary(UnaryFunction function, Location x, Location out) implements Instruction {
    @Override
    public List<Location> operands() {
      return List.of(x);
    }

    @Override
    public String operation() {
      return function.method();
    }
  }

  /// A function of two operands.
  record Binary(BinaryFunction function, Location x, Location y, Location out)
      implements Instruction {
    @Override
    public List<Location> operands() {
      return List.of(x, y);
    }

    @Override
    public String operation() {
      return function.method();
    }
  }

  /// A choice between two operands by a third.
  record Select(Location condition, Location x, Location y, Location out) implements Instruction {
    @Override
    public List<Location> operands() {
      return List.of(condition, x, y);
    }

    @Override
    public String operation() {
      return LoopCode.SELECT;
    }
  }
}
