import { stateOf } from '../../address';
import { useAnswer } from '../../ask';
import { Layout, Reproduce, TextField, quoted } from '../../control';
import { Figure, Handle, pathOf } from '../../figure/figure';
import { number, t } from '../../words';

const state = stateOf('derivative', { f: '0.01*x^2 + 0.1*x', x: 5, x0: -10, x1: 20, y0: -1, y1: 6 });

interface Slope {
  value: number | null;
  derivative: number | null;
  error: number | null;
}

const POINTS = 600;

export function DerivativeView() {
  const s = state.value;
  const curve = useAnswer<{ values: (number | null)[] }>('derivative/curve', { formula: s.f, from: s.x0, to: s.x1, points: POINTS });
  const slope = useAnswer<Slope>('derivative/at', { formula: s.f, x: s.x });
  const values = curve.value?.values ?? [];
  const xs = values.map((_, i) => s.x0 + ((s.x1 - s.x0) * i) / (values.length - 1));
  const { value = null, derivative = null, error = null } = slope.value ?? {};
  return (
    <Layout
      figures={
        <Figure
          name="derivative"
          label={t('The curve of the function with its tangent', '函数曲线与切线')}
          window={s}
          setWindow={({ x0, x1, y0, y1 }) => state.set({ x0, x1, y0, y1 })}
          home={{ x0: -10, x1: 20, y0: -1, y1: 6 }}
          xLabel="x"
          yLabel="f(x)"
          draw={(plane) => (
            <>
              <path class="curve" d={pathOf(plane, xs, values)} />
              {value !== null && derivative !== null && (
                <path
                  class="curve two"
                  d={pathOf(plane, [s.x0, s.x1], [value + derivative * (s.x0 - s.x), value + derivative * (s.x1 - s.x)])}
                />
              )}
            </>
          )}
          over={(plane) =>
            value !== null && (
              <Handle plane={plane} x={s.x} y={value} label={t('The point', '点')} move={(x) => state.set({ x: Number(x.toPrecision(6)) })} />
            )
          }
          table={() => ({ columns: ['x', 'f(x)'], rows: xs.map((x, i) => [x, values[i] ?? null]) })}
        />
      }
      side={
        <>
          <h1>{t('How fast does it change?', '变化有多快？')}</h1>
          <p>{t('Drag the point along the curve: the tangent follows.', '沿曲线拖动该点：切线随之移动。')}</p>
          <TextField label="f(x)" value={s.f} wrong={slope.refused} set={(f) => state.set({ f })} />
          <dl class="facts">
            <dt>x</dt>
            <dd>{number(s.x)}</dd>
            <dt>f′(x)</dt>
            <dd>{number(derivative, 8)}</dd>
            <dt>{t('error', '误差')}</dt>
            <dd>{number(error, 2)}</dd>
          </dl>
          <Reproduce command={() => `thalweg derivative ${quoted(s.f)} --at ${s.x}`} java={() => `IO.println(Derivative.of(Formula.parse(${JSON.stringify(s.f)}).asScalar(), ${s.x}));`} />
        </>
      }
    />
  );
}
