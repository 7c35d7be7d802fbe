package thalweg.training.crew;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.training.leaf.LeafFold;
import thalweg.training.leaf.LeafJob;
import thalweg.training.leaf.LeafSums;
import thalweg.training.leaf.Leaves;
import thalweg.training.leaf.LocalSums;
import thalweg.training.leaf.Step;
import thalweg.training.leaf.Weights;
import thalweg.training.model.Model;

/// The sums of a step computed by the members of a crew.
///
/// Each member computes some groups of leaves and adds up whole branches of the tree ([Shares]).
/// All sums laid end to end are cut into as many slices as there are members: each is sent the same
/// slice of every branch, adds them up as the tree has it, and sends the sum to all. So each
/// element sees the additions of one machine. What is sent goes by a thread of its own, in the
/// order of the ranks behind this member's, and is read in the order of those before it: however
/// little a connection holds, there is always one who can go on.
final class SharedSums implements LeafSums, AutoCloseable {
  /// Steps between two looks whether all have the same weights.
  private static final int BETWEEN_LOOKS = 100;

  private static final int MARK = 0x7468616c; // "thal"
  private static final int HEAD = 4 * Integer.BYTES + Long.BYTES;

  private final int rank;
  private final @Nullable Link[] links;
  private final Duration patience;
  private final LeafJob job;
  private final int rows;
  private final LocalSums mine;
  private final List<NdArray> total = new ArrayList<>();
  private Row totals = new Row(List.of());
  private final Row.Chunk sent;
  private final Row.Chunk received;

  private final Map<Integer, Plan> plans = new HashMap<>(); // by number of groups

  // Of the step at hand, for the thread that sends.
  private List<Row> branches = List.of(); // this member's, in the order of its roots
  private final byte[] head = new byte[HEAD];
  private final byte[] theirHead = new byte[HEAD];
  private final Semaphore toSend = new Semaphore(0);
  private final Semaphore isSent = new Semaphore(0);
  private int owed; // of what is to be sent, how much has not been waited for
  private boolean isSumToSend;
  private volatile boolean isOver;
  private volatile @Nullable CrewException failed;

  private int looks;
  private boolean isStopAsked;
  private boolean isStopAgreed;

  /// How so many groups are shared.
  ///
  /// @param slices this member's slice of each root
  private record Plan(Shares shares, List<Shares.Root> roots, List<NdArray> slices) {}

  private Plan plan(int groups) {
    Shares shares = new Shares(groups, links.length);
    List<Shares.Root> roots = shares.roots();
    Shape slice = Shape.of(slice(rank + 1) - slice(rank));
    return new Plan(
        shares, roots, roots.stream().map(_ -> NdArray.zeros(job.precision(), slice)).toList());
  }

