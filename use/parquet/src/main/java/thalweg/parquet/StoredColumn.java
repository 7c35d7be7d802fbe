package thalweg.parquet;

import dev.hardwood.metadata.LogicalType;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.metadata.RepetitionType;
import dev.hardwood.reader.ColumnReader;
import dev.hardwood.reader.Validity;
import dev.hardwood.schema.ColumnSchema;
import dev.hardwood.schema.FileSchema;
import dev.hardwood.schema.SchemaNode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;
import thalweg.training.table.ColumnRoom;
import thalweg.training.table.TableColumn;

/// A column as its values come in, batch by batch.
final class StoredColumn {
  /// What values become.
  enum Kind {
    NUMBER("numbers"),
    /// Seconds since 1970.
    MOMENT("dates"),
    WORD("words");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /// A column that a file has.
  sealed interface Found {
    String name();
  }

  /// @param schema how its values are stored
  record Usable(String name, Kind kind, ColumnSchema schema) implements Found {}

  record LeftOut(String name, String why) implements Found {}

  private static final int DAY = 86_400;

  /// The day 1970-01-01 in the count of days that INT96 uses.
  private static final int EPOCH = 2_440_588;

  private static final int INT96_BYTES = 12;

  private final String name;
  private final Kind kind;
  private ColumnSchema schema; // of the file at hand
  private boolean isText = true;
  private final ColumnRoom room;
  private MemorySegment cells; // doubles, of words their places as ints
  private final Map<String, Integer> places = new HashMap<>();
  private final List<String> words = new ArrayList<>();
  private int rows;

  /// @param room where its cells are kept
  StoredColumn(Usable usable, ColumnRoom room) {
    this.room = room;
    cells = usable.kind() == Kind.WORD ? room.ints(0) : room.doubles(0);
    name = usable.name();
    kind = usable.kind();
    schema = usable.schema();
  }

  /// Returns what columns a file has, in its order.
  static List<Found> found(FileSchema file) {
    List<Found> all = new ArrayList<>();
    for (SchemaNode node : file.getRootNode().children()) {
      switch (node) {
        case SchemaNode.GroupNode group ->
            all.add(new LeftOut(group.name(), "it holds lists, maps or structures"));
        case SchemaNode.PrimitiveNode leaf -> {
          ColumnSchema schema = file.getColumn(leaf.columnIndex());
          Kind kind = kind(schema);
          all.add(
              leaf.repetitionType() == RepetitionType.REPEATED
                  ? new LeftOut(leaf.name(), "it holds lists, maps or structures")
                  : kind == null
                      ? new LeftOut(leaf.name(), "it holds bytes that are no text")
                      : new Usable(leaf.name(), kind, schema));
        }
      }
    }
    return all;
  }

  private static @Nullable Kind kind(ColumnSchema schema) {
    return switch (schema.logicalType()) {
      case LogicalType.StringType _,
          LogicalType.EnumType _,
          LogicalType.JsonType _,
          LogicalType.UuidType _,
          LogicalType.TimeType _ ->
          Kind.WORD;
      case LogicalType.IntType _,
          LogicalType.DecimalType _,
          LogicalType.Float16Type _,
          LogicalType.NullType _ ->
          Kind.NUMBER;
      case LogicalType.DateType _, LogicalType.TimestampType _ -> Kind.MOMENT;
      case null ->
          switch (schema.type()) {
            case BOOLEAN, BYTE_ARRAY -> Kind.WORD;
            case INT32, INT64, FLOAT, DOUBLE -> Kind.NUMBER;
            case INT96 -> Kind.MOMENT;
            case FIXED_LEN_BYTE_ARRAY -> null;
          };
      default -> null;
    };
  }

  String name() {
    return name;
  }

  /// Returns its place among the leaves of the file at hand.
  int index() {
    return schema.columnIndex();
  }

  int rows() {
    return rows;
  }

  /// Returns whether what should be words are words.
  boolean isText() {
    return isText;
  }

  /// Goes on with a column of another file, and returns whether that is of the same kind.
  boolean continuesAs(Usable usable) {
    schema = usable.schema();
    return usable.kind() == kind;
  }

  /// Makes room for so many rows in all.
  void expect(int all) {
    cells = room.moved(cells, kind == Kind.WORD ? room.ints(all) : room.doubles(all));
  }

  /// Takes the batch at hand, up to the row `end`; what is beyond is counted alone.
  void add(ColumnReader batch, int end) {
    Validity known = batch.getLeafValidity();
    int count = batch.getRecordCount();
    int most = Math.min(count, end - rows);
    if (kind == Kind.WORD) {
      IntFunction<String> read = words(batch);
      for (int i = 0; i < most; i++) {
        int code = known.isNull(i) ? -1 : place(read.apply(i).strip());
        cells.setAtIndex(ValueLayout.JAVA_INT, rows + i, code);
      }
    } else {
      IntToDoubleFunction values = kind == Kind.NUMBER ? numbers(batch) : moments(batch);
      for (int i = 0; i < most; i++) {
        double value = known.isNull(i) ? Double.NaN : values.applyAsDouble(i);
        cells.setAtIndex(ValueLayout.JAVA_DOUBLE, rows + i, value);
      }
    }
    rows += count;
  }

