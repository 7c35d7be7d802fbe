package thalweg.training.weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;

/// What PyTorch and Keras compute of one row, as their documentation states it, in plain loops over
/// tensors in their layouts, which are drawn when they are first asked for.
final class Elsewhere {
  private final Random random;
  private final DType type;
  private final boolean isKeras;
  final Map<String, NdArray> tensors = new LinkedHashMap<>();

  Elsewhere(long seed, DType type, boolean isKeras) {
    random = new Random(seed);
    this.type = type;
    this.isKeras = isKeras;
  }

  NdArray tensor(String name, int... sizes) {
    return tensors.computeIfAbsent(
        name,
        _ -> {
          NdArray drawn = NdArray.zeros(type, Shape.of(sizes));
          boolean isVariance = name.contains("var");
          for (int i = 0; i < drawn.shape().elements(); i++) {
            drawn.set(i, isVariance ? 0.5 + random.nextDouble() : random.nextGaussian() / 2);
          }
          return drawn;
        });
  }

  static NdArray zeros(int... sizes) {
    return NdArray.zeros(DType.DOUBLE, Shape.of(sizes));
  }

  static NdArray each(NdArray x, DoubleUnaryOperator function) {
    NdArray y = NdArray.zeros(DType.DOUBLE, x.shape());
    for (int i = 0; i < x.shape().elements(); i++) {
      y.set(i, function.applyAsDouble(x.at(i)));
    }
    return y;
  }

  static NdArray add(NdArray x, NdArray y) {
    NdArray sum = NdArray.zeros(DType.DOUBLE, x.shape());
    for (int i = 0; i < x.shape().elements(); i++) {
      sum.set(i, x.at(i) + y.at(i));
    }
    return sum;
  }

  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /// `Linear`: y = x·Aᵀ + b; `Dense`: y = x·K + b; along the last axis.
  NdArray dense(String at, NdArray x, int outputs, boolean hasBias) {
    int inputs = x.shape().size(-1);
    NdArray weight =
        isKeras ? tensor(at + "kernel", inputs, outputs) : tensor(at + "weight", outputs, inputs);
    NdArray bias = hasBias ? tensor(at + "bias", outputs) : zeros(outputs);
    NdArray y = NdArray.zeros(DType.DOUBLE, x.shape().with(-1, outputs));
    for (int row = 0; row < x.shape().elements() / inputs; row++) {
      for (int o = 0; o < outputs; o++) {
        double sum = bias.at(o);
        for (int i = 0; i < inputs; i++) {
          sum += x.at(row * inputs + i) * (isKeras ? weight.get(i, o) : weight.get(o, i));
        }
        y.set(row * outputs + o, sum);
      }
    }
    return y;
  }

  /// `Conv2d` of [channels, height, width], `Conv2D` of [height, width, channels], not padded.
  NdArray convolution(String at, NdArray x, int filters, int size, int stride, int groups) {
    int channels = x.shape().size(isKeras ? 2 : 0);
    int height = (x.shape().size(isKeras ? 0 : 1) - size) / stride + 1;
    int width = (x.shape().size(isKeras ? 1 : 2) - size) / stride + 1;
    int seen = channels / groups;
    NdArray weight =
        isKeras
            ? tensor(at + "kernel", size, size, seen, filters)
            : tensor(at + "weight", filters, seen, size, size);
    NdArray bias = tensor(at + "bias", filters);
    NdArray y = isKeras ? zeros(height, width, filters) : zeros(filters, height, width);
    for (int f = 0; f < filters; f++) {
      int first = f / (filters / groups) * seen;
      for (int i = 0; i < height; i++) {
        for (int j = 0; j < width; j++) {
          double sum = bias.at(f);
          for (int c = 0; c < seen; c++) {
            for (int u = 0; u < size; u++) {
              for (int v = 0; v < size; v++) {
                int down = i * stride + u;
                int along = j * stride + v;
                sum +=
                    isKeras
                        ? x.get(down, along, first + c) * weight.get(u, v, c, f)
                        : x.get(first + c, down, along) * weight.get(f, c, u, v);
              }
            }
          }
          y.set(isKeras ? y.position(i, j, f) : y.position(f, i, j), sum);
        }
      }
    }
    return y;
  }

