package thalweg.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Pictures of what is taken for what, and of predictions against what is right.
class JudgementFigureTest {
  private static List<String> names(int count) {
    return IntStream.range(0, count).mapToObj(i -> "kind <" + i + ">").toList();
  }

  @Test
  void a_confusion_of_any_size_names_its_classes_and_counts() {
    for (int classes : new int[] {1, 2, 3, 10, 25}) {
      double[][] counts = new double[classes][classes];
      for (int i = 0; i < classes; i++) {
        counts[i][i] = 1000 + i;
      }
      String svg = Figures.confusion("Taken for", names(classes), counts).toSvg();
      assertThat(svg).contains("Taken for", "kind &lt;0&gt;", "1000", "" + (999 + classes));
    }
    Figure large = Figures.confusion("Taken for", names(300), new double[300][300]);
    assertThat(large.toSvg()).doesNotContain("kind");
    assertThatThrownBy(() -> Figures.confusion("", names(2), new double[2][1]))
        .hasMessageStartingWith("confusion: 2 names and 2 rows of counts are given");
    assertThatThrownBy(() -> Figures.confusion("", List.of(), new double[0][]))
        .hasMessageStartingWith("confusion: 0 names");
  }

  @Test
  void of_many_predictions_some_are_drawn_and_said_so() {
    double[] right = IntStream.range(0, 20_000).mapToDouble(i -> i).toArray();
    assertThat(Figures.predictions("price", right, right).toSvg())
        .contains("5,000 of 20,000 rows", "Predicted against right: price");
    assertThat(Figures.predictions("price", new double[] {3}, new double[] {4}).toSvg())
        .contains("1 rows");
    assertThatThrownBy(() -> Figures.predictions("p", new double[2], new double[3]))
        .hasMessageContaining("must have equally many");
  }
}