  private int place(String word) {
    if (TableColumn.saysNothing(word)) {
      return -1;
    }
    Integer known = places.putIfAbsent(word, words.size());
    if (known != null) {
      return known;
    }
    words.add(word);
    isText &= schema.logicalType() != null || word.indexOf('\uFFFD') < 0;
    return words.size() - 1;
  }

  /// Returns all rows taken.
  TableColumn column() {
    return switch (kind) {
      case NUMBER -> TableColumn.of(name, cells);
      case MOMENT -> TableColumn.moments(name, cells);
      case WORD -> TableColumn.of(name, cells, words);
    };
  }

  // What stored values mean.

  private IntToDoubleFunction numbers(ColumnReader batch) {
    boolean isUnsigned =
        schema.logicalType() instanceof LogicalType.IntType(int _, boolean isSigned) && !isSigned;
    if (schema.logicalType() instanceof LogicalType.DecimalType(int scale, int _)) {
      return decimals(batch, scale);
    }
    return switch (schema.type()) {
      case INT32 -> {
        int[] values = batch.getInts();
        yield isUnsigned ? i -> Integer.toUnsignedLong(values[i]) : i -> values[i];
      }
      case INT64 -> {
        long[] values = batch.getLongs();
        yield isUnsigned ? i -> unsigned(values[i]) : i -> values[i];
      }
      case FLOAT -> {
        float[] values = batch.getFloats();
        yield i -> values[i];
      }
      case DOUBLE -> {
        double[] values = batch.getDoubles();
        yield i -> values[i];
      }
      case FIXED_LEN_BYTE_ARRAY -> {
        byte[][] values = batch.getBinaries();
        yield i -> Float.float16ToFloat(little(values[i]).getShort());
      }
      default -> _ -> Double.NaN; // of nulls alone
    };
  }

  private static double unsigned(long value) {
    return value >= 0 ? value : new BigInteger(Long.toUnsignedString(value)).doubleValue();
  }

  private IntToDoubleFunction decimals(ColumnReader batch, int scale) {
    return switch (schema.type()) {
      case INT32 -> {
        int[] values = batch.getInts();
        yield i -> BigDecimal.valueOf(values[i], scale).doubleValue();
      }
      case INT64 -> {
        long[] values = batch.getLongs();
        yield i -> BigDecimal.valueOf(values[i], scale).doubleValue();
      }
      default -> {
        byte[][] values = batch.getBinaries();
        yield i -> new BigDecimal(new BigInteger(values[i]), scale).doubleValue();
      }
    };
  }

  private IntToDoubleFunction moments(ColumnReader batch) {
    if (schema.type() == PhysicalType.INT96) {
      byte[] values = batch.getBinaryValues();
      ByteBuffer little = ByteBuffer.wrap(values).order(ByteOrder.LITTLE_ENDIAN);
      int[] offsets = batch.getBinaryOffsets();
      return i ->
          (little.getInt(offsets[i] + INT96_BYTES - Integer.BYTES) - EPOCH) * (double) DAY
              + Math.floorDiv(little.getLong(offsets[i]), 1_000_000_000L);
    }
    if (schema.logicalType() instanceof LogicalType.TimestampType(boolean _, var unit)) {
      long[] values = batch.getLongs();
      long units = units(unit);
      return i -> Math.floorDiv(values[i], units);
    }
    int[] days = batch.getInts();
    return i -> days[i] * (double) DAY;
  }

  /// Returns how many units a second has.
  private static long units(LogicalType.TimeUnit unit) {
    return switch (unit) {
      case MILLIS -> 1_000L;
      case MICROS -> 1_000_000L;
      case NANOS -> 1_000_000_000L;
    };
  }

  private IntFunction<String> words(ColumnReader batch) {
    if (schema.type() == PhysicalType.BOOLEAN) {
      boolean[] values = batch.getBooleans();
      return i -> String.valueOf(values[i]);
    }
    if (schema.logicalType() instanceof LogicalType.TimeType(boolean _, var unit)) {
      long units = units(unit);
      if (schema.type() == PhysicalType.INT32) {
        int[] values = batch.getInts();
        return i -> LocalTime.ofSecondOfDay(values[i] / units).toString();
      }
      long[] values = batch.getLongs();
      return i -> LocalTime.ofSecondOfDay(values[i] / units).toString();
    }
    if (schema.logicalType() instanceof LogicalType.UuidType) {
      byte[][] values = batch.getBinaries();
      return i -> {
        ByteBuffer bytes = ByteBuffer.wrap(values[i]);
        return new UUID(bytes.getLong(), bytes.getLong()).toString();
      };
    }
    String[] values = batch.getStrings();
    return i -> values[i];
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
