package thalweg.algebra.program;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/// The laws of programs where every chain is done by a written loop from its first run on: in a
/// virtual machine of its own, which has asked for no loop before.
@Tag("once")
class AlwaysFusedTest extends ProgramLawsTest {
  @BeforeAll
  static void always() {
    System.setProperty(Fusion.PROPERTY, "always");
  }
}
