package thalweg.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.training.Trainer;
import thalweg.training.TrainingSettings;

@Tag("plain")
class ValuesTest {
  private static final int ROWS = 60;
  private static final int WIDTH = 3;

  @TempDir private Path folder;

  /// Rows that are made when they are asked for, as those that lie elsewhere are.
  private record Elsewhere(int rows, int width) implements Values {
    @Override
    public DType type() {
      return DType.DOUBLE;
    }

    @Override
    public void gather(int[] order, int from, int count, NdArray target) {
      for (int i = 0; i < count * width; i++) {
        target.set(i, number(order[from + i / width] * width + i % width));
      }
    }
  }

  /// A number that float holds too.
  private static double number(int at) {
    return (at * 37 % 64 - 32) / 8.0;
  }

  private List<Values> kinds() throws IOException {
    double[] doubles = IntStream.range(0, ROWS * WIDTH).mapToDouble(ValuesTest::number).toArray();
    float[] floats = new float[doubles.length];
    ByteBuffer file = ByteBuffer.allocate(8 * doubles.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) doubles[i];
      file.putDouble(doubles[i]);
    }
    Path path = Files.write(folder.resolve("rows.bin"), file.array());
    try (FileChannel channel = FileChannel.open(path)) {
      MemorySegment mapped =
          channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
      List<Values> kinds =
          new ArrayList<>(
              List.of(
                  Values.of(WIDTH, doubles),
                  Values.of(WIDTH, floats),
                  Values.mapped(DType.DOUBLE, WIDTH, mapped),
                  new Elsewhere(ROWS, WIDTH)));
      kinds.add(new Elsewhere(2 * ROWS, WIDTH).select(IntStream.range(0, ROWS).toArray()));
      return kinds;
    }
  }

  @Test
  void rows_are_the_same_wherever_they_lie() throws IOException {
    Random random = new Random(8);
    for (Values values : kinds()) {
      assertThat(values.rows()).isEqualTo(ROWS);
      for (DType type : new DType[] {DType.FLOAT, DType.DOUBLE}) {
        int[] order = random.ints(20, 0, ROWS).toArray();
        NdArray gathered = NdArray.zeros(type, Shape.of(12, WIDTH));
        values.gather(order, 5, 12, gathered);
        int[] chosen = random.ints(9, 0, ROWS).toArray();
        NdArray selected = NdArray.zeros(type, Shape.of(9, WIDTH));
        values.select(chosen).gather(IntStream.range(0, 9).toArray(), 0, 9, selected);
        for (int i = 0; i < 12 * WIDTH; i++) {
          assertThat(gathered.at(i)).isEqualTo(number(order[5 + i / WIDTH] * WIDTH + i % WIDTH));
        }
        for (int i = 0; i < 9 * WIDTH; i++) {
          assertThat(selected.at(i)).isEqualTo(number(chosen[i / WIDTH] * WIDTH + i % WIDTH));
        }
      }
      assertThat(values.firstBeyond(4)).isEqualTo(-1);
      assertThat(values.firstBeyond(3.9)).isEqualTo(0);
    }
  }

  @Test
  void training_gives_the_same_weights_wherever_the_rows_lie() throws IOException {
    List<String> hashes = new ArrayList<>();
    for (Values values : kinds()) {
      Dataset data =
          Dataset.of(
              "rows",
              List.of(
                  Column.of(Dataset.FEATURES, Shape.of(WIDTH), values),
                  Column.classes(
                      Dataset.TARGET,
                      IntStream.range(0, ROWS).map(row -> row % 2).toArray(),
                      List.of("a", "b"))));
      Network network = Network.of("3-5-2", Activation.TANH);
      TrainingSettings settings = TrainingSettings.defaults().withBatch(7).withEpochs(2);
      hashes.add(
          Trainer.of(network, data.split(0.2, 3).standardised(), settings)
              .run()
              .model()
              .weightsSha256());
    }
    assertThat(hashes).hasSize(5).containsOnly(hashes.getFirst());
  }

  @Test
  void mapped_rows_are_standardised_as_those_in_the_heap_are() {
    Random random = new Random(3);
    for (int trial = 0; trial < 300; trial++) {
      int width = 1 + random.nextInt(5);
      int rows = 1 + random.nextInt(trial % 50 == 0 ? 40_000 : 200);
      double scale = StrictMath.pow(10, random.nextInt(-300, 300));
      boolean isConstant = random.nextInt(9) == 0;
      double[] numbers =
          random.doubles((long) rows * width, -scale, isConstant ? -scale * 0.99 : scale).toArray();
      Values heap = Values.of(width, numbers);
      ByteBuffer bytes = ByteBuffer.allocate(8 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asDoubleBuffer().put(numbers);
      Values mapped = Values.mapped(DType.DOUBLE, width, MemorySegment.ofBuffer(bytes));
      Dataset inHeap = features(heap, width).standardised();
      Dataset outside = features(mapped, width).standardised();
      assertThat(outside.fields()).isEqualTo(inHeap.fields());
      for (DType type : new DType[] {DType.FLOAT, DType.DOUBLE}) {
        assertThat(outside.scaled().features(type)).isEqualTo(inHeap.scaled().features(type));
      }
    }
  }

  private static Dataset features(Values values, int width) {
    return Dataset.of("rows", List.of(Column.of(Dataset.FEATURES, Shape.of(width), values)));
  }

  @Test
  void rows_that_are_not_whole_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Values.of(3, new double[7]))
        .withMessageContaining("7 numbers are given for rows of 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Values.mapped(DType.FLOAT, 2, MemorySegment.ofArray(new byte[10])))
        .withMessageContaining("10 bytes are mapped");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Column.of("x", Shape.of(2), Values.of(3, new int[6])))
        .withMessageContaining("column x: the values are INT, 3 for each row");
    Column three = Column.of("x", Shape.SCALAR, Values.of(1, new int[3]));
    Column four = Column.of("y", Shape.SCALAR, Values.of(1, new int[4]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Dataset.of("d", List.of(three, four)))
        .withMessageContaining("the column y has 4 rows, others have 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Dataset.of("d", List.of(three, three)))
        .withMessageContaining("two columns are named \"x\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Dataset.of("d", List.of(three)).column("z"))
        .withMessageContaining("no column \"z\", only \"x\"");
  }
}
