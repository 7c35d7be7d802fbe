package thalweg.training.weights;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;

/// What is left when layers and tensors have been brought together.
///
/// @param decided what each layer is
/// @param open what each of the others could be
/// @param originals the tensors' own names
record Unmatched(
    List<Counterpart> layers,
    Matching matching,
    Map<String, Matching.Found> decided,
    Map<String, List<Matching.Found>> open,
    Map<String, String> originals) {
  private static final int SHOWN = 12;

  /// @throws IOException if something is left that must not be; it names it all, with shapes
  void require(String where) throws IOException {
    List<String> missing = new ArrayList<>();
    Set<String> used = new HashSet<>();
    decided.values().forEach(found -> used.addAll(found.tensors()));
    Set<String> told = new HashSet<>();
    Map<String, List<String>> alike = new LinkedHashMap<>();
    for (Counterpart layer : layers) {
      List<Matching.Found> could = open.getOrDefault(layer.name(), List.of());
      if (decided.containsKey(layer.name()) || (could.isEmpty() && isDispensable(layer))) {
        continue;
      }
      if (could.isEmpty()) {
        missing.add(wanted(layer));
      } else {
        alike.computeIfAbsent(shown(could), _ -> new ArrayList<>()).add(layer.name());
        could.forEach(one -> told.addAll(one.tensors()));
      }
    }
    used.addAll(told);
    List<String> rest = new ArrayList<>();
    matching
        .rest(used)
        .forEach(
            (name, shape) ->
                rest.add(Quote.shown(originals.getOrDefault(name, name)) + " " + shape));
    List<String> all = new ArrayList<>();
    if (!missing.isEmpty()) {
      all.add("not found is " + String.join("; ", missing));
    }
    if (!rest.isEmpty()) {
      all.add("not used is " + String.join(", ", rest));
    }
    alike.forEach((could, names) -> all.add(String.join(", ", names) + " could be " + could));
    if (!all.isEmpty()) {
      throw new IOException(
          where
              + ": "
              + String.join(". ", all.stream().map(Unmatched::sentence).toList())
              + ". Say by names which is which, such as "
              + layers.getFirst().name()
              + "=NAME, or take the network that these are the weights of.");
    }
  }

  private static String shown(List<Matching.Found> could) {
    String first =
        String.join(
            " or ", could.stream().limit(SHOWN).map(one -> Quote.shown(one.name())).toList());
    return could.size() > SHOWN ? first + " or " + (could.size() - SHOWN) + " more" : first;
  }

  private static String sentence(String text) {
    return text.startsWith("not ") ? "N" + text.substring(1) : text;
  }

  private static boolean isDispensable(Counterpart layer) {
    return layer.forms().getFirst().rules().stream().allMatch(rule -> rule.usual() != null);
  }

  /// Returns what a layer needs, in the shapes that it has here and there.
  private static String wanted(Counterpart layer) {
    List<String> wanted = new ArrayList<>();
    for (Form.Rule rule : layer.forms().getFirst().rules()) {
      if (rule.usual() == null) {
        wanted.add(
            rule.ours()
                + " (there "
                + String.join(" + ", rule.theirs().stream().map(theirs -> told(theirs)).toList())
                + ")");
      }
    }
    return layer.name() + ": " + String.join(", ", wanted);
  }

  private static String told(Form.Theirs theirs) {
    Shape shape = theirs.shape();
    return (theirs.role().isEmpty() ? "a tensor" : theirs.role()) + " " + shape;
  }
}
