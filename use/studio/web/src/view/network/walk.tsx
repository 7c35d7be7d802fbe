// Back-propagation to one weight: its gradient three ways, and the paths whose products add up to it.
import { useState } from 'preact/hooks';
import { ask, useAnswer } from '../../ask';
import { Button, Select, Slider } from '../../control';
import { number, t } from '../../words';
import type { Edge } from './diagram';
import type { Opened, Seen } from './session';

interface Factor {
  what: 'input' | 'weight' | 'slope' | 'loss';
  name: string;
  value: number | null;
}

export interface Found {
  name: string;
  stage: number;
  from: number;
  to: number;
  rows: number;
  value: number | null;
  loss: number | null;
  automatic: number | null;
  numerical: number | null;
  error: number | null;
  step: number | null;
  evaluations: number;
  reason: string;
  central: number | null;
  input: number | null;
  delta: number | null;
  paths: { units: number[]; value: number | null; factors: Factor[] }[];
  pathCount: number;
  rest: number | null;
  sum: number | null;
}

interface WalkProps {
  seen: Seen;
  edge: Edge | undefined;
  row: number;
  choose: (edge: Edge | undefined) => void;
  chooseRow: (row: number) => void;
  trace: (path: { stage: number; units: number[] } | undefined) => void;
}

export function Walk({ seen, edge, row, choose, chooseRow, trace }: WalkProps) {
  const { opened, going } = seen;
  const known = opened.stages.some((stage) => edge !== undefined && (edge.parameter === stage.weight || edge.parameter === stage.weight + 1));
  const learnt = opened.learnt.filter(Boolean).length;
  const shownRow = Math.min(row, learnt - 1);
  const resting = going.outcome !== 'playing';
  const found = useAnswer<Found>(
    'network/walk',
    edge === undefined || !known || !resting ? undefined : { session: opened.session, parameter: edge.parameter, element: edge.element, row: shownRow, taken: going.taken },
  );
  const value = found.value;
  return (
    <section class="walk" aria-label={t('Walk back-propagation', '逐步走反向传播')}>
      <h2>{t('Walk back-propagation', '逐步走反向传播')}</h2>
      <p>
        {t(
          'Click a line of the network, or a unit for its bias, or choose one here. Its gradient is found three ways, and is the sum over all paths from it to the loss of the product of what is met on the way.',
          '点击网络中的一条连线（或点击单元看其偏置），或在此选择。梯度用三种方法求出；它等于从该权重到损失的所有路径上各因子乘积之和。',
        )}
      </p>
      <Chooser opened={opened} edge={edge} choose={choose} />
      {edge !== undefined && (
        <Slider
          label={t('Row (−1: the mean over all that are learnt from)', '行（−1 为全部训练行的平均）')}
          value={shownRow}
          from={-1}
          to={learnt - 1}
          whole
          set={(r) => chooseRow(Math.max(-1, Math.min(learnt - 1, r)))}
        />
      )}
      {!resting && edge !== undefined && <p class="faint">{t('Pause to walk: the weights move.', '请先暂停：权重正在变化。')}</p>}
      {found.refused !== undefined && edge !== undefined && <p class="wrong">{found.refused}</p>}
      {resting && edge !== undefined && value !== undefined && <Ways found={value} opened={opened} trace={trace} />}
    </section>
  );
}

