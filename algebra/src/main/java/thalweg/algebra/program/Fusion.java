package thalweg.algebra.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.kernel.FusedLoop;
import thalweg.algebra.kernel.LoopCode;
import thalweg.algebra.kernel.LoopWriter;
import thalweg.algebra.kernel.VectorUnit;

/// Gives chains that work much loops of their own, once those have been seen to be faster.
///
/// A written loop is a hundred times slower than it will be until the virtual machine's compiler
/// has seen it run often. So one thread runs it on arrays of its own first, beside the program, and
/// hands it over when it wins. Equal codes share a loop. The bits are the same before and after.
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

  private static final System.Logger LOGGER = System.getLogger("thalweg.algebra");
  private static final ThreadPoolExecutor THREAD = thread();
  private static final Map<FusedLoop, LoopCode> LOOPS = new WeakHashMap<>();
  private static final Map<DType, LoopWriter> WRITERS = new EnumMap<>(DType.class);

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

  @SuppressWarnings("ThreadPriorityCheck") // a wish, on which nothing relies
  private static ThreadPoolExecutor thread() {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, "thalweg-fusion");
              thread.setDaemon(true);
              thread.setPriority(Thread.MIN_PRIORITY);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  /// Asks for loops for a chain, which it will be given some time later if they pay.
  static void ask(ElementwiseChain chain) {
    int lanes = LoopWriter.lanes(chain.single());
    if (WHEN == When.ALWAYS) {
      fuse(chain, false);
    } else if (chain.elements() >= LEAST_VECTORS * lanes) {
      THREAD.execute(() -> fuse(chain, true));
    }
  }

  private static void fuse(ElementwiseChain chain, boolean onTrial) {
    try {
      List<Segment> segments = segments(chain, MOST_WEIGHT, onTrial);
      if (segments.stream().anyMatch(segment -> segment.loop() != null)) {
        chain.fuse(segments);
      }
    } catch (RuntimeException | LinkageError failed) {
      if (!onTrial) {
        throw failed;
      }
      LOGGER.log(System.Logger.Level.DEBUG, "no loop for " + chain.describe(), failed);
    }
  }

  /// Returns a chain's segments with loops: with those that win a trial, or with all.
  static synchronized List<Segment> segments(
      ElementwiseChain chain, int mostWeight, boolean onTrial) {
    LoopWriter writer =
        WRITERS.computeIfAbsent(
            chain.single() ? DType.FLOAT : DType.DOUBLE,
            type -> new LoopWriter(type == DType.FLOAT));
    List<Segment> segments = new ArrayList<>();
    for (Segment segment : Segment.cut(chain, mostWeight, writer::weight)) {
      FusedLoop loop = known(segment.code());
      int weight =
          segment.code().lines().stream().mapToInt(line -> writer.weight(line.operation())).sum();
      if (loop == null
          && (segment.code().lines().size() > 1 || weight >= LEAST_WEIGHT || !onTrial)) {
        loop = writer.write(segment.code());
        if (onTrial && !new Trial(chain, segment, loop, weight).wins()) {
          loop = null;
        } else {
          LOOPS.put(loop, segment.code());
        }
      }
      segments.add(segment.with(loop));
    }
    return segments;
  }

  private static @Nullable FusedLoop known(LoopCode code) {
    for (Map.Entry<FusedLoop, LoopCode> entry : LOOPS.entrySet()) {
      if (entry.getValue().equals(code)) {
        return entry.getKey();
      }
    }
    return null;
  }

  /// A loop and the instructions it is to replace, side by side on arrays that nobody else sees.
  private static final class Trial {
    private final ElementwiseChain chain;
    private final Segment segment;
    private final FusedLoop loop;
    private final Memory memory;
    private final Object scratch;
    private final int lanes;
    private final int elements;
    private final int weight;

    /// Operands with rows of two vectors, for runs over four: both loops go round.
    private final int[] shortRows;

    Trial(ElementwiseChain chain, Segment segment, FusedLoop loop, int weight) {
      this.chain = chain;
      this.segment = segment;
      this.loop = loop;
      this.weight = weight;
      lanes = LoopWriter.lanes(chain.single());
      int unit = Math.max(lanes, chain.rowLength());
      elements = Math.max(1, Math.min(64 * lanes, chain.block()) / unit) * unit;
      shortRows = segment.operands().clone();
      for (int k = 0; segment.code().inRows() && k < shortRows.length / 2; k++) {
        shortRows[2 * k + 1] = Math.min(shortRows[2 * k + 1], 2 * lanes);
      }
      int values = 1;
      for (int id : chain.reads()) {
        values = Math.max(values, id + 1);
      }
      for (int id : chain.writes()) {
        values = Math.max(values, id + 1);
      }
      boolean single = chain.single();
      memory = new Memory(values, single ? chain.scratch() : 0, single ? 0 : chain.scratch(), 0);
      scratch = single ? memory.floatScratch : memory.doubleScratch;
      halves(scratch);
      for (int id = 0; id < values; id++) {
        Object array = single ? new float[elements] : new double[elements];
        halves(array);
        memory.arrays[id] = array;
      }
    }

    private static void halves(Object array) {
      if (array instanceof float[] floats) {
        Arrays.fill(floats, 0.5f);
      } else {
        Arrays.fill((double[]) array, 0.5);
      }
    }

    boolean wins() {
      long end = System.nanoTime() + PATIENCE;
      warm(WARMING_RUNS);
      for (int lost = 0; lost < MOST_LOST && System.nanoTime() < end; ) {
        long nanos = fewestNanos(true);
        boolean compiled = nanos <= MOST_NANOS * weight * (elements / lanes);
        if (compiled && nanos < fewestNanos(false)) {
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
        run(shortRows, LEAST_VECTORS * lanes);
      }
    }

    private void run(int[] operands, int n) {
      loop.run(memory.arrays, memory.offsets, operands, scratch, chain.literals(), 0, n);
    }

    private long fewestNanos(boolean byLoop) {
      long fewest = Long.MAX_VALUE;
      for (int run = 0; run < 10; run++) {
        long start = System.nanoTime();
        if (byLoop) {
          run(segment.operands(), elements);
        } else {
          chain.interpret(segment, memory, scratch, 0, elements);
        }
        fewest = Math.min(fewest, System.nanoTime() - start);
      }
      return fewest;
    }
  }
}
