package thalweg.studio.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JobTest {
  private static final long LONG = 20_000;

  @Test
  void two_pages_that_want_different_things_both_get_them() throws InterruptedException {
    Job.Place<Integer> place = new Job.Place<>();
    AtomicInteger begun = new AtomicInteger();
    CountDownLatch go = new CountDownLatch(1);
    for (int round = 0; round < 50; round++) {
      for (int key = 1; key <= 2; key++) {
        int answer = 10 * key;
        place.ask(
            key,
            job -> {
              begun.incrementAndGet();
              await(go);
              job.check();
              return answer;
            });
      }
    }
    go.countDown();
    assertThat(place.ask(1, _ -> -1).within(LONG)).isEqualTo(10);
    assertThat(place.ask(2, _ -> -1).within(LONG)).isEqualTo(20);
    assertThat(begun).hasValue(2);
  }

  @Test
  void the_third_puts_out_the_one_that_was_asked_for_longest_ago_which_can_be_had_again() {
    Job.Place<Integer> place = new Job.Place<>();
    CountDownLatch go = new CountDownLatch(1);
    Job<Integer> first =
        place.ask(
            1,
            job -> {
              await(go);
              job.check();
              return 1;
            });
    place.ask(2, _ -> 2);
    place.ask(3, _ -> 3);
    assertThat(first.isGivenUp()).isTrue();
    go.countDown();
    assertThat(first.within(LONG)).isNull();
    assertThat(place.ask(1, _ -> 1).within(LONG)).isEqualTo(1);
  }

  @Test
  void what_was_given_up_on_its_way_is_begun_again_when_it_is_asked_for() {
    Job.Place<Integer> place = new Job.Place<>();
    AtomicInteger begun = new AtomicInteger();
    Job<Integer> first =
        place.ask(
            1,
            _ -> {
              begun.incrementAndGet();
              throw new java.util.concurrent.CancellationException("nobody asked for a while");
            });
    assertThat(first.within(LONG)).isNull();
    assertThat(place.ask(1, _ -> begun.incrementAndGet()).within(LONG)).isEqualTo(2);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }
}
