package thalweg.terminal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;
import thalweg.calculus.function.Formula;
import thalweg.calculus.function.Spelling;
import thalweg.descent.fit.Curve;
import thalweg.training.table.Table;
import thalweg.training.table.TableColumn;

/// What a formula and a table say together: what is explained, by which columns, with which
/// parameters.
///
/// @param curve of the predictors, with its parameters
/// @param response what is explained: a column, or a formula of columns such as `log(y)`
/// @param x the predictors, a column each
/// @param y the response
/// @param weights null for 1 each
/// @param doubts what may not be meant, a sentence each
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record FittedData(
    Formula formula,
    Curve curve,
    String response,
    double[][] x,
    double[] y,
    double @Nullable [] weights,
    List<String> doubts) {
  /// Reads them.
  ///
  /// @param text the formula, before it perhaps what is explained and `=`
  /// @param target the column that is explained, or null
  /// @param weighing the column of weights, or null
  /// @throws Failure if they do not fit together
  static FittedData of(String text, Path file, @Nullable String target, @Nullable String weighing) {
    Table table = read(file);
    List<String> names = table.columns().stream().map(TableColumn::name).toList();
    if (!table.isNamed()) {
      throw Failure.input(
          file
              + ": its columns have no names, and a formula takes them by name; write a first line"
              + " such as x,y.");
    }
    int equals = equals(text);
    String right = text.substring(equals + 1);
    String left = equals < 0 ? target : text.substring(0, equals).strip();
    if (equals >= 0 && target != null) {
      throw Failure.usage(
          "--target: the formula says before = what is explained; leave one of the two out.");
    }
    Formula formula = Formula.parse(right.strip());
    if (weighing != null && !names.contains(weighing)) {
      throw Failure.usage("--weights: " + noColumn(weighing, names));
    }
    List<String> predictors =
        formula.variables().stream()
            .filter(name -> names.contains(name) && !name.equals(left))
            .toList();
    String response = left == null ? onlyOther(formula, names, weighing) : left;
    @Nullable Formula explained = explained(response, names, target != null);
    if (formula.variables().contains(response) && names.contains(response)) {
      throw Failure.usage(
          Quote.shown(response)
              + " stands on both sides: the formula explains it by itself; leave it out on one.");
    }
    Curve curve = Curve.of(formula, predictors);
    double[][] x =
        predictors.stream().map(name -> numbers(file, table, name)).toArray(double[][]::new);
    double[] y =
        explained == null ? numbers(file, table, response) : values(file, table, explained);
    double[] weights = weighing == null ? null : numbers(file, table, weighing);
    return new FittedData(
        formula, curve, response, x, y, weights, doubts(curve, names, response, weighing));
  }

  /// Returns the values of a formula of columns.
  private static double[] values(Path file, Table table, Formula formula) {
    double[][] parts =
        formula.variables().stream()
            .map(name -> numbers(file, table, name))
            .toArray(double[][]::new);
    double[] values = new double[table.rows()];
    for (int i = 0; i < values.length; i++) {
      int row = i;
      values[i] = formula.at(Arrays.stream(parts).mapToDouble(part -> part[row]).toArray());
      if (!Double.isFinite(values[i])) {
        throw Failure.input(
            file
                + ": row "
                + (i + 1)
                + ": "
                + formula.text()
                + " is "
                + values[i]
                + "; what is explained must be finite.");
      }
    }
    return values;
  }

  static Table read(Path file) {
    try {
      return Table.read(file);
    } catch (IOException unfit) {
      throw Failure.input(unfit);
    }
  }

  /// Returns where a single = stands that compares nothing, or −1.
  private static int equals(String text) {
    for (int i = 0; i < text.length(); i++) {
      boolean isCompared = i > 0 && "<>=!".indexOf(text.charAt(i - 1)) >= 0;
      boolean isDouble = i + 1 < text.length() && text.charAt(i + 1) == '=';
      if (text.charAt(i) == '=' && !isCompared && !isDouble) {
        return i;
      }
    }
    return -1;
  }

  private static @Nullable Formula explained(
      String response, List<String> names, boolean isColumn) {
    if (isColumn && !names.contains(response)) {
      throw Failure.usage("--target: " + noColumn(response, names));
    }
    if (names.contains(response)) {
      return null; // the column itself, whatever its name
    }
    Formula formula = Formula.parse(response);
    for (String name : formula.variables()) {
      if (!names.contains(name)) {
        throw Failure.usage("before =: " + noColumn(name, names));
      }
    }
    if (formula.variables().isEmpty()) {
      throw Failure.usage(
          "before = stands "
              + Quote.of(response)
              + ", which has no column in it; write what is explained, such as y or log(y).");
    }
    return formula;
  }

  private static String onlyOther(Formula formula, List<String> names, @Nullable String weighing) {
    List<String> others =
        names.stream()
            .filter(name -> !formula.variables().contains(name) && !name.equals(weighing))
            .toList();
    if (others.size() == 1) {
      return others.getFirst();
    }
    throw Failure.usage(
        others.isEmpty()
            ? "the formula has all columns in it, so none is left that it explains; name one with"
                + " --target, or before =."
            : "the formula may explain any of the columns "
                + listed(others)
                + "; write which, such as '"
                + Quote.shown(others.getLast())
                + " = …', or --target "
                + Quote.shown(others.getLast())
                + ".");
  }

  private static String noColumn(String name, List<String> names) {
    return Quote.of(name)
        + " is no column"
        + Spelling.nearest(name, names)
            .map(near -> "; did you mean " + Quote.shown(near) + "?")
            .orElse("; there are " + listed(names) + ".");
  }

  private static String listed(List<String> names) {
    return names.stream().map(Quote::shown).collect(Collectors.joining(", "));
  }

  /// A parameter that is nearly a column's name is probably misspelt.
  private static List<String> doubts(
      Curve curve, List<String> names, String response, @Nullable String weighing) {
    List<String> unused =
        names.stream()
            .filter(name -> !curve.predictors().contains(name))
            .filter(name -> !name.equals(response) && !name.equals(weighing))
            .toList();
    List<String> doubts = new ArrayList<>();
    if (curve.predictors().isEmpty()) {
      doubts.add(
          "the formula has no column in it, so that it is the same for all rows; the columns are "
              + listed(names)
              + ".");
    }
    for (String parameter : curve.parameters()) {
      Spelling.nearest(parameter, unused)
          .ifPresent(
              near ->
                  doubts.add(
                      Quote.shown(parameter)
                          + " is no column and is taken for a parameter; did you mean the column "
                          + Quote.shown(near)
                          + "?"));
    }
    return doubts;
  }

  /// Returns the numbers of a column, all of them there.
  static double[] numbers(Path file, Table table, String name) {
    TableColumn column = table.column(name);
    double[] numbers = new double[table.rows()];
    for (int row = 0; row < numbers.length; row++) {
      numbers[row] = column.isNumeric() ? column.number(row) : number(column.text(row));
      String found =
          column.isMissing(row)
              ? " is empty; fill it in, or leave the row out."
              : Double.isFinite(numbers[row])
                  ? ""
                  : " holds " + Quote.of(column.text(row)) + ", expected a finite number.";
      if (!found.isEmpty()) {
        throw Failure.input(
            file + ": row " + (row + 1) + ": the column " + Quote.shown(name) + found);
      }
    }
    return numbers;
  }

  /// Returns a number that stands among words, which are what is wrong; NaN of a word.
  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException _) {
      return Double.NaN;
    }
  }
}
