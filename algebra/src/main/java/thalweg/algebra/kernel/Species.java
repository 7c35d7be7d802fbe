package thalweg.algebra.kernel;

import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import thalweg.algebra.machine.VectorUnit;

/// The vector species of the chosen width. Touched only when [VectorUnit#BITS] is not 0.
final class Species {
  private static final VectorShape SHAPE = VectorShape.forBitSize(VectorUnit.BITS);

  static final VectorSpecies<Float> FLOAT = VectorSpecies.of(float.class, SHAPE);
  static final VectorSpecies<Double> DOUBLE = VectorSpecies.of(double.class, SHAPE);

  private Species() {}
}
