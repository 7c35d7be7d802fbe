package thalweg.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The programs behind the measurements compile, so that each can be run again.
class ProgramsTest {
  @TempDir Path folder;

  @Test
  @Timeout(120)
  void every_program_of_the_measurements_compiles() throws IOException {
    assumeTrue(Command.isPacked(), "the command is not packed yet: run mvn verify");
    List<Path> programs;
    try (Stream<Path> files = Files.list(Command.house().resolve("verify/benchmarks/programs"))) {
      programs =
          files
              .filter(file -> file.toString().endsWith(".java"))
              // needs a library that the house does not have
              .filter(file -> !file.endsWith("DerivativesBesideHipparchus.java"))
              .sorted()
              .toList();
    }
    assertThat(programs).hasSizeGreaterThan(4);
    assertThat(Programs.compile(programs, folder)).isEmpty();
  }
}
