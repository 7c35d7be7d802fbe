// A plane with axes: drawn by SVG, what moves or is many by a canvas beneath it.
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { give } from '../control';
import { number, t } from '../words';
import { linear, logarithmic, type Scale, type Window } from './scale';
import { sheet, useDress, useWidth } from './sheet';

export interface Plane {
  width: number;
  height: number;
  left: number;
  top: number;
  right: number;
  bottom: number;
  x: Scale;
  y: Scale;
}

export interface Table {
  columns: string[];
  rows: (string | number | null)[][];
}

interface FigureProps {
  /** The name of its files. */
  name: string;
  /** What it shows, for those who hear it. */
  label: string;
  window: Window;
  /** Called when it is zoomed or panned; without it the window stays. */
  setWindow?: (window: Window) => void;
  /** The window that the key 0 and a double click go back to. */
  home?: Window;
  xLabel?: string;
  yLabel?: string;
  xLog?: boolean;
  yLog?: boolean;
  /** One unit is as long in both directions. */
  square?: boolean;
  /** Height over width; on a phone it may be higher. */
  ratio?: number;
  /** Draws on the canvas, in CSS pixels, clipped to the plane. */
  paint?: (context: CanvasRenderingContext2D, plane: Plane) => void;
  /** Draws in the SVG, clipped to the plane. */
  draw?: (plane: Plane) => ComponentChildren;
  /** Draws in the SVG over all, such as handles and words. */
  over?: (plane: Plane) => ComponentChildren;
  /** Called when the plane is pressed and not dragged, at its coordinates. */
  press?: (x: number, y: number) => void;
  /** Called as the pointer moves over it; undefined when it leaves. */
  hover?: (at: { x: number; y: number } | undefined) => void;
  /** The numbers behind it. */
  table?: () => Table;
}

const MARGIN = { left: 56, right: 12, top: 12, bottom: 40 };

/** Makes what CSS says part of an SVG that leaves the page. */
const STYLES = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linejoin', 'opacity', 'fill-opacity', 'stroke-opacity', 'font-family', 'font-size', 'font-weight', 'text-anchor', 'dominant-baseline', 'paint-order'];