  /// `DepthwiseConv2D`: channel c with filter m gives channel c · multiplier + m.
  NdArray depthwise(String at, NdArray x, int multiplier, int size) {
    int channels = x.shape().size(2);
    int height = x.shape().size(0) - size + 1;
    int width = x.shape().size(1) - size + 1;
    NdArray kernel = tensor(at + "kernel", size, size, channels, multiplier);
    NdArray bias = tensor(at + "bias", channels * multiplier);
    NdArray y = zeros(height, width, channels * multiplier);
    for (int i = 0; i < height; i++) {
      for (int j = 0; j < width; j++) {
        for (int c = 0; c < channels; c++) {
          for (int m = 0; m < multiplier; m++) {
            double sum = bias.at(c * multiplier + m);
            for (int u = 0; u < size; u++) {
              for (int v = 0; v < size; v++) {
                sum += x.get(i + u, j + v, c) * kernel.get(u, v, c, m);
              }
            }
            y.set(y.position(i, j, c * multiplier + m), sum);
          }
        }
      }
    }
    return y;
  }

  /// `ConvTranspose2d`: each element lays its filter over the output.
  NdArray transposed(String at, NdArray x, int filters, int size, int stride) {
    int channels = x.shape().size(isKeras ? 2 : 0);
    int height = x.shape().size(isKeras ? 0 : 1);
    int width = x.shape().size(isKeras ? 1 : 2);
    int tall = (height - 1) * stride + size;
    int wide = (width - 1) * stride + size;
    NdArray weight =
        isKeras
            ? tensor(at + "kernel", size, size, filters, channels)
            : tensor(at + "weight", channels, filters, size, size);
    NdArray bias = tensor(at + "bias", filters);
    NdArray y = isKeras ? zeros(tall, wide, filters) : zeros(filters, tall, wide);
    for (int f = 0; f < filters; f++) {
      for (int i = 0; i < tall * wide; i++) {
        y.set(isKeras ? i * filters + f : f * tall * wide + i, bias.at(f));
      }
      for (int c = 0; c < channels; c++) {
        for (int i = 0; i < height; i++) {
          for (int j = 0; j < width; j++) {
            double value = isKeras ? x.get(i, j, c) : x.get(c, i, j);
            for (int u = 0; u < size; u++) {
              for (int v = 0; v < size; v++) {
                double w = isKeras ? weight.get(u, v, f, c) : weight.get(c, f, u, v);
                int down = i * stride + u;
                int along = j * stride + v;
                int place = isKeras ? y.position(down, along, f) : y.position(f, down, along);
                y.set(place, y.at(place) + value * w);
              }
            }
          }
        }
      }
    }
    return y;
  }

  /// `BatchNorm` of channels in use: those of the first axis, of Keras the last.
  NdArray batchNorm(String at, NdArray x, double epsilon) {
    int features = x.shape().size(isKeras ? -1 : 0);
    NdArray scale = tensor(at + (isKeras ? "gamma" : "weight"), features);
    NdArray shift = tensor(at + (isKeras ? "beta" : "bias"), features);
    NdArray mean = tensor(at + (isKeras ? "moving_mean" : "running_mean"), features);
    NdArray variance = tensor(at + (isKeras ? "moving_variance" : "running_var"), features);
    if (!isKeras) {
      tensors.putIfAbsent(at + "num_batches_tracked", NdArray.of(Shape.SCALAR, new int[] {7}));
    }
    NdArray y = NdArray.zeros(DType.DOUBLE, x.shape());
    int others = x.shape().elements() / features;
    for (int i = 0; i < x.shape().elements(); i++) {
      int f = isKeras ? i % features : i / others;
      y.set(
          i,
          (x.at(i) - mean.at(f)) / Math.sqrt(variance.at(f) + epsilon) * scale.at(f) + shift.at(f));
    }
    return y;
  }

