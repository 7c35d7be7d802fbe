// Pictures side by side, of the same size, on one canvas.
import { useLayoutEffect, useRef } from 'preact/hooks';
import { rgb } from '../../figure/figure';
import { useDress } from '../../figure/sheet';

interface TilesProps {
  label: string;
  numbers: Float32Array;
  count: number;
  height: number;
  width: number;
  channels: number;
  /** Weights, below and above 0 in two colours; else ink on paper. */
  signed?: boolean;
  labels?: string[];
  /** Pixels that each number takes, at least. */
  least?: number;
}

export function mix(a: [number, number, number], b: [number, number, number], share: number): [number, number, number] {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share];
}

export function Tiles({ label, numbers, count, height, width, channels, signed = false, labels, least = 2 }: TilesProps) {
  const dressed = useDress();
  const side = Math.max(least * width, 56);
  return (
    <ul class="tiles" aria-label={label}>
      {Array.from({ length: count }, (_, i) => (
        <li key={i}>
          <Tile
            label={labels?.[i] ?? String(i + 1)}
            numbers={numbers.subarray(i * height * width * channels, (i + 1) * height * width * channels)}
            height={height}
            width={width}
            channels={channels}
            signed={signed}
            side={side}
            dressed={dressed}
          />
          {labels !== undefined && <span>{labels[i]}</span>}
        </li>
      ))}
    </ul>
  );
}

interface TileProps {
  label: string;
  numbers: Float32Array;
  height: number;
  width: number;
  channels: number;
  signed: boolean;
  side: number;
  dressed: number;
}

function Tile({ label, numbers, height, width, channels, signed, side, dressed }: TileProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const context = canvas.current!.getContext('2d')!;
    const image = context.createImageData(width, height);
    const paper = rgb('ground');
    const ink = rgb('ink');
    const below = rgb('one');
    const above = rgb('two');
    let low = Infinity;
    let high = -Infinity;
    for (const value of numbers) {
      if (Number.isFinite(value)) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    const size = Math.max(Math.abs(low), Math.abs(high), 1e-30);
    const span = Math.max(high - low, 1e-30);
    for (let i = 0; i < height * width; i++) {
      const value = numbers[i * channels]!;
      let shade: [number, number, number];
      if (channels === 3) {
        shade = [0, 1, 2].map((c) => (255 * (numbers[i * 3 + c]! - low)) / span) as [number, number, number];
      } else if (signed) {
        shade = mix(paper, value < 0 ? below : above, Math.abs(value) / size);
      } else {
        shade = mix(paper, ink, (value - low) / span);
      }
      image.data.set([...shade, Number.isFinite(value) ? 255 : 0], 4 * i);
    }
    context.putImageData(image, 0, 0);
  }, [numbers, height, width, channels, signed, dressed]);
  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={label}
      width={width}
      height={height}
      style={{ width: `${side}px`, height: `${(side * height) / width}px` }}
    />
  );
}
