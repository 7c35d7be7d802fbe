package thalweg.training.crew;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.training.leaf.LeafFold;

/// Adds up what the members of a crew have computed, so that all have the sum.
///
/// All sums laid end to end are cut into as many slices as there are members: each is sent the same
/// slice of every root, adds them up as the tree has it, and sends the sum to all. So each element
/// sees the additions of one machine. What is sent goes by a thread of its own, in the order of the
/// ranks behind this member's, and is read in the order of those before it: however little a
/// connection holds, there is always one who can go on. Allocates nothing.
final class Exchange implements AutoCloseable {
  /// Bytes that each says to each before the sums.
  static final int HEAD = 4 * Integer.BYTES + Long.BYTES;

  /// Hears what another member says before its sums.
  interface Heard {
    /// Takes note of it.
    ///
    /// @throws CrewException if that cannot be
    void said(int member, byte[] head);
  }

  /// One sum that is made again and again.
  static final class Sum {
    private final Shares shares;
    private final List<Shares.Root> roots;
    private final List<Row> own = new ArrayList<>(); // of this member's roots
    private final List<NdArray> slices = new ArrayList<>(); // this member's of each root
    private final List<Row> sliceRows = new ArrayList<>();
    private final List<Shares.Addition> additions;
    private final List<NdArray> total = new ArrayList<>();
    private final Row totals;

    /// @param like arrays of the types and shapes of the sums, all of one type
    Sum(Shares shares, int rank, List<NdArray> like) {
      this.shares = shares;
      roots = shares.roots();
      additions = shares.additions();
      like.forEach(array -> total.add(NdArray.zeros(array.type(), array.shape())));
      totals = new Row(total);
      for (Shares.Root root : roots) {
        NdArray slice =
            NdArray.zeros(like.getFirst().type(), Shape.of(start(rank + 1) - start(rank)));
        slices.add(slice);
        sliceRows.add(new Row(List.of(slice)));
        if (root.member() == rank) {
          own.add(new Row(total));
        }
      }
    }

    Shares shares() {
      return shares;
    }

    List<Shares.Root> roots() {
      return roots;
    }

    /// Returns the sums of all.
    List<NdArray> total() {
      return total;
    }

    /// Lets the sums of this member's root number `root`, counted among its own, be these.
    void set(int root, List<NdArray> sums) {
      own.get(root).bind(sums);
    }

    int elements() {
      return totals.elements();
    }

    private int start(int member) {
      return (int) ((long) totals.elements() * member / shares.members());
    }
  }

  private final int rank;
  private final @Nullable Link[] links;
  private final Duration patience;
  private final Row.Chunk sent;
  private final Row.Chunk received;
  private final byte[] theirHead = new byte[HEAD];
  private final Semaphore toSend = new Semaphore(0);
  private final Semaphore isSent = new Semaphore(0);
  private int owed; // of what is to be sent, how much has not been waited for
  private volatile boolean isOver;
  private volatile @Nullable CrewException failed;

  // Of the sum at hand, for the thread that sends.
  private @Nullable Sum sending;
  private byte[] head = {};
  private boolean isTotalToSend;

  Exchange(int rank, @Nullable Link[] links, Duration patience, DType type) {
    this.rank = rank;
    this.links = links;
    this.patience = patience;
    sent = new Row.Chunk(type);
    received = new Row.Chunk(type);
    for (int other = 0; other < links.length; other++) {
      if (other != rank) {
        try {
          link(other).waitAtMost(patience);
        } catch (IOException gone) {
          throw link(other).lost(gone);
        }
      }
    }
    Thread.ofPlatform().daemon().name("thalweg-crew").start(this::send);
  }

  Link link(int rank) {
    return Objects.requireNonNull(links[rank]);
  }

  /// Returns once nothing of the last sum has to stay as it is.
  ///
  /// @throws CrewException if a member is lost, or this one has left
  void ready() {
    if (isOver) {
      throw failed == null
          ? new CrewException("crew: this member has left it; meet again.")
          : Objects.requireNonNull(failed);
    }
    awaitSent();
  }

  /// Makes the sum of all members' roots, each of which says `head` before.
  ///
  /// @throws CrewException if a member is lost
  void add(Sum sum, byte[] head, Heard heard) {
    sending = sum;
    this.head = head;
    isTotalToSend = false;
    release();
    addSlice(sum, heard);
    awaitSent();
    isTotalToSend = true;
    release();
    for (int k = 1; k < links.length; k++) {
      int other = before(k);
      receive(other, sum.totals, sum.start(other), sum.start(other + 1));
    }
  }

