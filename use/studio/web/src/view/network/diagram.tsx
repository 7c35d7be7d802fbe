// The network: each unit with what it says of the plane, each weight as a line between two.
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Data, Downloads, type Table } from '../../figure/figure';
import { sheet, useDress, useWidth } from '../../figure/sheet';
import { number, t } from '../../words';
import { css, hues, paintSigned } from './hues';
import type { Opened, Seen } from './session';

/** A weight: its parameter and its place in it. */
export interface Edge {
  parameter: number;
  element: number;
}

interface DiagramProps {
  seen: Seen;
  show: string;
  edge: Edge | undefined;
  /** Units that a path goes through, from which stage on. */
  path: { stage: number; units: number[] } | undefined;
  choose: (edge: Edge | undefined) => void;
  /** Called with the unit that the pointer is on, counted over all stages. */
  point: (unit: number | undefined) => void;
  /** What stands above each hidden stage. */
  above: (stage: number) => ComponentChildren;
}

interface Place {
  x: number;
  y: number;
}

const HEAD = 66;

/** Returns where units stand: the inputs first, then each stage. */
function places(opened: Opened, width: number, height: number): { all: Place[][]; size: number } {
  const counts = [2, ...opened.stages.map((stage) => stage.units)];
  const most = Math.max(...counts, 2);
  const room = height - HEAD - 8;
  const wide = width / counts.length;
  const size = Math.max(5, Math.min(54, (room / most) * 0.8, wide * 0.42));
  const all = counts.map((count, column) => {
    const x = counts.length === 1 ? width / 2 : size / 2 + 10 + (column * (width - size - 20)) / (counts.length - 1);
    const pitch = Math.min(size * 1.5, room / count);
    return Array.from({ length: count }, (_, i) => ({ x, y: HEAD + room / 2 + (i - (count - 1) / 2) * pitch }));
  });
  return { all, size };
}

function curve(context: CanvasRenderingContext2D, a: Place, b: Place, size: number): void {
  const x0 = a.x + size / 2;
  const x1 = b.x - size / 2;
  const middle = (x0 + x1) / 2;
  context.beginPath();
  context.moveTo(x0, a.y);
  context.bezierCurveTo(middle, a.y, middle, b.y, x1, b.y);
}

/** Returns the height of a line between two units at x. */
function heightAt(a: Place, b: Place, size: number, x: number): number {
  const x0 = a.x + size / 2;
  const x1 = b.x - size / 2;
  // The curve's x is not even in its parameter: three steps of bisection and a half are near enough.
  let low = 0;
  let high = 1;
  const middle = (x0 + x1) / 2;
  const bx = (s: number) => (1 - s) ** 3 * x0 + 3 * (1 - s) * s * middle + s ** 3 * x1;
  for (let i = 0; i < 12; i++) {
    const s = (low + high) / 2;
    if (bx(s) < x) {
      low = s;
    } else {
      high = s;
    }
  }
  const s = (low + high) / 2;
  return ((1 - s) ** 3 + 3 * (1 - s) ** 2 * s) * a.y + (3 * (1 - s) * s ** 2 + s ** 3) * b.y;
}

