package thalweg.algebra.kernel;

import static java.lang.constant.ConstantDescs.CD_int;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import thalweg.algebra.machine.VectorUnit;

/// Writes the innermost loops of the matrix product as bytecode, [FloatTile] or `DoubleTile`, from
/// one description: how many rows, and how a is read.
///
/// Every tile begins with what is in `from`: c itself, or a row of zeros again and again (`fr` 0),
/// which spares a pass over c. (Choosing inside between zeros and c made the accumulators a merge
/// of two vectors, which the compiler then kept as objects: fifty times slower.) Last it adds +0:
/// an exact −0 (only underflow makes one) becomes +0, so that leaving out products with zero never
/// shows.
///
/// Written so, tiles are as fast as unrolled in Java by hand (decision 0196).
final class TileWriter {
  /// Vectors of columns in a tile.
  static final int VECTORS = 2;

  /// Rows of the largest tiles, by the processor. Fourteen rows fill the 32 registers of the
  /// 512-bit unit, six the 16 of narrower ones. Of a transposed a, twelve: with fourteen the
  /// compiler runs out of registers, for their numbers lie together and it loads all of them first.
  /// Measured on AMD's Zen 4 and 5. On an Intel Xeon twelve rows whose distance is a constant were
  /// fastest, 192 GFLOP/s beside 166 of these: that would be chosen here too.
  static final int ROWS = VectorUnit.BITS == 512 ? 14 : 6;

  static final int COLUMN_ROWS = VectorUnit.BITS == 512 ? 12 : 6;

  /// How a tile reads a.
  enum Reading {
    /// The numbers of a row stand side by side. Read in place, one of each row at a time: 232
    /// GFLOP/s against 213 from a packed strip with twelve rows, and nothing need be packed.
    ROWS,
    /// The numbers of a column, one for each row of the tile.
    COLUMNS
  }

  // The parameters, by their places among the locals.
  private static final int K = 1;
  private static final int A = 2;
  private static final int A_FROM = 3;
  private static final int A_STEP = 4;
  private static final int B = 5;
  private static final int B_FROM = 6;
  private static final int B_STEP = 7;
  private static final int FROM = 8;
  private static final int FROM_FROM = 9;
  private static final int FROM_STEP = 10;
  private static final int C = 11;
  private static final int C_FROM = 12;
  private static final int C_STEP = 13;

  private final CodeBuilder code;
  private final int rows;
  private final Reading reading;
  private final boolean single;
  private final ClassDesc vector;
  private final ClassDesc element;
  private final ClassDesc species = ClassDesc.of("jdk.incubator.vector.VectorSpecies");
  private final int[][] sums;

  private TileWriter(CodeBuilder code, boolean single, int rows, Reading reading) {
    this.code = code;
    this.rows = rows;
    this.reading = reading;
    this.single = single;
    element = element(single);
    vector = ClassDesc.of("jdk.incubator.vector." + (single ? "FloatVector" : "DoubleVector"));
    sums = new int[rows][VECTORS];
  }

  private static ClassDesc element(boolean single) {
    return single ? ConstantDescs.CD_float : ConstantDescs.CD_double;
  }

  /// Returns a new tile, to be cast to that of the element type.
  static Object write(Class<?> element, int rows, Reading reading) {
    boolean single = element == float.class;
    ClassDesc array = element(single).arrayType();
    MethodTypeDesc run =
        MethodTypeDesc.of(
            ConstantDescs.CD_void,
            CD_int,
            array,
            CD_int,
            CD_int,
            array,
            CD_int,
            CD_int,
            array,
            CD_int,
            CD_int,
            array,
            CD_int,
            CD_int);
    return LoopWriter.define(
        single ? "FloatTile" : "DoubleTile",
        run,
        code -> new TileWriter(code, single, rows, reading).write());
  }

