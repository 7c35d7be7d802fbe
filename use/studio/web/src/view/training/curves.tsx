// Loss and measures of runs, against steps or time.
import { useCallback, useMemo } from 'preact/hooks';
import { Figure, Handle, colour, pathOf, type Plane } from '../../figure/figure';
import type { Window } from '../../figure/scale';
import { number, t } from '../../words';
import { curves, drawn, smoothed, type Run } from './runs';

export type Along = 'step' | 'time' | 'clock';

const COLOURS = ['one', 'two', 'three', 'four', 'five', 'six'];

export function colourOf(run: Run): string {
  return COLOURS[(run.run - 1) % COLOURS.length]!;
}

/** Returns where a run's step lies along the axis; NaN where that is not known. */
function place(run: Run, along: Along, step: number, seconds: number): number {
  return along === 'step' ? step : along === 'time' ? seconds : run.began / 1000 + seconds - clockFrom(run);
}

// Clock times are told as seconds after the full hour before the first run.
let hour = 0;

export function setHour(began: number): void {
  hour = Math.floor(began / 3_600_000) * 3600;
}

function clockFrom(_: Run): number {
  return hour;
}

/** Returns the time at a step, between the points that are known. */
function secondsAt(run: Run, step: number): number {
  const curve = curves.get(run.run);
  if (curve === undefined || curve.seconds.length === 0) {
    return 0;
  }
  const i = Math.round((step - run.first) / curve.stride) - 1;
  return i < 0 ? 0 : curve.seconds[Math.min(i, curve.seconds.length - 1)]!;
}

/** Returns the name of what is judged first, such as testAccuracy; undefined where nothing but the loss is. */
export function measuresOf(runs: Run[]): string[] {
  const names = new Set<string>();
  for (const run of runs) {
    run.epochsDone.at(-1)?.names.forEach((name) => names.add(name));
  }
  names.delete('loss');
  return [...names].filter((name) => !name.endsWith('Loss'));
}

function range(values: number[], log: boolean): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (Number.isFinite(value) && (!log || value > 0)) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  if (low > high) {
    return log ? [0.1, 1] : [0, 1];
  }
  if (log) {
    return [low / 1.15, high * 1.15 + (low === high ? low : 0)];
  }
  const span = high - low || Math.abs(high) || 1;
  return [Math.max(low - 0.06 * span, low >= 0 ? 0 : -Infinity), high + 0.06 * span];
}

interface LossProps {
  runs: Run[];
  along: Along;
  log: boolean;
  keep: number;
  window: Window | undefined;
  setWindow: (window: Window) => void;
  /** The run and step that was gone back to. */
  chosen: { run: Run; at: number } | undefined;
  choose: (step: number) => void;
}

