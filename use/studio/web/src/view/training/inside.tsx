// What is inside the network at a moment: its numbers, its pictures, its mistakes.
import { useState } from 'preact/hooks';
import { ask, askFrame } from '../../ask';
import { Choice, Select, Slider } from '../../control';
import { Figure, pathOf } from '../../figure/figure';
import { number, t } from '../../words';
import { usePolled } from './poll';
import type { Run } from './runs';
import { Tiles } from './tiles';

interface Spread {
  name: string;
  shape: string;
  least: number | null;
  most: number | null;
  mean: number | null;
  deviation: number | null;
  norm: number | null;
  bins: number[];
}

interface Numbers {
  at: number;
  epoch: number;
  step: number;
  parameters: { spread: Spread; gradientNorm: number | null; updateRatio: number | null }[];
  layers: { spread: Spread; units: number; dead: number }[];
  rate: number | null;
  traces: { at: number; rate: number | null; gradients: (number | null)[]; updates: (number | null)[] }[];
}

type Traced = 'gradients' | 'updates' | 'rate';

/** What was seen inside from step to step, a line for each matrix of weights. */
function Traces({ numbers }: { numbers: Numbers }) {
  const [what, setWhat] = useState<Traced>('gradients');
  const names = what === 'rate' ? [t('learning rate', '学习率')] : numbers.parameters.map((p) => p.spread.name);
  const lines = names
    .map((name, i) => ({
      name,
      ys: numbers.traces.map((trace) => (what === 'rate' ? trace.rate : trace[what][i]) ?? NaN),
      shown: what === 'rate' || !name.endsWith('.bias'),
    }))
    .filter((line) => line.shown)
    .slice(0, 6);
  const xs = numbers.traces.map((trace) => trace.at);
  const all = lines.flatMap((line) => line.ys).filter((y) => Number.isFinite(y) && y > 0);
  if (all.length === 0) {
    return null;
  }
  const colours = ['one', 'two', 'three', 'four', 'five', 'six'];
  return (
    <>
      <Choice
        label={t('From step to step', '逐步变化')}
        value={what}
        options={[
          ['gradients', t('gradient norms', '梯度范数')],
          ['updates', t('step / weights', '步长 / 权重')],
          ['rate', t('learning rate', '学习率')],
        ]}
        set={setWhat}
      />
      <Figure
        name={what}
        label={t('What was seen inside while the page looked', '本页查看期间所见的内部数值')}
        window={{ x0: Math.min(...xs), x1: Math.max(...xs, Math.min(...xs) + 1), y0: Math.min(...all) / 1.3, y1: Math.max(...all) * 1.3 }}
        yLog
        xLabel={t('step', '步')}
        ratio={0.36}
        draw={(plane) =>
          lines.map((line, i) => (
            <g key={line.name} style={{ stroke: `var(--${colours[i]})`, fill: `var(--${colours[i]})` }}>
              <path class="measure" d={pathOf(plane, xs, line.ys)} />
              {xs.length < 60 && xs.map((x, j) => Number.isFinite(line.ys[j]) && line.ys[j]! > 0 && <circle key={x} r={2.2} stroke="none" cx={plane.x.at(x)} cy={plane.y.at(line.ys[j]!)} />)}
            </g>
          ))
        }
        table={() => ({ columns: [t('step', '步'), ...lines.map((line) => line.name)], rows: xs.map((x, j) => [x, ...lines.map((line) => (Number.isFinite(line.ys[j]) ? line.ys[j]! : null))]) })}
      />
      <p class="legend">
        {lines.map((line, i) => (
          <span key={line.name}>
            <span class="swatch" style={{ background: `var(--${colours[i]})` }} /> {line.name}
          </span>
        ))}
      </p>
    </>
  );
}

export interface Moment {
  run: Run;
  /** Steps done; below 0 for the newest. */
  at: number;
}

/** How long between two looks: a run that has ended does not change. */
export function again({ run, at }: Moment, millis: number): number {
  return at < 0 && run.outcome === null ? millis : 0;
}

function key({ run, at }: Moment): { run: number; at: number } {
  return { run: run.run, at };
}

