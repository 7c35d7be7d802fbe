package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("text")
class OutputTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Output output(boolean terminal, Map<String, String> environment) {
    return new Output(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        terminal ? Screen.terminal(() -> 80) : Screen.none(),
        terminal ? Screen.terminal(() -> 80) : Screen.none(),
        environment);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void only_a_capable_terminal_gets_a_bar() {
    assertThat(output(true, Map.of("TERM", "xterm")).showsBar()).isTrue();
    assertThat(output(false, Map.of("TERM", "xterm")).showsBar()).isFalse();
    assertThat(output(true, Map.of("TERM", "dumb")).showsBar()).isFalse();
    assertThat(output(true, Map.of("TERM", "xterm", "CI", "true")).showsBar()).isFalse();
  }

  @Test
  void no_color_takes_the_colours_and_leaves_the_bar() {
    assertThat(output(true, Map.of()).hasColour()).isTrue();
    Output plain = output(true, Map.of("NO_COLOR", "1"));
    assertThat(plain.hasColour()).isFalse();
    assertThat(plain.showsBar()).isTrue();
    plain.error("wrong");
    assertThat(err()).isEqualTo("wrong\n");
    assertThat(output(true, Map.of("NO_COLOR", "")).hasColour()).isTrue();
  }

  @Test
  void a_bar_is_cleared_before_the_next_line() {
    Output output = output(true, Map.of());
    output.bar("half done");
    output.result("done");
    output.result("and more");
    assertThat(err()).isEqualTo("\r\u001b[Jhalf done\r\r\u001b[J");
    assertThat(out()).isEqualTo("done\nand more\n");
  }

  @Test
  void json_silences_everything_but_documents_and_errors() {
    Shared options = new Shared();
    options.json = true;
    Output output = output(true, Map.of("NO_COLOR", "1")).with(options);
    output.result(List.of("text"));
    output.detail("detail");
    output.note("note");
    output.bar("bar");
    output.json(Json.object().put("verb", "test"));
    output.error("error");
    assertThat(out()).isEqualTo("{\"verb\":\"test\"}\n");
    assertThat(err()).isEqualTo("error\n");
  }

  @Test
  void quiet_leaves_the_result_alone() {
    Shared options = new Shared();
    options.quiet = true;
    Output output = output(true, Map.of()).with(options);
    output.detail("detail");
    output.note("note");
    output.bar("bar");
    output.json(Json.object());
    output.result("result");
    assertThat(out()).isEqualTo("result\n");
    assertThat(err()).isEmpty();
  }

  @Test
  void a_result_that_cannot_be_written_is_no_success() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int each) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    Output output =
        new Output(
            new PrintStream(full, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Screen.none(),
            Screen.none(),
            Map.of());
    assertThat(output.ended(ExitCode.OK)).isZero();
    output.result("1.0");
    assertThat(output.ended(ExitCode.OK)).isEqualTo(ExitCode.FAILURE);
    assertThat(output.ended(ExitCode.DIVERGED)).isEqualTo(ExitCode.DIVERGED);
    assertThat(err()).contains("thalweg: standard output could not be written");
  }

  @Test
  void numbers_that_are_not_finite_become_null() {
    Json json =
        Json.object()
            .put("nan", Double.NaN)
            .put("row", new double[] {1, Double.POSITIVE_INFINITY})
            .put("matrix", new double[][] {{Double.NaN}, {0.1}})
            .put("inner", List.of(Json.object().put("n", 2)));
    assertThat(json)
        .hasToString(
            "{\"nan\":null,\"row\":[1.0,null],\"matrix\":[[null],[0.1]],\"inner\":[{\"n\":2}]}");
  }

  @Test
  void a_table_aligns_its_columns_and_trails_nothing() {
    assertThat(new Table("x", "f(x)").row("10.5", "1").row("2", "-3").lines())
        .containsExactly("x     f(x)", "10.5  1", "2     -3");
  }
}
