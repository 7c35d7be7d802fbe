package thalweg.algebra.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.kernel.FusedLoop;
import thalweg.algebra.kernel.Kernels;
import thalweg.algebra.kernel.LoopCode;
import thalweg.algebra.kernel.LoopWriter;
import thalweg.algebra.machine.VectorUnit;

/// Gives chains that work much loops of their own, once those have been seen to be faster.
///
/// A written loop is a hundred times slower than it will be until the virtual machine's compiler
/// has seen it run often. So one thread runs it on arrays of its own first, beside the program, and
/// hands it over when it wins. Where it is known beforehand that there will be much work, loops are
/// there from the first run on: all code is slow then, and this is less of it to compile. Equal
/// codes share a loop. The bits are the same before and after.
///
/// The system property `thalweg.fusion` may be `auto` (as told here), `never`, or `always` (every
/// chain from its first run on, slow or not, which is for tests).
final class Fusion {
  /// The name of the system property.
  static final String PROPERTY = "thalweg.fusion";

  private enum When {
    NEVER,
    AUTO,
    ALWAYS
  }

  private static final When WHEN = when();

  /// Which loops are given.
  enum Choice {
    /// All, even slow ones: for tests.
    ALL,

    /// Those that can gain something.
    PROMISING,

    /// Of those, the ones that win a trial.
    WINNING
  }

  /// Operations on single elements after which a loop pays: some 30 ms of work, against some 100 ms
  /// for a loop on a thread of its own.
  static final long ENOUGH =
      switch (WHEN) {
        case NEVER -> Long.MAX_VALUE;
        case AUTO -> 300_000_000L;
        case ALWAYS -> -1;
      };

  /// The most vector operations in one loop, which bounds what the compiler must do at a time.
  /// Loops of four hundred were as fast and made no objects.
  private static final int MOST_WEIGHT = 200;

  /// A single operation of fewer vector operations than this gains nothing.
  private static final int LEAST_WEIGHT = 8;

  /// A chain of fewer vectors than this is not worth a call.
  private static final int LEAST_VECTORS = 4;

  // A trial: runs before the first look, nanoseconds that a vector operation takes at most when it
  // is compiled (some 0.2, but 20 or more before), looks that may be lost then.
  private static final int WARMING_RUNS = 6000;
  private static final long MOST_NANOS = 4;
  private static final int MOST_LOST = 20;
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

  private static final Background TRIALS = new Background("thalweg-fusion");
  private static final Map<FusedLoop, LoopCode> LOOPS = new WeakHashMap<>();

  private Fusion() {}

  private static When when() {
    String wanted = System.getProperty(PROPERTY, "auto").toLowerCase(Locale.ROOT);
    When when =
        switch (wanted) {
          case "never" -> When.NEVER;
          case "auto" -> When.AUTO;
          case "always" -> When.ALWAYS;
          default ->
              throw new IllegalArgumentException(
                  PROPERTY + " is \"" + wanted + "\"; it must be auto, never or always.");
        };
    return VectorUnit.BITS == 0 ? When.NEVER : when; // plain loops cannot gain
  }

  /// Asks for loops for a chain, which it will be given some time later if they pay.
  static void ask(ElementwiseChain chain) {
    if (WHEN == When.ALWAYS) {
      give(chain, Choice.ALL);
    } else {
      TRIALS.run(chain.describe(), () -> give(chain, Choice.WINNING));
    }
  }

  /// Gives a chain loops at once, for much work is to come.
  static void expect(ElementwiseChain chain) {
    atOnce(chain.describe(), () -> give(chain, Choice.PROMISING));
  }

  private static void give(ElementwiseChain chain, Choice choice) {
    if (choice == Choice.ALL
        || chain.elements() >= LEAST_VECTORS * LoopWriter.lanes(chain.single())) {
      List<Segment> segments = segments(chain, MOST_WEIGHT, choice);
      if (segments.stream().anyMatch(segment -> segment.loop() != null)) {
        chain.fuse(segments);
      }
    }
  }

  /// Asks for a loop for steps on rows, which they will be given some time later if it pays; if it
  /// does not, their chains are given loops.
  static void ask(RowsStep rows) {
    if (WHEN == When.ALWAYS) {
      fuse(rows, Choice.ALL);
    } else {
      TRIALS.run(rows.describe(), () -> fuse(rows, Choice.WINNING));
    }
  }

  /// Gives steps on rows a loop at once, for much work is to come.
  static void expect(RowsStep rows) {
    atOnce(rows.describe(), () -> fuse(rows, Choice.PROMISING));
  }

  private static void atOnce(String what, Runnable work) {
    Background.attempt(what, work).run();
  }

  /// Returns a chain's segments with loops as chosen.
  static List<Segment> segments(ElementwiseChain chain, int mostWeight, Choice choice) {
    LoopWriter writer = writer(chain.single());
    List<Segment> segments = new ArrayList<>();
    for (Segment segment : Segment.cut(chain, mostWeight, writer::weight)) {
      boolean worthIt =
          choice == Choice.ALL
              || segment.to() - segment.from() > 1
              || writer.weight(segment.code()) >= LEAST_WEIGHT;
      int lanes = LoopWriter.lanes(chain.single());
      int unit = Math.max(lanes, chain.rowLength());
      int elements = Math.max(1, Math.min(64 * lanes, chain.block()) / unit) * unit;
      FusedLoop loop =
          worthIt
              ? loop(
                  writer,
                  segment.code(),
                  choice,
                  one ->
                      new Trial(
                          one,
                          segment.code(),
                          segment.operands(),
                          chain.slots().literals(),
                          writer,
                          elements,
                          memory(chain, chain.single(), elements),
                          memory ->
                              chain.interpret(
                                  segment, memory, memory.scratch(chain.single()), 0, elements)))
              : null;
      segments.add(segment.with(loop));
    }
    return segments;
  }

