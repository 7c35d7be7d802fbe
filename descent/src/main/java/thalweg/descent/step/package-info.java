/// Steps: how far to go along a direction.
///
/// Read [LineSearch], then [MoreThuente], then [HagerZhang]; for constant rates that change,
/// [Schedule]. Imports algebra, for schedules alone: a search sees its function as a [Line]. Knows
/// nothing of gradients in many variables and of where directions come from.
package thalweg.descent.step;
