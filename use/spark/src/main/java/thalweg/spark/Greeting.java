package thalweg.spark;

import java.util.List;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;

/// What members tell each other when they meet.
///
/// @param host where this one listens
/// @param rowsPort where it is asked for rows; 0 where all have all
/// @param version of this library
/// @param place where its checkpoint stands; empty where it begins anew
/// @param trouble why it cannot train; empty if it can
record Greeting(String host, int port, int rowsPort, String version, String place, String trouble) {
  /// Returns the text that [#parse] reads.
  String written() {
    return String.join(
        "\n", host, String.valueOf(port), String.valueOf(rowsPort), version, place, trouble);
  }

  static Greeting parse(String text) {
    String[] lines = text.split("\n", 6);
    return new Greeting(
        lines[0],
        Integer.parseInt(lines[1]),
        Integer.parseInt(lines[2]),
        lines[3],
        lines[4],
        lines[5]);
  }

  /// Returns why members cannot train together, the same for all; null if they can.
  ///
  /// @param all by rank
  static @Nullable String refusal(List<Greeting> all) {
    for (Greeting each : all) {
      if (!each.trouble.isEmpty()) {
        return each.trouble;
      }
    }
    Greeting first = all.getFirst();
    for (int rank = 1; rank < all.size(); rank++) {
      Greeting other = all.get(rank);
      if (!other.version.equals(first.version)) {
        return "spark: the member on "
            + first.host
            + " has version "
            + Quote.of(first.version)
            + " of this library, the one on "
            + other.host
            + " "
            + Quote.of(other.version)
            + "; give all executors the same jars.";
      }
      if (!other.place.equals(first.place)) {
        return "spark: the member on "
            + first.host
            + " finds a checkpoint at "
            + Quote.of(first.place)
            + ", the one on "
            + other.host
            + " at "
            + Quote.of(other.place)
            + "; let checkpointPath be a folder that all executors share.";
      }
    }
    return null;
  }
}
