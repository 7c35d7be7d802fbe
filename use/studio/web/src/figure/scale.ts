// From numbers to pixels and back, and the round numbers along an axis.

export interface Window {
  x0: number;
  x1: number;
  y0: number;
  y1: number;
}

export interface Scale {
  at(value: number): number;
  from(pixel: number): number;
  ticks(): Tick[];
}

export interface Tick {
  value: number;
  text: string;
}

export function linear(from: number, to: number, p0: number, p1: number, room: number): Scale {
  const k = (p1 - p0) / (to - from);
  return {
    at: (value) => p0 + (value - from) * k,
    from: (pixel) => from + (pixel - p0) / k,
    ticks: () => {
      const step = roundStep((to - from) / Math.max(1, Math.floor(Math.abs(p1 - p0) / room)));
      const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
      const ticks: Tick[] = [];
      for (let i = Math.ceil(from / step - 1e-9); i * step <= to + 1e-9 * step && ticks.length < 100; i++) {
        const value = i * step;
        const size = Math.max(Math.abs(from), Math.abs(to));
        const text =
          size >= 1e6 || size < 1e-4
            ? Number(value.toPrecision(6)).toExponential()
            : value.toFixed(Math.min(20, digits));
        ticks.push({ value, text: (i === 0 ? '0' : text).replace('-', '−').replace('e+', 'e') });
      }
      return ticks;
    },
  };
}

export function logarithmic(from: number, to: number, p0: number, p1: number, room: number): Scale {
  const low = Math.log10(from);
  const high = Math.log10(to);
  const exponents = linear(low, high, p0, p1, room);
  return {
    at: (value) => exponents.at(Math.log10(value)),
    from: (pixel) => 10 ** exponents.from(pixel),
    ticks: () => {
      const each = Math.max(1, Math.ceil(((high - low) * room) / Math.abs(p1 - p0)));
      const ticks: Tick[] = [];
      for (let e = Math.ceil(low - 1e-9); e <= high + 1e-9 && ticks.length < 400; e++) {
        if (e % each === 0) {
          const text = e >= -3 && e <= 4 ? String(Number((10 ** e).toPrecision(1))) : `1e${e}`;
          ticks.push({ value: 10 ** e, text: text.replace('-', '−') });
        }
      }
      if (ticks.length < 2) {
        // Less than a power of ten or two is shown: then 2 and 5 and, nearer still, round numbers between.
        const step = high - low > 0.5 ? 0 : roundStep((to - from) / Math.max(1, Math.floor(Math.abs(p1 - p0) / room)));
        const values =
          step === 0
            ? [low, low + 1, low + 2].flatMap((e) => [1, 2, 5].map((k) => k * 10 ** Math.floor(e)))
            : Array.from({ length: Math.min(100, Math.floor(to / step - Math.ceil(from / step)) + 1) }, (_, i) => (Math.ceil(from / step) + i) * step);
        return values
          .filter((value) => value >= from * (1 - 1e-9) && value <= to * (1 + 1e-9))
          .map((value) => {
            const short = Number(value.toPrecision(6));
            return { value, text: (short >= 1e5 || short < 1e-3 ? short.toExponential() : String(short)).replace('-', '−').replace('e+', 'e') };
          });
      }
      return ticks;
    },
  };
}

function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  for (const factor of [1, 2, 5]) {
    // A little closer than asked for is better than half as many.
    if (factor * power >= 0.8 * least) {
      return factor * power;
    }
  }
  return 10 * power;
}
