package thalweg.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import thalweg.algebra.kernel.OffenderImpl;

/// Each rule is broken once by a class made for it: a rule that cannot fail protects nothing.
class RulesCanFailTest {
  private static final JavaClasses OFFENDERS =
      new ClassFileImporter().importClasses(OffenderImpl.class, OutsideTheKernel.class);

  static Stream<Arguments> rules() {
    return Stream.of(
        Arguments.of(Rules.knowsNoLaterRoom("algebra"), "thalweg.calculus.function"),
        Arguments.of(Rules.VECTORS_STAY_IN_THE_KERNEL, "OutsideTheKernel"),
        Arguments.of(Rules.THE_KERNEL_STAYS_IN_ALGEBRA, "OutsideTheKernel"),
        Arguments.of(Rules.PACKAGES_FORM_NO_CIRCLE, "OutsideTheKernel"),
        Arguments.of(Rules.LIBRARY_NEVER_PRINTS, "System.out"),
        Arguments.of(Rules.LIBRARY_NEVER_PRINTS, "java.lang.IO"),
        Arguments.of(Rules.LIBRARY_NEVER_PRINTS, "printStackTrace"),
        Arguments.of(Rules.LIBRARY_INSTALLS_NO_HANDLERS, "addShutdownHook"),
        Arguments.of(Rules.LIBRARY_INSTALLS_NO_HANDLERS, "setDefaultUncaughtExceptionHandler"),
        Arguments.of(Rules.ONLY_THE_COMMAND_EXITS, "System.exit"),
        Arguments.of(Rules.ONLY_THE_COMMAND_EXITS, "Runtime.halt"),
        Arguments.of(Rules.NO_CLASS_IS_NAMED_FOR_NOTHING, "OffenderImpl"));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void the_offender_is_caught(ArchRule rule, String named) {
    List<String> details = rule.evaluate(OFFENDERS).getFailureReport().getDetails();
    assertThat(details).anyMatch(detail -> detail.contains(named));
  }

  private static String plate(String imports) {
    return "/// Loops. Read [Kernels]. Imports: "
        + imports
        + ". Knows nothing.\npackage thalweg.algebra.kernel;\n";
  }

  @Test
  void a_door_plate_that_leaves_out_what_is_used_is_caught() {
    assertThat(DoorPlate.parse(plate("nothing of this library")).untruths(OFFENDERS))
        .anyMatch(untruth -> untruth.contains("thalweg.algebra.Shape"));
    assertThat(DoorPlate.parse(plate("`algebra.machine`")).untruths(OFFENDERS))
        .anyMatch(untruth -> untruth.contains("thalweg.algebra.Shape"));
  }

  @Test
  void a_door_plate_that_names_what_is_not_used_is_caught() {
    assertThat(DoorPlate.parse(plate("`algebra`,\n/// `picture`")).untruths(OFFENDERS))
        .anyMatch(untruth -> untruth.endsWith("thalweg.picture, and does not use it"))
        .noneMatch(untruth -> untruth.contains("thalweg.algebra.Shape"));
    assertThat(DoorPlate.parse(plate("`picture..`")).untruths(OFFENDERS))
        .anyMatch(untruth -> untruth.endsWith("thalweg.picture.., and does not use it"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "algebra", "`algebra` only", "all rooms before it", "`algebra` `picture`"})
  void a_door_plate_in_another_form_is_caught(String imports) {
    assertThatThrownBy(() -> DoorPlate.parse(plate(imports))).hasMessageContaining("Imports: ");
  }

  @Test
  void a_door_plate_that_says_nothing_of_imports_is_caught() {
    assertThatThrownBy(() -> DoorPlate.parse("/// Loops.\npackage thalweg.algebra.kernel;\n"))
        .hasMessageContaining("Imports: ");
  }
}