  private int behind(int k) {
    return (rank + k) % links.length;
  }

  private int before(int k) {
    return (rank - k + links.length) % links.length;
  }

  /// Receives this member's slice of all roots and adds them up.
  private void addSlice(Sum sum, Heard heard) {
    int from = sum.start(rank);
    int count = sum.start(rank + 1) - from;
    int own = 0;
    for (int i = 0; i < sum.roots.size(); i++) {
      if (sum.roots.get(i).member() == rank) {
        copy(sum.own.get(own++), from, sum.sliceRows.get(i), 0, count);
      }
    }
    for (int k = 1; k < links.length; k++) {
      int other = before(k);
      try {
        link(other).read(theirHead, HEAD);
      } catch (IOException gone) {
        throw lost(other, gone);
      }
      heard.said(other, theirHead);
      for (int i = 0; i < sum.roots.size(); i++) {
        if (sum.roots.get(i).member() == other) {
          receive(other, sum.sliceRows.get(i), 0, count);
        }
      }
    }
    for (int i = 0; i < sum.additions.size(); i++) {
      Shares.Addition addition = sum.additions.get(i);
      NdArray into = sum.slices.get(addition.into());
      LeafFold.add(into, sum.slices.get(addition.from()), into);
    }
    copy(sum.sliceRows.getFirst(), 0, sum.totals, from, count);
  }

  /// Copies elements from one row to another.
  private void copy(Row from, int first, Row to, int place, int count) {
    for (int done = 0; done < count; done += Row.Chunk.ELEMENTS) {
      int some = Math.min(Row.Chunk.ELEMENTS, count - done);
      from.read(first + done, some, received);
      to.write(place + done, some, received);
    }
  }

  private void receive(int other, Row into, int from, int end) {
    try {
      for (int place = from; place < end; place += Row.Chunk.ELEMENTS) {
        int some = Math.min(Row.Chunk.ELEMENTS, end - place);
        link(other).read(received.bytes, some * received.width);
        into.write(place, some, received);
      }
    } catch (IOException gone) {
      throw lost(other, gone);
    }
  }

  CrewException lost(int other, IOException gone) {
    return ended(failed == null ? link(other).lost(gone) : Objects.requireNonNull(failed));
  }

  /// Ends this member's part for the reason given, which it returns.
  CrewException ended(CrewException why) {
    failed = why;
    close();
    return why;
  }

  // ---- Sending ----

  private void release() {
    owed++;
    toSend.release();
  }

  private void awaitSent() {
    isSent.acquireUninterruptibly(owed);
    owed = 0;
    if (failed != null) {
      close();
      throw Objects.requireNonNull(failed);
    }
  }

  private void send() {
    while (true) {
      toSend.acquireUninterruptibly();
      Sum sum = sending;
      if (isOver || sum == null) {
        return;
      }
      for (int k = 1; k < links.length && failed == null; k++) {
        int other = behind(k);
        try {
          if (isTotalToSend) {
            send(other, sum.totals, sum.start(rank), sum.start(rank + 1));
          } else {
            link(other).out.write(head);
            for (int i = 0; i < sum.own.size(); i++) {
              send(other, sum.own.get(i), sum.start(other), sum.start(other + 1));
            }
          }
        } catch (IOException gone) {
          if (failed == null) {
            failed = link(other).lost(gone);
          }
          closeLinks(); // whoever reads from them ends too
        }
      }
      isSent.release();
    }
  }

  private void send(int other, Row from, int first, int end) throws IOException {
    for (int place = first; place < end; place += Row.Chunk.ELEMENTS) {
      int some = Math.min(Row.Chunk.ELEMENTS, end - place);
      from.read(place, some, sent);
      link(other).out.write(sent.bytes, 0, some * sent.width);
    }
  }

  private void closeLinks() {
    for (Link link : links) {
      if (link != null) {
        link.close();
      }
    }
  }

  /// Waits until the last sums are sent, and lets the thread that sends end; closes all links if
  /// something failed.
  @Override
  public void close() {
    if (failed == null) {
      try {
        if (isSent.tryAcquire(owed, patience.toMillis(), TimeUnit.MILLISECONDS)) {
          owed = 0;
        }
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    } else {
      closeLinks();
    }
    isOver = true;
    toSend.release();
  }
}
