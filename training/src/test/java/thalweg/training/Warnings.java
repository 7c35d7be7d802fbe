package thalweg.training;

import java.util.ArrayList;
import java.util.List;

/// What a training warns of.
final class Warnings {
  private Warnings() {}

  static List<String> of(Trainer trainer) {
    List<String> said = new ArrayList<>();
    trainer
        .listen(
            event -> {
              if (event instanceof TrainingEvent.Warned(_, String what)) {
                said.add(what);
              }
            })
        .run();
    return said;
  }
}
