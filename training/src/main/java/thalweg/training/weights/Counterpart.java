package thalweg.training.weights;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Shape;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.network.activation.Elu;
import thalweg.network.activation.Gelu;
import thalweg.network.activation.LeakyRelu;
import thalweg.network.layer.Attention;
import thalweg.network.layer.BatchNormalisation;
import thalweg.network.layer.Convolution;
import thalweg.network.layer.Dense;
import thalweg.network.layer.Dropout;
import thalweg.network.layer.Embedding;
import thalweg.network.layer.Flatten;
import thalweg.network.layer.Frozen;
import thalweg.network.layer.GlobalPooling;
import thalweg.network.layer.GroupNormalisation;
import thalweg.network.layer.Layer;
import thalweg.network.layer.LayerNormalisation;
import thalweg.network.layer.Parallel;
import thalweg.network.layer.Pooling;
import thalweg.network.layer.Positions;
import thalweg.network.layer.Recurrent;
import thalweg.network.layer.Repeat;
import thalweg.network.layer.Reshape;
import thalweg.network.layer.Residual;
import thalweg.network.layer.RmsNormalisation;
import thalweg.network.layer.Tied;
import thalweg.network.layer.Transformer;
import thalweg.network.layer.TransposedConvolution;

/// A layer that has weights, and the forms in which another program keeps them.
///
/// @param name under which the network has the layer's arrays, such as `residual1.dense2`
/// @param forms one of which the file must have
record Counterpart(String name, List<Form> forms) {
  /// Returns the layers with weights, first to last.
  ///
  /// @param stacked how many recurrent layers share a name at most
  /// @throws IllegalArgumentException if a layer has no counterpart in the layout, or orders its
  ///   numbers otherwise there
  static List<Counterpart> of(Network network, WeightLayout layout, int stacked) {
    Walk walk = new Walk(layout, stacked);
    walk.row("", network.layers(), network.input());
    walk.requireOneOrder("the network's output");
    return walk.found;
  }

  /// What the axes of rows are there: pictures and series have their channels last there.
  private enum Rows {
    UNKNOWN,
    CHANNELS,
    SEQUENCE
  }

  private static final class Walk {
    private final WeightLayout layout;
    private final int stacked;
    private final List<Counterpart> found = new ArrayList<>();
    private Rows rows = Rows.UNKNOWN;
    private @Nullable Shape flattened; // as KerasForms has it

    Walk(WeightLayout layout, int stacked) {
      this.layout = layout;
      this.stacked = stacked;
    }

    /// Returns the rows behind layers that follow one another.
    Shape row(String prefix, List<Layer> layers, Shape input) {
      Map<String, Integer> counts = new HashMap<>();
      Shape row = input;
      for (Layer layer : layers) {
        String name = prefix + layer.kind() + counts.merge(layer.kind(), 1, Integer::sum);
        if (layout == WeightLayout.KERAS) {
          requireSameAxes(name, layer, row);
        }
        within(name, layer, row);
        row = layer.output(row);
      }
      return row;
    }

    private void within(String name, Layer layer, Shape row) {
      switch (layer) {
        case Frozen(List<Layer> layers) -> row(name + ".", layers, row);
        case Repeat(int _, List<Layer> layers) -> row(name + ".", layers, row);
        case Residual(List<Layer> layers) -> {
          row(name + ".", layers, row);
          requireOneOrder(name);
        }
        case Parallel(boolean _, List<List<Layer>> branches) -> {
          Rows before = rows;
          for (int i = 0; i < branches.size(); i++) {
            rows = before;
            row(name + ".branch" + (i + 1) + ".", branches.get(i), row);
            requireOneOrder(name);
          }
        }
        case Tied(Layer first, List<Layer> between) -> {
          List<Layer> all = new ArrayList<>(List.of(first));
          all.addAll(between);
          row(name + ".", all, row);
          requireOneOrder(name);
          Shape matrix = first.parameters(row).getFirst().shape();
          String weight = layout == WeightLayout.KERAS ? "kernel" : "weight";
          found.add(new Counterpart(name, PyTorchForms.tied(matrix, weight)));
        }
        default -> leaf(name, layer, row);
      }
    }

