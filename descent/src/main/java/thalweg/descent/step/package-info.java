/// Steps: how far to go along a direction.
///
/// Read [LineSearch], then [MoreThuente], then [HagerZhang]; for constant rates that change,
/// [Schedule]. Imports: `algebra`. A search sees its function as a [Line]; tensors are for
/// schedules alone. Knows nothing of gradients in many variables and of where directions come from.
package thalweg.descent.step;
