package thalweg.training.objective;

import thalweg.algebra.Quote;
import thalweg.network.Network;
import thalweg.network.loss.Loss;
import thalweg.network.written.Written;

/// Objectives as text: `classification(softmax-cross-entropy)`,
/// `sequence-classification(softmax-cross-entropy)`, `several-labels(binary-cross-entropy)`,
/// `regression(mean-squared-error)`; and records of one's own, losses as well as whole objectives,
/// as [Written] says them. Without a loss each has its usual one.
public final class ObjectiveParser {
  private static final String CLASSIFICATION = "classification";
  private static final String SEQUENCE_CLASSIFICATION = "sequence-classification";
  private static final String SEVERAL_LABELS = "several-labels";
  private static final String REGRESSION = "regression";

  private ObjectiveParser() {}

  /// Returns the text that [#parse] reads as the same objective, its network left out.
  ///
  /// @throws IllegalArgumentException if it has no written form, as a lambda has not
  public static String written(Objective objective) {
    return switch (objective) {
      case Classification(Network _, Loss loss) -> CLASSIFICATION + "(" + loss.text() + ")";
      case SequenceClassification(Network _, Loss loss) ->
          SEQUENCE_CLASSIFICATION + "(" + loss.text() + ")";
      case SeveralLabels(Network _, Loss loss) -> SEVERAL_LABELS + "(" + loss.text() + ")";
      case Regression(Network _, Loss loss) -> REGRESSION + "(" + loss.text() + ")";
      default -> Written.write(objective, objective.network());
    };
  }

  /// Returns the objective that `text` says, of this network.
  ///
  /// @throws IllegalArgumentException if it says none
  public static Objective parse(String text, Network network) {
    int open = text.indexOf('(');
    if (open >= 0 && text.endsWith(")")) {
      String inner = text.substring(open + 1, text.length() - 1);
      switch (text.substring(0, open)) {
        case CLASSIFICATION -> {
          return new Classification(network, Loss.parse(inner));
        }
        case SEQUENCE_CLASSIFICATION -> {
          return new SequenceClassification(network, Loss.parse(inner));
        }
        case SEVERAL_LABELS -> {
          return new SeveralLabels(network, Loss.parse(inner));
        }
        case REGRESSION -> {
          return new Regression(network, Loss.parse(inner));
        }
        default -> {}
      }
    }
    switch (text) {
      case CLASSIFICATION -> {
        return Classification.of(network);
      }
      case SEQUENCE_CLASSIFICATION -> {
        return SequenceClassification.of(network);
      }
      case SEVERAL_LABELS -> {
        return SeveralLabels.of(network);
      }
      case REGRESSION -> {
        return Regression.of(network);
      }
      default -> {}
    }
    if (Written.isForm(text)) {
      return Written.read(Objective.class, text, network);
    }
    throw new IllegalArgumentException(
        "objective: "
            + Quote.of(text)
            + " is unknown; it must be classification, sequence-classification, several-labels or"
            + " regression, with a loss where it is not the usual one, such as"
            + " regression(mean-absolute-error), or a record of one's own.");
  }
}
