package thalweg.studio.network;

import java.util.List;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.network.initialisation.Initialisation;
import thalweg.network.layer.BatchNormalisation;
import thalweg.network.layer.Dense;
import thalweg.network.layer.Dropout;
import thalweg.network.layer.Layer;
import thalweg.studio.question.TypedNetwork;

/// Layers as the page shows them.
///
/// @param hidden units of each hidden layer
/// @param activation after each of them
/// @param initialisation of all weights; empty for what suits the activation
/// @param dropout after each of them; 0 for none
/// @param normalised whether each is followed by a batch normalisation
/// @param written the whole network as text, in place of all this; empty for none
record Layout(
    List<Integer> hidden,
    String activation,
    String initialisation,
    double dropout,
    boolean normalised,
    String written) {
  private static final int MOST_LAYERS = 10;
  private static final int MOST_UNITS = 64;
  private static final int MOST_PARAMETERS = 20_000;

  /// Returns the network that gives so many outputs.
  Network network(int outputs) {
    Network network = written.isBlank() ? dense(outputs) : read();
    long wide = network.layers().stream().filter(Dense.class::isInstance).count();
    boolean isTooWide =
        network.layers().stream()
            .anyMatch(layer -> layer instanceof Dense dense && dense.units() > MOST_UNITS);
    if (wide > MOST_LAYERS || isTooWide || network.parameterCount() > MOST_PARAMETERS) {
      throw new IllegalArgumentException(
          "network: "
              + Quote.of(network.toString())
              + " is more than the page can show; give at most "
              + MOST_LAYERS
              + " dense layers of at most "
              + MOST_UNITS
              + " units, and 20,000 weights together.");
    }
    if (wide == 0) {
      throw new IllegalArgumentException(
          "network: "
              + Quote.of(network.toString())
              + " has no dense layer; give one, such as \"dense 2\".");
    }
    return network;
  }

  private Network read() {
    Network network = TypedNetwork.parse(written, Shape.of(2));
    if (network.input().rank() != 1 || network.input().elements() != 2) {
      throw new IllegalArgumentException(
          "network: "
              + Quote.of(written)
              + " takes rows of "
              + network.input().elements()
              + " numbers; the page has two, so begin with \"dense 4\".");
    }
    return network;
  }

  private Network dense(int outputs) {
    if (hidden.size() >= MOST_LAYERS) {
      throw new IllegalArgumentException(
          "network: "
              + hidden.size()
              + " hidden layers; there may be at most "
              + (MOST_LAYERS - 1)
              + ".");
    }
    Activation between = Activation.parse(activation);
    Initialisation weights =
        initialisation.isBlank() ? between.initialisation() : Initialisation.parse(initialisation);
    List<Layer> layers = new java.util.ArrayList<>();
    for (int units : hidden) {
      layers.add(new Dense(units, weights));
      if (normalised) {
        layers.add(new BatchNormalisation());
      }
      layers.add(between);
      if (dropout != 0) {
        layers.add(new Dropout(dropout));
      }
    }
    layers.add(new Dense(outputs, weights));
    return Network.of(2, layers.toArray(Layer[]::new));
  }
}
