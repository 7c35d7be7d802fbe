package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Answers are shown in as many digits as were asked for, and all the same without being asked.
class DigitsOptionTest {
  private static final Pattern NUMBER = Pattern.compile("-?\\d+\\.\\d+(?:E-?\\d+)?");

  private static double drawn(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> Double.longBitsToDouble(random.nextLong());
      case 1 -> random.nextGaussian() * Math.pow(10, random.nextInt(25) - 12);
      case 2 -> random.nextInt(2_000_000) / 1000.0;
      case 3 -> Math.nextUp(random.nextInt(100)); // nines and ones behind many digits
      default -> Math.nextDown(Math.pow(10, random.nextInt(40) - 20));
    };
  }

  @Test
  void a_number_is_rounded_as_it_is_exactly() {
    Random random = new Random(1);
    for (int i = 0; i < 200_000; i++) {
      double number = drawn(random);
      int digits = 1 + random.nextInt(17);
      String shown = Numbers.rounded(number, digits);
      if (!Double.isFinite(number)) {
        assertThat(shown).isEqualTo(Double.toString(number));
        continue;
      }
      BigDecimal read = new BigDecimal(shown);
      BigDecimal right =
          new BigDecimal(number).round(new MathContext(digits, RoundingMode.HALF_EVEN));
      boolean isWhole = shown.equals(Double.toString(number));
      assertThat(isWhole || read.compareTo(right) == 0).as(number + " " + shown).isTrue();
      assertThat(read.stripTrailingZeros().precision() <= digits).as(shown).isTrue();
      assertThat(shown.matches("-?\\d+\\.\\d+(E-?\\d+)?")).as(shown).isTrue();
    }
  }

  /// Where Java itself needs no more digits, it writes the same.
  @Test
  void a_number_is_written_as_java_writes_it() {
    Random random = new Random(2);
    for (int i = 0; i < 100_000; i++) {
      double number = drawn(random);
      if (Double.isFinite(number) && Math.abs(number) > 1e-290 && Math.abs(number) < 1e300) {
        String shown = Numbers.rounded(number, 1 + random.nextInt(15));
        assertThat(Double.toString(Double.parseDouble(shown))).isEqualTo(shown);
      }
      assertThat(Numbers.rounded(number, 17)).isEqualTo(Double.toString(number));
      assertThat(Numbers.shown(number)).isEqualTo(Double.toString(number));
    }
  }

  @Test
  void the_ends_of_the_scale_are_shown_too() {
    assertThat(Numbers.rounded(Double.MAX_VALUE, 3)).isEqualTo("1.8E308");
    assertThat(Numbers.rounded(-Double.MIN_VALUE, 1)).isEqualTo("-5.0E-324");
    assertThat(Numbers.rounded(9_999_999.5, 3)).isEqualTo("1.0E7");
    assertThat(Numbers.rounded(999_999.5, 6)).isEqualTo("1000000.0");
    assertThat(Numbers.rounded(0.00099999, 2)).isEqualTo("0.001");
    assertThat(Numbers.rounded(0.125, 2)).isEqualTo("0.12");
    assertThat(Numbers.rounded(-0.0, 2)).isEqualTo("-0.0");
    assertThat(Numbers.rounded(Double.NaN, 2)).isEqualTo("NaN");
  }

  static Stream<List<String>> lines() {
    return Stream.of(
        List.of("derivative", "exp(x)/3", "--at", "0.1,2,-7.123456789"),
        List.of("derivative", "abs(x - 1/3)", "--at", "1/3", "--order", "1"),
        List.of("derivative", "sin(x)", "--at", "1", "--method", "forward", "--order", "2"),
        List.of("gradient", "x^3*y/7", "--at", "1/3,0.7", "--hessian"),
        List.of("gradient", "x^2/7", "--at", "1/3"),
        List.of("descend", "(x-1/3)^2 + 2*(y-1/7)^2", "--from", "1.23456789,1"),
        List.of("descend", "(x-1/3)^2", "--from", "1/7", "--rule", "lbfgs"),
        List.of("descend", "(x-1/3)^2 + y^2", "--from", "1,1/7", "--compare", "0.1,0.3333333333"),
        List.of("descend", "(x-1/3)^2", "--within", "-1/7:1"),
        List.of("descend", "x^2 + y^2", "--from", "1,1", "--subject-to", "x + y >= 1/3"),
        List.of("descend", "x^2 + y^2", "--within", "1/3:2,-2:2", "--global", "5"),
        List.of("solve", "x^2 = 2"),
        List.of("solve", "x^3 = 0.3", "--within", "-1/7:7"),
        List.of("solve", "x^2 + y^2 = 1", "x = y", "--from", "1,1/7"));
  }

  private static Ran run(List<String> line, String... more) {
    List<String> words = new ArrayList<>(line);
    words.addAll(List.of(more));
    return Ran.thalweg(words.toArray(String[]::new));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void every_number_of_an_answer_is_short_and_near_the_whole_one(List<String> line) {
    Ran whole = run(line);
    for (int digits : List.of(2, 3, 9)) {
      Ran ran = run(line, "--digits", String.valueOf(digits));
      assertThat(ran.exit()).as(ran.err()).isEqualTo(whole.exit());
      List<String> given = List.of(String.join(" ", line).split("[^\\d.]+"));
      List<String> numbers = numbers(ran.out());
      List<String> exact = numbers(whole.out());
      assertThat(numbers).as(ran.out()).hasSameSizeAs(exact).isNotEmpty();
      for (int i = 0; i < numbers.size(); i++) {
        BigDecimal read = new BigDecimal(numbers.get(i));
        boolean isTyped = given.contains(numbers.get(i)) && numbers.get(i).equals(exact.get(i));
        assertThat(isTyped || read.stripTrailingZeros().precision() <= Math.max(2, digits))
            .as(numbers.get(i) + " in " + ran.out())
            .isTrue();
        double right = Double.parseDouble(exact.get(i));
        assertThat(Math.abs(read.doubleValue() - right))
            .as(numbers.get(i) + " for " + right)
            .isLessThanOrEqualTo(Math.abs(right) * 0.51 * Math.pow(10, 1 - Math.min(2, digits)));
      }
    }
    assertThat(withoutSix(run(line, "--digits", "17").out())).isEqualTo(withoutSix(whole.out()));
    assertThat(run(line, "--json", "--digits", "1").out()).isEqualTo(run(line, "--json").out());
  }

  /// Returns an answer without what has six digits where nobody asks for others.
  private static String withoutSix(String text) {
    return text.replaceAll("(?m)^condition .*$", "");
  }

  /// Returns the numbers with a point but for those with digits of their own: bars, those in
  /// sentences, and those of a line to be typed, which loses nothing.
  private static List<String> numbers(String text) {
    String plain =
        withoutSix(text)
            .replaceAll("\\d+\\.\\d+e[-+]\\d+", "")
            .replaceAll("(?m)^(outcome|curvature|gait|found|rate \\S+:| +thalweg) .*$", "");
    return NUMBER.matcher(plain).results().map(found -> found.group()).toList();
  }

  @Test
  void a_fit_is_shown_so_too(@TempDir Path folder) {
    List<String> fit =
        List.of("fit", "height = a + b*width", "--data", Ran.table(folder).toString());
    List<String> asked = new ArrayList<>(fit);
    asked.addAll(List.of("--predict", "width=1/3"));
    for (int digits : List.of(2, 4, 12)) {
      String out = run(asked, "--digits", String.valueOf(digits)).out();
      assertThat(out).contains("standard error");
      List<String> numbers = numbers(out.replaceAll("(?m)^correlation .*$", ""));
      assertThat(numbers).hasSizeGreaterThan(10);
      int longest =
          numbers.stream()
              .mapToInt(each -> new BigDecimal(each).stripTrailingZeros().precision())
              .max()
              .orElseThrow();
      assertThat(longest).as(out).isEqualTo(digits);
    }
    assertThat(run(fit, "--json", "--digits", "2").out()).isEqualTo(run(fit, "--json").out());
  }

  @Test
  void other_numbers_of_digits_are_refused() {
    for (String digits : List.of("0", "-1", "18", "2147483647")) {
      Ran ran = Ran.thalweg("solve", "x^2 = 2", "--digits", digits);
      assertThat(ran.exit()).isEqualTo(ExitCode.USAGE);
      assertThat(ran.err())
          .contains("--digits is " + digits + "; it must be from 1 to 17.")
          .hasLineCount(1);
      assertThat(ran.out()).isEmpty();
    }
    assertThat(Ran.thalweg("solve", "x^2 = 2", "--digits", "two").exit()).isEqualTo(ExitCode.USAGE);
    assertThat(Ran.thalweg("solve", "x^2 = 2", "--digits").exit()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void the_kink_of_a_verdict_is_shown_so_too() {
    assertThat(Ran.thalweg("derivative", "abs(x)/3", "--at", "0", "--digits", "2").err())
        .contains("-0.33 on the left and 0.33 on the right");
  }
}
