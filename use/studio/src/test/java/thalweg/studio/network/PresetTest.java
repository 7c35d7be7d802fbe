package thalweg.studio.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import thalweg.studio.question.Asking;
import thalweg.training.Trainer;
import thalweg.training.TrainingEvent;
import thalweg.training.TrainingEvent.EpochDone;
import thalweg.training.TrainingResult;

/// What works does, and what fails is told why.
@Timeout(60)
class PresetTest {
  static Stream<Preset> all() {
    return Preset.all().stream();
  }

  @ParameterizedTest
  @MethodSource("all")
  void keeps_its_word(Preset preset) {
    Subject subject = Subject.of(preset.setup(), new Asking());
    List<String> told = new ArrayList<>(subject.doubts());
    TrainingResult result =
        Trainer.of(subject.objective(), subject.split(), subject.settings())
            .listen(
                event -> {
                  if (event instanceof TrainingEvent.Warned warned) {
                    told.add(warned.what());
                  }
                })
            .run();
    if (!preset.works()) {
      assertThat(String.join("; ", told) + "; " + result.outcome()).contains(told(preset.name()));
    }
    if (!preset.name().equals("huge-rate")) {
      EpochDone last = result.history().getLast();
      double measure = Objects.requireNonNull(last.test()).measures().getFirst().value();
      if (preset.works()) {
        assertThat(measure).isGreaterThan(0.9);
        assertThat(told).isEmpty();
      } else if (preset.name().equals("leaked")) {
        assertThat(measure).isGreaterThan(0.8); // a quarter is labelled wrongly: 0.75 is honest
      } else {
        assertThat(measure).isLessThan(0.8);
      }
    }
  }

  private static String told(String name) {
    return switch (name) {
      case "straight" -> "Completed"; // which nobody can know but by the measures
      case "huge-rate" -> "the rate is probably too large";
      case "dead-relu" -> "give 0 for every row";
      case "unscaled" -> "the columns differ in size";
      case "sorted" -> "has no row in the test data";
      case "leaked" -> "also among those to learn from";
      case "by-heart" -> "over-fitting since epoch";
      case "vanishing" -> "the gradient vanishes";
      default -> throw new AssertionError(name + " fails, and nobody says how");
    };
  }
}