function Chooser({ opened, edge, choose }: { opened: Opened; edge: Edge | undefined; choose: (edge: Edge | undefined) => void }) {
  const stage = opened.stages.find((one) => edge !== undefined && (edge.parameter === one.weight || edge.parameter === one.weight + 1));
  const layers = [['', t('none', '无')] as const, ...opened.stages.map((one) => [String(one.weight), one.name] as const)];
  const isBias = stage !== undefined && edge!.parameter === stage.weight + 1;
  const from = stage === undefined || isBias ? -1 : Math.floor(edge!.element / stage.units);
  const to = stage === undefined ? 0 : edge!.element % stage.units;
  const put = (i: number, j: number) =>
    stage !== undefined && choose(i < 0 ? { parameter: stage.weight + 1, element: j } : { parameter: stage.weight, element: i * stage.units + j });
  return (
    <div class="chooser">
      <Select label={t('Layer', '层')} value={stage === undefined ? '' : String(stage.weight)} options={layers} set={(weight) => choose(weight === '' ? undefined : { parameter: Number(weight), element: 0 })} />
      {stage !== undefined && (
        <>
          <Select
            label={t('From', '从')}
            value={String(from)}
            options={[['-1', t('bias', '偏置')] as const, ...Array.from({ length: stage.inputs }, (_, i) => [String(i), String(i)] as const)]}
            set={(i) => put(Number(i), to)}
          />
          <Select label={t('To', '到')} value={String(to)} options={Array.from({ length: stage.units }, (_, j) => [String(j), String(j)] as const)} set={(j) => put(from, Number(j))} />
        </>
      )}
    </div>
  );
}

function Ways({ found, opened, trace }: { found: Found; opened: Opened; trace: WalkProps['trace'] }) {
  const apart = found.automatic !== null && found.numerical !== null ? Math.abs(found.automatic - found.numerical) : NaN;
  const within = found.error !== null && apart <= found.error;
  return (
    <>
      <p class={within || found.reason === 'KINK' ? 'note' : 'note bad'} role="status">
        {found.reason === 'KINK'
          ? t('Here the loss has a kink: the difference sees two slopes, back-propagation takes one.', '此处损失有折点：差分看到两个斜率，反向传播取其一。')
          : within
            ? t(
                `Both agree: they are ${number(apart, 2)} apart, within the difference's bar of ${number(found.error, 2)}.`,
                `两者一致：相差 ${number(apart, 2)}，在差分的误差范围 ${number(found.error, 2)} 之内。`,
              )
            : t(`They are ${number(apart, 2)} apart, and the bar is ${number(found.error, 2)}.`, `相差 ${number(apart, 2)}，误差范围为 ${number(found.error, 2)}。`)}
      </p>
      <div class="scroll" tabIndex={0} role="region" aria-label={t('The gradient three ways', '三种方法求得的梯度')}>
        <table class="ways">
          <caption>
            {found.name} = {number(found.value, 6)}, {t(`loss of ${found.rows} row${found.rows === 1 ? '' : 's'}`, `${found.rows} 行的损失`)} {number(found.loss, 6)}
          </caption>
          <tbody>
            <tr>
              <th scope="row">{t('in reverse', '反向传播')}</th>
              <td>{number(found.automatic, 12)}</td>
              <td class="faint">{t('exact up to rounding', '精确到舍入')}</td>
            </tr>
            <tr>
              <th scope="row">{t('by the ladder', '阶梯差分')}</th>
              <td>{number(found.numerical, 12)}</td>
              <td class="faint">
                ± {number(found.error, 2)}, h = {number(found.step, 2)}, {t(`${found.evaluations} losses`, `${found.evaluations} 次求值`)}
              </td>
            </tr>
            <tr>
              <th scope="row">(L(w+h) − L(w−h)) / 2h</th>
              <td>{number(found.central, 12)}</td>
              <td class="faint">h = 0.0001</td>
            </tr>
            <tr>
              <th scope="row">{t('sum of the paths', '路径之和')}</th>
              <td>{number(found.sum, 12)}</td>
              <td class="faint">{t(`${found.pathCount} path${found.pathCount === 1 ? '' : 's'}`, `${found.pathCount} 条路径`)}</td>
            </tr>
          </tbody>
        </table>
      </div>
      {found.paths.length === 0 ? (
        <p class="faint">{t('There are too many paths to go one by one; choose a layer nearer to the output.', '路径太多，无法逐条计算；请选择更靠近输出的层。')}</p>
      ) : (
        <ol class="paths">
          {found.paths.map((path) => (
            <li key={path.units.join()}>
              <button type="button" class="quiet" onMouseEnter={() => trace({ stage: found.stage, units: path.units })} onMouseLeave={() => trace(undefined)} onFocus={() => trace({ stage: found.stage, units: path.units })} onBlur={() => trace(undefined)}>
                {path.units.map((unit, i) => `${opened.stages[found.stage + i]?.name ?? ''}·${unit}`).join(' → ')}
              </button>
              <span class="value">{number(path.value, 5)}</span>
              {path.factors.length > 0 && (
                <span class="factors">
                  ={' '}
                  {path.factors.map((factor, i) => (
                    <span key={i}>
                      {i > 0 && ' × '}
                      <b>{number(factor.value, 4)}</b> <i>{called(factor)}</i>
                    </span>
                  ))}
                </span>
              )}
            </li>
          ))}
          {found.pathCount > found.paths.length && (
            <li class="faint">
              {t(`the other ${found.pathCount - found.paths.length} together`, `其余 ${found.pathCount - found.paths.length} 条合计`)} <span class="value">{number(found.rest, 5)}</span>
            </li>
          )}
        </ol>
      )}
      {found.paths.length > 0 && found.rows > 1 && (
        <p class="faint">{t('Choose one row, and each path shows its factors.', '选择单独一行，即可看到每条路径的各个因子。')}</p>
      )}
    </>
  );
}

