// The second stretch: where a function of two variables goes up and down fastest.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { stateOf } from '../../address';
import { ask, useAnswer, useFrame } from '../../ask';
import { Layout, NumberField, Reproduce, Select, Slider, TextField } from '../../control';
import { Figure, Handle, pathOf, type Plane } from '../../figure/figure';
import { neat } from '../../figure/neat';
import { number, t } from '../../words';
import { ARROWS, SAMPLES, SLICE, type Frame, type Ground, type GroundWindow, type Node, type Partial, type Point } from './answers';
import { EXAMPLES } from './examples';
import { FormulaGraph } from './graph';
import { paintGround } from './ground';
import { Report } from './report';
import { Surface } from './surface';
import './gradient.css';

const state = stateOf('gradient', {
  f: 'sin(x) + y^2/3',
  x: 1,
  y: 1.5,
  h: 1e-4,
  x0: -4.5,
  x1: 4.5,
  y0: -4,
  y1: 4,
  turn: 30,
  tilt: 35,
});

export function GradientView() {
  const s = state.value;
  const [seen, setSeen] = useState<GroundWindow>();
  const drawn = useRef<GroundWindow>(undefined);
  const [hover, setHover] = useState<{ x: number; y: number }>();
  const h = Math.min(Math.max(s.h, 1e-300), 1e3);
  const edges = seen ?? { left: s.x0, right: s.x1, bottom: s.y0, top: s.y1 };
  const ground = useFrame<Ground>('gradient/ground', { formula: s.f, ...edges, samples: SAMPLES, arrows: ARROWS });
  const at = hover ?? { x: s.x, y: s.y };
  const point = useFrame<Point>('gradient/point', { formula: s.f, ...at, h, ...edges });
  const graph = useAnswer<{ nodes: Node[] }>('gradient/graph', { formula: s.f, ...at });
  const here = point.value?.head;
  // The plane keeps one unit as long in both directions, so it shows more than was asked for.
  useEffect(() => {
    const now = drawn.current;
    if (now !== undefined && JSON.stringify(now) !== JSON.stringify(seen)) {
      setSeen(now);
    }
  });
  const example = EXAMPLES.find((one) => one.f === s.f);
  const home = example ?? { x0: s.x - 3, x1: s.x + 3, y0: s.y - 2.7, y1: s.y + 2.7 };
  const [xName, yName] = ground.value?.head.variables ?? here?.variables ?? ['x', 'y'];
  const table = () => heights(ground.value);
  // One function as long as the ground is one, or each move of the point would paint it again.
  const paint = useCallback(
    (context: CanvasRenderingContext2D, plane: Plane) => ground.value !== undefined && paintGround(context, plane, ground.value),
    [ground.value],
  );
  const copies = () => ask<{ command: string; java: string }>('gradient/copies', { formula: s.f, x: s.x, y: s.y, h, ...edges });
  return (
    <Layout
      figures={
        <>
          <div class="pair">
            <Figure
              name="gradient"
              label={t('Contours, and arrows of the negative gradient', '等高线与负梯度箭头')}
              window={{ x0: s.x0, x1: s.x1, y0: s.y0, y1: s.y1 }}
              setWindow={(w) => state.set(w)}
              home={{ x0: home.x0, x1: home.x1, y0: home.y0, y1: home.y1 }}
              square
              ratio={0.98}
              xLabel={xName}
              yLabel={yName}
              paint={paint}
              draw={(plane) => {
                drawn.current = windowOf(plane);
                return here !== undefined && <Crossing plane={plane} at={here.at} />;
              }}
              over={(plane) => (
                <>
                  {here !== undefined && <Uphill plane={plane} point={here} />}
                  <Handle plane={plane} x={s.x} y={s.y} label={t('The point', '该点')} move={(x, y) => place(x, y, s)} />
                </>
              )}
              press={(x, y) => place(x, y, s)}
              hover={setHover}
              table={table}
            />
            <Surface ground={ground.value} point={point.value} turn={s.turn} tilt={s.tilt} set={(turn, tilt) => state.set({ turn, tilt })} table={table} />
          </div>
          <div class="pair">
            <SliceFigure which={0} point={point.value} edges={edges} name={xName} other={yName} move={(x) => place(x, s.y, s)} />
            <SliceFigure which={1} point={point.value} edges={edges} name={yName} other={xName} move={(y) => place(s.x, y, s)} />
          </div>
          <section>
            <h2>{t('Where the gradient comes from', '梯度从何而来')}</h2>
            <p class="faint">
              {t(
                'Read from left to right: each operation with its value above. Then from right to left: beneath each, how fast the result changes with it; on each edge, the share that comes back along it. A variable adds up its edges: that is its partial derivative.',
                '从左到右读：每个运算的上方是它的值。再从右到左读：下方是结果随它变化的快慢；每条边上是沿该边传回的份额。变量把各边相加，就是它的偏导数。',
              )}
            </p>
            {graph.refused !== undefined ? <p class="wrong">{graph.refused}</p> : graph.value !== undefined && <FormulaGraph nodes={graph.value.nodes} />}
          </section>
        </>
      }
      side={
        <>
          <h1>{t('Which way is down?', '哪边是下坡？')}</h1>
          <p>
            {t(
              'Two partial derivatives, one along each axis, make the gradient: the direction in which the function grows fastest. Point at the ground, drag the point, turn the surface.',
              '沿两个坐标轴各有一个偏导数，合起来就是梯度：函数增长最快的方向。把鼠标移到等高线上，拖动该点，旋转曲面。',
            )}
          </p>
          <Report point={here} h={h} />
          <Select
            label={t('Example', '例子')}
            value={example?.f ?? ''}
            options={[['', t('(your own)', '（自定义）')] as const, ...EXAMPLES.map((one) => [one.f, one.f] as const)]}
            set={(f) => {
              const chosen = EXAMPLES.find((one) => one.f === f);
              if (chosen !== undefined) {
                state.set(chosen);
              }
            }}
          />
          <TextField label="f" value={s.f} wrong={ground.refused ?? point.refused} set={(f) => state.set({ f })} />
          <div class="control pairs">
            <NumberField label={xName} value={s.x} set={(x) => state.set({ x })} />
            <NumberField label={yName} value={s.y} set={(y) => state.set({ y })} />
          </div>
          <Slider label={t('step h of the differences', '差商步长 h')} value={h} from={1e-15} to={1} steps={180} log set={(step) => state.set({ h: step })} />
          {here !== undefined && <Partials point={here} />}
          <Reproduce command={async () => (await copies()).command} java={async () => (await copies()).java} />
        </>
      }
    />
  );
}

