package thalweg.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import thalweg.algebra.Tensor;

/// The rules hold in every class that ships.
class ArchitectureTest {
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("thalweg");

  static final List<String> ROOMS = Rules.ROOMS;

  static List<DoorPlate> plates() throws IOException {
    return DoorPlate.all();
  }

  /// A rule over no classes holds, so what the rules are about must have been found.
  @ParameterizedTest
  @FieldSource("ROOMS")
  void every_room_is_seen(String room) {
    assertThat(HOUSE.stream().map(JavaClass::getPackageName))
        .anyMatch(name -> (name + ".").startsWith("thalweg." + room + "."));
  }

  @ParameterizedTest
  @FieldSource("ROOMS")
  void a_room_knows_only_rooms_before_it(String room) {
    Rules.knowsNoLaterRoom(room).check(HOUSE);
  }

  @ParameterizedTest
  @MethodSource("plates")
  void a_package_imports_what_its_door_plate_says(DoorPlate plate) {
    assertThat(HOUSE.containPackage(plate.name())).isTrue();
    assertThat(plate.untruths(HOUSE)).isEmpty();
  }

  static final List<ArchRule> EVERYWHERE =
      List.of(
          Rules.VECTORS_STAY_IN_THE_KERNEL,
          Rules.THE_KERNEL_STAYS_IN_ALGEBRA,
          Rules.PACKAGES_FORM_NO_CIRCLE,
          Rules.LIBRARY_NEVER_PRINTS,
          Rules.LIBRARY_INSTALLS_NO_HANDLERS,
          Rules.ONLY_THE_COMMAND_EXITS,
          Rules.NO_CLASS_IS_NAMED_FOR_NOTHING);

  @ParameterizedTest
  @FieldSource("EVERYWHERE")
  void a_rule_holds_everywhere(ArchRule rule) {
    rule.check(HOUSE);
  }

  @Test
  void the_kernel_is_exported_to_nobody() throws URISyntaxException {
    Path algebra =
        Path.of(Tensor.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    ModuleDescriptor module =
        ModuleFinder.of(algebra).find("thalweg.algebra").orElseThrow().descriptor();
    assertThat(module.exports())
        .extracting(ModuleDescriptor.Exports::source)
        .contains("thalweg.algebra")
        .noneMatch(name -> name.startsWith("thalweg.algebra.kernel"));
  }

  @Test
  void the_rooms_stand_in_the_order_of_the_alphabet() {
    List<String> library = Rules.ROOMS.subList(0, Rules.ROOMS.indexOf("training") + 1);
    assertThat(library).isSorted();
  }
}
