package thalweg.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every package of the sources that ship has its door plate.
class DoorPlateTest {
  static final Path HOUSE = Path.of("../..").toAbsolutePath().normalize();
  private static final List<String> ROOMS =
      Rules.ROOMS.stream()
          .map(room -> Files.isDirectory(HOUSE.resolve(room)) ? room : "use/" + room)
          .toList();

  static List<Path> packages() throws IOException {
    return folders("src/main/java");
  }

  private static List<Path> folders(String sources) throws IOException {
    Stream<Path> found = Stream.empty();
    for (String room : ROOMS) {
      Path root = HOUSE.resolve(room).resolve(sources);
      if (Files.isDirectory(root)) {
        try (Stream<Path> files = Files.walk(root)) {
          List<Path> folders =
              files
                  .filter(file -> file.toString().endsWith(".java"))
                  .filter(file -> !file.endsWith("module-info.java"))
                  .map(file -> HOUSE.relativize(file.getParent()))
                  .distinct()
                  .sorted()
                  .toList();
          found = Stream.concat(found, folders.stream());
        }
      }
    }
    return found.toList();
  }

  @ParameterizedTest
  @MethodSource("packages")
  void a_package_says_what_it_is_for_and_what_it_must_not_know(Path folder) throws IOException {
    Path plate = HOUSE.resolve(folder).resolve("package-info.java");
    assertThat(plate).exists();
    String text = Files.readString(plate);
    assertThat(text).startsWith("/// ").contains("Read [").contains("Imports:").contains("Knows");
  }

  @Test
  void tests_bring_no_door_plate_that_would_hide_the_real_one() throws IOException {
    assertThat(folders("src/test/java"))
        .allSatisfy(
            folder ->
                assertThat(HOUSE.resolve(folder).resolve("package-info.java")).doesNotExist());
  }
}
