import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { stateOf } from '../../address';
import { ask, useAnswer, useFrame } from '../../ask';
import { Button, Choice, Layout, NumberField, Reproduce, Select, Slider, TextField, Toggle } from '../../control';
import { colour, Figure, Handle, pathOf, type Plane } from '../../figure/figure';
import type { Window } from '../../figure/scale';
import { number, t } from '../../words';
import { Backdrop, type Surface } from './contour';
import './descent.css';
import { RateMap, type MapHead } from './map';
import { bowl, courses, numbersOf, racersOf, written, writtenRule, type Course, type Ground, type Offer, type RaceHead, type Racer } from './race';
import { COLOURS, Racers } from './racers';
import { advice, ending, gait, isAstray, reason, verdict } from './say';

const state = stateOf('descent', {
  /** What is walked on: a bowl, a typed function or a known problem. */
  on: 'bowl',
  f: '(1 - x)^2 + 5*(y - x^2)^2',
  k: 20,
  turned: false as boolean,
  problem: 'rosenbrock',
  s: '3,1',
  r: 'steepest@0.09;momentum(momentum 0.8)@0.03;adam@0.3',
  /** Which of them was touched last. */
  a: 0,
  n: 100,
  up: false as boolean,
  /** Lower and upper bound of each variable. */
  in: '',
  /** The step shown; −1 for the last. */
  t: -1,
  /** Left, right, bottom, top. */
  w: '',
});

const ACROSS = 240;
const MOST_DOTS = 400;

function windowOf(text: string): Window | undefined {
  const [x0, x1, y0, y1] = numbersOf(text);
  return y1 !== undefined && Number.isFinite(x1! - x0!) && x0! < x1! && Number.isFinite(y1 - y0!) && y0! < y1 ? { x0: x0!, x1: x1!, y0: y0!, y1 } : undefined;
}

const textOf = ({ x0, x1, y0, y1 }: Window) => [x0, x1, y0, y1].map((value) => Number(value.toPrecision(12))).join(',');

/** Returns a number with no more digits than can be seen on an axis so long. */
const seenTo = (value: number, span: number) => Number(value.toFixed(Math.min(20, Math.max(0, 3 - Math.floor(Math.log10(span))))));

const spanX = (plane: Plane) => Math.abs(plane.x.from(plane.right) - plane.x.from(plane.left));
const spanY = (plane: Plane) => Math.abs(plane.y.from(plane.top) - plane.y.from(plane.bottom));

/** Returns a value once it has not changed for a moment. */
function useSettled<V>(value: V, key: string): V {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const later = setTimeout(() => setSettled(value), 250);
    return () => clearTimeout(later);
  }, [key]);
  return settled;
}

