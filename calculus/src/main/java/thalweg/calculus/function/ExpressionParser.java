package thalweg.calculus.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads one formula by recursive descent, a method for each line of the grammar:
///
///     choice   = both { ("or" | "||") both }
///     both     = denied { ("and" | "&&") denied }
///     denied   = ("not" | "!") denied | compared
///     compared = sum [ ("<" | "<=" | ">" | ">=" | "==" | "!=") sum ]
///     sum      = product { ("+" | "-") product }
///     product  = signed { ("*" | "/") signed }
///     signed   = ("-" | "+") signed | power
///     power    = atom [ ("^" | "**") signed ]
///     atom     = number | name | name "(" choice { "," choice } ")" | "(" choice ")"
///
/// What compares is a condition and everything else a number; each is refused in the other's place.
final class ExpressionParser {
  /// Signs that look right in print, and what the grammar wants for them.
  private static final Map<String, String> TYPOGRAPHY =
      Map.ofEntries(
          Map.entry("−", "-"),
          Map.entry("–", "-"),
          Map.entry("×", "*"),
          Map.entry("·", "*"),
          Map.entry("⋅", "*"),
          Map.entry("÷", "/"),
          Map.entry("²", "^2"),
          Map.entry("³", "^3"),
          Map.entry("√", "sqrt(x)"),
          Map.entry("|", "abs(x)"),
          Map.entry("≤", "<="),
          Map.entry("≥", ">="),
          Map.entry("≠", "!="),
          Map.entry("∧", "and"),
          Map.entry("∨", "or"),
          Map.entry("¬", "not"),
          Map.entry("?", "if(condition, a, b)"));

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
    Token first = token;
    Expression expression = choice();
    if (!token.is("")) {
      throw unexpected("an operator or the end");
    }
    return asNumber(expression, first);
  }

  List<String> variables() {
    return variables;
  }

  private Expression choice() {
    Token first = token;
    Expression left = both();
    while (token.isWord(Names.OR) || token.is("||")) {
      Expression.Condition condition = asCondition(left, first);
      take();
      Token second = token;
      left = new Expression.Or(condition, asCondition(both(), second));
    }
    return left;
  }

  private Expression both() {
    Token first = token;
    Expression left = denied();
    while (token.isWord(Names.AND) || token.is("&&")) {
      Expression.Condition condition = asCondition(left, first);
      take();
      Token second = token;
      left = new Expression.And(condition, asCondition(denied(), second));
    }
    return left;
  }

  private Expression denied() {
    if (!token.isWord(Names.NOT) && !token.is("!")) {
      return compared();
    }
    take();
    enter();
    Token first = token;
    Expression.Condition condition = asCondition(denied(), first);
    depth--;
    return new Expression.Not(condition);
  }

  private Expression compared() {
    Token first = token;
    Expression left = sum();
    Relation relation = relation();
    if (relation == null) {
      return left;
    }
    left = asNumber(left, first);
    take();
    Token second = token;
    Expression right = asNumber(sum(), second);
    if (relation() != null) {
      throw error(token, "comparisons do not chain; write for example 0 < x and x < 1");
    }
    return new Expression.Comparison(relation, left, right);
  }

  private @Nullable Relation relation() {
    for (Relation relation : Relation.values()) {
      if (token.is(relation.symbol())) {
        return relation;
      }
    }
    return null;
  }

  private Expression sum() {
    Token first = token;
    Expression left = product();
    while (token.is("+") || token.is("-")) {
      left = asNumber(left, first);
      Operator operator = take().is("+") ? Operator.ADD : Operator.SUBTRACT;
      Token second = token;
      left = new Expression.Binary(operator, left, asNumber(product(), second));
    }
    return left;
  }

  private Expression product() {
    Token first = token;
    Expression left = signed();
    while (token.is("*") || token.is("/")) {
      left = asNumber(left, first);
      Operator operator = take().is("*") ? Operator.MULTIPLY : Operator.DIVIDE;
      Token second = token;
      left = new Expression.Binary(operator, left, asNumber(signed(), second));
    }
    return left;
  }

  /// All nesting but that of `not` passes through here.
  private Expression signed() {
    enter();
    Expression result;
    if (token.is("-") || token.is("+")) {
      boolean negative = take().is("-");
      Token operand = token;
      result = asNumber(signed(), operand);
      if (negative) {
        result = new Expression.Negation(result);
      }
    } else {
      result = power();
    }
    depth--;
    return result;
  }

  private void enter() {
    if (++depth > Formula.DEEPEST) {
      throw error(
          token,
          "nested more than "
              + Formula.DEEPEST
              + " deep; take away parentheses or signs that change nothing");
    }
  }

  private Expression asNumber(Expression expression, Token at) {
    if (expression instanceof Expression.Condition) {
      throw error(
          at, "this is a condition, not a number; choose by it: if(x < 0, -x, x) for example");
    }
    return expression;
  }

  private Expression.Condition asCondition(Expression expression, Token at) {
    if (expression instanceof Expression.Condition condition) {
      return condition;
    }
    if (!token.is(",") && !cure().isEmpty()) { // such as a = for ==
      throw unexpected("a comparison");
    }
    throw error(at, "this is a number, not a condition; compare it: x > 0 for example");
  }

  private Expression power() {
    Token first = token;
    Expression base = atom();
    if (token.is("^") || token.is("**")) {
      take();
      Token second = token;
      return new Expression.Binary(
          Operator.POWER, asNumber(base, first), asNumber(signed(), second));
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
      Expression inner = choice();
      close(opening);
      return inner;
    }
    throw unexpected("a number, a variable, a function or (");
  }

  private Expression number(Token written) {
    double value = Double.parseDouble(written.text());
    if (Double.isInfinite(value)) {
      throw error(
          written,
          FormulaException.shown(written.text()) + " is larger than a double can hold, 1.8e308");
    }
    return new Expression.Literal(value);
  }

  private Expression named(Token name) {
    int index = variables.indexOf(name.text());
    if (index >= 0) {
      return new Expression.Variable(name.text(), index);
    }
    if (Names.isFunction(name.text()) || (token.is("(") && isFunction(name))) {
      return call(name);
    }
    Double constant = Names.CONSTANTS.get(name.text());
    if (constant != null) {
      return new Expression.Literal(constant);
    }
    if (Names.isWord(name.text())) {
      throw error(
          name,
          "'" + name.text() + "' joins conditions; write for example if(x > 0 and y > 0, x, y)");
    }
    if (token.is("(")) {
      throw error(name, noFunction(name.text()));
    }
    Optional<String> unglued = Names.unglued(name.text(), variables, false);
    if (!open) {
      throw error(
          name,
          "there is no variable '"
              + FormulaException.shown(name.text())
              + "' among "
              + FormulaException.shown(variables.toString())
              + unglued
                  .or(() -> Spelling.nearest(name.text(), variables))
                  .map(n -> "; did you mean " + n + "?")
                  .orElse(""));
    }
    if (unglued.isPresent()) {
      throw error(
          name,
          "'"
              + FormulaException.shown(name.text())
              + "' is read as one name; write "
              + FormulaException.shown(unglued.get())
              + ", or list it among the variables if it is one");
    }
    variables.add(name.text());
    return new Expression.Variable(name.text(), variables.size() - 1);
  }

  private static boolean isFunction(Token name) {
    return Names.isFunction(Names.meant(name.text()));
  }

  private String noFunction(String name) {
    String problem = "there is no function '" + FormulaException.shown(name) + "'";
    Optional<String> cure =
        Names.unglued(name, variables, true)
            .or(() -> Names.nearestFunction(name))
            .or(() -> name.length() == 1 ? Optional.of(name + "*(…)") : Optional.empty());
    return cure.isPresent()
        ? problem + "; did you mean " + FormulaException.shown(cure.get()) + "?"
        : problem + ". The functions are " + String.join(" ", Names.all());
  }

  private Expression call(Token name) {
    String function = Names.meant(name.text());
    boolean chooses = function.equals(Names.IF);
    if (!token.is("(")) {
      throw error(
          token,
          "found "
              + token.described()
              + ", expected ( and the argument of "
              + name.text()
              + ": "
              + name.text()
              + (chooses
                  ? "(condition, a, b)"
                  : token.is("^") || token.is("**") ? "(x)^2" : "(x)"));
    }
    Token opening = take();
    List<Expression> arguments = new ArrayList<>();
    do {
      if (!arguments.isEmpty()) {
        take();
      }
      Token first = token;
      Expression argument = choice();
      arguments.add(
          chooses && arguments.isEmpty()
              ? asCondition(argument, first)
              : asNumber(argument, first));
    } while (token.is(","));
    close(opening);
    return switch (function) {
      case Names.MIN, Names.MAX -> {
        if (arguments.size() < 2) {
          throw error(name, function + " has 1 argument; it takes 2 or more");
        }
        yield function.equals(Names.MIN)
            ? new Expression.Min(arguments)
            : new Expression.Max(arguments);
      }
      case Names.IF -> {
        checkCount(name, arguments, 3);
        yield new Expression.If(
            asCondition(arguments.getFirst(), name), arguments.get(1), arguments.get(2));
      }
      default -> {
        Elementary elementary = Names.ELEMENTARY.get(function);
        checkCount(name, arguments, elementary == null ? 2 : 1);
        yield elementary != null
            ? new Expression.Call(elementary, arguments.getFirst())
            : new Expression.Binary(
                Names.CALLED_OPERATORS.getOrDefault(function, Operator.POWER),
                arguments.getFirst(),
                arguments.getLast());
      }
    };
  }

  private void checkCount(Token name, List<Expression> arguments, int count) {
    int given = arguments.size();
    if (given != count) {
      throw error(
          name,
          name.text()
              + " has "
              + given
              + (given == 1 ? " argument" : " arguments")
              + "; it takes "
              + count
              + switch (Names.meant(name.text())) {
                case Names.IF -> ": if(condition, a, b)";
                case "log" -> "; to the base b it is log(x)/log(b)";
                default -> "";
              });
    }
  }

  private void close(Token opening) {
    if (!token.is(")")) {
      throw unexpected(
          "an operator or the ) for the ( in column "
              + FormulaException.column(text, opening.position()));
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
    boolean operand = token.kind() != Token.Kind.SIGN || token.is("(");
    if (afterOperand && operand && !Names.isWord(token.text())) {
      String left = before.endsWith(")") ? ")" : before.substring(lastOperand(before));
      return "; write the product as "
          + FormulaException.shown(left)
          + "*"
          + FormulaException.shown(token.text());
    }
    if (TYPOGRAPHY.containsKey(token.text())) {
      return "; write " + TYPOGRAPHY.get(token.text()) + " instead";
    }
    if (token.is("=")) {
      return depth > 0 ? "; compare with ==" : "; write only what stands to the right of =";
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

  private FormulaException error(Token at, String problem) {
    return new FormulaException(
        text, at.position(), problem.endsWith("?") ? problem : problem + ".");
  }
}
