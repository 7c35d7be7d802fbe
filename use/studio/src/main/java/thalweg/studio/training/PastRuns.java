package thalweg.studio.training;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import thalweg.training.TrainingSettings;
import thalweg.training.checkpoint.Provenance;

/// Runs that files FILE.run.json in one folder tell of, those of the same settings but for the seed
/// beside each other. What a page names is never a path.
final class PastRuns {
  static final int MOST = 200;
  private static final int MOST_EPOCHS = 1_000;

  /// A run.
  ///
  /// @param name of its model
  /// @param measured by name, a number for each epoch
  record Past(
      String name,
      String began,
      String network,
      String rule,
      long seed,
      int batch,
      int epochs,
      String outcome,
      int group,
      Map<String, double[]> measured) {}

  /// Runs that differ in their seeds alone.
  ///
  /// @param runs how many
  /// @param mean by name, for each epoch that all have done
  /// @param deviation of them, with runs − 1 in the denominator; NaN for one run
  record Group(
      int group,
      String network,
      String rule,
      int batch,
      int runs,
      Map<String, double[]> mean,
      Map<String, double[]> deviation) {}

  /// @param passedOver names of files that could not be read
  record All(List<Past> runs, List<Group> groups, List<String> passedOver) {}

  private PastRuns() {}

  private record Read(String name, Provenance told) {}

  static All in(Path folder) {
    List<Read> read = new ArrayList<>();
    List<String> passedOver = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.run.json")) {
      for (Path file : files) {
        String name = String.valueOf(Provenance.modelBeside(file).getFileName());
        if (!Files.isRegularFile(file)) { // a pipe would be waited for
          passedOver.add(name);
          continue;
        }
        try {
          read.add(new Read(name, Provenance.read(file)));
        } catch (IOException _) {
          passedOver.add(name);
        }
        if (read.size() + passedOver.size() >= 10 * MOST) {
          break;
        }
      }
    } catch (IOException | DirectoryIteratorException unreadable) {
      passedOver.add(String.valueOf(folder.getFileName()));
    }
    read.sort(
        Comparator.comparing((Read each) -> each.told.parts().getFirst().began())
            .reversed()
            .thenComparing(Read::name));
    return of(read.subList(0, Math.min(MOST, read.size())), passedOver);
  }

  private static All of(List<Read> read, List<String> passedOver) {
    Map<String, List<Read>> bySettings = new LinkedHashMap<>();
    for (Read each : read) {
      bySettings.computeIfAbsent(settings(each.told), _ -> new ArrayList<>()).add(each);
    }
    List<Past> runs = new ArrayList<>();
    List<Group> groups = new ArrayList<>();
    for (List<Read> alike : bySettings.values()) {
      int group = groups.size();
      alike.forEach(each -> runs.add(past(each, group)));
      groups.add(group(group, alike));
    }
    return new All(runs, groups, passedOver);
  }

  /// Returns all that decides what is computed, but for the seed.
  private static String settings(Provenance told) {
    Map<String, String> words = new TreeMap<>(told.parts().getFirst().words());
    words
        .keySet()
        .retainAll(
            Set.of("rule", "batch", "epochs", "sampling", "gradient", "augmentation", "precision"));
    List<String> parts =
        told.parts().stream()
            .map(part -> part.epoch() + "." + part.step() + " " + part.settings().rule())
            .toList();
    Provenance.Source source = told.source();
    return told.objective()
        + " "
        + source.name()
        + " "
        + source.options()
        + " "
        + new TreeMap<>(source.table())
        + " "
        + source.isBalanced()
        + " "
        + words
        + " "
        + parts;
  }

  private static Past past(Read read, int group) {
    Provenance told = read.told;
    Map<String, double[]> measured = new LinkedHashMap<>();
    for (String name : names(told)) {
      measured.put(name, values(told, name, Math.min(MOST_EPOCHS, told.epochs().size())));
    }
    TrainingSettings settings = told.parts().getFirst().settings();
    return new Past(
        read.name,
        told.parts().getFirst().began().toString(),
        told.objective().network().toString(),
        told.parts().getLast().settings().rule().toString(),
        settings.seed(),
        settings.batch(),
        told.epochs().size(),
        told.end().outcome().name(),
        group,
        measured);
  }

  private static Set<String> names(Provenance told) {
    Set<String> names = new LinkedHashSet<>();
    told.epochs().forEach(epoch -> names.addAll(epoch.measured().keySet()));
    return names;
  }

  private static double[] values(Provenance told, String name, int epochs) {
    return told.epochs().stream()
        .limit(epochs)
        .mapToDouble(epoch -> epoch.measured().getOrDefault(name, Double.NaN))
        .toArray();
  }

  private static Group group(int number, List<Read> alike) {
    Provenance first = alike.getFirst().told;
    int epochs = alike.stream().mapToInt(each -> each.told.epochs().size()).min().orElse(0);
    epochs = Math.min(epochs, MOST_EPOCHS);
    Map<String, double[]> means = new LinkedHashMap<>();
    Map<String, double[]> deviations = new LinkedHashMap<>();
    for (String name : names(first)) {
      double[] mean = new double[epochs];
      double[] deviation = new double[epochs];
      List<double[]> all = new ArrayList<>();
      for (Read each : alike) {
        all.add(values(each.told, name, epochs));
      }
      for (int i = 0; i < epochs; i++) {
        int at = i;
        double average = all.stream().mapToDouble(values -> values[at]).sum() / all.size();
        double squares =
            all.stream()
                .mapToDouble(values -> (values[at] - average) * (values[at] - average))
                .sum();
        mean[i] = average;
        deviation[i] = all.size() < 2 ? Double.NaN : Math.sqrt(squares / (all.size() - 1));
      }
      means.put(name, mean);
      deviations.put(name, deviation);
    }
    return new Group(
        number,
        first.objective().network().toString(),
        first.parts().getLast().settings().rule().toString(),
        first.parts().getFirst().settings().batch(),
        alike.size(),
        means,
        deviations);
  }
}