export function LossFigure({ runs, along, log, keep, window, setWindow, chosen, choose }: LossProps) {
  // Whenever a run has changed, this has too.
  const version = `${drawn.value} ${runs.map((run) => run.run).join(' ')}`;
  const lines = useMemo(
    () =>
      runs.map((run) => {
        const curve = curves.get(run.run) ?? { stride: 1, losses: [], seconds: [] };
        const xs = curve.losses.map((_, i) => place(run, along, run.first + (i + 1) * curve.stride, curve.seconds[i]!));
        return { run, xs, losses: curve.losses, smooth: smoothed(curve.losses, keep) };
      }),
    [version, along, keep],
  );
  const home = useMemo(() => {
    const ends = lines.flatMap((line) => [line.xs[0] ?? 0, line.xs.at(-1) ?? 1]);
    const [x0, x1] = [Math.min(...ends, along === 'clock' ? Infinity : 0), Math.max(...ends, along === 'clock' ? -Infinity : 1)];
    const shown = lines.flatMap((line) => [line.losses, Array.from(line.smooth)]);
    const ranges = shown.map((values) => range(values, log)).filter(([low, high]) => low < high);
    const judged = range(runs.flatMap((run) => run.epochsDone.flatMap((epoch) => epoch.values.filter((_, i) => /[lL]oss$/.test(epoch.names[i]!)).map((v) => v ?? NaN))), log);
    const all = runs.some((run) => run.epochsDone.length > 0) ? [...ranges, judged] : ranges;
    const y0 = Math.min(...all.map(([low]) => low));
    const y1 = Math.max(...all.map(([, high]) => high));
    return { x0: Number.isFinite(x0) ? x0 : 0, x1: Number.isFinite(x1) && x1 > x0 ? x1 : x0 + 1, y0: Number.isFinite(y0) ? y0 : log ? 0.1 : 0, y1: Number.isFinite(y1) && y1 > y0 ? y1 : 1 };
  }, [lines, log]);
  const paint = useCallback(
    (context: CanvasRenderingContext2D, plane: Plane) => {
      for (const line of lines) {
        context.strokeStyle = colour(colourOf(line.run));
        if (keep > 0) {
          context.globalAlpha = 0.28;
          context.lineWidth = 1;
          stroke(context, plane, line.xs, line.losses);
        }
        context.globalAlpha = 1;
        context.lineWidth = 1.75;
        stroke(context, plane, line.xs, line.smooth);
      }
    },
    [lines, keep],
  );
  const shown = window ?? home;
  return (
    <Figure
      name="loss"
      label={t('The loss of each step, and of whole parts of the data after each epoch', '每步的损失，以及每轮之后各部分数据的损失')}
      window={shown}
      setWindow={setWindow}
      home={home}
      xLabel={along === 'step' ? t('step', '步') : along === 'time' ? t('seconds', '秒') : t('seconds after the full hour', '整点后的秒数')}
      yLabel={t('loss', '损失')}
      yLog={log && shown.y0 > 0}
      ratio={0.46}
      paint={paint}
      draw={(plane) =>
        runs.map((run) =>
          ['validationLoss', 'testLoss'].map((name) => (
            <g key={`${run.run}${name}`} class="judged" style={{ fill: `var(--${colourOf(run)})` }}>
              {run.epochsDone.length <= 400 &&
                run.epochsDone.map((epoch) => {
                  const value = epoch.values[epoch.names.indexOf(name)];
                  return value === null || value === undefined || (log && value <= 0) ? null : (
                    <circle key={epoch.epoch} r={2.6} cx={plane.x.at(place(run, along, epoch.at, epoch.seconds))} cy={plane.y.at(value)} />
                  );
                })}
            </g>
          )),
        )
      }
      over={(plane) => {
        if (chosen === undefined) {
          return null;
        }
        const x = place(chosen.run, along, chosen.at, secondsAt(chosen.run, chosen.at));
        const px = plane.x.at(x);
        if (px < plane.left - 1 || px > plane.right + 1) {
          return null;
        }
        const y = plane.y.from(plane.bottom);
        return (
          <>
            <line class="moment" x1={px} x2={px} y1={plane.top} y2={plane.bottom} />
            <Handle
              plane={plane}
              x={x}
              y={y}
              label={t('The step gone back to', '回到的步')}
              move={(to) => along === 'step' && choose(Math.round(to))}
            />
          </>
        );
      }}
      press={(x) => along === 'step' && choose(Math.round(x))}
      table={() => ({
        columns: [t('run', '运行'), t('step', '步'), t('seconds', '秒'), t('loss', '损失')],
        rows: lines.flatMap((line) => {
          const stride = curves.get(line.run.run)?.stride ?? 1;
          return line.losses.map((loss, i) => [line.run.run, line.run.first + (i + 1) * stride, curves.get(line.run.run)!.seconds[i]!, loss]);
        }),
      })}
    />
  );
}

