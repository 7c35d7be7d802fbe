// Runs that files tell of, those of the same settings together.
import { useState } from 'preact/hooks';
import { ask } from '../../ask';
import { Select } from '../../control';
import { Figure, pathOf } from '../../figure/figure';
import { number, t } from '../../words';
import { words } from './curves';
import { usePolled } from './poll';

interface Past {
  name: string;
  began: string;
  network: string;
  rule: string;
  seed: number;
  batch: number;
  epochs: number;
  outcome: string;
  group: number;
  measured: Record<string, (number | null)[]>;
}

interface Group {
  group: number;
  network: string;
  rule: string;
  batch: number;
  runs: number;
  mean: Record<string, (number | null)[]>;
  deviation: Record<string, (number | null)[]>;
}

const COLOURS = ['one', 'two', 'three', 'four', 'five', 'six'];
const MOST = 6;

export function PastPanel() {
  const { value, refused } = usePolled((q: object) => ask<{ runs: Past[]; groups: Group[]; passedOver: string[] }>('training/past', q), {}, 10_000);
  const [measure, setMeasure] = useState('');
  if (value === undefined) {
    return <p class={refused === undefined ? 'waiting' : 'wrong'}>{refused ?? t('Looking …', '查看中……')}</p>;
  }
  if (value.groups.length === 0) {
    return <p>{t('No run is told of in the folder where the studio was started: thalweg train writes FILE.run.json beside each model.', '启动本页的文件夹中没有运行记录：thalweg train 会在每个模型旁写下 FILE.run.json。')}</p>;
  }
  const names = [...new Set(value.groups.flatMap((group) => Object.keys(group.mean)))];
  const name = names.includes(measure) ? measure : (names.find((n) => n === 'testAccuracy') ?? names[0] ?? 'loss');
  const shown = value.groups.filter((group) => (group.mean[name]?.length ?? 0) > 0).slice(0, MOST);
  const lines = shown.map((group) => {
    const mean = group.mean[name]!;
    const deviation = group.deviation[name]!;
    const low = mean.map((m, i) => (m === null ? NaN : m - (deviation[i] ?? 0)));
    const high = mean.map((m, i) => (m === null ? NaN : m + (deviation[i] ?? 0)));
    return { group, mean, low, high, xs: mean.map((_, i) => i + 1) };
  });
  const all = lines.flatMap((line) => [...line.low, ...line.high]).filter(Number.isFinite);
  const y0 = Math.min(...all);
  const y1 = Math.max(...all);
  const room = 0.06 * (y1 - y0 || Math.abs(y1) || 1);
  const x1 = Math.max(2, ...lines.map((line) => line.xs.length));
  return (
    <>
      <Select label={t('Measure', '指标')} value={name} options={names.map((n) => [n, words(n)] as const)} set={setMeasure} />
      <Figure
        name="past"
        label={t('Mean over the seeds, with a band of one standard deviation', '对种子取平均，带宽为一个标准差')}
        window={{ x0: 1, x1, y0: y0 - room, y1: y1 + room }}
        xLabel={t('epoch', '轮')}
        yLabel={words(name)}
        ratio={0.5}
        draw={(plane) =>
          lines.map(({ group, mean, low, high, xs }, i) => (
            <g key={group.group} style={{ stroke: `var(--${COLOURS[i]})`, fill: `var(--${COLOURS[i]})` }}>
              {group.runs > 1 && <path class="spread" d={`${pathOf(plane, xs, high)}${pathOf(plane, [...xs].reverse(), [...low].reverse()).replace('M', 'L')}Z`} />}
              <path class="measure" d={pathOf(plane, xs, mean)} />
              {xs.length === 1 && <circle r={3} stroke="none" cx={plane.x.at(1)} cy={plane.y.at(mean[0] ?? NaN)} />}
            </g>
          ))
        }
        table={() => ({
          columns: [t('group', '组'), t('epoch', '轮'), t('mean', '均值'), t('deviation', '标准差')],
          rows: lines.flatMap(({ group, mean }) => mean.map((m, i) => [group.group + 1, i + 1, m, group.deviation[name]![i] ?? null])),
        })}
      />
      <div class="scroll" tabIndex={0} role="region" aria-label={t('Past runs', '以往的运行')}>
        <table class="inside">
          <thead>
            <tr>
              <th scope="col">{t('group', '组')}</th>
              <th scope="col">{t('model', '模型')}</th>
              <th scope="col">{t('network', '网络')}</th>
              <th scope="col">{t('rule', '规则')}</th>
              <th scope="col">{t('seed', '种子')}</th>
              <th scope="col">{t('epochs', '轮')}</th>
              <th scope="col">{words(name)}</th>
            </tr>
          </thead>
          <tbody>
            {value.runs.slice(0, 60).map((run) => {
              const i = shown.findIndex((group) => group.group === run.group);
              return (
                <tr key={run.name}>
                  <td>
                    <span class="swatch" style={i < 0 ? {} : { background: `var(--${COLOURS[i]})` }} /> {run.group + 1}
                  </td>
                  <th scope="row">{run.name}</th>
                  <td>{run.network}</td>
                  <td>{run.rule}</td>
                  <td>{run.seed}</td>
                  <td>{run.epochs}</td>
                  <td>{number(run.measured[name]?.at(-1), 4)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {value.passedOver.length > 0 && <p class="faint">{t(`Passed over, for they cannot be read: ${value.passedOver.join(', ')}.`, `无法读取而略过：${value.passedOver.join('，')}。`)}</p>}
    </>
  );
}
