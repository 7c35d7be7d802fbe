package thalweg.terminal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import thalweg.network.Network;
import thalweg.picture.Figure;
import thalweg.picture.Marker;
import thalweg.picture.Style;
import thalweg.training.data.Split;
import thalweg.training.search.Search;
import thalweg.training.search.SearchSpace;
import thalweg.training.search.Standing;
import thalweg.training.table.Schema;

/// Tells how a search goes on and what it has found, in a table and a picture.
final class TuningReport implements Consumer<Standing> {
  private static final int SHOWN = 10;
  private static final Pattern DENSE = Pattern.compile("dense (\\d+)");
  private static final Pattern DROPOUT = Pattern.compile("dropout ([^,]*)");
  private static final Pattern DECAY = Pattern.compile("\\+ decay\\(([^)]*)\\)");

  private final Output output;
  private final Search search;
  private final SearchSpace space;
  private final int trials;
  private final LearningData.Loaded loaded;
  private final String dataName;
  private int rung;
  private int done;

  TuningReport(
      Output output,
      Search search,
      SearchSpace space,
      int trials,
      LearningData.Loaded loaded,
      String dataName) {
    this.output = output;
    this.search = search;
    this.space = space;
    this.trials = trials;
    this.loaded = loaded;
    this.dataName = dataName;
  }

  /// Tells what will be tried.
  ///
  /// @param rows to learn from and to choose by
  void begin(Split rows) {
    Schema schema = loaded.schema();
    if (schema != null) {
      schema.toString().lines().forEach(output::detail);
    }
    int chosenBy = rows.validation() == null ? 0 : rows.validation().rows();
    List<String> rungs = new ArrayList<>();
    for (int i = 1; i <= search.rungs(); i++) {
      rungs.add(search.trials(i) + " for " + search.epochs(i) + " epochs");
    }
    output.json(
        Json.object()
            .put("event", "searching")
            .put("data", dataName)
            .put("trainRows", rows.train().rows())
            .put("validationRows", chosenBy)
            .put("trials", trials)
            .put("rungs", search.rungs())
            .put("epochs", search.epochs(search.rungs()))
            .put("drawn", drawn()));
    output.detail(
        String.format(
            Locale.ROOT,
            "data     %s: %,d rows to learn from and %,d to choose by",
            dataName,
            rows.train().rows(),
            chosenBy));
    output.detail("drawn    " + String.join(", ", drawn()));
    output.detail("trials   " + String.join(", then the best ", rungs));
  }

  private List<String> drawn() {
    return space.drawn().stream()
        .sorted()
        .map(each -> each.name().toLowerCase(Locale.ROOT))
        .toList();
  }

  @Override
  public void accept(Standing standing) {
    if (standing.rung() != rung) {
      rung = standing.rung();
      done = 0;
    }
    done++;
    output.json(
        json(standing).put("event", "trial").put("done", done).put("of", search.trials(rung)));
    output.bar(
        "rung %d/%d  trial %d/%d  validation loss %s"
            .formatted(
                rung,
                search.rungs(),
                done,
                search.trials(rung),
                ComparisonReport.loss(standing.loss())),
        "rung %d/%d  trial %d/%d".formatted(rung, search.rungs(), done, search.trials(rung)));
    if (done == search.trials(rung)) {
      output.detail(
          "rung %d/%d: %d trials after %d epochs"
              .formatted(rung, search.rungs(), done, standing.epochs()));
    }
  }

  /// Returns whether anything has been tried.
  boolean hasAny() {
    return done > 0;
  }

  private static Json json(Standing standing) {
    return Json.object()
        .put("trial", standing.trial().number())
        .put("rung", standing.rung())
        .put("epochs", standing.epochs())
        .put("bestEpoch", standing.best())
        .put("validationLoss", standing.loss())
        .put("learnt", standing.learnt())
        .put("network", standing.trial().objective().network().toString())
        .put("rule", standing.trial().settings().rule().toString())
        .put("rate", standing.trial().settings().rule().rate())
        .put("batch", standing.trial().settings().batch());
  }

