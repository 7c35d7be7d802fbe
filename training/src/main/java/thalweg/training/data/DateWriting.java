package thalweg.training.data;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How dates and times are written in a column.
public enum DateWriting {
  /// 2026-11-28 or 2026/11/28.
  YEAR_FIRST("(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})", 1, 3, 4),
  /// 11/28/2026 or 11/28/26.
  MONTH_FIRST("(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4}|\\d{2})", 4, 1, 3),
  /// 28.11.2026, 28/11/2026 or 28.11.26.
  DAY_FIRST("(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4}|\\d{2})", 4, 3, 1),
  /// 28-Nov-2026 or 28 November 2026, in English.
  DAY_AND_NAME("(\\d{1,2})([- ])(\\p{Alpha}{3,9})\\.?\\2(\\d{4}|\\d{2})", 4, 3, 1),
  /// Nov 28, 2026 or November 28 2026, in English.
  NAME_AND_DAY("(\\p{Alpha}{3,9})\\.? (\\d{1,2}),? (\\d{4})", 3, 1, 2),
  /// Nov 2026 or November 2026, in English: its first day.
  NAME_AND_YEAR("(\\p{Alpha}{3,9})\\.?[- ](\\d{4})()", 2, 1, 3),
  /// 20261128T1530 or 20261128.
  COMPACT("(\\d{4})()(\\d{2})(\\d{2})(?=T|$)", 1, 3, 4),
  /// 15:30 or 15:30:05, without a date.
  TIME("", 0, 0, 0);

  private static final String CLOCK =
      "(?<hour>\\d{1,2}):?(?<minute>\\d{2})(?::?(?<second>\\d{2})(?:[.,]\\d{1,9})?)?"
          + "\\s?(?<half>[AaPp][Mm])?";
  private static final String ZONE = "\\s?(?:Z|UTC|GMT|[+-]\\d{2}:?\\d{2})?";

  /// The seconds of a day.
  public static final int DAY = 86_400;

  private final Pattern pattern;
  private final int year;
  private final int month;
  private final int day;

  DateWriting(String date, int year, int month, int day) {
    pattern =
        Pattern.compile(
            date.isEmpty()
                ? CLOCK.replace("):?(?<m", "):(?<m")
                : date + "(?:[T ]\\s?" + CLOCK + ZONE + ")?");
    this.year = year;
    this.month = month;
    this.day = day;
  }

  /// Returns the seconds from 1970 on that `text` says, in its own zone, or NaN if it says none in
  /// this writing.
  public double seconds(String text) {
    Matcher found = pattern.matcher(text);
    if (!found.matches()) {
      return Double.NaN;
    }
    try {
      LocalDate date =
          this == TIME
              ? LocalDate.EPOCH
              : LocalDate.of(
                  year(found.group(year)), month(found.group(month)), day(found.group(day)));
      return LocalDateTime.of(date, clock(found)).toEpochSecond(ZoneOffset.UTC);
    } catch (DateTimeException _) {
      return Double.NaN;
    }
  }

  private static LocalTime clock(Matcher found) {
    String hour = found.group("hour");
    if (hour == null) {
      return LocalTime.MIDNIGHT;
    }
    int of24 = Integer.parseInt(hour);
    String half = found.group("half");
    if (half != null) {
      if (of24 < 1 || of24 > 12) {
        throw new DateTimeException(hour);
      }
      of24 = of24 % 12 + (half.equalsIgnoreCase("pm") ? 12 : 0);
    }
    String second = found.group("second");
    return LocalTime.of(
        of24,
        Integer.parseInt(found.group("minute")),
        second == null ? 0 : Math.min(59, Integer.parseInt(second))); // 60: a leap second
  }

  /// Of two digits, the year from 1970 to 2069.
  private static int year(String text) {
    int year = Integer.parseInt(text);
    return text.length() > 2 ? year : year + (year < 70 ? 2000 : 1900);
  }

  private static int month(String text) {
    if (!Character.isLetter(text.charAt(0))) {
      return Integer.parseInt(text);
    }
    String name = text.toUpperCase(Locale.ROOT);
    return Arrays.stream(Month.values())
        .filter(month -> month.name().startsWith(name))
        .findFirst()
        .orElseThrow(() -> new DateTimeException(text))
        .getValue();
  }

  private static int day(String text) {
    return text.isEmpty() ? 1 : Integer.parseInt(text);
  }

  /// Returns a moment in the writing [#YEAR_FIRST], such as `2026-11-28T15:30`; at midnight the
  /// date alone.
  ///
  /// @param seconds from 1970 on; fractions are left out
  public static String written(double seconds) {
    long whole = (long) Math.floor(seconds);
    return Math.floorMod(whole, DAY) == 0
        ? LocalDate.ofEpochDay(whole / DAY).toString()
        : LocalDateTime.ofEpochSecond(whole, 0, ZoneOffset.UTC).toString();
  }

  /// Returns a part of the moment that lies so many seconds after the beginning of 1970.
  public static double part(Origin.Part part, double seconds) {
    double day = 86_400;
    double year = 365.2425 * day;
    double turn =
        switch (part) {
          case YEARS -> 0;
          case SEASON_SINE, SEASON_COSINE -> {
            LocalDate date = LocalDate.ofEpochDay(Math.floorDiv((long) seconds, 86_400));
            yield (date.getDayOfYear() - 1) / (double) date.lengthOfYear();
          }
          case WEEKDAY_SINE, WEEKDAY_COSINE ->
              Math.floorMod(Math.floorDiv((long) seconds, 86_400) + 3, 7) / 7.0;
          case DAYTIME_SINE, DAYTIME_COSINE -> Math.floorMod((long) seconds, 86_400) / day;
        };
    return switch (part) {
      case YEARS -> (seconds - 946_684_800) / year;
      case SEASON_SINE, WEEKDAY_SINE, DAYTIME_SINE -> StrictMath.sin(2 * Math.PI * turn);
      case SEASON_COSINE, WEEKDAY_COSINE, DAYTIME_COSINE -> StrictMath.cos(2 * Math.PI * turn);
    };
  }
}
