package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StudioVerbTest {
  @ParameterizedTest
  @CsvSource({
    "--port, 65536, it must be from 1 to 65535",
    "--port, -1, it must be from 1 to 65535",
    "--port, ten, --port",
    "--host, '', the host is empty"
  })
  void a_place_where_nobody_can_listen_is_refused(String option, String value, String words) {
    Ran ran = Ran.thalweg("studio", "--no-open", option, value);
    assertThat(ran.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err().lines()).hasSize(1);
    assertThat(ran.err()).contains(words);
  }

  @Test
  void a_port_that_is_taken_is_named() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = Integer.toString(taken.getLocalPort());
      Ran ran = Ran.thalweg("studio", "--no-open", "--port", port);
      assertThat(ran.exit()).isEqualTo(ExitCode.FAILURE);
      assertThat(ran.err()).contains("127.0.0.1:" + port, "choose another port");
      assertThat(ran.err().lines()).hasSize(1);
    }
  }

  @Test
  void a_host_that_is_not_this_machine_s_is_named() {
    Ran ran = Ran.thalweg("studio", "--no-open", "--host", "192.0.2.1");
    assertThat(ran.exit()).isEqualTo(ExitCode.FAILURE);
    assertThat(ran.err()).contains("192.0.2.1");
    assertThat(ran.err().lines()).hasSize(1);
  }
}
