package thalweg.training.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("plain")
class SuspicionsTest {
  private static final int ROWS = 200;

  private static List<String> told(Table table) throws IOException {
    return table.target("label").split(Partition.of(80, 0, 20)).train().remarks();
  }

  private static TableColumn noise(String name, Random random) {
    return TableColumn.of(name, random.doubles(ROWS).toArray());
  }

  @Test
  void a_column_that_says_every_label_is_told_and_no_other() throws IOException {
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      int classes = 2 + random.nextInt(3);
      int[] labels = random.ints(ROWS, 0, classes).toArray();
      TableColumn label =
          TableColumn.of("label", IntStream.of(labels).mapToObj(i -> "class " + i).toList());
      TableColumn apart =
          TableColumn.of(
              "apart",
              IntStream.of(labels)
                  .mapToDouble(i -> (classes - i) * 7 + 6.9 * random.nextDouble())
                  .toArray());
      TableColumn named =
          TableColumn.of(
              "named", IntStream.of(labels).mapToObj(i -> "n" + i + random.nextInt(3)).toList());
      int spoilt = random.nextInt(ROWS);
      TableColumn nearly =
          TableColumn.of(
              "nearly",
              IntStream.range(0, ROWS)
                  .mapToDouble(i -> i % 5 == spoilt % 5 ? 0 : apart.number(i))
                  .toArray());
      List<String> said =
          told(Table.of("t", List.of(noise("a", random), apart, named, nearly, label)));
      assertThat(said).filteredOn(line -> line.contains("alone says")).hasSize(2);
      assertThat(said).anyMatch(line -> line.startsWith("column 2 (apart) alone says the label"));
      assertThat(said).anyMatch(line -> line.startsWith("column 3 (named) alone says the label"));
    }
  }

  @Test
  void a_copy_of_a_quantity_is_told_in_any_unit_and_a_good_predictor_is_not() throws IOException {
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      double unit = Math.pow(10, random.nextInt(13) - 6);
      double[] price = random.doubles(ROWS, 100, 200).toArray();
      double[] copy = IntStream.range(0, ROWS).mapToDouble(i -> 3 - unit * price[i]).toArray();
      double[] good =
          IntStream.range(0, ROWS).mapToDouble(i -> price[i] + random.nextGaussian()).toArray();
      List<String> said =
          told(
              Table.of(
                  "t",
                  List.of(
                      TableColumn.of("copy", copy),
                      TableColumn.of("good", good),
                      TableColumn.of("label", price))));
      assertThat(said).filteredOn(line -> line.contains("alone says")).hasSize(1);
      assertThat(said).anyMatch(line -> line.startsWith("column 1 (copy)"));
    }
  }

  @Test
  void rows_that_are_learnt_from_and_judged_by_are_counted() throws IOException {
    Random random = new Random(4);
    double[] once = random.doubles(ROWS).toArray();
    List<String> labels = IntStream.range(0, ROWS).mapToObj(i -> i % 2 == 0 ? "x" : "y").toList();
    Table different =
        Table.of("t", List.of(TableColumn.of("a", once), TableColumn.of("label", labels)));
    assertThat(told(different)).noneMatch(line -> line.contains("flatters"));
    double[] all = IntStream.range(0, ROWS).mapToDouble(i -> once[i % 4]).toArray();
    Table alike = Table.of("t", List.of(TableColumn.of("a", all), TableColumn.of("label", labels)));
    assertThat(told(alike))
        .anyMatch(line -> line.startsWith("40 rows to be judged by are also among those"));
  }
}
