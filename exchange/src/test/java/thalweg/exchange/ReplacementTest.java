package thalweg.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thalweg.algebra.NdArray;

class ReplacementTest {
  @TempDir private Path folder;

  private static void write(Path file, String text) throws IOException {
    try (Replacement replacement = Replacement.open(file)) {
      replacement.channel().write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
      replacement.commit();
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void a_file_is_there_whole_or_as_it_was() throws IOException {
    Path file = folder.resolve("file");
    write(file, "one");
    try (Replacement replacement = Replacement.open(file)) {
      replacement.channel().write(ByteBuffer.wrap(new byte[] {'t', 'w'}));
      assertThat(file).hasContent("one");
    }
    assertThat(file).hasContent("one");
    write(file, "three");
    assertThat(file).hasContent("three");
    assertThat(names()).containsExactly("file");
  }

  @Test
  void a_name_as_long_as_the_system_takes_can_be_written_and_a_longer_one_is_told_at_once()
      throws IOException {
    for (int length = 200; length <= 260; length++) {
      Path file = folder.resolve("m".repeat(length));
      boolean fits;
      try {
        Files.delete(Files.createFile(file));
        fits = true;
      } catch (FileSystemException tooLong) {
        fits = false;
      }
      if (fits) {
        write(file, "text");
        assertThat(file).hasContent("text");
        Files.delete(file);
      } else {
        assertThatThrownBy(() -> Replacement.open(file)).isInstanceOf(IOException.class);
      }
      assertThat(names()).isEmpty();
    }
  }

  @Test
  void permissions_stay_whatever_they_are() throws IOException {
    assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"));
    for (int mode = 0; mode < 0777; mode += 0013) {
      Path file = Files.writeString(folder.resolve("file" + mode), "old");
      StringBuilder letters = new StringBuilder();
      for (int bit = 8; bit >= 0; bit--) {
        letters.append((mode >> bit & 1) == 0 ? '-' : "xwr".charAt(bit % 3));
      }
      Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(letters.toString());
      Files.setPosixFilePermissions(file, permissions);
      if (letters.indexOf("w") < 0) {
        assertThatThrownBy(() -> write(file, "new"))
            .isInstanceOf(FileSystemException.class)
            .hasMessageContaining("it is read-only and is not replaced");
      } else if (permissions.contains(PosixFilePermission.OWNER_WRITE)) {
        write(file, "new");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(permissions);
        assertThat(Files.size(file)).isEqualTo(3);
      }
    }
  }

  @Test
  void links_stay_links_and_lead_to_the_new_file() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    Path real = other.resolve("real");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("other/real"));
    Path second = Files.createSymbolicLink(folder.resolve("second"), link.getFileName());
    for (String text : List.of("made", "replaced")) { // at first the link leads to nothing
      write(second, text);
      assertThat(link).isSymbolicLink();
      assertThat(second).isSymbolicLink();
      assertThat(real).isRegularFile().hasContent(text);
    }
    assertThat(names()).containsExactly("link", "other", "second");
    Path circle = folder.resolve("circle");
    Files.createSymbolicLink(circle, circle.getFileName());
    assertThatThrownBy(() -> Replacement.open(circle)).hasMessageContaining("in a circle");
  }

  @Test
  void what_a_dead_process_left_is_removed_and_that_of_a_living_one_is_not() throws IOException {
    long dead = 4_194_305; // above the largest number that Linux gives
    assumeTrue(ProcessHandle.of(dead).isEmpty());
    Files.createFile(folder.resolve(".thalweg-" + dead + "-17.part"));
    Files.createFile(folder.resolve(".thalweg-" + dead + "-18.part"));
    String living = ".thalweg-" + ProcessHandle.current().pid() + "-17.part";
    Files.createFile(folder.resolve(living));
    Files.createFile(folder.resolve(".thalweg-x-17.part"));
    Files.createFile(folder.resolve(".thalweg-" + "9".repeat(30) + "-17.part"));
    write(folder.resolve("file"), "text");
    assertThat(names())
        .containsExactlyInAnyOrder(
            "file", living, ".thalweg-x-17.part", ".thalweg-" + "9".repeat(30) + "-17.part");
  }

  @Test
  void many_threads_may_write_one_file_at_once() throws Exception {
    Path file = folder.resolve("file");
    try (ExecutorService writers = Executors.newFixedThreadPool(16)) {
      List<Future<?>> written = new ArrayList<>();
      for (int writer = 0; writer < 400; writer++) {
        String text = String.valueOf(writer).repeat(1_000);
        written.add(
            writers.submit(
                () -> {
                  write(file, text);
                  return null;
                }));
      }
      for (Future<?> one : written) {
        one.get();
      }
    }
    String text = Files.readString(file);
    assertThat(text).isEqualTo(text.substring(0, text.length() / 1_000).repeat(1_000));
    assertThat(names()).containsExactly("file");
  }

  @Test
  void an_interrupted_thread_is_told_and_the_old_file_stays() throws IOException {
    Path file = folder.resolve("file");
    new Safetensors(Map.of(), Map.of("x", NdArray.of(1, 2))).write(file);
    byte[] before = Files.readAllBytes(file);
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> new Safetensors(Map.of(), Map.of("y", NdArray.of(3))).write(file))
          .isInstanceOf(IOException.class)
          .hasMessage(
              file + ": the thread that wrote it was interrupted; the file is as it was before.");
      assertThatThrownBy(() -> Safetensors.read(file))
          .isInstanceOf(IOException.class)
          .hasMessage(file + ": the thread that read it was interrupted; read it again.");
    } finally {
      Thread.interrupted();
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    assertThat(names()).containsExactly("file");
  }

  @Test
  void a_pipe_is_refused_before_anyone_waits_for_it() throws Exception {
    Path pipe = folder.resolve("pipe");
    boolean made;
    try {
      made = new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0;
    } catch (IOException _) {
      made = false;
    }
    assumeTrue(made);
    assertThatThrownBy(() -> Safetensors.read(pipe))
        .isInstanceOf(SafetensorsException.class)
        .hasMessage(
            pipe
                + ": this is a pipe or a device, which cannot be read from any place; write it to a"
                + " file first.");
    assertThatThrownBy(() -> Replacement.open(pipe)).hasMessageContaining("no regular file");
    assertThatThrownBy(() -> Safetensors.read(folder)).hasMessageContaining("this is a folder");
  }
}
