package thalweg.network.written;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("plain")
class WrittenTest {
  sealed interface Thing {}

  record Numbers(byte a, short b, int c, long d, float e, double f, boolean g, Integer h, Double i)
      implements Thing {}

  record Text(String text, List<String> more) implements Thing {}

  record Tree(Side side, List<? extends Thing> children, List<List<Double>> table)
      implements Thing {}

  record Nothing() implements Thing {}

  enum Side implements Thing {
    LEFT,
    RIGHT {
      @Override
      public String toString() {
        return "the other";
      }
    }
  }

  record Positive(double value) implements Thing {
    Positive {
      if (!(value > 0)) {
        throw new IllegalArgumentException("value is " + value + "; it must be above 0.");
      }
    }
  }

  record Doubling(int value) implements Thing {
    Doubling {
      value *= 2;
    }
  }

  record Holder(Object any) implements Thing {}

  @SuppressWarnings("ArrayRecordComponent") // to be refused
  record Sizes(int[] sizes) implements Thing {}

  record Letter(char letter) implements Thing {}

  record Formula(DoubleUnaryOperator function) implements Thing {}

  record Chain(List<Thing> next) implements Thing {}

  static final class Ordinary implements Thing {}

  /// Nobody may initialise this: it is none of the kind.
  record Stranger() {
    static {
      touched = true;
    }
  }

  private static boolean touched;

  enum StrangeSide {
    ONE;

    static {
      touched = true;
    }
  }

