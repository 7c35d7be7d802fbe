package thalweg.training.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;
import thalweg.exchange.Npy;
import thalweg.exchange.Npz;
import thalweg.exchange.Safetensors;
import thalweg.network.Network;
import thalweg.training.model.Model;
import thalweg.training.model.StoredModel;
import thalweg.training.objective.Classification;
import thalweg.training.objective.Objective;
import thalweg.training.objective.Regression;

/// Weights that PyTorch or Keras have learnt, as a model of a network that is told; and arrays that
/// `thalweg export` has written.
///
/// A file of weights does not say what is computed with them; the network says it, and must be the
/// same: the order of its layers, its activations, where it normalises. Each layer with weights is
/// found in the file by the roles and shapes of its tensors; layers that are alike are taken in the
/// order of their names, numbers by size. Where names tell no order, and where it should be
/// otherwise, names are given. Every tensor of the file must be used, and every array of the
/// network found; a layer without bias there has a bias of zeros here.
///
/// ```java
/// Network network = NetworkParser.parse("1x28x28, conv 8 3x3, relu, flatten, dense 10");
/// Model model = WeightsImport.read(Path.of("net.safetensors"), network).model();
/// ```
public final class WeightsImport {
  private final String where;
  private final Network network;
  private final WeightLayout layout;
  private final Map<String, NdArray> tensors = new LinkedHashMap<>(); // by plain names
  private final Map<String, String> originals = new HashMap<>();
  private final Map<String, Shape> shapes = new LinkedHashMap<>();
  private final Map<String, Shape> own; // of the network's arrays
  private final Matching matching = new Matching(shapes);

  private WeightsImport(String where, Network network, WeightLayout layout) {
    this.where = where;
    this.network = network;
    this.layout = layout;
    own = shapes(network);
  }

  /// What was read.
  ///
  /// @param from for each array of the network the names of the tensors that it was made of; none
  ///   where there was none, as for the bias of a layer that has none there
  public record Taken(Model model, WeightLayout layout, Map<String, List<String>> from) {
    public Taken {
      from = Collections.unmodifiableMap(new LinkedHashMap<>(from));
    }
  }

  /// Reads the weights of a network that tells classes apart if it gives several numbers, and else
  /// gives a quantity, in the layout that they have by all appearance.
  ///
  /// @throws IOException if the file cannot be read, or its tensors are not those of the network
  public static Taken read(Path file, Network network) throws IOException {
    return read(
        file,
        network.output().elements() > 1 ? Classification.of(network) : Regression.of(network),
        null,
        Map.of());
  }

