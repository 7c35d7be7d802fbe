// Numbers as a hand can place them.

/** Rounds a number to a thousandth of what is in sight, for no drag is finer. */
export function neat(value: number, width: number): number {
  const digits = Math.ceil(3 - Math.log10(width));
  if (digits > 15) {
    return value;
  }
  const power = 10 ** Math.max(-15, digits);
  return power >= 1 ? Math.round(value * power) / power : Math.round(value * power) * Math.round(1 / power);
}
