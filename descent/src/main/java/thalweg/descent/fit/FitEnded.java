package thalweg.descent.fit;

import java.io.Serial;

/// Ends a fit from deep inside. Without a stack trace, for it is no fault.
final class FitEnded extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final transient FitOutcome outcome;

  FitEnded(FitOutcome outcome) {
    super(outcome.written(), null, false, false);
    this.outcome = outcome;
  }

  FitOutcome outcome() {
    return outcome;
  }
}