export function Diagram({ seen, show, edge, path, choose, point, above }: DiagramProps) {
  const { opened } = seen;
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const words = useRef<SVGSVGElement>(null);
  const atlas = useRef<HTMLCanvasElement>(undefined);
  const width = useWidth(box);
  const [near, setNear] = useState<{ edge: Edge; x: number; y: number; words: string; unit?: number }>();
  const dressed = useDress();
  const height = width < 500 ? 320 : 430;
  const { all, size } = places(opened, width, height);
  const numbers = show === 'gradients' ? seen.gradient : seen.weights;

  useLayoutEffect(() => {
    const element = canvas.current;
    if (element === null || width === 0) {
      return;
    }
    const context = sheet(element, width, height);
    draw(context);
  }, [seen, show, width, dressed, edge?.parameter, edge?.element, path]);

  function draw(context: CanvasRenderingContext2D): void {
    const h = hues();
    opened.stages.forEach((stage, s) => {
      let most = 0;
      for (let i = 0; i < stage.inputs * stage.units; i++) {
        most = Math.max(most, Math.abs(numbers[stage.first + i]!));
      }
      for (let i = 0; i < stage.inputs; i++) {
        for (let j = 0; j < stage.units; j++) {
          const value = numbers[stage.first + i * stage.units + j]!;
          const share = most > 0 && Number.isFinite(value) ? Math.abs(value) / most : 0;
          curve(context, all[s]![i]!, all[s + 1]![j]!, size);
          context.strokeStyle = css(value < 0 ? h.all[0]! : h.all[1]!, 0.16 + 0.74 * share);
          context.lineWidth = 0.5 + 4 * share;
          context.stroke();
        }
      }
    });
    const highlight = (a: Place, b: Place) => {
      curve(context, a, b, size);
      context.strokeStyle = css(h.all[2]!);
      context.lineWidth = 3;
      context.stroke();
    };
    if (edge !== undefined) {
      const s = opened.stages.findIndex((stage) => stage.weight === edge.parameter);
      const stage = opened.stages[s];
      if (stage !== undefined) {
        highlight(all[s]![Math.floor(edge.element / stage.units)]!, all[s + 1]![edge.element % stage.units]!);
      }
    }
    if (path !== undefined) {
      path.units.slice(1).forEach((unit, i) => {
        const a = all[path.stage + 1 + i]?.[path.units[i]!];
        const b = all[path.stage + 2 + i]?.[unit];
        if (a !== undefined && b !== undefined) {
          highlight(a, b);
        }
      });
    }
    const side = opened.coarse;
    const count = seen.units.length / (side * side);
    atlas.current ??= document.createElement('canvas');
    const sheet = atlas.current;
    if (sheet.width !== side || sheet.height !== side * (count + 2)) {
      sheet.width = side;
      sheet.height = side * (count + 2);
    }
    const ink = sheet.getContext('2d')!;
    const image = ink.createImageData(side, side * (count + 2));
    for (let unit = 0; unit < count + 2; unit++) {
      const from = (unit - 2) * side * side;
      let most = 1e-12;
      for (let i = 0; i < side * side && unit >= 2; i++) {
        most = Math.max(most, Math.abs(seen.units[from + i]!));
      }
      for (let i = 0; i < side * side; i++) {
        const row = side - 1 - Math.floor(i / side);
        const place = 4 * ((unit * side + row) * side + (i % side));
        const ramp = (2 * (unit === 0 ? i % side : Math.floor(i / side))) / (side - 1) - 1;
        paintSigned(image.data, place, unit < 2 ? ramp : seen.units[from + i]! / most, h);
      }
    }
    ink.putImageData(image, 0, 0);
    let unit = 0;
    context.imageSmoothingEnabled = true;
    for (const column of all) {
      for (const { x, y } of column) {
        context.drawImage(sheet, 0, unit * side, side, side, x - size / 2, y - size / 2, size, size);
        context.strokeStyle = getComputedStyle(box.current!).getPropertyValue('--faint');
        context.lineWidth = 1;
        context.strokeRect(x - size / 2 + 0.5, y - size / 2 + 0.5, size - 1, size - 1);
        unit++;
      }
    }
  }

  function edgeAt(event: PointerEvent): { edge: Edge; x: number; y: number; words: string; unit?: number } | undefined {
    const rect = canvas.current!.getBoundingClientRect();
    const x = event.clientX - rect.left;
    const y = event.clientY - rect.top;
    let found: { edge: Edge; x: number; y: number; words: string; unit?: number } | undefined;
    let first = 0;
    let least = 7;
    opened.stages.forEach((stage, s) => {
      for (let j = 0; j < stage.units; j++) {
        const to = all[s + 1]![j]!;
        // A unit is its bias.
        if (Math.abs(x - to.x) <= size / 2 && Math.abs(y - to.y) <= size / 2) {
          least = -1;
          found = { edge: { parameter: stage.weight + 1, element: j }, x, y, words: `${stage.name}.bias[${j}] = ${number(numbers[stage.bias + j])}`, unit: first + j };
        }
        for (let i = 0; i < stage.inputs; i++) {
          const from = all[s]![i]!;
          if (x > from.x + size / 2 && x < to.x - size / 2) {
            const apart = Math.abs(heightAt(from, to, size, x) - y);
            if (apart < least) {
              least = apart;
              const element = i * stage.units + j;
              found = {
                edge: { parameter: stage.weight, element },
                x,
                y,
                words: `${stage.name}.weight[${i}, ${j}] = ${number(numbers[stage.first + element])}`,
              };
            }
          }
        }
      }
      first += stage.units;
    });
    return found;
  }

  const table = (): Table => ({
    columns: [t('layer', '层'), t('from', '从'), t('to', '到'), t('weight', '权重'), t('gradient', '梯度')],
    rows: opened.stages.flatMap((stage) => [
      ...Array.from({ length: stage.inputs * stage.units }, (_, k) => [
        stage.name,
        Math.floor(k / stage.units),
        k % stage.units,
        seen.weights[stage.first + k]!,
        seen.gradient[stage.first + k]!,
      ]),
      ...Array.from({ length: stage.units }, (_, j) => [stage.name, t('bias', '偏置'), j, seen.weights[stage.bias + j]!, seen.gradient[stage.bias + j]!]),
    ]),
  });
  const title = (i: number) =>
    i === 0
      ? t('inputs', '输入')
      : i === all.length - 1
        ? t('output', '输出')
        : opened.stages[i - 1]!.then
            .split(' ')
            .filter((word) => !word.startsWith('dropout') && !word.startsWith('batchnorm'))
            .join(' ') || t('linear', '线性');
  return (
    <figure class="figure network-diagram" data-figure="units">
      <div class="diagram" ref={box} style={{ height: `${height}px` }}>
        <canvas
          ref={canvas}
          style={{ width: `${width}px`, height: `${height}px`, cursor: near === undefined ? 'default' : 'pointer' }}
          role="img"
          aria-label={t(
            `A network of ${opened.stages.length} layers: ${opened.network}. Each square shows what a unit says of the plane; lines are weights.`,
            `${opened.stages.length} 层网络：${opened.network}。每个方格是一个单元对平面的回答；连线是权重。`,
          )}
          onPointerMove={(event) => {
            const at = edgeAt(event);
            setNear(at);
            point(at?.unit);
          }}
          onPointerLeave={() => {
            setNear(undefined);
            point(undefined);
          }}
          onClick={(event) => choose(edgeAt(event as unknown as PointerEvent)?.edge)}
        />
        <svg ref={words} class="words" width={width} height={height} aria-hidden="true">
          {width > 0 &&
            all.map((column, i) => (
              <text key={i} x={column[0]!.x} y={14} text-anchor={i === 0 ? 'start' : i === all.length - 1 ? 'end' : 'middle'} dx={i === 0 ? -size / 2 : i === all.length - 1 ? size / 2 : 0}>
                {title(i)}
              </text>
            ))}
        </svg>
        {width > 0 &&
          all.map(
            (column, i) =>
              i > 0 &&
              i < all.length - 1 && (
                <div key={i} class="head" style={{ left: `${column[0]!.x}px` }}>
                  {above(i - 1)}
                </div>
              ),
          )}
        {near !== undefined && (
          <span class="near" style={{ left: `${Math.max(0, Math.min(near.x + 10, width - 190))}px`, top: `${near.y - 34}px` }}>
            {near.words}
          </span>
        )}
      </div>
      <figcaption>
        <Downloads name="units" svg={() => words.current!} canvas={() => canvas.current} table={table} />
      </figcaption>
      <Data table={table} />
    </figure>
  );
}
