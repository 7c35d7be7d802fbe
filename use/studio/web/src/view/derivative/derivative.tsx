// The first stretch: a secant turns into the tangent as its step shrinks, and then its digits are gone.
import { useMemo } from 'preact/hooks';
import { stateOf } from '../../address';
import { ask, useAnswer, useFrame } from '../../ask';
import { Choice, Layout, NumberField, Reproduce, Select, Slider, TextField, Toggle } from '../../control';
import { Figure, Handle, pathOf, type Plane } from '../../figure/figure';
import { neat } from '../../figure/neat';
import { number, t } from '../../words';
import { Digits } from './digits';
import { EXAMPLES } from './examples';
import { Report } from './report';
import type { At, Curve, Errors, Method } from './answers';
import './derivative.css';

const state = stateOf('derivative', {
  f: 'sin(x)',
  x: 1,
  h: 1,
  method: 'forward',
  single: false as boolean,
  x0: -3,
  x1: 5,
  fit: true as boolean,
  y0: -2,
  y1: 2,
});

const POINTS = 1201;
const METHODS: Method[] = ['forward', 'backward', 'central'];
const LEAST = 1e-16;
const GREATEST = 10;

export function DerivativeView() {
  const s = state.value;
  const method = METHODS.includes(s.method as Method) ? (s.method as Method) : 'forward';
  const row = METHODS.indexOf(method);
  const h = Math.min(Math.max(s.h, Number.MIN_VALUE), 1e6);
  const curve = useFrame<Curve>('derivative/curve', {
    formula: s.f,
    from: s.x0,
    to: s.x1,
    bottom: s.fit ? null : s.y0,
    top: s.fit ? null : s.y1,
    points: POINTS,
    single: s.single,
  });
  const at = useAnswer<At>('derivative/at', { formula: s.f, x: s.x, h });
  const errors = useFrame<Errors>('derivative/errors', { formula: s.f, x: s.x });
  const here = at.value;
  const secant = here?.secants[row];
  const single = here?.single[row];
  const window = { x0: s.x0, x1: s.x1, ...(s.fit ? fitted(curve.value?.head) : { y0: s.y0, y1: s.y1 }) };
  const example = EXAMPLES.find((one) => one.f === s.f);
  const whole = { x0: example?.x0 ?? s.x - 4, x1: example?.x1 ?? s.x + 4 };
  const home = { ...window, ...whole };
  const variable = curve.value?.head.variable ?? 'x';
  const setX = (x: number) => state.set({ x: neat(x, s.x1 - s.x0) });
  const setH = (step: number) => state.set({ h: Number(Math.min(Math.max(step, LEAST), 1e6).toPrecision(4)) });
  const end = secant === undefined ? undefined : method === 'backward' ? 0 : 1;
  const copies = () => ask<{ command: string; java: string }>('derivative/copies', { formula: s.f, x: s.x, h, method });
  return (
    <Layout
      figures={
        <>
          <div class="pair">
            <Figure
              name="derivative"
              label={t('The graph with a secant and the tangent at the point', '函数图像，及该点处的割线与切线')}
              window={window}
              setWindow={(w) => state.set(w === home ? { ...whole, fit: true } : { ...w, fit: false })}
              home={home}
              ratio={0.98}
              xLabel={variable}
              yLabel={`f(${variable})`}
              draw={(plane) => (
                <>
                  {here !== undefined &&
                    (here.ladder.reason === 'KINK' ? (
                      <>
                        <Line plane={plane} kind="tangent" x={s.x} y={here.value} slope={here.ladder.left} to={s.x} />
                        <Line plane={plane} kind="tangent" x={s.x} y={here.value} slope={here.ladder.right} from={s.x} />
                      </>
                    ) : (
                      <Line plane={plane} kind="tangent" x={s.x} y={here.value} slope={here.truth} />
                    ))}
                  {secant !== undefined && <Line plane={plane} kind="secant" x={secant.x[0]!} y={secant.y[0]!} slope={secant.slope} />}
                  {s.single && <Graph plane={plane} kind="curve float" curve={curve.value} which={1} />}
                  <Graph plane={plane} kind="curve" curve={curve.value} which={0} />
                </>
              )}
              over={(plane) => (
                <>
                  {secant !== undefined && end !== undefined && secant.y[end] != null && (
                    <Handle
                      plane={plane}
                      kind="end"
                      x={secant.x[end]!}
                      y={secant.y[end]!}
                      label={t('The end of the secant, h away', '割线的端点，相距 h')}
                      move={(x) => setH(Math.abs(x - s.x))}
                    />
                  )}
                  {here?.value != null && (
                    <Handle plane={plane} x={s.x} y={here.value} label={t('The point', '该点')} move={setX} />
                  )}
                </>
              )}
              table={() => ({
                columns: [variable, `f(${variable})`, ...(s.single ? [t('in single precision', '单精度')] : [])],
                rows: rows(curve.value),
              })}
            />
            <ErrorsFigure errors={errors.value} row={row} method={method} h={h} setH={setH} error={secant?.error ?? null} single={s.single} singleError={single?.error ?? null} />
          </div>
          {secant !== undefined && single !== undefined && (
            <Digits secant={secant} single={single} truth={here?.truth ?? null} method={method} h={h} both={s.single} />
          )}
        </>
      }
      side={
        <>
          <h1>{t('How fast does it change?', '变化有多快？')}</h1>
          <p>
            {t(
              'The secant through two points of the graph has a slope. Draw the points together, and it becomes the tangent, whose slope is the derivative. On a computer it does so only up to a point.',
              '过图像上两点的割线有一个斜率。让两点靠拢，割线就变成切线，其斜率即导数。但在计算机上，只能靠近到一定程度。',
            )}
          </p>
          <Report at={here} row={row} method={method} h={h} errors={errors.value?.head} single={s.single} />
          <Select
            label={t('Example', '例子')}
            value={example?.f ?? ''}
            options={[['', t('(your own)', '（自定义）')] as const, ...EXAMPLES.map((one) => [one.f, one.f] as const)]}
            set={(f) => {
              const chosen = EXAMPLES.find((one) => one.f === f);
              if (chosen !== undefined) {
                state.set({ ...chosen, fit: true });
              }
            }}
          />
          <TextField label="f" value={s.f} wrong={at.refused ?? curve.refused} set={(f) => state.set({ f })} />
          <div class="control">
            <NumberField label={t('at ', '点 ') + variable} value={s.x} set={(x) => state.set({ x })} />
          </div>
          <Slider label={t('step h', '步长 h')} value={h} from={LEAST} to={GREATEST} steps={204} log set={setH} />
          <Choice
            label={t('difference', '差商')}
            value={method}
            options={[
              ['forward', t('forward', '向前')],
              ['backward', t('backward', '向后')],
              ['central', t('central', '中心')],
            ]}
            set={(chosen) => state.set({ method: chosen })}
          />
          <Toggle label={t('single precision beside double', '与单精度对照')} value={s.single} set={(on) => state.set({ single: on })} />
          <div class="buttons">
            <button type="button" class="quiet" onClick={() => state.set(around(s.x, h))}>
              {t('Zoom to the secant', '放大到割线')}
            </button>
          </div>
          <dl class="facts">
            <dt class="drawn tangent">{t('tangent', '切线')}</dt>
            <dd data-fact="truth">{number(here?.truth, 10)}</dd>
            <dt class="drawn secant">{t('secant', '割线')}</dt>
            <dd data-fact="slope">{number(secant?.slope, 10)}</dd>
            <dt>{t('error', '误差')}</dt>
            <dd data-fact="error">{number(secant?.error, 2)}</dd>
            {s.single && (
              <>
                <dt class="drawn single">{t('in single', '单精度')}</dt>
                <dd data-fact="single">{number(single?.slope, 7)}</dd>
              </>
            )}
            <dt class="drawn ladder">{t('ladder', '阶梯法')}</dt>
            <dd data-fact="ladder">
              {number(here?.ladder.derivative, 10)} ± {number(here?.ladder.error, 1)}
            </dd>
            <dt />
            <dd class="faint">
              {t(`${here?.ladder.evaluations ?? '–'} values, least step ${number(here?.ladder.step, 2)}`, `${here?.ladder.evaluations ?? '–'} 次求值，最小步长 ${number(here?.ladder.step, 2)}`)}
            </dd>
          </dl>
          <Reproduce command={async () => (await copies()).command} java={async () => (await copies()).java} />
        </>
      }
    />
  );
}

