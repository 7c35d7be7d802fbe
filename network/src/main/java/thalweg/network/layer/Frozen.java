package thalweg.network.layer;

import java.util.ArrayList;
import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.network.initialisation.Initialisation;

/// Layers that are as in use while the others are trained: no gradient, update or decay reaches
/// their parameters, dropout drops nothing, and running means stay as they are. The gradient passes
/// through them to what is before. For networks of which a part was trained elsewhere.
///
/// What the layers keep beside their parameters is here a parameter too, that is not trained.
///
/// @param layers at least one
public record Frozen(List<Layer> layers) implements Layer {
  public Frozen {
    layers = List.copyOf(layers);
    new Row("frozen", layers);
  }

  /// Makes these layers untrained.
  public static Frozen of(Layer... layers) {
    return new Frozen(List.of(layers));
  }

  private Row row() {
    return new Row("frozen", layers);
  }

  @Override
  public String kind() {
    return "frozen";
  }

  @Override
  public Shape output(Shape input) {
    return row().output(input);
  }

  @Override
  public List<Need> parameters(Shape input) {
    List<Need> needs = new ArrayList<>();
    for (Need need : row().parameters("", input)) {
      needs.add(
          new Need(
              need.name(),
              need.shape(),
              need.initialisation(),
              need.fanIn(),
              need.fanOut(),
              false));
    }
    for (Statistic kept : row().statistics("", input)) {
      int count = kept.shape().elements();
      Initialisation first = new Initialisation.Constant(kept.first());
      needs.add(new Need(kept.name(), kept.shape(), first, count, count, false));
    }
    return needs;
  }

  @Override
  public Tensor apply(Pass pass, List<Tensor> parameters, Tensor x) {
    // In use nothing is detached, so that a check of gradients sees what the loss depends on.
    List<Tensor> all =
        pass.isTraining() ? parameters.stream().map(Tensor::detach).toList() : parameters;
    int needs = row().parameters("", x.shape().withoutFirst()).size();
    return row()
        .through(Pass.use(all.subList(needs, all.size())), 0, all.subList(0, needs), x)
        .output();
  }

  @Override
  public Frozen with(Initialisation initialisation) {
    return new Frozen(row().with(initialisation).layers());
  }

  /// Reads `frozen(LAYERS)`.
  public static Frozen read(Settings given) {
    return new Frozen(given.layers());
  }

  @Override
  public String text() {
    return "frozen(" + row().text() + ")";
  }

  @Override
  public String toString() {
    return "frozen(" + row() + ")";
  }
}
