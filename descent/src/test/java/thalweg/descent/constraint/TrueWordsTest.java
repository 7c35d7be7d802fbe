package thalweg.descent.constraint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import thalweg.calculus.function.DifferentiableFunction;
import thalweg.calculus.function.Formula;
import thalweg.calculus.function.MultivariateFunction;
import thalweg.descent.Bounds;
import thalweg.descent.constraint.ConstrainedOutcome.Converged;
import thalweg.descent.constraint.ConstrainedOutcome.Flat;
import thalweg.descent.constraint.ConstrainedOutcome.NonFinite;
import thalweg.descent.constraint.ConstrainedOutcome.Saddle;
import thalweg.descent.constraint.ConstrainedOutcome.Stalled;
import thalweg.descent.constraint.ConstrainedOutcome.Unbounded;
import thalweg.descent.constraint.ConstrainedOutcome.WrongGradient;
import thalweg.descent.vector.Vectors;

/// Whatever an outcome says is so: at poles, inflections, plateaus, corners, and limits of any
/// size.
class TrueWordsTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  /// Returns |u|ᵖ of the sign of u, or |u|ᵖ, with the slope of that at index 1; log |u| for p = 0.
  private static double[] power(double u, double p, boolean isOdd) {
    double size = Math.abs(u);
    double sign = isOdd ? Math.signum(u) : 1;
    double value = p == 0 ? Math.log(size) : sign * Math.pow(size, p);
    double slope = p == 0 ? 1 / u : sign * Math.signum(u) * p * Math.pow(size, p - 1);
    return new double[] {value, slope};
  }

  /// Returns height · power((x − place) / scale) + y², with its gradient or without.
  private static ConstrainedDescent along(
      double height, double place, double scale, double p, boolean isOdd, boolean isExact) {
    MultivariateFunction f = x -> height * power((x[0] - place) / scale, p, isOdd)[0] + x[1] * x[1];
    return isExact
        ? ConstrainedDescent.of(
            DifferentiableFunction.of(
                f,
                x ->
                    new double[] {
                      height * power((x[0] - place) / scale, p, isOdd)[1] / scale, 2 * x[1]
                    }))
        : ConstrainedDescent.of(f);
  }

  /// Returns the half of the plane on one side of a place.
  private static Bounds box(double place, double side) {
    return Bounds.between(
        new double[] {side > 0 ? place : -INFINITY, -INFINITY},
        new double[] {side > 0 ? INFINITY : place, INFINITY});
  }

  private static Constraint first(double lower, double upper) {
    return Constraint.linear(new double[] {1, 0}, lower, upper);
  }

  @Test
  void a_pole_is_neither_a_minimum_nor_a_wrong_gradient() {
    SplittableRandom random = new SplittableRandom(1);
    int told = 0;
    for (int member = 0; member < 300; member++) {
      double scale = Math.pow(10, random.nextDouble(-6, 6));
      double place = member % 3 == 0 ? 0 : scale * random.nextDouble(-4, 4);
      double order = member % 7 == 0 ? 0 : random.nextDouble(0.3, 4);
      boolean isOdd = order != 0 && random.nextBoolean();
      double height = (order == 0 ? 1 : -1) * Math.pow(10, random.nextDouble(-4, 4));
      double side = isOdd ? 1 : random.nextBoolean() ? 1 : -1;
      double beyond = member % 2 == 0 ? place : place - side * scale * random.nextDouble(0, 2);
      ConstrainedMinimum found =
          along(height, place, scale, -order, isOdd, member % 5 != 0)
              .subjectTo(side > 0 ? first(beyond, INFINITY) : first(-INFINITY, beyond))
              .within(member % 4 == 0 ? box(place, side) : Bounds.none(2))
              .from(place + side * scale * random.nextDouble(0.3, 2), random.nextDouble(-1, 1));
      // The other side of an odd pole has a minimum at the limit.
      boolean isOver = beyond != place && Math.abs(found.point()[0] - beyond) < 1e-5 * scale;
      assertThat(found.converged() ? isOdd && isOver : !(found.outcome() instanceof WrongGradient))
          .as("%s order %s odd %s %s", member, order, isOdd, found)
          .isTrue();
      told += found.outcome() instanceof Unbounded ? 1 : 0;
    }
    assertThat(told).isGreaterThan(280);
  }

  @Test
  void an_inflection_is_left_downwards() {
    SplittableRandom random = new SplittableRandom(2);
    int told = 0;
    for (int member = 0; member < 300; member++) {
      double scale = Math.pow(10, random.nextDouble(-6, 6));
      double place = member % 3 == 0 ? 0 : scale * random.nextDouble(-4, 4);
      int order = 3 + 2 * random.nextInt(4);
      double height = Math.pow(10, random.nextDouble(-4, 4));
      double side = random.nextBoolean() ? 1 : -1; // from where the values fall
      boolean isEnding = random.nextBoolean();
      double end = place - side * scale * random.nextDouble(0.2, 3);
      double start = member % 4 == 0 ? place : place + side * scale * random.nextDouble(0, 3);
      ConstrainedMinimum found =
          along(side * height, place, scale, order, true, member % 5 != 0)
              .subjectTo(
                  side > 0
                      ? first(isEnding ? end : -INFINITY, place + 9 * scale)
                      : first(place - 9 * scale, isEnding ? end : INFINITY))
              .from(start, random.nextDouble(-1, 1));
      boolean isEnd = isEnding && Math.abs(found.point()[0] - end) < 1e-5 * scale;
      assertThat((isEnd || !found.converged()) && !(found.outcome() instanceof Flat))
          .as("%s order %s %s %s", member, order, isEnding ? end : side, found)
          .isTrue();
      told += isEnd || found.outcome() instanceof Unbounded ? 1 : 0;
    }
    assertThat(told).isGreaterThan(280);
  }

  @Test
  void a_limit_of_any_size_is_reached_or_no_minimum_is_claimed() {
    SplittableRandom random = new SplittableRandom(3);
    int reached = 0;
    for (int member = 0; member < 400; member++) {
      double limit = Math.pow(10, random.nextDouble(-300, 300)) * (random.nextBoolean() ? 1 : -1);
      int kind = member % 4;
      MultivariateFunction f =
          x -> kind == 0 ? x[0] : kind == 1 ? Math.abs(x[0]) : Math.pow(x[0], 2 * kind - 2);
      double least = kind == 0 ? limit : Math.max(0, limit);
      double start = member % 3 == 0 ? 0 : random.nextDouble(-3, 3);
      ConstrainedMinimum found =
          ConstrainedDescent.of(f)
              .subjectTo(Constraint.linear(new double[] {1}, limit, INFINITY))
              .from(start);
      double off = Math.abs(found.point()[0] - least);
      boolean isAt = off <= 1e-6 * Math.max(1, Math.abs(least));
      String name = member + " kind " + kind + " limit " + limit + " from " + start + " " + found;
      if (kind == 3) { // flat around its bottom
        isAt = Math.abs(f.at(found.point()) - f.at(least)) <= 1e-6 * Math.max(1, f.at(least));
      }
      boolean isTrue =
          (found.converged() && isAt)
              || found.outcome() instanceof Stalled
              || (found.outcome() instanceof NonFinite && f.at(limit) == INFINITY);
      assertThat(isTrue).as(name).isTrue();
      reached += isAt ? 1 : 0;
    }
    assertThat(reached).isGreaterThan(350);
  }

  @Test
  void a_constant_is_flat_wherever_the_constraints_leave_a_way() {
    SplittableRandom random = new SplittableRandom(4);
    for (int member = 0; member < 200; member++) {
      int n = random.nextInt(1, 5);
      double constant = random.nextDouble(-1, 1) * Math.pow(10, random.nextInt(-20, 20));
      double[] start = new double[n];
      Arrays.setAll(start, k -> random.nextDouble(-3, 3));
      MultivariateFunction f = _ -> constant;
      DifferentiableFunction exact = DifferentiableFunction.of(f, x -> new double[x.length]);
      ConstrainedDescent descent =
          random.nextBoolean() ? ConstrainedDescent.of(f) : ConstrainedDescent.of(exact);
      int equations = random.nextInt(0, n + 1);
      for (int i = 0; i < equations; i++) {
        double[] row = Families.matrix(random, 1, n)[0];
        double value = random.nextDouble(-1, 1);
        descent = descent.subjectTo(Constraint.linear(row, value, value));
      }
      double[] row = Families.matrix(random, 1, n)[0];
      double limit = equations == n ? 1e6 : random.nextDouble(-1, 1);
      descent = descent.subjectTo(Constraint.linear(row, -INFINITY, limit));
      ConstrainedMinimum found = descent.from(start);
      assertThat(found.outcome())
          .as("%s %s of %s %s", member, equations, n, found)
          .isInstanceOf(equations == n ? Converged.class : Flat.class);
      assertThat(found.violation()).isLessThan(1e-8);
    }
  }

  /// Shapes with steps, cusps, tails, wells and poles, S being the unit of the value and P the
  /// place.
  @Test
  void no_way_leads_down_from_what_is_called_a_minimum() {
    SplittableRandom random = new SplittableRandom(6);
    List<String> shapes =
        List.of(
            "S*floor(x-P)",
            "S*(x-P)*abs(x-P)",
            "S*((x-P)^3-(x-P))",
            "-S*exp(-((x-P)^2))",
            "S*max(0,x-P)",
            "S*sqrt(abs(x-P))",
            "S*tan(x-P)",
            "S*(x-P)^5+S*(x-P)^6",
            "S*if(x<P,1,x-P)",
            "S*sin(x-P)");
    for (int member = 0; member < 300; member++) {
      String text =
          shapes
              .get(member % shapes.size())
              .replace("P", member % 4 == 0 ? "0" : "(" + random.nextDouble(-5, 5) + ")")
              .replace("S", String.valueOf(Math.pow(10, random.nextDouble(-6, 6))));
      Formula f = Formula.parse(text, List.of("x"));
      double lower = random.nextBoolean() ? random.nextDouble(-8, 2) : -INFINITY;
      double upper = random.nextBoolean() ? random.nextDouble(2, 9) : INFINITY;
      ConstrainedDescent descent =
          ConstrainedDescent.of(f).subjectTo(Constraint.linear(new double[] {1}, lower, upper));
      ConstrainedMinimum found =
          (random.nextBoolean() ? descent : descent.byDifferences()).from(random.nextDouble(-6, 6));
      assertThat(found.outcome()).as("%s %s", text, found).isNotInstanceOf(WrongGradient.class);
      double x = found.point()[0];
      double clear = 1e-6 * Math.abs(found.value()) + 1e-12 * Math.abs(f.at(x + 1) - f.at(x));
      for (int side = -1; side <= 1 && found.converged(); side += 2) {
        double there = found.value();
        for (int k = 1; k <= 100 && there <= found.value() + clear; k++) {
          double at = x + side * Math.max(1, Math.abs(x)) * k / 5e3;
          there = at >= lower && at <= upper ? f.at(at) : INFINITY;
          assertThat(there < found.value() - clear)
              .as("%s from %s to %s %s", text, lower, upper, found)
              .isFalse();
        }
      }
    }
  }

  /// Sums of powers from 1 on of slanted lines, and barriers: whatever a descent on a convex
  /// function comes to, it is no saddle, no plateau and no place of wrong or of no numbers.
  @Test
  void a_convex_function_has_minima_alone() {
    SplittableRandom random = new SplittableRandom(7);
    int found = 0;
    for (int member = 0; member < 300; member++) {
      StringBuilder text = new StringBuilder();
      for (int term = 0; term < 3; term++) {
        String size = "abs((A*x+B*y-C)*D)^P";
        String barrier = "A*x+B*y-D*0.01*log(4-x^2-y^2)";
        text.append(term == 0 ? "" : "+")
            .append(Math.pow(10, random.nextDouble(-3, 3)))
            .append('*')
            .append(member % 3 > 0 ? size : "(" + barrier + ")");
        for (String letter : List.of("A", "B", "C")) {
          put(text, letter, random.nextDouble(-2, 2));
        }
        put(text, "D", Math.pow(10, random.nextDouble(-3, member % 3 > 0 ? 2 : 0)));
        put(text, "P", random.nextInt(3) == 0 ? random.nextInt(1, 5) : random.nextDouble(1, 7));
      }
      Formula f = Formula.parse(text.toString(), List.of("x", "y"));
      ConstrainedDescent descent = ConstrainedDescent.of(f);
      if (member % 2 == 0) {
        descent = descent.subjectTo(Constraint.linear(new double[] {1, -1}, -0.5, INFINITY));
      }
      descent = member % 5 < 2 ? descent : descent.byDifferences();
      ConstrainedMinimum minimum = descent.from(random.nextDouble(0, 1), random.nextDouble(-1, 0));
      assertThat(minimum.outcome())
          .as("%s %s", text, minimum)
          .isNotInstanceOfAny(
              Saddle.class, Flat.class, NonFinite.class, Unbounded.class, WrongGradient.class);
      found += minimum.converged() ? 1 : 0;
    }
    assertThat(found).isGreaterThan(200);
  }

  private static void put(StringBuilder text, String letter, double value) {
    int at = text.indexOf(letter);
    while (at >= 0) {
      text.replace(at, at + 1, "(" + value + ")");
      at = text.indexOf(letter);
    }
  }

  @Test
  void linear_programs_are_solved_by_differences() {
    SplittableRandom random = new SplittableRandom(5);
    for (int member = 0; member < 300; member++) {
      int n = random.nextInt(2, 7);
      int m = n + random.nextInt(0, 4);
      double[] corner = Families.matrix(random, 1, n)[0];
      double[][] rows = Families.matrix(random, m, n);
      double[] g = new double[n];
      ConstrainedDescent descent = ConstrainedDescent.of(x -> Vectors.dot(g, x));
      for (int i = 0; i < m; i++) {
        double[] row = rows[i];
        double price = i < n ? random.nextDouble(0.1, 2) : 0;
        for (int k = 0; k < n; k++) {
          g[k] += price * row[k];
        }
        double limit = Vectors.dot(row, corner) - (i < n ? 0 : random.nextDouble(0.1, 2));
        descent = descent.subjectTo(Constraint.atLeast(x -> Vectors.dot(row, x), limit));
      }
      ConstrainedMinimum found = descent.from(Families.matrix(random, 1, n)[0]);
      assertThat(found.converged()).as("%s %s", member, found).isTrue();
      assertThat(found.value() - Vectors.dot(g, corner))
          .as("%s %s", member, found)
          .isLessThan(1e-6);
    }
  }
}
