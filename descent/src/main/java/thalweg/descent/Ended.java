package thalweg.descent;

import java.io.Serial;

/// Ends a descent from within an evaluation: a limit is reached, or the caller asked.
final class Ended extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final transient Outcome outcome;

  Ended(Outcome outcome) {
    super(outcome.written(), null, false, false);
    this.outcome = outcome;
  }

  Outcome outcome() {
    return outcome;
  }
}
