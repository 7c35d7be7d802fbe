package thalweg.algebra.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TeamTest {
  @ParameterizedTest
  @CsvSource({
    "1, 100000",
    "2, 100000",
    "3, 100000",
    "7, 100000"
  }) // more threads than cores take turns
  void every_task_of_very_many_small_jobs_is_done_once(int size, int jobs) {
    Random random = new Random(31);
    AtomicIntegerArray times = new AtomicIntegerArray(20);
    AtomicInteger strange = new AtomicInteger();
    int[] expected = new int[20];
    Team.Task task =
        (number, member) -> {
          times.incrementAndGet(number);
          if (member < 0 || member >= size) {
            strange.incrementAndGet();
          }
        };
    try (Team team = new Team(size)) {
      assertThat(team.size()).isEqualTo(size);
      for (int job = 0; job < jobs; job++) {
        int tasks = random.nextInt(20);
        team.run(tasks, task, random.nextBoolean());
        for (int i = 0; i < tasks; i++) {
          expected[i]++;
        }
        if (job % 100 == 0) {
          for (int i = 0; i < 20; i++) {
            assertThat(times.get(i)).as("task %d after job %d", i, job).isEqualTo(expected[i]);
          }
        }
        if (job % 2000 == 1999) {
          LockSupport.parkNanos(3 * Team.PATIENCE_NANOS); // let the others fall asleep
        }
      }
    }
    assertThat(strange.get()).isZero();
  }

  @Test
  void what_tasks_wrote_is_seen_by_the_caller_without_further_ado() {
    int[] plain = new int[64];
    try (Team team = new Team(2)) {
      for (int job = 1; job < 20_000; job++) {
        int number = job;
        team.run(64, (task, _) -> plain[task] = number);
        for (int i = 0; i < 64; i++) {
          if (plain[i] != number) {
            throw new AssertionError("task " + i + " of job " + number + " left " + plain[i]);
          }
        }
      }
    }
  }

  @Test
  void the_others_take_part() throws InterruptedException {
    try (Team team = new Team(2)) {
      // Each of two tasks waits for the other, so two members must be at work at once.
      for (int job = 0; job < 20; job++) {
        CountDownLatch both = new CountDownLatch(2);
        team.run(
            2,
            (_, _) -> {
              both.countDown();
              try {
                both.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
        if (job % 5 == 4) {
          Thread.sleep(2); // asleep by now
        }
      }
    }
  }

  @Test
  void who_sleeps_is_left_asleep_for_one_short_job_and_woken_for_many() {
    Set<Integer> members = ConcurrentHashMap.newKeySet();
    Team.Task task =
        (number, member) -> {
          members.add(member);
          long end = System.nanoTime() + 2_000;
          while (System.nanoTime() < end) {
            Thread.onSpinWait();
          }
        };
    int alone = 0;
    try (Team team = new Team(2)) {
      for (int job = 0; job < 30; job++) {
        LockSupport.parkNanos(100 * Team.PATIENCE_NANOS);
        members.clear();
        team.run(20, task, true);
        alone += members.equals(Set.of(0)) ? 1 : 0;
      }
      assertThat(alone).as("jobs of 30 that the caller did alone").isGreaterThan(15);
      members.clear();
      while (!members.contains(1)) { // as the test's time limit has it
        team.run(20, task, true);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void the_failure_of_the_lowest_task_is_thrown_and_the_team_goes_on(int size) {
    try (Team team = new Team(size)) {
      for (int job = 0; job < 2000; job++) {
        int first = job % 9;
        AtomicInteger ended = new AtomicInteger();
        assertThatThrownBy(
                () ->
                    team.run(
                        9,
                        (task, _) -> {
                          ended.incrementAndGet();
                          if (task >= first) {
                            throw task % 2 == 0
                                ? new IllegalStateException("task " + task)
                                : new IllegalArgumentException("task " + task);
                          }
                        }))
            .hasMessage("task " + first);
        assertThat(ended.get()).isEqualTo(9);
        AtomicInteger sum = new AtomicInteger();
        team.run(9, (task, _) -> sum.addAndGet(task));
        assertThat(sum.get()).isEqualTo(36);
      }
    }
  }

  @Test
  void errors_are_thrown_as_they_are() {
    try (Team team = new Team(2)) {
      assertThatThrownBy(
              () ->
                  team.run(
                      2,
                      (_, _) -> {
                        throw new AssertionError("an error");
                      }))
          .isInstanceOf(AssertionError.class)
          .hasMessage("an error");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void a_job_within_a_job_is_refused_and_the_outer_one_ends(int size) {
    try (Team team = new Team(size)) {
      AtomicInteger ended = new AtomicInteger();
      assertThatThrownBy(
              () ->
                  team.run(
                      4,
                      (task, _) -> {
                        ended.incrementAndGet();
                        if (task == 1) {
                          team.run(2, (_, _) -> {});
                        }
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "team: it is at another job; run one job after another, and none from within a"
                  + " task.");
      assertThat(ended.get()).isEqualTo(4);
      team.run(3, (_, _) -> ended.incrementAndGet());
      assertThat(ended.get()).isEqualTo(7);
    }
  }

  @Test
  void a_closed_team_runs_nothing_and_its_threads_end() throws InterruptedException {
    for (int size = 1; size < 4; size++) {
      Thread[] members = new Thread[size];
      Team team = new Team(size);
      CountDownLatch all = new CountDownLatch(size);
      team.run(
          size,
          (_, member) -> {
            members[member] = Thread.currentThread();
            all.countDown();
            try {
              all.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });
      team.close();
      team.close(); // a second time changes nothing
      assertThatThrownBy(() -> team.run(1, (_, _) -> {}))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("team: it has been closed; make a new one.");
      for (int member = 1; member < size; member++) {
        members[member].join(10_000);
        assertThat(members[member].isAlive()).isFalse();
        assertThat(members[member].isDaemon()).isTrue();
      }
    }
  }

  @Test
  @Timeout(60)
  void the_threads_of_a_team_that_is_forgotten_end() throws InterruptedException {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    List<WeakReference<Object>> held = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      held.add(forgotten(2 + i));
    }
    while (Thread.getAllStackTraces().keySet().stream()
            .anyMatch(thread -> thread.getName().startsWith("thalweg-") && !before.contains(thread))
        || held.stream().anyMatch(each -> each.get() != null)) {
      System.gc();
      Thread.sleep(20);
    }
  }

  /// Returns what the last job of a team that nobody knows any more held.
  private static WeakReference<Object> forgotten(int size) {
    AtomicInteger held = new AtomicInteger();
    new Team(size).run(40, (_, _) -> held.incrementAndGet());
    assertThat(held).hasValue(40);
    return new WeakReference<>(held);
  }

  @Test
  void sizes_and_task_counts_out_of_range_are_named() {
    assertThatThrownBy(() -> new Team(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("team: 0 threads asked for; it must be from 1 to 1024.");
    assertThatThrownBy(() -> new Team(2000))
        .hasMessage("team: 2000 threads asked for; it must be from 1 to 1024.");
    try (Team team = new Team(1)) {
      assertThatThrownBy(() -> team.run(1 << 20, (_, _) -> {}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("team: 1048576 tasks in one job; it must be from 0 to 1048575.");
      assertThatThrownBy(() -> team.run(-1, (_, _) -> {}))
          .hasMessage("team: -1 tasks in one job; it must be from 0 to 1048575.");
    }
  }
}
