package thalweg.descent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import thalweg.descent.direction.RuleParser;

class MethodParserTest {
  @Test
  void every_name_names_a_method_and_a_rule_is_read_back_from_its_own_words() {
    assertThat(MethodParser.names()).contains("steepest", "momentum", "adam", "lbfgs", "newton");
    for (String name : MethodParser.names()) {
      DescentMethod method = MethodParser.parse(" " + name.toUpperCase(java.util.Locale.ROOT));
      assertThat(MethodParser.isNamed(name)).isTrue();
      if (method instanceof GradientDescent rule) {
        assertThat(MethodParser.parse(method.toString())).isEqualTo(rule);
      }
    }
  }

  @Test
  void what_is_composed_around_a_rule_is_read_as_for_training() {
    String text = "adam(rate 0.5) + clip(norm 2) + cosine(steps 50)";
    assertThat(MethodParser.parse(text)).isEqualTo(GradientDescent.by(RuleParser.parse(text)));
  }

  @Test
  void what_is_no_method_is_refused_with_the_nearest_name() {
    assertThatThrownBy(() -> MethodParser.parse("adem"))
        .hasMessageStartingWith(
            "method: \"adem\" is unknown. Did you mean adam? There are steepest, momentum,");
    assertThatThrownBy(() -> MethodParser.parse("--rule", ""))
        .hasMessageStartingWith("--rule: \"\" is unknown. There are steepest,");
    assertThatThrownBy(() -> MethodParser.parse("lbfgs(memory 3)"))
        .hasMessage(
            "method: lbfgs searches for its steps; it has no settings and nothing is composed"
                + " around it. Write it alone.");
    assertThatThrownBy(() -> MethodParser.parse("adam(beta3 0.1)"))
        .hasMessageContaining("adam has no setting \"beta3\"");
  }
}