/** The range of heights that the graph says is worth showing, with air. */
function fitted(head: Curve | undefined): { y0: number; y1: number } {
  if (head?.low == null || head.high == null) {
    return { y0: -1, y1: 1 };
  }
  const air = head.high > head.low ? 0.08 * (head.high - head.low) : Math.max(1, Math.abs(head.low));
  return { y0: head.low - air, y1: head.high + air };
}

function around(x: number, h: number) {
  const reach = 1.6 * Math.max(h, 1e-13 * Math.max(1, Math.abs(x)));
  return { x0: x - reach, x1: x + reach, fit: true };
}

/** The points of the graph, in double precision and, where asked for, in single. */
function rows(curve: { head: Curve; numbers: Float32Array } | undefined): (number | null)[][] {
  if (curve === undefined) {
    return [];
  }
  const { from, to, base, scale } = curve.head;
  const height = (n: number | undefined) => (n === undefined || Number.isNaN(n) ? null : base + scale * n);
  return Array.from(curve.numbers.subarray(0, POINTS), (n, i) => [
    from + ((to - from) * i) / (POINTS - 1),
    height(n),
    ...(curve.numbers.length > POINTS ? [height(curve.numbers[POINTS + i])] : []),
  ]);
}

interface GraphProps {
  plane: Plane;
  kind: string;
  curve: { head: Curve; numbers: Float32Array } | undefined;
  which: number;
}