function place(x: number, y: number, s: { x0: number; x1: number }): void {
  state.set({ x: neat(x, s.x1 - s.x0), y: neat(y, s.x1 - s.x0) });
}

function windowOf(plane: Plane): GroundWindow {
  const twelve = (n: number) => Number(n.toPrecision(12));
  return {
    left: twelve(plane.x.from(plane.left)),
    right: twelve(plane.x.from(plane.right)),
    bottom: twelve(plane.y.from(plane.bottom)),
    top: twelve(plane.y.from(plane.top)),
  };
}

function heights(ground: Frame<Ground> | undefined) {
  if (ground === undefined) {
    return { columns: [], rows: [] };
  }
  const { variables, window, base, scale } = ground.head;
  return {
    columns: [...variables, 'f'],
    rows: Array.from(ground.numbers.subarray(0, SAMPLES * SAMPLES), (n, i) => [
      window.left + ((window.right - window.left) * (i % SAMPLES)) / (SAMPLES - 1),
      window.bottom + ((window.top - window.bottom) * Math.floor(i / SAMPLES)) / (SAMPLES - 1),
      Number.isNaN(n) ? null : base + scale * n,
    ]),
  };
}

/** Where the slices go. */
function Crossing({ plane, at }: { plane: Plane; at: [number, number] }) {
  return (
    <>
      <line class="crossing first" x1={plane.left} x2={plane.right} y1={plane.y.at(at[1])} y2={plane.y.at(at[1])} />
      <line class="crossing second" x1={plane.x.at(at[0])} x2={plane.x.at(at[0])} y1={plane.top} y2={plane.bottom} />
    </>
  );
}

