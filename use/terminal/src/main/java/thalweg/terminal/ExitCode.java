package thalweg.terminal;

/// What the command tells the shell. The numbers are part of its contract.
final class ExitCode {
  static final int OK = 0;
  static final int FAILURE = 1;
  static final int USAGE = 2;

  /// A result is NaN or infinite, or a descent ended above where it began.
  static final int DIVERGED = 3;

  /// A file given to be read is missing, unreadable or malformed.
  static final int BAD_INPUT = 4;

  /// A check was carried out and failed.
  static final int CHECK_FAILED = 5;

  /// A training ended and has learnt nothing.
  static final int LEARNT_NOTHING = 6;

  /// Ended by SIGHUP, as when its terminal is closed, after saving.
  static final int HUNG_UP = 129;

  /// Interrupted by Ctrl-C, after saving.
  static final int INTERRUPTED = 130;

  /// Ended by SIGTERM, after saving.
  static final int TERMINATED = 143;

  private ExitCode() {}
}
