package thalweg.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class GalleryTest {
  private static final Path FOLDER = Path.of("target", "pictures");

  @Test
  void every_figure_is_saved_in_both_formats() throws Exception {
    Files.createDirectories(FOLDER);
    for (var entry : Gallery.all().entrySet()) {
      entry.getValue().save(FOLDER.resolve(entry.getKey() + ".png"));
      entry.getValue().save(FOLDER.resolve(entry.getKey() + ".svg"));
    }
    assertThat(FOLDER).isDirectoryContaining("glob:**.svg");
  }
}
