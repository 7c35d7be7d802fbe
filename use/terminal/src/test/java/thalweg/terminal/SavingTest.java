package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thalweg.training.checkpoint.Checkpoint;

/// What a training leaves behind is never lost, and takes no other file's place.
class SavingTest {
  @TempDir private Path folder;
  private Path model = Path.of("");

  @BeforeEach
  void aModel() {
    model = folder.resolve("good.safetensors");
    assertThat(train(model, folder.resolve("p.svg")).exit()).isZero();
  }

  private Ran train(Path save, Path picture, String... more) {
    List<String> line =
        new ArrayList<>(List.of("train", "--json", "--epochs", "3", "--rule", "sgd"));
    line.addAll(
        List.of("--data", Ran.table(folder).toString(), "--batch", "20", "--network", "2-8-3"));
    line.addAll(List.of("--save", save.toString(), "--picture", picture.toString()));
    line.addAll(List.of(more));
    return Ran.thalweg(line.toArray(String[]::new));
  }

  @Test
  void a_picture_that_leads_to_the_model_is_refused_however_it_is_spelt() throws IOException {
    Path real = Files.createDirectory(folder.resolve("real"));
    Path picture = real.resolve("a.svg");
    Files.createSymbolicLink(folder.resolve("link"), real);
    Files.createSymbolicLink(folder.resolve("dangling.svg"), Path.of("real/a.svg"));
    List<Path> spellings =
        List.of(
            picture,
            real.resolve("./a.svg"),
            real.resolve("../real/a.svg"),
            folder.resolve("link/a.svg"),
            folder.resolve("link/../real/a.svg"),
            folder.resolve("dangling.svg"),
            real.resolve("A.svg"));
    for (Path save : spellings) {
      Ran ran = train(save, picture);
      assertThat(ran.exit()).as(save.toString()).isEqualTo(2);
      assertThat(ran.err()).as(save.toString()).contains("two different files").hasLineCount(1);
      assertThat(ran.out()).isEmpty();
    }
    assertThat(real).isEmptyDirectory();
    // A model and a picture that are one file already, by two names.
    Path hard = Files.createLink(folder.resolve("hard.png"), model);
    byte[] before = Files.readAllBytes(model);
    assertThat(train(model, hard).exit()).isEqualTo(2);
    assertThat(model).hasBinaryContent(before);
    assertThat(train(folder.resolve("b.safetensors"), picture).exit()).isZero();
  }

  @Test
  void a_name_that_is_accepted_can_be_written_and_one_that_cannot_is_refused_before()
      throws IOException {
    Checkpoint checkpoint = ModelFile.load(model);
    int refused = 0;
    for (int length = 190; length <= 300; length++) {
      Path path = folder.resolve("n".repeat(length - 12) + ".safetensors");
      ModelFile file;
      try {
        file = new ModelFile("--save", path);
      } catch (Failure early) {
        assertThat(early).hasMessageContaining("--save").hasMessageContaining("another name");
        refused++;
        continue;
      }
      assertThat(file.save(checkpoint, List.of()).failure()).isNull();
      Files.delete(path);
      assertThatThrownByNothing(
          () -> new PictureFile("--picture", folder.resolve(path + ".svg"), new FigureOptions()));
    }
    assertThat(refused).isBetween(45, 105);
    try (var left = Files.list(folder)) {
      assertThat(left.filter(path -> path.toString().endsWith(".part"))).isEmpty();
    }
  }

  private static void assertThatThrownByNothing(Runnable trial) {
    try {
      trial.run();
    } catch (Failure refused) {
      assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
    }
  }

  @Test
  void a_model_whose_folder_is_gone_in_the_end_lies_in_another_place_that_is_named()
      throws IOException {
    Checkpoint checkpoint = ModelFile.load(model);
    Path gone = Files.createDirectory(folder.resolve("gone"));
    ModelFile file = new ModelFile("--save", gone.resolve("m.safetensors"));
    Files.delete(gone);
    Path second = Files.createDirectory(folder.resolve("second"));
    List<Path> places = List.of(folder.resolve("nowhere"), second);
    for (String name : new String[] {"thalweg-rescued", "thalweg-rescued-2"}) {
      Path rescued = second.resolve(name + ".safetensors");
      ModelFile.Saved saved = file.save(checkpoint, places);
      assertThat(saved.path()).isEqualTo(rescued);
      assertThat(saved.failure())
          .hasMessageContaining("could not be saved as " + gone)
          .hasMessageContaining("it lies in " + rescued);
      assertThat(Checkpoint.load(rescued).model().weightsSha256())
          .isEqualTo(checkpoint.model().weightsSha256());
    }
    ModelFile.Saved lost = file.save(checkpoint, List.of(folder.resolve("nowhere")));
    assertThat(lost.path()).isNull();
    assertThat(lost.failure()).hasMessageContaining("are lost");
  }

