package thalweg.studio.question;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AskingTest {
  @Test
  void the_last_that_was_asked_is_awaited_in_whatever_order_they_arrive() {
    for (int seed = 0; seed < 200; seed++) {
      List<Asking> asked = new ArrayList<>();
      for (int turn = 1; turn <= 6; turn++) {
        asked.add(new Asking(turn));
      }
      Asking last = asked.getLast();
      Collections.shuffle(asked, new Random(seed));
      assertThat(asked.stream().reduce(Asking::later)).contains(last);
      assertThat(asked.stream().filter(Asking::isAwaited)).containsExactly(last);
    }
  }

  @Test
  void of_questions_without_a_turn_the_one_that_comes_later_is_awaited() {
    Asking before = new Asking();
    Asking after = new Asking();
    assertThat(Asking.later(before, after)).isSameAs(after);
    assertThat(before.isAwaited()).isFalse();
    assertThat(after.isAwaited()).isTrue();
  }
}