    private void leaf(String name, Layer layer, Shape row) {
      if (!layer.parameters(row).isEmpty()) {
        List<Form> forms =
            switch (layout) {
              case PYTORCH -> PyTorchForms.of(layer, row, stacked);
              case KERAS -> KerasForms.of(layer, row, flattened);
              case THALWEG -> own(layer, row);
            };
        if (forms.isEmpty()) {
          throw new IllegalArgumentException(
              name
                  + " ("
                  + layer
                  + ") has no counterpart in "
                  + layout
                  + "; write it as the layers that it consists of, or leave it out.");
        }
        found.add(new Counterpart(name, forms));
      }
      switch (layer) {
        case Convolution _, TransposedConvolution _, Pooling _ -> rows = Rows.CHANNELS;
        case Embedding _, Positions _, Recurrent _, Attention _, Transformer _ ->
            rows = Rows.SEQUENCE;
        case Dense _ -> {
          rows = row.rank() > 1 ? Rows.SEQUENCE : Rows.UNKNOWN;
          flattened = null;
        }
        case Flatten _ -> {
          boolean isTurned = layout == WeightLayout.KERAS && hasChannelsFirst(row);
          flattened = isTurned ? row : flattened;
          rows = Rows.UNKNOWN;
        }
        case BatchNormalisation _, GroupNormalisation _ -> rows = known(row, Rows.CHANNELS);
        case LayerNormalisation _, RmsNormalisation _ -> rows = known(row, Rows.SEQUENCE);
        case GlobalPooling _ -> rows = Rows.UNKNOWN;
        // What is made out of a vector has the order of its axes here: no channels that stand last.
        case Reshape _ -> rows = isOneOrder(layer.output(row)) ? Rows.UNKNOWN : Rows.SEQUENCE;
        default -> {}
      }
    }

    /// Returns what rows of two axes are, once a layer has looked along one of them.
    private Rows known(Shape row, Rows seen) {
      return row.rank() > 1 && rows == Rows.UNKNOWN ? seen : rows;
    }

    private static boolean isOneOrder(Shape row) {
      return row.rank() < 2 || row.size(0) == 1 || row.elements() == row.size(0);
    }

    private static List<Form> own(Layer layer, Shape row) {
      List<Form.Rule> rules = new ArrayList<>();
      for (Layer.Need need : layer.parameters(row)) {
        rules.add(Form.Rule.same(need.name(), new Form.Theirs(need.name(), need.shape(), false)));
      }
      for (Layer.Statistic kept : layer.statistics(row)) {
        rules.add(Form.Rule.same(kept.name(), new Form.Theirs(kept.name(), kept.shape(), false)));
      }
      return List.of(new Form(rules, "", null));
    }

    private boolean hasChannelsFirst(Shape row) {
      return row.rank() > 2 || (row.rank() == 2 && rows == Rows.CHANNELS);
    }

    /// Refuses what looks along another axis there, or needs its numbers in the order they have
    /// here.
    private void requireSameAxes(String name, Layer layer, Shape row) {
      boolean isOther =
          switch (layer) {
            case LayerNormalisation _,
                RmsNormalisation _,
                Dense _,
                Recurrent _,
                Attention _,
                Positions _ ->
                hasChannelsFirst(row);
            case Activation bend -> bend == Activation.SOFTMAX && hasChannelsFirst(row);
            case BatchNormalisation _,
                GroupNormalisation _,
                Convolution _,
                TransposedConvolution _,
                Pooling _,
                GlobalPooling _ ->
                row.rank() > 1 && rows == Rows.SEQUENCE;
            case Reshape _ ->
                hasChannelsFirst(row)
                    || (layer.output(row).rank() > 2 && layer.output(row).size(0) > 1);
            default -> false;
          };
      if (isOther) {
        throw new IllegalArgumentException(
            name
                + " ("
                + layer
                + ") of rows "
                + row
                + " looks along another axis there, where channels stand last; it cannot be read"
                + " from "
                + layout
                + ".");
      }
      switch (layer) {
        case Activation _, LeakyRelu _, Elu _, Gelu _, Dropout _, Frozen _, Flatten _ -> {}
        case Dense _, BatchNormalisation _, LayerNormalisation _, RmsNormalisation _ -> {}
        default -> requireOneOrder(name);
      }
    }

    void requireOneOrder(String where) {
      if (flattened != null) {
        throw new IllegalArgumentException(
            where
                + " takes the numbers of "
                + flattened
                + " made flat, which stand there with the channels last; put a dense layer"
                + " between.");
      }
    }
  }
}
