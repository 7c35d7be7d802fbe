package thalweg.exchange;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import thalweg.exchange.protobuf.ProtoWriter;

/// A file of events as TensorBoard reads them: numbers, histograms and texts by step.
///
/// Each event is on the disk's way when a method returns, so that a run is seen while it goes on.
/// Source: tensorflow/tensorflow, `core/lib/io/record_writer.h`, `core/framework/summary.proto`,
/// `core/util/event.proto`; tensorboard, `plugins/hparams/api.proto`.
///
/// ```java
/// try (EventFile events = EventFile.in(Path.of("runs/first"))) {
///   events.scalar("loss", 1, 0.25);
/// }
/// ```
public final class EventFile implements Closeable {
  private static final int MOST_NAMES = 1_000;

  /// Buckets of a histogram.
  private static final int BUCKETS = 30;

  private static final int MASK_DELTA = 0xa282ead8;

  private final FileChannel channel;

  private EventFile(FileChannel channel) {
    this.channel = channel;
  }

  /// Makes a new file in a folder, which is made if need be.
  ///
  /// @throws IOException if that cannot be done
  public static EventFile in(Path folder) throws IOException {
    Files.createDirectories(folder);
    long second = Instant.now().getEpochSecond();
    for (int i = 0; i < MOST_NAMES; i++) {
      Path file = folder.resolve("events.out.tfevents." + second + ".thalweg." + i);
      try {
        FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        EventFile events = new EventFile(channel);
        events.write(event -> event.text(3, "brain.Event:2"));
        return events;
      } catch (FileAlreadyExistsException _) {
        // begun within the same second
      }
    }
    throw new IOException(folder + ": it holds " + MOST_NAMES + " files of this second.");
  }

  /// Writes a number, such as a loss.
  ///
  /// @param tag what it is; parts before a slash group
  public void scalar(String tag, long step, double value) throws IOException {
    summary(step, to -> to.text(1, tag).real(2, (float) value));
  }

  /// Writes how numbers are spread, NaN and infinite ones left out.
  public void histogram(String tag, long step, double[] numbers) throws IOException {
    double[] finite = Arrays.stream(numbers).filter(Double::isFinite).toArray();
    summary(step, to -> to.text(1, tag).message(5, histogram -> put(histogram, finite)));
  }

  private static void put(ProtoWriter to, double[] numbers) {
    double least = Arrays.stream(numbers).min().orElse(0);
    double most = Arrays.stream(numbers).max().orElse(0);
    // In halves, for the whole range may be more than a double holds.
    double width = (most / 2 - least / 2) / BUCKETS * 2;
    double[] limits = new double[BUCKETS];
    double[] counts = new double[BUCKETS];
    for (int i = 0; i < BUCKETS; i++) {
      double share = (i + 1.0) / BUCKETS;
      limits[i] = i == BUCKETS - 1 ? most : 2 * (least / 2 + share * (most / 2 - least / 2));
    }
    double sum = 0;
    double squares = 0;
    for (double number : numbers) {
      int at = width > 0 ? (int) ((number - least) / width) : 0;
      counts[Math.clamp(at, 0, BUCKETS - 1)]++;
      sum += number;
      squares += number * number;
    }
    to.doubles(1, least).doubles(2, most).doubles(3, numbers.length);
    to.doubles(4, sum).doubles(5, squares);
    to.bytes(6, packed(limits)).bytes(7, packed(counts));
  }

  private static byte[] packed(double[] numbers) {
    ByteBuffer bytes =
        ByteBuffer.allocate(numbers.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(numbers);
    return bytes.array();
  }

  /// Writes a text, which is shown as Markdown.
  public void text(String tag, long step, String text) throws IOException {
    summary(
        step,
        to ->
            to.text(1, tag + "/text_summary")
                .message(9, metadata -> plugin(metadata, "text", new byte[0]))
                // a tensor of one text
                .message(
                    8,
                    tensor ->
                        tensor
                            .whole(1, 7)
                            .message(2, shape -> shape.message(2, axis -> axis.whole(1, 1)))
                            .text(8, text)));
  }

  /// Writes the settings of a run, by which runs are compared.
  ///
  /// @param settings numbers, truth values, or anything whose text says it
  public void hyperParameters(Map<String, ?> settings) throws IOException {
    ProtoWriter start = new ProtoWriter();
    for (Map.Entry<String, ?> each : settings.entrySet()) {
      start.message(
          1, entry -> entry.text(1, each.getKey()).message(2, to -> put(to, each.getValue())));
    }
    byte[] content = new ProtoWriter().whole(1, 0).bytes(3, start.toBytes()).toBytes();
    summary(
        0,
        to ->
            to.text(1, "_hparams_/session_start_info")
                .message(9, metadata -> plugin(metadata, "hparams", content))
                // a tensor of no floats, which stands for none
                .message(
                    8,
                    tensor ->
                        tensor
                            .whole(1, 1)
                            .message(2, shape -> shape.message(2, axis -> axis.whole(1, 0)))));
  }

  private static void put(ProtoWriter to, Object value) {
    switch (value) {
      case Number number -> to.doubles(2, number.doubleValue());
      case Boolean yes -> to.whole(4, yes ? 1 : 0);
      default -> to.text(3, value.toString());
    }
  }

  private static void plugin(ProtoWriter metadata, String name, byte[] content) {
    metadata.message(1, data -> data.text(1, name).bytes(2, content));
  }

  private void summary(long step, Consumer<ProtoWriter> value) throws IOException {
    write(event -> event.whole(2, step).message(5, summary -> summary.message(1, value)));
  }

  private void write(Consumer<ProtoWriter> written) throws IOException {
    Instant now = Instant.now();
    ProtoWriter event = new ProtoWriter().doubles(1, now.getEpochSecond() + now.getNano() / 1e9);
    written.accept(event);
    byte[] bytes = event.toBytes();
    ByteBuffer record =
        ByteBuffer.allocate(bytes.length + Long.BYTES + 2 * Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(bytes.length);
    record.putInt(masked(record.array(), 0, Long.BYTES));
    record.put(bytes).putInt(masked(bytes, 0, bytes.length)).flip();
    while (record.hasRemaining()) {
      channel.write(record);
    }
  }

  /// Returns the sum of bytes as records have it: turned, for sums of data that hold sums.
  private static int masked(byte[] bytes, int from, int count) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, from, count);
    return Integer.rotateRight((int) sum.getValue(), 15) + MASK_DELTA;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
