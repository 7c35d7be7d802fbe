package thalweg.benchmarks.peers;

import java.util.concurrent.CyclicBarrier;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The machine itself as a contestant: how many fused multiply-adds it can do, which is what shares
/// of its peak refer to.
public final class MachinePeer implements Peer {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int CHAINS = 12; // more than latency × units of any processor
  private static final int ROUNDS = 1_000_000;

  private final int threads;

  private MachinePeer(int threads) {
    this.threads = threads;
  }

  public static void main(String[] arguments) throws Exception {
    Peer.serve(
        "vectors of " + SPECIES.vectorBitSize() + " bits",
        new MachinePeer(Integer.parseInt(arguments[1])));
  }

  @Override
  public double peak(int times) throws Exception {
    CyclicBarrier barrier = new CyclicBarrier(threads);
    double[] nanos = new double[threads];
    Thread[] members = new Thread[threads];
    for (int i = 0; i < threads; i++) {
      int member = i;
      members[i] =
          Thread.ofPlatform()
              .start(
                  () -> {
                    await(barrier);
                    long start = System.nanoTime();
                    for (int t = 0; t < times; t++) {
                      sink = multiplyAdds(0.999f, 0.001f);
                    }
                    nanos[member] = System.nanoTime() - start;
                  });
    }
    double operations = 2.0 * CHAINS * SPECIES.length() * ROUNDS * times;
    double rate = 0;
    for (int i = 0; i < threads; i++) {
      members[i].join();
      rate += operations / nanos[i];
    }
    return rate;
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception broken) {
      throw new IllegalStateException("nobody breaks the barrier", broken);
    }
  }

  private static volatile float sink;

  /// Twelve chains of dependent multiply-adds, so that every unit always has one to do.
  private static float multiplyAdds(float factor, float term) {
    FloatVector x = FloatVector.broadcast(SPECIES, factor);
    FloatVector y = FloatVector.broadcast(SPECIES, term);
    FloatVector a = y;
    FloatVector b = y;
    FloatVector c = y;
    FloatVector d = y;
    FloatVector e = y;
    FloatVector f = y;
    FloatVector g = y;
    FloatVector h = y;
    FloatVector i = y;
    FloatVector j = y;
    FloatVector k = y;
    FloatVector l = y;
    for (int round = 0; round < ROUNDS; round++) {
      a = a.fma(x, y);
      b = b.fma(x, y);
      c = c.fma(x, y);
      d = d.fma(x, y);
      e = e.fma(x, y);
      f = f.fma(x, y);
      g = g.fma(x, y);
      h = h.fma(x, y);
      i = i.fma(x, y);
      j = j.fma(x, y);
      k = k.fma(x, y);
      l = l.fma(x, y);
    }
    FloatVector sum =
        a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j).add(k).add(l);
    return sum.lane(0);
  }
}
