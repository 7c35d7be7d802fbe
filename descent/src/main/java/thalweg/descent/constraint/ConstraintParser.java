package thalweg.descent.constraint;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import thalweg.algebra.Quote;
import thalweg.calculus.function.Formula;

/// Constraints written as text.
final class ConstraintParser {
  private static final Pattern RELATION = Pattern.compile("<=|>=|==|!=|=|<|>|≤|≥");

  private ConstraintParser() {}

  static Constraint parse(String text, List<String> variables) {
    List<String> sides = new ArrayList<>();
    List<String> relations = new ArrayList<>();
    split(text, sides, relations);
    String name = text.strip().replaceAll("\\s+", " ");
    if (relations.isEmpty() || relations.size() > 2 || relations.contains("!=")) {
      throw wrong(text, "it must relate two sides by =, <= or >=, such as x + y <= 1");
    }
    for (String side : sides) {
      if (side.isBlank()) {
        throw wrong(
            text,
            text.contains("=>") || text.contains("=<")
                ? "that is no relation; at least is written >=, at most <="
                : "one of its sides is empty; write one such as x + y <= 1");
      }
      Formula.parse(side, variables); // told by its own column where it is none
    }
    Constraint read =
        relations.size() == 1
            ? one(text, sides, relations.getFirst(), variables)
            : two(text, sides, relations, variables);
    return read.named(name);
  }

  static List<String> variables(String text) {
    List<String> sides = new ArrayList<>();
    split(text, sides, new ArrayList<>());
    SequencedSet<String> found = new LinkedHashSet<>();
    sides.stream()
        .filter(side -> !side.isBlank()) // told where it is read
        .forEach(side -> found.addAll(Formula.parse(side).variables()));
    return List.copyOf(found);
  }

  /// Splits at relations outside parentheses, in which they belong to a condition.
  private static void split(String text, List<String> sides, List<String> relations) {
    Matcher matcher = RELATION.matcher(text);
    int from = 0;
    while (matcher.find()) {
      String before = text.substring(0, matcher.start());
      long open = before.chars().filter(c -> c == '(').count();
      if (open == before.chars().filter(c -> c == ')').count()) {
        sides.add(text.substring(from, matcher.start()));
        relations.add(matcher.group());
        from = matcher.end();
      }
    }
    sides.add(text.substring(from));
  }

  private static Constraint one(
      String text, List<String> sides, String relation, List<String> variables) {
    String left = sides.get(0);
    String right = sides.get(1);
    boolean isNumberLeft = isNumber(left, variables);
    boolean isNumberRight = isNumber(right, variables);
    if (isNumberLeft && isNumberRight) {
      throw wrong(text, "it says nothing of a variable");
    }
    // A side that is a number is the limit; else the difference of both has the limit 0.
    Formula formula =
        isNumberRight
            ? Formula.parse(left, variables)
            : isNumberLeft
                ? Formula.parse(right, variables)
                : Formula.parse("(" + left + ") - (" + right + ")", variables);
    double limit = isNumberRight ? number(right) : isNumberLeft ? number(left) : 0;
    requireFinite(text, limit);
    boolean isBelow = relation.startsWith("<") || relation.equals("≤");
    boolean isAbove = relation.startsWith(">") || relation.equals("≥");
    if (isNumberLeft) {
      boolean swapped = isBelow;
      isBelow = isAbove;
      isAbove = swapped;
    }
    return Constraint.between(
        formula,
        isBelow ? Double.NEGATIVE_INFINITY : limit,
        isAbove ? Double.POSITIVE_INFINITY : limit);
  }

  private static Constraint two(
      String text, List<String> sides, List<String> relations, List<String> variables) {
    boolean isRising = relations.stream().allMatch(r -> r.startsWith("<") || r.equals("≤"));
    boolean isFalling = relations.stream().allMatch(r -> r.startsWith(">") || r.equals("≥"));
    boolean isNumbers = isNumber(sides.get(0), variables) && isNumber(sides.get(2), variables);
    if (!isNumbers || isNumber(sides.get(1), variables) || isRising == isFalling) {
      throw wrong(
          text, "with two relations it must be a range between numbers, such as 0 <= x + y <= 1");
    }
    double first = number(sides.get(0));
    double last = number(sides.get(2));
    requireFinite(text, first);
    requireFinite(text, last);
    if (isRising ? first > last : first < last) {
      throw wrong(text, "nothing lies between " + first + " and " + last + "; exchange them");
    }
    Formula formula = Formula.parse(sides.get(1), variables);
    return Constraint.between(formula, isRising ? first : last, isRising ? last : first);
  }

  private static boolean isNumber(String side, List<String> variables) {
    List<String> used = Formula.parse(side).variables();
    return used.stream().noneMatch(variables::contains);
  }

  private static double number(String side) {
    return Formula.parse(side).at();
  }

  private static void requireFinite(String text, double limit) {
    if (!Double.isFinite(limit)) {
      throw wrong(text, "its limit is " + limit + "; it must be a finite number");
    }
  }

  private static IllegalArgumentException wrong(String text, String what) {
    return new IllegalArgumentException("constraint " + Quote.of(text.strip()) + ": " + what + ".");
  }
}