  SharedSums(
      int rank, @Nullable Link[] links, Duration patience, LeafJob job, int rows, LocalSums mine) {
    this.rank = rank;
    this.links = links;
    this.patience = patience;
    this.job = job;
    this.rows = rows;
    this.mine = mine;
    sent = new Row.Chunk(job.precision());
    received = new Row.Chunk(job.precision());
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

  private Link link(int rank) {
    return Objects.requireNonNull(links[rank]);
  }

  private int slice(int rank) {
    return (int) ((long) totals.elements() * rank / links.length);
  }

  @Override
  public boolean stops(boolean asked) {
    isStopAsked |= asked;
    return isStopAgreed;
  }

  @Override
  public List<NdArray> group(int group) {
    return total;
  }

  @Override
  public int compute(Step step, Weights weights) {
    if (isOver) {
      throw failed == null
          ? new CrewException("crew: this member has left it; meet again.")
          : Objects.requireNonNull(failed);
    }
    awaitSent();
    int groups = LeafFold.groupCount(Leaves.count(job.batchRows(rows, step.number())));
    if (total.isEmpty()) {
      make(weights);
    }
    Plan plan = plans.computeIfAbsent(groups, this::plan);
    mine.compute(step, weights, plan.shares.start(rank), plan.shares.start(rank + 1));
    writeHead(step, weights);
    branches =
        plan.roots.stream()
            .filter(root -> root.member() == rank)
            .map(root -> new Row(mine.sum(root.from(), root.count())))
            .toList();
    isSumToSend = false;
    release();
    addSlice(plan, step);
    awaitSent();
    isSumToSend = true;
    release();
    for (int k = 1; k < links.length; k++) {
      int other = before(k);
      receive(other, totals, slice(other), slice(other + 1));
    }
    return 1;
  }

  /// Makes room for the sums, which are shaped as loss, parameters and statistics.
  private void make(Weights weights) {
    total.add(NdArray.zeros(job.precision(), Shape.SCALAR));
    List<NdArray> like = new ArrayList<>(weights.parameters());
    like.addAll(weights.statistics());
    for (NdArray array : like) {
      total.add(NdArray.zeros(job.precision(), array.shape()));
    }
    totals = new Row(total);
  }

  private int behind(int k) {
    return (rank + k) % links.length;
  }

  private int before(int k) {
    return (rank - k + links.length) % links.length;
  }

  /// Receives this member's slice of all branches and adds them up.
  private void addSlice(Plan plan, Step step) {
    int from = slice(rank);
    int count = slice(rank + 1) - from;
    int own = 0;
    for (int i = 0; i < plan.roots.size(); i++) {
      if (plan.roots.get(i).member() == rank) {
        copy(branches.get(own++), from, slice(plan, i), 0, count);
      }
    }
    isStopAgreed = isStopAsked;
    for (int k = 1; k < links.length; k++) {
      int other = before(k);
      readHead(other, step);
      for (int i = 0; i < plan.roots.size(); i++) {
        if (plan.roots.get(i).member() == other) {
          receive(other, slice(plan, i), 0, count);
        }
      }
    }
    NdArray sum = plan.shares.sum(plan.slices::get, SharedSums::add);
    copy(new Row(List.of(sum)), 0, totals, from, count);
  }

  private static NdArray add(NdArray left, NdArray right) {
    LeafFold.add(left, right, left);
    return left;
  }

  private static Row slice(Plan plan, int root) {
    return new Row(List.of(plan.slices.get(root)));
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

  private CrewException lost(int other, IOException gone) {
    return ended(failed == null ? link(other).lost(gone) : Objects.requireNonNull(failed));
  }

  /// Ends this member's part for the reason given, which it returns.
  private CrewException ended(CrewException why) {
    failed = why;
    close();
    return why;
  }

  // ---- What is said before the sums ----

  private void writeHead(Step step, Weights weights) {
    boolean isLook = looks++ % BETWEEN_LOOKS == 0;
    String hash =
        isLook ? Model.weightsSha256(weights.parameters(), weights.statistics()) : "0".repeat(16);
    ByteBuffer.wrap(head)
        .putInt(MARK)
        .putInt(step.epoch())
        .putInt(step.number())
        .putInt(isStopAsked ? 1 : 0)
        .putLong(Long.parseUnsignedLong(hash.substring(0, 16), 16));
  }

  private void readHead(int other, Step step) {
    try {
      link(other).read(theirHead, HEAD);
    } catch (IOException gone) {
      throw lost(other, gone);
    }
    ByteBuffer said = ByteBuffer.wrap(theirHead);
    int mark = said.getInt();
    int epoch = said.getInt();
    int number = said.getInt();
    isStopAgreed |= said.getInt() != 0;
    String unlike = null;
    if (mark != MARK) {
      unlike = "says what no member says";
    } else if (epoch != step.epoch() || number != step.number()) {
      unlike =
          "is at step "
              + (number + 1)
              + " of epoch "
              + epoch
              + ", this member at step "
              + (step.number() + 1)
              + " of epoch "
              + step.epoch()
              + "; begin all from the same checkpoint";
    } else if (said.getLong() != ByteBuffer.wrap(head).getLong(HEAD - Long.BYTES)) {
      unlike =
          "has other weights than this member at step "
              + (number + 1)
              + " of epoch "
              + epoch
              + "; begin all from the same checkpoint, on machines that compute alike";
    }
    if (unlike != null) {
      throw ended(new CrewException("crew: " + link(other) + " " + unlike + "."));
    }
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
      if (isOver) {
        return;
      }
      for (int k = 1; k < links.length && failed == null; k++) {
        int other = behind(k);
        try {
          if (isSumToSend) {
            send(other, totals, slice(rank), slice(rank + 1));
          } else {
            link(other).out.write(head);
            for (Row branch : branches) {
              send(other, branch, slice(other), slice(other + 1));
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
