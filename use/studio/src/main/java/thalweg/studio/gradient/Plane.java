package thalweg.studio.gradient;

import java.util.ArrayList;
import java.util.List;
import thalweg.calculus.function.Formula;

/// A formula over two variables, in the order of their names; one that has fewer is the same along
/// the other axis.
///
/// @param formula of both variables
record Plane(Formula formula) {
  static Plane parse(String text) {
    Formula formula = Formula.parse(text);
    List<String> names = new ArrayList<>(formula.variables());
    if (names.size() > 2) {
      throw new IllegalArgumentException(
          "formula "
              + text
              + ": has the variables "
              + names
              + " where at most two can be seen. Write numbers in place of the others.");
    }
    for (String name : List.of("x", "y")) {
      if (names.size() < 2 && !names.contains(name)) {
        names.add(name);
      }
    }
    names.sort(null);
    return new Plane(Formula.parse(text, names));
  }

  List<String> names() {
    return formula.variables();
  }
}
