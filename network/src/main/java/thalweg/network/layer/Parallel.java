package thalweg.network.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.network.initialisation.Initialisation;

/// Gives the same input to several branches of layers, and joins their outputs along the first axis
/// of a row, vectors end to end and pictures channel by channel; or adds them.
///
/// @param isSum whether outputs are added, and must have one shape; else they are joined, and may
///   differ in the first size
/// @param branches at least one
public record Parallel(boolean isSum, List<List<Layer>> branches) implements Layer {
  public Parallel {
    branches = branches.stream().map(List::copyOf).toList();
    if (branches.isEmpty()) {
      throw new IllegalArgumentException("parallel: it has no branches; give at least one.");
    }
    rows(branches);
  }

  private static List<Row> rows(List<List<Layer>> branches) {
    return branches.stream().map(branch -> new Row("parallel", branch)).toList();
  }

  @Override
  public String kind() {
    return "parallel";
  }

  @Override
  public Shape output(Shape input) {
    List<Shape> outputs = rows(branches).stream().map(row -> row.output(input)).toList();
    Shape first = outputs.getFirst();
    for (Shape output : outputs) {
      if (isSum ? !output.equals(first) : output.rank() == 0 || !rest(output).equals(rest(first))) {
        throw new IllegalArgumentException(
            "parallel: its branches give rows of shapes "
                + outputs
                + (isSum
                    ? "; they must be equal to be added."
                    : "; to be joined they must be equal but for the first size."));
      }
    }
    return isSum ? first : rest(first).prepend(outputs.stream().mapToInt(o -> o.size(0)).sum());
  }

  private static Shape rest(Shape row) {
    return row.rank() == 0 ? row : row.withoutFirst();
  }

  @Override
  public List<Need> parameters(Shape input) {
    List<Need> needs = new ArrayList<>();
    List<Row> rows = rows(branches);
    for (int i = 0; i < rows.size(); i++) {
      needs.addAll(rows.get(i).parameters("branch" + (i + 1) + ".", input));
    }
    return needs;
  }

  @Override
  public List<Statistic> statistics(Shape input) {
    List<Statistic> statistics = new ArrayList<>();
    List<Row> rows = rows(branches);
    for (int i = 0; i < rows.size(); i++) {
      statistics.addAll(rows.get(i).statistics("branch" + (i + 1) + ".", input));
    }
    return statistics;
  }

  @Override
  public int places() {
    return rows(branches).stream().mapToInt(Row::places).sum();
  }

  private List<Row.Passed> through(Pass pass, List<Tensor> parameters, Tensor x) {
    Shape input = x.shape().withoutFirst();
    List<Row.Passed> all = new ArrayList<>();
    int parameter = 0;
    int statistic = 0;
    int place = 0;
    for (Row row : rows(branches)) {
      int needs = parameter + row.parameters("", input).size();
      int statistics = statistic + row.statistics("", input).size();
      Pass own = pass.within(pass.statistics().subList(statistic, statistics), 0);
      all.add(row.through(own, place, parameters.subList(parameter, needs), x));
      parameter = needs;
      statistic = statistics;
      place += row.places();
    }
    return all;
  }

  @Override
  public Tensor apply(Pass pass, List<Tensor> parameters, Tensor x) {
    List<Tensor> outputs = through(pass, parameters, x).stream().map(Row.Passed::output).toList();
    return isSum
        ? outputs.stream().reduce(Tensor::add).orElseThrow()
        : Tensor.concatenate(1, outputs);
  }

  @Override
  public List<Tensor> observed(Pass pass, List<Tensor> parameters, Tensor x) {
    return through(pass, parameters, x).stream()
        .flatMap(passed -> passed.observed().stream())
        .toList();
  }

  @Override
  public Parallel with(Initialisation initialisation) {
    return new Parallel(
        isSum, rows(branches).stream().map(row -> row.with(initialisation).layers()).toList());
  }

  /// Reads `parallel [add] (LAYERS | LAYERS)`.
  public static Parallel read(Settings given) {
    return new Parallel(given.has("add"), given.branches());
  }

  private String written(Function<Row, String> text) {
    return (isSum ? "parallel add (" : "parallel(")
        + String.join(" | ", rows(branches).stream().map(text).toList())
        + ")";
  }

  @Override
  public String text() {
    return written(Row::text);
  }

  @Override
  public String toString() {
    return written(Row::toString);
  }
}