/** The graph, its path made anew only when it or the window changes and not with every move of the point. */
function Graph({ plane, kind, curve, which }: GraphProps) {
  const { from, to, base, scale } = curve?.head ?? { from: 0, to: 1, base: 0, scale: 1 };
  // Of the window that was asked for: while it is dragged the graph on hand moves along.
  const left = plane.x.at(from);
  const right = plane.x.at(to);
  // In pixels from the middle: at a deep zoom base + scale · number would lose what there is to see.
  const middle = plane.y.at(base);
  const unit = plane.y.at(base + scale) - middle;
  const path = useMemo(() => {
    const n = curve?.numbers.subarray(which * POINTS, (which + 1) * POINTS) ?? [];
    let text = '';
    let down = false;
    let before = 0;
    for (let i = 0; i < n.length; i++) {
      if (!Number.isFinite(n[i]!)) {
        down = false;
        continue;
      }
      const px = left + ((right - left) * i) / (n.length - 1);
      const py = Math.max(-1e5, Math.min(1e5, middle + unit * n[i]!));
      // A leap over the whole window is a pole and no line.
      const leap = (py < plane.top && before > plane.bottom) || (before < plane.top && py > plane.bottom);
      text += `${down && !leap ? 'L' : 'M'}${tenth(px)} ${tenth(py)}`;
      down = true;
      before = py;
    }
    return text;
  }, [curve, which, left, right, middle, unit, plane.top, plane.bottom]);
  return <path class={kind} d={path} />;
}

function tenth(pixels: number): number {
  return Math.round(10 * pixels) / 10;
}

interface LineProps {
  plane: Plane;
  kind: string;
  x: number;
  y: number | null;
  slope: number | null;
  from?: number;
  to?: number;
}

