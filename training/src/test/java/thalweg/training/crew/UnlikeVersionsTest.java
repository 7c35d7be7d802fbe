package thalweg.training.crew;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.ModuleAttribute;
import java.lang.constant.ModuleDesc;
import java.lang.reflect.AccessFlag;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.training.Trainer;
import thalweg.training.TrainingSettings;
import thalweg.training.checkpoint.Environment;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;

/// Two processes, one of which has the same library in another version.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@Tag("plain")
class UnlikeVersionsTest {
  private static final byte[] SECRET = "between us alone".getBytes(StandardCharsets.UTF_8);
  private static final String OTHER = "9.9-other";

  /// The member of the other version: says what it is refused for.
  static final class Other {
    private Other() {}

    public static void main(String[] ports) throws Exception {
      try {
        join(1, addresses(IntStream.of(Integer.parseInt(ports[0]), Integer.parseInt(ports[1]))));
        System.out.println("it trained");
      } catch (CrewException refused) {
        System.out.println(refused.getMessage());
      }
    }
  }

  private static List<InetSocketAddress> addresses(IntStream ports) {
    return ports
        .mapToObj(port -> new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        .toList();
  }

  private static void join(int rank, List<InetSocketAddress> addresses) throws Exception {
    double[][] rows = new double[80][2];
    try (Crew crew = Crew.meet(rank, addresses, SECRET, Duration.ofSeconds(60))) {
      crew.join(
              Trainer.of(
                  Network.of("2-1", Activation.RELU),
                  Split.of(Dataset.of(rows, new double[80])),
                  TrainingSettings.defaults().withBatch(80).withEpochs(1)))
          .run();
    }
  }

  /// Makes a folder in which the class that asks for the version lies beside the descriptor of a
  /// module of another version.
  private static void make(Path folder) throws Exception {
    ClassFile.of()
        .buildModuleTo(
            folder.resolve("module-info.class"),
            ModuleAttribute.of(
                ModuleDesc.of("thalweg.training"),
                module ->
                    module
                        .moduleVersion(OTHER)
                        .requires(ModuleDesc.of("java.base"), List.of(AccessFlag.MANDATED), null)));
    String name = "thalweg/training/checkpoint/Environment.class";
    Files.createDirectories(folder.resolve(name).getParent());
    try (InputStream in = Environment.class.getResourceAsStream("Environment.class")) {
      Files.copy(in, folder.resolve(name));
    }
  }

  private static String classPath(Path first) {
    String modules = System.getProperty("jdk.module.path", "");
    return String.join(
        File.pathSeparator,
        first.toString(),
        place(UnlikeVersionsTest.class),
        place(Crew.class),
        System.getProperty("java.class.path"),
        modules);
  }

  private static String place(Class<?> of) {
    return of.getProtectionDomain().getCodeSource().getLocation().getPath();
  }

  @Test
  void members_of_unlike_versions_are_refused_by_name(@TempDir Path folder) throws Exception {
    make(folder);
    int[] ports = new int[2];
    for (int i = 0; i < 2; i++) {
      try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        ports[i] = door.getLocalPort();
      }
    }
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dthalweg.vector=none",
                "-cp",
                classPath(folder),
                Other.class.getName(),
                String.valueOf(ports[0]),
                String.valueOf(ports[1]))
            .redirectErrorStream(true)
            .start();
    try {
      assertThatThrownBy(() -> join(0, addresses(IntStream.of(ports))))
          .isInstanceOf(CrewException.class)
          .hasMessageContaining("has another version: " + OTHER + "; here it is ")
          .hasMessageContaining(Environment.here().thalweg());
      assertThat(new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .contains("has another version: ", "; here it is " + OTHER)
          .doesNotContain("it trained");
      assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      other.destroyForcibly();
    }
  }
}