function Bars({ spread }: { spread: Spread }) {
  const most = Math.max(...spread.bins, 1);
  return (
    <svg
      class="bars"
      viewBox="0 0 96 22"
      role="img"
      aria-label={t(
        `${spread.name}: from ${number(spread.least, 2)} to ${number(spread.most, 2)}, mean ${number(spread.mean, 2)}`,
        `${spread.name}：从 ${number(spread.least, 2)} 到 ${number(spread.most, 2)}，均值 ${number(spread.mean, 2)}`,
      )}
    >
      {spread.bins.map((count, i) => (
        <rect key={i} x={2 * i} width={1.8} y={22 - (22 * count) / most} height={(22 * count) / most} />
      ))}
    </svg>
  );
}

/** A line for each spread, with what else is to be said of it. */
function Spreads({ of, more, rows }: { of: string; more: string[]; rows: { spread: Spread; more: string[] }[] }) {
  return (
    <table class="inside">
      <thead>
        <tr>
          {[of, t('histogram', '直方图'), t('mean', '均值'), t('deviation', '标准差'), ...more].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ spread, more: said }) => (
          <tr key={spread.name}>
            <th scope="row">{spread.name}</th>
            <td>
              <Bars spread={spread} />
            </td>
            {[number(spread.mean, 3), number(spread.deviation, 3), ...said].map((text, i) => (
              <td key={i}>{text}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function NumbersPanel({ moment }: { moment: Moment }) {
  const { value, refused } = usePolled((q: object) => ask<Numbers>('training/weights', q), key(moment), again(moment, 600));
  if (value === undefined) {
    return <p class={refused === undefined ? 'waiting' : 'wrong'}>{refused ?? t('Looking …', '查看中……')}</p>;
  }
  const dead = value.layers.filter((layer) => layer.dead > 0);
  const ratios = value.parameters.map((p) => p.updateRatio).filter((r): r is number => r !== null);
  return (
    <>
      <p class="faint">
        {dead.length > 0
          ? t(
              `${dead.map((layer) => `${layer.dead} of ${layer.units} units of ${layer.spread.name}`).join(', ')} give 0 for every row looked at: they learn nothing there.`,
              `${dead.map((layer) => `${layer.spread.name} 的 ${layer.units} 个单元中有 ${layer.dead} 个`).join('，')}对所看的每一行都输出 0：它们在此学不到东西。`,
            )
          : ratios.length > 0 && Math.max(...ratios) > 0.1
            ? t(`A step moves some weights by ${number(100 * Math.max(...ratios), 2)} % of their size: that is a lot; a thousandth is usual.`, `一步使部分权重移动其大小的 ${number(100 * Math.max(...ratios), 2)} %：偏大；通常约为千分之一。`)
            : t('A step usually moves weights by about a thousandth of their size. Histograms that pile up at one place, or at 0, learn little.', '通常一步约使权重移动其大小的千分之一。堆在一处或 0 处的直方图学得很少。')}
      </p>
      <div class="scroll" tabIndex={0} role="region" aria-label={t('Weights', '权重')}>
        <Spreads
          of={t('weights', '权重')}
          more={[t('gradient norm', '梯度范数'), t('step / weights', '步长 / 权重')]}
          rows={value.parameters.map(({ spread, gradientNorm, updateRatio }) => ({ spread, more: [number(gradientNorm, 3), number(updateRatio, 2)] }))}
        />
        <Spreads
          of={t('layer gives', '层的输出')}
          more={[t('units', '单元'), t('dead', '失活')]}
          rows={value.layers.map(({ spread, units, dead: gone }) => ({ spread, more: [String(units), gone < 0 ? '–' : String(gone)] }))}
        />
      </div>
      <Traces numbers={value} />
    </>
  );
}

interface PicturesHead {
  count: number;
  height: number;
  width: number;
  channels: number;
  labels: string[];
  at: number;
  of: string;
}

type What = 'first' | 'given' | 'batch';

/** Counts the layers of a network's text: what stands between commas outside parentheses, less the row's shape. */
function layersOf(network: string): number {
  let depth = 0;
  let layers = 0;
  for (const c of network) {
    depth += c === '(' ? 1 : c === ')' ? -1 : 0;
    layers += c === ',' && depth === 0 ? 1 : 0;
  }
  return layers;
}

export function PicturesPanel({ moment }: { moment: Moment }) {
  const [what, setWhat] = useState<What>('first');
  const [layer, setLayer] = useState(0);
  const [row, setRow] = useState(0);
  const layers = layersOf(moment.run.network);
  const { value, refused } = usePolled(
    (q: object) => askFrame<PicturesHead>('training/pictures', q),
    { ...key(moment), what, layer, row },
    again(moment, 700),
  );
  return (
    <>
      <Select
        label={t('Pictures of', '图像')}
        value={what}
        options={[
          ['first', t('the weights of the first layer', '第一层的权重')],
          ['given', t('what a layer gives for a row', '某层对一行的输出')],
          ['batch', t('the next mini-batch', '下一个小批量')],
        ]}
        set={setWhat}
      />
      {what === 'given' && (
        <div class="pair">
          <Slider label={t('layer', '层')} value={layer} from={0} to={Math.max(1, layers - 1)} whole set={setLayer} />
          <Slider label={t('row', '行')} value={row} from={0} to={Math.min(200, moment.run.rows - 1)} whole set={setRow} />
        </div>
      )}
      {value !== undefined && value.head.count > 0 ? (
        <Tiles
          label={value.head.of}
          numbers={value.numbers}
          {...value.head}
          signed={what !== 'batch'}
        />
      ) : (
        <p class={refused === undefined ? 'waiting' : 'wrong'}>{refused ?? t('Looking …', '查看中……')}</p>
      )}
      <p class="faint">
        {what === 'first'
          ? t('Each square is a unit: orange inputs push it up, blue ones down. At first it is noise; strokes appear as it learns.', '每个方块是一个单元：橙色输入使其增大，蓝色使其减小。起初是噪声；学习中渐现笔画。')
          : what === 'batch'
            ? t('These rows make the next step.', '下一步由这些行计算。')
            : t('What this layer makes of one row of the training data.', '该层对训练数据中一行的输出。')}
      </p>
    </>
  );
}

interface Judged {
  at: number;
  rows: number;
  on: string;
  accuracy: number | null;
  names: string[];
  matrix: number[][];
  worst: { row: number; label: string; predicted: string; probability: number }[];
  right: number[];
  said: number[];
  height: number;
  width: number;
  channels: number;
}

export function MistakesPanel({ moment }: { moment: Moment }) {
  const { value, refused } = usePolled((q: object) => askFrame<Judged>('training/judged', q), key(moment), again(moment, 1500));
  if (value === undefined) {
    return <p class={refused === undefined ? 'waiting' : 'wrong'}>{refused ?? t('Looking …', '查看中……')}</p>;
  }
  const { head, numbers } = value;
  const most = Math.max(1, ...head.matrix.flatMap((row, i) => row.filter((_, j) => i !== j)));
  return (
    <>
      <p>
        {t(`${number(100 * (head.accuracy ?? NaN), 4)} % of ${head.rows} rows are named rightly (${head.on}).`, `${head.on} 的 ${head.rows} 行中，${number(100 * (head.accuracy ?? NaN), 4)} % 判断正确。`)}
      </p>
      {head.matrix.length > 0 && (
        <div class="scroll" tabIndex={0} role="region" aria-label={t('Confusion matrix', '混淆矩阵')}>
          <table class="matrix">
            <caption>{t('Rows: what it is. Columns: what it was named.', '行：实际类别。列：预测类别。')}</caption>
            <thead>
              <tr>
                <td />
                {head.names.map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {head.matrix.map((row, i) => (
                <tr key={head.names[i]}>
                  <th scope="row">{head.names[i]}</th>
                  {row.map((count, j) => (
                    <td key={j} class={i === j ? 'right' : count > 0.5 * most ? 'often' : count > 0 ? 'seldom' : undefined}>
                      {count === 0 ? '·' : number(count)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {head.worst.length > 0 && (
        <>
          <h3>{t('Worst mistakes', '最严重的错误')}</h3>
          {head.height > 0 ? (
            <Tiles
              label={t('Worst mistakes', '最严重的错误')}
              numbers={numbers}
              count={head.worst.length}
              height={head.height}
              width={head.width}
              channels={head.channels}
              labels={head.worst.map((w) => `${w.label} → ${w.predicted}`)}
            />
          ) : (
            <ul class="plain">
              {head.worst.map((w) => (
                <li key={w.row}>{t(`row ${w.row + 1}: ${w.label}, named ${w.predicted} (${number(100 * w.probability, 3)} %)`, `第 ${w.row + 1} 行：${w.label}，判为 ${w.predicted}（${number(100 * w.probability, 3)} %）`)}</li>
              ))}
            </ul>
          )}
        </>
      )}
    </>
  );
}
