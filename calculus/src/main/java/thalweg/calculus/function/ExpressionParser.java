package thalweg.calculus.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads one formula by recursive descent, a method for each line of the grammar:
///
///     sum      = product { ("+" | "-") product }
///     product  = signed { ("*" | "/") signed }
///     signed   = ("-" | "+") signed | power
///     power    = atom [ ("^" | "**") signed ]
///     atom     = number | name | name "(" sum { "," sum } ")" | "(" sum ")"
final class ExpressionParser {
  /// Signs that look right in print, and what the grammar wants for them.
  private static final Map<String, String> TYPOGRAPHY =
      Map.of("−", "-", "–", "-", "×", "*", "·", "*", "⋅", "*", "÷", "/", "²", "^2", "³", "^3");

  private final String text;
  private final List<String> variables;
  private final boolean open; // whether names not yet known become variables
  private Token token;
  private int depth;

  ExpressionParser(String text) {
    this(text, List.of(), true);
  }

  ExpressionParser(String text, List<String> variables) {
    this(text, variables, false);
  }

  private ExpressionParser(String text, List<String> variables, boolean open) {
    if (text.length() > Formula.LONGEST) {
      throw new FormulaException(
          text,
          Formula.LONGEST,
          "the formula has "
              + text.length()
              + " characters; "
              + Formula.LONGEST
              + " is the most that is read.");
    }
    this.text = text;
    this.variables = new ArrayList<>(variables);
    this.open = open;
    this.token = Token.after(text, 0);
  }

  Expression parse() {
    if (token.is("")) {
      throw error(token, "the formula is empty; write for example 0.01*x^2 + 0.1*x");
    }
    Expression expression = sum();
    if (!token.is("")) {
      throw unexpected("an operator or the end");
    }
    return expression;
  }

  List<String> variables() {
    return variables;
  }

  private Expression sum() {
    Expression left = product();
    while (token.is("+") || token.is("-")) {
      Operator operator = take().is("+") ? Operator.ADD : Operator.SUBTRACT;
      left = new Expression.Binary(operator, left, product());
    }
    return left;
  }

  private Expression product() {
    Expression left = signed();
    while (token.is("*") || token.is("/")) {
      Operator operator = take().is("*") ? Operator.MULTIPLY : Operator.DIVIDE;
      left = new Expression.Binary(operator, left, signed());
    }
    return left;
  }

  /// All nesting passes through here, so the depth is counted here alone.
  private Expression signed() {
    if (++depth > Formula.DEEPEST) {
      throw error(
          token,
          "nested more than "
              + Formula.DEEPEST
              + " deep; take away parentheses or signs that change nothing");
    }
    Expression result;
    if (token.is("-")) {
      take();
      result = new Expression.Negation(signed());
    } else if (token.is("+")) {
      take();
      result = signed();
    } else {
      result = power();
    }
    depth--;
    return result;
  }

  private Expression power() {
    Expression base = atom();
    if (token.is("^") || token.is("**")) {
      take();
      return new Expression.Binary(Operator.POWER, base, signed());
    }
    return base;
  }

  private Expression atom() {
    if (token.kind() == Token.Kind.NUMBER) {
      return number(take());
    }
    if (token.kind() == Token.Kind.NAME) {
      return named(take());
    }
    if (token.is("(")) {
      Token opening = take();
      Expression inner = sum();
      close(opening);
      return inner;
    }
    throw unexpected("a number, a variable, a function or (");
  }

  private Expression number(Token written) {
    double value = Double.parseDouble(written.text());
    if (Double.isInfinite(value)) {
      throw error(written, written.shown() + " is larger than a double can hold, 1.8e308");
    }
    return new Expression.Literal(value);
  }

  private Expression named(Token name) {
    if (Names.isFunction(name.text())) {
      return call(name);
    }
    Double constant = Names.CONSTANTS.get(name.text());
    if (constant != null) {
      return new Expression.Literal(constant);
    }
    int index = variables.indexOf(name.text());
    if (token.is("(") && index < 0) {
      throw error(
          name,
          "there is no function '"
              + name.shown()
              + "'"
              + Names.nearestFunction(name.text()).map(n -> "; did you mean " + n + "?").orElse(".")
              + knownFunctions());
    }
    if (index < 0) {
      if (!open) {
        throw error(
            name,
            "there is no variable '"
                + name.text()
                + "' among "
                + variables
                + Spelling.nearest(name.text(), variables)
                    .map(n -> "; did you mean " + n + "?")
                    .orElse(""));
      }
      Names.glued(name.text()).ifPresent(function -> refuseGlued(name, function));
      index = variables.size();
      variables.add(name.text());
    }
    return new Expression.Variable(name.text(), index);
  }

