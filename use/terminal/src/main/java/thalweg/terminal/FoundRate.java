package thalweg.terminal;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thalweg.picture.Figure;
import thalweg.picture.Marker;
import thalweg.picture.Style;
import thalweg.training.TrainingSettings;
import thalweg.training.data.Split;
import thalweg.training.objective.Objective;
import thalweg.training.search.RangeTest;

/// `--rate auto`: finds a rate by a range test, says which, and draws why.
///
/// @param picture where to draw the test; null for nowhere
/// @param compared what else differs between trainings, such as `rule`; null for one training alone
/// @param value which of them this is; empty for one alone
record FoundRate(
    Output output, @Nullable PictureFile picture, @Nullable String compared, String value) {
  static FoundRate of(
      Output output,
      @Nullable PictureFile picture,
      @Nullable ComparedSetting compared,
      int training) {
    return compared == null
        ? new FoundRate(output, picture, null, "")
        : new FoundRate(output, picture, compared.name(), compared.values().get(training));
  }

  /// Returns the picture of a test, beside that of the training.
  ///
  /// @param which of several, for the name
  static PictureFile beside(PictureFile training, String which) {
    Path path = training.path();
    String name = String.valueOf(path.getFileName());
    int dot = name.lastIndexOf('.');
    return new PictureFile(
        training.option(),
        path.resolveSibling(name.substring(0, dot) + "-rate" + which + name.substring(dot)),
        training.look().ofAnother());
  }

  /// Returns the settings with the rate that was found.
  TrainingSettings settings(Objective objective, Split data, TrainingSettings settings) {
    RangeTest test = RangeTest.of(objective, data, settings);
    Json json =
        Json.object()
            .put("event", "rate")
            .put("rate", test.rate())
            .put("isFound", test.isFound())
            .put("steps", test.points().size())
            .put("looks", test.looks().stream().map(FoundRate::json).toList());
    if (compared != null) {
      json.put("compare", compared).put("value", value);
    }
    boolean isDrawn = picture != null && !test.points().isEmpty();
    output.json(
        isDrawn && picture != null
            ? json.put("picture", picture.path().toString())
            : json.putNull("picture"));
    output.detail(
        "rate     "
            + test.rate()
            + (test.isFound()
                ? ", found by %d steps with rising rates and %d short trainings"
                    .formatted(test.points().size(), test.looks().size())
                : ", the rule's own, for the loss fell at no rate")
            + (compared == null || compared.equals("rate") ? "" : ", for " + compared + " " + value)
            + (isDrawn && picture != null ? "; picture " + picture.path() : ""));
    if (isDrawn && picture != null) {
      picture.save(() -> figure(test));
    }
    return settings.withRate(test.rate());
  }

  private static Json json(RangeTest.Look look) {
    return Json.object().put("rate", look.rate()).put("loss", look.loss());
  }

  private static Figure figure(RangeTest test) {
    List<RangeTest.Point> points = test.points();
    RangeTest.Point nearest =
        points.stream()
            .min(Comparator.comparingDouble(point -> Math.abs(point.rate() - test.rate())))
            .orElseThrow();
    Figure figure =
        Figure.titled("The loss while the rate rises")
            .axes("learning rate", "loss, smoothed")
            .logarithmicAcross()
            .curve(
                "loss",
                points.stream().mapToDouble(RangeTest.Point::rate).toArray(),
                points.stream().mapToDouble(RangeTest.Point::loss).toArray(),
                Style.number(0).withMarker(Marker.NONE));
    return test.isFound()
        ? figure.points(
            "chosen: " + test.rate(),
            new double[] {test.rate()},
            new double[] {nearest.loss()},
            Style.number(1))
        : figure;
  }
}
