package thalweg.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GreetingTest {
  private static Greeting member(int rank, String version, String place, String trouble) {
    return new Greeting("host" + rank, 4_000 + rank, rank, version, place, trouble);
  }

  @Test
  void what_is_written_is_read_again() {
    for (String trouble : List.of("", "one line", "two\nlines\n", "\nאבג")) {
      Greeting greeting = member(3, "0.1.0", "epoch 2, step 7", trouble);
      assertThat(Greeting.parse(greeting.written())).isEqualTo(greeting);
    }
  }

  /// Every member hears the same greetings, so all come to the same answer.
  @Test
  void who_is_alike_trains_and_who_is_not_is_named() {
    Random random = new Random(1);
    for (int trial = 0; trial < 500; trial++) {
      int members = 1 + random.nextInt(9);
      List<Greeting> all = new ArrayList<>();
      for (int rank = 0; rank < members; rank++) {
        all.add(member(rank, "0.1.0", "epoch 2, step 7", ""));
      }
      assertThat(Greeting.refusal(all)).isNull();
      int odd = random.nextInt(members);
      all.set(odd, member(odd, "0.1.0", "epoch 2, step 7", "rows are wrong"));
      assertThat(Greeting.refusal(all)).isEqualTo("rows are wrong");
      if (members > 1) {
        all.set(odd, member(odd, "0.2.0", "epoch 2, step 7", ""));
        assertThat(Greeting.refusal(all))
            .contains("\"0.1.0\"", "\"0.2.0\"", "host" + odd)
            .endsWith("give all executors the same jars.");
        all.set(odd, member(odd, "0.1.0", "", ""));
        assertThat(Greeting.refusal(all))
            .contains("\"epoch 2, step 7\"", "host" + odd)
            .endsWith("let checkpointPath be a folder that all executors share.");
      }
    }
  }

  @Test
  void the_last_cause_in_a_long_message_is_told() {
    assertThat(
            Fit.reason(
                new IllegalStateException(
                    """
                    Job aborted due to stage failure: Could not recover from a failed barrier ResultStage.
                    org.apache.spark.SparkException: a task failed
                    \tat somewhere
                    Caused by: thalweg.training.crew.CrewException: crew: rank 1 is lost.
                    \tat elsewhere\
                    """)))
        .isEqualTo("thalweg.training.crew.CrewException: crew: rank 1 is lost.");
    assertThat(Fit.reason(new IllegalStateException("short"))).isEqualTo("short");
  }
}
