package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("text")
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
            "derivative",
            "gradient",
            "descend",
            "fit",
            "solve",
            "train",
            "tune",
            "predict",
            "evaluate",
            "summary",
            "export",
            "import",
            "studio",
            "replay",
            "runs",
            "check",
            "run ",
            "shell ")
        .contains("Examples:", "Exit codes:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "derivative",
        "gradient",
        "descend",
        "fit",
        "solve",
        "train",
        "tune",
        "predict",
        "evaluate",
        "summary",
        "export",
        "import",
        "studio",
        "replay",
        "runs",
        "check",
        "digits",
        "help"
      })
  void help_of_every_verb_has_examples_and_fits_a_hundred_columns(String verb) {
    Ran ran = Ran.thalweg(verb, "--help");
    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).contains("Examples:", "thalweg " + verb, "--json", "--quiet");
    assertThat(ran.out().lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void the_command_alone_and_help_as_a_verb_print_the_help() {
    String help = Ran.thalweg("--help").out();
    for (Ran ran : List.of(Ran.thalweg(), Ran.thalweg("help"), Ran.thalweg("help", "help"))) {
      assertThat(ran.exit()).isZero();
      assertThat(ran.err()).isEmpty();
    }
    assertThat(Ran.thalweg().out()).isEqualTo(help);
    assertThat(Ran.thalweg("help").out()).isEqualTo(help);
    assertThat(Ran.thalweg("help", "train").out())
        .isEqualTo(Ran.thalweg("train", "--help").out())
        .contains("thalweg train --resume");
    Ran unknown = Ran.thalweg("help", "trian");
    assertThat(unknown.exit()).isEqualTo(2);
    assertThat(unknown.err()).contains("did you mean train?").hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "trian | there is no verb \"trian\"; did you mean train? See thalweg help.",
        "TRAIN | did you mean train?",
        "learn | did you mean train?",
        "curve_fit | did you mean fit?",
        "minimize | did you mean descend?",
        "derivatve | did you mean derivative?",
        "shel | did you mean shell?",
        "frobnicate | there are derivative, gradient, descend, fit, solve, train",
        "--lr train | did you mean --rate, which descend, train and tune have?",
        "--epochs 3 train | the verb comes first, then its options: write train or tune before"
            + " --epochs.",
        "train --epoch 3 | there is no option \"--epoch\"; did you mean --epochs?",
        "train --lr 0.1 | did you mean --rate?",
        "train --learning-rate=0.1 | \"--learning-rate\"; did you mean --rate?",
        "train --learning_rate 0.1 | did you mean --rate?",
        "train -lr 0.1 | did you mean --rate?",
        "train --batch-size 32 | did you mean --batch?",
        "train --optimizer adam | did you mean --rule?",
        "train --Epochs 3 | did you mean --epochs?",
        "train -epochs 3 | did you mean --epochs?",
        "train --dataset x.csv | did you mean --data?",
        "train --hidden 10 | did you mean --network?",
        "train --output m | did you mean --save?",
        "train --ascend | \"--ascend\" here; descend has it.",
        "train --max-iter 5 | did you mean --epochs?",
        "descend x^2 --from 1 --max-iter 5 | did you mean --steps?",
        "descend x^2 --x0 1 | did you mean --from?",
        "descend x^2 --from 1 --lr 0.1 | did you mean --rate?",
        "descend x^2 --from 1 --epochs 10 | did you mean --steps?",
        "descend x^2 --from 1 --constraint x>=1 | did you mean --subject-to?",
        "descend x^2 --within x=0:1 --multistart 5 | did you mean --global?",
        "predict m --rate 0.1 | \"--rate\" here; descend, train and tune have it.",
        "predict m --frobnicate | there is no option \"--frobnicate\". See thalweg help predict.",
        "predict -model.safetensors | as ./-model.safetensors.",
        "derivative x^2 | --at is missing; write where to differentiate, such as --at 1.",
        "derivative x^2 --at | --at needs a value",
        "derivative x^2 --at 1 --at 2 | --at is given twice; give it once.",
        "derivative x^2 3 --at 1 | \"3\" is one too many; quote what belongs together",
        "predict --data x.csv | MODEL is missing. A model that thalweg train has saved.",
        "train plain.csv | did you mean --data plain.csv?",
        "train descend | one verb at a time.",
        "train --epochs many | --epochs is \"many\"; it must be a whole number in digits, such as"
            + " 20.",
        "train --epochs 1e3 | --epochs is \"1e3\"; it must be a whole number",
        "train --epochs 99999999999 | it must lie between -2147483648 and 2147483647.",
        "train --rate 0,1 | --rate is \"0,1\"; it must be a number such as 0.1 or 1e-4, or auto.",
        "train --rate | --rate needs a value: --rate R.",
        "train --quiet=perhaps | --quiet is \"perhaps\"; it takes no value",
      })
  void what_was_typed_wrongly_is_answered_with_what_was_meant(String line, String words) {
    Ran ran = Ran.thalweg(line.split(" ", -1));
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).hasLineCount(1).contains(words).endsWith(".\n");
  }

  /// The words of the parser underneath, none of which a user should meet.
  private static final List<String> JARGON =
      List.of(
          "Unknown option",
          "Unmatched",
          "Missing required",
          "parameter",
          "Invalid value",
          "Expected",
          "Possible solutions",
          "should be specified",
          "index",
          "subcommand",
          "Exception",
          "an int");

  @Test
  void whatever_is_typed_is_answered_in_one_line_without_jargon() {
    List<String> pool =
        List.of(
            "check",
            "descend",
            "fit",
            "predict",
            "evaluate",
            "summary",
            "export",
            "import",
            "replay",
            "runs",
            "--worst",
            "help",
            "x^2",
            "-3",
            "--",
            "-",
            "",
            " ",
            "--rate",
            "--at=",
            "--from",
            "1",
            "--json=maybe",
            "-q",
            "-qx",
            "--no-such",
            "@file",
            "=",
            "--=",
            "-Dx=1",
            "\u001b[31m",
            "a\nb",
            "\u202e",
            "x".repeat(100_000),
            "--" + "y".repeat(100_000),
            "$(id)");
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 400; i++) {
      String[] line = new String[1 + random.nextInt(4)];
      for (int j = 0; j < line.length; j++) {
        line[j] = pool.get(random.nextInt(pool.size()));
      }
      Ran ran = Ran.thalweg(line);
      if (ran.exit() == 0) {
        continue;
      }
      String typed = Arrays.toString(line).replaceAll("(.)\\1{80,}", "$1…");
      assertThat(ran.exit()).as(typed).isIn(2, 4);
      assertThat(ran.err().lines().filter(text -> text.startsWith("thalweg"))).as(typed).hasSize(1);
      assertThat(ran.err()).as(typed).hasSizeLessThan(2500);
      assertThat(ran.err()).doesNotContain("x".repeat(81), "y".repeat(81)); // 80 of a field
      assertThat(ran.err().chars().filter(c -> c != '\n' && Character.isISOControl(c)))
          .as(typed)
          .isEmpty();
      assertThat(JARGON.stream().filter(ran.err()::contains)).as(typed + ran.err()).isEmpty();
    }
  }

  @Test
  void a_word_that_begins_with_an_at_sign_is_no_file_to_read(@TempDir Path folder) {
    Path words = Ran.write(folder.resolve("words"), "x^2 --at 1");
    assertThat(Ran.thalweg("derivative", "@" + words).exit()).isEqualTo(2);
  }

  @Test
  void debug_shows_the_stack_trace_of_an_error() {
    assertThat(Ran.thalweg("derivative", "y +", "--at", "1", "--debug").err())
        .contains("FormulaException", "    at thalweg.");
    assertThat(Ran.thalweg("derivative", "y +", "--at", "1").err()).doesNotContain("  at ");
  }
}
