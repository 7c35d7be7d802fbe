package thalweg.algebra.program;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntPredicate;
import thalweg.algebra.Operation.Reduction;
import thalweg.algebra.elementwise.BinaryFunction;
import thalweg.algebra.kernel.LoopCode;
import thalweg.algebra.kernel.LoopCode.Operand;

/// Writes the steps of a [RowsStep] as one [LoopCode]: one row through all steps, then the next.
///
/// Steps that need no sum of each other share one loop over the row's elements. Numbers of a row
/// and elements that no other loop reads stay in registers.
final class RowsCode {
  /// A value that stands in memory, before it has its number. What does not is any object.
  private record Symbol(Operand operand, int a, int b) {}

  private record Assignment(String operation, List<Object> operands, Object result) {}

  private record Part(boolean perRow, List<Assignment> assignments) {}

  private final int rows;
  private final int columns;
  private final IntPredicate isLocal;
  private final List<Part> parts = new ArrayList<>();
  private final List<Double> literals = new ArrayList<>();

  /// The loop that is still open, and the numbers of a row that are known only when it is closed.
  private Part open = new Part(false, new ArrayList<>());

  private final Set<Integer> pending = new HashSet<>();

  private final Map<Integer, Part> origin = new HashMap<>(); // matrix → the loop that computes it

  /// @param isLocal whether a value is needed by these steps only
  RowsCode(List<ProgramStep> steps, int rows, int columns, IntPredicate isLocal) {
    this.rows = rows;
    this.columns = columns;
    this.isLocal = isLocal;
    for (ProgramStep step : steps) {
      switch (step) {
        case ElementwiseChain chain -> chain(chain);
        case ReduceStep reduce -> reduce(reduce);
        default -> throw new IllegalArgumentException("no step of rows: " + step);
      }
    }
    close();
  }

  private void close() {
    if (!open.assignments.isEmpty()) {
      parts.add(open);
      open = new Part(false, new ArrayList<>());
      pending.clear();
    }
  }

  /// Adds a sum to the loop that computes what is summed, where it is at hand, or to the open one.
  private void reduce(ReduceStep step) {
    Part part = origin.getOrDefault(step.x(), open);
    Symbol x = symbol(elements(step.x()), step.x());
    if (step.inner() > 1) {
      Symbol sums = symbol(Operand.ROW, step.out());
      part.assignments.add(new Assignment(BinaryFunction.ADD.method(), List.of(sums, x), sums));
      return;
    }
    String operation = step.reduction() == Reduction.SUM ? LoopCode.SUM : LoopCode.MAX;
    part.assignments.add(new Assignment(operation, List.of(x), symbol(Operand.COLUMN, step.out())));
    if (isOpen(part)) {
      pending.add(step.out());
    }
  }

  @SuppressWarnings("ReferenceEquality") // the very part
  private boolean isOpen(Part part) {
    return part == open;
  }

  private void chain(ElementwiseChain chain) {
    boolean perRow = chain.elements() == rows;
    for (int id : chain.reads()) {
      if (pending.contains(id)) {
        close();
      }
    }
    Map<Integer, Object> slots = new HashMap<>();
    for (Load load : chain.slots().loads()) {
      slots.put(
          load.slot(),
          switch (load.spread()) {
            case ROW ->
                load.period() == columns
                    ? symbol(Operand.ROW, load.value())
                    : new Symbol(Operand.ROWS, load.value(), load.period());
            case COLUMN -> symbol(Operand.COLUMN, load.value());
            case MIDDLE -> throw new IllegalStateException("no loop knows rows of rows");
            case SCALAR ->
                load.value() >= 0
                    ? symbol(Operand.NUMBER, load.value())
                    : symbol(Operand.LITERAL, literal(load.number()));
          });
    }
    List<Assignment> assignments = new ArrayList<>();
    for (Instruction instruction : chain.code()) {
      List<Object> operands = new ArrayList<>();
      for (Location location : instruction.operands()) {
        Object slot = location.inSlot() ? slots.get(location.index()) : null;
        operands.add(slot != null ? slot : value(perRow, location.index()));
      }
      Location out = instruction.out();
      Object result = out.inSlot() ? new Object() : value(perRow, out.index());
      if (out.inSlot()) {
        slots.put(out.index(), result);
      }
      assignments.add(new Assignment(instruction.operation(), operands, result));
    }
    if (perRow) {
      parts.add(new Part(true, assignments));
    } else {
      open.assignments.addAll(assignments);
      for (int id : chain.writes()) {
        origin.put(id, open);
      }
    }
  }

