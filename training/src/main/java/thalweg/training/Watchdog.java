package thalweg.training;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.NdArray;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.network.layer.BatchNormalisation;
import thalweg.training.TrainingEvent.EpochDone;
import thalweg.training.TrainingEvent.Trouble;
import thalweg.training.data.Dataset;
import thalweg.training.leaf.Weights;
import thalweg.training.objective.Objective;
import thalweg.training.objective.Score;

/// Looks at the end of epochs whether a network still learns what it should, and says once, in a
/// line, what keeps it from that and what to do.
///
/// It looks at what is there: the scores and, in the epochs 1, 2, 4, 8 and so on, the gradient of
/// the last batch. Rows go through the network only on suspicion.
final class Watchdog {
  /// The sum over a batch's rows of the gradient of the loss.
  interface Gradient {
    double at(int parameter, int element);
  }

  /// A gradient, beside its weights, that is less than this of another layer's has vanished: each
  /// layer of sigmoids lets about a fifth through.
  private static final double VANISHED = 1e-4;

  /// A gradient this many times as large as its weights has exploded.
  private static final double EXPLODED = 100;

  /// The most rows that go through the network.
  private static final int ROWS = 1024;

  /// So many epochs after the best one, over-fitting is told if the loss has risen by such a share
  /// of it, and by half such a share of what can be had without learning.
  private static final int LATER = 5;

  private static final double SHARE = 0.1;

  private final Objective objective;
  private final Network network;
  private final List<Network.Parameter> parameters;
  private final Dataset train;
  private TrainingSettings settings;
  private final boolean endsEarly;
  private final Set<Trouble> told = EnumSet.noneOf(Trouble.class);
  private double[] sizes = {}; // of the gradient that was shown last, by parameter
  private int[] suspects = {}; // layers most of whose units may be dead

  /// @param train as the network sees them
  /// @param endsEarly whether validation data end the run
  Watchdog(Objective objective, Dataset train, TrainingSettings settings, boolean endsEarly) {
    this.objective = objective;
    network = objective.network();
    parameters = network.parameters();
    this.train = train;
    this.settings = settings;
    this.endsEarly = endsEarly;
  }

  void goesOnWith(TrainingSettings settings) {
    this.settings = settings;
  }

  /// Returns whether the gradient of a step is to be shown: of the last step of an epoch that has
  /// all its rows, after which it is said what is wrong.
  boolean wants(int epoch, int step) {
    return Integer.bitCount(epoch) == 1 && step == train.rows() / settings.batch() - 1;
  }

  /// Looks at the gradient of a step.
  ///
  /// @param weights before it
  void see(Gradient gradient, Weights weights) {
    sizes = sizes(weights, gradient);
    suspects =
        IntStream.range(0, network.layers().size())
            .filter(i -> network.layers().get(i) == Activation.RELU && isSuspect(i, gradient))
            .toArray();
  }

  /// Returns what is to be said after an epoch, a line for each thing that has not been said.
  ///
  /// @param history up to the epoch that is done
  /// @param weights at its end
  List<TrainingEvent.Warned> after(List<EpochDone> history, Weights weights) {
    List<TrainingEvent.Warned> said = new ArrayList<>();
    say(Trouble.OVERFITTING, overfitting(history), said);
    say(Trouble.DEAD_UNITS, deadUnits(weights), said);
    say(Trouble.EXPLODING, exploding(sizes), said);
    if (!told.contains(Trouble.DEAD_UNITS)) { // which let nothing through either
      say(Trouble.VANISHING, vanishing(sizes), said);
    }
    sizes = new double[0];
    suspects = new int[0];
    return said;
  }

  private void say(Trouble trouble, @Nullable String what, List<TrainingEvent.Warned> said) {
    if (what != null && told.add(trouble)) {
      said.add(new TrainingEvent.Warned(trouble, what));
    }
  }

  private @Nullable String overfitting(List<EpochDone> history) {
    if (endsEarly || told.contains(Trouble.OVERFITTING)) {
      return null;
    }
    EpochDone now = history.getLast();
    EpochDone best = now;
    for (EpochDone done : history) {
      best = unseen(done).loss() < unseen(best).loss() ? done : best;
    }
    double rise = unseen(now).loss() - unseen(best).loss();
    boolean isOver =
        now.epoch() - best.epoch() >= LATER
            && rise > SHARE * unseen(best).loss()
            && now.loss() < best.loss() * (1 - SHARE)
            && !(rise < SHARE / 2 * objective.blindLoss(train));
    return isOver
        ? String.format(
            Locale.ROOT,
            "over-fitting since epoch %d: the %s loss has risen from %.4f to %.4f, while the"
                + " training loss fell from %.4f to %.4f; stop there by early stopping on"
                + " validation rows, or try more rows, dropout or decay.",
            best.epoch(),
            now.validation() != null ? "validation" : "test",
            unseen(best).loss(),
            unseen(now).loss(),
            best.loss(),
            now.loss())
        : null;
  }

  /// Returns the score on rows that were not learnt from; where there are none, on those that were.
  private static Score unseen(EpochDone done) {
    return done.judging();
  }

  /// Returns for each parameter that is a matrix, or has more axes, the norm of its mean gradient
  /// over that of its weights; NaN for others and where all weights are 0.
  private double[] sizes(Weights weights, Gradient gradient) {
    double[] sizes = new double[parameters.size()];
    for (int i = 0; i < sizes.length; i++) {
      NdArray values = weights.parameters().get(i);
      double slope = 0;
      double size = 0;
      for (int j = 0; j < (isCompared(parameters.get(i)) ? values.shape().elements() : 0); j++) {
        double g = gradient.at(i, j) / settings.batch();
        double w = values.at(j);
        slope += g * g;
        size += w * w;
      }
      sizes[i] = size == 0 ? Double.NaN : Math.sqrt(slope / size);
    }
    return sizes;
  }

