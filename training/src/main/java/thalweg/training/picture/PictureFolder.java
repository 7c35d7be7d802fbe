package thalweg.training.picture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import thalweg.training.data.DataFileException;
import thalweg.training.picture.Pictures.Item;

/// A folder with a folder of pictures for each class, perhaps within a folder for each part of the
/// data.
///
/// @param isForModel whether a picture in no class's folder is wanted too
record PictureFolder(Path folder, boolean isForModel) {
  private static final Map<String, String> PARTS =
      Map.of(
          "train", "train",
          "training", "train",
          "val", "validation",
          "valid", "validation",
          "validation", "validation",
          "test", "test",
          "testing", "test");

  /// Returns whether a file is a picture by its name.
  static boolean holds(Path folder, Path file) {
    return !isHidden(folder.relativize(file))
        && Format.isNamed(file.toString())
        && Files.isRegularFile(file);
  }

  /// What file systems and archives leave behind is no data.
  private static boolean isHidden(Path relative) {
    return IntStream.range(0, relative.getNameCount())
        .mapToObj(i -> relative.getName(i).toString())
        .anyMatch(
            name ->
                (name.startsWith(".") && name.length() > 1)
                    || name.equals("__MACOSX")
                    || name.equals("Thumbs.db")
                    || name.equals("desktop.ini"));
  }

  /// Returns the pictures in a folder, in the order of their names.
  List<Item> read(List<String> remarks) throws IOException {
    List<Path> files = new ArrayList<>();
    List<Path> folders = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      all.forEach(
          found -> {
            Path relative = folder.relativize(found);
            if (!relative.toString().isEmpty() && !isHidden(relative)) {
              (Files.isDirectory(found) ? folders : files).add(relative);
            }
          });
    } catch (IOException | UncheckedIOException unreadable) {
      throw DataFileException.unreadable(folder, unreadable);
    }
    List<String> others =
        files.stream().map(PictureFolder::slashed).filter(name -> !Format.isNamed(name)).toList();
    List<String> pictures =
        files.stream().map(PictureFolder::slashed).filter(Format::isNamed).sorted().toList();
    boolean inParts = areParts(pictures);
    int depth = inParts ? 2 : 1;
    List<Item> items = new ArrayList<>();
    List<String> outside = new ArrayList<>();
    for (String picture : pictures) {
      String[] steps = picture.split("/", depth + 1);
      boolean isInClass = steps.length > depth;
      if (isInClass || isForModel) {
        items.add(
            new Item(
                folder.resolve(picture),
                picture,
                inParts ? Objects.requireNonNull(PARTS.get(steps[0].toLowerCase(Locale.ROOT))) : "",
                isInClass ? steps[depth - 1] : ""));
      } else {
        outside.add(picture);
      }
    }
    if (items.isEmpty() && !outside.isEmpty()) {
      throw new DataFileException(
          folder,
          "found "
              + Pictures.counted(outside.size(), "picture")
              + ", none in a folder of its class; put the pictures of each class into a folder"
              + " named for it, or give a table of pictures and labels.");
    }
    if (!outside.isEmpty()) {
      remarks.add(
          Pictures.counted(outside.size(), "picture")
              + " in no class's folder passed over"
              + Pictures.such(outside));
    }
    if (!others.isEmpty()) {
      others = others.stream().sorted().toList();
      remarks.add(
          Pictures.counted(others.size(), "file")
              + " not named .png, .jpg, .jpeg, .gif or .bmp passed over"
              + Pictures.such(others));
    }
    List<String> empty =
        folders.stream()
            .filter(path -> path.getNameCount() == depth)
            .map(PictureFolder::slashed)
            .filter(name -> items.stream().noneMatch(item -> item.name().startsWith(name + "/")))
            .sorted()
            .toList();
    if (!empty.isEmpty()) {
      remarks.add(
          Pictures.counted(empty.size(), "folder")
              + " without a picture passed over"
              + Pictures.such(empty));
    }
    return items;
  }

  private static String slashed(Path relative) {
    return relative.toString().replace('\\', '/');
  }

  /// Returns whether all pictures lie in folders of parts, some of them in that of training.
  private static boolean areParts(List<String> pictures) {
    TreeSet<String> parts = new TreeSet<>();
    for (String picture : pictures) {
      String[] steps = picture.split("/", 3);
      String part = steps.length < 3 ? null : PARTS.get(steps[0].toLowerCase(Locale.ROOT));
      if (part == null) {
        return false;
      }
      parts.add(part);
    }
    return parts.size() > 1 && parts.contains("train");
  }
}