/** The straight line of a slope through a point, from one edge to the other unless it is to end before. */
function Line({ plane, kind, x, y, slope, from = plane.x.from(plane.left), to = plane.x.from(plane.right) }: LineProps) {
  if (y === null || slope === null) {
    return null;
  }
  return <path class={`line ${kind}`} d={pathOf(plane, [from, to], [y + slope * (from - x), y + slope * (to - x)])} />;
}

interface ErrorsFigureProps {
  errors: { head: Errors; numbers: Float32Array } | undefined;
  row: number;
  method: Method;
  h: number;
  setH: (h: number) => void;
  error: number | null;
  single: boolean;
  singleError: number | null;
}

/** The V of the errors of all steps, with a dot at the one chosen. */
function ErrorsFigure({ errors, row, method, h, setH, error, single, singleError }: ErrorsFigureProps) {
  const head = errors?.head;
  const steps = head?.steps ?? [];
  const series = (i: number) => errors?.numbers.subarray(i * steps.length, (i + 1) * steps.length) ?? new Float32Array();
  const rows = single ? [0, 1, 2, 3, 4, 5] : [0, 1, 2];
  let low = 0;
  let high = -20;
  for (const i of rows) {
    for (const n of series(i)) {
      if (Number.isFinite(n)) {
        low = Math.min(low, n);
        high = Math.max(high, n);
      }
    }
  }
  for (const e of [head?.ladderError, head?.ladder.error]) {
    if (e != null && e > 0) {
      low = Math.min(low, Math.log10(e));
    }
  }
  if (low > high) {
    [low, high] = [-16, 0];
  }
  // In pairs of decades, so that the axis stands still while the point is dragged.
  const window = { x0: LEAST, x1: GREATEST, y0: 10 ** (2 * Math.floor(low / 2 - 0.3)), y1: 10 ** (2 * Math.ceil(high / 2)) };
  const floor = window.y0 * 1.6;
  const shown = (e: number | null) => (e === null ? null : e === 0 ? floor : e);
  const ladder = head?.ladder;
  const dot = shown(error);
  const singleDot = shown(singleError);
  const truncation = method === 'central' ? head?.central : head?.oneSided;
  const power = method === 'central' ? 2 : 1;
  return (
    <Figure
      name="errors"
      label={t('The error of the slope against the step h, both on logarithmic axes', '斜率误差与步长 h 的关系，双对数坐标')}
      window={window}
      xLog
      yLog
      ratio={0.98}
      xLabel={t('step h', '步长 h')}
      yLabel={t('error of the slope', '斜率的误差')}
      press={(x) => setH(x)}
      draw={(plane) => (
        <>
          {head?.rounding != null && head.rounding > 0 && (
            <path class="arm" d={pathOf(plane, [LEAST, GREATEST], [head.rounding / LEAST, head.rounding / GREATEST])} />
          )}
          {truncation != null && truncation > 0 && (
            <path class="arm" d={pathOf(plane, [LEAST, GREATEST], [truncation * LEAST ** power, truncation * GREATEST ** power])} />
          )}
          {[0, 1, 2].filter((i) => i !== row).map((i) => (
            <Series key={i} plane={plane} kind="errors other" errors={errors} which={i} />
          ))}
          {single && <Series plane={plane} kind="errors single" errors={errors} which={row + 3} />}
          <Series plane={plane} kind="errors secant" errors={errors} which={row} />
          {Array.from(series(row)).map((n, i) => n === -Infinity && <circle key={i} class="exact" cx={plane.x.at(steps[i]!)} cy={plane.y.at(floor)} r={2} />)}
        </>
      )}
      over={(plane) => (
        <>
          {head?.rounding != null && head.rounding > 0 && (
            <text class="said" x={plane.x.at(1e-13) + 6} y={plane.y.at(head.rounding / 1e-13) - 6}>
              {t('rounding', '舍入')} ε|f|/h
            </text>
          )}
          {truncation != null && truncation > 0 && inPlane(plane, truncation * 1e-3 ** power) && (
            <text class="said" x={plane.x.at(1e-3) - 8} y={plane.y.at(truncation * 1e-3 ** power) - 4} text-anchor="end">
              {t('truncation', '截断')} {power === 2 ? 'h²|f‴|/6' : 'h|f″|/2'}
            </text>
          )}
          {head !== undefined && !rows.some((i) => series(i).some((n) => !Number.isNaN(n))) && (
            <text class="said" x={(plane.left + plane.right) / 2} y={(plane.top + plane.bottom) / 2} text-anchor="middle">
              {t('no derivative here, hence no error', '此处无导数，故无误差可言')}
            </text>
          )}
          <line class="cursor" x1={plane.x.at(h)} x2={plane.x.at(h)} y1={plane.top} y2={plane.bottom} />
          {ladder?.step != null && head?.ladderError != null && ladder.error != null && (
            <Ladder plane={plane} step={ladder.step} truly={shown(head.ladderError)!} stated={shown(ladder.error)!} />
          )}
          {single && singleDot !== null && <circle class="dot single" cx={plane.x.at(h)} cy={plane.y.at(singleDot)} r={5} />}
          {dot !== null && (
            <Handle plane={plane} kind="step" x={h} y={dot} label={t('The step h, with its error', '步长 h 及其误差')} move={(x) => setH(x)} />
          )}
        </>
      )}
      table={() => ({
        columns: ['h', ...(head?.methods ?? []), ...(head?.methods ?? []).map((one) => `${one}, single`)],
        rows: steps.map((step, k) => [step, ...[0, 1, 2, 3, 4, 5].map((i) => power10(series(i)[k]))]),
      })}
    />
  );
}

