// The ground as a surface that can be turned: by dragging, or by the arrow keys.
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Data, Downloads, rgb, type Table } from '../../figure/figure';
import { sheet, useDress, useWidth } from '../../figure/sheet';
import { t } from '../../words';
import { SAMPLES, SLICE, type Frame, type Ground, type Point } from './answers';
import { standing } from './ground';

interface SurfaceProps {
  ground: Frame<Ground> | undefined;
  point: Frame<Point> | undefined;
  /** Degrees around, and above the horizon. */
  turn: number;
  tilt: number;
  set: (turn: number, tilt: number) => void;
  table: () => Table;
}

const HEIGHT = 0.55;

export function Surface({ ground, point, turn, tilt, set, table }: SurfaceProps) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const svg = useRef<SVGSVGElement>(null);
  const width = useWidth(box);
  const dressed = useDress();
  const drag = useRef<{ x: number; y: number }>(undefined);
  const height = Math.round(Math.max(220, Math.min(width * 0.98, 640)));
  const eye = projection(turn, tilt, width, height);
  useLayoutEffect(() => {
    const element = canvas.current;
    if (element === null || width === 0) {
      return;
    }
    const context = sheet(element, width, height);
    if (ground !== undefined) {
      paint(context, ground, eye);
    }
  }, [ground, turn, tilt, width, height, dressed]);
  const turnBy = (dx: number, dy: number) => set((((turn + dx) % 360) + 360) % 360, Math.max(5, Math.min(90, tilt + dy)));
  const names = ground?.head.variables ?? ['x', 'y'];
  return (
    <figure class="figure" data-figure="surface">
      <div class="plane" ref={box}>
        <canvas ref={canvas} aria-hidden="true" />
        <svg
          ref={svg}
          class="turnable"
          width={width}
          height={height}
          viewBox={`0 0 ${Math.max(1, width)} ${Math.max(1, height)}`}
          tabindex={0}
          role="slider"
          aria-label={t('The surface; turn it by the arrow keys', '曲面；用方向键旋转')}
          aria-valuemin={0}
          aria-valuemax={360}
          aria-valuenow={Math.round(turn)}
          aria-valuetext={t(`${Math.round(turn)} degrees around, ${Math.round(tilt)} degrees up`, `水平 ${Math.round(turn)} 度，仰角 ${Math.round(tilt)} 度`)}
          onPointerDown={(event) => {
            drag.current = { x: event.clientX, y: event.clientY };
            event.currentTarget.setPointerCapture(event.pointerId);
          }}
          onPointerMove={(event) => {
            if (drag.current !== undefined) {
              turnBy(0.5 * (event.clientX - drag.current.x), 0.5 * (event.clientY - drag.current.y));
              drag.current = { x: event.clientX, y: event.clientY };
            }
          }}
          onPointerUp={() => {
            drag.current = undefined;
          }}
          onPointerCancel={() => {
            drag.current = undefined;
          }}
          onKeyDown={(event) => {
            const by: Record<string, [number, number]> = { ArrowLeft: [-5, 0], ArrowRight: [5, 0], ArrowUp: [0, 5], ArrowDown: [0, -5] };
            const turned = by[event.key];
            if (turned !== undefined) {
              event.preventDefault();
              turnBy(...turned);
            }
          }}
        >
          {ground !== undefined && width > 0 && (
            <>
              <Edge eye={eye} from={[-1, -1]} to={[1, -1]} name={names[0]} />
              <Edge eye={eye} from={[-1, -1]} to={[-1, 1]} name={names[1]} />
              {point !== undefined && <Marks eye={eye} ground={ground.head} point={point} />}
            </>
          )}
        </svg>
      </div>
      <figcaption>
        <Downloads name="surface" svg={() => svg.current!} canvas={() => canvas.current} table={table} />
      </figcaption>
      <Data table={table} />
    </figure>
  );
}

type Eye = (x: number, y: number, z: number) => [number, number, number];

/** From the cube −1 … 1 to pixels, without perspective, and how near it is. */
function projection(turn: number, tilt: number, width: number, height: number): Eye {
  const a = (turn * Math.PI) / 180;
  const b = (tilt * Math.PI) / 180;
  const size = Math.min(width / 2.75, height / 2.4);
  return (x, y, z) => {
    const across = x * Math.cos(a) - y * Math.sin(a);
    const deep = x * Math.sin(a) + y * Math.cos(a);
    const up = z * HEIGHT * Math.cos(b) + deep * Math.sin(b);
    return [width / 2 + size * across, height / 2 - size * up, -deep * Math.cos(b) + z * HEIGHT * Math.sin(b)];
  };
}

/** Heights as −1 … 1; those beyond what is worth showing end at the edge. */
function cube(ground: Ground): (n: number) => number {
  const { low, high, base, scale } = ground;
  if (low === null || high === null || low === high) {
    return () => 0;
  }
  const middle = (low + (high - low) / 2 - base) / scale;
  const half = (high - low) / 2 / scale;
  return (n) => Math.max(-1, Math.min(1, (n - middle) / half));
}

