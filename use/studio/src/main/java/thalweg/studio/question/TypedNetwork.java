package thalweg.studio.question;

import java.util.regex.Pattern;
import thalweg.algebra.Shape;
import thalweg.network.Network;
import thalweg.network.NetworkParser;

/// Networks as they are typed on a page.
public final class TypedNetwork {
  private static final int MOST_CHARACTERS = 1_000;

  /// A name with dots is that of a class, which a page has no business to name.
  private static final Pattern CLASS = Pattern.compile("[A-Za-z_$][\\w$]*\\.[A-Za-z_$]");

  private TypedNetwork() {}

  /// Reads a network of the library's own layers.
  ///
  /// @param rows the shape of a row where the text does not state it
  /// @throws IllegalArgumentException if it is too long, names a class, or is no network
  public static Network parse(String written, Shape rows) {
    // JSON could spell the dot of a class otherwise.
    if (written.length() > MOST_CHARACTERS
        || written.contains("{")
        || CLASS.matcher(written).find()) {
      throw new IllegalArgumentException(
          "network: the page reads the layers of the library, such as \"dense 8 init he, relu,"
              + " dense 2\", in at most "
              + MOST_CHARACTERS
              + " characters; a layer of your own is trained in Java.");
    }
    return NetworkParser.parse(written, rows);
  }
}
