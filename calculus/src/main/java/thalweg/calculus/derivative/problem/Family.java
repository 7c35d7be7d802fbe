package thalweg.calculus.derivative.problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import thalweg.calculus.function.Formula;

/// Kinds of function that a numerical derivative must get right, or say that it cannot. Each draws
/// as many members as are asked for, the same for the same seed.
public enum Family {
  /// (1 − cos x)/x² and the like near their removable singularity: the numerator cancels, and what
  /// doubles leave of it is a staircase.
  CANCELLING_QUOTIENTS,
  /// The same away from 0, where x − c has rounding of its own to offer.
  SHIFTED_QUOTIENTS,
  /// A function beside a constant up to 10¹⁵, left or taken away again.
  LARGE_CONSTANTS,
  /// √(x+1) − √x and the like far out: two functions that are nearly one.
  NEAR_EQUALS,
  /// (x − r)ⁿ multiplied out, near r.
  EXPANDED_POWERS,
  /// sin(x + c) and the like, c from 10³ to 10¹²: what is added to x rounds the argument.
  FAR_ARGUMENTS;

  /// Digits enough for cancellation to the 5th power of 10⁻⁹.
  private static final int DIGITS = 160;

  private static final List<String> QUOTIENTS =
      List.of(
          "(1-cos(@))/@^2",
          "(exp(@)-1)/@",
          "(sin(@)-@)/@^3",
          "(log(1+@)-@)/@^2",
          "(sqrt(1+@)-1)/@",
          "(tan(@)-@)/@^3",
          "(cosh(@)-1)/@^2",
          "(1-exp(-@^2))/@^2",
          "(exp(@)-1-@)/@^2",
          "(atan(@)-@)/@^3",
          "(sinh(@)-@)/@^3",
          "log(1+@)/@",
          "(1/(1+@)-1)/@",
          "(exp(@)-exp(-@))/@",
          "(@*cos(@)-sin(@))/@^2",
          "(1-cos(@)^2)/@",
          "(1/cos(@)-1)/@^2",
          "(sqrt(1+@)-sqrt(1-@))/@",
          "(erf(@)-@)/@",
          "@/(exp(@)-1)",
          "@^2/(1-cos(@))",
          "(tan(@)-sin(@))/@^3");

  private static final List<String> SMOOTH =
      List.of(
          "sin(@)", "exp(@)", "@^2", "atan(@)", "log(2+@^2)", "@^3-@", "sqrt(1+@^2)", "1/(1+@^2)");

  private static final List<String> NEAR =
      List.of(
          "sqrt(@+1)-sqrt(@)",
          "log(@+1)-log(@)",
          "1/@-1/(@+1)",
          "@-sqrt(@^2-1)",
          "sqrt(@^2+@)-@",
          "(@+1)^2-@^2",
          "atan(@+1)-atan(@)",
          "@*(sqrt(@^2+1)-@)",
          "exp(1/@)-1",
          "cosh(1/@)-1");

  private static final List<String> FAR =
      List.of(
          "sin(x+#)-sin(#)",
          "cos(x+#)-cos(#)",
          "(x+#)^2-#^2",
          "exp((x+#)/1e9)-exp(#/1e9)",
          "sqrt(x+#)-sqrt(#)",
          "log(x+#)-log(#)",
          "sin(x+#)",
          "atan((x+#)/1e6)",
          "(sin(x+#)-sin(#))/x",
          "sin(2*x+#)*exp(x)");

  /// Returns the name in words, such as `cancelling quotients`.
  public String written() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /// Returns `count` members.
  public List<Problem> draw(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Problem> problems = new ArrayList<>();
    while (problems.size() < count) {
      String[] texts = drawn(random);
      try {
        Formula formula = Formula.parse(texts[0], List.of("x"));
        double x = Double.parseDouble(texts[1]);
        if (Double.isFinite(formula.at(x))) {
          problems.add(Problem.of(formula, x, 1, DIGITS));
        }
      } catch (ArithmeticException _) {
        // no derivative there: draw again
      }
    }
    return problems;
  }

