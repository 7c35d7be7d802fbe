package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.training.TrainingEvent;
import thalweg.training.TrainingEvent.EpochDone;
import thalweg.training.objective.Classification;
import thalweg.training.objective.Objective;
import thalweg.training.objective.Score;

/// Lines on terminals of every width.
@Tag("text")
class ScreenTest {
  private static final Objective OBJECTIVE =
      Classification.of(Network.of("2-2", Activation.IDENTITY));

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Output output(int columns) {
    return new Output(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        Screen.terminal(() -> columns),
        Screen.terminal(() -> columns),
        Map.of("NO_COLOR", "1"));
  }

  @Test
  void the_bar_is_shorter_than_the_terminal_is_wide_whatever_its_numbers() {
    for (int columns = 1; columns <= 250; columns++) {
      for (int epochs : new int[] {1, 20, 4_000, 1_000_000, Integer.MAX_VALUE}) {
        err.reset();
        TrainingReport report =
            new TrainingReport(output(columns), OBJECTIVE, Json.object(), false);
        report.accept(new TrainingEvent.Started(10, 100, 0, 10, 1000, 1, epochs));
        report.accept(
            new TrainingEvent.Progress(Math.max(1, epochs / 2), 999, 1000, 1e12 / 3, 123_456_789));
        String drawn = err.toString(StandardCharsets.UTF_8).replaceAll("\u001b\\[J|\r", "");
        assertThat(drawn.length()).as(columns + ": " + drawn).isLessThan(Math.max(2, columns));
        assertThat(drawn.isEmpty()).isEqualTo(columns == 1);
      }
    }
  }

  private static Score score(double loss) {
    return new Score(loss, List.of(new Score.Measured("accuracy", 1)));
  }

  @Test
  void an_epochs_line_fits_80_columns_and_keeps_loss_and_accuracies_on_fewer() {
    for (int epochs : new int[] {1, 20, 4_000, 1_000_000}) {
      for (double seconds : new double[] {0.01, 12.5, 86_400}) {
        EpochDone done =
            new EpochDone(
                epochs,
                100,
                score(12.3456),
                null,
                score(0.5),
                seconds,
                1,
                1e6 * seconds / 100,
                100 / seconds);
        String line = TrainingReport.line(OBJECTIVE, done, epochs, 80);
        assertThat(line.length()).as(line).isLessThanOrEqualTo(80);
        assertThat(TrainingReport.line(OBJECTIVE, done, epochs, 40))
            .contains("loss 12.3456", "train 100.00 %", "test 100.00 %");
      }
    }
  }

  @Test
  void a_table_wider_than_the_terminal_is_printed_row_by_row_and_no_digit_is_lost() {
    Table table =
        new Table("x", "f(x)", "error")
            .row("1.0", "0.30000000000000004", "1e-16")
            .row("2.0", "7.0", "");
    output(40).result(table);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(String.join("\n", table.lines()) + "\n");
    out.reset();
    output(30).result(table);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            x      1.0
            f(x)   0.30000000000000004
            error  1e-16

            x      2.0
            f(x)   7.0
            """);
  }

  @Test
  void nothing_from_outside_acts_on_the_terminal() {
    Output output = output(80);
    String hostile = "a\u001b[2Jb\u009b31mc\u202ed\re\u0007\u2028f\u007f";
    output.result(hostile);
    output.result(new Table("name").row(hostile));
    output.detail(hostile);
    output.note(hostile);
    output.bar(hostile);
    output.error(hostile + "\n" + "x".repeat(1_000_000));
    output.stackTrace(new IllegalStateException(hostile));
    String all = out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
    String shown = all.replaceAll("\r\u001b\\[J", "").replaceAll("\u007f\r$", "");
    assertThat(shown.replace("<U+007F>\r", ""))
        .doesNotContain("\u001b", "\u009b", "\u202e", "\u0007", "\u2028", "\u007f", "\r");
    assertThat(shown).contains("a<U+001B>[2Jb<U+009B>31mc<U+202E>d");
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .allMatch(line -> line.length() < 2_500);
    out.reset();
    Shared options = new Shared();
    options.json = true;
    output.with(options).json(Json.object().put("name", hostile));
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo("{\"name\":\"a\\u001B[2Jb\\u009b31mc\\u202ed\\re\\u0007\\u2028f\\u007f\"}\n");
  }

  @Test
  void words_are_quoted_for_a_shell_where_they_need_it() {
    assertThat(Shell.line("train", "--data", "a b.csv", "it's", "", "$(id)", "~", "x=1,2"))
        .isEqualTo("thalweg train --data 'a b.csv' 'it'\\''s' '' '$(id)' '~' x=1,2");
    assertThat(Shell.file(java.nio.file.Path.of("-m"))).isEqualTo("./-m");
  }
}
