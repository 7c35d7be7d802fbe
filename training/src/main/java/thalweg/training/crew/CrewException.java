package thalweg.training.crew;

/// Says in one line why a crew did not come together, or what ended it. Members who notice end too.
public final class CrewException extends RuntimeException {
  private static final long serialVersionUID = 1;

  CrewException(String message) {
    super(message);
  }

  CrewException(String message, Throwable cause) {
    super(message, cause);
  }
}
