package thalweg.algebra.kernel;

import static java.lang.constant.ConstantDescs.CD_int;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import thalweg.algebra.machine.VectorUnit;

/// Writes the innermost loops of the matrix product as bytecode, [FloatTile] or `DoubleTile`, from
/// one description: how many rows and vectors, and how the operands are read.
///
/// A tile that follows a list begins at zero, another with what is in `from`: c itself, or a row of
/// zeros again and again (`fr` 0), which spares a pass over c. (Choosing inside between zeros and c
/// made the accumulators a merge of two vectors, which the compiler then kept as objects: fifty
/// times slower.) Last it adds +0: an exact −0 (only underflow makes one) becomes +0, so that
/// leaving out products with zero never shows.
///
/// Written so, tiles are as fast as unrolled in Java by hand (decision 0196).
final class TileWriter {
  /// Vectors of columns in a tile that follows no list.
  static final int VECTORS = 2;

  /// Rows of the largest tiles, by the processor. Fourteen rows fill the 32 registers of the
  /// 512-bit unit, six the 16 of narrower ones. Of a transposed a, twelve: with fourteen the
  /// compiler runs out of registers, for their numbers lie together and it loads all of them first.
  /// Measured on AMD's Zen 4 and 5. On an Intel Xeon twelve rows whose distance is a constant were
  /// fastest, 192 GFLOP/s beside 166 of these: that would be chosen here too.
  static final int ROWS = VectorUnit.BITS == 512 ? 14 : 6;

  static final int COLUMN_ROWS = VectorUnit.BITS == 512 ? 12 : 6;

  /// Vectors of a packed strip of b for tiles that follow a list, and the most of such a tile:
  /// twenty accumulators want the 32 registers of the 512-bit unit.
  static final int STRIP_VECTORS = VectorUnit.BITS == 512 ? 4 : 2;

  /// How a tile reads its operands.
  enum Reading {
    /// The numbers of a row stand side by side. Read in place, one of each row at a time: 232
    /// GFLOP/s against 213 from a packed strip with twelve rows, and nothing need be packed.
    ROWS,
    /// The numbers of a column, one for each row of the tile.
    COLUMNS,
    /// As ROWS, but only the listed numbers of each row.
    LISTED_ROWS,
    /// As COLUMNS, but only the listed ones, and with a packed strip of b: here fixed distances are
    /// 15 % faster, and packing is cheap, for k is short and c tall.
    LISTED_COLUMNS;

    private boolean isListed() {
      return this == LISTED_ROWS || this == LISTED_COLUMNS;
    }

    private boolean isOfColumns() {
      return this == COLUMNS || this == LISTED_COLUMNS;
    }
  }

  // The parameters, by their places among the locals.
  private static final int K = 1;
  private static final int A = 2;
  private static final int A_FROM = 3;
  private static final int A_STEP = 4;
  private static final int B = 5;
  private static final int B_FROM = 6;
  private static final int B_STEP = 7;
  private static final int C = 11;
  private static final int C_FROM = 12;
  private static final int C_STEP = 13;

  // Between b and c those of a dense tile. (Their order matters: with `from` behind c, six rows of
  // 256 bits were a tenth slower.)
  private static final int FROM = 8;
  private static final int FROM_FROM = 9;
  private static final int FROM_STEP = 10;

  // Or those of one that follows a list.
  private static final int LIST = 8;
  private static final int LIST_FROM = 9;
  private static final int B_LAST = 10;
  private static final int C_LAST = 14;

  private final CodeBuilder code;
  private final int rows;
  private final int vectors;
  private final Reading reading;
  private final boolean single;
  private final ClassDesc vector;
  private final ClassDesc element;
  private final ClassDesc species = ClassDesc.of("jdk.incubator.vector.VectorSpecies");
  private final int[][] sums;

  private TileWriter(CodeBuilder code, boolean single, int rows, int vectors, Reading reading) {
    this.code = code;
    this.rows = rows;
    this.vectors = vectors;
    this.reading = reading;
    this.single = single;
    element = element(single);
    vector = ClassDesc.of("jdk.incubator.vector." + (single ? "FloatVector" : "DoubleVector"));
    sums = new int[rows][vectors];
  }

  private static ClassDesc element(boolean single) {
    return single ? ConstantDescs.CD_float : ConstantDescs.CD_double;
  }

  /// Returns a new tile, to be cast to that of the element type: a listed one if its reading is.
  static Object write(Class<?> element, int rows, int vectors, Reading reading) {
    boolean single = element == float.class;
    ClassDesc array = element(single).arrayType();
    List<ClassDesc> parameters = new ArrayList<>(List.of(CD_int, array, CD_int, CD_int));
    parameters.addAll(List.of(array, CD_int, CD_int));
    parameters.addAll(List.of(reading.isListed() ? CD_int.arrayType() : array, CD_int, CD_int));
    parameters.addAll(List.of(array, CD_int, CD_int));
    if (reading.isListed()) {
      parameters.add(CD_int);
    }
    return LoopWriter.define(
        (single ? "FloatTile" : "DoubleTile") + (reading.isListed() ? "$Listed" : ""),
        MethodTypeDesc.of(ConstantDescs.CD_void, parameters),
        code -> new TileWriter(code, single, rows, vectors, reading).write());
  }

