package thalweg.algebra.kernel;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.elementwise.BinaryFunction;
import thalweg.algebra.machine.VectorUnit;

/// Writes [FusedLoop]s as bytecode: the bodies of operations, as they were compiled for
/// [VectorFloatOperations] and [FloatElementaryVector], copied one after another into one loop.
///
/// So each operation is written once, in Java, and a loop gives its bits. Copying does the inlining
/// that the virtual machine's compiler gives up where a loop has grown to some forty vector
/// operations; vectors would be objects from there on. Sums of products are not contracted.
///
/// A new loop is very slow until that compiler has seen it run some ten thousand times.
public final class LoopWriter {
  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(
          CD_void,
          CD_Object.arrayType(),
          CD_int.arrayType(),
          CD_int.arrayType(),
          CD_Object,
          CD_Object,
          CD_int,
          CD_int);

  private static final MethodTypeDesc RUN_OPERATION =
      MethodTypeDesc.of(
          CD_void, CD_Object, CD_int, CD_Object, CD_int, CD_Object, CD_int, CD_Object, CD_int,
          CD_int);

  private static final String ADD = BinaryFunction.ADD.method();
  private static final String MAXIMUM = BinaryFunction.MAXIMUM.method();

  // The parameters of a run, by their places among the locals.
  private static final int ARRAYS = 1;
  private static final int OFFSETS = 2;
  private static final int OPERANDS = 3;
  private static final int SCRATCH = 4;
  private static final int LITERALS = 5;
  private static final int START = 6;
  private static final int COUNT = 7;

  private final boolean single;
  private final ClassDesc array;
  private final TypeKind element;
  private final Map<String, MethodModel> operations = new HashMap<>(); // name → what to copy
  private final Map<String, MethodModel> methods = new HashMap<>(); // class, name, type → method

  private static final class OfFloat {
    static final LoopWriter WRITER = new LoopWriter(true);
  }

  private static final class OfDouble {
    static final LoopWriter WRITER = new LoopWriter(false);
  }

  /// Returns the writer of loops over `float` or `double`. There must be a vector unit.
  public static LoopWriter of(Class<?> element) {
    return element == float.class ? OfFloat.WRITER : OfDouble.WRITER;
  }

  private LoopWriter(boolean single) {
    this.single = single;
    array = (single ? ConstantDescs.CD_float : ConstantDescs.CD_double).arrayType();
    element = single ? TypeKind.FLOAT : TypeKind.DOUBLE;
    String type = single ? "Float" : "Double";
    for (MethodModel method : read(type + "ElementaryVector").methods()) {
      if (isStraight(method)) {
        String name = method.methodName().stringValue();
        methods.put(
            key(type + "ElementaryVector", name, method.methodType().stringValue()), method);
        if (!method.flags().has(AccessFlag.PRIVATE)) {
          operations.put(name, method);
        }
      }
    }
    for (MethodModel method : read("Vector" + type + "Operations").methods()) {
      operations.put(method.methodName().stringValue(), method);
    }
  }

  /// Returns how many elements a vector has: what the lengths of runs must be multiples of.
  public static int lanes(boolean single) {
    return VectorUnit.BITS / (single ? Float.SIZE : Double.SIZE);
  }

  static ClassDesc classDesc(String name) {
    return ClassDesc.of(LoopWriter.class.getPackageName(), name);
  }

