package thalweg.training.weights;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Shape;

/// Which tensors of a file are which layer's.
///
/// A layer is found by the roles and shapes of its tensors. Where several layers are alike, theirs
/// are taken in the order of their names, numbers by their size, if the names differ by numbers
/// alone; else nothing tells the order, and it must be said.
final class Matching {
  /// Tensors that a program keeps for itself.
  private static final Set<String> IGNORED = Set.of("num_batches_tracked", "seed_generator_state");

  private static final Pattern STACKED = Pattern.compile("weight_hh_l(\\d{1,3})$");
  private static final Pattern CHUNK = Pattern.compile("\\d+|\\D+");

  /// As [#compare], and 01 before 1: each name has a place of its own.
  private static final Comparator<String> ORDER =
      ((Comparator<String>) Matching::compare).thenComparing(Comparator.naturalOrder());

  private final Map<String, Shape> shapes; // of the file's tensors by their plain names

  Matching(Map<String, Shape> shapes) {
    this.shapes = shapes;
  }

  /// A layer of the file that can be one of the network.
  ///
  /// @param name as a person would say it
  /// @param taken for each rule of the form the names of its tensors; none where they are not there
  /// @param copy what must be equal to the first array of a tied layer; null for nothing
  /// @param tensors all these names
  record Found(
      String name,
      Form form,
      List<List<String>> taken,
      @Nullable String copy,
      Set<String> tensors) {
    static Found of(String name, Form form, List<List<String>> taken, @Nullable String copy) {
      Set<String> tensors = new LinkedHashSet<>();
      taken.forEach(tensors::addAll);
      if (copy != null) {
        tensors.add(copy);
      }
      return new Found(name, form, taken, copy, tensors);
    }
  }

  /// Returns how many recurrent layers share a name at most, as their tensors' endings tell.
  int stacked() {
    return shapes.keySet().stream()
            .map(STACKED::matcher)
            .filter(Matcher::find)
            .mapToInt(found -> Integer.parseInt(found.group(1)))
            .max()
            .orElse(-1)
        + 1;
  }

  boolean has(String name) {
    return shapes.containsKey(name);
  }

  private boolean has(String name, Shape shape) {
    Shape own = shapes.get(name);
    return own != null && own.equals(shape);
  }

  @Nullable Shape shape(String name) {
    return shapes.get(name);
  }

  /// Returns whether tensors of these names are there, in these shapes.
  boolean have(List<String> names, List<Form.Theirs> theirs) {
    boolean have = names.size() == theirs.size();
    for (int i = 0; have && i < names.size(); i++) {
      have = has(names.get(i), theirs.get(i).shape());
    }
    return have;
  }

  /// Returns the tensors that stand under a name, or have it.
  Map<String, Shape> under(String name) {
    Map<String, Shape> under = new TreeMap<>(ORDER);
    shapes.forEach(
        (other, shape) -> {
          if (other.equals(name) || other.startsWith(name + ".")) {
            under.put(other, shape);
          }
        });
    return under;
  }

  /// Returns whether a tensor is none of the weights.
  static boolean isIgnored(String name) {
    return IGNORED.contains(name.substring(name.lastIndexOf('.') + 1));
  }

  /// Returns all that a layer could be, in the order of their names.
  List<Found> all(Counterpart layer) {
    Map<Set<String>, Found> all = new LinkedHashMap<>();
    for (Form form : layer.forms()) {
      String role = form.mark().role();
      for (String name : shapes.keySet()) {
        if (role.isEmpty() || name.equals(role) || name.endsWith("." + role)) {
          Found found = at(name.substring(0, name.length() - role.length()), form);
          if (found != null) {
            all.putIfAbsent(found.tensors(), found);
          }
        }
      }
    }
    List<Found> sorted = new ArrayList<>(all.values());
    sorted.sort(Comparator.comparing(Found::name, ORDER));
    return sorted;
  }

  /// Returns what stands under a name, if it has the form and nothing else; else null.
  @Nullable Found at(String prefix, Form form) {
    List<List<String>> taken = new ArrayList<>();
    for (Form.Rule rule : form.rules()) {
      List<String> names = new ArrayList<>();
      for (Form.Theirs theirs : rule.theirs()) {
        String name = named(prefix, theirs);
        if (has(name, theirs.shape())) {
          names.add(name);
        } else if (shapes.containsKey(name) || rule.usual() == null) {
          return null;
        }
      }
      if (!names.isEmpty() && names.size() < rule.theirs().size()) {
        return null;
      }
      taken.add(names);
    }
    Form.Theirs theirCopy = form.copy();
    String copy = theirCopy == null ? null : named(prefix, theirCopy);
    if (theirCopy != null && copy != null && !has(copy, theirCopy.shape())) {
      return null;
    }
    Found found = Found.of(shown(prefix, form), form, taken, copy);
    return hasAll(prefix, form, found.tensors()) ? found : null;
  }

