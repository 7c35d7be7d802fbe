// The last stretch of the road: trainings, as they go on, and back in them.
import { useEffect, useState } from 'preact/hooks';
import { stateOf } from '../../address';
import { ask, useAnswer } from '../../ask';
import { Button, Choice, Copy, Layout, NumberField, Select, Slider, TextField, Toggle } from '../../control';
import { Verdict } from '../../verdict';
import { number, t } from '../../words';
import { LossFigure, MeasureFigure, colourOf, measuresOf, setHour, shownLoss, words, type Along } from './curves';
import { MistakesPanel, NumbersPanel, PicturesPanel, type Moment } from './inside';
import { LandscapePanel } from './landscape';
import { PadPanel } from './pad';
import { PastPanel } from './past';
import { usePolled } from './poll';
import { drawn, isCutOff, isLoaded, listen, runs, type Run } from './runs';
import './training.css';

type Panel = 'numbers' | 'pictures' | 'mistakes' | 'landscape' | 'pad' | 'past';

interface Shown extends Record<string, string | number | boolean> {
  run: number;
  at: number;
  along: string;
  log: boolean;
  smooth: number;
  measure: string;
  panel: string;
  x0: number;
  x1: number;
  y0: number;
  y1: number;
}

const state = stateOf<Shown>('training', {
  run: 0,
  at: -1,
  along: 'step',
  log: true,
  smooth: 0.8,
  measure: '',
  panel: 'numbers',
  x0: 0,
  x1: 0,
  y0: 0,
  y1: 0,
});

interface Back {
  done: boolean;
  now: number;
  at: number;
  epoch: number;
  step: number;
  sha256: string | null;
}

export function TrainingView() {
  useEffect(() => listen(), []);
  const s = state.value;
  const all = runs.value;
  const run = all.find((one) => one.run === s.run) ?? all.at(-1);
  if (!isLoaded.value) {
    return <p class="waiting">{t('Loading …', '载入中……')}</p>;
  }
  if (run === undefined) {
    return <Beginning />;
  }
  return <Watched run={run} all={all} />;
}

/** Runs of the same stem: the one that is looked at, those it branches off, and those that branch off it. */
function kin(run: Run, all: Run[]): Run[] {
  const root = (one: Run): number => {
    const parent = all.find((other) => other.run === one.branchOf);
    return parent === undefined ? one.run : root(parent);
  };
  return all.filter((one) => root(one) === root(run));
}