  private int literal(double number) {
    int known = literals.indexOf(number);
    if (known < 0) {
      literals.add(number);
    }
    return known < 0 ? literals.size() - 1 : known;
  }

  private Symbol symbol(Operand operand, int a) {
    return new Symbol(operand, a, columns);
  }

  private Symbol value(boolean perRow, int id) {
    return symbol(perRow ? Operand.COLUMN : elements(id), id);
  }

  /// How a matrix stands in memory: a local one has memory for one row.
  private Operand elements(int id) {
    return isLocal.test(id) ? Operand.ROW : Operand.ARRAY;
  }

  /// Returns whether a value need not stand in memory: it is local, and a number of a row or
  /// elements of one part only.
  private boolean staysInLoop(Symbol symbol) {
    Operand operand = symbol.operand;
    if (operand == Operand.COLUMN) {
      return isLocal.test(symbol.a);
    }
    return operand == Operand.ROW
        && isLocal.test(symbol.a)
        && parts.stream().filter(part -> names(part, symbol)).count() == 1;
  }

  private static boolean names(Part part, Symbol symbol) {
    return part.assignments.stream()
        .anyMatch(
            assignment -> assignment.result.equals(symbol) || assignment.operands.contains(symbol));
  }

  /// A code and where its operands stand.
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Written(LoopCode code, int[] operands, double[] literals) {}

  Written written(boolean single) {
    Map<Object, Integer> numbers = new HashMap<>();
    List<Operand> operands = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    List<Object> inLoop = new ArrayList<>();
    for (Part part : parts) {
      for (Assignment assignment : part.assignments) {
        List<Object> named = new ArrayList<>(assignment.operands);
        named.add(assignment.result);
        for (Object value : named) {
          if (numbers.containsKey(value)) {
            continue;
          }
          if (value instanceof Symbol symbol && !staysInLoop(symbol)) {
            numbers.put(value, operands.size());
            operands.add(symbol.operand);
            places.add(symbol.a);
            places.add(symbol.b);
          } else {
            numbers.put(value, -1);
            inLoop.add(value);
          }
        }
      }
    }
    if (!operands.contains(Operand.ROW) && !operands.contains(Operand.COLUMN)) {
      // How long a row is, an operand must say: here one that nobody reads, in an array of another.
      places.add(places.get(2 * operands.indexOf(Operand.ARRAY)));
      places.add(columns);
      operands.add(Operand.ROW);
    }
    for (int i = 0; i < inLoop.size(); i++) {
      numbers.put(inLoop.get(i), operands.size() + i);
    }
    List<LoopCode.Part> numbered =
        parts.stream()
            .map(
                part ->
                    new LoopCode.Part(
                        part.perRow,
                        part.assignments.stream()
                            .map(
                                assignment ->
                                    new LoopCode.Assignment(
                                        assignment.operation,
                                        assignment.operands.stream()
                                            .map(value -> numberOf(numbers, value))
                                            .toList(),
                                        numberOf(numbers, assignment.result)))
                            .toList()))
            .toList();
    return new Written(
        new LoopCode(single, List.copyOf(operands), numbered),
        places.stream().mapToInt(Integer::intValue).toArray(),
        literals.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static int numberOf(Map<Object, Integer> numbers, Object value) {
    return Objects.requireNonNull(numbers.get(value));
  }
}