export function Figure(props: FigureProps) {
  const { name, label, xLog = false, yLog = false, ratio = 0.62, paint, draw, over, press, hover, table } = props;
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const svg = useRef<SVGSVGElement>(null);
  const width = useWidth(box);
  const dressed = useDress();
  const height = Math.round(Math.max(220, Math.min(width * ratio, 640)));
  const shown = props.square ? squared(props.window, width, height) : props.window;
  const top = MARGIN.top;
  const bottom = height - MARGIN.bottom;
  const y = (yLog ? logarithmic : linear)(shown.y0, shown.y1, bottom, top, 44);
  // At a deep zoom the numbers along the axes are long.
  const left = Math.max(MARGIN.left, 7 * longest(y) + 14);
  const right = Math.max(left + 10, width - MARGIN.right);
  const across = (room: number) => (xLog ? logarithmic : linear)(shown.x0, shown.x1, left, right, room);
  const closest = across(72);
  const plane: Plane = {
    width,
    height,
    left,
    right,
    top,
    bottom,
    x: longest(closest) > 8 ? across(7 * longest(closest) + 16) : closest,
    y,
  };
  useLayoutEffect(() => {
    const element = canvas.current;
    if (element === null || paint === undefined || width === 0) {
      return;
    }
    const context = sheet(element, width, height);
    context.save();
    context.beginPath();
    context.rect(left, top, right - left, bottom - top);
    context.clip();
    paint(context, plane);
    context.restore();
  }, [paint, width, height, dressed, shown.x0, shown.x1, shown.y0, shown.y1, xLog, yLog]);

  const move = (window: Window) => props.setWindow?.(window);
  const zoom = (factor: number, px: number, py: number) => {
    const scaled = (scale: Scale, pixel: number, p0: number, p1: number): [number, number] => [
      scale.from(pixel + (p0 - pixel) * factor),
      scale.from(pixel + (p1 - pixel) * factor),
    ];
    const [x0, x1] = scaled(plane.x, px, left, right);
    const [y0, y1] = scaled(plane.y, py, bottom, top);
    if (x1 - x0 > 1e-12 * Math.max(Math.abs(x0), Math.abs(x1)) && y1 - y0 > 1e-12 * Math.max(Math.abs(y0), Math.abs(y1)) && Math.abs(x1) + Math.abs(x0) < 1e12 && Math.abs(y0) + Math.abs(y1) < 1e12) {
      move({ x0, x1, y0, y1 });
    }
  };
  const pan = (dx: number, dy: number) =>
    move({
      x0: plane.x.from(left - dx),
      x1: plane.x.from(right - dx),
      y0: plane.y.from(bottom - dy),
      y1: plane.y.from(top - dy),
    });
  const drag = useRef<{ x: number; y: number; moved: boolean }>(undefined);
  const local = (event: MouseEvent) => {
    const rect = svg.current!.getBoundingClientRect();
    return { px: event.clientX - rect.left, py: event.clientY - rect.top };
  };
  useEffect(() => {
    const element = svg.current!;
    const wheel = (event: WheelEvent) => {
      // Whoever scrolls the page goes past; whoever has been here, or holds a key, zooms.
      if (props.setWindow === undefined || !(event.ctrlKey || event.metaKey || element.contains(document.activeElement))) {
        return;
      }
      event.preventDefault();
      const { px, py } = local(event);
      zoom(Math.exp(Math.sign(event.deltaY) * Math.min(0.25, Math.abs(event.deltaY) / 400)), px, py);
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => element.removeEventListener('wheel', wheel);
  });
  const keys = (event: KeyboardEvent) => {
    if (event.target !== svg.current || props.setWindow === undefined || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const step = 40;
    const done: Record<string, () => void> = {
      ArrowLeft: () => pan(step, 0),
      ArrowRight: () => pan(-step, 0),
      ArrowUp: () => pan(0, step),
      ArrowDown: () => pan(0, -step),
      '+': () => zoom(0.8, (left + right) / 2, (top + bottom) / 2),
      '=': () => zoom(0.8, (left + right) / 2, (top + bottom) / 2),
      '-': () => zoom(1.25, (left + right) / 2, (top + bottom) / 2),
      '0': () => props.home !== undefined && move(props.home),
    };
    if (done[event.key] !== undefined) {
      event.preventDefault();
      done[event.key]!();
    }
  };
  const clip = `clip-${name}`;
  return (
    <figure class="figure" data-figure={name}>
      <div class="plane" ref={box}>
        {paint !== undefined && <canvas ref={canvas} style={{ width: `${width}px`, height: `${height}px` }} aria-hidden="true" />}
        <svg
          ref={svg}
          width={width}
          height={height}
          role="group"
          aria-label={label}
          tabindex={props.setWindow === undefined ? undefined : 0}
          class={props.setWindow === undefined ? undefined : 'movable'}
          onKeyDown={keys}
          onPointerDown={(event) => {
            if (event.button !== 0 || (event.target as Element).closest('.handle') !== null) {
              return;
            }
            svg.current!.focus({ preventScroll: true });
            drag.current = { x: event.clientX, y: event.clientY, moved: false };
            if (event.pointerType !== 'touch') {
              svg.current!.setPointerCapture(event.pointerId);
            }
          }}
          onPointerMove={(event) => {
            const d = drag.current;
            if (d !== undefined) {
              const dx = event.clientX - d.x;
              const dy = event.clientY - d.y;
              if (d.moved || Math.hypot(dx, dy) > 4) {
                drag.current = { x: event.clientX, y: event.clientY, moved: true };
                pan(dx, dy);
              }
            }
            if (hover !== undefined) {
              const { px, py } = local(event);
              hover(
                px >= left && px <= right && py >= top && py <= bottom
                  ? { x: plane.x.from(px), y: plane.y.from(py) }
                  : undefined,
              );
            }
          }}
          onPointerUp={(event) => {
            const d = drag.current;
            drag.current = undefined;
            if (d !== undefined && !d.moved && press !== undefined) {
              const { px, py } = local(event);
              if (px >= left && px <= right && py >= top && py <= bottom) {
                press(plane.x.from(px), plane.y.from(py));
              }
            }
          }}
          onPointerCancel={() => {
            drag.current = undefined;
          }}
          onPointerLeave={() => hover?.(undefined)}
          onDblClick={() => props.home !== undefined && props.setWindow !== undefined && move(props.home)}
        >
          {width > 0 && (
            <>
              <clipPath id={clip}>
                <rect x={left} y={top} width={right - left} height={bottom - top} />
              </clipPath>
              <Axes plane={plane} xLabel={props.xLabel} yLabel={props.yLabel} grid={paint === undefined} />
              <g clip-path={`url(#${clip})`}>{draw?.(plane)}</g>
              {over?.(plane)}
            </>
          )}
        </svg>
      </div>
      <figcaption>
        <Downloads name={name} svg={() => svg.current!} canvas={() => canvas.current} table={table} />
        {props.home !== undefined && props.setWindow !== undefined && (
          <button type="button" class="quiet" onClick={() => move(props.home!)}>
            {t('Whole view', '全景')}
          </button>
        )}
      </figcaption>
      {table !== undefined && <Data table={table} />}
    </figure>
  );
}

function longest(scale: Scale): number {
  return Math.max(0, ...scale.ticks().map((tick) => tick.text.length));
}

/** Widens the window where one unit is longer. */
function squared(window: Window, width: number, height: number): Window {
  const w = Math.max(1, width - MARGIN.left - MARGIN.right);
  const h = Math.max(1, height - MARGIN.top - MARGIN.bottom);
  const unit = Math.max((window.x1 - window.x0) / w, (window.y1 - window.y0) / h);
  const x = (window.x0 + window.x1) / 2;
  const y = (window.y0 + window.y1) / 2;
  return { x0: x - (unit * w) / 2, x1: x + (unit * w) / 2, y0: y - (unit * h) / 2, y1: y + (unit * h) / 2 };
}

function Axes({ plane, xLabel, yLabel, grid }: { plane: Plane; xLabel?: string | undefined; yLabel?: string | undefined; grid: boolean }) {
  const { left, right, top, bottom } = plane;
  return (
    <g class="axes" aria-hidden="true">
      {plane.x.ticks().map(({ value, text }) => (
        <g key={`x${value}`}>
          <line x1={plane.x.at(value)} x2={plane.x.at(value)} y1={grid ? top : bottom} y2={bottom + 4} class={value === 0 ? 'zero' : undefined} />
          <text x={plane.x.at(value)} y={bottom + 17} text-anchor="middle">
            {text}
          </text>
        </g>
      ))}
      {plane.y.ticks().map(({ value, text }) => (
        <g key={`y${value}`}>
          <line x1={left - 4} x2={grid ? right : left} y1={plane.y.at(value)} y2={plane.y.at(value)} class={value === 0 ? 'zero' : undefined} />
          <text x={left - 8} y={plane.y.at(value)} text-anchor="end" dominant-baseline="middle">
            {text}
          </text>
        </g>
      ))}
      {xLabel !== undefined && (
        <text class="title" x={right} y={bottom + 34} text-anchor="end">
          {xLabel}
        </text>
      )}
      {yLabel !== undefined && (
        <text class="title" x={left + 6} y={top + 10}>
          {yLabel}
        </text>
      )}
    </g>
  );
}

interface HandleProps {
  plane: Plane;
  x: number;
  y: number;
  label: string;
  kind?: string;
  /** Called as it is dragged, or moved by the arrow keys, at the plane's coordinates. */
  move: (x: number, y: number) => void;
  /** Pixels that an arrow key moves it by. */
  step?: number;
}

const RAW_MILLIS = 7;

/** A point that can be dragged, and moved by the arrow keys. */
export function Handle({ plane, x, y, label, kind = '', move, step = 6 }: HandleProps) {
  const px = plane.x.at(x);
  const py = plane.y.at(y);
  const grip = useRef<{ dx: number; dy: number }>(undefined);
  if (!Number.isFinite(px) || !Number.isFinite(py)) {
    return null;
  }
  const keys = (event: KeyboardEvent) => {
    const far = step * (event.shiftKey ? 8 : 1);
    const by: Record<string, [number, number]> = {
      ArrowLeft: [-far, 0],
      ArrowRight: [far, 0],
      ArrowUp: [0, -far],
      ArrowDown: [0, far],
    };
    const [dx, dy] = by[event.key] ?? [0, 0];
    if (dx !== 0 || dy !== 0) {
      event.preventDefault();
      event.stopPropagation();
      move(plane.x.from(px + dx), plane.y.from(py + dy));
    }
  };
  const at = (event: PointerEvent, target: Element) => {
    const rect = target.closest('svg')!.getBoundingClientRect();
    return { px: event.clientX - rect.left, py: event.clientY - rect.top };
  };
  const seen = useRef(0);
  const drag = (event: PointerEvent) => {
    if (grip.current !== undefined && event.timeStamp !== seen.current) {
      seen.current = event.timeStamp;
      const here = at(event, event.currentTarget as Element);
      move(plane.x.from(here.px + grip.current.dx), plane.y.from(here.py + grip.current.dy));
    }
  };
  // A move waits for the next frame. Where the browser tells of it before, the server is asked at once, and its answer is there
  // when the frame is drawn; a fast mouse tells a thousand times a second, which is more often than is asked.
  const raw = (event: PointerEvent) => {
    if (event.timeStamp - seen.current >= RAW_MILLIS) {
      drag(event);
    }
  };
  return (
    <g
      {...{ onpointerrawupdate: raw }}
      class={`handle ${kind}`}
      tabindex={0}
      role="slider"
      aria-label={label}
      aria-valuenow={plain(x) as unknown as number}
      aria-valuetext={`${number(x)}, ${number(y)}`}
      transform={`translate(${px} ${py})`}
      onKeyDown={keys}
      onPointerDown={(event) => {
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
        event.currentTarget.focus({ preventScroll: true });
        const here = at(event, event.currentTarget);
        grip.current = { dx: px - here.px, dy: py - here.py };
      }}
      onPointerMove={drag}
      onPointerUp={() => {
        grip.current = undefined;
      }}
      onPointerCancel={() => {
        grip.current = undefined;
      }}
    >
      <circle class="grasp" r={16} />
      <circle class="dot" r={6} />
    </g>
  );
}

/** Writes a number without a power of ten, which no reader of screens knows. */
function plain(x: number): string {
  return x.toLocaleString('en', { useGrouping: false, maximumSignificantDigits: 6, maximumFractionDigits: 20 });
}

/** Returns the path through points; where a number is missing, the pen is lifted. */
export function pathOf(plane: Plane, xs: ArrayLike<number | null>, ys: ArrayLike<number | null>): string {
  let path = '';
  let down = false;
  for (let i = 0; i < xs.length; i++) {
    const x = xs[i];
    const y = ys[i];
    const px = x === null || x === undefined ? NaN : plane.x.at(x);
    // Far outside, a renderer loses its way.
    const py = y === null || y === undefined ? NaN : Math.max(-1e5, Math.min(1e5, plane.y.at(y)));
    if (Number.isFinite(px) && Number.isFinite(py)) {
      path += `${down ? 'L' : 'M'}${px.toFixed(2)} ${py.toFixed(2)}`;
      down = true;
    } else {
      down = false;
    }
  }
  return path;
}

/** Returns what CSS names a colour, for canvases. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Returns the parts of a colour that CSS names, red, green and blue from 0 to 255. */
export function rgb(name: string): [number, number, number] {
  const n = parseInt(colour(name).slice(1, 7), 16);
  return [(n >> 16) & 255, (n >> 8) & 255, n & 255];
}

export function Data({ table }: { table: () => Table }) {
  const [open, setOpen] = useState(false);
  const most = 200;
  const data = open ? table() : undefined;
  return (
    <details class="data" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('The numbers', '数据')}</summary>
      {data !== undefined && (
        <div class="scroll" tabIndex={0} role="region" aria-label={t('The numbers', '数据')}>
          <table>
            <thead>
              <tr>
                {data.columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.rows.slice(0, most).map((row, i) => (
                <tr key={i}>
                  {row.map((cell, j) => (
                    <td key={j}>{typeof cell === 'number' ? number(cell, 8) : (cell ?? '–')}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          {data.rows.length > most && (
            <p>
              {t(`The first ${most} of ${data.rows.length} rows; the CSV file has all.`, `共 ${data.rows.length} 行，此处为前 ${most} 行；CSV 文件含全部。`)}
            </p>
          )}
        </div>
      )}
    </details>
  );
}

interface DownloadsProps {
  name: string;
  svg: () => SVGSVGElement;
  canvas: () => HTMLCanvasElement | null;
  table?: (() => Table) | undefined;
}

export function Downloads({ name, svg, canvas, table }: DownloadsProps) {
  return (
    <span class="downloads">
      <button type="button" class="quiet" aria-label={t(`Download as SVG: ${name}`, `下载 SVG：${name}`)} onClick={() => give(`${name}.svg`, new Blob([standing(svg(), canvas())], { type: 'image/svg+xml' }))}>
        SVG
      </button>
      <button type="button" class="quiet" aria-label={t(`Download as PNG: ${name}`, `下载 PNG：${name}`)} onClick={async () => give(`${name}.png`, await raster(svg(), canvas()))}>
        PNG
      </button>
      {table !== undefined && (
        <button type="button" class="quiet" aria-label={t(`Download as CSV: ${name}`, `下载 CSV：${name}`)} onClick={() => give(`${name}.csv`, new Blob([csv(table())], { type: 'text/csv' }))}>
          CSV
        </button>
      )}
    </span>
  );
}

export function csv(table: Table): string {
  const cell = (value: string | number | null) => {
    const text = value === null ? '' : String(value);
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [table.columns, ...table.rows].map((row) => row.map(cell).join(',')).join('\n') + '\n';
}

/** Returns the figure as an SVG that needs nothing of this page. */
function standing(svg: SVGSVGElement, canvas: HTMLCanvasElement | null): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const from = [svg, ...svg.querySelectorAll('*')];
  const to = [copy, ...copy.querySelectorAll('*')];
  from.forEach((element, i) => {
    const style = getComputedStyle(element);
    for (const property of STYLES) {
      (to[i] as SVGElement).setAttribute(property, style.getPropertyValue(property));
    }
  });
  copy.querySelectorAll('.grasp').forEach((grasp) => grasp.remove());
  const size = { width: svg.getAttribute('width')!, height: svg.getAttribute('height')! };
  if (canvas !== null) {
    const image = document.createElementNS('http://www.w3.org/2000/svg', 'image');
    image.setAttribute('href', canvas.toDataURL('image/png'));
    image.setAttribute('width', size.width);
    image.setAttribute('height', size.height);
    copy.prepend(image);
  }
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  ground.setAttribute('width', size.width);
  ground.setAttribute('height', size.height);
  ground.setAttribute('fill', colour('ground'));
  copy.prepend(ground);
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('viewBox', `0 0 ${size.width} ${size.height}`);
  return new XMLSerializer().serializeToString(copy);
}

async function raster(svg: SVGSVGElement, canvas: HTMLCanvasElement | null): Promise<Blob> {
  const image = new Image();
  const source = URL.createObjectURL(new Blob([standing(svg, canvas)], { type: 'image/svg+xml' }));
  image.src = source;
  await image.decode();
  const sheet = document.createElement('canvas');
  sheet.width = 2 * Number(svg.getAttribute('width'));
  sheet.height = 2 * Number(svg.getAttribute('height'));
  const context = sheet.getContext('2d')!;
  context.scale(2, 2);
  context.drawImage(image, 0, 0);
  URL.revokeObjectURL(source);
  return new Promise((resolve) => sheet.toBlob((blob) => resolve(blob!), 'image/png'));
}