/** Draws a line; where many points lie in one column of pixels, from the least to the largest. */
function stroke(context: CanvasRenderingContext2D, plane: Plane, xs: ArrayLike<number>, ys: ArrayLike<number>): void {
  const first = Math.max(0, placeOf(xs, plane.x.from(plane.left)) - 1);
  const beyond = Math.min(xs.length, placeOf(xs, plane.x.from(plane.right)) + 2);
  context.beginPath();
  let column = NaN;
  let low = 0;
  let high = 0;
  let last = NaN;
  let down = false;
  const end = () => {
    if (!Number.isNaN(column) && high > low) {
      context.moveTo(column, low);
      context.lineTo(column, high);
      context.moveTo(column, last);
    }
  };
  for (let i = first; i < beyond; i++) {
    const x = Math.round(plane.x.at(xs[i]!) * 2) / 2;
    const y = Math.max(-1e4, Math.min(1e4, plane.y.at(ys[i]!)));
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      down = false;
      continue;
    }
    if (down && x === column) {
      low = Math.min(low, y);
      high = Math.max(high, y);
    } else {
      end();
      if (down) {
        context.lineTo(x, y);
      } else {
        context.moveTo(x, y);
      }
      column = x;
      low = y;
      high = y;
    }
    last = y;
    down = true;
  }
  end();
  context.stroke();
}

/** Returns how many of these growing numbers are below x. */
function placeOf(xs: ArrayLike<number>, x: number): number {
  let low = 0;
  let high = xs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (xs[middle]! < x) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

export function MeasureFigure({ runs, along, name }: { runs: Run[]; along: Along; name: string }) {
  const points = runs.map((run) => ({
    run,
    xs: run.epochsDone.map((epoch) => place(run, along, epoch.at, epoch.seconds)),
    ys: run.epochsDone.map((epoch) => epoch.values[epoch.names.indexOf(name)] ?? NaN),
  }));
  const [y0, y1] = range(points.flatMap((line) => line.ys), false);
  const xs = points.flatMap((line) => line.xs);
  const x0 = along === 'clock' ? Math.min(...xs) : 0;
  const x1 = Math.max(...xs, x0 + 1);
  return (
    <Figure
      name={name}
      label={t(`${words(name)} after each epoch`, `每轮之后的${words(name)}`)}
      window={{ x0: Number.isFinite(x0) ? x0 : 0, x1, y0, y1: y1 > y0 ? y1 : y0 + 1 }}
      xLabel={along === 'step' ? t('step', '步') : t('seconds', '秒')}
      yLabel={words(name)}
      ratio={0.5}
      draw={(plane) =>
        points.map((line) => (
          <g key={line.run.run} style={{ stroke: `var(--${colourOf(line.run)})`, fill: `var(--${colourOf(line.run)})` }}>
            <path class="measure" d={pathOf(plane, line.xs, line.ys)} />
            {line.xs.length <= 100 && line.xs.map((x, i) => <circle key={i} r={2.4} stroke="none" cx={plane.x.at(x)} cy={plane.y.at(line.ys[i]!)} />)}
          </g>
        ))
      }
      table={() => ({
        columns: [t('run', '运行'), t('epoch', '轮'), words(name)],
        rows: points.flatMap((line) => line.ys.map((y, i) => [line.run.run, line.run.epochsDone[i]!.epoch, Number.isFinite(y) ? y : null])),
      })}
    />
  );
}

const PARTS: Record<string, [string, string]> = { train: ['training', '训练'], validation: ['validation', '验证'], test: ['test', '测试'] };
const MEASURES: Record<string, [string, string]> = {
  accuracy: ['accuracy', '准确率'],
  loss: ['loss', '损失'],
};

/** Returns a measure's name in words, such as "test accuracy". */
export function words(name: string): string {
  const found = /^(train|validation|test)(.+)$/.exec(name);
  if (found === null) {
    return MEASURES[name] === undefined ? name : t(...MEASURES[name]!);
  }
  const measure = found[2]!.toLowerCase();
  const pair = MEASURES[measure] ?? [measure, measure];
  return t(`${PARTS[found[1]!]![0]} ${pair[0]}`, `${PARTS[found[1]!]![1]}${pair[1]}`);
}

export function shownLoss(run: Run): { first: string; last: string } | undefined {
  const losses = curves.get(run.run)?.losses ?? [];
  return losses.length < 2 ? undefined : { first: number(losses[0], 3), last: number(losses.at(-1), 3) };
}
