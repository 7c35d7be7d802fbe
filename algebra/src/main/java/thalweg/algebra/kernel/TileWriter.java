package thalweg.algebra.kernel;

import static java.lang.constant.ConstantDescs.CD_int;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.stream.Stream;
import thalweg.algebra.machine.VectorUnit;

/// Writes the innermost loops of products and convolutions as bytecode, [FloatTile] or
/// `DoubleTile`, from one description: how many rows and vectors, and how the operands are read.
///
/// A tile begins at zero, or with what is in c, or a dense one with what is in `from`: c itself, or
/// a row of zeros again and again (`fr` 0), which spares a pass over c. (Choosing inside between
/// zeros and c made the accumulators a merge of two vectors, which the compiler then kept as
/// objects: fifty times slower.) Last it adds +0: an exact −0 (only underflow makes one) becomes
/// +0, so that leaving out products with zero never shows.
///
/// Written so, tiles are as fast as unrolled in Java by hand (decisions 0196 and 0216).
final class TileWriter {
  /// Vectors of columns in a dense tile.
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
    LISTED_COLUMNS,
    /// The listed numbers of rows that begin at places, times row after row of b.
    PLACED_ROWS,
    /// As PLACED_ROWS, added to what is in c.
    MORE_OF_PLACED_ROWS,
    /// Numbers side by side, times the listed vectors of rows of b that begin at places, added to
    /// what is in c.
    PLACED_VECTORS;

    private boolean isDense() {
      return this == ROWS || this == COLUMNS;
    }

    private boolean isPlaced() {
      return compareTo(PLACED_ROWS) >= 0;
    }

    private boolean isOfColumns() {
      return this == COLUMNS || this == LISTED_COLUMNS;
    }

