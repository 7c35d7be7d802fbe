package thalweg.training.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Set;
import thalweg.training.digest.Sha256;

/// The hash by which other data are noticed: the features and the classes first, so that data of
/// these alone have the hash that they had before there were other columns.
final class DataHash {
  private DataHash() {}

  static String of(Dataset data) {
    MessageDigest digest = Sha256.begin();
    Set<String> told = new HashSet<>();
    if (data.has(Dataset.FEATURES)) {
      digest.update((data.rowShape() + "\n").getBytes(StandardCharsets.UTF_8));
      told.add(Dataset.FEATURES);
    }
    if (data.has(Dataset.TARGET) && data.column(Dataset.TARGET).isOfClasses()) {
      for (String className : data.classNames()) {
        digest.update((className + "\n").getBytes(StandardCharsets.UTF_8));
      }
      ByteBuffer number = ByteBuffer.allocate(Integer.BYTES);
      for (int label : data.labels()) {
        digest.update(number.putInt(0, label).array());
      }
      told.add(Dataset.TARGET);
    }
    if (data.has(Dataset.FEATURES)) {
      data.column(Dataset.FEATURES).values().digest(digest);
    }
    for (Column column : data.columns()) {
      if (!told.contains(column.name())) {
        digest.update((column.name() + column.shape() + "\n").getBytes(StandardCharsets.UTF_8));
        column.values().digest(digest);
      }
    }
    return Sha256.end(digest);
  }
}
