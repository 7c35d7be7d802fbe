package thalweg.terminal;

import java.util.List;
import java.util.regex.Pattern;
import thalweg.training.objective.Prediction;
import thalweg.training.objective.Probabilities;

/// Predictions as lines of text, one for each row: comma-separated values under a header, or a JSON
/// object each.
final class PredictionRows {
  /// How rows are written.
  enum Format {
    TABLE,
    CSV,
    JSONL
  }

  private static final Pattern WHOLE = Pattern.compile("0|-?[1-9]\\d{0,8}");

  private final Format format;
  private final List<String> quantities; // what several quantities of a row are called
  private boolean begun;
  private boolean areNumbers; // whether all names are whole numbers
  private List<String> quoted = List.of(); // names as JSON has them
  private List<String> names = List.of(); // those of which all of this is known

  /// @param quantities what several quantities of a row are called; empty where that is not known
  PredictionRows(Format format, List<String> quantities) {
    this.format = format;
    this.quantities = quantities;
  }

  /// Returns whether all names are whole numbers, and are so written in JSON.
  static boolean areNumbers(List<String> names) {
    return names.stream().allMatch(name -> WHOLE.matcher(name).matches());
  }

  /// Adds the line of a row.
  ///
  /// @param row its number, from 0
  void add(StringBuilder text, long row, Prediction prediction) {
    if (!begun) {
      begin(text, prediction);
      begun = true;
    }
    switch (format) {
      case CSV -> csv(text, prediction);
      case JSONL, TABLE -> json(text.append("{\"row\":").append(row), prediction);
    }
  }

  /// Adds the line of a row that cannot be predicted.
  void addError(StringBuilder text, long row, String message) {
    text.append(Json.object().put("row", row).put("error", message)).append('\n');
  }

  private void begin(StringBuilder text, Prediction first) {
    names = first.probabilities().names();
    areNumbers = areNumbers(names);
    quoted = names.stream().map(PredictionRows::quoted).toList();
    if (format != Format.CSV) {
      return;
    }
    if (first instanceof Prediction.Quantities(List<Double> values, List<Double> spreads)) {
      for (int i = 0; i < values.size(); i++) {
        text.append(i == 0 ? "" : ",").append(field("predicted_" + quantity(i)));
        if (!spreads.isEmpty()) {
          text.append(',').append(field("spread_" + quantity(i)));
        }
      }
    } else {
      text.append("predicted");
    }
    if (first instanceof Prediction.Quantity(_, double spread) && !Double.isNaN(spread)) {
      text.append(",spread");
    }
    names.forEach(name -> text.append(',').append(field("probability_" + name)));
    text.append('\n');
  }

  private String quantity(int index) {
    return quantities.isEmpty() ? String.valueOf(index) : quantities.get(index);
  }

  private void csv(StringBuilder text, Prediction prediction) {
    switch (prediction) {
      case Prediction.OneClass(String name, _, _) -> text.append(field(name));
      case Prediction.Labels(List<String> all, _) -> text.append(field(String.join(";", all)));
      case Prediction.Quantity(double value, double spread) -> {
        number(text, value, "");
        if (!Double.isNaN(spread)) {
          number(text.append(','), spread, "");
        }
      }
      case Prediction.Quantities(List<Double> values, List<Double> spreads) -> {
        for (int i = 0; i < values.size(); i++) {
          number(text.append(i == 0 ? "" : ","), values.get(i), "");
          if (!spreads.isEmpty()) {
            number(text.append(','), spreads.get(i), "");
          }
        }
      }
    }
    Probabilities probabilities = prediction.probabilities();
    for (int i = 0; i < probabilities.count(); i++) {
      number(text.append(','), probabilities.at(i), "");
    }
    text.append('\n');
  }

  private void json(StringBuilder text, Prediction prediction) {
    text.append(",\"predicted\":");
    switch (prediction) {
      case Prediction.OneClass(String name, int index, Probabilities probabilities) ->
          text.append(
              !probabilities.areKnown() ? quoted(name) : areNumbers ? name : quoted.get(index));
      case Prediction.Labels(List<String> all, _) ->
          text.append('[')
              .append(String.join(",", all.stream().map(PredictionRows::quoted).toList()))
              .append(']');
      case Prediction.Quantity(double value, double spread) -> {
        number(text, value, "null");
        if (!Double.isNaN(spread)) {
          number(text.append(",\"spread\":"), spread, "null");
        }
      }
      case Prediction.Quantities(List<Double> values, List<Double> spreads) -> {
        byQuantity(text, values);
        if (!spreads.isEmpty()) {
          byQuantity(text.append(",\"spread\":"), spreads);
        }
      }
    }
    Probabilities probabilities = prediction.probabilities();
    for (int i = 0; i < probabilities.count(); i++) {
      text.append(i == 0 ? ",\"probabilities\":{" : ",").append(quoted.get(i)).append(':');
      number(text, probabilities.at(i), "null");
    }
    text.append(probabilities.areKnown() ? "}}\n" : "}\n");
  }

  private void byQuantity(StringBuilder text, List<Double> values) {
    for (int i = 0; i < values.size(); i++) {
      text.append(i == 0 ? '{' : ',').append(quoted(quantity(i))).append(':');
      number(text, values.get(i), "null");
    }
    text.append('}');
  }

  private static void number(StringBuilder text, double number, String unknown) {
    if (Double.isFinite(number)) {
      text.append(number);
    } else {
      text.append(unknown);
    }
  }

  /// Returns the name as JSON has it, in which nothing acts on a terminal.
  private static String quoted(String name) {
    String object = Json.object().put("", name).toString();
    return object.substring("{\"\":".length(), object.length() - 1);
  }

  /// Returns the text as a field of comma-separated values (RFC 4180).
  private static String field(String text) {
    boolean isPlain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return isPlain && text.equals(text.strip()) && !text.isEmpty()
        ? text
        : '"' + text.replace("\"", "\"\"") + '"';
  }
}