  private static ClassModel read(String name) {
    try (InputStream in = LoopWriter.class.getResourceAsStream(name + ".class")) {
      if (in == null) {
        throw new IllegalStateException("no bytecode of " + name);
      }
      return ClassFile.of().parse(in.readAllBytes());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static String key(String owner, String name, String type) {
    return owner + "." + name + type;
  }

  /// Returns whether a method can be copied: no jump back, and no code that belongs to its class.
  private static boolean isStraight(MethodModel method) {
    Set<Label> behind = new HashSet<>();
    for (CodeElement part : elements(method)) {
      switch (part) {
        case LabelTarget target -> behind.add(target.label());
        case BranchInstruction branch when behind.contains(branch.target()) -> {
          return false;
        }
        case InvokeDynamicInstruction _ -> {
          return false;
        }
        default -> {}
      }
    }
    return true;
  }

  private static Iterable<CodeElement> elements(MethodModel method) {
    return method.code().orElseThrow();
  }

  /// Returns what a call calls if that is to be copied in its place.
  private @Nullable MethodModel copied(InvokeInstruction call) {
    String owner = call.owner().asInternalName();
    return methods.get(
        key(
            owner.substring(owner.lastIndexOf('/') + 1),
            call.name().stringValue(),
            call.type().stringValue()));
  }

  private MethodModel operation(String name) {
    MethodModel method = operations.get(name);
    if (method == null) {
      throw new IllegalStateException("no operation " + name);
    }
    return method;
  }

  /// Returns how many vector operations a code takes for one vector of elements.
  public int weight(LoopCode code) {
    return code.parts().stream()
        .flatMap(part -> part.assignments().stream())
        .mapToInt(assignment -> weight(assignment.operation()))
        .sum();
  }

  /// Returns how many vector operations an operation takes.
  public int weight(String operation) {
    return switch (operation) {
      case LoopCode.SUM -> weight(ADD);
      case LoopCode.MAX -> weight(MAXIMUM);
      default -> weight(operation(operation));
    };
  }

  private int weight(MethodModel method) {
    int weight = 0;
    for (CodeElement part : elements(method)) {
      if (part instanceof InvokeInstruction call) {
        MethodModel copied = copied(call);
        weight += copied == null ? 1 : weight(copied);
      }
    }
    return weight;
  }

  /// Returns a new loop that computes a code.
  public FusedLoop write(LoopCode code) {
    if (code.single() != single) {
      throw new IllegalArgumentException("a code for the other element type");
    }
    return (FusedLoop) define("FusedLoop", RUN, body -> new Body(body).write(code));
  }

  /// Returns a new loop over one elementwise operation by its name.
  OperationLoop write(String operation) {
    return (OperationLoop)
        define("OperationLoop", RUN_OPERATION, body -> new Body(body).write(operation));
  }

  /// Returns an object of a new class that does one method, `run`, of an interface in this package.
  static Object define(String type, MethodTypeDesc run, Consumer<CodeBuilder> method) {
    byte[] bytes =
        ClassFile.of()
            .build(
                classDesc("WrittenLoop"),
                written ->
                    written
                        .withFlags(ClassFile.ACC_FINAL)
                        .withInterfaceSymbols(classDesc(type))
                        .withMethodBody(
                            ConstantDescs.INIT_NAME,
                            ConstantDescs.MTD_void,
                            0,
                            body ->
                                body.aload(0)
                                    .invokespecial(
                                        CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                                    .return_())
                        .withMethodBody("run", run, ClassFile.ACC_PUBLIC, method));
    try {
      // Hidden, so that it goes when nobody uses it any more.
      return MethodHandles.lookup()
          .defineHiddenClass(bytes, true)
          .lookupClass()
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// The method under way: which local holds what.
  private final class Body {
    private final CodeBuilder code;
    private final Map<Integer, Integer> vectors = new HashMap<>(); // value → local
    private final Map<Integer, Memory> memory = new HashMap<>(); // operand → locals
    private final Map<Integer, Integer> begins = new HashMap<>(); // of rows that are repeated

    /// The locals of an operand's array and of its first element's index.
    private record Memory(int array, int first) {}

    Body(CodeBuilder code) {
      this.code = code;
    }

    void write(LoopCode loop) {
      for (int k = 0; k < loop.operands().size(); k++) {
        open(loop.operands().get(k), k);
      }
      if (loop.inRows()) {
        writeRows(loop);
      } else {
        loop.parts().forEach(part -> writeElements(part, COUNT));
      }
      code.return_();
    }

    /// The parameters are array and first index of three operands and the result, then the count.
    void write(String name) {
      int operands = operation(name).methodTypeSymbol().parameterCount();
      for (int k = 0; k <= 3; k++) {
        if (k < operands || k == 3) {
          code.aload(1 + 2 * k).iload(2 + 2 * k);
          hold(k);
        }
      }
      List<Integer> read = IntStream.range(0, operands).boxed().toList();
      LoopCode.Assignment assignment = new LoopCode.Assignment(name, read, 3);
      writeElements(new LoopCode.Part(false, List.of(assignment)), 9);
      code.return_();
    }

    /// For each row: the numbers it is given, all parts, a step on in all arrays.
    private void writeRows(LoopCode loop) {
      List<LoopCode.Operand> operands = loop.operands();
      int columns = code.allocateLocal(TypeKind.INT);
      int done = code.allocateLocal(TypeKind.INT);
      Label top = code.newLabel();
      Label end = code.newLabel();
      int anyOfRows =
          Math.max(
              operands.indexOf(LoopCode.Operand.ROW), operands.indexOf(LoopCode.Operand.COLUMN));
      number(2 * anyOfRows + 1);
      code.istore(columns).iconst_0().istore(done);
      code.labelBinding(top).iload(done).iload(COUNT).if_icmpge(end);
      Set<Integer> computed = new HashSet<>();
      loop.parts()
          .forEach(
              part -> part.assignments().forEach(assignment -> computed.add(assignment.result())));
      for (int k = 0; k < operands.size(); k++) {
        if (operands.get(k) == LoopCode.Operand.COLUMN && !computed.contains(k)) {
          Memory locals = memory(k);
          code.aload(locals.array).iload(locals.first).arrayLoad(element);
          copy(operation("broadcast"));
          keep(k);
        }
      }
      for (LoopCode.Part part : loop.parts()) {
        if (part.perRow()) {
          for (LoopCode.Assignment assignment : part.assignments()) {
            assignment.operands().forEach(this::push);
            copy(operation(assignment.operation()));
            keepOfRow(assignment.result());
          }
        } else {
          writeElements(part, columns);
        }
      }
      for (int k = 0; k < operands.size(); k++) {
        switch (operands.get(k)) {
          case ARRAY, SLOT -> {
            int first = memory(k).first;
            code.iload(first).iload(columns).iadd().istore(first);
          }
          case ROWS -> toNextOfRows(k, columns);
          case COLUMN -> code.iinc(memory(k).first, 1);
          case REPEATED, ROW, NUMBER, LITERAL -> {}
        }
      }
      code.iload(done).iload(columns).iadd().istore(done).goto_(top).labelBinding(end);
    }

    /// Goes a row on, behind the last to the first.
    private void toNextOfRows(int operand, int columns) {
      int first = memory(operand).first;
      Label goOn = code.newLabel();
      code.iload(first).iload(columns).iadd().istore(first);
      code.iload(first).iload(begin(operand));
      number(2 * operand + 1);
      code.iadd().if_icmplt(goOn).iload(begin(operand)).istore(first).labelBinding(goOn);
    }

    private int begin(int operand) {
      return begins.computeIfAbsent(operand, _ -> code.allocateLocal(TypeKind.INT));
    }

    /// Keeps the vector on the stack, which holds one number, as a value of the row.
    private void keepOfRow(int value) {
      keep(value);
      if (memory.containsKey(value)) {
        push(value);
        Memory locals = memory(value);
        code.aload(locals.array).iload(locals.first);
        copy(operation("storeNumber"));
      }
    }

    /// A loop over `count` elements; a sum takes as many vectors at a time as hold its partial
    /// sums.
    private void writeElements(LoopCode.Part part, int count) {
      int vectorsAtATime = LoopCode.sums(part) ? Math.max(1, Kernels.PARTIALS / lanes(single)) : 1;
      List<Integer> accumulators = new ArrayList<>();
      for (LoopCode.Assignment assignment : part.assignments()) {
        for (int u = 0; isReduction(assignment) && u < vectorsAtATime; u++) {
          copy(operation(assignment.operation().equals(LoopCode.SUM) ? "zero" : "least"));
          int accumulator = code.allocateLocal(TypeKind.REFERENCE);
          code.astore(accumulator);
          accumulators.add(accumulator);
        }
      }
      Map<Integer, Integer> before = Map.copyOf(vectors);
      int i = code.allocateLocal(TypeKind.INT);
      Label top = code.newLabel();
      Label end = code.newLabel();
      // A bound that is seen to be whole vectors spares the compiler a guard against overflow.
      int bound = code.allocateLocal(TypeKind.INT);
      code.iload(count).loadConstant(-lanes(single)).iand().istore(bound);
      code.iconst_0().istore(i);
      code.labelBinding(top).iload(i).iload(bound).if_icmpge(end);
      for (int u = 0; u < vectorsAtATime; u++) {
        vectors.clear();
        vectors.putAll(before);
        int next = u; // those of one assignment stand together
        for (LoopCode.Assignment assignment : part.assignments()) {
          assignment.operands().forEach(operand -> load(operand, i));
          if (isReduction(assignment)) {
            int accumulator = accumulators.get(next);
            next += vectorsAtATime;
            code.aload(accumulator);
            assignment.operands().forEach(this::push);
            copy(operation(assignment.operation().equals(LoopCode.SUM) ? ADD : MAXIMUM));
            code.astore(accumulator);
          } else {
            assignment.operands().forEach(this::push);
            copy(operation(assignment.operation()));
            keep(assignment.result());
            if (memory.containsKey(assignment.result())) {
              push(assignment.result());
              address(assignment.result(), i);
              copy(operation("store"));
            }
          }
        }
        code.iinc(i, lanes(single));
      }
      code.goto_(top).labelBinding(end);
      vectors.clear();
      vectors.putAll(before);
      int next = 0;
      for (LoopCode.Assignment assignment : part.assignments()) {
        if (isReduction(assignment)) {
          reduce(assignment, accumulators.subList(next, next + vectorsAtATime));
          next += vectorsAtATime;
        }
      }
    }

    private void load(int value, int i) {
      if (!vectors.containsKey(value)) {
        address(value, i);
        copy(operation("load"));
        keep(value);
      }
    }

    private static boolean isReduction(LoopCode.Assignment assignment) {
      return assignment.operation().equals(LoopCode.SUM)
          || assignment.operation().equals(LoopCode.MAX);
    }

    private void reduce(LoopCode.Assignment assignment, List<Integer> accumulators) {
      boolean sum = assignment.operation().equals(LoopCode.SUM);
      for (int half = accumulators.size() / 2; half > 0; half /= 2) {
        for (int u = 0; u < half; u++) {
          code.aload(accumulators.get(u)).aload(accumulators.get(u + half));
          copy(operation(sum ? ADD : MAXIMUM));
          code.astore(accumulators.get(u));
        }
      }
      code.aload(accumulators.getFirst());
      if (sum) {
        for (int half = lanes(single) / 2; half > 0; half /= 2) {
          copy(operation("addUpper" + half));
        }
      } else {
        copy(operation("largestLane"));
      }
      keepOfRow(assignment.result());
    }

    /// Brings what is the same for all elements into locals before the loop: an operand's array and
    /// index, or its number in all lanes.
    private void open(LoopCode.Operand operand, int k) {
      switch (operand) {
        case ARRAY -> {
          arrayAndOffset(k).iload(START).iadd();
          hold(k);
        }
        case SLOT -> {
          code.aload(SCRATCH);
          number(2 * k);
          hold(k);
        }
        case REPEATED -> {
          code.aload(SCRATCH);
          number(2 * k);
          code.iload(START);
          number(2 * k + 1);
          code.irem().iadd();
          hold(k);
        }
        case ROW -> {
          arrayAndOffset(k);
          hold(k);
        }
        case ROWS -> {
          arrayAndOffset(k).dup().istore(begin(k)).iload(START);
          number(2 * k + 1);
          code.irem().iadd();
          hold(k);
        }
        case COLUMN -> {
          arrayAndOffset(k).iload(START);
          number(2 * k + 1);
          code.idiv().iadd();
          hold(k);
        }
        case NUMBER -> {
          code.aload(ARRAYS);
          number(2 * k);
          code.aaload().checkcast(array).aload(OFFSETS);
          number(2 * k);
          code.iaload().arrayLoad(element);
          copy(operation("broadcast"));
          keep(k);
        }
        case LITERAL -> {
          code.aload(LITERALS).checkcast(array);
          number(2 * k);
          code.arrayLoad(element);
          copy(operation("broadcast"));
          keep(k);
        }
      }
    }

    /// Puts on the stack an operand's array and where its value begins in it.
    private CodeBuilder arrayAndOffset(int k) {
      code.aload(ARRAYS);
      number(2 * k);
      code.aaload().aload(OFFSETS);
      number(2 * k);
      return code.iaload();
    }

    private void number(int index) {
      code.aload(OPERANDS).loadConstant(index).iaload();
    }

    /// Keeps the array and the index on the stack as those of an operand.
    private void hold(int operand) {
      Memory locals =
          new Memory(code.allocateLocal(TypeKind.REFERENCE), code.allocateLocal(TypeKind.INT));
      code.istore(locals.first).checkcast(array).astore(locals.array);
      memory.put(operand, locals);
    }

    private Memory memory(int operand) {
      Memory locals = memory.get(operand);
      if (locals == null) {
        throw new IllegalStateException("operand " + operand + " does not stand in memory");
      }
      return locals;
    }

    private void address(int operand, int i) {
      Memory locals = memory(operand);
      code.aload(locals.array).iload(locals.first).iload(i).iadd();
    }

    /// Puts a value on the stack.
    private void push(int value) {
      Integer local = vectors.get(value);
      if (local == null) {
        throw new IllegalStateException("value " + value + " is read before it is computed");
      }
      code.aload(local);
    }

    /// Keeps the vector on the stack as a value.
    private void keep(int value) {
      code.astore(vectors.computeIfAbsent(value, _ -> code.allocateLocal(TypeKind.REFERENCE)));
    }

    /// Copies a method's body: takes its arguments from the stack and leaves its result there.
    private void copy(MethodModel method) {
      Map<String, Integer> locals = new HashMap<>(); // the method's → mine
      Map<Label, Label> labels = new HashMap<>();
      List<TypeKind> kinds =
          new ArrayList<>(
              method.methodTypeSymbol().parameterList().stream().map(TypeKind::from).toList());
      int slot = kinds.stream().mapToInt(TypeKind::slotSize).sum();
      for (TypeKind kind : kinds.reversed()) {
        slot -= kind.slotSize();
        code.storeLocal(kind, local(locals, slot, kind));
      }
      for (CodeElement part : elements(method)) {
        switch (part) {
          case LoadInstruction load ->
              code.loadLocal(load.typeKind(), local(locals, load.slot(), load.typeKind()));
          case StoreInstruction store ->
              code.storeLocal(store.typeKind(), local(locals, store.slot(), store.typeKind()));
          case BranchInstruction branch ->
              code.branch(branch.opcode(), label(labels, branch.target()));
          case LabelTarget target -> code.labelBinding(label(labels, target.label()));
          case InvokeInstruction call -> {
            MethodModel copied = copied(call);
            if (copied == null) {
              code.with(call);
            } else {
              copy(copied);
            }
          }
          case ReturnInstruction _ -> {} // the last instruction: the result stays on the stack
          case Instruction other -> code.with(other);
          default -> {} // line numbers and names
        }
      }
    }

    private int local(Map<String, Integer> locals, int slot, TypeKind kind) {
      return locals.computeIfAbsent(slot + " " + kind, _ -> code.allocateLocal(kind));
    }

    private Label label(Map<Label, Label> labels, Label label) {
      return labels.computeIfAbsent(label, _ -> code.newLabel());
    }
  }
}
