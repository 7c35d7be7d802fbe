package thalweg.training.crew;

import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.training.data.Fields;
import thalweg.training.data.Moments;
import thalweg.training.data.Values;

/// Rows of real numbers of which each member of a crew has a part, for data that are more than a
/// machine's disk holds. What a member needs of the others' is asked for some steps ahead
/// ([#expect]), or when it is gathered, and comes over connections of its own: the numbers are the
/// same, and so are all weights.
///
/// Every member makes the same of them ([#select], [#scaled]) before they meet. What takes a look
/// at every number ([#firstBeyond]) looks at this member's; hash and moments are told by whoever
/// has seen all.
public final class SharedRows implements Values, AutoCloseable {
  /// Rows that are gathered at a time take no more than so many bytes, where one does not.
  private static final int MOST_BYTES = 1 << 22;

  private final Whole whole;
  private final RowExchange exchange;
  private final int @Nullable [] selected; // null: all rows
  private final Fields.Field @Nullable [] scaling; // null: as they are

  /// What is known of all rows.
  ///
  /// @param starts for each member the number of its first row, and last the number of rows
  /// @param sha256 of all rows, whoever has them; in any form that is another for other rows
  /// @param moments of the rows that are learnt from; empty where nobody asks
  public record Whole(List<Integer> starts, String sha256, List<Moments> moments) {
    /// @throws IllegalArgumentException if the starts do not rise from 0
    public Whole {
      starts = List.copyOf(starts);
      moments = List.copyOf(moments);
      boolean rises = starts.size() > 1 && starts.getFirst() == 0;
      for (int i = 1; i < starts.size(); i++) {
        rises &= starts.get(i) >= starts.get(i - 1);
      }
      if (!rises) {
        throw new IllegalArgumentException(
            "crew: members' rows begin at "
                + starts
                + "; they must rise from 0, one more than"
                + " members.");
      }
    }
  }

  private SharedRows(
      Whole whole,
      RowExchange exchange,
      int @Nullable [] selected,
      Fields.Field @Nullable [] scaling) {
    this.whole = whole;
    this.exchange = exchange;
    this.selected = selected;
    this.scaling = scaling;
  }

  /// Returns all rows, of which this member has some.
  ///
  /// @param rank this member's, from 0
  /// @param own its rows, real numbers
  /// @throws IllegalArgumentException if they are not as many as `whole` says
  public static SharedRows of(Whole whole, int rank, Values own) {
    int count = whole.starts.get(rank + 1) - whole.starts.get(rank);
    if (own.rows() != count || !own.type().isReal()) {
      throw new IllegalArgumentException(
          "crew: rank "
              + rank
              + " has "
              + own.rows()
              + " rows of "
              + own.type()
              + "; it must have "
              + count
              + " of real numbers.");
    }
    return new SharedRows(whole, new RowExchange(rank, whole.starts, own), null, null);
  }

  /// Meets the other members, as those of a [Crew] meet: from then on any row can be gathered.
  ///
  /// @throws CrewException as there
  public void meet(
      List<InetSocketAddress> addresses, ServerSocket door, byte[] secret, Duration patience)
      throws InterruptedException {
    exchange.meet(addresses, door, secret, patience);
  }

  /// Returns when no member needs a row any more, all of them having called this.
  ///
  /// @throws CrewException if one is lost before
  public void finish() {
    exchange.finish();
  }

  /// Leaves at once. Whoever still needs rows of this member is told that it is lost.
  @Override
  public void close() {
    exchange.close();
  }

  @Override
  public int rows() {
    return selected == null ? whole.starts.getLast() : selected.length;
  }

  @Override
  public int width() {
    return exchange.own().width();
  }

  @Override
  public DType type() {
    return scaling == null ? exchange.own().type() : DType.DOUBLE;
  }

  private int some() {
    return Math.clamp(
        MOST_BYTES / ((long) width() * exchange.own().type().bytes()), 1, RowExchange.MOST_ROWS);
  }

  /// Returns the numbers of rows among all.
  private int[] places(int[] order, int from, int count) {
    int[] places = Arrays.copyOfRange(order, from, from + count);
    if (selected != null) {
      for (int i = 0; i < count; i++) {
        places[i] = selected[places[i]];
      }
    }
    return places;
  }

  @Override
  public boolean isHere(int row) {
    return exchange.isOwn(selected == null ? row : selected[row]);
  }

  @Override
  public void expect(int[] order, int from, int count) {
    int some = some();
    for (int done = 0; done < count; done += some) {
      exchange.expect(places(order, from + done, Math.min(some, count - done)));
    }
  }

  /// @throws CrewException if a member is lost
  @Override
  public void gather(int[] order, int from, int count, NdArray target) {
    int some = some();
    for (int done = 0; done < count; done += some) {
      int rows = Math.min(some, count - done);
      write(exchange.rows(places(order, from + done, rows)), rows, target, done * width());
    }
  }

  private void write(NdArray rows, int count, NdArray target, int into) {
    int numbers = count * width();
    if (scaling == null && rows.type() == target.type()) {
      System.arraycopy(rows.raw(), 0, target.raw(), into, numbers);
      return;
    }
    for (int i = 0; i < numbers; i++) {
      double x = rows.at(i);
      double seen = scaling == null ? x : scaling[i % scaling.length].scaled(x);
      if (target.type() == DType.FLOAT) {
        target.floats()[into + i] = (float) seen;
      } else {
        target.doubles()[into + i] = seen;
      }
    }
  }

  @Override
  public Values select(int[] rows) {
    return new SharedRows(whole, exchange, places(rows, 0, rows.length), scaling);
  }

  @Override
  public Values scaled(Fields fields) {
    return new SharedRows(whole, exchange, selected, fields.all().toArray(Fields.Field[]::new));
  }

  /// Returns the moments that were told.
  @Override
  public List<Moments> moments() {
    if (whole.moments.isEmpty() || whole.moments.getFirst().count() != rows()) {
      throw new IllegalStateException(
          "crew: the moments of these " + rows() + " rows were not told to this member.");
    }
    return whole.moments;
  }

  /// Feeds what was told of all rows, which of them these are and how they are scaled.
  @Override
  public void digest(MessageDigest digest) {
    digest.update(whole.sha256.getBytes(StandardCharsets.UTF_8));
    if (selected != null) {
      ByteBuffer number = ByteBuffer.allocate(Integer.BYTES);
      for (int row : selected) {
        digest.update(number.putInt(0, row).array());
      }
    }
    if (scaling != null) {
      digest.update(Arrays.toString(scaling).getBytes(StandardCharsets.UTF_8));
    }
  }
}
