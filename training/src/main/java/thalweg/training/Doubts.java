package thalweg.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Quote;
import thalweg.network.layer.Embedding;
import thalweg.training.data.Column;
import thalweg.training.data.Dataset;
import thalweg.training.data.Fields;
import thalweg.training.data.Split;
import thalweg.training.leaf.LeafProgram;
import thalweg.training.leaf.Weights;
import thalweg.training.model.Model;
import thalweg.training.objective.Objective;

/// What keeps a network from learning: refused where it is certain, told where it is likely.
final class Doubts {
  /// Features larger than this, with weights of about 1, make steps that no usual rate survives.
  private static final double LARGE = 100;

  /// Columns of which one reaches so many times as far as another are told. Bytes that stand for
  /// numbers from 0 to 1 differ by 255 at most.
  private static final double UNLIKE = 500;

  /// The most rows that are looked at for that, evenly taken.
  private static final int ROWS = 10_000;

  /// Of more numbers than these, some rows are looked at when it is too late.
  private static final long MOST_NUMBERS = 1 << 26;

  private Doubts() {}

  /// @throws IllegalArgumentException if the objective cannot be learnt from these data
  static void requireLearnable(Objective objective, Split data) {
    objective.requireFits("training", data.train());
    if (data.validation() != null) {
      objective.requireFits("validation", data.validation());
    }
    if (data.test() != null) {
      objective.requireFits("test", data.test());
    }
  }

  /// Makes the computation of one row, so that what does not fit is told before any work, and looks
  /// at every number.
  ///
  /// @param seen the data as the network sees them
  /// @throws IllegalArgumentException if objective and columns do not fit, or the precision cannot
  ///   hold a number
  static void requireComputable(Objective objective, Split seen, TrainingSettings settings) {
    new LeafProgram.Family(
            objective, seen.train().kinds(), LeafProgram.Use.JUDGE, settings.precision(), 1)
        .of(1);
    parts(seen).forEach(part -> part.requireFits(settings.precision()));
    if (objective.network().layers().getFirst() instanceof Embedding embedding) {
      parts(seen).forEach(part -> requireKnown(embedding, part));
    }
  }

  /// Checks that each feature names one of the things that an embedding knows.
  ///
  /// @throws IllegalArgumentException if one does not; it names row and place
  private static void requireKnown(Embedding embedding, Dataset data) {
    Column features = data.column(Dataset.FEATURES);
    NdArray things = NdArray.zeros(features.values().type(), features.shape().prepend(1));
    for (int[] row = {0}; row[0] < data.rows(); row[0]++) {
      if (!features.values().isHere(row[0])) {
        continue;
      }
      features.values().gather(row, 0, 1, things);
      for (int i = 0; i < things.shape().elements(); i++) {
        double thing = things.at(i);
        if (!(thing >= 0 && thing < embedding.count() && thing == Math.rint(thing))) {
          throw new IllegalArgumentException(
              "training: "
                  + Dataset.place(row[0], i, data.fields())
                  + " of "
                  + data.name()
                  + " is "
                  + (thing == (int) thing ? String.valueOf((int) thing) : String.valueOf(thing))
                  + "; the network begins with an embedding of "
                  + embedding.count()
                  + " things, so it must be a whole number from 0 to "
                  + (embedding.count() - 1)
                  + ".");
        }
      }
    }
  }

  private static List<Dataset> parts(Split data) {
    return Stream.of(data.train(), data.validation(), data.test())
        .filter(Objects::nonNull)
        .toList();
  }

  /// Returns a line for each thing that is probably not meant so.
  static List<String> about(Objective objective, Split data) {
    List<String> doubts = new ArrayList<>(objective.doubts("training", data.train()));
    if (data.validation() != null) {
      doubts.addAll(objective.doubts("validation", data.validation()));
    }
    if (data.test() != null) {
      doubts.addAll(objective.doubts("test", data.test()));
    }
    String unscaled = unscaled(data.train());
    if (unscaled != null) {
      doubts.add(unscaled);
    }
    return doubts;
  }

  /// Returns which columns of a table differ so much in size that one rate cannot suit the weights
  /// of both; null if none do. It is told by how far they reach, not by their deviations: a pixel
  /// that is blank in almost every row deviates little, and is no larger or smaller than others.
  private static @Nullable String unscaled(Dataset train) {
    if (train.rowShape().rank() != 1 || !train.column(Dataset.FEATURES).kind().type().isReal()) {
      return null;
    }
    NdArray features = train.select(train.name(), some(train)).features(DType.DOUBLE);
    int width = train.rowShape().elements();
    double[] least = new double[width];
    double[] most = new double[width];
    for (int i = 0; i < features.shape().elements(); i++) {
      least[i % width] = i < width ? features.at(i) : Math.min(least[i % width], features.at(i));
      most[i % width] = i < width ? features.at(i) : Math.max(most[i % width], features.at(i));
    }
    int wide = -1;
    int narrow = -1;
    for (int column = 0; column < width; column++) {
      double reach = most[column] - least[column];
      if (reach > 0) {
        wide = wide < 0 || reach > most[wide] - least[wide] ? column : wide;
        narrow = narrow < 0 || reach < most[narrow] - least[narrow] ? column : narrow;
      }
    }
    return wide < 0 || most[wide] - least[wide] < UNLIKE * (most[narrow] - least[narrow])
        ? null
        : "the columns differ in size: "
            + reach(wide, least, most, train.fields())
            + ", "
            + reach(narrow, least, most, train.fields())
            + "; bring each to about 1, as standardised() does.";
  }

  /// Returns the numbers of some rows, evenly taken.
  private static int[] some(Dataset data) {
    int count = Math.min(ROWS, data.rows());
    return IntStream.range(0, count).map(i -> (int) ((long) i * data.rows() / count)).toArray();
  }

  private static String reach(int column, double[] least, double[] most, Fields fields) {
    return String.format(
        Locale.ROOT,
        "column %d%s goes from %.4g to %.4g",
        column,
        fields.areNamed() ? " (" + Quote.shown(fields.all().get(column).name()) + ")" : "",
        least[column],
        most[column]);
  }

  /// Returns what probably made the loss of a run infinite or NaN: the features first, as they are
  /// at fault more often than is thought, then the loss, then the rate.
  ///
  /// @param untrained the parameters if no step has been taken yet
  static String cause(
      Objective objective, Dataset train, TrainingSettings settings, @Nullable Weights untrained) {
    int width = train.rowShape().elements();
    boolean areMany = (long) train.rows() * width > MOST_NUMBERS;
    int[] rows = areMany ? some(train) : IntStream.range(0, train.rows()).toArray();
    Dataset seen = areMany ? train.select(train.name(), rows) : train;
    double[] features = seen.features(DType.DOUBLE).doubles();
    int largest = 0;
    for (int i = 1; i < features.length; i++) {
      largest = Math.abs(features[i]) > Math.abs(features[largest]) ? i : largest;
    }
    if (Math.abs(features[largest]) > LARGE) {
      return "the features are probably too large: "
          + Dataset.place(rows[largest / width], largest % width, train.fields())
          + " is "
          + features[largest]
          + "; bring the columns to about 1, as standardised() does.";
    }
    if (untrained == null) {
      return "the rate is probably too large (" + settings.rule() + "), try a tenth of it.";
    }
    return Watchdog.isFinite(
            new Model(objective, untrained.parameters(), untrained.statistics(), train.kinds())
                .outputs(seen))
        ? "the loss "
            + objective.lossName()
            + " is not finite, though the network's outputs are; use a loss that fits them."
        : "the first weights are too large; choose another initialisation.";
  }
}
