package thalweg.training.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thalweg.network.NetworkParser;
import thalweg.training.EarlyStopping;
import thalweg.training.Recipe;
import thalweg.training.Trainer;
import thalweg.training.TrainingResult;
import thalweg.training.TrainingSettings;
import thalweg.training.data.Split;
import thalweg.training.objective.Objective;

/// What it compares are losses; some of its networks are large.
class SearchTest {
  @TempDir private Path folder;

  private static Split rows(long seed, boolean isChosenBy) {
    return Rows.classes(new SplittableRandom(seed), 60, 4, isChosenBy);
  }

  private static SearchSpace space(Split data, int epochs, int threads) {
    Recipe recipe = Recipe.of(Search.rows(data), epochs, 20);
    return SearchSpace.around(recipe.objective(), recipe.settings().withThreads(threads), data);
  }

  private static List<String> told(List<Standing> standings) {
    return standings.stream()
        .map(
            each ->
                "%d %d %d %s %s %s %s %d"
                    .formatted(
                        each.trial().number(),
                        each.rung(),
                        each.best(),
                        each.loss(),
                        each.learnt(),
                        each.trial().objective().network(),
                        each.trial().settings().rule(),
                        each.trial().settings().batch()))
        .toList();
  }

  @Test
  void the_same_search_finds_the_same_on_any_threads() throws IOException {
    for (int seed = 1; seed <= 3; seed++) {
      Split data = rows(seed, seed % 2 == 0);
      List<String> on1 = told(Search.of(space(data, 9, 1), data, 10, seed).run());
      assertThat(on1).hasSize(10);
      for (int threads = 2; threads <= 3; threads++) {
        assertThat(told(Search.of(space(data, 9, threads), data, 10, seed).run())).isEqualTo(on1);
      }
    }
  }

  @Test
  void what_is_found_is_at_least_as_good_as_what_is_usual_and_as_a_plain_training()
      throws IOException {
    for (int seed = 1; seed <= 8; seed++) {
      Split data = rows(100 + seed, true);
      SearchSpace space = space(data, 12, 2);
      List<Standing> found = Search.of(space, data, 9, seed).run();
      Standing usual =
          found.stream().filter(each -> each.trial().number() == 1).findFirst().orElseThrow();
      assertThat(usual.epochs()).isEqualTo(12);
      assertThat(found.getFirst().compareTo(usual)).isLessThanOrEqualTo(0);
      for (Standing each : found) {
        if (each.epochs() == 12 && !each.isDiverged()) {
          TrainingResult plain =
              Trainer.of(each.trial().objective(), data, each.trial().settings()).run();
          assertThat(plain.judged().of("validationLoss")).isEqualTo(each.loss());
          assertThat(plain.judged().epoch()).isEqualTo(each.best());
        }
      }
    }
  }

  /// The trials of a rung in any order, each from its beginning, as other machines train them.
  @Test
  void trials_that_are_trained_elsewhere_come_to_the_same() throws IOException {
    Split data = rows(5, false);
    List<String> here = told(Search.of(space(data, 9, 1), data, 12, 3).run());
    List<String> asked = new ArrayList<>();
    Path journal = folder.resolve("journal");
    Search there =
        Search.of(space(data, 9, 2), data, 12, 3)
            .trainedBy(
                (trials, rung) -> {
                  asked.add(rung + " " + trials.size());
                  Map<Integer, Search.Reached> reached = new HashMap<>();
                  for (int trial : trials.reversed()) {
                    Search again = Search.of(space(data, 9, 1), data, 12, 3);
                    reached.put(trial, again.reached(trial, rung));
                  }
                  return trials.stream().map(reached::get).toList();
                })
            .keptIn(journal);
    assertThat(told(there.run())).isEqualTo(here);
    assertThat(asked).containsExactly("1 12", "2 5");
    assertThat(told(Search.of(space(data, 9, 1), data, 12, 3).keptIn(journal).run()))
        .isEqualTo(here);
  }

  @Test
  void the_test_rows_are_never_looked_at() throws IOException {
    Split data = rows(7, true);
    Split other = new Split(data.train(), data.validation(), rows(8, true).test());
    Split none = new Split(data.train(), data.validation(), null);
    List<String> found = told(Search.of(space(data, 9, 1), data, 9, 3).run());
    assertThat(told(Search.of(space(data, 9, 1), other, 9, 3).run())).isEqualTo(found);
    assertThat(told(Search.of(space(data, 9, 1), none, 9, 3).run())).isEqualTo(found);
  }

  @Test
  @Timeout(120)
  void a_search_goes_on_from_every_line_of_its_journal() throws IOException {
    Split data = rows(9, false);
    Path whole = folder.resolve("whole");
    List<String> found = told(Search.of(space(data, 9, 1), data, 9, 2).keptIn(whole).run());
    String text = Files.readString(whole);
    List<Integer> cuts = new ArrayList<>();
    for (int at = 0; at >= 0 && at < text.length(); at = text.indexOf('\n', at) + 1) {
      cuts.add(at);
      cuts.add(at + 7); // in the middle of a line
      if (text.indexOf('\n', at) + 1 == text.length()) {
        break;
      }
    }
    cuts.add(text.length());
    assertThat(cuts).hasSizeGreaterThan(20);
    for (int cut : cuts) {
      Path path = Files.writeString(folder.resolve("cut" + cut), text.substring(0, cut));
      assertThat(told(Search.of(space(data, 9, 1), data, 9, 2).keptIn(path).run()))
          .isEqualTo(found);
      assertThat(path).hasContent(text);
    }
  }

