package thalweg.training.crew;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import thalweg.training.digest.Sha256;

/// Brings a file of rank 0 to the others, each of which says first whether it has it.
final class SameFile {
  private static final int BUFFER = 1 << 16;
  private static final String HAVE = "have";
  private static final String SEND = "send";

  private SameFile() {}

  /// Sends `file` to the member behind `link`, unless it has it.
  ///
  /// @param sha256 of the file
  static void send(Link link, Path file, String sha256) throws IOException {
    link.sendText(Files.size(file) + " " + sha256);
    if (link.readText().equals(HAVE)) {
      return;
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[BUFFER];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        link.out.write(buffer, 0, count);
      }
    }
  }

  /// Returns `own` if it is what the member behind `link` sends, or else a new file that is.
  static Path receive(Link link, @Nullable Path own) throws IOException {
    String[] said = link.readText().split(" ", 2);
    long size = said[0].matches("\\d{1,18}") ? Long.parseLong(said[0]) : -1;
    if (said.length < 2 || size < 0) {
      throw new IOException("it says of no file how long it is");
    }
    String sha256 = said[1];
    if (own != null
        && Files.isRegularFile(own)
        && Files.size(own) == size
        && Sha256.of(own).equals(sha256)) {
      link.sendText(HAVE);
      return own;
    }
    Path received = Files.createTempFile("thalweg-crew", ".safetensors");
    received.toFile().deleteOnExit();
    link.sendText(SEND);
    MessageDigest digest = Sha256.begin();
    byte[] buffer = new byte[BUFFER];
    try (OutputStream out = Files.newOutputStream(received)) {
      for (long left = size; left > 0; ) {
        int count = link.in.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (count < 0) {
          throw new EOFException("it has closed the connection");
        }
        digest.update(buffer, 0, count);
        out.write(buffer, 0, count);
        left -= count;
      }
    }
    if (!Sha256.end(digest).equals(sha256)) {
      throw new IOException("the file that it sent has changed on the way, or meanwhile");
    }
    return received;
  }
}
