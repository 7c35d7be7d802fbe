package thalweg.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The artifacts as a project of somebody else's gets them: through the bill of materials, from a
/// repository that holds what is published and into an empty one. What is not ours comes from the
/// local repository of this build, so that nothing is fetched.
class ConsumerTest {
  /// Where each artifact is built; the poms lie beside, as they are published.
  private static final Map<String, String> BUILT =
      new TreeMap<>(
          Map.of(
              "thalweg-algebra", "algebra/target",
              "thalweg-calculus", "calculus/target",
              "thalweg-descent", "descent/target",
              "thalweg-exchange", "exchange/target",
              "thalweg-network", "network/target",
              "thalweg-picture", "picture/target",
              "thalweg-training", "training/target",
              "thalweg", "use/library/target"));

  private static final Pattern ARTIFACT = Pattern.compile("<artifactId>(thalweg[a-z-]*)<");

  @TempDir Path folder;

  @BeforeEach
  void artifacts_are_packed() {
    assumeTrue(Command.isPacked(), "the artifacts are not packed yet: run mvn verify");
  }

  @Test
  void the_bill_of_materials_names_each_artifact_with_the_version_of_the_house()
      throws IOException {
    String bill = Files.readString(Command.house().resolve("use/bom/pom.xml"));
    List<String> named =
        ARTIFACT.matcher(bill).results().map(found -> found.group(1)).skip(1).sorted().toList();

    assertThat(named).containsAll(BUILT.keySet()).doesNotHaveDuplicates();
    assertThat(bill).contains("<version>" + version() + "</version>\n  <packaging>pom<");
  }

  @Test
  void what_is_published_names_no_parent_no_folder_and_no_version_that_is_open()
      throws IOException {
    for (Map.Entry<String, String> artifact : BUILT.entrySet()) {
      String pom = Files.readString(published(artifact.getValue()));

      assertThat(pom)
          .as(artifact.getKey())
          .doesNotContain("<parent>")
          .doesNotContain("${")
          .doesNotContain(Command.house().toString())
          .doesNotContain("<scope>test</scope>")
          .contains("<name>", "<description>", "<url>", "<licenses>", "<developers>", "<scm");
    }
  }

  @Test
  @Timeout(300)
  void a_project_of_ones_own_differentiates_learns_and_serves() throws IOException {
    assumeTrue(hasMaven(), "this machine has no Maven to build the project by");
    Path project = folder.resolve("consumer");
    copy(Command.house().resolve("verify/consumer"), project);
    Path published = folder.resolve("published");
    for (Map.Entry<String, String> artifact : BUILT.entrySet()) {
      stage(artifact.getKey(), published(artifact.getValue()), artifact.getValue(), published);
    }
    stage("thalweg-bom", Command.house().resolve("use/bom/pom.xml"), "", published);
    Files.writeString(
        folder.resolve("settings.xml"),
        """
        <settings>
          <mirrors>
            <mirror><id>theirs</id><mirrorOf>*,!published</mirrorOf><url>%s</url></mirror>
          </mirrors>
          <profiles>
            <profile>
              <id>published</id>
              <repositories>
                <repository><id>published</id><url>%s</url></repository>
              </repositories>
            </profile>
          </profiles>
          <activeProfiles><activeProfile>published</activeProfile></activeProfiles>
        </settings>
        """
            .formatted(localRepository().toUri(), published.toUri()));

    Process build =
        new ProcessBuilder(
                "mvn",
                "-B",
                "-ntp",
                "-q",
                "-s",
                folder.resolve("settings.xml").toString(),
                "-Dmaven.repo.local=" + folder.resolve("empty"),
                "process-classes")
            .directory(project.toFile())
            .start();
    Command.Result result = Command.ended(build);

    assertThat(result.exit()).as(result.out() + result.err()).isZero();
    // Maven sets colours back even where it sets none.
    assertThat(result.out().replaceAll("\u001b\\[[0-9;]*m", "").lines())
        .filteredOn(line -> !line.isBlank())
        .containsExactly(
            "0.1999999999990898", "0.2999999999986347", "0.20000099999917254", "parcel", "pallet");
    // The service has no pictures, and nothing that draws them.
    assertThat(names(folder.resolve("empty/org/thalweg"))).contains("thalweg-picture");
    String service = Files.readString(published("training/target"));
    assertThat(service).doesNotContain("picture").doesNotContain("jfree").doesNotContain("batik");
  }

  private static String version() throws IOException {
    Matcher house =
        Pattern.compile("<version>([^<]*)</version>")
            .matcher(Files.readString(Command.house().resolve("pom.xml")));
    assertThat(house.find()).isTrue();
    MatchResult first = house.toMatchResult();
    return first.group(1);
  }

  private static Path published(String target) {
    return Command.house().resolve(target).resolve("published-pom.xml");
  }

  /// Puts an artifact where Maven looks for it in a repository.
  private static void stage(String artifact, Path pom, String target, Path repository)
      throws IOException {
    String name = artifact + "-" + version();
    Path place = repository.resolve("org/thalweg").resolve(artifact).resolve(version());
    Files.createDirectories(place);
    Files.copy(pom, place.resolve(name + ".pom"));
    if (!target.isEmpty()) {
      Path jar = Command.house().resolve(target).resolve(name + ".jar");
      Files.copy(jar, place.resolve(name + ".jar"));
    }
  }

  /// Returns where this build's Maven keeps what it fetched.
  private static Path localRepository() {
    return Path.of(System.getProperty("thalweg.repository", ""));
  }

  private static boolean hasMaven() {
    try {
      return Command.ended(new ProcessBuilder("mvn", "-v").start()).exit() == 0;
    } catch (IOException missing) {
      return false;
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(from)) {
      // What a build by hand has left stays where it is.
      files = all.filter(file -> !from.relativize(file).toString().contains("target")).toList();
    }
    for (Path file : files) {
      Files.copy(file, to.resolve(from.relativize(file)));
    }
  }

  private static String names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.joining(" "));
    }
  }
}
