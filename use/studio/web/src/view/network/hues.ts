// Colours of numbers: one hue below 0, another above, the ground between.
import { rgb } from '../../figure/figure';

export type Rgb = readonly [number, number, number];

export interface Hues {
  ground: Rgb;
  /** Of classes, in order. */
  all: Rgb[];
}

const NAMES = ['one', 'two', 'three', 'four', 'five', 'six'];

export function hues(): Hues {
  return { ground: rgb('ground'), all: NAMES.map(rgb) };
}

export function css([r, g, b]: Rgb, alpha = 1): string {
  return `rgb(${r} ${g} ${b} / ${alpha})`;
}

/** Writes the colour of a number from −1 to 1. */
export function paintSigned(to: Uint8ClampedArray, at: number, value: number, { ground, all }: Hues): void {
  const hue = value < 0 ? all[0]! : all[1]!;
  const share = Number.isFinite(value) ? Math.min(1, Math.abs(value)) * 0.85 : 0;
  for (let i = 0; i < 3; i++) {
    to[at + i] = ground[i]! + (hue[i]! - ground[i]!) * share;
  }
  to[at + 3] = 255;
}

/** Writes the colour of what is said of classes: the likelier the fuller. */
export function paintClasses(to: Uint8ClampedArray, at: number, answers: Float32Array, point: number, points: number, classes: number, { ground, all }: Hues): void {
  let best = 0;
  let most = -1;
  for (let i = 0; i < classes; i++) {
    const p = answers[i * points + point]!;
    if (p > most) {
      most = p;
      best = i;
    }
  }
  const even = 1 / classes;
  const share = Number.isFinite(most) ? Math.max(0, (most - even) / (1 - even)) * 0.75 : 0;
  const hue = all[best % all.length]!;
  for (let i = 0; i < 3; i++) {
    to[at + i] = ground[i]! + (hue[i]! - ground[i]!) * share;
  }
  to[at + 3] = 255;
}

/** Paints a grid, which goes up from the bottom, so that it can be drawn from the top. */
export function picture(side: number, paint: (to: Uint8ClampedArray, at: number, point: number) => void, kept?: HTMLCanvasElement): HTMLCanvasElement {
  const canvas = kept ?? document.createElement('canvas');
  if (canvas.width !== side || canvas.height !== side) {
    canvas.width = side;
    canvas.height = side;
  }
  const context = canvas.getContext('2d')!;
  const image = context.createImageData(side, side);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      paint(image.data, 4 * (row * side + column), (side - 1 - row) * side + column);
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}
