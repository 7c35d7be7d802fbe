package thalweg.benchmarks.peers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Everything that was measured, by what was asked, who answered, and on how many threads.
final class Results {
  private record Key(String question, String name, int threads) {}

  private final Map<Key, List<Double>> answers = new HashMap<>();

  void add(String question, Contestant contestant, double answer) {
    if (!Double.isNaN(answer)) {
      answers
          .computeIfAbsent(
              new Key(question, contestant.name(), contestant.threads()), _ -> new ArrayList<>())
          .add(answer);
    }
  }

  /// Returns the middle answer, or NaN if there is none.
  double median(String question, String name, int threads) {
    List<Double> sorted = sorted(question, name, threads);
    return sorted.isEmpty()
        ? Double.NaN
        : (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
  }

  private List<Double> sorted(String question, String name, int threads) {
    return answers.getOrDefault(new Key(question, name, threads), List.of()).stream()
        .sorted()
        .toList();
  }
}
