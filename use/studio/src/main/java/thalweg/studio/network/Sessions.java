package thalweg.studio.network;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The trainings of all pages, of one kind.
final class Sessions<T extends Lasting> implements AutoCloseable {
  static final int MOST = 16;

  private final Map<String, T> all = new LinkedHashMap<>();
  private final SecureRandom random = new SecureRandom();

  /// Adds a training and returns its name.
  ///
  /// @param replaced the name of one that ends; null for none
  synchronized String add(T shown, @Nullable String replaced) {
    end(replaced);
    all.entrySet()
        .removeIf(
            entry -> {
              boolean isIdle = entry.getValue().isIdle();
              if (isIdle) {
                entry.getValue().close();
              }
              return isIdle;
            });
    if (all.size() >= MOST) {
      shown.close();
      throw new IllegalArgumentException(
          "network: "
              + MOST
              + " trainings are shown already; close a page, or wait five minutes until one ends by"
              + " itself.");
    }
    byte[] bytes = new byte[8];
    random.nextBytes(bytes);
    String name = HexFormat.of().formatHex(bytes);
    all.put(name, shown);
    return name;
  }

  synchronized T get(String name) {
    T shown = all.get(name);
    if (shown == null) {
      throw new IllegalArgumentException(
          "network: this training has ended, by its page or for nobody looked at it for long; begin"
              + " it anew.");
    }
    return shown;
  }

  synchronized void end(@Nullable String name) {
    T shown = name == null ? null : all.remove(name);
    if (shown != null) {
      shown.close();
    }
  }

  @Override
  public synchronized void close() {
    all.values().forEach(Lasting::close);
    all.clear();
  }
}
