package thalweg.training.crew;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.training.data.Values;

/// Brings rows from the members that have them.
///
/// To each other member there is one connection, which a thread reads and another writes: whoever
/// reads never waits for one who writes, so there is always somebody who can go on. A member asks
/// by the numbers of rows, and is sent their numbers in the order in which it asked.
///
/// What is expected lies here until it is taken, in no more than [#MOST_EXPECTED] bytes: beyond
/// that the oldest is forgotten, and asked for again when it is wanted.
final class RowExchange implements AutoCloseable {
  /// The most rows that are asked for at once.
  static final int MOST_ROWS = 4_096;

  private static final long MOST_EXPECTED = 1 << 26;

  private static final int ASK = 1;
  private static final int ANSWER = 2;
  private static final int DONE = 3;
  private static final Said LAST = new Said(0, 0, new int[0]); // the thread that writes ends
  private static final int HEAD = 3 * Integer.BYTES;

  /// What is to be written to a member, with the numbers of rows among all.
  private static final class Said {
    final int kind;
    final int id;
    final int[] rows;

    Said(int kind, int id, int[] rows) {
      this.kind = kind;
      this.id = id;
      this.rows = rows;
    }
  }

  /// Some rows, which come from several members.
  private static final class Block {
    final NdArray numbers;
    int missing; // answers

    Block(NdArray numbers) {
      this.numbers = numbers;
    }
  }

  /// Row numbers as a key.
  private record Key(List<Integer> rows) {
    static Key of(int[] rows) {
      return new Key(Arrays.stream(rows).boxed().toList());
    }
  }

  /// What a member was asked for: rows to be put in places of a block.
  private static final class Asked {
    final Block block;
    final int[] places;

    Asked(Block block, int[] places) {
      this.block = block;
      this.places = places;
    }
  }

  private final int rank;
  private final List<Integer> starts;
  private final Values own;
  private final int width;
  private Duration patience = Duration.ZERO;
  private @Nullable Link[] links = {};
  private final List<BlockingQueue<Said>> toSay = new ArrayList<>(); // by rank

  // Guarded by this.
  private final SequencedMap<Key, Block> expected = new LinkedHashMap<>(); // the oldest first
  private final Map<Integer, Asked> asked = new HashMap<>(); // by id
  private long expectedBytes;
  private int nextId;
  private final boolean[] isDone; // who needs nothing any more
  private final boolean[] isTold; // that this member does not
  private @Nullable CrewException failed;
  private boolean isClosed;

  RowExchange(int rank, List<Integer> starts, Values own) {
    this.rank = rank;
    this.starts = starts;
    this.own = own;
    width = own.width();
    isDone = new boolean[starts.size() - 1];
    isDone[rank] = true;
    isTold = isDone.clone();
  }

  Values own() {
    return own;
  }

  boolean isOwn(int row) {
    return row >= starts.get(rank) && row < starts.get(rank + 1);
  }

  void meet(List<InetSocketAddress> addresses, ServerSocket door, byte[] secret, Duration patience)
      throws InterruptedException {
    this.patience = patience;
    links = new Meeting(rank, addresses, secret, patience).links(door);
    for (int other = 0; other < links.length; other++) {
      toSay.add(new LinkedBlockingQueue<>());
    }
    for (int other = 0; other < links.length; other++) {
      if (other != rank) {
        int who = other;
        Thread.ofPlatform().daemon().name("thalweg-rows-read").start(() -> read(who));
        Thread.ofPlatform().daemon().name("thalweg-rows-write").start(() -> write(who));
      }
    }
  }

  private Link link(int other) {
    return Objects.requireNonNull(links[other]);
  }

  // ---- Asking ----

  /// Asks for rows that will be wanted.
  void expect(int[] rows) {
    long bytes = bytes(rows.length);
    synchronized (this) {
      Key key = Key.of(rows);
      if (bytes > MOST_EXPECTED || expected.containsKey(key) || allOwn(rows)) {
        return;
      }
      while (expectedBytes + bytes > MOST_EXPECTED) {
        expectedBytes -= bytes(expected.pollFirstEntry().getValue());
      }
      expected.put(key, ask(rows));
      expectedBytes += bytes;
    }
  }

