package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThalwegTest {
  @Test
  void version_names_java_vector_width_and_threads() {
    Ran ran = Ran.thalweg("--version");
    assertThat(ran.exit()).isZero();
    assertThat(ran.out().lines().map(line -> line.split(" ", 2)[0]))
        .containsExactly("thalweg", "java", "vector", "threads", "system");
    assertThat(ran.err()).isEmpty();
  }

  @Test
  void help_lists_every_verb_and_the_two_of_the_script() {
    Ran ran = Ran.thalweg("--help");
    assertThat(ran.exit()).isZero();
    assertThat(ran.out())
        .contains(
            "derivative", "gradient", "descend", "train", "predict", "check", "run ", "shell ")
        .contains("Examples:", "Exit codes:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"derivative", "gradient", "descend", "train", "predict", "check", "digits"})
  void help_of_every_verb_has_examples_and_fits_a_hundred_columns(String verb) {
    Ran ran = Ran.thalweg(verb, "--help");
    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).contains("Examples:", "thalweg " + verb, "--json", "--quiet");
    assertThat(ran.out().lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void a_missing_verb_is_a_usage_error() {
    Ran ran = Ran.thalweg();
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).isEqualTo("thalweg: a verb is missing. See thalweg --help.\n");
  }

  @Test
  void a_misspelt_verb_or_option_is_answered_with_the_likely_one() {
    assertThat(Ran.thalweg("trian"))
        .matches(ran -> ran.exit() == 2)
        .extracting(Ran::err)
        .asString()
        .contains("'trian'", "did you mean train");
    assertThat(Ran.thalweg("train", "--epoch", "3").err())
        .contains("--epoch", "did you mean --epochs?")
        .hasLineCount(1);
  }

  @Test
  void debug_shows_the_stack_trace_of_an_error() {
    assertThat(Ran.thalweg("derivative", "y +", "--at", "1", "--debug").err())
        .contains("FormulaException", "\tat thalweg.");
    assertThat(Ran.thalweg("derivative", "y +", "--at", "1").err()).doesNotContain("\tat ");
  }
}
