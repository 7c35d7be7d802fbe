package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Classes of very unequal size.
class BalanceTest {
  @TempDir private Path folder;

  /// Nine rows of ten are common; the rare ones lie among them, so that always saying common is
  /// right nine times of ten.
  private String unequal() {
    StringBuilder text = new StringBuilder("x,y,kind\n");
    for (int row = 0; row < 400; row++) {
      boolean isRare = row % 10 == 0;
      double x = 1.5 * Math.sin(row * 1.3) + (isRare ? 1.3 : 0);
      text.append(
          String.format(
              Locale.ROOT, "%.4f,%.4f,%s%n", x, Math.cos(row * 2.7), isRare ? "rare" : "common"));
    }
    return Ran.write(folder.resolve("unequal.csv"), text.toString()).toString();
  }

  private Ran trained(String data, String... more) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "train",
                "--data",
                data,
                "--picture",
                folder.resolve("p.svg").toString(),
                "--patience",
                "0",
                "--rule",
                "adam"));
    line.addAll(List.of(more));
    Ran ran = Ran.thalweg(line.toArray(String[]::new));
    assertThat(ran.exit()).as(ran.err()).isIn(0, 6);
    return ran;
  }

  @Test
  void a_rare_class_is_found_where_every_class_counts_alike_and_the_end_tells_it() {
    String data = unequal();
    String model = folder.resolve("m.safetensors").toString();
    JsonNode plain = trained(data, "--epochs", "15", "--save", model, "--json").lastJson();
    JsonNode balanced =
        trained(data, "--epochs", "15", "--save", model, "--json", "--balance").lastJson();
    assertThat(balanced.get("rarestClass").asString()).isEqualTo("rare");
    assertThat(balanced.get("rarestRecall").asDouble())
        .isGreaterThan(plain.get("rarestRecall").asDouble());
    assertThat(balanced.get("testBalancedAccuracy").asDouble())
        .isGreaterThan(plain.get("testBalancedAccuracy").asDouble());
    Ran words = trained(data, "--epochs", "2", "--save", model, "--balance");
    assertThat(words.err()).contains("every class counts alike", "rare counts 5", "common counts");
    assertThat(words.out()).contains("balanced accuracy", "recall of rare, the rarest class");
  }

  @Test
  void a_balanced_run_goes_on_as_it_began() {
    String data = unequal();
    String first = folder.resolve("first.safetensors").toString();
    String whole = folder.resolve("whole.safetensors").toString();
    trained(data, "--epochs", "2", "--save", first, "--balance", "--quiet");
    String resumed =
        Ran.thalweg(
                "train",
                "--resume",
                first,
                "--epochs",
                "4",
                "--json",
                "--picture",
                folder.resolve("p.svg").toString())
            .lastJson()
            .get("weightsSha256")
            .asString();
    assertThat(resumed)
        .isEqualTo(
            trained(data, "--epochs", "4", "--save", whole, "--balance", "--json")
                .lastJson()
                .get("weightsSha256")
                .asString());
    Ran again = Ran.thalweg("train", "--resume", first, "--balance", "--epochs", "9");
    assertThat(again.exit()).isEqualTo(2);
    assertThat(again.err()).hasLineCount(1).contains("--balance");
  }

  @Test
  void quantities_have_no_classes_to_balance() {
    String prices =
        Ran.write(
                folder.resolve("prices.csv"),
                "x,price\n1,1.5\n2,2.25\n3,3.125\n4,4.5\n5,5.75\n6,6.5\n")
            .toString();
    Ran ran = Ran.thalweg("train", "--data", prices, "--balance");
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("--balance is for classes");
  }
}