function paint(context: CanvasRenderingContext2D, ground: Frame<Ground>, eye: Eye): void {
  const z = cube(ground.head);
  const stand = standing(ground.head);
  const at = new Float64Array(3 * SAMPLES * SAMPLES);
  for (let i = 0; i < SAMPLES * SAMPLES; i++) {
    const n = ground.numbers[i]!;
    const x = (2 * (i % SAMPLES)) / (SAMPLES - 1) - 1;
    const y = (2 * Math.floor(i / SAMPLES)) / (SAMPLES - 1) - 1;
    const [px, py] = Number.isNaN(n) ? [NaN, NaN] : eye(x, y, z(n));
    at[3 * i] = px;
    at[3 * i + 1] = py;
    at[3 * i + 2] = n;
  }
  // The farthest cells first, along both sides.
  const far = (dx: number, dy: number) => eye(dx, dy, 0)[2];
  const across = far(1, 0) > far(-1, 0) ? ascending() : ascending().reverse();
  const upward = far(0, 1) > far(0, -1) ? ascending() : ascending().reverse();
  const deep = rgb('one');
  const light = rgb('ground');
  context.lineWidth = 0.7;
  context.lineJoin = 'round';
  for (const j of upward) {
    for (const i of across) {
      const a = 3 * (j * SAMPLES + i);
      const b = a + 3;
      const c = a + 3 * SAMPLES + 3;
      const d = a + 3 * SAMPLES;
      const n = (at[a + 2]! + at[b + 2]! + at[c + 2]! + at[d + 2]!) / 4;
      if (!Number.isFinite(at[a]! + at[b]! + at[c]! + at[d]!)) {
        continue;
      }
      const share = 0.12 + 0.62 * (1 - stand(n));
      const mixed = deep.map((v, k) => Math.round(v * share + light[k]! * (1 - share)));
      context.fillStyle = `rgb(${mixed.join(' ')})`;
      const edge = deep.map((v, k) => Math.round(v * Math.min(1, share + 0.2) + light[k]! * (1 - Math.min(1, share + 0.2))));
      context.strokeStyle = `rgb(${edge.join(' ')})`;
      context.beginPath();
      context.moveTo(at[a]!, at[a + 1]!);
      context.lineTo(at[b]!, at[b + 1]!);
      context.lineTo(at[c]!, at[c + 1]!);
      context.lineTo(at[d]!, at[d + 1]!);
      context.closePath();
      context.fill();
      context.stroke();
    }
  }
}

function ascending(): number[] {
  return Array.from({ length: SAMPLES - 1 }, (_, i) => i);
}

function Edge({ eye, from, to, name }: { eye: Eye; from: [number, number]; to: [number, number]; name: string }) {
  const [x0, y0] = eye(...from, -1);
  const [x1, y1] = eye(...to, -1);
  const [mx, my] = eye(((from[0] + to[0]) / 2) * 1.2, ((from[1] + to[1]) / 2) * 1.2, -1);
  return (
    <g class="axes" aria-hidden="true">
      <line x1={x0} y1={y0} x2={x1} y2={y1} class="zero" />
      <text class="title" x={mx} y={my + 4} text-anchor="middle">
        {name}
      </text>
    </g>
  );
}

/** The point on the surface, and the two slices through it. */
function Marks({ eye, ground, point }: { eye: Eye; ground: Ground; point: Frame<Point> }) {
  const { window, base, scale } = ground;
  const z = cube(ground);
  const height = (value: number) => z((value - base) / scale);
  const [x, y] = point.head.at;
  const u = (2 * (x - window.left)) / (window.right - window.left) - 1;
  const v = (2 * (y - window.bottom)) / (window.top - window.bottom) - 1;
  if (Math.abs(u) > 1 || Math.abs(v) > 1 || point.head.value === null) {
    return null;
  }
  const slice = (which: 0 | 1) => {
    const { base: b, scale: s } = point.head.slices[which];
    let path = '';
    for (let i = 0; i < SLICE; i += 2) {
      const n = point.numbers[which * SLICE + i]!;
      const along = (2 * i) / (SLICE - 1) - 1;
      const [px, py] = which === 0 ? eye(along, v, height(b + s * n)) : eye(u, along, height(b + s * n));
      path += Number.isFinite(py) ? `${path === '' ? 'M' : 'L'}${px.toFixed(1)} ${py.toFixed(1)}` : '';
    }
    return path;
  };
  const [px, py] = eye(u, v, height(point.head.value));
  return (
    <>
      <path class="slice first" d={slice(0)} />
      <path class="slice second" d={slice(1)} />
      <circle class="here" cx={px} cy={py} r={5} />
    </>
  );
}