  private void write() {
    for (int row = 0; row < rows; row++) {
      for (int v = 0; v < VECTORS; v++) {
        species();
        code.aload(FROM);
        place(FROM_FROM, row, FROM_STEP, v);
        sums[row][v] = keep(load());
      }
    }
    int[] starts = reading == Reading.ROWS ? starts() : new int[0];
    int p = code.allocateLocal(TypeKind.INT);
    Label top = code.newLabel();
    Label end = code.newLabel();
    code.iconst_0().istore(p).labelBinding(top).iload(p).iload(K).if_icmpge(end);
    multiply(p, starts);
    code.iinc(p, 1).goto_(top).labelBinding(end);
    for (int row = 0; row < rows; row++) {
      for (int v = 0; v < VECTORS; v++) {
        store(row, v);
      }
    }
    code.return_();
  }

  /// Where each row of a begins.
  private int[] starts() {
    int[] starts = new int[rows];
    for (int row = 0; row < rows; row++) {
      starts[row] = code.allocateLocal(TypeKind.INT);
      if (row == 0) {
        code.iload(A_FROM);
      } else {
        code.iload(starts[row - 1]).iload(A_STEP).iadd();
      }
      code.istore(starts[row]);
    }
    return starts;
  }

  /// One step of k: the vectors of b, then of each row its number times these.
  private void multiply(int p, int[] starts) {
    int at = code.allocateLocal(TypeKind.INT);
    code.iload(B_FROM).iload(p).iload(B_STEP).imul().iadd().istore(at);
    int[] right = new int[VECTORS];
    for (int v = 0; v < VECTORS; v++) {
      species();
      code.aload(B).iload(at);
      add(v * lanes());
      right[v] = keep(load());
    }
    int column = code.allocateLocal(TypeKind.INT);
    if (reading == Reading.COLUMNS) {
      code.iload(A_FROM).iload(p).iload(A_STEP).imul().iadd().istore(column);
    }
    int factor = code.allocateLocal(TypeKind.REFERENCE);
    for (int row = 0; row < rows; row++) {
      species();
      code.aload(A);
      if (reading == Reading.COLUMNS) {
        code.iload(column);
        add(row);
      } else {
        code.iload(starts[row]).iload(p).iadd();
      }
      code.arrayLoad(single ? TypeKind.FLOAT : TypeKind.DOUBLE)
          .invokestatic(vector, "broadcast", MethodTypeDesc.of(vector, species, element))
          .astore(factor);
      for (int v = 0; v < VECTORS; v++) {
        code.aload(factor)
            .aload(right[v])
            .aload(sums[row][v])
            .invokevirtual(vector, "fma", MethodTypeDesc.of(vector, any(), any()))
            .astore(sums[row][v]);
      }
    }
  }

  private void store(int row, int v) {
    code.aload(sums[row][v]);
    species();
    code.invokestatic(vector, "zero", MethodTypeDesc.of(vector, species))
        .invokevirtual(vector, "add", MethodTypeDesc.of(vector, any()))
        .aload(C);
    place(C_FROM, row, C_STEP, v);
    code.invokevirtual(
        vector, "intoArray", MethodTypeDesc.of(ConstantDescs.CD_void, element.arrayType(), CD_int));
  }

  private static ClassDesc any() {
    return ClassDesc.of("jdk.incubator.vector.Vector");
  }

  private int lanes() {
    return LoopWriter.lanes(single);
  }

  private void species() {
    code.getstatic(
        LoopWriter.classDesc(single ? "VectorFloatOperations" : "VectorDoubleOperations"),
        "S",
        species);
  }

  /// Puts on the stack where a vector of a row begins.
  private void place(int from, int row, int step, int v) {
    code.iload(from);
    if (row > 0) {
      code.iload(step).loadConstant(row).imul().iadd();
    }
    add(v * lanes());
  }

  private void add(int number) {
    if (number > 0) {
      code.loadConstant(number).iadd();
    }
  }

  private CodeBuilder load() {
    return code.invokestatic(
        vector, "fromArray", MethodTypeDesc.of(vector, species, element.arrayType(), CD_int));
  }

  private static int keep(CodeBuilder code) {
    int local = code.allocateLocal(TypeKind.REFERENCE);
    code.astore(local);
    return local;
  }
}
