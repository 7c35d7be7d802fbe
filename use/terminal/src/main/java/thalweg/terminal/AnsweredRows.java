package thalweg.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import thalweg.training.data.Dataset;
import thalweg.training.model.Model;
import thalweg.training.model.Predictor;
import thalweg.training.model.StoredModel;
import thalweg.training.table.Csv;
import thalweg.training.table.Table;

/// Rows that a model predicts, written for programs: all of a data set, or those of standard input
/// as they come.
final class AnsweredRows {
  private static final String INPUT = "standard input";
  private static final int AT_ONCE = 4_096;
  private static final int REMARKS = 20;

  private final PredictionRows.Format form;
  private final StoredModel stored;
  private final Model model;
  private final @Nullable Integer limit;
  private final Consumer<String> to;
  private final Output output;
  private final PredictionRows lines;
  private final StringBuilder text = new StringBuilder();
  private final Set<String> told = new HashSet<>(); // remarks
  private long row;
  private long broken;

  /// @param limit how many rows to answer; null for all
  /// @param to takes whole lines, to be seen at once
  AnsweredRows(
      PredictionRows.Format form,
      StoredModel stored,
      @Nullable Integer limit,
      Consumer<String> to,
      Output output) {
    this.form = form;
    this.stored = stored;
    this.model = stored.model();
    this.limit = limit;
    this.to = to;
    this.output = output;
    List<String> quantities =
        model.kinds().stream()
            .filter(kind -> kind.name().equals(Dataset.TARGET))
            .flatMap(kind -> kind.fields().names().stream())
            .toList();
    lines = new PredictionRows(form, quantities);
  }

  /// Answers all rows and returns the exit code.
  int answer(Dataset rows) {
    int threads = Runtime.getRuntime().availableProcessors();
    try (Predictor predictor = model.predictor(threads)) {
      add(predictor, rows);
    }
    return ExitCode.OK;
  }

  /// Answers the rows of a table as they come and returns the exit code. A row that cannot be
  /// predicted is answered by an error in its place, or ends it where there is no place for one.
  int answer(InputStream input, TableOptions options) {
    Csv known = Csv.defaults().expecting(model.kinds());
    try (Predictor predictor = model.predictor(1)) {
      IncomingRows.Receiver receiver =
          new IncomingRows.Receiver() {
            @Override
            public boolean rows(Table rows) throws IOException {
              Dataset made = rows.with(options.choices(stored.table())).forModel(model.kinds());
              add(predictor, made);
              made.remarks().forEach(AnsweredRows.this::tell);
              return limit == null || row < limit;
            }

            @Override
            public void broken(String message) {
              addError(message);
            }
          };
      new IncomingRows(input)
          .read(
              line -> isHeader(line, known),
              isNamed -> options.rows(stored.table(), isNamed),
              receiver,
              this::tell);
    }
    if (broken > 0) {
      output.error(
          "thalweg predict: %,d of %,d rows could not be predicted; their lines say why."
              .formatted(broken, row));
      return ExitCode.BAD_INPUT;
    }
    return ExitCode.OK;
  }

  /// Returns whether a line names columns, whatever separates them; some name may hold what
  /// separates others.
  private boolean isHeader(String line, Csv known) {
    List<String> cells =
        Arrays.stream(line.split("[,;\t|]"))
            .map(cell -> cell.replaceAll("^[\\s\"\uFEFF]+|[\\s\"]+$", ""))
            .toList();
    return known.areNames(cells)
        || model.fields().all().stream()
            .map(field -> field.origin().column())
            .filter(name -> name.matches(".*[,;\t|].*") && line.contains('"' + name + '"'))
            .anyMatch(name -> known.areNames(List.of(name)));
  }

  private void tell(String remark) {
    if (told.size() < REMARKS && told.add(remark)) {
      output.note("Note: " + INPUT + ": " + remark + ".");
    }
  }

  /// Answers all rows; if one of them cannot be predicted, none.
  private void add(Predictor predictor, Dataset rows) {
    double[] outputs = predictor.outputs(rows).toDoubles();
    int width = model.network().output().elements();
    for (int i = 0; i < rows.rows() && (limit == null || row < limit); i++) {
      double[] one = Arrays.copyOfRange(outputs, i * width, (i + 1) * width);
      lines.add(text, row++, model.prediction(one));
      if (i % AT_ONCE == AT_ONCE - 1) {
        flush();
      }
    }
    flush();
  }

  private void addError(String message) {
    if (form == PredictionRows.Format.CSV) {
      throw Failure.input(message);
    }
    lines.addError(text, row++, message);
    broken++;
    flush();
  }

  private void flush() {
    to.accept(text.toString());
    text.setLength(0);
  }
}