  /// Returns rows in the type of this member's.
  ///
  /// @throws CrewException if a member that has some is lost
  NdArray rows(int[] rows) {
    Block block = taken(rows);
    readOwn(rows, block);
    await(() -> block.missing == 0);
    return block.numbers;
  }

  private synchronized Block taken(int[] rows) {
    Block block = expected.remove(Key.of(rows));
    if (block == null) {
      return ask(rows);
    }
    expectedBytes -= bytes(block);
    return block;
  }

  private long bytes(int rows) {
    return (long) rows * width * own.type().bytes();
  }

  private static long bytes(Block block) {
    return (long) block.numbers.shape().elements() * block.numbers.type().bytes();
  }

  private boolean allOwn(int[] rows) {
    return Arrays.stream(rows).allMatch(this::isOwn);
  }

  private int owner(int row) {
    int low = 0;
    int high = starts.size() - 1;
    while (high - low > 1) { // some members may have no rows
      int middle = (low + high) >>> 1;
      if (starts.get(middle) <= row) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private Block ask(int[] rows) {
    Block block = new Block(NdArray.zeros(own.type(), Shape.of(rows.length, width)));
    int[] owners = Arrays.stream(rows).map(this::owner).toArray();
    for (int other = 0; other < starts.size() - 1; other++) {
      int who = other;
      int[] places = places(owners, who);
      if (who != rank && places.length > 0) {
        if (who >= toSay.size()) {
          throw new IllegalStateException(
              "crew: rows of rank " + who + " are wanted before the members have met.");
        }
        block.missing++;
        asked.put(nextId, new Asked(block, places));
        int[] wanted = Arrays.stream(places).map(place -> rows[place]).toArray();
        toSay.get(who).add(new Said(ASK, nextId++, wanted));
      }
    }
    return block;
  }

  private static int[] places(int[] owners, int who) {
    return IntStream.range(0, owners.length).filter(place -> owners[place] == who).toArray();
  }

  private void readOwn(int[] rows, Block block) {
    int[] owners = Arrays.stream(rows).map(this::owner).toArray();
    int[] places = places(owners, rank);
    if (places.length > 0) {
      int[] here = Arrays.stream(places).map(place -> rows[place] - starts.get(rank)).toArray();
      NdArray read = NdArray.zeros(own.type(), Shape.of(here.length, width));
      own.gather(here, 0, here.length, read);
      for (int i = 0; i < places.length; i++) {
        System.arraycopy(read.raw(), i * width, block.numbers.raw(), places[i] * width, width);
      }
    }
  }

  private interface Condition {
    boolean holds();
  }

  private void await(Condition condition) {
    long end = System.nanoTime() + patience.toNanos();
    synchronized (this) {
      while (!condition.holds()) {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (failed != null) {
          throw failed;
        }
        if (isClosed || left <= 0) {
          throw new CrewException(
              isClosed
                  ? "crew: this member has left, and can have no rows of others any more."
                  : "crew: rows of other members have not come in time.");
        }
        try {
          wait(left);
        } catch (InterruptedException stopped) {
          Thread.currentThread().interrupt();
          throw new CrewException("crew: this member was told to stop.", stopped);
        }
      }
    }
  }

  // ---- What others say ----

  private void read(int other) {
    try {
      byte[] head = new byte[HEAD];
      byte[] row = new byte[width * own.type().bytes()];
      link(other).waitAtMost(Duration.ofDays(20)); // whoever wants a row waits for less
      while (true) {
        link(other).read(head, HEAD);
        ByteBuffer said = ByteBuffer.wrap(head);
        int kind = said.getInt();
        int id = said.getInt();
        int count = said.getInt();
        if (count < 0 || count > MOST_ROWS) {
          throw new IOException("it speaks of " + count + " rows");
        }
        switch (kind) {
          case ASK -> toSay.get(other).add(new Said(ANSWER, id, asked(other, count)));
          case ANSWER -> answered(other, id, count, row);
          case DONE -> {
            synchronized (this) {
              isDone[other] = true;
              notifyAll();
            }
          }
          default -> throw new IOException("it says what no member says");
        }
      }
    } catch (IOException gone) {
      lost(other, gone);
    }
  }

  private int[] asked(int other, int count) throws IOException {
    byte[] numbers = new byte[count * Integer.BYTES];
    link(other).read(numbers, numbers.length);
    int[] rows = new int[count];
    ByteBuffer.wrap(numbers).asIntBuffer().get(rows);
    for (int row : rows) {
      if (!isOwn(row)) {
        throw new IOException("it asks for row " + row + ", which is not here");
      }
    }
    return rows;
  }

  private void answered(int other, int id, int count, byte[] row) throws IOException {
    Asked what;
    synchronized (this) {
      what = asked.remove(id);
    }
    if (what == null || what.places.length != count) {
      throw new IOException("it sends what was not asked for");
    }
    ByteBuffer numbers = ByteBuffer.wrap(row).order(ByteOrder.LITTLE_ENDIAN);
    for (int place : what.places) {
      link(other).read(row, row.length);
      if (own.type() == DType.FLOAT) {
        numbers.asFloatBuffer().get(what.block.numbers.floats(), place * width, width);
      } else {
        numbers.asDoubleBuffer().get(what.block.numbers.doubles(), place * width, width);
      }
    }
    synchronized (this) {
      what.block.missing--;
      notifyAll();
    }
  }

  // ---- What is said to others ----

  private void write(int other) {
    NdArray row = NdArray.zeros(own.type(), Shape.of(1, width));
    try {
      while (true) {
        Said said = toSay.get(other).take();
        if (said.kind == 0) {
          return;
        }
        int numbers = said.kind == ANSWER ? width * own.type().bytes() : Integer.BYTES;
        ByteBuffer bytes =
            ByteBuffer.allocate(Math.toIntExact(HEAD + (long) numbers * said.rows.length))
                .putInt(said.kind)
                .putInt(said.id)
                .putInt(said.rows.length);
        if (said.kind == ANSWER) {
          bytes.order(ByteOrder.LITTLE_ENDIAN);
          put(said.rows, row, bytes);
        } else {
          bytes.asIntBuffer().put(said.rows);
        }
        link(other).out.write(bytes.array());
        if (said.kind == DONE) {
          synchronized (this) {
            isTold[other] = true;
            notifyAll();
          }
        }
      }
    } catch (IOException gone) {
      lost(other, gone);
    } catch (RuntimeException failure) {
      lost(other, new IOException("its rows could not be read here: " + failure, failure));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void put(int[] rows, NdArray row, ByteBuffer bytes) {
    int[] order = new int[1];
    for (int each : rows) {
      order[0] = each - starts.get(rank);
      own.gather(order, 0, 1, row);
      if (own.type() == DType.FLOAT) {
        bytes.asFloatBuffer().put(row.floats());
      } else {
        bytes.asDoubleBuffer().put(row.doubles());
      }
      bytes.position(bytes.position() + width * own.type().bytes());
    }
  }

  private void lost(int other, IOException gone) {
    synchronized (this) {
      if (isDone[other] || isClosed) {
        toSay.get(other).add(LAST);
        return; // it has left when it could
      }
      if (failed == null) {
        failed = link(other).lost(gone);
      }
      notifyAll();
    }
    closeLinks();
  }

  private void closeLinks() {
    toSay.forEach(queue -> queue.add(LAST));
    for (Link link : links) {
      if (link != null) {
        link.close();
      }
    }
  }

  void finish() {
    for (int other = 0; other < links.length; other++) {
      if (other != rank) {
        toSay.get(other).add(new Said(DONE, 0, new int[0]));
      }
    }
    await(this::areAllDone);
  }

  private boolean areAllDone() {
    return IntStream.range(0, links.length).allMatch(other -> isDone[other] && isTold[other]);
  }

  @Override
  public void close() {
    synchronized (this) {
      isClosed = true;
      notifyAll();
    }
    closeLinks();
  }
}