export function DescentView() {
  const s = state.value;
  const offer = useAnswer<Offer>('descent/offer', {}).value;
  const named = useMemo(
    () => ({ formula: s.on === 'bowl' ? bowl(s.k, s.turned) : s.on === 'formula' ? s.f : '', problem: s.on === 'problem' ? s.problem : '' }),
    [s.on, s.f, s.k, s.turned, s.problem],
  );
  const asked = useAnswer<Ground>('descent/ground', named);
  const isCurrent = asked.value?.named.formula === named.formula && asked.value.named.problem === named.problem;
  const dimension = asked.value?.variables.length ?? 0;
  const start = numbersOf(s.s);
  const fits = isCurrent && start.length === dimension && start.every(Number.isFinite);
  useLayoutEffect(() => {
    if (isCurrent && !fits) {
      const problem = offer?.problems.find((one) => s.on === 'problem' && one.name === s.problem);
      state.set({ s: Array.from({ length: dimension }, (_, i) => problem?.start[i] ?? (Number.isFinite(start[i]) ? start[i] : 1)).join(','), w: '' });
    }
  });
  const within = s.in === '' ? null : s.in.split(',').map((end) => (end === '' ? null : Number(end)));
  const racers = racersOf(s.r);
  const racing: Racer[] = within === null ? racers : [{ rule: 'lbfgs', rate: undefined, momentum: undefined }];
  const race = {
    ground: named,
    start,
    racers: racing.map((racer) => ({ rule: writtenRule(racer), rate: racer.rate ?? null })),
    steps: s.n,
    up: s.up,
    within,
  };
  const answer = useFrame<RaceHead>('descent/race', fits ? race : undefined);
  const head = answer.value?.head;
  const runs = useMemo(() => (answer.value === undefined ? [] : courses(answer.value.head, answer.value.numbers)), [answer.value]);
  const most = Math.max(1, ...runs.map((run) => run.points - 1));
  const shown = s.t < 0 ? most : Math.min(s.t, most);
  const suggested = head?.window ?? null;
  const home = suggested === null ? undefined : { x0: suggested[0], x1: suggested[1], y0: suggested[2], y1: suggested[3] };
  const window = windowOf(s.w);
  const fresh = head !== undefined && asked.value !== undefined && head.variables.join() === asked.value.variables.join() && answer.refused === undefined;
  useEffect(() => {
    if (window === undefined && home !== undefined && fits && fresh) {
      state.set({ w: textOf(home) });
    }
  }, [s.w, answer.value, fits]);

  const choose = (change: Partial<typeof s>) => state.set({ ...change, w: '', in: '', t: -1 });
  const rates = head?.rates ?? null;
  const active = Math.min(s.a, Math.max(0, runs.length - 1));
  const told = runs[active];
  const wrongFormula = s.on === 'formula' ? asked.refused : undefined;
  const refused = wrongFormula === undefined ? (asked.refused ?? answer.refused) : undefined;
  return (
    <Layout
      figures={
        <>
          {dimension > 2 ? (
            <p class="note">
              {t(
                `${dimension} variables cannot be drawn on a plane: below is how the value falls, step by step.`,
                `${dimension} 个变量无法画在平面上：下面是函数值逐步下降的情况。`,
              )}
            </p>
          ) : (
            window !== undefined && (
              <Place
                window={window}
                home={home}
                named={named}
                variables={head?.variables ?? []}
                start={start}
                runs={runs}
                shown={shown}
                within={within}
                ready={isCurrent}
              />
            )
          )}
          <Player most={most} shown={shown} />
          <div class="pair">
            <Values runs={runs} shown={shown} most={most} up={s.up} least={head?.best ?? null} />
            <Momenta named={named} start={fits && within === null ? start : undefined} racers={racers} active={s.a} rates={rates} steps={s.n} up={s.up} />
          </div>
        </>
      }
      side={
        <>
          <h1>{t('Which way leads down, and how fast?', '怎样下山，快慢如何？')}</h1>
          <Told name={racing[active]?.rule ?? ''} run={told} colourAt={active} rates={rates} up={s.up} bounded={within !== null} />
          <Choice
            label={t('Function', '函数')}
            value={s.on}
            options={[
              ['bowl', t('Bowl', '碗')],
              ['formula', t('Your own', '自己写')],
              ['problem', t('Known problem', '著名问题')],
            ]}
            set={(on) => {
              const known = offer?.problems.find((one) => one.name === s.problem);
              choose({ on, s: on === 'problem' && known !== undefined ? known.start.join(',') : start.slice(0, 2).join(',') });
            }}
          />
          {s.on === 'bowl' && (
            <>
              <Slider label={t('condition number L/μ', '条件数 L/μ')} value={s.k} from={1} to={1000} log set={(k) => state.set({ k: Math.max(1, k) })} />
              <Toggle label={t('turned against the axes', '相对坐标轴旋转')} value={s.turned} set={(turned) => state.set({ turned })} />
            </>
          )}
          {s.on === 'formula' && (
            <TextField label={`f(${asked.value?.variables.join(', ') ?? 'x, y'})`} value={s.f} wrong={wrongFormula} set={(f) => state.set({ f, w: '', t: -1 })} />
          )}
          {s.on === 'problem' && (
            <Select
              label={t('Problem', '问题')}
              value={s.problem}
              options={(offer?.problems ?? []).map((one) => [one.name, `${one.title} (${one.dimension})`] as const)}
              set={(name) => choose({ problem: name, s: offer?.problems.find((one) => one.name === name)?.start.join(',') ?? s.s })}
            />
          )}
          {refused !== undefined && (
            <p class="wrong" role="status">
              {refused}
            </p>
          )}
          {dimension <= 2 && (
            <div class="ends">
              {start.map((value, i) => (
                <NumberField
                  key={i}
                  label={t(`start ${asked.value?.variables[i] ?? ''}`, `起点 ${asked.value?.variables[i] ?? ''}`)}
                  value={value}
                  set={(to) => state.set({ s: start.map((old, k) => (k === i ? to : old)).join(',') })}
                />
              ))}
            </div>
          )}
          <Racers
            racers={racing}
            runs={runs}
            rates={rates}
            offer={offer}
            bounded={within !== null}
            active={active}
            set={(changed, a) => state.set({ r: written(changed), a })}
          />
          <h2>{t('How far, and where', '走多远，走哪里')}</h2>
          <Slider label={t('steps at most', '最多步数')} value={s.n} from={1} to={10000} log whole set={(n) => state.set({ n: Math.min(10000, Math.max(1, n)), t: -1 })} />
          <Toggle label={t('walk up instead', '改为上山')} value={s.up} set={(up) => state.set({ up, t: -1 })} />
          {dimension <= 2 && (
            <Toggle
              label={t('stay within bounds', '限制在范围内')}
              value={within !== null}
              set={(on) => state.set({ in: on ? boundsAround(start, window).join(',') : '', a: 0, t: -1 })}
            />
          )}
          {within !== null && <Bounds within={within} variables={asked.value?.variables ?? []} />}
          <Reproduce
            command={async () => (await ask<{ command: string }>('descent/transcript', race)).command}
            java={async () => (await ask<{ java: string }>('descent/transcript', race)).java}
          />
        </>
      }
    />
  );
}

