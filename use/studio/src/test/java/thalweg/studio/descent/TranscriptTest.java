package thalweg.studio.descent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thalweg.studio.question.Answers;
import thalweg.studio.question.Asking;

@Timeout(60)
class TranscriptTest {
  /// What `import module thalweg` brings, for a compiler that is given no modules.
  private static final String PACKAGES =
      Stream.of(
              "calculus.function",
              "calculus.gradient.forward",
              "descent",
              "descent.direction",
              "descent.problem")
          .map(each -> "import thalweg." + each + ".*;")
          .collect(Collectors.joining(" "));

  private static final List<Race.Asked> RACES =
      List.of(
          new Race.Asked(
              RaceTest.formula("x^2 + 3*y^2"),
              new double[] {2, -1},
              List.of(
                  RaceTest.racer("steepest", 0.21),
                  RaceTest.searching("momentum(momentum 0.7)"),
                  RaceTest.racer("adam + clip(norm 1)", 0.3),
                  RaceTest.searching("bfgs"),
                  RaceTest.searching("newton")),
              37,
              false,
              null),
          new Race.Asked(
              RaceTest.formula("4 - x^2 - 1e-7*y^4"),
              new double[] {1e-9, 2e7},
              List.of(RaceTest.racer("nesterov", 1e-5)),
              20,
              true,
              null),
          new Race.Asked(
              RaceTest.formula("100*(y - x^2)^2 + (1 - x)^2"),
              new double[] {-1.2, 1},
              List.of(RaceTest.searching("lbfgs")),
              200,
              false,
              Arrays.asList(-2.0, 0.5, 0.0, null)),
          new Race.Asked(
              new Ground.Named("", "wood"),
              new double[] {-3, -1, -3, -1},
              List.of(RaceTest.searching("cg"), RaceTest.racer("adam", 0.1)),
              100,
              false,
              null));

  @TempDir private Path folder;

  @Test
  void the_program_is_compiled_and_gives_the_numbers_on_the_page() throws Exception {
    for (int i = 0; i < RACES.size(); i++) {
      Race.Asked race = RACES.get(i);
      Race.Head head = (Race.Head) Race.run(race, new Asking()).head();
      List<String> said =
          Answers.run(
                  Transcript.of(race).java().replace("import module thalweg;", PACKAGES), folder)
              .lines()
              .toList();
      assertThat(said).hasSize(head.runs().size());
      for (int k = 0; k < said.size(); k++) {
        Race.Run run = head.runs().get(k);
        assertThat(said.get(k))
            .startsWith(run.rule() + ": " + run.value() + " at " + Arrays.toString(run.point()));
      }
    }
  }

  @Test
  void the_command_names_all_that_it_needs() {
    assertThat(RACES.stream().map(race -> Transcript.of(race).command()))
        .containsExactly(
            "thalweg descend 'x^2 + 3*y^2' --method automatic --variables x,y --from 'x=2.0,y=-1.0'"
                + " --steps 37 --compare 'sgd(rate 0.21),momentum(rate 0.01, momentum"
                + " 0.7),adam(rate 0.3, beta1 0.9, beta2 0.999, epsilon 1.0E-8) + clip(norm"
                + " 1.0),bfgs,newton'",
            "thalweg descend '4 - x^2 - 1e-7*y^4' --method automatic --variables x,y --from"
                + " 'x=1.0E-9,y=2.0E7' --steps 20 --rule 'nesterov(rate 1.0E-5, momentum 0.9)'"
                + " --ascend",
            "thalweg descend '100*(y - x^2)^2 + (1 - x)^2' --method automatic --variables x,y"
                + " --from 'x=-1.2,y=1.0' --steps 200 --within 'x=-2.0:0.5,y=0.0:'",
            "thalweg descend --problem wood --from 'x0=-3.0,x1=-1.0,x2=-3.0,x3=-1.0' --steps 100"
                + " --compare 'cg,adam(rate 0.1, beta1 0.9, beta2 0.999, epsilon 1.0E-8)'");
  }
}