  NdArray layerNorm(String at, NdArray x) {
    int width = x.shape().size(-1);
    NdArray scale = tensor(at + (isKeras ? "gamma" : "weight"), width);
    NdArray shift = tensor(at + (isKeras ? "beta" : "bias"), width);
    NdArray y = NdArray.zeros(DType.DOUBLE, x.shape());
    for (int from = 0; from < x.shape().elements(); from += width) {
      double mean = 0;
      for (int i = 0; i < width; i++) {
        mean += x.at(from + i) / width;
      }
      double variance = 0;
      for (int i = 0; i < width; i++) {
        variance += (x.at(from + i) - mean) * (x.at(from + i) - mean) / width;
      }
      for (int i = 0; i < width; i++) {
        double normal = (x.at(from + i) - mean) / Math.sqrt(variance + 1e-5);
        y.set(from + i, normal * scale.at(i) + shift.at(i));
      }
    }
    return y;
  }

  NdArray embedding(String at, NdArray x, int count, int width) {
    NdArray table = tensor(at + (isKeras ? "embeddings" : "weight"), count, width);
    NdArray y = zeros(x.shape().elements(), width);
    for (int i = 0; i < y.shape().elements(); i++) {
      y.set(i, table.get((int) x.at(i / width), i % width));
    }
    return y;
  }

  /// Weights of a recurrent layer as functions of gate, unit and number.
  private interface Gate {
    double of(int gate, int unit, NdArray x, NdArray h);
  }

  /// `LSTM`: gates i, f, g, o of PyTorch, i, f, c, o of Keras. `GRU`: r, z, n and z, r, h. Returns
  /// [length, units].
  NdArray recurrent(
      boolean isLstm, String at, String ending, NdArray x, int units, boolean isBackward) {
    int length = x.shape().size(0);
    int inputs = x.shape().size(1);
    int gates = isLstm ? 4 : 3;
    String end = ending + (isBackward && !isKeras ? "_reverse" : "");
    NdArray weight =
        isKeras
            ? tensor(at + "kernel", inputs, gates * units)
            : tensor(at + "weight_ih" + end, gates * units, inputs);
    NdArray state =
        isKeras
            ? tensor(at + "recurrent_kernel", units, gates * units)
            : tensor(at + "weight_hh" + end, gates * units, units);
    NdArray bias =
        isKeras
            ? tensor(at + "bias", isLstm ? new int[] {4 * units} : new int[] {2, 3 * units})
            : tensor(at + "bias_ih" + end, gates * units);
    NdArray second = isKeras ? bias : tensor(at + "bias_hh" + end, gates * units);
    Gate ofInput =
        (gate, unit, v, _) -> {
          int column = gate * units + unit;
          double sum = bias.at(column);
          for (int i = 0; i < inputs; i++) {
            sum += v.at(i) * (isKeras ? weight.get(i, column) : weight.get(column, i));
          }
          return sum;
        };
    Gate ofState =
        (gate, unit, _, h) -> {
          int column = gate * units + unit;
          double sum = !isKeras ? second.at(column) : isLstm ? 0 : second.get(1, column);
          for (int i = 0; i < units; i++) {
            sum += h.at(i) * (isKeras ? state.get(i, column) : state.get(column, i));
          }
          return sum;
        };
    int update = isKeras ? 0 : 1;
    NdArray h = zeros(units);
    NdArray c = zeros(units);
    NdArray y = zeros(length, units);
    for (int step = 0; step < length; step++) {
      int place = isBackward ? length - 1 - step : step;
      NdArray v = zeros(inputs);
      for (int i = 0; i < inputs; i++) {
        v.set(i, x.get(place, i));
      }
      NdArray next = zeros(units);
      for (int u = 0; u < units; u++) {
        double[] seen = new double[gates];
        double[] known = new double[gates];
        for (int gate = 0; gate < gates; gate++) {
          seen[gate] = ofInput.of(gate, u, v, h);
          known[gate] = ofState.of(gate, u, v, h);
        }
        if (isLstm) {
          double memory =
              sigmoid(seen[1] + known[1]) * c.at(u)
                  + sigmoid(seen[0] + known[0]) * Math.tanh(seen[2] + known[2]);
          c.set(u, memory);
          next.set(u, sigmoid(seen[3] + known[3]) * Math.tanh(memory));
        } else {
          double z = sigmoid(seen[update] + known[update]);
          double r = sigmoid(seen[1 - update] + known[1 - update]);
          double fresh = Math.tanh(seen[2] + r * known[2]);
          next.set(u, (1 - z) * fresh + z * h.at(u));
        }
      }
      h = next;
      for (int u = 0; u < units; u++) {
        y.set(y.position(place, u), h.at(u));
      }
    }
    return y;
  }

