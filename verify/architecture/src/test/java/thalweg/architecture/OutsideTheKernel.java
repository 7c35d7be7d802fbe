package thalweg.architecture;

import thalweg.algebra.kernel.OffenderImpl;

/// Uses the vector unit outside the kernel, and a loop that uses it in turn.
@SuppressWarnings("unused") // read by ArchUnit
public final class OutsideTheKernel {
  OffenderImpl loop;

  int lanes() {
    return jdk.incubator.vector.FloatVector.SPECIES_PREFERRED.length();
  }
}
