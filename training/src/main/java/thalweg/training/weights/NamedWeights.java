package thalweg.training.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;
import thalweg.calculus.function.Spelling;

/// What a person has said of where a layer's weights stand.
final class NamedWeights {
  private final Map<String, String> names = new HashMap<>();
  private final Matching matching;

  /// @throws IllegalArgumentException if the network has no layer or array of a name
  NamedWeights(List<Counterpart> layers, Map<String, String> names, Matching matching) {
    this.matching = matching;
    TreeSet<String> known = new TreeSet<>();
    for (Counterpart layer : layers) {
      known.add(layer.name());
      layer
          .forms()
          .forEach(
              form -> form.rules().forEach(rule -> known.add(layer.name() + "." + rule.ours())));
    }
    names.forEach(
        (ours, theirs) -> {
          if (!known.contains(ours)) {
            throw new IllegalArgumentException(
                "names: the network has no weights "
                    + Quote.of(ours)
                    + Spelling.nearest(ours, List.copyOf(known))
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("; its layers with weights are " + layers(layers) + "."));
          }
          this.names.put(ours, WeightLayout.plain(theirs));
        });
  }

  private static String layers(List<Counterpart> layers) {
    return String.join(", ", layers.stream().map(Counterpart::name).toList());
  }

  /// Returns what was said of a layer, null if nothing was.
  ///
  /// @throws IllegalArgumentException if it does not stand there
  Matching.@Nullable Found found(Counterpart layer) {
    String whole = names.get(layer.name());
    boolean isOfArrays =
        layer.forms().stream()
            .flatMap(form -> form.rules().stream())
            .anyMatch(rule -> names.containsKey(layer.name() + "." + rule.ours()));
    if (whole == null && !isOfArrays) {
      return null;
    }
    List<Matching.Found> found = new ArrayList<>();
    for (Form form : layer.forms()) {
      Matching.Found one = whole == null || isOfArrays ? byArrays(layer, form) : null;
      if (one != null) {
        found.add(one);
      }
    }
    if (whole != null) {
      matching.all(layer).stream().filter(one -> isCalled(one, whole)).forEach(found::add);
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException(unfit(layer, whole));
    }
    return found.getFirst();
  }

  private static boolean isCalled(Matching.Found found, String name) {
    return found.name().equals(name) || found.name().equals(name + ".l0");
  }

  /// Returns a layer of which some arrays are named: the others stand beside them, or are not
  /// there.
  private Matching.@Nullable Found byArrays(Counterpart layer, Form form) {
    String beside = beside(layer, form);
    List<List<String>> taken = new ArrayList<>();
    for (Form.Rule rule : form.rules()) {
      String said = names.get(layer.name() + "." + rule.ours());
      List<String> all =
          said != null
              ? Arrays.stream(said.split("\\+", -1)).map(String::strip).toList()
              : rule.theirs().stream().map(theirs -> beside + theirs.role()).toList();
      boolean isThere = said != null || all.stream().anyMatch(matching::has);
      if (isThere ? !matching.have(all, rule.theirs()) : rule.usual() == null) {
        return null;
      }
      taken.add(isThere ? all : List.of());
    }
    return Matching.Found.of(layer.name(), form, taken, null);
  }

  /// Returns under which name the layer's other tensors stand by all appearance.
  private String beside(Counterpart layer, Form form) {
    String whole = names.get(layer.name());
    if (whole != null) {
      return whole + ".";
    }
    for (Form.Rule rule : form.rules()) {
      String said = names.getOrDefault(layer.name() + "." + rule.ours(), "");
      String role = rule.theirs().getFirst().role();
      String first = said.split("\\+", 2)[0].strip();
      if (!role.isEmpty() && (first.equals(role) || first.endsWith("." + role))) {
        return first.substring(0, first.length() - role.length());
      }
    }
    return "\0"; // no tensor is called so
  }

  private String unfit(Counterpart layer, @Nullable String whole) {
    List<String> wanted = new ArrayList<>();
    for (Form.Rule rule : layer.forms().getFirst().rules()) {
      for (Form.Theirs theirs : rule.theirs()) {
        wanted.add((theirs.role().isEmpty() ? "a tensor" : theirs.role()) + " " + theirs.shape());
      }
    }
    List<String> there = new ArrayList<>();
    names.forEach(
        (ours, theirs) -> {
          if (ours.startsWith(layer.name() + ".")) {
            for (String name : theirs.split("\\+", -1)) {
              Shape shape = matching.shape(name.strip());
              there.add(Quote.shown(name) + (shape == null ? " (not there)" : " " + shape));
            }
          }
        });
    if (whole != null) {
      matching.under(whole).forEach((name, shape) -> there.add(Quote.shown(name) + " " + shape));
      if (there.isEmpty()) {
        there.add("nothing called " + Quote.of(whole));
      }
    }
    return layer.name()
        + " takes "
        + String.join(", ", wanted.stream().distinct().toList())
        + "; the names tell of "
        + String.join(", ", there)
        + ".";
  }
}