/** A box with the start in it that cuts off some of the window. */
function boundsAround(start: number[], window: Window | undefined): number[] {
  return start.flatMap((x, i) => {
    const [low, high] = window === undefined ? [x - 1, x + 1] : i === 0 ? [window.x0, window.x1] : [window.y0, window.y1];
    const span = high - low;
    const from = Math.min(x, Math.max(x - 0.3 * span, low + 0.1 * span));
    const to = Math.max(x, Math.min(x + 0.3 * span, high - 0.1 * span));
    return [seenTo(from, span), seenTo(to, span)];
  });
}

interface PlaceProps {
  window: Window;
  home: Window | undefined;
  named: { formula: string; problem: string };
  variables: string[];
  start: number[];
  runs: Course[];
  shown: number;
  within: (number | null)[] | null;
  /** Whether the function can be asked for. */
  ready: boolean;
}

/** The function from above, or the curve of one variable, with the walks on it. */
function Place({ window, home, named, variables, start, runs, shown, within, ready }: PlaceProps) {
  const [seen, setSeen] = useState<Window>();
  const isCurve = variables.length === 1;
  const place = useRef<Plane>(undefined);
  const backdrop = useRef<Backdrop>(undefined);
  backdrop.current ??= new Backdrop();
  const frame = useFrame<Omit<Surface, 'values' | 'x0' | 'x1' | 'y0' | 'y1'> & { window: [number, number, number, number] }>(
    'descent/surface',
    seen === undefined || !ready
      ? undefined
      : {
          ground: named,
          left: seen.x0,
          right: seen.x1,
          bottom: seen.y0,
          top: seen.y1,
          across: isCurve ? 400 : ACROSS,
          up: Math.max(2, Math.min(400, Math.round((ACROSS * (seen.y1 - seen.y0)) / (seen.x1 - seen.x0)))),
        },
  ).value;
  const surface = useMemo<Surface | undefined>(() => {
    if (frame === undefined) {
      return undefined;
    }
    const [x0, x1, y0, y1] = frame.head.window;
    return { across: frame.head.across, up: frame.head.up, levels: frame.head.levels, values: frame.numbers, x0, x1, y0, y1 };
  }, [frame]);
  const paint = useCallback(
    (context: CanvasRenderingContext2D, plane: Plane) => {
      place.current = plane;
      const now = { x0: plane.x.from(plane.left), x1: plane.x.from(plane.right), y0: plane.y.from(plane.bottom), y1: plane.y.from(plane.top) };
      setSeen((before) => (before !== undefined && textOf(before) === textOf(now) ? before : now));
      if (surface !== undefined && surface.up > 1) {
        backdrop.current!.paint(context, plane, surface);
      }
      walks(context, plane, runs, shown);
    },
    [surface, runs, shown],
  );
  const set = (x: number, y: number) => {
    const plane = place.current;
    if (plane === undefined) {
      return;
    }
    // The start stays where it can be seen and taken hold of again, and within the bounds.
    const to = [
      seenTo(kept(x, plane.x.from(plane.left), plane.x.from(plane.right)), spanX(plane)),
      seenTo(kept(y, plane.y.from(plane.bottom), plane.y.from(plane.top)), spanY(plane)),
    ].slice(0, variables.length);
    state.set({ s: to.map((value, i) => kept(value, within?.[2 * i], within?.[2 * i + 1])).join(',') });
  };
  const height = isCurve ? runs[0]?.path[1] : start[1];
  return (
    <Figure
      name="descent"
      label={t('The walks on the function', '函数上的下降路径')}
      window={window}
      setWindow={(w) => state.set({ w: textOf(w) })}
      home={home}
      square={!isCurve}
      ratio={innerWidth < 600 ? 0.95 : 0.62}
      xLabel={variables[0] ?? 'x'}
      yLabel={variables[1] ?? 'f'}
      paint={paint}
      press={set}
      draw={(plane) => (
        <>
          {isCurve && surface !== undefined && surface.up === 1 && (
            <path
              class="curve ground"
              d={pathOf(
                plane,
                Array.from(surface.values, (_, i) => surface.x0 + ((surface.x1 - surface.x0) * i) / (surface.across - 1)),
                Array.from(surface.values),
              )}
            />
          )}
          {within !== null && <Box plane={plane} within={within} />}
        </>
      )}
      over={(plane) => (
        <>
          {within !== null && within.length === 4 && <Corners plane={plane} within={within as number[]} start={start} />}
          {start[0] !== undefined && height !== undefined && isSeen(plane, start[0], height) && (
            <Handle plane={plane} kind="start" x={start[0]} y={height} label={t('The start', '起点')} move={set} />
          )}
        </>
      )}
      table={() => ({
        columns: [t('step', '步'), ...runs.flatMap((run) => variables.map((name) => `${run.rule} ${name}`).concat(`${run.rule} f`))],
        rows: Array.from({ length: Math.max(0, ...runs.map((run) => run.points)) }, (_, i) => [
          i,
          ...runs.flatMap((run) => [...variables.map((_, k) => run.path[2 * i + k] ?? null), run.values[i] ?? null]),
        ]),
      })}
    />
  );
}

