import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import thalweg.training.crew.Crew;

/// What does the exchange of a step take by itself? Members on loopback, as threads of one process,
/// exchange sums as large as network b has parameters (669,706 floats, 2.7 MB), and rank 0 prints
/// the least, the median and the nine tenths of its times, and the bytes that its thread has
/// allocated for each.
///
/// Arguments: the members (2), the floats (669706), the exchanges (2000). Run by `exchange-time`
/// beside this file.
final class ExchangeTime {
  private static final byte[] SECRET = "known to us alone".getBytes(StandardCharsets.UTF_8);

  private ExchangeTime() {}

  public static void main(String[] arguments) throws Exception {
    int members = argument(arguments, 0, 2);
    int floats = argument(arguments, 1, 669_706);
    int times = argument(arguments, 2, 2_000);
    List<InetSocketAddress> addresses = new ArrayList<>();
    List<ServerSocket> doors = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      doors.add(door);
      addresses.add(new InetSocketAddress(door.getInetAddress(), door.getLocalPort()));
    }
    for (ServerSocket door : doors) {
      door.close();
    }
    try (var threads = Executors.newFixedThreadPool(members)) {
      List<Future<String>> all = new ArrayList<>();
      for (int rank = 0; rank < members; rank++) {
        int own = rank;
        all.add(
            threads.submit(
                () -> {
                  try (Crew crew = Crew.meet(own, addresses, SECRET, Duration.ofMinutes(1))) {
                    return times(crew, floats, times);
                  }
                }));
      }
      System.out.println(all.getFirst().get());
      for (Future<String> each : all) {
        each.get();
      }
    }
  }

  private static int argument(String[] arguments, int i, int usual) {
    return arguments.length > i ? Integer.parseInt(arguments[i]) : usual;
  }

  private static String times(Crew crew, int floats, int times) {
    crew.exchangeSeconds(floats, Math.max(1, times / 4)); // until the loops are compiled
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    crew.exchangeSeconds(floats, 1);
    long once = threads.getCurrentThreadAllocatedBytes();
    double[] seconds = crew.exchangeSeconds(floats, times);
    // What a call needs besides its exchanges is the same for one and for many.
    long allocated = threads.getCurrentThreadAllocatedBytes() - once - (once - before) - 8L * times;
    Arrays.sort(seconds);
    return String.format(
        Locale.ROOT,
        "%d members, %,d floats, %d exchanges: least %.2f ms, median %.2f ms, nine tenths within"
            + " %.2f ms; %.0f bytes allocated each",
        crew.size(),
        floats,
        times,
        seconds[0] * 1e3,
        seconds[times / 2] * 1e3,
        seconds[times * 9 / 10] * 1e3,
        (double) allocated / times);
  }
}
