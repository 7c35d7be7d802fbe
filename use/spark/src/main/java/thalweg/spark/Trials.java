package thalweg.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import thalweg.training.Trainer;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;
import thalweg.training.search.Search;
import thalweg.training.search.SearchSpace;
import thalweg.training.search.Standing;

/// A search by successive halving whose trials are trained by the executors, each by one task. A
/// rung is whole before the next begins, so that what goes on does not depend on who is quick.
///
/// Each trial of a rung is trained from its beginning: so no state travels, and what an executor
/// takes with it when it is lost is trained again by another.
///
/// @param starts the number of the first row of each partition
/// @param classes how many there are; 0 for quantities
/// @param threads of each task; 0 for as many as Spark gives it
/// @param trials how many there are
/// @param seed of the search
record Trials(
    RowFormat format,
    Map<Integer, Long> starts,
    int rows,
    int width,
    int classes,
    Learning learning,
    int threads,
    int trials,
    long seed)
    implements Serializable {
  /// What a trial has come to, as it travels.
  private record Reached(int trial, int best, double loss, boolean learnt)
      implements Serializable {}

  /// Searches; returns where each trial stands, the best first.
  ///
  /// @throws IllegalArgumentException if it cannot be learnt so from these rows
  List<Standing> search(Pages pages, Slots slots) {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    try (RowFile file = file(pages.here(), folder)) {
      return of(file, 1)
          .trainedBy(
              (unknown, rung) ->
                  pages
                      .forEach(Math.min(unknown.size(), Math.max(1, slots.now())))
                      .mapPartitions(new Task(this, unknown, rung))
                      .collect()
                      .stream()
                      .sorted(Comparator.comparingInt(Reached::trial))
                      .map(each -> new Search.Reached(each.best, each.loss, each.learnt))
                      .toList())
          .run();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private RowFile file(Iterator<Page> pages, Path folder) throws IOException {
    return RowFile.of(pages, folder, starts, rows, width);
  }

  private Search of(RowFile file, int threads) {
    Dataset data = file.dataset(format, classes);
    Trainer usual = learning.trainer(data, threads);
    Split split = learning.split(data);
    return Search.of(
        SearchSpace.around(usual.objective(), usual.settings(), split), split, trials, seed);
  }

  /// Trains every so-manieth of the trials, of which there are as many as tasks.
  private record Task(Trials search, List<Integer> unknown, int rung)
      implements FlatMapFunction<Iterator<Page>, Reached> {
    @Override
    public Iterator<Reached> call(Iterator<Page> pages) throws IOException {
      TaskContext context = TaskContext.get();
      Path folder = RowFile.folder();
      List<Reached> all = new ArrayList<>();
      try (RowFile file = search.file(pages, folder)) {
        Search again =
            search
                .of(file, search.threads > 0 ? search.threads : context.cpus())
                .stopWhen(context::isInterrupted);
        for (int i = context.partitionId(); i < unknown.size(); i += context.numPartitions()) {
          Search.Reached reached = again.reached(unknown.get(i), rung);
          all.add(new Reached(unknown.get(i), reached.best(), reached.loss(), reached.learnt()));
        }
      }
      return all.iterator();
    }
  }
}