  /// A name such as `sinx` would be a variable that nobody meant.
  private void refuseGlued(Token name, String function) {
    String rest = name.text().substring(function.length());
    if (variables.contains(rest) || rest.equals("x")) {
      throw error(
          name, "'" + name.shown() + "' is no function; write " + function + "(" + rest + ")");
    }
  }

  private Expression call(Token name) {
    if (!token.is("(")) {
      throw error(
          token,
          "found "
              + token.described()
              + ", expected ( and the argument of "
              + name.text()
              + ": "
              + name.text()
              + "(x)");
    }
    Token opening = take();
    if (name.text().equals(Names.IF)) {
      return choice(name, opening);
    }
    List<Expression> arguments = new ArrayList<>();
    arguments.add(sum());
    while (token.is(",")) {
      take();
      arguments.add(sum());
    }
    close(opening);
    Elementary function = Names.ELEMENTARY.get(name.text());
    for (PairFunction pair : PairFunction.values()) {
      if (pair.written().equals(name.text())) {
        if (arguments.size() != 2) {
          throw error(name, name.text() + " has " + counted(arguments.size()) + "; it takes 2");
        }
        return new Expression.Pair(pair, arguments.get(0), arguments.get(1));
      }
    }
    if (function == null) {
      if (arguments.size() < 2) {
        throw error(name, name.text() + " has 1 argument; it takes 2 or more");
      }
      return name.text().equals(Names.MIN)
          ? new Expression.Min(arguments)
          : new Expression.Max(arguments);
    }
    if (arguments.size() != 1) {
      throw error(name, name.text() + " has " + arguments.size() + " arguments; it takes 1");
    }
    return new Expression.Call(function, arguments.getFirst());
  }

  private static String counted(int arguments) {
    return arguments + (arguments == 1 ? " argument" : " arguments");
  }

  /// if(a < b, then, otherwise).
  private Expression choice(Token name, Token opening) {
    Expression left = sum();
    @Nullable Comparison comparison = null;
    for (Comparison candidate : Comparison.values()) {
      comparison = token.is(candidate.symbol()) ? candidate : comparison;
    }
    if (comparison == null) {
      throw unexpected("a comparison: < <= > >= == or !=, as in if(x < 0, -x, x)");
    }
    take();
    Expression right = sum();
    List<Expression> results = new ArrayList<>();
    while (token.is(",")) {
      take();
      results.add(sum());
    }
    close(opening);
    if (results.size() != 2) {
      throw error(
          name, "if has " + results.size() + " results; it takes 2, as in if(x < 0, -x, x)");
    }
    return new Expression.If(comparison, left, right, results.get(0), results.get(1));
  }

  private void close(Token opening) {
    if (!token.is(")")) {
      throw unexpected("an operator or the ) for the ( in column " + (opening.position() + 1));
    }
    take();
  }

  private Token take() {
    Token taken = token;
    token = Token.after(text, taken.end());
    return taken;
  }

  private FormulaException unexpected(String expected) {
    return error(token, "found " + token.described() + ", expected " + expected + cure());
  }

  /// Returns what to write instead of the present token, where that is known.
  private String cure() {
    String before = text.substring(0, token.position()).strip();
    boolean afterOperand =
        !before.isEmpty()
            && (before.endsWith(")") || Names.continues(before.codePointBefore(before.length())));
    if (afterOperand && (token.kind() != Token.Kind.SIGN || token.is("("))) {
      String left = before.endsWith(")") ? ")" : before.substring(lastOperand(before));
      return "; write the product as " + left + "*" + token.text();
    }
    if (TYPOGRAPHY.containsKey(token.text())) {
      return "; write " + TYPOGRAPHY.get(token.text()) + " instead";
    }
    if (token.is("=")) {
      return "; write only what stands to the right of =";
    }
    if (token.is(",")) {
      return "; decimals are written with a point: 0.5";
    }
    return "";
  }

  private static int lastOperand(String before) {
    int start = before.length();
    while (start > 0
        && (Names.continues(before.charAt(start - 1)) || before.charAt(start - 1) == '.')) {
      start--;
    }
    return start;
  }

  private static String knownFunctions() {
    return " The functions are "
        + String.join(" ", Names.ELEMENTARY.keySet())
        + " "
        + String.join(" ", Names.others());
  }

  private FormulaException error(Token at, String problem) {
    return new FormulaException(
        text, at.position(), problem.endsWith("?") ? problem : problem + ".");
  }
}
