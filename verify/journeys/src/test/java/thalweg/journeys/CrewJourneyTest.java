package thalweg.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Several processes that train one network, by the real command on this machine.
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class CrewJourneyTest {
  private static final Pattern HASH = Pattern.compile("\"weightsSha256\":\"(\\w{64})\"");

  @TempDir Path folder;

  @BeforeEach
  void packed() {
    assumeTrue(Command.isPacked(), "the command is not packed yet: run mvn verify");
  }

  private static String addresses(int members) throws IOException {
    List<ServerSocket> doors = new ArrayList<>();
    List<String> addresses = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      doors.add(door);
      addresses.add("127.0.0.1:" + door.getLocalPort());
    }
    for (ServerSocket door : doors) {
      door.close();
    }
    return String.join(",", addresses);
  }

  private List<Process> start(int members, String... arguments) throws IOException {
    String crew = addresses(members);
    List<Process> all = new ArrayList<>();
    for (int rank = 0; rank < members; rank++) {
      List<String> line = new ArrayList<>(List.of("train", "--json", "--threads", "1"));
      line.addAll(List.of(arguments));
      line.addAll(List.of("--crew", crew, "--rank", String.valueOf(rank), "--crew-wait", "60"));
      all.add(
          Command.startBehind(
              List.of(
                  "env", "THALWEG_CREW_SECRET=between us", "THALWEG_JAVA_OPTIONS=" + Command.BRIEF),
              folderOf(rank),
              line));
    }
    return all;
  }

  /// Each is on a machine of its own, as it were: what rank 0 keeps the others do not have.
  private Path folderOf(int rank) throws IOException {
    return rank == 0 ? folder : Files.createDirectories(folder.resolve("machine-" + rank));
  }

  private static String hash(Command.Result result) {
    Matcher found = HASH.matcher(result.out());
    assertThat(found.find()).as(result.out() + result.err()).isTrue();
    return found.group(1);
  }

  @Test
  void three_come_to_the_weights_of_one_and_after_a_kill_two_go_on_to_them() throws Exception {
    String[] run = {
      "--network", "784-30-10", "--train-rows", "1500", "--test-rows", "200", "--batch", "300"
    };
    List<String> alone = new ArrayList<>(List.of("train", "--json", "--save", "alone.safetensors"));
    alone.addAll(List.of(run));
    alone.addAll(List.of("--epochs", "16"));
    List<String> begun = new ArrayList<>(List.of(run));
    begun.addAll(List.of("--epochs", "16", "--save", "crew.safetensors"));
    List<Process> three = start(3, begun.toArray(String[]::new));
    try {
      // The first is there before the first step.
      Path checkpoint = folder.resolve("crew.safetensors.checkpoint-2");
      for (int i = 0; i < 6_000 && !Files.exists(checkpoint) && three.getFirst().isAlive(); i++) {
        Thread.sleep(5);
      }
      three.get(1).toHandle().destroyForcibly(); // which leaves what it wrote to be read
      List<Command.Result> ends = three.stream().map(Command::ended).toList();
      String expected = hash(Command.runWith(Command.BRIEF, folder, alone));
      if (ends.getFirst().exit() == 0) { // it was over before
        assertThat(hash(ends.getFirst())).isEqualTo(expected);
        return;
      }
      assertThat(ends.get(0).exit()).isEqualTo(1);
      assertThat(ends.get(0).err())
          .containsPattern("thalweg train: crew: rank \\d at 127.0.0.1:\\d+ is lost")
          .containsPattern("with --resume crew.safetensors --train-rows");
      String words = ends.get(0).err().lines().toList().getLast().replaceFirst(".* with --", "--");
      assertThat(ends.get(2).exit()).isEqualTo(1);
      List<Command.Result> rest =
          start(2, words.split(" ", -1)).stream().map(Command::ended).toList();
      assertThat(rest).allMatch(each -> each.exit() == 0 && hash(each).equals(expected));
      assertThat(folderOf(1)).isEmptyDirectory(); // it was sent what to go on from
      assertThat(rest.get(0).out())
          .contains("\"event\":\"forecast\",\"shares\":[{\"rank\":0,")
          .contains("\"saved\":\"crew.safetensors\"");
      assertThat(rest).allMatch(each -> each.out().contains("\"event\":\"crewSteps\""));
      assertThat(rest.get(1).out()).contains("\"saved\":null");
    } finally {
      three.forEach(Process::destroyForcibly);
    }
  }

  @Test
  void what_a_member_needs_is_asked_for_in_one_line() {
    record Wrong(String arguments, String secret, String said) {}
    for (Wrong wrong :
        List.of(
            new Wrong("--crew 127.0.0.1:4711,127.0.0.1:4712", "between us", "no --rank is given"),
            new Wrong(
                "--crew 127.0.0.1:4711 --rank 1", "between us", "--rank is 1; say which of the 1"),
            new Wrong("--rank 1", "between us", "--rank is said of a crew"),
            new Wrong("--crew 127.0.0.1 --rank 0", "between us", "\"127.0.0.1\" is no address"),
            new Wrong("--crew 127.0.0.1:99999 --rank 0", "between us", "is no address"),
            new Wrong("--crew a:1,a:1 --rank 0", "between us", "stands there twice"),
            new Wrong(
                "--crew 127.0.0.1:1,127.0.0.1:2 --rank 0", "", "THALWEG_CREW_SECRET is too short"),
            new Wrong(
                "--crew 127.0.0.1:4711 --rank 0 --watch", "between us", "leave out --watch"))) {
      List<String> line = new ArrayList<>(List.of("train"));
      line.addAll(List.of(wrong.arguments.split(" ", -1)));
      Command.Result result =
          Command.runBehind(List.of("env", "THALWEG_CREW_SECRET=" + wrong.secret), folder, line);
      assertThat(result.exit()).as(result.err()).isEqualTo(2);
      assertThat(result.err()).contains(wrong.said).doesNotContain("\tat ");
      assertThat(result.out()).isEmpty();
    }
  }
}