    private boolean isOfPlacedRows() {
      return this == PLACED_ROWS || this == MORE_OF_PLACED_ROWS;
    }
  }

  // The parameters, by their places among the locals. An operand is an array, where it begins in
  // it, and how far apart its rows are; lists, places and an a with places lack the last. (The
  // order matters: with what a tile begins with behind c, six rows of 256 bits took a tenth
  // longer.)
  private static final int K = 1;
  private static final int A = 2;
  private static final int FROM = 1;
  private static final int STEP = 2;

  private final CodeBuilder code;
  private final int rows;
  private final int vectors;
  private final Reading reading;
  private final boolean single;
  private final ClassDesc vector;
  private final ClassDesc element;
  private final ClassDesc species = ClassDesc.of("jdk.incubator.vector.VectorSpecies");
  private final int[][] sums;
  private final int b;
  private final int list; // or what a dense tile begins with
  private final int c;
  private final int places;

  private TileWriter(CodeBuilder code, boolean single, int rows, int vectors, Reading reading) {
    this.code = code;
    this.rows = rows;
    this.vectors = vectors;
    this.reading = reading;
    this.single = single;
    element = element(single);
    vector = ClassDesc.of("jdk.incubator.vector." + (single ? "FloatVector" : "DoubleVector"));
    sums = new int[rows][vectors];
    b = reading.isPlaced() ? A + 2 : A + 3;
    list = b + 3;
    c = reading.isPlaced() ? list + 2 : list + 3;
    places = c + 3;
  }

  private static ClassDesc element(boolean single) {
    return single ? ConstantDescs.CD_float : ConstantDescs.CD_double;
  }

  /// Returns a new tile, to be cast to that of the element type: a listed or placed one if its
  /// reading is.
  static Object write(Class<?> element, int rows, int vectors, Reading reading) {
    boolean single = element == float.class;
    ClassDesc array = element(single).arrayType();
    ClassDesc ints = CD_int.arrayType();
    List<ClassDesc> operand = List.of(array, CD_int, CD_int);
    Stream<List<ClassDesc>> parameters =
        reading.isDense()
            ? Stream.of(operand, operand, operand, operand)
            : reading.isPlaced()
                ? Stream.of(
                    List.of(array, CD_int),
                    operand,
                    List.of(ints, CD_int),
                    operand,
                    List.of(ints, CD_int))
                : Stream.of(
                    operand, operand, List.of(ints, CD_int, CD_int), operand, List.of(CD_int));
    return LoopWriter.define(
        (single ? "FloatTile" : "DoubleTile")
            + (reading.isDense() ? "" : reading.isPlaced() ? "$Placed" : "$Listed"),
        MethodTypeDesc.of(ConstantDescs.CD_void, parameters.flatMap(List::stream).toList())
            .insertParameterTypes(0, CD_int),
        code -> new TileWriter(code, single, rows, vectors, reading).write());
  }

  private void write() {
    int[] starts = starts();
    int[] right = reading == Reading.LISTED_ROWS ? distances(list + 2) : new int[0];
    int[] out =
        switch (reading) {
          case LISTED_ROWS, LISTED_COLUMNS -> distances(c + 3);
          case PLACED_VECTORS -> distances(c + STEP);
          case ROWS, COLUMNS, PLACED_ROWS, MORE_OF_PLACED_ROWS -> new int[0];
        };
    for (int row = 0; row < rows; row++) {
      for (int v = 0; v < vectors; v++) {
        species();
        switch (reading) {
          case ROWS, COLUMNS -> {
            place(list, row, v, out);
            load();
          }
          case LISTED_ROWS, LISTED_COLUMNS -> zero();
          case PLACED_ROWS -> zeroOfPlacedRows(v);
          case MORE_OF_PLACED_ROWS, PLACED_VECTORS -> {
            place(c, row, v, out);
            load();
          }
        }
        sums[row][v] = keep();
      }
    }
    int q = code.allocateLocal(TypeKind.INT);
    Label top = code.newLabel();
    Label end = code.newLabel();
    code.iconst_0().istore(q).labelBinding(top).iload(q).iload(K).if_icmpge(end);
    int p = reading.isDense() ? q : listed(q);
    if (reading == Reading.PLACED_VECTORS) {
      multiplyNumber(q, p, starts);
    } else {
      multiplyNumbers(q, p, starts, right);
    }
    code.iinc(q, 1).goto_(top).labelBinding(end);
    for (int row = 0; row < rows; row++) {
      for (int v = 0; v < vectors; v++) {
        store(row, v, out);
      }
    }
    code.return_();
  }

  /// Loads the zeros that c's array begins with: fourteen rows of one zero took twice the time (C2
  /// of Java 25). Six rows, on the other hand, took 8 % longer with zeros loaded.
  private void zeroOfPlacedRows(int v) {
    if (VectorUnit.BITS == 512) {
      code.aload(c).loadConstant(v * lanes());
      load();
    } else {
      zero();
    }
  }

  /// Keeps what the list names. Of placed rows it begins at 0: adding where cost half of the speed.
  private int listed(int q) {
    code.aload(list);
    if (!reading.isOfPlacedRows()) {
      code.iload(list + FROM);
    }
    int p = code.allocateLocal(TypeKind.INT);
    (reading.isOfPlacedRows() ? code.iload(q) : code.iload(q).iadd()).iaload().istore(p);
    return p;
  }

  /// Where each row of a begins, or of b. Written before any vector is read: after them, places
  /// cost half of the speed (C2 of Java 25).
  private int[] starts() {
    int[] starts = new int[rows];
    for (int row = 0; row < rows; row++) {
      starts[row] = code.allocateLocal(TypeKind.INT);
      switch (reading) {
        case ROWS, LISTED_ROWS -> {
          if (row == 0) {
            code.iload(A + FROM);
          } else {
            code.iload(starts[row - 1]).iload(A + STEP).iadd();
          }
          code.istore(starts[row]);
        }
        case PLACED_ROWS, MORE_OF_PLACED_ROWS -> {
          code.iload(A + FROM);
          placed(row).iadd().istore(starts[row]);
        }
        case PLACED_VECTORS -> {
          code.iload(b + FROM);
          placed(row).iload(b + STEP).imul().iadd().istore(starts[row]);
        }
        case COLUMNS, LISTED_COLUMNS -> {}
      }
    }
    return starts;
  }

  /// Puts on the stack the place of a row.
  private CodeBuilder placed(int row) {
    code.aload(places).iload(places + FROM);
    add(row);
    return code.iaload();
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
  private void multiplyNumbers(int q, int p, int[] starts, int[] distances) {
    int column = code.allocateLocal(TypeKind.INT);
    if (reading.isOfColumns()) {
      code.iload(A + FROM).iload(p).iload(A + STEP).imul().iadd().istore(column);
    }
    int at = code.allocateLocal(TypeKind.INT);
    code.iload(b + FROM).iload(reading.isPlaced() ? q : p);
    if (reading == Reading.LISTED_COLUMNS) {
      code.loadConstant(STRIP_VECTORS * lanes());
    } else {
      code.iload(b + STEP);
    }
    code.imul().iadd().istore(at);
    int[] right = new int[vectors];
    for (int v = 0; v < vectors; v++) {
      species();
      code.aload(b).iload(at);
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
      broadcast();
      code.astore(factor);
      for (int v = 0; v < vectors; v++) {
        code.aload(factor).aload(right[v]);
        multiplyAdd(row, v);
      }
    }
  }

  /// One step of k: a number, then of each row the vectors of b times this.
  private void multiplyNumber(int q, int p, int[] starts) {
    species();
    code.aload(b).iload(A + FROM).iload(q).iadd();
    broadcast();
    int factor = keep();
    for (int row = 0; row < rows; row++) {
      for (int v = 0; v < vectors; v++) {
        species();
        code.aload(b).iload(starts[row]).iload(p).iadd();
        add(v * lanes());
        load();
        code.aload(factor);
        multiplyAdd(row, v);
      }
    }
  }

  private void store(int row, int v, int[] distances) {
    code.aload(sums[row][v]);
    species();
    zero();
    code.invokevirtual(vector, "add", MethodTypeDesc.of(vector, any()));
    place(c, row, v, distances);
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

  /// Puts on the stack an array, and where in it a vector of a row begins.
  private void place(int operand, int row, int v, int[] distances) {
    code.aload(operand).iload(operand + FROM);
    if (reading == Reading.PLACED_VECTORS) {
      add(row * PooledConvolution.CHANNELS);
    } else if (row > 0) {
      code.iload(operand + STEP).loadConstant(row).imul().iadd();
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

  /// Makes a vector of an element, given the species, the array and the index.
  private void broadcast() {
    code.arrayLoad(single ? TypeKind.FLOAT : TypeKind.DOUBLE)
        .invokestatic(vector, "broadcast", MethodTypeDesc.of(vector, species, element));
  }

  /// Adds the product of the two vectors on the stack to a sum.
  private void multiplyAdd(int row, int v) {
    code.aload(sums[row][v])
        .invokevirtual(vector, "fma", MethodTypeDesc.of(vector, any(), any()))
        .astore(sums[row][v]);
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