function called(factor: Factor): string {
  switch (factor.what) {
    case 'input':
      return t('comes in', '输入');
    case 'weight':
      return factor.name;
    case 'slope':
      return t(`slope of ${factor.name}`, `${factor.name} 的斜率`);
    case 'loss':
      return t('slope of the loss', '损失的斜率');
  }
}

interface Checked {
  verdict: 'OK' | 'WRONG' | 'CANNOT_TELL';
  blocks: { name: string; verdict: string; checked: number; at: string; automatic: number | null; numerical: number | null; error: number | null; reason: string }[];
  evaluations: number;
}

/** A button that runs the gradient check on what is on screen. */
export function Check({ seen }: { seen: Seen }) {
  const [checked, setChecked] = useState<{ of: string; answer: Checked }>();
  const [refused, setRefused] = useState<string>();
  const here = `${seen.opened.session} ${seen.going.taken}`;
  const answer = checked?.of === here ? checked.answer : undefined;
  return (
    <section aria-label={t('Gradient check', '梯度检验')}>
      <h2>{t('Gradient check', '梯度检验')}</h2>
      <div class="buttons">
        <Button
          press={async () => {
            try {
              setRefused(undefined);
              setChecked({ of: here, answer: await ask<Checked>('network/check', { session: seen.opened.session }) });
            } catch (error) {
              setRefused((error as Error).message);
            }
          }}
        >
          {t('Check these weights', '检验当前权重')}
        </Button>
      </div>
      {refused !== undefined && <p class="wrong">{refused}</p>}
      {answer !== undefined && (
        <>
          <p class={answer.verdict === 'WRONG' ? 'note bad' : 'note'} role="status">
            {answer.verdict === 'OK'
              ? t(`Every gradient lies within its difference's error (${answer.evaluations} losses).`, `每个梯度都在差分误差之内（求值 ${answer.evaluations} 次）。`)
              : answer.verdict === 'WRONG'
                ? t("A gradient lies outside its difference's error.", '有梯度超出差分误差。')
                : t('The differences are too uncertain to judge by, as at the kinks of relu.', '差分不够确定，无法判断，例如在 relu 的折点处。')}
          </p>
          <div class="scroll" tabIndex={0} role="region" aria-label={t('What was checked', '检验结果')}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{t('parameter', '参数')}</th>
                  <th scope="col">{t('verdict', '结论')}</th>
                  <th scope="col">{t('worst at', '最差处')}</th>
                  <th scope="col">{t('in reverse', '反向')}</th>
                  <th scope="col">{t('difference', '差分')}</th>
                  <th scope="col">±</th>
                </tr>
              </thead>
              <tbody>
                {answer.blocks.map((block) => (
                  <tr key={block.name}>
                    <th scope="row">{block.name}</th>
                    <td>{block.verdict.replace('_', ' ')}</td>
                    <td>{block.at}</td>
                    <td>{number(block.automatic, 7)}</td>
                    <td>{number(block.numerical, 7)}</td>
                    <td>{number(block.error, 2)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </section>
  );
}
