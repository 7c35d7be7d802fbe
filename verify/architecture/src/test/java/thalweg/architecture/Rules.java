package thalweg.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysFalse;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Stream;
import thalweg.algebra.machine.VectorUnit;

/// The house rules that can be read off compiled classes.
final class Rules {
  /// The rooms in reading order: a room may know those before it. The last ones are ways in, of
  /// which Spark's is there in its profile alone.
  static final List<String> ROOMS =
      Stream.of(
              "algebra",
              "calculus",
              "descent",
              "exchange",
              "network",
              "picture",
              "training",
              "parquet",
              "spark",
              "studio",
              "terminal")
          .filter(Rules::isHere)
          .toList();

  /// Returns whether a room is among what is built.
  static boolean isHere(String room) {
    return !room.equals("spark")
        || Rules.class.getResource("/thalweg/spark/ThalwegClassifier.class") != null;
  }

  /// The one room that talks to people and to the system.
  private static final String COMMAND = "thalweg.terminal..";

  private Rules() {}

  static ArchRule knowsNoLaterRoom(String room) {
    List<String> later = ROOMS.subList(ROOMS.indexOf(room) + 1, ROOMS.size());
    return noClasses()
        .that(resideInAPackage("thalweg." + room + ".."))
        .should()
        .dependOnClassesThat(
            later.isEmpty()
                ? alwaysFalse()
                : resideInAnyPackage(
                    later.stream().map(name -> "thalweg." + name + "..").toArray(String[]::new)))
        .because("a room may import only rooms before it: " + ROOMS);
  }

  static final ArchRule VECTORS_STAY_IN_THE_KERNEL =
      noClasses()
          .that(not(resideInAPackage("thalweg.algebra.kernel")))
          // which asks how wide the processor likes its vectors, and no more
          .and(not(belongTo(type(VectorUnit.class))))
          .should()
          .dependOnClassesThat(resideInAPackage("jdk.incubator.vector.."))
          .because("the incubating interface changes; one package is to change with it");

  static final ArchRule THE_KERNEL_STAYS_IN_ALGEBRA =
      noClasses()
          .that(not(resideInAPackage("thalweg.algebra..")))
          .should()
          .dependOnClassesThat(resideInAPackage("thalweg.algebra.kernel.."))
          .because("loops check nothing: a room reaches them by way of a program");

  static final ArchRule PACKAGES_FORM_NO_CIRCLE =
      slices()
          .matching("(thalweg..)")
          .should()
          .beFreeOfCycles()
          .because("of two packages that need each other neither can be read first");

  static final ArchRule LIBRARY_NEVER_PRINTS =
      noClasses()
          .that(not(resideInAPackage(COMMAND)))
          .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.lang.IO")
          .orShould()
          .callMethod(Throwable.class, "printStackTrace")
          .orShould()
          .callMethod(Throwable.class, "printStackTrace", PrintStream.class)
          .because("a library reports by values, events and System.Logger");

  static final ArchRule LIBRARY_INSTALLS_NO_HANDLERS =
      noClasses()
          .that(not(resideInAPackage(COMMAND)))
          .should()
          .callMethod(Runtime.class, "addShutdownHook", Thread.class)
          .orShould()
          .dependOnClassesThat()
          .haveNameMatching("sun\\.misc\\.Signal(Handler)?")
          .orShould()
          .callMethod(
              Thread.class,
              "setDefaultUncaughtExceptionHandler",
              Thread.UncaughtExceptionHandler.class)
          .because("signals and the end of the program belong to the program");

  static final ArchRule ONLY_THE_COMMAND_EXITS =
      noClasses()
          .that(not(resideInAPackage(COMMAND)))
          .should()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "halt", int.class)
          .because("a library never ends the program it serves");

  static final ArchRule NO_CLASS_IS_NAMED_FOR_NOTHING =
      noClasses()
          .should()
          .haveNameMatching(".*(Utils?|Utilities|Helpers?|Manager|Impl)")
          .because("such a name hides the idea that is missing");
}