  /// Returns the name of a tensor; of a layer that reads backwards none that is there, if the other
  /// is not called forward.
  private static String named(String prefix, Form.Theirs theirs) {
    String whose =
        theirs.isBackward()
            ? prefix.replaceFirst("forward([^.]*\\.(?:[^.]*\\.)?)$", "backward$1")
            : prefix;
    return (theirs.isBackward() && whose.equals(prefix) ? "\0" : whose) + theirs.role();
  }

  private static String shown(String prefix, Form form) {
    String layer = prefix.replaceFirst("\\.$", "");
    String ending = form.ending().replaceFirst("^_", "");
    return layer + (ending.isEmpty() || layer.isEmpty() ? "" : ".") + ending;
  }

  /// Returns whether all tensors right under a name are taken, so that a normalisation by batches
  /// is not taken for one by rows.
  private boolean hasAll(String prefix, Form form, Set<String> taken) {
    if (!prefix.isEmpty() && !prefix.endsWith(".")) {
      return true; // a tensor by itself
    }
    return shapes.keySet().stream()
        .filter(name -> name.startsWith(prefix) && name.indexOf('.', prefix.length()) < 0)
        .filter(
            name ->
                form.ending().isEmpty()
                    || name.endsWith(form.ending())
                    || name.endsWith(form.ending() + "_reverse"))
        .allMatch(name -> taken.contains(name) || isIgnored(name));
  }

  /// Gives each layer what alone it can be, until nothing is left or nothing is alone.
  ///
  /// @param open for each layer what it can be; what has been decided is taken away
  /// @return what has been decided
  static Map<String, Found> decide(Map<String, List<Found>> open) {
    Map<String, Found> decided = new HashMap<>();
    while (true) {
      Map<List<Set<String>>, List<String>> alike = new LinkedHashMap<>();
      open.forEach(
          (layer, found) ->
              alike
                  .computeIfAbsent(
                      found.stream().map(Found::tensors).toList(), _ -> new ArrayList<>())
                  .add(layer));
      int before = decided.size();
      for (List<String> layers : alike.values()) {
        List<Found> found = open.getOrDefault(layers.getFirst(), List.of());
        if (found.size() == layers.size() && areOrdered(found) && areApart(found)) {
          for (int i = 0; i < layers.size(); i++) {
            List<Found> all = Objects.requireNonNull(open.remove(layers.get(i)));
            decided.put(layers.get(i), all.get(i));
          }
          remove(open, found);
          break; // what is alike is another now
        }
      }
      if (decided.size() == before) {
        return decided;
      }
    }
  }

  /// Takes away what has a tensor of these.
  static void remove(Map<String, List<Found>> open, List<Found> found) {
    Set<String> gone = new HashSet<>();
    found.forEach(one -> gone.addAll(one.tensors()));
    open.replaceAll(
        (_, rest) ->
            rest.stream().filter(one -> Collections.disjoint(one.tensors(), gone)).toList());
  }

  private static boolean areApart(List<Found> found) {
    Set<String> all = new LinkedHashSet<>();
    found.forEach(one -> all.addAll(one.tensors()));
    return all.size() == found.stream().mapToInt(one -> one.tensors().size()).sum();
  }

  /// Returns whether names tell the order: each differs from the next first by a number.
  static boolean areOrdered(List<Found> found) {
    for (int i = 1; i < found.size(); i++) {
      String[] one = found.get(i - 1).name().split("\\.", -1);
      String[] other = found.get(i).name().split("\\.", -1);
      int at = 0;
      while (at < one.length && at < other.length && one[at].equals(other[at])) {
        at++;
      }
      if (at == one.length
          || at == other.length
          || !stem(one[at]).equals(stem(other[at]))
          || compare(one[at], other[at]) == 0) { // 1 and 01
        return false;
      }
    }
    return true;
  }

  private static String stem(String part) {
    return part.replaceAll("\\d+", "#").replaceFirst("_?#$", "");
  }

  /// Orders names by their parts, numbers in them by their size.
  static int compare(String one, String other) {
    Matcher first = CHUNK.matcher(one);
    Matcher second = CHUNK.matcher(other);
    while (true) {
      boolean hasFirst = first.find();
      boolean hasSecond = second.find();
      if (!hasFirst || !hasSecond) {
        return Boolean.compare(hasFirst, hasSecond);
      }
      String a = first.group();
      String b = second.group();
      boolean areNumbers = isNumber(a) && isNumber(b);
      int order = areNumbers ? number(a).compareTo(number(b)) : a.compareTo(b);
      if (order != 0) {
        return order;
      }
    }
  }

  /// Returns whether a chunk is of the digits that the pattern knows; other scripts have others.
  private static boolean isNumber(String chunk) {
    return chunk.charAt(0) >= '0' && chunk.charAt(0) <= '9';
  }

  private static BigInteger number(String digits) {
    return new BigInteger(digits);
  }

  /// Returns the file's tensors that nothing has taken, in order.
  Map<String, Shape> rest(Set<String> taken) {
    Map<String, Shape> rest = new TreeMap<>(ORDER);
    shapes.forEach(
        (name, shape) -> {
          if (!taken.contains(name) && !isIgnored(name)) {
            rest.put(name, shape);
          }
        });
    return rest;
  }
}
