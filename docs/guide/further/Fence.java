import module thalweg;

void main() {
  // The largest field by a river: the fence of 40 has three sides, and the wall allows 15 at most.
  ConstrainedMinimum field =
      ConstrainedDescent.of(x -> x[0] * x[1])
          .subjectTo(
              Constraint.equal(x -> 2 * x[0] + x[1], 40).named("fence"),
              Constraint.atMost(x -> x[1], 15).named("wall"))
          .ascending()
          .from(5, 5);
  IO.println("%.6f by %.6f".formatted(field.point()[0], field.point()[1]));
  IO.println("area %.6f, %s".formatted(field.value(), field.outcome().written()));
  IO.println("one more of fence gains %.6f".formatted(field.multipliers()[0]));
  IO.println("one more of wall gains %.6f".formatted(field.multipliers()[1]));
}
