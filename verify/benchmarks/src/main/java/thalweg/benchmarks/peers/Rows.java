package thalweg.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/// Pictures as unsigned bytes, 784 a row, with their labels, for contestants that are not Thalweg;
/// read from plain IDX files.
public final class Rows {
  /// Numbers in a row.
  public static final int WIDTH = 784;

  private final byte[] pixels;
  private final byte[] labels;
  private final int[] order;
  private final Random random = new Random(1);
  private int at;

  private Rows(byte[] pixels, byte[] labels) {
    this.pixels = pixels;
    this.labels = labels;
    order = new int[labels.length];
    Arrays.setAll(order, row -> row);
    at = order.length;
  }

  /// Reads the files that begin with `part`: `train` or `t10k`.
  public static Rows read(Path folder, String part) throws IOException {
    byte[] images = Files.readAllBytes(folder.resolve(part + "-images-idx3-ubyte"));
    byte[] labels = Files.readAllBytes(folder.resolve(part + "-labels-idx1-ubyte"));
    return new Rows(
        Arrays.copyOfRange(images, 16, images.length),
        Arrays.copyOfRange(labels, 8, labels.length));
  }

  /// Returns the number of rows.
  public int count() {
    return labels.length;
  }

  /// Returns the label of a row, from 0 to 9.
  public int label(int row) {
    return labels[row];
  }

  /// Copies the bytes of a row to `target`.
  public void copy(int row, byte[] target, int offset) {
    System.arraycopy(pixels, row * WIDTH, target, offset, WIDTH);
  }

  /// Writes a row's numbers, from 0 to 1, to `target`.
  public void copy(int row, float[] target, int offset) {
    for (int i = 0; i < WIDTH; i++) {
      target[offset + i] = (pixels[row * WIDTH + i] & 0xFF) / 255f;
    }
  }

  /// Writes a row's numbers, from 0 to 1, to `target`.
  public void copy(int row, double[] target) {
    for (int i = 0; i < WIDTH; i++) {
      target[i] = (pixels[row * WIDTH + i] & 0xFF) / 255.0;
    }
  }

  /// Returns the next row numbers of an endless row of shuffled epochs.
  public int[] next(int batch) {
    if (at + batch > order.length) {
      at = 0;
      for (int i = order.length - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int row = order[i];
        order[i] = order[j];
        order[j] = row;
      }
    }
    at += batch;
    return Arrays.copyOfRange(order, at - batch, at);
  }
}