  @Test
  void a_run_that_breaks_at_once_leaves_a_good_model_as_it_was() throws IOException {
    byte[] before = Files.readAllBytes(model);
    Ran ran = train(model, folder.resolve("p.svg"), "--rate", "1e30");
    assertThat(ran.exit()).isEqualTo(3);
    assertThat(ran.err()).contains("left as it was").hasLineCount(1);
    assertThat(ran.lastJson().get("saved").isNull()).isTrue();
    assertThat(model).hasBinaryContent(before);
    Ran resumed =
        Ran.thalweg(
            "train",
            "--json",
            "--resume",
            model.toString(),
            "--epochs",
            "9",
            "--rate",
            "1e30",
            "--picture",
            folder.resolve("p.svg").toString());
    assertThat(resumed.exit()).isEqualTo(3);
    assertThat(model).hasBinaryContent(before);
  }

  @Test
  void whatever_a_drawing_dies_of_is_told_and_hides_nothing() {
    PictureFile picture =
        new PictureFile("--picture", folder.resolve("q.svg"), new FigureOptions());
    for (Throwable failed :
        List.of(
            new IllegalStateException("no font"),
            new NullPointerException("fontconfig"),
            new UnsatisfiedLinkError("libfreetype"),
            new NoClassDefFoundError("java/awt/Font"),
            new InternalError("toolkit"))) {
      assertThatThrownBy(() -> picture.save(() -> sneak(failed)))
          .isInstanceOf(Failure.class)
          .hasMessageContaining("--picture: the picture could not be drawn");
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T, E extends Throwable> T sneak(Throwable failed) throws E {
    throw (E) failed;
  }

  @Test
  void a_picture_that_fails_comes_after_the_result_and_after_the_model() throws IOException {
    Path pictures = Files.createDirectory(folder.resolve("pictures"));
    Path link = Files.createSymbolicLink(folder.resolve("link.svg"), pictures.resolve("p.svg"));
    // A link that is replaced by a folder while it trains: what the drawing meets in the end.
    Thread spoiler =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    Path made = folder.resolve("late.safetensors");
                    while (!Files.exists(made)) {
                      Thread.onSpinWait();
                    }
                    Files.delete(link);
                    Files.createDirectories(link.resolve("in the way"));
                  } catch (IOException impossible) {
                    throw new AssertionError(impossible);
                  }
                });
    Ran ran = train(folder.resolve("late.safetensors"), link);
    try {
      spoiler.join();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
    assertThat(ran.lastJson().get("saved").isString()).isTrue();
    assertThat(folder.resolve("late.safetensors")).exists();
    if (ran.exit() != 0) { // where the drawing was not faster
      assertThat(ran.exit()).isEqualTo(1);
      assertThat(ran.err()).contains("--picture: the picture could not be written");
    }
  }

  @Test
  void pipes_are_no_models_and_nothing_waits_for_them() throws Exception {
    Path pipe = folder.resolve("pipe.safetensors");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    for (String[] line :
        new String[][] {
          {"predict", pipe.toString(), "--data", "digits"},
          {"check", pipe.toString()},
          {"train", "--data", pipe.toString()},
          {"predict", model.toString(), "--data", pipe.toString()},
          {"train", "--resume", pipe.toString()}
        }) {
      Ran ran = Ran.thalweg(line);
      assertThat(ran.exit()).isEqualTo(4);
      assertThat(ran.err()).hasLineCount(1).contains("a pipe or a device");
    }
    assertThat(train(pipe, folder.resolve("p.svg")).exit()).isEqualTo(2);
    Ran data = train(folder.resolve("x.safetensors"), folder.resolve("p.svg"));
    assertThat(data.exit()).isZero();
    assertThat(Ran.thalweg("train", "--data", "").err())
        .contains("--data is empty")
        .hasLineCount(1);
    assertThat(Ran.thalweg("predict", "", "--data", "digits").exit()).isEqualTo(4);
  }

  @Test
  void an_export_is_whole_or_has_not_its_names() throws IOException {
    Path export = folder.resolve("export");
    Files.createDirectory(export);
    Files.writeString(export.resolve("train-images-idx3-ubyte"), "half");
    Ran half = Ran.thalweg("digits", "--export", export.toString());
    assertThat(half.exit()).isEqualTo(2);
    assertThat(half.err())
        .hasLineCount(1)
        .contains("train-images-idx3-ubyte", "a part of an export");
    Ran read = train(folder.resolve("x.safetensors"), folder.resolve("p.svg"), "--data=" + export);
    assertThat(read.exit()).isEqualTo(2); // --data twice
    Files.delete(export.resolve("train-images-idx3-ubyte"));
    Files.writeString(export.resolve("t10k-labels-idx1-ubyte.part"), "left by one that was killed");
    assertThat(Ran.thalweg("digits", "--export", export.toString()).exit()).isZero();
    try (var files = Files.list(export)) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .hasSize(4)
          .allMatch(name -> name.endsWith("-ubyte"));
    }
  }
}
