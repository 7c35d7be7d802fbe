package thalweg.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;
import thalweg.training.checkpoint.Checkpoint;

/// The folder, on any file system that Hadoop knows, in which the two newest checkpoints of one
/// training lie, and a note by which an executor sees that it is the driver's folder.
final class CheckpointFolder {
  private static final int SLOTS = 2;
  private static final String NOTE = "thalweg-training";

  private final Path folder;
  private final FileSystem files;

  CheckpointFolder(String folder, Configuration hadoop) throws IOException {
    this.folder = new Path(folder);
    files = this.folder.getFileSystem(hadoop);
  }

  /// A checkpoint that was found.
  ///
  /// @param slot of the two places
  record Found(Checkpoint checkpoint, int slot) {
    /// Returns in words where it stands.
    String place() {
      return "epoch " + checkpoint.state().epoch() + ", step " + checkpoint.state().step();
    }
  }

  private Path place(int slot) {
    return new Path(folder, "checkpoint-" + (1 + slot));
  }

  /// Leaves a note for executors; makes the folder where there is none.
  void begin(String note) throws IOException {
    files.mkdirs(folder);
    write(new Path(folder, NOTE), note.getBytes(StandardCharsets.UTF_8));
  }

  /// Returns whether the note is there.
  boolean hasBegun(String note) throws IOException {
    try {
      return new String(read(new Path(folder, NOTE)), StandardCharsets.UTF_8).equals(note);
    } catch (FileNotFoundException _) {
      return false;
    }
  }

  private byte[] read(Path path) throws IOException {
    try (FSDataInputStream in = files.open(path)) {
      return in.readAllBytes();
    }
  }

  /// Writes a part file and renames it, so that a reader never sees half of one.
  private void write(Path path, byte[] bytes) throws IOException {
    Path part = path.suffix(".part");
    try (var out = files.create(part, true)) {
      out.write(bytes);
    }
    files.delete(path, false); // Hadoop replaces no file by renaming another
    if (!files.rename(part, path)) {
      throw new IOException(part + " could not be renamed to " + path.getName());
    }
  }

  /// Writes a checkpoint at one of the two places, that of the older.
  void save(Checkpoint checkpoint, int slot) throws IOException {
    java.nio.file.Path local = Files.createTempFile("thalweg-checkpoint", null);
    try {
      checkpoint.save(local);
      write(place(slot % SLOTS), Files.readAllBytes(local));
    } finally {
      Files.deleteIfExists(local);
    }
  }

  private static Checkpoint parse(byte[] bytes) throws IOException {
    java.nio.file.Path local = Files.createTempFile("thalweg-checkpoint", null);
    try {
      Files.write(local, bytes);
      return Checkpoint.load(local);
    } finally {
      Files.deleteIfExists(local);
    }
  }

  /// Returns the newest whole checkpoint; null if there is none.
  ///
  /// @throws IOException if there are some, all damaged
  @Nullable Found newest() throws IOException {
    Found newest = null;
    List<String> damaged = new ArrayList<>();
    for (int slot = 0; slot < SLOTS; slot++) {
      Path path = place(slot);
      try {
        Found found = new Found(parse(read(path)), slot);
        if (newest == null || isLater(found.checkpoint(), newest.checkpoint())) {
          newest = found;
        }
      } catch (FileNotFoundException _) {
        // none was written there
      } catch (IOException unread) {
        damaged.add(path + ": " + Quote.whole(String.valueOf(unread.getMessage())));
      }
    }
    if (newest == null && !damaged.isEmpty()) {
      throw new IOException(String.join("; ", damaged) + ". Remove what is damaged to begin anew.");
    }
    return newest;
  }

  private static boolean isLater(Checkpoint one, Checkpoint other) {
    int epochs = Integer.compare(one.state().epoch(), other.state().epoch());
    return epochs > 0 || (epochs == 0 && one.state().step() > other.state().step());
  }

  /// Removes what was written here, of a training whose end has reached the driver.
  void remove() throws IOException {
    for (int slot = 0; slot < SLOTS; slot++) {
      files.delete(place(slot), false);
    }
    files.delete(new Path(folder, NOTE), false);
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}
