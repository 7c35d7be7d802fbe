package thalweg.descent.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StudentTTest {
  /// Source: any table of the distribution; with one degree of freedom tan(0.475π), with two
  /// 2·0.95/√(2·0.0975·…) in closed form.
  @ParameterizedTest
  @CsvSource({
    "0.95, 1, 12.706204736432095",
    "0.95, 2, 4.302652729911275",
    "0.95, 5, 2.5705818366147395",
    "0.95, 10, 2.2281388519649385",
    "0.99, 30, 2.7499956535672259",
    "0.95, 1000000, 1.9599664",
    "0.5, 7, 0.7111417781",
    "0.6826894921370859, 100000000, 1.0"
  })
  void factors_are_those_of_the_tables(double level, int freedom, double factor) {
    assertThat(StudentT.factor(level, freedom)).isCloseTo(factor, within(1e-7 * factor));
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3", "17", "400"})
  void probability_falls_from_one_to_nothing(int freedom) {
    double last = 1;
    for (double t = 0.01; t < 1e6; t *= 1.5) {
      double now = StudentT.outside(t, freedom);
      assertThat(now).isBetween(0.0, last);
      last = now;
    }
    assertThat(StudentT.outside(0, freedom)).isEqualTo(1);
  }
}