  /// Returns a formula and a point.
  private String[] drawn(SplittableRandom random) {
    return switch (this) {
      case CANCELLING_QUOTIENTS -> quotient(random);
      case SHIFTED_QUOTIENTS -> shifted(random);
      case LARGE_CONSTANTS -> constant(random);
      case NEAR_EQUALS -> nearEqual(random);
      case EXPANDED_POWERS -> expanded(random);
      case FAR_ARGUMENTS -> far(random);
    };
  }

  private static String of(List<String> templates, String variable, SplittableRandom random) {
    return templates.get(random.nextInt(templates.size())).replace("@", variable);
  }

  private static String decimals(double value) {
    return Double.toString(Math.round(value * 100) / 100.0);
  }

  /// A number of either sign whose size is 10 to a power between the two given.
  private static double sized(SplittableRandom random, double least, double most) {
    double sign = random.nextBoolean() ? 1 : -1;
    return sign * StrictMath.pow(10, random.nextDouble(least, most));
  }

  private static String[] quotient(SplittableRandom random) {
    double x = sized(random, -9, -1);
    int kind = random.nextInt(8);
    if (kind == 0) {
      String a = decimals(random.nextDouble(0.3, 4));
      int n = random.nextInt(2, 7);
      return new String[] {"((%s+x)^%s-%s^%s)/x".formatted(a, n, a, n), Double.toString(x)};
    }
    if (kind == 1) {
      String a = decimals(random.nextDouble(0.3, 4));
      String f = SMOOTH.get(random.nextInt(SMOOTH.size()));
      String text = "(%s-%s)/x".formatted(f.replace("@", "(" + a + "+x)"), f.replace("@", a));
      return new String[] {text, Double.toString(x)};
    }
    String scale = decimals(random.nextDouble(0.2, 3));
    String variable = kind < 5 ? "x" : "(" + scale + "*x)";
    return new String[] {of(QUOTIENTS, variable, random), Double.toString(x)};
  }

  private static String[] shifted(SplittableRandom random) {
    String c = decimals(random.nextDouble(0.5, 9));
    double x = Double.parseDouble(c) + sized(random, -9, -1);
    return new String[] {of(QUOTIENTS, "(x-" + c + ")", random), Double.toString(x)};
  }

  private static String[] constant(SplittableRandom random) {
    String f = of(SMOOTH, "x", random);
    int power = random.nextInt(2, 16);
    double x = sized(random, -1, 1);
    boolean back = random.nextBoolean();
    return new String[] {
      "1e%s+%s%s".formatted(power, f, back ? "-1e" + power : ""), Double.toString(x)
    };
  }

  private static String[] nearEqual(SplittableRandom random) {
    return new String[] {
      of(NEAR, "x", random), Double.toString(StrictMath.pow(10, random.nextDouble(1, 9)))
    };
  }

  private static String[] far(SplittableRandom random) {
    String text = FAR.get(random.nextInt(FAR.size()));
    long c = Math.round(StrictMath.pow(10, random.nextDouble(3, 12)));
    return new String[] {text.replace("#", c + ".0"), Double.toString(sized(random, -4, 1))};
  }

  private static String[] expanded(SplittableRandom random) {
    int r = random.nextInt(1, 6);
    int n = random.nextInt(3, 10);
    StringBuilder text = new StringBuilder("x^" + n);
    long binomial = 1;
    for (int k = 1; k <= n; k++) {
      binomial = binomial * (n - k + 1) / k;
      long coefficient = binomial * (long) Math.pow(r, k);
      text.append(k % 2 == 1 ? "-" : "+").append(coefficient);
      if (k < n) {
        text.append("*x").append(k < n - 1 ? "^" + (n - k) : "");
      }
    }
    double x = r + sized(random, -4, -0.3);
    return new String[] {text.toString(), Double.toString(x)};
  }
}