  private static Thing thing(Random random, int depth) {
    return switch (random.nextInt(depth > 3 ? 4 : 6)) {
      case 0 ->
          new Numbers(
              (byte) random.nextInt(),
              (short) random.nextInt(),
              random.nextInt(),
              random.nextLong(),
              Float.intBitsToFloat(random.nextInt()),
              Double.longBitsToDouble(random.nextLong()),
              random.nextBoolean(),
              random.nextInt(),
              random.nextBoolean() ? Double.NEGATIVE_INFINITY : Double.NaN);
      case 1 -> new Text(text(random), List.of(text(random), text(random)));
      case 2 -> random.nextBoolean() ? Side.LEFT : Side.RIGHT;
      case 3 -> new Nothing();
      default -> {
        List<Thing> children = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          children.add(thing(random, depth + 1));
        }
        yield new Tree(
            Side.RIGHT,
            children,
            List.of(List.of(random.nextGaussian(), -0.0), List.of(), List.of(1e300)));
      }
    };
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append(
          switch (random.nextInt(4)) {
            case 0 -> "\"\\()[],= \t\n\r\u0000\u001b\u007f".charAt(random.nextInt(15));
            case 1 -> (char) random.nextInt(0x10000); // a surrogate alone as well
            default -> (char) ('a' + random.nextInt(26));
          });
    }
    return text.toString();
  }

  @Test
  void what_is_written_is_read_back_equal() {
    Random random = new Random(17);
    for (int i = 0; i < 3000; i++) {
      Thing thing = thing(random, 0);
      String text = Written.write(thing);
      assertThat(text.codePoints()).noneMatch(Character::isISOControl);
      assertThat(Written.read(Thing.class, text)).isEqualTo(thing);
      String spaced =
          text.contains("\"")
              ? " " + text + "\n"
              : text.replace("(", " ( ").replace(",", "\t,\n").replace("=", " = ");
      assertThat(Written.read(Thing.class, spaced)).isEqualTo(thing);
    }
  }

  @Test
  void the_form_is_that_of_every_locale() {
    Locale usual = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-u-nu-arab"));
      assertThat(Written.write(new Text("\u0001", List.of("ü"))))
          .isEqualTo("thalweg.network.written.WrittenTest$Text(text=\"\\u0001\", more=[\"ü\"])");
      assertThat(Written.write(new Positive(1234.5)))
          .isEqualTo("thalweg.network.written.WrittenTest$Positive(value=1234.5)");
      assertThat(Written.write(Side.RIGHT))
          .isEqualTo("thalweg.network.written.WrittenTest$Side.RIGHT");
      assertThat(Written.write(new Nothing()))
          .isEqualTo("thalweg.network.written.WrittenTest$Nothing()");
    } finally {
      Locale.setDefault(usual);
    }
  }

  private static void unwritten(Object value, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Written.write(value))
        .withMessage("written form: " + message);
  }

  @Test
  void what_has_no_written_form_says_what_to_do() {
    String advice =
        " cannot be written down; make it a record, with numbers, booleans, strings, enums,"
            + " records and lists of these as components.";
    DoubleUnaryOperator lambda = x -> x;
    unwritten(lambda, "a lambda of thalweg.network.written.WrittenTest" + advice);
    unwritten(new Formula(Math::sin), "a lambda of thalweg.network.written.WrittenTest" + advice);
    unwritten(new Object() {}, "an unnamed class of thalweg.network.written.WrittenTest" + advice);
    unwritten(new Ordinary(), "thalweg.network.written.WrittenTest$Ordinary" + advice);
    unwritten(new Sizes(new int[2]), "an array, whose place a List could take," + advice);
    unwritten(new Letter('x'), "java.lang.Character" + advice);
    unwritten(new Text("", java.util.Collections.singletonList(null)), "a component is null.");
    unwritten(
        new Holder(new Nothing()),
        "java.lang.Object is no type of a component that can be written down; declare it by a type"
            + " of your own.");
    unwritten(
        new Doubling(3),
        "thalweg.network.written.WrittenTest$Doubling(value=6) is read back as something that is"
            + " not equal to it; the record must keep its components as they are given.");
    Thing deep = new Nothing();
    for (int i = 0; i < 100_000; i++) {
      deep = new Chain(List.of(deep));
    }
    unwritten(deep, "records or lists are nested more than 50 deep.");
  }

  private static void unread(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Written.read(Thing.class, text))
        .withMessage("written form: " + message);
  }

  @Test
  void only_records_and_constants_of_the_kind_are_touched() {
    String here = "thalweg.network.written.WrittenTest$";
    unread(here + "Stranger()", "the class " + here + "Stranger is no Thing.");
    unread(here + "StrangeSide.ONE", "the class " + here + "StrangeSide is no Thing.");
    unread(
        here + "Tree(side=" + here + "StrangeSide.ONE, children=[], table=[])",
        "the class " + here + "StrangeSide is no Side.");
    unread(
        here + "Chain(next=[" + here + "Stranger()])",
        "the class " + here + "Stranger is no Thing.");
    assertThat(touched).isFalse();
    unread(here + "Ordinary()", "the class " + here + "Ordinary is no record.");
    unread("java.lang.Runtime()", "the class java.lang.Runtime is no Thing.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Written.read(Object.class, here + "Stranger()"))
        .withMessageStartingWith("written form: java.lang.Object is no type of a component");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Written.read(Record.class, here + "Stranger()"))
        .withMessageStartingWith("written form: java.lang.Record is no type of a component");
  }

  @Test
  void texts_that_do_not_fit_their_class_say_how() {
    String here = "thalweg.network.written.WrittenTest$";
    unread(
        "com.acme.Swish(beta=1.5)",
        "the class com.acme.Swish is not found; add what has it to the class path.");
    unread(here + "Side.MIDDLE", "the class " + here + "Side has no constant \"MIDDLE\".");
    unread(here + "Nothing.LEFT", "the class " + here + "Nothing is no enum.");
    unread(
        "swish",
        "the class swish is neither a record, as com.acme.Name(…), nor a constant of an enum.");
    unread(
        here + "Positive(size=2)",
        "the class " + here + "Positive has no component \"size\"; its components are value.");
    unread(
        here + "Positive(value=2, value=3)",
        "the class "
            + here
            + "Positive is given twice its component \"value\"; its components are value.");
    unread(
        here + "Text(text=\"a\")",
        "the class " + here + "Text needs all its components text, more; text are given.");
    unread(
        here + "Positive()",
        "the class " + here + "Positive needs all its components value; none are given.");
    unread(here + "Positive(value=one)", "\"one\" must be a number that a Java double can hold.");
    unread(here + "Doubling(value=1.5)", "\"1.5\" must be a number that a Java int can hold.");
    unread(
        here + "Doubling(value=99999999999)",
        "\"99999999999\" must be a number that a Java int can hold.");
    unread(
        here + "Positive(value=-1)",
        here + "Positive refuses its components: value is -1.0; it must be above 0.");
    unread(
        here + "Letter(letter=x)",
        "char is no type of a component that can be written down; declare it by a type of your"
            + " own.");
    unread(
        here + "Positive(value=1) and more",
        "the end is expected at character 55 of \""
            + here
            + "Positive(value=1) and more\", before \"and more\".");
    unread("", "the name of a class is expected at character 1 of \"\".");
  }

  @Test
  void a_text_from_a_stranger_is_refused_in_one_short_line() {
    String here = "thalweg.network.written.WrittenTest$";
    int many = 1_000_000;
    for (String text :
        List.of(
            "x".repeat(many),
            "x".repeat(many) + "(",
            "(".repeat(many),
            "[".repeat(many),
            "a.".repeat(many),
            "[Ljava.lang.String;",
            "a/b.C()",
            here + "Chain(next=[",
            (here + "Chain(next=[").repeat(many / 50),
            here + "Tree(table=" + "[".repeat(many),
            here + "Positive(value=" + "1".repeat(many),
            here + "Positive(value=" + "1".repeat(many) + "e" + "9".repeat(many) + ")",
            here + "Doubling(value=" + "1".repeat(many) + ")",
            here + "Positive(" + "value".repeat(many),
            here + "Positive(value=1" + ",".repeat(many),
            here + "Text(text=\"" + "\\\"".repeat(many),
            here + "Text(text=\"" + "\\u".repeat(many),
            here + "Text(text=\"\\",
            here + "Text(text=\"\\u12",
            here + "Text(text=\"\\u-001\")",
            here + "Text(text=\"\", more=[" + "\"\"".repeat(many),
            here + "Side." + "X".repeat(many),
            here + "Positive(value=\u001b[2J\n)",
            "\u0000",
            " ".repeat(many))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Written.read(Thing.class, text))
          .satisfies(
              refused -> {
                assertThat(refused.getMessage()).startsWith("written form: ").hasSizeLessThan(400);
                assertThat(refused.getMessage().codePoints()).noneMatch(Character::isISOControl);
              });
    }
  }

  @Test
  void a_long_list_is_read_in_time_in_proportion() {
    List<Thing> many = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      many.add(Side.LEFT);
    }
    assertThat(Written.read(Chain.class, Written.write(new Chain(many))))
        .isEqualTo(new Chain(many));
  }

  @Test
  void messages_call_things_by_their_form_or_say_what_they_are() {
    DoubleUnaryOperator lambda = x -> x;
    assertThat(Written.name(lambda)).isEqualTo("a lambda of thalweg.network.written.WrittenTest");
    assertThat(Written.name(new Positive(2)))
        .isEqualTo("thalweg.network.written.WrittenTest$Positive(value=2.0)");
  }
}
