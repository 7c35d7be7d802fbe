package thalweg.training.tracking;

import java.time.Duration;

/// How long a server is waited for.
///
/// @param connection until it is there
/// @param answer until it has answered whole
/// @param first pause before a call is made again; each is twice the one before
/// @param longest of these pauses
/// @param end at the end of everything, for what is not sent yet
/// @param lastTry the same where the call before has failed
record Patience(
    Duration connection,
    Duration answer,
    Duration first,
    Duration longest,
    Duration end,
    Duration lastTry) {
  static final Patience USUAL =
      new Patience(
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofMillis(500),
          Duration.ofSeconds(60),
          Duration.ofSeconds(5),
          Duration.ofSeconds(2));
}
