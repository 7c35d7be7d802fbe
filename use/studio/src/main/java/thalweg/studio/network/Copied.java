package thalweg.studio.network;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import thalweg.network.NetworkParser;
import thalweg.studio.question.Copies;
import thalweg.studio.question.Quoted;
import thalweg.training.TrainingSettings;
import thalweg.training.leaf.GradientMethod;

/// A training as others can run it.
final class Copied {
  private Copied() {}

  /// Returns a command, empty where the command has no such thing, and a file for `java`.
  ///
  /// @param epochs how many are gone through
  static Copies of(Subject subject, int epochs) {
    TrainingSettings settings = subject.settings().withEpochs(epochs);
    return new Copies(
        subject.points().isUnscaled() ? "" : command(subject, settings), java(subject, settings));
  }

  private static String command(Subject subject, TrainingSettings settings) {
    Points points = subject.points();
    List<String> words = new ArrayList<>(List.of("thalweg", "train", "--data", "-"));
    if (!subject.target().isEmpty()) {
      words.addAll(List.of("--target", Quoted.word(subject.target())));
    }
    if (!subject.columns().isEmpty()) {
      words.addAll(List.of("--columns", Quoted.word(String.join(",", subject.columns()))));
    }
    if (!points.isOwn() && !points.isOfClasses()) {
      words.addAll(List.of("--objective", "regression"));
    }
    words.addAll(List.of("--split", points.train() + ":0:" + (100 - points.train())));
    if (points.isSorted()) {
      words.addAll(List.of("--time", "row"));
    }
    words.addAll(
        List.of(
            "--network",
            Quoted.word(NetworkParser.write(subject.objective().network())),
            "--rule",
            Quoted.word(settings.rule().toString()),
            "--batch",
            String.valueOf(settings.batch()),
            "--epochs",
            String.valueOf(settings.epochs()),
            "--seed",
            String.valueOf(settings.seed())));
    if (settings.gradient() == GradientMethod.NUMERICAL) {
      words.addAll(List.of("--gradient", "numerical"));
    }
    String end = "END";
    while (subject.csv().lines().anyMatch(end::equals)) {
      end += "_";
    }
    return String.join(" ", words) + " <<'" + end + "'\n" + subject.csv() + end + "\n";
  }

  private static String java(Subject subject, TrainingSettings settings) {
    Points points = subject.points();
    boolean isNumerical = settings.gradient() == GradientMethod.NUMERICAL;
    boolean isQuantity = !points.isOwn() && !points.isOfClasses();
    StringBuilder text = new StringBuilder();
    List<String> imports =
        new ArrayList<>(
            List.of(
                "java.io.ByteArrayInputStream",
                "java.io.IOException",
                "java.nio.charset.StandardCharsets",
                "thalweg.descent.direction.RuleParser",
                "thalweg.network.Network",
                "thalweg.network.NetworkParser",
                "thalweg.training.Trainer",
                "thalweg.training.TrainingResult",
                "thalweg.training.TrainingSettings",
                "thalweg.training.data.Split",
                "thalweg.training.table.Csv",
                "thalweg.training.table.Partition",
                "thalweg.training.table.Table"));
    if (isNumerical) {
      imports.add("thalweg.algebra.DType");
      imports.add("thalweg.training.leaf.GradientMethod");
    }
    if (isQuantity) {
      imports.add("thalweg.training.table.Choices");
    }
    if (points.isUnscaled()) {
      imports.add("thalweg.training.data.Column");
      imports.add("thalweg.training.data.Dataset");
    }
    imports.stream().sorted().forEach(name -> text.append("import ").append(name).append(";\n"));
    text.append("\nvoid main() throws IOException {\n")
        .append("  Table table =\n      Csv.defaults()\n          .read(\"rows\",")
        .append(" new ByteArrayInputStream(ROWS.getBytes(StandardCharsets.UTF_8)))");
    if (!subject.target().isEmpty()) {
      text.append("\n          .target(").append(Quoted.literal(subject.target())).append(")");
    }
    if (!subject.columns().isEmpty()) {
      text.append("\n          .only(")
          .append(subject.columns().stream().map(Quoted::literal).collect(Collectors.joining(", ")))
          .append(")");
    }
    if (isQuantity) {
      text.append("\n          .goal(Choices.Goal.QUANTITY)");
    }
    text.append(";\n  Split split = table.split(Partition.of(")
        .append(points.train())
        .append(", 0, ")
        .append(100 - points.train())
        .append(")")
        .append(points.isSorted() ? ".byTime(\"row\")" : "")
        .append(");\n");
    if (points.isUnscaled()) {
      text.append("  split = new Split(asItIs(split.train()), null, asItIs(split.test()));\n");
    }
    text.append("  Network network =\n      NetworkParser.parse(")
        .append(Quoted.literal(NetworkParser.write(subject.objective().network())))
        .append(");\n  TrainingSettings settings =\n      TrainingSettings.defaults()\n")
        .append("          .withRule(RuleParser.parse(")
        .append(Quoted.literal(settings.rule().toString()))
        .append("))\n          .withBatch(")
        .append(settings.batch())
        .append(")\n          .withEpochs(")
        .append(settings.epochs())
        .append(")\n          .withSeed(")
        .append(settings.seed())
        .append("L)");
    if (isNumerical) {
      text.append("\n          .withPrecision(DType.DOUBLE)")
          .append("\n          .withGradient(GradientMethod.NUMERICAL)");
    }
    text.append(";\n  TrainingResult result = Trainer.of(network, split, settings).run();\n")
        .append("  if (!result.history().isEmpty()) {\n")
        .append("    IO.println(result.history().getLast().measured());\n  }\n")
        .append("  IO.println(result.outcome());\n")
        .append("  IO.println(result.model().weightsSha256());\n}\n");
    if (points.isUnscaled()) {
      text.append("\n/// The rows as they are: a table's columns would be brought to one scale.\n")
          .append("Dataset asItIs(Dataset data) {\n")
          .append("  Column features = data.column(Dataset.FEATURES);\n")
          .append("  return data.with(\n      new Column(features.kind().with(")
          .append("features.fields().unscaled()), features.values()));\n}\n");
    }
    return text.append("\nfinal String ROWS =\n    \"\"\"\n")
        .append(block(subject.csv()))
        .append("\"\"\";\n")
        .toString();
  }

  /// Returns lines as they stand in a text block whose margin is at the left.
  private static String block(String lines) {
    return lines
        .replace("\\", "\\\\")
        .replace("\"\"\"", "\\\"\\\"\\\"")
        .replace("\t\n", "\\t\n")
        .replace("\r", "\\r")
        .replace(" \n", "\\s\n");
  }
}
