package thalweg.descent.direction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("text")
class RuleParserTest {
  @Test
  void parts_are_joined_by_pluses_outside_brackets() {
    UpdateRule rule = RuleParser.parse("adam(rate 1e-3)+decay(1e+3)+ clip(norm 1e+2)");
    assertThat(rule)
        .isEqualTo(
            new Clipping(
                new WeightDecay(RuleParser.parse("adam(rate 0.001)"), 1000),
                Clipping.By.NORM,
                100));
  }

  @Test
  void a_text_of_a_million_characters_is_refused_in_one_short_line() {
    for (String text :
        List.of(
            "+".repeat(1_000_000),
            "sgd" + "+clip".repeat(200_000),
            "sgd" + "+clip(norm 1)".repeat(80_000),
            "sgd(" + "+".repeat(1_000_000),
            "(".repeat(1_000_000),
            ")".repeat(1_000_000) + "+",
            "a".repeat(1_000_000),
            "sgd" + " ".repeat(1_000_000) + "x",
            "a(" + ")".repeat(1_000_000) + "b",
            "sgd(" + "rate 1,".repeat(150_000) + ")",
            "sgd(rate " + "1".repeat(1_000_000) + ")",
            "sgd(" + " ".repeat(1_000_000) + "x)",
            "sgd\n\u001b[31m(")) {
      assertThatThrownBy(() -> RuleParser.parse(text))
          .isInstanceOf(IllegalArgumentException.class)
          .satisfies(
              refused -> {
                assertThat(refused.getMessage()).hasSizeLessThan(400);
                assertThat(refused.getMessage().codePoints()).noneMatch(Character::isISOControl);
              });
    }
  }

  @Test
  void as_many_parts_as_anyone_needs_can_be_joined() {
    String text = "sgd" + " + clip(norm 1)".repeat(64);
    assertThat(RuleParser.parse(RuleParser.parse(text).toString()).toString()).contains("clip");
    assertThatThrownBy(() -> RuleParser.parse(text + " + clip"))
        .hasMessageEndingWith("joins more than 64 parts; leave some out.");
  }
}
