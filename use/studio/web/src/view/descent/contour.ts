// Bands and lines of equal height, from values on a grid: where to draw, no more.
import { colour, rgb, type Plane } from '../../figure/figure';

export interface Surface {
  across: number;
  up: number;
  levels: number[];
  values: Float32Array;
  x0: number;
  x1: number;
  y0: number;
  y1: number;
}

/** A picture of a surface, kept until the surface, its size or the theme changes. */
export class Backdrop {
  private sheet: HTMLCanvasElement | undefined;
  private surface: Surface | undefined;
  private theme: string | undefined;

  /** Paints the surface where it lies on the plane, which may have been moved since it was asked for. */
  paint(context: CanvasRenderingContext2D, plane: Plane, surface: Surface): void {
    const left = plane.x.at(surface.x0);
    const right = plane.x.at(surface.x1);
    const top = plane.y.at(surface.y1);
    const bottom = plane.y.at(surface.y0);
    const width = Math.min(1600, Math.max(1, Math.round(right - left)));
    const height = Math.min(1600, Math.max(1, Math.round(bottom - top)));
    const theme = document.documentElement.dataset.theme;
    if (this.sheet === undefined || this.surface !== surface || this.theme !== theme) {
      this.sheet = drawn(surface, width, height);
      this.surface = surface;
      this.theme = theme;
    }
    context.drawImage(this.sheet, left, top, right - left, bottom - top);
  }
}

function drawn(surface: Surface, width: number, height: number): HTMLCanvasElement {
  const dense = Math.min(devicePixelRatio || 1, 2);
  const sheet = document.createElement('canvas');
  sheet.width = width * dense;
  sheet.height = height * dense;
  const context = sheet.getContext('2d')!;
  const bands = document.createElement('canvas');
  bands.width = width;
  bands.height = height;
  bands.getContext('2d')!.putImageData(shaded(surface, width, height), 0, 0);
  context.drawImage(bands, 0, 0, sheet.width, sheet.height);
  context.scale(dense, dense);
  context.strokeStyle = colour('accent');
  context.globalAlpha = 0.32;
  context.lineWidth = 1;
  context.beginPath();
  for (const level of surface.levels) {
    lines(context, surface, level, width, height);
  }
  context.stroke();
  return sheet;
}

// The lower the deeper in colour: what is looked for is what the eye finds.
const DEEPEST = 0.34;

function shaded({ across, up, levels, values }: Surface, width: number, height: number): ImageData {
  const image = new ImageData(width, height);
  const [r, g, b] = rgb('accent');
  const [nr, ng, nb] = rgb('line');
  const data = image.data;
  for (let py = 0; py < height; py++) {
    const v = (1 - (py + 0.5) / height) * (up - 1);
    const j = Math.min(up - 2, Math.max(0, Math.floor(v)));
    const fy = v - j;
    for (let px = 0; px < width; px++) {
      const u = ((px + 0.5) / width) * (across - 1);
      const i = Math.min(across - 2, Math.max(0, Math.floor(u)));
      const fx = u - i;
      const at = j * across + i;
      const value =
        (values[at]! * (1 - fx) + values[at + 1]! * fx) * (1 - fy) +
        (values[at + across]! * (1 - fx) + values[at + across + 1]! * fx) * fy;
      const o = 4 * (py * width + px);
      if (Number.isFinite(value)) {
        let band = 0;
        while (band < levels.length && value >= levels[band]!) {
          band++;
        }
        data[o] = r;
        data[o + 1] = g;
        data[o + 2] = b;
        data[o + 3] = 255 * DEEPEST * (levels.length === 0 ? 0 : 1 - band / levels.length) ** 1.4;
      } else {
        data[o] = nr;
        data[o + 1] = ng;
        data[o + 2] = nb;
        data[o + 3] = 255;
      }
    }
  }
  return image;
}

/** Adds the line of one level, cell by cell (marching squares). */
function lines(context: CanvasRenderingContext2D, { across, up, values }: Surface, level: number, width: number, height: number): void {
  const kx = width / (across - 1);
  const ky = height / (up - 1);
  const between = (from: number, to: number) => (level - from) / (to - from);
  for (let j = 0; j + 1 < up; j++) {
    for (let i = 0; i + 1 < across; i++) {
      const a = values[j * across + i]!;
      const b = values[j * across + i + 1]!;
      const c = values[(j + 1) * across + i + 1]!;
      const d = values[(j + 1) * across + i]!;
      const high = (a >= level ? 1 : 0) | (b >= level ? 2 : 0) | (c >= level ? 4 : 0) | (d >= level ? 8 : 0);
      if (high === 0 || high === 15 || !Number.isFinite(a + b + c + d)) {
        continue;
      }
      const points: number[] = [];
      if (a >= level !== b >= level) {
        points.push(i + between(a, b), j);
      }
      if (b >= level !== c >= level) {
        points.push(i + 1, j + between(b, c));
      }
      if (c >= level !== d >= level) {
        points.push(i + 1 - between(c, d), j + 1);
      }
      if (d >= level !== a >= level) {
        points.push(i, j + 1 - between(d, a));
      }
      // Of a saddle's four crossings the first two are joined, and the last two.
      for (let k = 0; k + 3 < points.length; k += 4) {
        context.moveTo(points[k]! * kx, height - points[k + 1]! * ky);
        context.lineTo(points[k + 2]! * kx, height - points[k + 3]! * ky);
      }
    }
  }
}

