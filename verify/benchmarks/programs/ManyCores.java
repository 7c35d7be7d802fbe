import java.util.Locale;
import thalweg.algebra.program.Program;
import thalweg.training.leaf.LeafFold;
import thalweg.training.leaf.Leaves;

/// What is to be expected of 1 to 64 processors? Counts, for the gradient of a batch of the
/// networks a to e, the operations of the thread that has most of them and how often threads wait
/// for each other; then what that comes to at so many operations a second and so long a meeting.
/// Leaves are dealt out to threads, or, where there are fewer, threads to leaves.
///
/// Arguments: the operations a second of one processor (150e9), the seconds of a meeting (3e-6).
/// Run by `run-program ManyCores`.
final class ManyCores {
  private static final int[] THREADS = {1, 2, 8, 16, 64};

  /// Besides the batch of the contest.
  private static final int LARGE_BATCH = 4096;

  private ManyCores() {}

  public static void main(String[] arguments) {
    double perSecond = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 150e9;
    double meeting = arguments.length > 1 ? Double.parseDouble(arguments[1]) : 3e-6;
    System.out.println(
        "| network, batch | threads | at work | operations of the busiest | meetings | expected ms"
            + " | speed-up |");
    System.out.println("|---|--:|--:|--:|--:|--:|--:|");
    for (PeersNetwork network : PeersNetwork.all()) {
      for (int batch : new int[] {network.usualBatch(), LARGE_BATCH}) {
        Program leaf = network.leaf(batch);
        double alone = 0;
        for (int threads : THREADS) {
          Count count = count(leaf, Leaves.count(batch), threads);
          double seconds = count.operations / perSecond + count.meetings * meeting;
          alone = threads == 1 ? seconds : alone;
          System.out.printf(
              Locale.ROOT,
              "| %s, %d | %d | %d | %,d | %d | %.3f | %.2f |%n",
              network.name(),
              batch,
              threads,
              count.busy,
              count.operations,
              count.meetings,
              seconds * 1e3,
              alone / seconds);
        }
      }
    }
  }

  private record Count(int busy, long operations, int meetings) {}

  private static Count count(Program leaf, int leaves, int threads) {
    int sharing = Math.max(1, threads / leaves); // as LeafFold has it
    Program.Share share = leaf.share(sharing);
    int pieces = LeafFold.pieces(leaves, threads);
    int rounds = sharing > 1 ? 1 : Math.ceilDiv(pieces, threads);
    int length = Math.ceilDiv(leaves, pieces);
    int busy = sharing > 1 ? leaves * sharing : Math.min(threads, pieces);
    // All meet once when the leaves are done, and once more where pieces are added up to groups.
    int meetings = share.meetings();
    meetings += leaves > 1 && threads > 1 ? 1 : 0;
    meetings += pieces > LeafFold.groupCount(leaves) ? 1 : 0;
    return new Count(busy, (long) rounds * length * share.operations(), meetings);
  }
}