/** The gradient at the point, as an arrow of a length that can be seen. */
function Uphill({ plane, point }: { plane: Plane; point: Point }) {
  const [a, b] = point.automatic.map((one) => one.derivative);
  if (a == null || b == null || Math.hypot(a, b) === 0) {
    return null;
  }
  const long = Math.hypot(a, b);
  const [x, y] = [plane.x.at(point.at[0]), plane.y.at(point.at[1])];
  const [ux, uy] = [a / long, -b / long];
  const reach = 58;
  const [ex, ey] = [x + reach * ux, y + reach * uy];
  return (
    <g class="uphill" aria-hidden="true">
      <circle cx={x} cy={y} r={4} />
      <line x1={x} y1={y} x2={ex - 6 * ux} y2={ey - 6 * uy} />
      <path d={`M${ex} ${ey}L${ex - 11 * ux - 4.5 * uy} ${ey - 11 * uy + 4.5 * ux}L${ex - 11 * ux + 4.5 * uy} ${ey - 11 * uy - 4.5 * ux}Z`} />
    </g>
  );
}

interface SliceProps {
  which: 0 | 1;
  point: Frame<Point> | undefined;
  edges: GroundWindow;
  name: string;
  other: string;
  move: (value: number) => void;
}

/** The function along one axis through the point, with the tangent there. */
function SliceFigure({ which, point, edges, name, other, move }: SliceProps) {
  const head = point?.head;
  const slice = head?.slices[which];
  const [x0, x1] = which === 0 ? [edges.left, edges.right] : [edges.bottom, edges.top];
  const low = slice?.low ?? -1;
  const high = slice?.high ?? 1;
  const air = high > low ? 0.12 * (high - low) : Math.max(1, Math.abs(low));
  const xs = Array.from({ length: SLICE }, (_, i) => x0 + ((x1 - x0) * i) / (SLICE - 1));
  const ys = slice === undefined ? [] : Array.from(point!.numbers.subarray(which * SLICE, (which + 1) * SLICE), (n) => (Number.isFinite(n) ? slice.base + slice.scale * n : null));
  const at = head?.at[which] ?? 0;
  const slope = head?.automatic[which].derivative ?? null;
  const value = head?.value ?? null;
  return (
    <Figure
      name={which === 0 ? 'slice-first' : 'slice-second'}
      label={t(`The function along ${name}, ${other} held still, with its tangent`, `固定 ${other}、沿 ${name} 的函数及切线`)}
      window={{ x0, x1, y0: low - air, y1: high + air }}
      ratio={0.55}
      xLabel={name}
      yLabel={`∂f/∂${name} = ${number(slope)}`}
      draw={(plane) => (
        <>
          {slope !== null && value !== null && (
            <path class="line tangent" d={pathOf(plane, [x0, at, x1], [value + slope * (x0 - at), value, value + slope * (x1 - at)])} />
          )}
          <path class={`curve ${which === 0 ? 'first' : 'second'}`} d={pathOf(plane, xs, ys)} />
        </>
      )}
      over={(plane) => value !== null && <Handle plane={plane} x={at} y={value} label={t(`The point, along ${name}`, `该点，沿 ${name}`)} move={(x) => move(x)} />}
      table={() => ({ columns: [name, 'f'], rows: xs.map((x, i) => [x, ys[i] ?? null]) })}
    />
  );
}

/** Both partial derivatives by every method, with their error bars. */
function Partials({ point }: { point: Point }) {
  const row = (label: string, name: string, [a, b]: [Partial, Partial]) => (
    <tr data-method={name}>
      <th scope="row">{label}</th>
      {[a, b].map((one, i) => (
        <td key={i}>
          {number(one.derivative, 8)}
          <span class="bar">± {number(one.error, 1)}</span>
        </td>
      ))}
    </tr>
  );
  return (
    <table class="partials">
      <caption>
        f = <span data-fact="value">{number(point.value, 8)}</span> {t('at', '于')} ({number(point.at[0])}, {number(point.at[1])})
      </caption>
      <thead>
        <tr>
          <td />
          {point.variables.map((name) => (
            <th key={name} scope="col">
              ∂f/∂{name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {row(t('automatic', '自动'), 'automatic', point.automatic)}
        {row(t('ladder', '阶梯法'), 'ladder', point.ladder)}
        {row(t('central, h', '中心差商'), 'central', point.central)}
        {row(t('forward, h', '向前差商'), 'forward', point.forward)}
      </tbody>
    </table>
  );
}
