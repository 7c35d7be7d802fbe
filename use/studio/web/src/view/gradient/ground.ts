// Draws the ground on a canvas: its heights as a tint, its contours, and the negative gradient as arrows.
import { colour, rgb, type Plane } from '../../figure/figure';
import { ARROWS, SAMPLES, type Frame, type Ground } from './answers';

// Above this the longest arrow would leave the others too short to be seen.
const SKEWED = 10;

export function paintGround(context: CanvasRenderingContext2D, plane: Plane, ground: Frame<Ground>): void {
  const { window, lengths } = ground.head;
  const left = plane.x.at(window.left);
  const right = plane.x.at(window.right);
  const bottom = plane.y.at(window.bottom);
  const top = plane.y.at(window.top);
  tint(context, ground, left, top, right - left, bottom - top);
  const shares = ground.numbers.subarray(SAMPLES * SAMPLES);
  context.strokeStyle = colour('faint');
  context.globalAlpha = 0.55;
  context.lineWidth = 1;
  context.beginPath();
  let n = 0;
  for (const length of lengths) {
    for (let i = 0; i < length; i++) {
      const px = left + shares[n++]! * (right - left);
      const py = bottom + shares[n++]! * (top - bottom);
      if (i === 0) {
        context.moveTo(px, py);
      } else {
        context.lineTo(px, py);
      }
    }
  }
  context.stroke();
  context.globalAlpha = 1;
  arrows(context, shares.subarray(n), left, top, right - left, bottom - top);
}

/** How high a height stands among the contours, from 0 to 1: even where one valley has nearly all of them. */
export function standing(ground: Ground): (n: number) => number {
  const { low, high, base, scale } = ground;
  const levels = [...new Set(ground.levels)].map((level) => (level - base) / scale);
  if (low === null || high === null) {
    return () => 0;
  }
  const edges = [(low - base) / scale, ...levels, (high - base) / scale];
  return (n) => {
    let i = 0;
    while (i < edges.length - 2 && n >= edges[i + 1]!) {
      i++;
    }
    const width = edges[i + 1]! - edges[i]!;
    const within = width > 0 ? (n - edges[i]!) / width : 0;
    return Math.max(0, Math.min(1, (i + Math.max(0, Math.min(1, within))) / (edges.length - 1)));
  };
}

const sheet = document.createElement('canvas');

function tint(context: CanvasRenderingContext2D, ground: Frame<Ground>, x: number, y: number, width: number, height: number): void {
  sheet.width = SAMPLES;
  sheet.height = SAMPLES;
  const small = sheet.getContext('2d')!;
  const image = small.createImageData(SAMPLES, SAMPLES);
  const [r, g, b] = rgb('one');
  const high = standing(ground.head);
  for (let row = 0; row < SAMPLES; row++) {
    for (let column = 0; column < SAMPLES; column++) {
      const n = ground.numbers[row * SAMPLES + column]!;
      const at = 4 * ((SAMPLES - 1 - row) * SAMPLES + column);
      image.data[at] = r;
      image.data[at + 1] = g;
      image.data[at + 2] = b;
      // The lower, the deeper; where the function has no value there is nothing.
      image.data[at + 3] = Number.isNaN(n) ? 0 : 8 + 84 * (1 - high(n));
    }
  }
  small.putImageData(image, 0, 0);
  // Samples stand at the corners of cells, pixels in the middles of theirs.
  const cell = { width: width / (SAMPLES - 1), height: height / (SAMPLES - 1) };
  context.drawImage(sheet, x - cell.width / 2, y - cell.height / 2, width + cell.width, height + cell.height);
}

function arrows(context: CanvasRenderingContext2D, uv: Float32Array, x: number, y: number, width: number, height: number): void {
  const count = ARROWS * ARROWS;
  const lengths: number[] = [];
  for (let i = 0; i < count; i++) {
    const length = Math.hypot(uv[2 * i]!, uv[2 * i + 1]!);
    if (Number.isFinite(length)) {
      lengths.push(length);
    }
  }
  lengths.sort((a, b) => a - b);
  const longest = lengths[lengths.length - 1] ?? 0;
  if (longest === 0) {
    return;
  }
  const compressed = longest > SKEWED * lengths[lengths.length >> 1]!;
  const cell = (0.92 * Math.min(width, height)) / ARROWS;
  context.strokeStyle = colour('one');
  context.fillStyle = colour('one');
  context.lineWidth = 1.3;
  for (let i = 0; i < count; i++) {
    const u = uv[2 * i]!;
    const v = uv[2 * i + 1]!;
    const length = Math.hypot(u, v);
    if (!Number.isFinite(length)) {
      continue;
    }
    const share = length / longest;
    const long = cell * (compressed ? Math.sqrt(share) : share);
    const px = x + ((i % ARROWS) + 0.5) * (width / ARROWS);
    const py = y + height - (Math.floor(i / ARROWS) + 0.5) * (height / ARROWS);
    if (long < 1.5) {
      context.beginPath();
      context.arc(px, py, 1.1, 0, 2 * Math.PI);
      context.fill();
    } else {
      arrow(context, px, py, (-u / length) * long, (v / length) * long);
    }
  }
}

/** Draws an arrow with its middle at a point, in pixels. */
export function arrow(context: CanvasRenderingContext2D, px: number, py: number, dx: number, dy: number): void {
  const long = Math.hypot(dx, dy);
  const head = Math.min(7, 0.45 * long + 1);
  const [ux, uy] = [dx / long, dy / long];
  const [ex, ey] = [px + dx / 2, py + dy / 2];
  context.beginPath();
  context.moveTo(px - dx / 2, py - dy / 2);
  context.lineTo(ex - ux * head * 0.7, ey - uy * head * 0.7);
  context.stroke();
  context.beginPath();
  context.moveTo(ex, ey);
  context.lineTo(ex - ux * head - uy * head * 0.4, ey - uy * head + ux * head * 0.4);
  context.lineTo(ex - ux * head + uy * head * 0.4, ey - uy * head - ux * head * 0.4);
  context.fill();
}

