package thalweg.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Events are read back by the rules of the format, written down here a second time.
class EventFileTest {
  @TempDir Path folder;

  /// The fields of a message by number; of each kind of value its bits or its bytes.
  private record Message(Map<Integer, List<Object>> fields) {
    static Message of(byte[] bytes) {
      Map<Integer, List<Object>> fields = new TreeMap<>();
      ByteBuffer from = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      while (from.hasRemaining()) {
        long tag = varint(from);
        Object value =
            switch ((int) (tag & 7)) {
              case 0 -> varint(from);
              case 1 -> from.getDouble();
              case 2 -> {
                byte[] inner = new byte[(int) varint(from)];
                from.get(inner);
                yield inner;
              }
              case 5 -> from.getFloat();
              default -> throw new AssertionError(tag);
            };
        fields.computeIfAbsent((int) (tag >> 3), _ -> new ArrayList<>()).add(value);
      }
      return new Message(fields);
    }

    private static long varint(ByteBuffer from) {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte next = from.get();
        value |= (next & 0x7FL) << shift;
        if (next >= 0) {
          return value;
        }
      }
    }

    Object one(int field) {
      assertThat(fields).containsKey(field);
      return fields.get(field).getFirst();
    }

    Message in(int field) {
      return of((byte[]) one(field));
    }

    String text(int field) {
      return new String((byte[]) one(field), StandardCharsets.UTF_8);
    }

    double[] packed(int field) {
      ByteBuffer bytes = ByteBuffer.wrap((byte[]) one(field)).order(ByteOrder.LITTLE_ENDIAN);
      double[] all = new double[bytes.remaining() / 8];
      bytes.asDoubleBuffer().get(all);
      return all;
    }
  }

  /// The sum of Castagnoli, bit by bit, and turned as records have it.
  private static int masked(byte[] bytes) {
    int sum = -1;
    for (byte each : bytes) {
      sum ^= each & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        sum = (sum >>> 1) ^ ((sum & 1) == 0 ? 0 : 0x82F63B78);
      }
    }
    sum = ~sum;
    return ((sum >>> 15) | (sum << 17)) + 0xa282ead8;
  }

  private List<Message> read() throws IOException {
    List<Message> events = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      Path file = files.findFirst().orElseThrow();
      assertThat(file.getFileName().toString()).startsWith("events.out.tfevents.");
      ByteBuffer from = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      while (from.hasRemaining()) {
        byte[] length = new byte[8];
        from.get(length);
        assertThat(from.getInt()).isEqualTo(masked(length));
        byte[] event =
            new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
        from.get(event);
        assertThat(from.getInt()).isEqualTo(masked(event));
        events.add(Message.of(event));
      }
    }
    assertThat(events.getFirst().text(3)).isEqualTo("brain.Event:2");
    return events.subList(1, events.size());
  }

  @Test
  void the_sum_is_that_of_the_published_example() {
    // "123456789" has 0xE3069283 in every description of the sum.
    int sum = 0xE3069283;
    assertThat(masked("123456789".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(((sum >>> 15) | (sum << 17)) + 0xa282ead8);
  }

  @Test
  void numbers_are_read_back_by_the_rules_of_the_format() throws IOException {
    Random random = new Random(3);
    float[] values = new float[300];
    try (EventFile events = EventFile.in(folder)) {
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) Math.exp(20 * random.nextGaussian());
        events.scalar("loss/" + i, (long) i << 20, values[i]);
      }
      // seen while the run goes on
      assertThat(read()).hasSize(values.length);
    }
    List<Message> read = read();
    for (int i = 0; i < values.length; i++) {
      assertThat(read.get(i).one(2)).isEqualTo((long) i << 20);
      Message value = read.get(i).in(5).in(1);
      assertThat(value.text(1)).isEqualTo("loss/" + i);
      assertThat(value.one(2)).isEqualTo(values[i]);
      assertThat((Double) read.get(i).one(1)).isGreaterThan(1.7e9);
    }
  }

  @Test
  void a_histogram_counts_every_finite_number_between_least_and_most() throws IOException {
    Random random = new Random(4);
    List<double[]> all =
        new ArrayList<>(
            List.of(
                new double[] {},
                new double[] {3, 3, 3},
                new double[] {Double.NaN, 1, Double.NEGATIVE_INFINITY},
                new double[] {-Double.MAX_VALUE, Double.MAX_VALUE}));
    for (int i = 0; i < 100; i++) {
      double scale = Math.exp(9 * random.nextGaussian());
      all.add(random.doubles(1 + random.nextInt(90)).map(x -> scale * (x - 0.3)).toArray());
    }
    try (EventFile events = EventFile.in(folder)) {
      for (double[] numbers : all) {
        events.histogram("w", 1, numbers);
      }
    }
    List<Message> read = read();
    for (int i = 0; i < all.size(); i++) {
      double[] finite = Arrays.stream(all.get(i)).filter(Double::isFinite).toArray();
      Message histogram = read.get(i).in(5).in(1).in(5);
      double[] limits = histogram.packed(6);
      double[] counts = histogram.packed(7);
      assertThat(Arrays.stream(counts).sum()).isEqualTo(finite.length);
      assertThat(histogram.one(3)).isEqualTo((double) finite.length);
      assertThat(histogram.one(1)).isEqualTo(Arrays.stream(finite).min().orElse(0));
      assertThat(histogram.one(2)).isEqualTo(Arrays.stream(finite).max().orElse(0));
      assertThat(limits).hasSameSizeAs(counts).isSorted();
      assertThat(limits[limits.length - 1]).isEqualTo(Arrays.stream(finite).max().orElse(0));
    }
  }

  @Test
  void texts_and_settings_are_for_their_plugins() throws IOException {
    try (EventFile events = EventFile.in(folder)) {
      events.text("network", 0, "784, **dense** 10 – é");
      events.hyperParameters(new TreeMap<>(Map.of("batch", 9, "rule", "adam", "yes", true)));
    }
    List<Message> read = read();
    Message text = read.get(0).in(5).in(1);
    assertThat(text.text(1)).isEqualTo("network/text_summary");
    assertThat(text.in(9).in(1).text(1)).isEqualTo("text");
    assertThat(text.in(8).text(8)).isEqualTo("784, **dense** 10 – é");
    Message settings = read.get(1).in(5).in(1);
    assertThat(settings.text(1)).isEqualTo("_hparams_/session_start_info");
    assertThat(settings.in(9).in(1).text(1)).isEqualTo("hparams");
    Message start = settings.in(9).in(1).in(2).in(3);
    assertThat(start.fields().get(1)).hasSize(3);
    assertThat(start.in(1).text(1)).isEqualTo("batch");
    assertThat(start.in(1).in(2).one(2)).isEqualTo(9.0);
  }

  @Test
  void two_files_of_one_second_have_names_of_their_own() throws IOException {
    for (int i = 0; i < 5; i++) {
      EventFile.in(folder.resolve("a/b")).close();
    }
    try (Stream<Path> files = Files.list(folder.resolve("a/b"))) {
      assertThat(files).hasSize(5);
    }
  }
}
