import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import thalweg.network.Network;
import thalweg.picture.Figure;
import thalweg.picture.Style;
import thalweg.training.crew.Forecast;
import thalweg.training.leaf.Leaves;

/// When does a crew of 2 to 64 members pay? Counts the work of each member and the bytes that it
/// sends or receives, with the cut that crews make, for networks b, c and d, and reckons with so
/// many operations a second for a member and with three kinds of wire. The update of the weights,
/// which every member makes alike, is left out. Prints tables, and draws how much faster each
/// number is, for b and c.
///
/// Arguments: the picture to write; the operations a second of a member (300e9: two processors of
/// 150e9). Run by `run-program CrewSimulation crews.svg`.
final class CrewSimulation {
  private static final int[] MEMBERS = {2, 3, 4, 8, 16, 32, 64};
  private static final int[] BATCHES = {1024, 4096, 16_384, 65_536};

  /// @param bytesPerSecond that TCP gets through it, in each direction
  /// @param delay of a byte to another machine, in seconds
  private record Wire(String name, double bytesPerSecond, double delay) {}

  private static final List<Wire> WIRES =
      List.of(
          new Wire("1 GbE", 0.117e9, 100e-6),
          new Wire("10 GbE", 1.17e9, 30e-6),
          new Wire("25 GbE", 2.9e9, 20e-6));

  private CrewSimulation() {}

  public static void main(String[] arguments) throws Exception {
    double perSecond = arguments.length > 1 ? Double.parseDouble(arguments[1]) : 300e9;
    List<PeersNetwork> networks =
        List.of(PeersNetwork.of("b"), PeersNetwork.of("c"), PeersNetwork.of("d"));
    for (PeersNetwork network : networks) {
      table(network, perSecond);
    }
    figure(networks.get(0), perSecond)
        .beside(figure(networks.get(1), perSecond))
        .save(Path.of(arguments[0]));
  }

  private static Forecast forecast(
      PeersNetwork network, double perSecond, Wire wire, int members, int batch) {
    double leaf = network.leaf(batch).operations() / perSecond;
    long bytes = 4L * (1 + network.network().parameterCount());
    return Forecast.of(
        new Forecast.Costs(
            Leaves.count(batch),
            bytes,
            Collections.nCopies(members, leaf),
            wire.bytesPerSecond,
            wire.delay));
  }

  private static void table(PeersNetwork network, double perSecond) {
    Network weights = network.network();
    System.out.printf(
        Locale.ROOT,
        "%n%s: %,d parameters, %.2f ms for a leaf of 64 rows%n%n",
        network.name(),
        weights.parameterCount(),
        network.leaf(BATCHES[0]).operations() / perSecond * 1e3);
    System.out.print("| wire, batch |");
    for (int members : MEMBERS) {
      System.out.print(" " + members + " |");
    }
    System.out.println();
    System.out.println("|---|" + "--:|".repeat(MEMBERS.length));
    for (Wire wire : WIRES) {
      for (int batch : BATCHES) {
        System.out.print("| " + wire.name + ", " + batch + " |");
        for (int members : MEMBERS) {
          Forecast forecast = forecast(network, perSecond, wire, members, batch);
          System.out.printf(Locale.ROOT, " %.2f |", forecast.speedUp());
        }
        System.out.println();
      }
      System.out.print("| " + wire.name + ": pays from batches of |");
      for (int members : MEMBERS) {
        int batch = forecast(network, perSecond, wire, members, 1024).payingBatch();
        System.out.print(batch == 0 ? " – |" : " " + batch + " |");
      }
      System.out.println();
    }
  }

  private static Figure figure(PeersNetwork network, double perSecond) {
    int batch = 16_384;
    Figure figure =
        Figure.titled(network.name() + " in batches of " + batch)
            .axes("members", "times as fast as one")
            .logarithmicAcross()
            .logarithmicUpward()
            .size(520, 480);
    List<Style> styles = List.of(Style.number(0), Style.number(1), Style.number(2));
    for (int i = 0; i < WIRES.size(); i++) {
      List<Double> x = new ArrayList<>(List.of(1.0));
      List<Double> y = new ArrayList<>(List.of(1.0));
      for (int members = 2; members <= 64; members++) {
        x.add((double) members);
        y.add(forecast(network, perSecond, WIRES.get(i), members, batch).speedUp());
      }
      figure = figure.curve(WIRES.get(i).name, numbers(x), numbers(y), styles.get(i));
    }
    return figure.curve("as many members", members -> members, 1, 64, Style.number(3));
  }

  private static double[] numbers(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