  @Test
  @Timeout(120)
  void a_search_that_is_stopped_anywhere_goes_on_to_the_same_end() throws IOException {
    Split data = rows(10, true);
    List<String> found = told(Search.of(space(data, 9, 1), data, 9, 4).run());
    SplittableRandom random = new SplittableRandom(5);
    for (int run = 0; run < 10; run++) {
      Path path = folder.resolve("stopped" + run);
      List<Standing> last = List.of();
      for (int part = 0; part < 1000 && !told(last).equals(found); part++) {
        AtomicInteger left = new AtomicInteger(80 + random.nextInt(400));
        last =
            Search.of(space(data, 9, 1), data, 9, 4)
                .keptIn(path)
                .stopWhen(() -> left.decrementAndGet() < 0)
                .run();
      }
      assertThat(told(last)).isEqualTo(found);
    }
  }

  @Test
  @Timeout(60)
  void another_searchs_or_a_damaged_journal_is_refused() throws IOException {
    Split data = rows(11, true);
    Path path = folder.resolve("journal");
    Search.of(space(data, 3, 1), data, 3, 1).keptIn(path).run();
    for (Search other :
        List.of(
            Search.of(space(data, 3, 1), data, 3, 2),
            Search.of(space(data, 3, 1), data, 4, 1),
            Search.of(space(data, 4, 1), data, 3, 1),
            Search.of(space(data, 3, 1), rows(12, true), 3, 1))) {
      assertThatThrownBy(() -> other.keptIn(path).run())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another search");
    }
    String text = Files.readString(path);
    int second = text.indexOf('\n') + 1;
    for (String damage : List.of("x", "trial 1 rung 1 best 1 loss 0.50 learnt\n", "\u0000\n")) {
      Files.writeString(path, text.substring(0, second) + damage + text.substring(second));
      assertThatThrownBy(() -> Search.of(space(data, 3, 1), data, 3, 1).keptIn(path).run())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("line 2 is damaged");
    }
  }

  @Test
  void what_diverges_is_last_and_never_found() throws IOException {
    Split data = rows(13, true);
    TrainingSettings settings =
        TrainingSettings.defaults()
            .withBatch(20)
            .withEpochs(3)
            .withRate(1e30)
            .withEarlyStopping(EarlyStopping.after(2));
    Objective objective =
        Objective.usual(
            NetworkParser.parse("4, dense 5 init he, relu, dense 2 init he"), data.train());
    List<Standing> found =
        Search.of(SearchSpace.around(objective, settings, data), data, 5, 1).run();
    assertThat(found.getLast().trial().number()).isEqualTo(1);
    assertThat(found.getLast().isDiverged()).isTrue();
    assertThat(found.getFirst().learnt()).isTrue();
  }

  @Test
  void trials_are_drawn_within_the_space_and_the_same_in_every_search() {
    Split data = rows(14, true);
    SearchSpace all = space(data, 10, 1);
    for (long seed = 0; seed < 20; seed++) {
      for (int number = 2; number < 40; number++) {
        Trial trial = all.trial(number, seed, 1000);
        assertThat(trial.settings().rule().rate()).isBetween(1e-4, 0.3);
        assertThat(trial.settings().batch()).isBetween(16, 64);
        assertThat(trial.objective().network().parameterCount()).isLessThan(600_000);
        assertThat(told(List.of(new Standing(trial, 1, 1, 1, 0, true))))
            .isEqualTo(
                told(List.of(new Standing(all.trial(number, seed, 1000), 1, 1, 1, 0, true))));
      }
    }
    for (SearchSpace.Drawn only : SearchSpace.Drawn.values()) {
      SearchSpace space = new SearchSpace(all.usual(), all.objective(), EnumSet.of(only));
      Trial usual = space.usual();
      for (int number = 2; number < 30; number++) {
        Trial trial = space.trial(number, 1, 60);
        assertThat(trial.objective().equals(usual.objective()))
            .isEqualTo(only != SearchSpace.Drawn.NETWORK);
        if (only == SearchSpace.Drawn.NETWORK || only == SearchSpace.Drawn.BATCH) {
          assertThat(trial.settings().rule()).isEqualTo(usual.settings().rule());
        }
        if (only == SearchSpace.Drawn.RULE) {
          assertThat(trial.settings().rule().rate()).isEqualTo(usual.settings().rule().rate());
        }
        if (only != SearchSpace.Drawn.BATCH) {
          assertThat(trial.settings().batch()).isEqualTo(usual.settings().batch());
        }
      }
    }
  }

  @Test
  void rungs_thin_out_by_a_third_while_epochs_triple() {
    Split data = rows(15, true);
    for (int trials = 1; trials <= 120; trials++) {
      for (int epochs : new int[] {1, 2, 5, 9, 20, 150}) {
        Search search = Search.of(space(data, epochs, 1), data, trials, 1);
        assertThat(search.trials(1)).isEqualTo(trials);
        assertThat(search.epochs(search.rungs())).isEqualTo(epochs);
        for (int rung = 2; rung <= search.rungs(); rung++) {
          assertThat(search.trials(rung)).isLessThan(search.trials(rung - 1));
          assertThat(search.epochs(rung)).isGreaterThan(search.epochs(rung - 1));
        }
      }
    }
  }

  @Test
  void rows_without_any_to_choose_by_have_a_fifth_held_out() {
    Split data = rows(16, false);
    Split held = Search.rows(data);
    assertThat(held.test()).isNull();
    assertThat(Objects.requireNonNull(held.validation()).rows() + held.train().rows())
        .isEqualTo(data.train().rows());
    assertThatThrownBy(() -> Search.of(space(data, 3, 1), data, 0, 1))
        .hasMessageContaining("from 1 to 100000");
  }
}
