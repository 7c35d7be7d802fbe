package thalweg.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the door plate of a package says that it imports of this library.
///
/// One sentence says it, in one form: "Imports: `algebra`, `calculus.function`." with the names of
/// packages after `thalweg.`, or "Imports: nothing of this library.". A name that ends in `..`, as
/// `algebra..`, stands for a room with all its packages.
record DoorPlate(String name, List<String> imports) {
  private static final String NAMES = "`([a-z.]+)`";
  private static final Pattern SENTENCE =
      Pattern.compile("Imports: (nothing of this library|" + NAMES + "(, " + NAMES + ")*)\\.( |$)");
  private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([a-z.]+);");

  /// Reads a `package-info.java`.
  ///
  /// @throws IllegalArgumentException if it does not say once in that form what it imports
  static DoorPlate parse(String text) {
    String sentences =
        String.join(
            " ",
            text.lines()
                .filter(line -> line.startsWith("///"))
                .map(line -> line.substring(3).strip())
                .toList());
    Matcher named = PACKAGE.matcher(text);
    List<String> said = SENTENCE.matcher(sentences).results().map(found -> found.group(1)).toList();
    if (!named.find() || said.size() != 1) {
      throw new IllegalArgumentException(
          "a door plate says once \"Imports: `algebra`, `calculus.function`.\", or \"Imports:"
              + " nothing of this library.\"; this one does not: "
              + sentences);
    }
    List<String> imports =
        Pattern.compile(NAMES)
            .matcher(said.getFirst())
            .results()
            .map(found -> "thalweg." + found.group(1))
            .toList();
    return new DoorPlate(named.group(1), imports);
  }

  /// Reads the door plates of all packages that ship.
  static List<DoorPlate> all() throws IOException {
    List<DoorPlate> all = new ArrayList<>();
    for (Path folder : DoorPlateTest.packages()) {
      all.add(
          parse(
              Files.readString(DoorPlateTest.HOUSE.resolve(folder).resolve("package-info.java"))));
    }
    return all;
  }

  /// Returns in what the plate differs from the package's classes: what they use and it does not
  /// say, and what it says and they do not use.
  List<String> untruths(JavaClasses house) {
    List<String> untruths = new ArrayList<>();
    TreeSet<String> used = new TreeSet<>();
    for (JavaClass type : house) {
      if (type.getPackageName().equals(name)) {
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          String other = dependency.getTargetClass().getBaseComponentType().getPackageName();
          if (other.startsWith("thalweg.") && !other.equals(name)) {
            used.add(other);
            if (imports.stream().noneMatch(said -> covers(said, other))) {
              untruths.add(name + " does not say that it imports " + dependency.getDescription());
            }
          }
        }
      }
    }
    for (String said : imports) {
      if (used.stream().noneMatch(other -> covers(said, other))) {
        untruths.add(name + " says that it imports " + said + ", and does not use it");
      }
    }
    return untruths;
  }

  private static boolean covers(String said, String used) {
    return said.endsWith("..")
        ? (used + ".").startsWith(said.substring(0, said.length() - 1))
        : said.equals(used);
  }
}
