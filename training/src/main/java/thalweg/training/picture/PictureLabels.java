package thalweg.training.picture;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;
import thalweg.training.data.Column;
import thalweg.training.data.Dataset;
import thalweg.training.picture.Pictures.Item;

/// What the labels of pictures are: the classes of a model, classes of their own, or quantities.
final class PictureLabels {
  private static final int MOST_CLASS_NUMBERS = 20; // more different numbers are a quantity

  private PictureLabels() {}

  /// @param known the classes of a model, none for a quantity; null if they are to be learnt
  /// @param areFolders whether the labels are names of folders, which are never quantities
  static Column of(
      List<Item> items, @Nullable List<String> known, boolean areFolders, List<String> remarks) {
    return known == null
        ? found(items, areFolders, remarks)
        : known.isEmpty() ? quantity(items) : known(items, known, remarks);
  }

  private static Column quantity(List<Item> items) {
    return Column.quantity(
        Dataset.TARGET,
        Dataset.TARGET,
        items.stream().mapToDouble(PictureLabels::number).toArray());
  }

  private static Column known(List<Item> items, List<String> known, List<String> remarks) {
    int[] labels =
        items.stream().mapToInt(item -> known.indexOf(item.label())).toArray(); // −1: UNLABELLED
    List<String> unknown =
        items.stream()
            .map(Item::label)
            .filter(label -> !label.isEmpty() && !known.contains(label))
            .distinct()
            .map(Quote::of)
            .toList();
    if (!unknown.isEmpty()) {
      remarks.add("no class of the model, taken for no label: " + Pictures.named(unknown, ", "));
    }
    return Column.classes(Dataset.TARGET, labels, known);
  }

  private static Column found(List<Item> items, boolean areFolders, List<String> remarks) {
    List<String> labels = items.stream().map(Item::label).distinct().toList();
    boolean areNumbers = items.stream().noneMatch(item -> Double.isNaN(number(item)));
    boolean areWhole = labels.stream().allMatch(label -> label.matches("-?\\d{1,15}"));
    if (areNumbers && (labels.size() > MOST_CLASS_NUMBERS || !areWhole) && !areFolders) {
      remarks.add("the labels are " + labels.size() + " different numbers: a quantity");
      return quantity(items);
    }
    Comparator<String> order =
        areWhole
            ? Comparator.<String>comparingLong(Long::parseLong)
                .thenComparing(Comparator.naturalOrder())
            : Comparator.naturalOrder();
    List<String> classNames = labels.stream().sorted(order).toList();
    return Column.classes(
        Dataset.TARGET,
        items.stream().mapToInt(item -> classNames.indexOf(item.label())).toArray(),
        classNames);
  }

  /// Returns the number that a label says, NaN if it says none that is finite.
  private static double number(Item item) {
    try {
      double number = Double.parseDouble(item.label());
      return Double.isFinite(number) && !item.label().matches(".*[dDfFxXpP]") ? number : Double.NaN;
    } catch (NumberFormatException _) {
      return Double.NaN;
    }
  }
}