  /// Reads the weights of the network of what was learnt.
  ///
  /// @param file safetensors, or an NPZ archive
  /// @param layout null for the one that they have by all appearance
  /// @param names for a layer of the network, such as `conv1`, its name in the file; or for one of
  ///   its arrays, such as `conv1.weight`, that of a tensor, or of several joined by `+` where an
  ///   array is made of several
  /// @throws IllegalArgumentException if there is nothing of such a name in the network, or a layer
  ///   has no counterpart in the layout
  /// @throws IOException if the file cannot be read, or its tensors are not those of the network
  public static Taken read(
      Path file, Objective learnt, @Nullable WeightLayout layout, Map<String, String> names)
      throws IOException {
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(4);
    }
    if (!Npz.isStart(start)) {
      Safetensors read = Safetensors.read(file);
      if (read.metadata().containsKey(StoredModel.VERSION)) {
        throw new IOException(
            file
                + ": this is a model of Thalweg already, which holds its network; use it as it"
                + " is.");
      }
      Map<String, Shape> carried = new LinkedHashMap<>();
      read.carried().forEach((name, tensor) -> carried.put(name, tensor.shape()));
      boolean isPyTorch = layout == null && "pt".equals(read.metadata().get("format"));
      Given given = new Given(file.toString(), read.tensors(), carried, isPyTorch);
      return of(given, learnt, layout, names);
    }
    Map<String, NdArray> arrays = new LinkedHashMap<>();
    for (Map.Entry<String, Npy> array : Npz.read(file).arrays().entrySet()) {
      try {
        arrays.put(array.getKey(), array.getValue().array());
      } catch (IllegalArgumentException | ArithmeticException unread) {
        throw new IOException(
            file + ": " + Quote.of(array.getKey()) + ": " + unread.getMessage(), unread);
      }
    }
    return of(new Given(file.toString(), arrays, Map.of(), false), learnt, layout, names);
  }

  /// What a file holds.
  ///
  /// @param carried the shapes of tensors that cannot be read as numbers
  /// @param isPyTorch whether it says that PyTorch has written it
  private record Given(
      String where, Map<String, NdArray> tensors, Map<String, Shape> carried, boolean isPyTorch) {
    List<String> names() {
      List<String> all = new ArrayList<>(tensors.keySet());
      all.addAll(carried.keySet());
      return all;
    }
  }

  private static Taken of(
      Given given, Objective learnt, @Nullable WeightLayout layout, Map<String, String> names)
      throws IOException {
    List<String> all = given.names();
    if (layout == null && Set.copyOf(all).equals(shapes(learnt.network()).keySet())) {
      return underOwnNames(given, learnt, names);
    }
    WeightLayout known = layout == null ? WeightLayout.of(all) : layout;
    return reading(given, learnt.network(), known)
        .taken(learnt, names, known == WeightLayout.THALWEG);
  }

  /// Reads weights under the network's own names. Layers may be called so in PyTorch too, and where
  /// all matrices are square no shape tells that they stand there the other way.
  private static Taken underOwnNames(Given given, Objective learnt, Map<String, String> names)
      throws IOException {
    Network network = learnt.network();
    Taken theirs;
    try {
      theirs = reading(given, network, WeightLayout.PYTORCH).taken(learnt, names, true);
    } catch (IOException | IllegalArgumentException unfit) {
      return reading(given, network, WeightLayout.THALWEG).taken(learnt, names, true);
    }
    Taken ours;
    try {
      ours = reading(given, network, WeightLayout.THALWEG).taken(learnt, names, true);
    } catch (IOException unfit) {
      return theirs;
    }
    if (ours.model.parameters().equals(theirs.model.parameters())) {
      return ours;
    }
    if (given.isPyTorch) {
      return theirs;
    }
    throw new IOException(
        given.where
            + ": its names and shapes are those that Thalweg writes, and PyTorch can have written"
            + " them too, with each matrix the other way; say whose layout it is, thalweg or"
            + " pytorch.");
  }

  private static WeightsImport reading(Given given, Network network, WeightLayout layout)
      throws IOException {
    WeightsImport reading = new WeightsImport(given.where, network, layout);
    for (String name : given.names()) {
      String plain = WeightLayout.plain(name);
      String other = reading.originals.put(plain, name);
      if (other != null) {
        throw reading.fault(Quote.of(other) + " and " + Quote.of(name) + " are one name");
      }
      NdArray array = given.tensors.get(name);
      reading.shapes.put(
          plain, array == null ? Objects.requireNonNull(given.carried.get(name)) : array.shape());
      if (array != null) {
        reading.tensors.put(plain, array);
      }
    }
    return reading;
  }

  private IOException fault(String what) {
    return new IOException(where + ": " + what + ".");
  }

  /// @param isNamed whether layers have the network's own names there
  private Taken taken(Objective learnt, Map<String, String> names, boolean isNamed)
      throws IOException {
    List<Counterpart> layers = Counterpart.of(network, layout, matching.stacked());
    Map<String, String> all = new HashMap<>();
    if (isNamed) {
      layers.forEach(layer -> all.put(layer.name(), layer.name()));
    }
    all.putAll(names);
    NamedWeights named = new NamedWeights(layers, all, matching);
    Map<String, List<Matching.Found>> open = new LinkedHashMap<>();
    Map<String, Matching.Found> decided = new HashMap<>();
    for (Counterpart layer : layers) {
      Matching.Found found;
      try {
        found = named.found(layer);
      } catch (IllegalArgumentException unfit) {
        throw new IOException(where + ": " + unfit.getMessage(), unfit);
      }
      if (found == null) {
        open.put(layer.name(), matching.all(layer));
      } else {
        decided.put(layer.name(), found);
      }
    }
    Matching.remove(open, List.copyOf(decided.values()));
    decided.putAll(Matching.decide(open));
    new Unmatched(layers, matching, decided, open, originals).require(where);
    Map<String, NdArray> arrays = new HashMap<>();
    Map<String, List<String>> from = new LinkedHashMap<>();
    DType precision = precision(decided);
    for (Counterpart layer : layers) {
      put(layer, decided.get(layer.name()), precision, arrays, from);
    }
    return new Taken(
        Model.of(
            learnt,
            network.parameters().stream().map(p -> array(arrays, p.name())).toList(),
            network.statistics().stream().map(s -> array(arrays, s.name())).toList()),
        layout,
        from);
  }

  private static NdArray array(Map<String, NdArray> arrays, String name) {
    return Objects.requireNonNull(arrays.get(name), name);
  }

  /// Returns `double` if any weight is, so that no bit is lost.
  private DType precision(Map<String, Matching.Found> decided) throws IOException {
    DType precision = DType.FLOAT;
    for (Matching.Found found : decided.values()) {
      for (String name : found.tensors()) {
        NdArray array = tensors.get(name);
        if (array == null || !array.type().isReal()) {
          throw fault(
              "tensor "
                  + Quote.of(shown(name))
                  + " is of a type that "
                  + (array == null ? "is not read as numbers" : "holds whole numbers")
                  + "; save the weights as F32");
        }
        for (int i = 0; i < array.shape().elements(); i++) {
          if (!Double.isFinite(array.at(i))) {
            throw fault(
                "tensor "
                    + Quote.of(shown(name))
                    + " has "
                    + array.at(i)
                    + " at place "
                    + i
                    + "; weights must be finite");
          }
        }
        precision = array.type() == DType.DOUBLE ? DType.DOUBLE : precision;
      }
    }
    return precision;
  }

  private String shown(String plain) {
    return originals.getOrDefault(plain, plain);
  }

  private void put(
      Counterpart layer,
      Matching.@Nullable Found found,
      DType precision,
      Map<String, NdArray> arrays,
      Map<String, List<String>> from)
      throws IOException {
    List<Form.Rule> rules = found == null ? layer.forms().getFirst().rules() : found.form().rules();
    for (int i = 0; i < rules.size(); i++) {
      String name = layer.name() + "." + rules.get(i).ours();
      List<String> taken = found == null ? List.of() : found.taken().get(i);
      NdArray array = NdArray.zeros(precision, Objects.requireNonNull(own.get(name), name));
      rules
          .get(i)
          .fill(
              array, taken.stream().map(one -> Objects.requireNonNull(tensors.get(one))).toList());
      if (rules.get(i).ours().equals("variance")) {
        requireVariance(name, array);
      }
      arrays.put(name, array);
      from.put(name, taken.stream().map(this::shown).toList());
    }
    if (found != null && found.copy() != null) {
      requireCopy(layer.name(), found.copy(), arrays);
    }
  }

  private void requireVariance(String name, NdArray array) throws IOException {
    for (int i = 0; i < array.shape().elements(); i++) {
      if (array.at(i) < 0) {
        throw fault(
            name
                + " would be "
                + array.at(i)
                + " at place "
                + i
                + "; a variance must be at least 0, so these are other tensors, or they are"
                + " damaged");
      }
    }
  }

  /// Checks that a tied layer goes out by the matrix that it goes in by.
  private void requireCopy(String layer, String copy, Map<String, NdArray> arrays)
      throws IOException {
    String first =
        network.parameters().stream()
            .map(Network.Parameter::name)
            .filter(name -> name.startsWith(layer + "."))
            .findFirst()
            .orElseThrow();
    NdArray there = Objects.requireNonNull(tensors.get(copy));
    if (!there.to(DType.DOUBLE).equals(array(arrays, first).to(DType.DOUBLE))) {
      throw fault(
          "tensor "
              + Quote.of(shown(copy))
              + " is not the one of "
              + first
              + ", by which "
              + layer
              + " goes in; it is not tied there: write the layers apart");
    }
  }

  /// Returns the shapes of a network's arrays by their names.
  private static Map<String, Shape> shapes(Network network) {
    Map<String, Shape> all = new HashMap<>();
    network.parameters().forEach(p -> all.put(p.name(), p.shape()));
    network.statistics().forEach(kept -> all.put(kept.name(), kept.shape()));
    return all;
  }
}