/** Whether a point lies on the plane; no handle hangs outside. */
function isSeen(plane: Plane, x: number, y: number): boolean {
  const px = plane.x.at(x);
  const py = plane.y.at(y);
  return px >= plane.left - 1 && px <= plane.right + 1 && py >= plane.top - 1 && py <= plane.bottom + 1;
}

const kept = (value: number, low: number | null | undefined, high: number | null | undefined) =>
  Math.min(high ?? Infinity, Math.max(low ?? -Infinity, value));

function walks(context: CanvasRenderingContext2D, plane: Plane, runs: Course[], shown: number): void {
  context.lineJoin = 'round';
  const ground = colour('ground');
  runs.forEach((run, k) => {
    context.strokeStyle = colour(COLOURS[k % COLOURS.length]!);
    context.fillStyle = context.strokeStyle;
    const last = Math.min(shown, run.points - 1);
    context.globalAlpha = 0.9;
    context.lineWidth = 1.75;
    context.beginPath();
    let pen = false;
    let end: [number, number] | undefined;
    const spots: number[] = [];
    for (let i = 0; i <= last; i++) {
      const x = near(plane.x.at(run.path[2 * i]!));
      const y = near(plane.y.at(run.path[2 * i + 1]!));
      if (!Number.isFinite(x) || !Number.isFinite(y)) {
        pen = false;
        continue;
      }
      if (pen) {
        context.lineTo(x, y);
      } else {
        context.moveTo(x, y);
      }
      pen = true;
      end = [x, y];
      spots.push(x, y);
    }
    context.stroke();
    context.globalAlpha = 1;
    if (spots.length <= 2 * MOST_DOTS) {
      context.beginPath();
      for (let i = 0; i < spots.length; i += 2) {
        context.moveTo(spots[i]! + 2, spots[i + 1]!);
        context.arc(spots[i]!, spots[i + 1]!, 2, 0, 2 * Math.PI);
      }
      context.fill();
    }
    if (end !== undefined) {
      context.beginPath();
      context.arc(end[0], end[1], 5.5, 0, 2 * Math.PI);
      context.fill();
      context.lineWidth = 2;
      context.strokeStyle = ground;
      context.stroke();
    }
  });
}

