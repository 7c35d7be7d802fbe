package thalweg.training.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Shape;

/// The rows of one table as they are read: checks each field and collects numbers and labels.
final class CsvRows {
  // Narrower than what Java itself reads: no hexadecimal, no trailing d or f, no words.
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
  private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,18}");
  private static final String LABEL = "label";

  private final Path path;
  private final Csv.Header header;
  private final Csv.LabelColumn labelColumn;
  private final @Nullable List<String> knownClasses;

  private List<String> columns = List.of(); // names, empty without a header
  private int width; // columns, the label's among them; 0 before the first row
  private int labelAt;
  private double[] features = new double[1024];
  private int length;
  private final List<String> labels = new ArrayList<>();
  private final Map<String, String> distinct = new HashMap<>(); // keeps one copy of each label

  CsvRows(
      Path path,
      Csv.Header header,
      Csv.LabelColumn labelColumn,
      @Nullable List<String> knownClasses) {
    this.path = path;
    this.header = header;
    this.labelColumn = labelColumn;
    this.knownClasses = knownClasses;
  }

  /// Takes the next record, whether header or row.
  void add(long line, List<String> fields) throws DataFileException {
    if (width == 0) {
      List<String> first = fields.stream().map(CsvRows::stripped).toList();
      begin(line, first);
      if (!columns.isEmpty()) {
        return;
      }
      fields = first;
    }
    row(line, fields);
  }

  private static String stripped(String field) {
    return (field.startsWith("\uFEFF") ? field.substring(1) : field).strip(); // a byte order mark
  }

  private void begin(long line, List<String> first) throws DataFileException {
    if (first.size() < 2) {
      throw new DataFileException(
          path,
          "line "
              + line
              + ": found a single column, expected at least one feature and the label; if another"
              + " character separates the fields, state it with separator.");
    }
    width = first.size();
    labelAt =
        switch (labelColumn) {
          case Csv.LabelColumn.Usual() -> {
            int named =
                first.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList().indexOf(LABEL);
            yield named >= 0 && header != Csv.Header.ABSENT ? named : width - 1;
          }
          case Csv.LabelColumn.At(int column) -> column < 0 ? width + column : column;
          case Csv.LabelColumn.Named(String name) -> first.indexOf(name);
        };
    if (labelAt < 0 || labelAt >= width) {
      throw new DataFileException(path, "line " + line + ": " + noSuchColumn(first));
    }
    boolean names =
        switch (header) {
          case PRESENT -> true;
          case ABSENT -> false;
          case DETECT ->
              labelColumn instanceof Csv.LabelColumn.Named || looksLikeNames(line, first);
        };
    columns = names ? List.copyOf(first) : List.of();
  }

  private String noSuchColumn(List<String> first) {
    return switch (labelColumn) {
      case Csv.LabelColumn.Named(String name) ->
          "found columns "
              + shown(first)
              + ", expected one named \""
              + name
              + "\" for the label; choose another with label.";
      case Csv.LabelColumn.At(int column) ->
          "found "
              + width
              + " columns, expected the label at column "
              + column
              + " counted from 0; choose from "
              + -width
              + " to "
              + (width - 1)
              + ".";
      case Csv.LabelColumn.Usual() ->
          throw new IllegalStateException("a last column always exists");
    };
  }

  private static String shown(List<String> names) {
    return names.size() <= 8
        ? names.toString()
        : names.subList(0, 8) + " and " + (names.size() - 8) + " more";
  }

  private boolean looksLikeNames(long line, List<String> first) throws DataFileException {
    if (first.stream().anyMatch(LABEL::equalsIgnoreCase)) {
      return true;
    }
    int numbers = 0;
    int word = -1;
    for (int column = 0; column < width; column++) {
      if (column != labelAt) {
        boolean number = NUMBER.matcher(first.get(column)).matches();
        numbers += number ? 1 : 0;
        word = number ? word : column;
      }
    }
    if (numbers > 0 && word >= 0) {
      throw new DataFileException(
          path,
          place(line, word)
              + "found \""
              + first.get(word)
              + "\" beside "
              + numbers
              + (numbers == 1 ? " number" : " numbers")
              + ", expected all names or all numbers; correct it, or state the header.");
    }
    return numbers == 0;
  }

  private void row(long line, List<String> fields) throws DataFileException {
    if (fields.size() != width) {
      throw new DataFileException(
          path,
          "line "
              + line
              + ": found "
              + fields.size()
              + (fields.size() == 1 ? " field" : " fields")
              + ", expected "
              + width
              + " as in the first line; correct the line.");
    }
    if (length > Integer.MAX_VALUE - 8 - width) {
      throw new DataFileException(
          path, "line " + line + ": found more than 2³¹ numbers, expected fewer; cut the file.");
    }
    if (features.length < length + width) {
      features =
          Arrays.copyOf(
              features, (int) Math.min(Integer.MAX_VALUE - 8, 2L * features.length + width));
    }
    for (int column = 0; column < width; column++) {
      String field = fields.get(column).strip();
      if (column == labelAt) {
        labels.add(label(line, field));
      } else {
        features[length++] = number(line, column, field);
      }
    }
  }

  private double number(long line, int column, String field) throws DataFileException {
    double number = NUMBER.matcher(field).matches() ? Double.parseDouble(field) : Double.NaN;
    if (!Double.isFinite(number)) {
      throw new DataFileException(
          path,
          place(line, column)
              + "found "
              + (field.isEmpty() ? "nothing" : "\"" + field + "\"")
              + ", expected a finite number; correct it, or leave the row out.");
    }
    return number;
  }

  private String label(long line, String field) throws DataFileException {
    String problem = null;
    if (field.isEmpty()) {
      problem = "found nothing, expected a label; correct it, or leave the row out.";
    } else if (knownClasses != null && !knownClasses.contains(field)) {
      problem = "found label \"" + field + "\", expected one of " + shown(knownClasses) + ".";
    } else if (NUMBER.matcher(field).matches() && !WHOLE.matcher(field).matches()) {
      problem =
          "found \""
              + field
              + "\", expected a whole number or a word as label; choose the label's column with"
              + " label.";
    }
    if (problem != null) {
      throw new DataFileException(path, place(line, labelAt) + problem);
    }
    return distinct.computeIfAbsent(field, same -> same);
  }

  private String place(long line, int column) {
    return "line "
        + line
        + ", column "
        + (column + 1)
        + (columns.isEmpty() ? "" : " (" + columns.get(column) + ")")
        + ": ";
  }

  /// Returns all rows taken so far.
  Dataset dataset() throws DataFileException {
    if (labels.isEmpty()) {
      throw new DataFileException(
          path,
          "found no rows" + (width == 0 ? "" : " below the header") + ", expected at least 1.");
    }
    List<String> classes = knownClasses != null ? knownClasses : sorted(distinct.keySet());
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < classes.size(); i++) {
      places.put(classes.get(i), i);
    }
    int[] indices = labels.stream().mapToInt(places::get).toArray();
    return new Dataset(
        path.getFileName().toString(),
        Shape.of(width - 1),
        new Features.Doubles(Arrays.copyOf(features, length)),
        indices,
        classes);
  }

  private static List<String> sorted(Set<String> labels) {
    boolean whole = labels.stream().allMatch(label -> WHOLE.matcher(label).matches());
    return labels.stream()
        .sorted(
            whole
                ? Comparator.comparingLong((String label) -> Long.parseLong(label))
                    .thenComparing(Comparator.naturalOrder())
                : Comparator.naturalOrder())
        .toList();
  }
}