  private void write() {
    int[] starts = reading.isOfColumns() ? new int[0] : starts();
    int[] right = reading == Reading.LISTED_ROWS ? distances(B_LAST) : new int[0];
    int[] out = reading.isListed() ? distances(C_LAST) : new int[0];
    for (int row = 0; row < rows; row++) {
      for (int v = 0; v < vectors; v++) {
        species();
        if (reading.isListed()) {
          zero();
        } else {
          code.aload(FROM);
          place(FROM_FROM, row, FROM_STEP, v, out);
          load();
        }
        sums[row][v] = keep();
      }
    }
    int q = code.allocateLocal(TypeKind.INT);
    Label top = code.newLabel();
    Label end = code.newLabel();
    code.iconst_0().istore(q).labelBinding(top).iload(q).iload(K).if_icmpge(end);
    int p = q;
    if (reading.isListed()) {
      p = code.allocateLocal(TypeKind.INT);
      code.aload(LIST).iload(LIST_FROM).iload(q).iadd().iaload().istore(p);
    }
    multiply(p, starts, right);
    code.iinc(q, 1).goto_(top).labelBinding(end);
    for (int row = 0; row < rows; row++) {
      for (int v = 0; v < vectors; v++) {
        store(row, v, out);
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

  /// How far each vector of a row is behind the first: none farther than the last.
  private int[] distances(int last) {
    int[] distances = new int[vectors];
    distances[vectors - 1] = last;
    for (int v = 1; v < vectors - 1; v++) {
      distances[v] = code.allocateLocal(TypeKind.INT);
      code.iload(last)
          .loadConstant(v * lanes())
          .invokestatic(
              ClassDesc.of("java.lang.Math"), "min", MethodTypeDesc.of(CD_int, CD_int, CD_int))
          .istore(distances[v]);
    }
    return distances;
  }

  /// One step of k: the vectors of b, then of each row its number times these.
  private void multiply(int p, int[] starts, int[] distances) {
    int column = code.allocateLocal(TypeKind.INT);
    if (reading.isOfColumns()) {
      code.iload(A_FROM).iload(p).iload(A_STEP).imul().iadd().istore(column);
    }
    int at = code.allocateLocal(TypeKind.INT);
    code.iload(B_FROM).iload(p);
    if (reading == Reading.LISTED_COLUMNS) {
      code.loadConstant(STRIP_VECTORS * lanes());
    } else {
      code.iload(B_STEP);
    }
    code.imul().iadd().istore(at);
    int[] right = new int[vectors];
    for (int v = 0; v < vectors; v++) {
      species();
      code.aload(B).iload(at);
      add(v, distances);
      load();
      right[v] = keep();
    }
    int factor = code.allocateLocal(TypeKind.REFERENCE);
    for (int row = 0; row < rows; row++) {
      species();
      code.aload(A);
      if (reading.isOfColumns()) {
        code.iload(column);
        add(row);
      } else {
        code.iload(starts[row]).iload(p).iadd();
      }
      code.arrayLoad(single ? TypeKind.FLOAT : TypeKind.DOUBLE)
          .invokestatic(vector, "broadcast", MethodTypeDesc.of(vector, species, element))
          .astore(factor);
      for (int v = 0; v < vectors; v++) {
        code.aload(factor)
            .aload(right[v])
            .aload(sums[row][v])
            .invokevirtual(vector, "fma", MethodTypeDesc.of(vector, any(), any()))
            .astore(sums[row][v]);
      }
    }
  }

  private void store(int row, int v, int[] distances) {
    code.aload(sums[row][v]);
    species();
    zero();
    code.invokevirtual(vector, "add", MethodTypeDesc.of(vector, any())).aload(C);
    place(C_FROM, row, C_STEP, v, distances);
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
  private void place(int from, int row, int step, int v, int[] distances) {
    code.iload(from);
    if (row > 0) {
      code.iload(step).loadConstant(row).imul().iadd();
    }
    add(v, distances);
  }

  /// Adds how far a vector is behind the first: whole vectors, if no distances have been computed.
  private void add(int v, int[] distances) {
    if (v > 0 && distances.length > 0) {
      code.iload(distances[v]).iadd();
    } else {
      add(v * lanes());
    }
  }

  private void add(int number) {
    if (number > 0) {
      code.loadConstant(number).iadd();
    }
  }

  private void zero() {
    code.invokestatic(vector, "zero", MethodTypeDesc.of(vector, species));
  }

  private void load() {
    code.invokestatic(
        vector, "fromArray", MethodTypeDesc.of(vector, species, element.arrayType(), CD_int));
  }

  private int keep() {
    int local = code.allocateLocal(TypeKind.REFERENCE);
    code.astore(local);
    return local;
  }
}