/** Canvases lose their way with coordinates far outside. */
const near = (pixel: number) => (Number.isNaN(pixel) ? pixel : Math.max(-1e5, Math.min(1e5, pixel)));

function Box({ plane, within }: { plane: Plane; within: (number | null)[] }) {
  const edge = (value: number | null | undefined, scale: Plane['x'], open: number) => (value === null || value === undefined ? open : scale.at(value));
  const x0 = edge(within[0], plane.x, plane.left - 9);
  const x1 = edge(within[1], plane.x, plane.right + 9);
  const y0 = edge(within[2], plane.y, plane.bottom + 9);
  const y1 = edge(within[3], plane.y, plane.top - 9);
  return <rect class="box" x={Math.min(x0, x1)} y={Math.min(y0, y1)} width={Math.abs(x1 - x0)} height={Math.abs(y1 - y0)} />;
}

/** The lower left and the upper right corner of the bounds, to drag; the start stays inside. */
function Corners({ plane, within, start }: { plane: Plane; within: number[]; start: number[] }) {
  const [x0, x1, y0, y1] = within as [number, number, number, number];
  const [x, y] = start as [number, number];
  const set = (...ends: [number, number, number, number]) =>
    state.set({ in: ends.map((end, i) => seenTo(end, i < 2 ? spanX(plane) : spanY(plane))).join(',') });
  return (
    <>
      {isSeen(plane, x0, y0) && (
        <Handle
          plane={plane}
          kind="corner"
          x={x0}
          y={y0}
          label={t('Lower corner of the bounds', '范围左下角')}
          move={(px, py) => set(Math.min(px, x), x1, Math.min(py, y), y1)}
        />
      )}
      {isSeen(plane, x1, y1) && (
        <Handle
          plane={plane}
          kind="corner"
          x={x1}
          y={y1}
          label={t('Upper corner of the bounds', '范围右上角')}
          move={(px, py) => set(x0, Math.max(px, x), y0, Math.max(py, y))}
        />
      )}
    </>
  );
}

function Bounds({ within, variables }: { within: (number | null)[]; variables: string[] }) {
  return (
    <div class="ends">
      {within.map((end, i) => {
        const name = variables[Math.floor(i / 2)] ?? '';
        return (
          <NumberField
            key={i}
            label={i % 2 === 0 ? `${name} ≥` : `${name} ≤`}
            value={end ?? 0}
            set={(to) => state.set({ in: within.map((old, k) => (k === i ? to : (old ?? ''))).join(',') })}
          />
        );
      })}
    </div>
  );
}