interface SeriesProps {
  plane: Plane;
  kind: string;
  errors: { head: Errors; numbers: Float32Array } | undefined;
  which: number;
}

/** The errors of one method, on logarithmic axes. */
function Series({ plane, kind, errors, which }: SeriesProps) {
  const left = plane.x.at(1e-10);
  const right = plane.x.at(1);
  const one = plane.y.at(1);
  const decade = plane.y.at(10) - one;
  const path = useMemo(() => {
    const steps = errors?.head.steps ?? [];
    let text = '';
    let down = false;
    for (let i = 0; i < steps.length; i++) {
      const n = errors!.numbers[which * steps.length + i]!;
      if (Number.isFinite(n)) {
        text += `${down ? 'L' : 'M'}${tenth(plane.x.at(steps[i]!))} ${tenth(one + decade * n)}`;
      }
      down = Number.isFinite(n);
    }
    return text;
  }, [errors, which, left, right, one, decade]);
  return <path class={kind} d={path} />;
}

function inPlane(plane: Plane, y: number): boolean {
  const py = plane.y.at(y);
  return py > plane.top + 20 && py < plane.bottom;
}

function power10(n: number | undefined): number | null {
  return n === undefined || Number.isNaN(n) ? null : 10 ** n;
}

/** Where the ladder stands: a diamond at its true error, and a bar up to the error it states. */
function Ladder({ plane, step, truly, stated }: { plane: Plane; step: number; truly: number; stated: number }) {
  const x = plane.x.at(step);
  const inside = (y: number) => Math.max(plane.top, Math.min(plane.bottom, plane.y.at(y)));
  const y = inside(truly);
  const bar = inside(stated);
  if (!Number.isFinite(x) || x < plane.left || x > plane.right) {
    return null;
  }
  return (
    <g class="ladder">
      <line x1={x} x2={x} y1={y} y2={bar} />
      <line x1={x - 5} x2={x + 5} y1={bar} y2={bar} />
      <path d={`M${x} ${y - 6}L${x + 6} ${y}L${x} ${y + 6}L${x - 6} ${y}Z`} />
      <text x={x + 9} y={bar - 6} text-anchor={x > plane.right - 60 ? 'end' : 'start'}>
        {t('ladder', '阶梯法')}
      </text>
    </g>
  );
}