  static NdArray beside(NdArray x, NdArray y) {
    int first = x.shape().size(1);
    int all = first + y.shape().size(1);
    NdArray both = zeros(x.shape().size(0), all);
    for (int i = 0; i < both.shape().elements(); i++) {
      int row = i / all;
      int column = i % all;
      both.set(i, column < first ? x.get(row, column) : y.get(row, column - first));
    }
    return both;
  }

  /// `MultiheadAttention` of a sequence with itself: PyTorch keeps the three projections in one.
  NdArray attention(String at, NdArray x, int heads) {
    int length = x.shape().size(0);
    int width = x.shape().size(1);
    int head = width / heads;
    List<NdArray> projected = new ArrayList<>();
    for (int part = 0; part < 3; part++) {
      String name = List.of("query/", "key/", "value/").get(part);
      NdArray weight =
          isKeras
              ? tensor(at + name + "kernel", width, heads, head)
              : tensor(at + "in_proj_weight", 3 * width, width);
      NdArray bias =
          isKeras
              ? tensor(at + name + "bias", heads, head)
              : tensor(at + "in_proj_bias", 3 * width);
      NdArray all = zeros(length, width);
      for (int t = 0; t < length; t++) {
        for (int o = 0; o < width; o++) {
          double sum = isKeras ? bias.get(o / head, o % head) : bias.at(part * width + o);
          for (int i = 0; i < width; i++) {
            sum +=
                x.get(t, i)
                    * (isKeras
                        ? weight.get(i, o / head, o % head)
                        : weight.get(part * width + o, i));
          }
          all.set(all.position(t, o), sum);
        }
      }
      projected.add(all);
    }
    NdArray seen = zeros(length, width);
    for (int h = 0; h < heads; h++) {
      for (int t = 0; t < length; t++) {
        double[] share = new double[length];
        double total = 0;
        for (int s = 0; s < length; s++) {
          double score = 0;
          for (int i = h * head; i < (h + 1) * head; i++) {
            score += projected.get(0).get(t, i) * projected.get(1).get(s, i);
          }
          share[s] = Math.exp(score / Math.sqrt(head));
          total += share[s];
        }
        for (int i = h * head; i < (h + 1) * head; i++) {
          double sum = 0;
          for (int s = 0; s < length; s++) {
            sum += share[s] / total * projected.get(2).get(s, i);
          }
          seen.set(seen.position(t, i), sum);
        }
      }
    }
    if (!isKeras) {
      return dense(at + "out_proj.", seen, width, true);
    }
    NdArray weight = tensor(at + "attention_output/kernel", heads, head, width);
    NdArray bias = tensor(at + "attention_output/bias", width);
    NdArray y = zeros(length, width);
    for (int t = 0; t < length; t++) {
      for (int o = 0; o < width; o++) {
        double sum = bias.at(o);
        for (int i = 0; i < width; i++) {
          sum += seen.get(t, i) * weight.get(i / head, i % head, o);
        }
        y.set(y.position(t, o), sum);
      }
    }
    return y;
  }
}