/** Play, one step, back; all of it also by a slider. */
function Player({ most, shown }: { most: number; shown: number }) {
  const [plays, setPlays] = useState(false);
  const at = useRef(shown);
  useEffect(() => {
    if (!plays) {
      return;
    }
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    // A race lasts some eight seconds at most; who wants less motion sees four steps a second.
    const pace = calm ? 4 : Math.max(10, most / 8);
    const begin = performance.now();
    const from = at.current;
    let last = from;
    let wanted = requestAnimationFrame(function frame(now) {
      const step = Math.min(most, from + Math.floor(((now - begin) * pace) / 1000));
      if (step !== last) {
        last = step;
        state.set({ t: step });
      }
      if (step >= most) {
        setPlays(false);
      } else {
        wanted = requestAnimationFrame(frame);
      }
    });
    return () => cancelAnimationFrame(wanted);
  }, [plays, most]);
  const go = (step: number) => {
    setPlays(false);
    state.set({ t: Math.max(0, Math.min(most, step)) });
  };
  return (
    <div class="player">
      <div class="buttons">
        <Button
          main
          press={() => {
            if (plays) {
              setPlays(false);
              return;
            }
            at.current = shown >= most ? 0 : shown;
            state.set({ t: at.current });
            setPlays(true);
          }}
        >
          {plays ? t('Pause', '暂停') : t('Play', '播放')}
        </Button>
        <Button press={() => go(shown - 1)} disabled={shown <= 0}>
          {t('Back', '后退')}
        </Button>
        <Button press={() => go(shown + 1)} disabled={shown >= most}>
          {t('Step', '前进')}
        </Button>
      </div>
      <Slider label={t('step', '步')} value={shown} from={0} to={most} whole set={go} />
    </div>
  );
}

/** The height above the best, step by step. */
function Values({ runs, shown, most, up, least }: { runs: Course[]; shown: number; most: number; up: boolean; least: number | null }) {
  let high = -Infinity;
  let low = Infinity;
  for (const run of runs) {
    const begin = run.heights[0]!;
    run.heights.forEach((height) => {
      if (Number.isFinite(height)) {
        // Whoever runs away does not make all else small.
        high = Math.max(high, Math.min(height, begin + 3));
        low = Math.min(low, height);
      }
    });
  }
  if (!(low < high)) {
    [low, high] = Number.isFinite(high) ? [high - 1, high + 1] : [-1, 1];
  }
  const window = { x0: 0, x1: 1.02 * most, y0: 10 ** (Math.max(low, high - 20) - 0.3), y1: 10 ** (high + 0.3) };
  const above = up
    ? t(`below the greatest value, ${number(least, 3)}`, `与最大值 ${number(least, 3)} 之差`)
    : t(`above the least value, ${number(least, 3)}`, `与最小值 ${number(least, 3)} 之差`);
  const paint = useCallback(
    (context: CanvasRenderingContext2D, plane: Plane) => {
      const yAt = (height: number) => near(plane.y.at(10 ** Math.max(-307, Math.min(307, height))));
      context.lineJoin = 'round';
      runs.forEach((run, k) => {
        context.strokeStyle = colour(COLOURS[k % COLOURS.length]!);
        context.fillStyle = context.strokeStyle;
        context.lineWidth = 1.75;
        for (const [from, to, alpha] of [
          [0, Math.min(shown, run.points - 1), 1],
          [Math.min(shown, run.points - 1), run.points - 1, 0.25],
        ] as const) {
          context.globalAlpha = alpha;
          context.beginPath();
          let pen = false;
          for (let i = from; i <= to; i++) {
            const height = run.heights[i]!;
            // At the best itself the logarithm is −∞: off the plane, not a gap.
            const y = Number.isNaN(height) ? Number.NaN : yAt(height);
            if (Number.isNaN(y)) {
              pen = false;
            } else if (pen) {
              context.lineTo(plane.x.at(i), y);
            } else {
              context.moveTo(plane.x.at(i), y);
              pen = true;
            }
          }
          context.stroke();
        }
        context.globalAlpha = 1;
        const end = Math.min(shown, run.points - 1);
        const height = run.heights[end] ?? Number.NaN;
        if (!Number.isNaN(height)) {
          context.beginPath();
          context.arc(plane.x.at(end), yAt(height), 3.5, 0, 2 * Math.PI);
          context.fill();
        }
      });
    },
    [runs, shown],
  );
  return (
    <div>
      <h2 class="subtitle">{t('Value, step by step', '函数值逐步变化')}</h2>
      <Figure
        name="values"
        label={t('The value of each walk step by step, on a logarithmic axis', '各路径的函数值逐步变化（对数轴）')}
        window={window}
        yLog
        ratio={0.8}
        xLabel={t('step', '步')}
        yLabel={above}
        paint={paint}
        table={() => ({
          columns: [t('step', '步'), ...runs.map((run) => run.rule)],
          rows: Array.from({ length: Math.max(0, ...runs.map((run) => run.points)) }, (_, i) => [i, ...runs.map((run) => run.values[i] ?? null)]),
        })}
      />
    </div>
  );
}

