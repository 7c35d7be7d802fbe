package thalweg.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thalweg.algebra.DType;
import thalweg.training.data.Dataset;

class RowFileTest {
  private static final RowFormat FORMAT =
      new RowFormat("features", "label", List.of(), List.of(), false);

  @TempDir private Path folder;

  /// Rows, of which a vector may be sparse, an array of floats or of whole numbers.
  private static Row row(double[] features, double label, int kind) {
    return RowFactory.create(
        switch (kind) {
          case 0 -> Vectors.dense(features);
          case 1 -> Vectors.dense(features).toSparse();
          default ->
              scala.jdk.javaapi.CollectionConverters.asScala(
                      Arrays.stream(features).boxed().toList())
                  .toSeq();
        },
        label);
  }

  private static List<Page> pages(List<List<Row>> partitions) {
    List<Page> pages = new ArrayList<>();
    for (int i = 0; i < partitions.size(); i++) {
      Page.of(i, partitions.get(i).iterator()).forEachRemaining(pages::add);
    }
    return pages;
  }

  private static TreeMap<Integer, Long> starts(List<List<Row>> partitions) {
    TreeMap<Integer, Long> starts = new TreeMap<>();
    long count = 0;
    for (int i = 0; i < partitions.size(); i++) {
      starts.put(i, count);
      count += partitions.get(i).size();
    }
    return starts;
  }

  @Test
  void rows_come_back_in_their_order_however_they_were_cut_and_sent() throws IOException {
    Random random = new Random(6);
    for (int trial = 0; trial < 200; trial++) {
      int width = trial % 20 == 0 ? 70_000 : 1 + random.nextInt(40);
      int count = trial % 20 == 0 ? 3 : 1 + random.nextInt(600);
      double[] features = random.doubles((long) count * width, -9, 9).toArray();
      double[] labels = random.doubles(count).toArray();
      List<List<Row>> partitions = new ArrayList<>(List.of(new ArrayList<>()));
      for (int i = 0; i < count; i++) {
        while (random.nextInt(Math.max(2, count / 3)) == 0) {
          partitions.add(new ArrayList<>()); // some stay empty
        }
        partitions
            .getLast()
            .add(
                row(
                    Arrays.copyOfRange(features, i * width, (i + 1) * width),
                    labels[i],
                    random.nextInt(3)));
      }
      List<Page> pages = pages(partitions);
      Collections.shuffle(pages, random);
      try (RowFile file = RowFile.of(pages.iterator(), folder, starts(partitions), count, width)) {
        Dataset data = file.dataset(FORMAT, 0);
        assertThat(Arrays.equals(data.features(DType.DOUBLE).doubles(), features)).isTrue();
        assertThat(Arrays.equals(data.numbers(Dataset.TARGET, DType.DOUBLE).doubles(), labels))
            .isTrue();
      }
      assertThat(Files.list(folder)).isEmpty();
    }
  }

  @Test
  void rows_that_changed_since_they_were_counted_are_noticed() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      rows.add(row(new double[] {i, i}, i, 0));
    }
    List<Page> pages = pages(List.of(rows));
    TreeMap<Integer, Long> starts = starts(List.of(rows));
    for (int[] counted : new int[][] {{9, 2}, {11, 2}, {10, 3}, {20, 1}}) {
      assertThatThrownBy(() -> RowFile.of(pages.iterator(), folder, starts, counted[0], counted[1]))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("spark: other rows came than were counted");
    }
    assertThatThrownBy(() -> RowFile.of(pages.iterator(), folder, new TreeMap<>(), 10, 2))
        .isInstanceOf(IllegalStateException.class);
    assertThat(Files.list(folder)).isEmpty();
  }
}