function Watched({ run, all }: { run: Run; all: Run[] }) {
  const s = state.value;
  drawn.value; // drawn anew with the curves
  const family = kin(run, all);
  setHour(Math.min(...family.map((one) => one.began)));
  const along = s.along as Along;
  const at = s.at < 0 ? -1 : Math.max(run.first, Math.min(run.at, s.at));
  const back = useBack(run, at);
  const moment: Moment = { run, at: at >= 0 && back?.done === true && back.at === at ? at : -1 };
  const names = measuresOf(family);
  const measure = names.includes(s.measure) ? s.measure : (names.find((n) => n.startsWith('test')) ?? names.find((n) => n.startsWith('validation')) ?? names[0]);
  const choose = (step: number) => state.set({ run: run.run, at: Math.max(run.first, Math.min(run.at, step)) });
  const panel = s.panel as Panel;
  return (
    <Layout
      figures={
        <>
          <Progress run={run} />
          <LossFigure
            runs={family}
            along={along}
            log={s.log}
            keep={s.smooth}
            window={s.x1 > s.x0 ? s : undefined}
            setWindow={(w) => state.set({ x0: w.x0, x1: w.x1, y0: w.y0, y1: w.y1 })}
            chosen={at < 0 ? undefined : { run, at }}
            choose={choose}
          />
          <div class="row">
            <Choice
              label={t('Along', '横轴')}
              value={along}
              options={[
                ['step', t('steps', '步')],
                ['time', t('time', '用时')],
                ['clock', t('clock', '时刻')],
              ]}
              set={(v) => state.set({ along: v, x0: 0, x1: 0 })}
            />
            <Toggle label={t('log loss', '对数损失')} value={s.log} set={(log: boolean) => state.set({ log, x0: 0, x1: 0 })} />
            <Slider label={t('smoothing', '平滑')} value={s.smooth} from={0} to={0.99} set={(smooth) => state.set({ smooth })} />
            {s.x1 > s.x0 && <Button press={() => state.set({ x0: 0, x1: 0, y0: 0, y1: 0 })}>{t('Follow the run', '跟随运行')}</Button>}
          </div>
          {measure !== undefined && (
            <>
              <MeasureFigure runs={family} along={along} name={measure} />
              {names.length > 1 && <Select label={t('Measure', '指标')} value={measure} options={names.map((n) => [n, words(n)] as const)} set={(v) => state.set({ measure: v })} />}
            </>
          )}
          <section class="panel" aria-label={t('Inside', '内部')}>
            <Choice
              label={at < 0 ? t('Inside, at the newest step', '内部，最新一步') : t(`Inside, after step ${at}`, `内部，第 ${at} 步之后`)}
              value={panel}
              options={[
                ['numbers', t('Weights', '权重')],
                ['pictures', t('Pictures', '图像')],
                ['mistakes', t('Mistakes', '错误')],
                ['landscape', t('Landscape', '地形')],
                ...(run.pad ? ([['pad', t('Pad', '画板')]] as const) : []),
                ['past', t('Past runs', '以往运行')],
              ]}
              set={(v) => state.set({ panel: v })}
            />
            {panel === 'pictures' ? (
              <PicturesPanel moment={moment} />
            ) : panel === 'mistakes' ? (
              <MistakesPanel moment={moment} />
            ) : panel === 'landscape' ? (
              <LandscapePanel moment={moment} />
            ) : panel === 'pad' && run.pad ? (
              <PadPanel moment={moment} />
            ) : panel === 'past' ? (
              <PastPanel />
            ) : (
              <NumbersPanel moment={moment} />
            )}
          </section>
        </>
      }
      side={<Side run={run} all={all} at={at} back={back} choose={choose} />}
    />
  );
}

/** Goes back to a step, asking again until the server is there. */
function useBack(run: Run, at: number): Back | undefined {
  const [settled, setSettled] = useState(at);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(at), 120);
    return () => clearTimeout(timer);
  }, [at]);
  const [done, setDone] = useState(-1);
  const { value } = usePolled(
    async (q: { run: number; at: number }) => {
      const back = await ask<Back>('training/back', q);
      setDone(back.done ? back.at : -1);
      return back;
    },
    settled < 0 ? undefined : { run: run.run, at: settled },
    settled === done ? 0 : 30,
  );
  return at < 0 || settled !== at ? undefined : value;
}

function Progress({ run }: { run: Run }) {
  const total = run.epochs * run.stepsPerEpoch;
  const left = run.outcome === null && run.at > run.first ? ((total - run.at) * run.elapsed) / (run.at - run.first) : undefined;
  return (
    <div class="progress">
      <progress aria-label={t('Steps done', '已完成的步')} value={run.at} max={total} />
      <p>
        {t(`Step ${run.at} of ${total}`, `第 ${run.at} 步，共 ${total} 步`)}
        {run.rowsPerSecond !== null && t(` · ${grouped(run.rowsPerSecond)} rows a second`, ` · 每秒 ${grouped(run.rowsPerSecond)} 行`)}
        {left !== undefined && t(` · ${duration(left)} left`, ` · 剩余 ${duration(left)}`)}
        {isCutOff.value && <strong class="wrong"> {t('The studio is not heard; it is tried again.', '与服务器的连接中断，正在重试。')}</strong>}
      </p>
    </div>
  );
}

function grouped(value: number): string {
  return Math.round(value).toString().replace(/\B(?=(\d{3})+$)/g, ' ');
}