interface MomentaProps {
  named: { formula: string; problem: string };
  start: number[] | undefined;
  racers: Racer[];
  active: number;
  rates: { critical: number } | null;
  steps: number;
  up: boolean;
}

/** The map of rate and momentum, of the racer touched last that has both. */
function Momenta({ named, start, racers, active, rates, steps, up }: MomentaProps) {
  const both = (racer: Racer | undefined) => racer?.momentum !== undefined;
  const at = both(racers[active]) ? active : racers.findIndex(both);
  const racer = racers[at];
  // Two decades on either side of the critical rate, rounded so that it does not move with every drag.
  const middle = rates === null ? -1 : Math.round(Math.log10(rates.critical));
  const question = {
    ground: named,
    start: start ?? [],
    rule: racer?.rule ?? '',
    leastRate: 10 ** (middle - 2),
    greatestRate: 10 ** (middle + 1),
    leastLost: 0.003,
    rates: 36,
    momenta: 24,
    steps: Math.min(1000, Math.max(steps, 500)),
    up,
  };
  const settled = useSettled(question, JSON.stringify(question));
  const answer = useFrame<MapHead>('descent/map', start === undefined || racer === undefined || settled.start.length === 0 || settled.rule === '' ? undefined : settled);
  const map = answer.value;
  if (start !== undefined && racer !== undefined && answer.refused !== undefined) {
    return <p class="wrong">{answer.refused}</p>;
  }
  if (start === undefined || racer === undefined || map === undefined) {
    return racer === undefined ? (
      <p class="faint">{t('Let momentum or nesterov race to see a map of rate and momentum.', '加入 momentum 或 nesterov，可看到学习率与动量的地图。')}</p>
    ) : null;
  }
  return (
    <RateMap
      map={map}
      rule={racer.rule}
      rate={racer.rate ?? 0.01}
      momentum={racer.momentum!}
      steps={settled.steps}
      set={(rate, momentum) => state.set({ r: written(racers.map((one, k) => (k === at ? { ...one, rate, momentum } : one))), a: at })}
    />
  );
}

/** What one sees, and what to try: of the walk touched last. */
function Told({ name, run, colourAt, rates, up, bounded }: { name: string; run: Course | undefined; colourAt: number; rates: RaceHead['rates']; up: boolean; bounded: boolean }) {
  if (run === undefined) {
    return <p>{t('Drag the start, or a rate: all paths are walked again at once.', '拖动起点或学习率：所有路径立即重走。')}</p>;
  }
  const judged = verdict(run, rates, up);
  return (
    <>
      <p>
        {t(
          'Each colour is a method that walks from the same start. Drag the start, or a rate: all walk again at once.',
          '每种颜色代表一种方法，都从同一起点出发。拖动起点或学习率：全部立即重走。',
        )}
      </p>
      <p class={`note ${judged?.bad || isAstray(run) ? 'bad' : ''}`} role="status" aria-live="polite">
        <span class={`swatch colour-${COLOURS[colourAt % COLOURS.length]}`} aria-hidden="true" />{' '}
        <b>{name}</b> {ending(run)}. {judged?.words ?? `${reason(run)} ${gait(run, up)} ${advice(run)}`}
        {bounded && ' '}
        {bounded && t('Only lbfgs keeps to bounds, so it walks alone.', '只有 lbfgs 能遵守范围，因此它独自行走。')}
      </p>
    </>
  );
}