  /// Tells what was found.
  ///
  /// @param standings the best first
  /// @param words what trains the best; empty if there is none
  void end(List<Standing> standings, PictureFile picture, Path journal, List<String> words) {
    boolean isDrawn = standings.stream().anyMatch(each -> !each.isDiverged());
    Json json =
        Json.object()
            .put("event", "searched")
            .put("best", standings.stream().limit(SHOWN).map(TuningReport::json).toList())
            .put("train", words)
            .put("journal", journal.toString());
    output.json(isDrawn ? json.put("picture", picture.path().toString()) : json.putNull("picture"));
    if (!standings.isEmpty()) {
      output.result(table(standings));
    }
    if (isDrawn) {
      output.result("picture  " + picture.path());
    }
    output.result("journal  " + journal);
    if (isDrawn) {
      picture.save(() -> figure(standings));
    }
  }

  private Table table(List<Standing> standings) {
    List<String> headings = new ArrayList<>(List.of("trial"));
    List<Function<Standing, String>> cells = new ArrayList<>();
    cells.add(each -> each.trial().number() + (each.trial().number() == 1 ? " (usual)" : ""));
    if (space.drawn().contains(SearchSpace.Drawn.NETWORK)) {
      headings.add("hidden");
      cells.add(each -> hidden(each.trial().objective().network()));
    }
    headings.addAll(List.of("rule", "rate", "batch", "epochs", "best", "validation loss"));
    cells.add(each -> rule(each.trial().settings().rule().toString()));
    cells.add(each -> Numbers.six(each.trial().settings().rule().rate()));
    cells.add(each -> String.valueOf(each.trial().settings().batch()));
    cells.add(each -> String.valueOf(each.epochs()));
    cells.add(each -> each.isDiverged() ? "-" : String.valueOf(each.best()));
    cells.add(
        each ->
            each.isDiverged()
                ? "diverged"
                : ComparisonReport.loss(each.loss()) + (each.learnt() ? "" : ", learnt nothing"));
    Table table = new Table(headings.toArray(String[]::new));
    standings.stream()
        .limit(SHOWN)
        .forEach(
            each -> table.row(cells.stream().map(cell -> cell.apply(each)).toArray(String[]::new)));
    return table;
  }

  /// Returns the widths of the hidden layers, and how much of their outputs is dropped.
  private static String hidden(Network network) {
    String written = network.toString();
    List<String> widths = DENSE.matcher(written).results().map(found -> found.group(1)).toList();
    Matcher dropout = DROPOUT.matcher(written);
    return String.join("-", widths.subList(0, Math.max(0, widths.size() - 1)))
        + (dropout.find() ? ", dropout " + dropout.group(1) : "");
  }

  private static String rule(String written) {
    Matcher decay = DECAY.matcher(written);
    return written.replaceFirst("[( ].*", "") + (decay.find() ? ", decay " + decay.group(1) : "");
  }

  /// Returns how good each trial was at its rate, one mark for those that got equally far.
  private Figure figure(List<Standing> standings) {
    boolean anyLearnt = standings.getFirst().learnt();
    List<Standing> shown =
        standings.stream().filter(each -> anyLearnt ? each.learnt() : !each.isDiverged()).toList();
    int others = standings.size() - shown.size();
    Figure figure =
        Figure.titled(trials + (trials == 1 ? " trial" : " trials"))
            .axes(
                "learning rate"
                    + (others == 0 ? "" : "; not shown: " + others + " that learnt nothing"),
                "validation loss")
            .logarithmicAcross();
    if (shown.stream().allMatch(each -> each.loss() > 0)) {
      figure = figure.logarithmicUpward();
    }
    for (int i = search.rungs(); i >= 1; i--) {
      int at = i;
      List<Standing> reached = shown.stream().filter(each -> each.rung() == at).toList();
      if (!reached.isEmpty()) {
        figure = points(figure, "after " + search.epochs(i) + " epochs", reached, i);
      }
    }
    Standing best = shown.getFirst();
    return points(figure, "best: trial " + best.trial().number(), List.of(best), 0);
  }

  private static Figure points(Figure figure, String name, List<Standing> shown, int index) {
    Style style = Style.number(index);
    return figure.points(
        name,
        shown.stream().mapToDouble(each -> each.trial().settings().rule().rate()).toArray(),
        shown.stream().mapToDouble(Standing::loss).toArray(),
        index == 0 ? style.withMarker(Marker.CROSS).withWidth(3) : style);
  }
}