  /// A batchnorm takes the size of the weights before it away, and of a single input their whole
  /// gradient.
  private boolean isCompared(Network.Parameter parameter) {
    int next = parameter.layer() + 1;
    return parameter.shape().rank() > 1
        && !(next < network.layers().size()
            && network.layers().get(next) instanceof BatchNormalisation);
  }

  private @Nullable String exploding(double[] sizes) {
    int most = extreme(sizes, 1);
    return most < 0 || sizes[most] < EXPLODED
        ? null
        : String.format(
            Locale.ROOT,
            "the gradient explodes: that of %s is %.2g times as large as its weights; try the rule"
                + " with \" + clip(norm 1)\", a smaller rate, or first values by he or xavier.",
            layer(most),
            sizes[most]);
  }

  private @Nullable String vanishing(double[] sizes) {
    int most = extreme(sizes, 1);
    int least = extreme(sizes, -1);
    return most < 0 || least >= most || !(sizes[least] < VANISHED * sizes[most])
        ? null
        : String.format(
            Locale.ROOT,
            "the gradient vanishes on its way down: beside its weights that of %s is %.1g of that"
                + " of %s, so it hardly learns; try %s, batchnorm between the layers, or fewer"
                + " layers.",
            layer(least),
            sizes[least] / sizes[most],
            layer(most),
            network.layers().contains(Activation.RELU) ? "first values by he" : "relu");
  }

  /// Returns where the largest number is, or the least for a sign of −1; −1 where none is finite.
  private static int extreme(double[] numbers, int sign) {
    int found = -1;
    for (int i = 0; i < numbers.length; i++) {
      if (Double.isFinite(numbers[i]) && (found < 0 || sign * numbers[i] > sign * numbers[found])) {
        found = i;
      }
    }
    return found;
  }

  private String layer(int parameter) {
    return network.names().get(parameters.get(parameter).layer());
  }

  private @Nullable String deadUnits(Weights weights) {
    for (int layer : told.contains(Trouble.DEAD_UNITS) ? new int[0] : suspects) {
      NdArray outputs = outputs(layer, weights);
      int units = upTo(layer).output().elements();
      int dead = units - alive(outputs, units);
      if (3 * dead > 2 * units) {
        return String.format(
            Locale.ROOT,
            "%,d of %,d units of %s give 0 for every row and learn no more; try a smaller rate (it"
                + " is %s), first values by he, or tanh.",
            dead,
            units,
            network.names().get(layer),
            settings.rule().rate());
      }
    }
    return null;
  }

  /// A unit that gives 0 for every row of the batch has a bias of which the loss does not depend.
  private boolean isSuspect(int layer, Gradient gradient) {
    int units = upTo(layer).output().elements();
    for (int i = parameters.size() - 1; i >= 0; i--) {
      if (parameters.get(i).layer() < layer && parameters.get(i).shape().elements() == units) {
        int bias = i;
        long still = IntStream.range(0, units).filter(j -> gradient.at(bias, j) == 0).count();
        return 3 * still > 2L * units;
      }
    }
    return true;
  }

  private static int alive(NdArray outputs, int units) {
    boolean[] alive = new boolean[units];
    for (int i = 0; i < outputs.shape().elements(); i++) {
      alive[i % units] |= outputs.at(i) != 0;
    }
    return (int) IntStream.range(0, units).filter(unit -> alive[unit]).count();
  }

  private Network upTo(int layer) {
    return new Network(network.input(), network.layers().subList(0, layer + 1));
  }

  /// Returns what a layer gives for some of the training rows, evenly taken.
  private NdArray outputs(int layer, Weights weights) {
    Network part = upTo(layer);
    int count = Math.min(ROWS, train.rows());
    int[] rows =
        IntStream.range(0, count).map(i -> (int) ((long) i * train.rows() / count)).toArray();
    Tensor x = Tensor.variable("x", settings.precision(), network.input().prepend(rows.length));
    List<Tensor> parameters = part.variables(settings.precision());
    List<Tensor> statistics = part.statisticVariables(settings.precision());
    Execution execution = Program.of(part.apply(parameters, statistics, x)).execution();
    execution.set(
        x,
        train.select(train.name(), rows).reshape(network.input()).features(settings.precision()));
    for (int i = 0; i < parameters.size(); i++) {
      execution.set(parameters.get(i), weights.parameters().get(i));
    }
    for (int i = 0; i < statistics.size(); i++) {
      execution.set(statistics.get(i), weights.statistics().get(i));
    }
    return execution.run().output(0);
  }

  /// Returns where a loss that is not finite was met: the first parameter that is not finite, else
  /// the first layer that gives such numbers, else the loss itself.
  String firstNonFinite(Weights weights) {
    for (int i = 0; i < parameters.size(); i++) {
      if (!isFinite(weights.parameters().get(i))) {
        return parameters.get(i).name();
      }
    }
    for (int i = 0; i < network.layers().size(); i++) {
      if (!isFinite(outputs(i, weights))) {
        return network.names().get(i);
      }
    }
    return "loss";
  }

  static boolean isFinite(NdArray numbers) {
    for (int i = 0; i < numbers.shape().elements(); i++) {
      if (!Double.isFinite(numbers.at(i))) {
        return false;
      }
    }
    return true;
  }
}
