package thalweg.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import thalweg.training.crew.Forecast;
import thalweg.training.crew.StepTimes;

/// Tells what the steps of a crew are going to take, and what they have taken.
final class CrewReport {
  private final Output output;
  private final int rank;

  CrewReport(Output output, int rank) {
    this.output = output;
    this.rank = rank;
  }

  /// Tells what is told to all; one of them, rank 0, tells it on.
  void tell(Forecast forecast) {
    if (rank != 0) {
      return;
    }
    Table table = new Table("crew", "rows", "computing", "exchanging");
    List<Json> members = new ArrayList<>();
    for (int member = 0; member < forecast.shares().size(); member++) {
      Forecast.Share share = forecast.shares().get(member);
      table.row(
          "rank " + member,
          share.leaves() + " of " + forecast.costs().leaves() + " leaves",
          Forecast.inWords(share.computeSeconds()),
          megabytes(share.bytes()) + " in " + Forecast.inWords(share.exchangeSeconds()));
      members.add(
          Json.object()
              .put("rank", member)
              .put("leaves", share.leaves())
              .put("computeSeconds", share.computeSeconds())
              .put("bytes", share.bytes())
              .put("exchangeSeconds", share.exchangeSeconds()));
    }
    table.lines().forEach(output::detail);
    output.detail(
        "crew     expected: "
            + Forecast.inWords(forecast.stepSeconds())
            + " a step beside the update, "
            + times(forecast.speedUp())
            + " the speed of the fastest member alone");
    String advice = forecast.advice();
    if (!advice.isEmpty()) {
      output.note("Note: " + advice);
    }
    output.json(
        Json.object()
            .put("event", "forecast")
            .put("shares", members)
            .put("stepSeconds", forecast.stepSeconds())
            .put("aloneSeconds", forecast.aloneSeconds())
            .put("speedUp", forecast.speedUp())
            .put("advice", advice));
  }

  /// Tells what this member's steps have taken.
  void tell(StepTimes times) {
    output.detail(
        "crew     a step took "
            + Forecast.inWords(times.stepSeconds())
            + ": computing "
            + Forecast.inWords(times.computeSeconds())
            + ", exchanging and waiting "
            + Forecast.inWords(times.exchangeSeconds())
            + ", the update and the rest "
            + Forecast.inWords(times.otherSeconds())
            + (Double.isNaN(times.speedUp())
                ? ""
                : "; " + times(times.speedUp()) + " the speed of this member alone"));
    output.json(
        Json.object()
            .put("event", "crewSteps")
            .put("steps", times.steps())
            .put("stepSeconds", times.stepSeconds())
            .put("computeSeconds", times.computeSeconds())
            .put("exchangeSeconds", times.exchangeSeconds())
            .put("otherSeconds", times.otherSeconds())
            .put("speedUp", times.speedUp()));
  }

  private static String times(double factor) {
    return String.format(Locale.ROOT, "%.2f times", factor);
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.2f MB", bytes / 1e6);
  }
}
