package thalweg.network.layer;

import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.network.initialisation.Initialisation;

/// The affine layer y = x·W + b, every output joined to every input: W is [inputs, units], b is
/// [units].
///
/// @param each whether rows of any shape are taken whose vectors along the last axis each go
///   through the same layer, such as those of a sequence; else rows must be vectors
public record Dense(int units, Initialisation weight, boolean each) implements Layer {
  private static final Initialisation WEIGHT = new Initialisation.Xavier();

  public Dense {
    if (units < 1) {
      throw new IllegalArgumentException("dense: " + units + " units; there must be at least 1.");
    }
  }

  /// Makes a layer of rows that are vectors.
  public Dense(int units, Initialisation weight) {
    this(units, weight, false);
  }

  /// Returns a dense layer whose weights begin by Xavier's rule.
  public static Dense of(int units) {
    return new Dense(units, WEIGHT);
  }

  @Override
  public String kind() {
    return "dense";
  }

  @Override
  public Shape output(Shape input) {
    if (each && input.rank() > 1) {
      return input.with(-1, units);
    }
    if (input.rank() != 1) {
      throw new IllegalArgumentException(
          "dense: rows have shape "
              + input
              + "; they must be vectors. Put flatten before, or write each where each of"
              + " their vectors is meant.");
    }
    return Shape.of(units);
  }

  @Override
  public List<Need> parameters(Shape input) {
    int inputs = output(input).rank() == 0 ? 0 : input.size(-1);
    return List.of(
        new Need("weight", Shape.of(inputs, units), weight, inputs, units),
        new Need("bias", Shape.of(units), new Initialisation.Zeros(), inputs, units));
  }

  @Override
  public Tensor apply(Pass pass, List<Tensor> parameters, Tensor x) {
    return x.matmul(parameters.get(0)).add(parameters.get(1));
  }

  @Override
  public Dense with(Initialisation initialisation) {
    return new Dense(units, initialisation, each);
  }

  @Override
  public Dense narrowed(int mostUnits) {
    return new Dense(Math.min(units, mostUnits), weight, each);
  }

  /// Reads `dense UNITS [init INITIALISATION] [each]`.
  public static Dense read(Settings given) {
    return new Dense(
        given.nextWhole("units"),
        given.value("init", WEIGHT, Initialisation::parse),
        given.has("each"));
  }

  @Override
  public String text() {
    return "dense " + units + Settings.written("init", weight, WEIGHT) + (each ? " each" : "");
  }

  @Override
  public String toString() {
    return text();
  }
}