function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return whole < 60 ? `${whole} s` : whole < 3600 ? `${Math.floor(whole / 60)} min ${whole % 60} s` : `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

function name(run: Run): string {
  return t(`run ${run.run}: ${run.name}`, `运行 ${run.run}：${run.name}`) + (run.branchOf > 0 ? t(`, fork of ${run.branchOf} at ${run.first}`, `，第 ${run.first} 步自 ${run.branchOf} 分出`) : '');
}

/** What one sees, in words that change with it. */
function Story({ run, all }: { run: Run; all: Run[] }) {
  const loss = shownLoss(run);
  const parent = all.find((one) => one.run === run.branchOf);
  const rate = run.rates.at(-1);
  return (
    <div aria-live="polite">
      {run.outcome === 'nonFinite' ? (
        <p class="note bad">
          {t(`The numbers became NaN or infinite after step ${run.at}. ${run.why ?? ''} Go back to a step before it and fork with a smaller rate.`, `第 ${run.at} 步之后数值变为 NaN 或无穷。${run.why ?? ''} 回到之前的一步，用更小的学习率分叉。`)}
        </p>
      ) : run.outcome === 'completed' ? (
        <p>{t(`All ${run.epochs} epochs are done.`, `全部 ${run.epochs} 轮已完成。`)}</p>
      ) : run.outcome === 'stoppedEarly' ? (
        <p>{t('It was ended early: the validation rows showed nothing better for long enough.', '提前结束：验证行已足够久没有改进。')}</p>
      ) : run.outcome === 'stopped' ? (
        <p>{t(`It was stopped after step ${run.at}; it can be gone on with from there, exactly.`, `已在第 ${run.at} 步之后停止；可从此处精确地继续。`)}</p>
      ) : run.stopping ? (
        <p>{t('It stops after the step at hand.', '完成当前一步后停止。')}</p>
      ) : (
        <p>{t('It is learning. Watch the loss fall; look inside below.', '正在学习。看损失下降；在下方查看内部。')}</p>
      )}
      {loss !== undefined && run.outcome !== 'nonFinite' && <p>{t(`The loss of a step went from ${loss.first} to ${loss.last}.`, `每步损失从 ${loss.first} 变为 ${loss.last}。`)}</p>}
      {parent !== undefined && (
        <p class="note">
          {t(`It branches off run ${parent.run} at step ${run.first}: up to there the weights are the same to the last bit.`, `它在第 ${run.first} 步自运行 ${parent.run} 分出：此前权重逐位相同。`)}
          {parent.rate !== run.rate && t(` Rate ${number(run.rate)} instead of ${number(parent.rate)}.`, ` 学习率为 ${number(run.rate)}，原为 ${number(parent.rate)}。`)}
          {parent.seed !== run.seed && t(` Seed ${run.seed} instead of ${parent.seed}.`, ` 种子为 ${run.seed}，原为 ${parent.seed}。`)}
        </p>
      )}
      {rate !== undefined && <p>{t(`Since step ${rate.at} the rate is ${number(rate.rate)}.`, `自第 ${rate.at} 步起学习率为 ${number(rate.rate)}。`)}</p>}
      {run.warnings.map((warning) => (
        <div key={warning.what} class="note bad">
          <Verdict told={warning} />
        </div>
      ))}
    </div>
  );
}

interface SideProps {
  run: Run;
  all: Run[];
  at: number;
  back: Back | undefined;
  choose: (step: number) => void;
}

function Side({ run, all, at, back, choose }: SideProps) {
  const [said, setSaid] = useState<string>();
  const [rate, setRate] = useState<number>();
  useEffect(() => setRate(undefined), [run.run, run.rate]);
  const steer = (what: string, to: number | null) =>
    ask<{ saved: string | null; resume: string | null }>('training/steer', { run: run.run, what, rate: to })
      .then(({ saved, resume }) =>
        setSaid(
          saved === null
            ? undefined
            : t(`Saved as ${saved}.`, `已保存为 ${saved}。`) + (resume === null ? '' : t(` To go on from there: ${resume}`, `从该处继续：${resume}`)),
        ),
      )
      .catch((refused: Error) => setSaid(refused.message));
  const isGoing = run.outcome === null;
  const copied = useAnswer<{ java: string; command: string | null }>('training/copy', { run: run.run, at: at >= 0 ? at : isGoing ? -1 : run.at });
  return (
    <>
      <h1>{t('How does it learn?', '它如何学习？')}</h1>
      {all.length > 1 && (
        <Select label={t('Run', '运行')} value={String(run.run)} options={all.map((one) => [String(one.run), name(one)] as const)} set={(v) => state.set({ run: Number(v), at: -1, x0: 0, x1: 0, y0: 0, y1: 0 })} />
      )}
      <Story run={run} all={all} />
      <dl class="facts">
        <dt>{t('run', '运行')}</dt>
        <dd>
          <span class="swatch" style={{ background: `var(--${colourOf(run)})` }} /> {name(run)}
        </dd>
        <dt>{t('network', '网络')}</dt>
        <dd>{run.network}</dd>
        <dt>{t('rule', '规则')}</dt>
        <dd>{run.rule}</dd>
        <dt>{t('batch, seed', '批量、种子')}</dt>
        <dd>
          {run.batch}, {run.seed}
        </dd>
        <dt>{t('rows, weights', '行数、权重')}</dt>
        <dd>
          {grouped(run.rows)}, {grouped(run.parameters)}
        </dd>
      </dl>
      <div class="buttons">
        <Button press={() => void steer('stop', null)} disabled={!isGoing || run.stopping}>
          {t('Stop', '停止')}
        </Button>
        <Button press={() => void steer('save', null)}>{t('Save now', '立即保存')}</Button>
      </div>
      {isGoing && (
        <>
          <Slider label={t('learning rate', '学习率')} value={rate ?? run.rate} from={1e-5} to={10} log set={setRate} />
          <div class="buttons">
            <Button press={() => rate !== undefined && void steer('rate', rate)} disabled={rate === undefined || rate === run.rate}>
              {t('Go on at this rate', '以此学习率继续')}
            </Button>
          </div>
        </>
      )}
      <p role="status">{said}</p>
      <TimeMachine run={run} at={at} back={back} choose={choose} />
      <div class="reproduce">
        {copied.value?.command != null && <Copy text={() => copied.value!.command!} label={t('Copy as command', '复制为命令')} />}
        {copied.value !== undefined && <Copy text={() => copied.value!.java} label={t('Copy as Java', '复制为 Java')} />}
      </div>
      <details>
        <summary>{t('Train another', '再训练一个')}</summary>
        <Begin />
      </details>
    </>
  );
}

function TimeMachine({ run, at, back, choose }: { run: Run; at: number; back: Back | undefined; choose: (step: number) => void }) {
  const [rate, setRate] = useState<number>();
  const [seed, setSeed] = useState<number>();
  const [epochs, setEpochs] = useState<number>();
  const [rule, setRule] = useState<string>();
  const [refused, setRefused] = useState<string>();
  useEffect(() => {
    setRate(undefined);
    setSeed(undefined);
    setEpochs(undefined);
    setRule(undefined);
    setRefused(undefined);
  }, [run.run]);
  const fork = () =>
    ask<{ run: number }>('training/fork', { run: run.run, at, rate: rate ?? null, rule: rule ?? null, seed: seed ?? null, batch: null, epochs: epochs ?? null })
      .then((answer) => {
        setRefused(undefined);
        state.set({ run: answer.run, at: -1, x0: 0, x1: 0, y0: 0, y1: 0 });
      })
      .catch((failed: Error) => setRefused(failed.message));
  const isThere = at >= 0 && back?.done === true && back.at === at;
  return (
    <section>
      <h2>{t('Time machine', '时光机')}</h2>
      <p>{t('Go back to any step: the weights are those it had, to the last bit. Then change one thing and see both runs part.', '回到任一步：权重与当时逐位相同。然后改变一处，看两次运行分道扬镳。')}</p>
      <Slider label={t('step', '步')} value={at < 0 ? run.at : at} from={run.first} to={Math.max(run.at, run.first + 1)} whole set={choose} />
      <div class="buttons">
        <Button press={() => choose((at < 0 ? run.at : at) - 1)} label={t('One step back', '后退一步')}>
          ‹
        </Button>
        <Button press={() => choose((at < 0 ? run.at : at) + 1)} label={t('One step on', '前进一步')} disabled={at < 0 || at >= run.at}>
          ›
        </Button>
        <Button press={() => state.set({ at: -1 })} disabled={at < 0}>
          {t('Newest', '最新')}
        </Button>
      </div>
      {at >= 0 && (
        <p role="status" class="hash">
          {isThere
            ? t(`Step ${back.step} of epoch ${back.epoch}, weights sha256 ${back.sha256!.slice(0, 16)}…`, `第 ${back.epoch} 轮第 ${back.step} 步，权重 sha256 ${back.sha256!.slice(0, 16)}…`)
            : t(`Going there${back === undefined || back.now === 0 ? '' : `: at step ${back.now}`} …`, `前往中${back === undefined || back.now === 0 ? '' : `：第 ${back.now} 步`}……`)}
        </p>
      )}
      {isThere && (
        <>
          <Slider label={t('rate from here', '此后的学习率')} value={rate ?? run.rate} from={1e-5} to={10} log set={setRate} />
          <div class="pair">
            <NumberField label={t('seed', '种子')} value={seed ?? run.seed} least={0} set={(v) => setSeed(Math.round(v))} />
            <NumberField label={t('epochs', '轮')} value={epochs ?? run.epochs} least={1} set={(v) => setEpochs(Math.round(v))} />
          </div>
          <TextField label={t('rule', '规则')} value={rule ?? run.rule} wrong={refused} set={setRule} />
          <div class="buttons">
            <Button main press={() => void fork()}>
              {t('Fork here', '在此分叉')}
            </Button>
          </div>
        </>
      )}
    </section>
  );
}

function Beginning() {
  return (
    <Layout
      figures={
        <section>
          <h1>{t('Nothing is being trained', '当前没有训练')}</h1>
          <p>{t('Runs appear here as they begin:', '运行一开始就会出现在这里：')}</p>
          <ul class="plain">
            <li>
              <code>thalweg train --watch</code>
            </li>
            <li>
              <code>Studio.attach(trainer).run()</code>
            </li>
          </ul>
          <h2>{t('Past runs', '以往的运行')}</h2>
          <PastPanel />
        </section>
      }
      side={
        <>
          <h2>{t('Or train digits here', '或在此训练识别数字')}</h2>
          <Begin />
        </>
      }
    />
  );
}

const begun = { network: '784-50-10', activation: 'relu', rule: 'sgd', rate: 0.1, batch: 100, epochs: 10, seed: 1, rows: 10000 };

function Begin() {
  const [plan, setPlan] = useState(begun);
  const [refused, setRefused] = useState<string>();
  const [busy, setBusy] = useState(false);
  const set = (change: Partial<typeof begun>) => setPlan((before) => ({ ...before, ...change }));
  return (
    <>
      <p>{t('A network learns handwritten digits, which are drawn by this library and need no download.', '网络学习手写数字；数字由本库绘制，无需下载。')}</p>
      <TextField label={t('network', '网络')} value={plan.network} wrong={refused} set={(network) => set({ network })} />
      <Select label={t('activation', '激活函数')} value={plan.activation} options={['relu', 'tanh', 'sigmoid', 'gelu'].map((a) => [a, a] as const)} set={(activation) => set({ activation })} />
      <TextField label={t('rule', '规则')} value={plan.rule} set={(rule) => set({ rule })} />
      <Slider label={t('learning rate', '学习率')} value={plan.rate} from={1e-4} to={10} log set={(rate) => set({ rate })} />
      <div class="pair four">
        <NumberField label={t('batch', '批量')} value={plan.batch} least={1} set={(v) => set({ batch: Math.round(v) })} />
        <NumberField label={t('epochs', '轮')} value={plan.epochs} least={1} set={(v) => set({ epochs: Math.round(v) })} />
        <NumberField label={t('seed', '种子')} value={plan.seed} least={0} set={(v) => set({ seed: Math.round(v) })} />
        <NumberField label={t('rows', '行数')} value={plan.rows} least={100} set={(v) => set({ rows: Math.round(v) })} />
      </div>
      <div class="buttons">
        <Button
          main
          disabled={busy}
          press={() => {
            setBusy(true);
            ask<{ run: number }>('training/begin', plan)
              .then((answer) => {
                setRefused(undefined);
                state.set({ run: answer.run, at: -1, x0: 0, x1: 0, y0: 0, y1: 0 });
              })
              .catch((failed: Error) => setRefused(failed.message))
              .finally(() => setBusy(false));
          }}
        >
          {t('Train', '训练')}
        </Button>
      </div>
    </>
  );
}
