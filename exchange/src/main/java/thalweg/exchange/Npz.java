package thalweg.exchange;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import thalweg.algebra.Quote;

/// Named arrays as NumPy's `savez` keeps them: a ZIP archive of NPY files.
///
/// The same content gives the same bytes.
///
/// @param arrays by name, without `.npy`; in the order of the archive
public record Npz(Map<String, Npy> arrays) {
  private static final String END = ".npy";
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  public Npz {
    arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
  }

  /// Returns whether `start` begins as a ZIP archive does.
  public static boolean isStart(byte[] start) {
    return start.length >= 4 && start[0] == 'P' && start[1] == 'K' && start[2] < 8;
  }

  /// Reads all arrays of an archive.
  ///
  /// @throws NpyException if it is no archive of arrays, or one is damaged
  /// @throws IOException if the file cannot be read
  public static Npz read(Path path) throws IOException {
    Map<String, Npy> arrays = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(path.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        String name = entry.getName();
        if (!name.endsWith(END)) {
          throw new NpyException(
              path.toString(),
              "holds "
                  + Quote.of(name)
                  + ", expected arrays alone, whose names end in .npy; this is no NPZ file.");
        }
        CRC32 sum = new CRC32();
        try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), sum)) {
          Npy array = Npy.read(path + ", " + Quote.shown(name), in);
          if (arrays.put(name.substring(0, name.length() - END.length()), array) != null) {
            throw new NpyException(
                path.toString(),
                "holds "
                    + Quote.of(name)
                    + " twice; something was added to it later: save it anew.");
          }
        }
        if (entry.getCrc() != sum.getValue()) {
          throw new NpyException(
              path + ", " + Quote.shown(name),
              "the bytes do not have the sum that the archive notes; fetch it again.");
        }
      }
    } catch (ZipException | EOFException | IllegalArgumentException damaged) {
      throw new NpyException(
          path.toString(), "is a damaged archive (" + damaged.getMessage() + "); fetch it again.");
    }
    return new Npz(arrays);
  }

  /// Writes the archive to `path`. Nobody finds half of it there: it gets its name when it is
  /// whole.
  public void write(Path path) throws IOException {
    try (Replacement replacement = Replacement.open(path)) {
      ZipOutputStream zip = new ZipOutputStream(Channels.newOutputStream(replacement.channel()));
      for (Map.Entry<String, Npy> array : new TreeMap<>(arrays).entrySet()) {
        ZipEntry entry = new ZipEntry(array.getKey() + END);
        entry.setTimeLocal(NO_TIME);
        zip.putNextEntry(entry);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        array.getValue().write(bytes);
        bytes.writeTo(zip);
        zip.closeEntry();
      }
      zip.finish();
      replacement.commit();
    }
  }
}