  /// Gives steps on rows a loop as chosen, or else their chains.
  static void fuse(RowsStep rows, Choice choice) {
    LoopWriter writer = writer(rows.single());
    RowsCode.Written written = rows.code();
    int few = rows.few();
    Object literals = rows.single() ? floats(written.literals()) : written.literals();
    FusedLoop loop =
        choice == Choice.ALL || writer.weight(written.code()) <= MOST_WEIGHT
            ? loop(
                writer,
                written.code(),
                choice,
                one ->
                    new Trial(
                        one,
                        written.code(),
                        written.operands(),
                        literals,
                        writer,
                        few * rows.columns(),
                        memory(rows, rows.single(), few * rows.columns()),
                        memory -> rows.group(memory, 0, few)))
            : null;
    if (loop != null) {
      rows.fuse(loop, written.operands(), literals);
    } else {
      rows.chains().forEach(chain -> give(chain, choice));
    }
  }

  private static float[] floats(double[] numbers) {
    float[] floats = new float[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      floats[i] = (float) numbers[i];
    }
    return floats;
  }

  private static LoopWriter writer(boolean single) {
    return LoopWriter.of(single ? float.class : double.class);
  }

  private static @Nullable FusedLoop loop(
      LoopWriter writer, LoopCode code, Choice choice, Function<FusedLoop, Trial> trial) {
    FusedLoop known = known(code);
    if (known != null) {
      return known;
    }
    FusedLoop loop = writer.write(code);
    if (choice == Choice.WINNING && !trial.apply(loop).wins()) {
      return null;
    }
    synchronized (LOOPS) {
      LOOPS.put(loop, code);
    }
    return loop;
  }

  /// Returns memory for a trial, where every value has an array of its own.
  private static Memory memory(ProgramStep step, boolean single, int elements) {
    int values = 1;
    for (int id : step.reads()) {
      values = Math.max(values, id + 1);
    }
    for (int id : step.writes()) {
      values = Math.max(values, id + 1);
    }
    Memory memory =
        new Memory(
            values, step.scratch(DType.FLOAT), step.scratch(DType.DOUBLE), step.scratch(DType.INT));
    halves(memory.scratch(single));
    for (int id = 0; id < values; id++) {
      Object array = single ? new float[elements] : new double[elements];
      halves(array);
      memory.arrays[id] = array;
    }
    return memory;
  }

  private static void halves(Object array) {
    if (array instanceof float[] floats) {
      Arrays.fill(floats, 0.5f);
    } else {
      Arrays.fill((double[]) array, 0.5);
    }
  }

  private static @Nullable FusedLoop known(LoopCode code) {
    synchronized (LOOPS) {
      for (Map.Entry<FusedLoop, LoopCode> entry : LOOPS.entrySet()) {
        if (entry.getValue().equals(code)) {
          return entry.getKey();
        }
      }
      return null;
    }
  }

  /// A loop and what it is to replace, side by side on arrays that nobody else sees.
  private static final class Trial {
    private final FusedLoop loop;
    private final int[] operands;
    private final Object literals;
    private final long mostNanos;
    private final int elements;
    private final Memory memory;
    private final Object scratch;
    private final Consumer<Memory> rival;

    /// Operands with rows of a few vectors, for runs over two rows: all loops go round.
    private final int[] shortRows;

    private final int twoShortRows;

    Trial(
        FusedLoop loop,
        LoopCode code,
        int[] operands,
        Object literals,
        LoopWriter writer,
        int elements,
        Memory memory,
        Consumer<Memory> rival) {
      this.loop = loop;
      this.operands = operands;
      this.literals = literals;
      this.elements = elements;
      this.memory = memory;
      this.rival = rival;
      scratch = memory.scratch(code.single());
      int lanes = LoopWriter.lanes(code.single());
      mostNanos = MOST_NANOS * writer.weight(code) * (elements / lanes);
      int shortRow = 2 * (code.sums() ? Math.max(lanes, Kernels.PARTIALS) : lanes);
      twoShortRows = Math.min(elements, 2 * shortRow);
      shortRows = operands.clone();
      for (int k = 0; code.inRows() && k < shortRows.length / 2; k++) {
        shortRows[2 * k + 1] = Math.min(shortRows[2 * k + 1], shortRow);
      }
    }

    boolean wins() {
      long end = System.nanoTime() + PATIENCE;
      warm(WARMING_RUNS);
      for (int lost = 0; lost < MOST_LOST && System.nanoTime() < end; ) {
        long nanos = fewestNanos(() -> run(operands, elements));
        boolean compiled = nanos <= mostNanos;
        if (compiled && nanos < fewestNanos(() -> rival.accept(memory))) {
          return true;
        }
        lost += compiled ? 1 : 0;
        pause(); // while the compiler is at work
        warm(100);
      }
      return false;
    }

    private static void pause() {
      try {
        Thread.sleep(2);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }

    private void warm(int runs) {
      for (int run = 0; run < runs; run++) {
        run(shortRows, twoShortRows);
      }
    }

    private void run(int[] operands, int n) {
      loop.run(memory.arrays, memory.offsets, operands, scratch, literals, 0, n);
    }

    private static long fewestNanos(Runnable work) {
      long fewest = Long.MAX_VALUE;
      for (int run = 0; run < 10; run++) {
        long start = System.nanoTime();
        work.run();
        fewest = Math.min(fewest, System.nanoTime() - start);
      }
      return fewest;
    }
  }
}
