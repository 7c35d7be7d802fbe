import { useEffect, useId, useState } from 'preact/hooks';
import { stateOf } from '../../address';
import { ask, useAnswer } from '../../ask';
import { Button, Choice, Layout, NumberField, Reproduce, Select, Slider, TextField, Toggle } from '../../control';
import { Figure, pathOf } from '../../figure/figure';
import { Verdict } from '../../verdict';
import { number, t } from '../../words';
import { Diagram, type Edge } from './diagram';
import './network.css';
import { Race } from './race';
import { act, again, begin, refused, reset, seen, watch, type Preset, type Seen, type Setup } from './session';
import { Surface } from './surface';
import { Story, titleOf } from './story';
import { Check, Walk } from './walk';

const state = stateOf('network', {
  preset: 'circles',
  data: 'circles',
  count: 200,
  noise: 0.1,
  places: 1,
  train: 50,
  formula: 'x^2 + y^2 - 12 - 4*sin(2*x)',
  rows: '',
  columns: '',
  target: '',
  trouble: 'none',
  hidden: '4-2',
  activation: 'tanh',
  first: '',
  dropout: 0,
  normalised: false as boolean,
  written: '',
  rule: 'sgd',
  rate: 0.1,
  decay: 0,
  schedule: 'constant',
  batch: 10,
  epochs: 200,
  seed: 1,
  gradient: 'automatic',
  speed: 100,
  show: 'weights',
  tests: true as boolean,
  edge: '',
  row: -1,
  race: 0,
});

type State = typeof state.value;

const HEADER = 'x,y,label';

export function setupOf(s: State): Setup {
  return {
    points: { kind: s.data, count: s.count, noise: s.noise, seed: s.places, train: s.train, formula: s.formula, text: s.rows, columns: s.columns, target: s.target, trouble: s.trouble },
    layout: { hidden: hiddenOf(s), activation: s.activation, initialisation: s.first, dropout: s.dropout, normalised: s.normalised, written: s.written },
    learning: { rule: s.rule, rate: s.rate, decay: s.decay, schedule: s.schedule, batch: s.batch, epochs: s.epochs, seed: s.seed, gradient: s.gradient },
  };
}

function hiddenOf(s: State): number[] {
  return s.hidden === '' ? [] : s.hidden.split('-').map(Number);
}

function stateFrom({ name, setup: { points, layout, learning } }: Preset): Partial<State> {
  return {
    preset: name,
    data: points.kind,
    count: points.count,
    noise: points.noise,
    places: points.seed,
    train: points.train,
    formula: points.formula,
    trouble: points.trouble,
    hidden: layout.hidden.join('-'),
    activation: layout.activation,
    first: layout.initialisation,
    dropout: layout.dropout,
    normalised: layout.normalised,
    written: layout.written,
    ...{ rule: learning.rule, rate: learning.rate, decay: learning.decay, schedule: learning.schedule },
    ...{ batch: learning.batch, epochs: learning.epochs, seed: learning.seed, gradient: learning.gradient },
    edge: '',
    row: -1,
  };
}

function edgeOf(text: string): Edge | undefined {
  const match = /^(\d+)\.(\d+)$/.exec(text);
  return match === null ? undefined : { parameter: Number(match[1]), element: Number(match[2]) };
}

export function NetworkView() {
  const s = state.value;
  const setup = setupOf(s);
  const text = JSON.stringify(setup);
  useEffect(() => begin(setup), [text]);
  useEffect(() => {
    watch(true);
    return () => watch(false);
  }, []);
  const presets = useAnswer<{ presets: Preset[] }>('network/presets', {});
  const now = seen.value;
  return (
    <div class="network">
      <Layout
        figures={now === undefined ? <p class="waiting">{refused.value ?? t('Loading …', '载入中……')}</p> : <Figures now={now} s={s} setup={setup} />}
        side={
          <>
            <Story now={now} preset={s.preset} data={s.data} trouble={s.trouble} />
            {refused.value !== undefined && (
              <p class="wrong" role="alert">
                {refused.value}
              </p>
            )}
            <Verdicts now={now} />
            <Presets all={presets.value?.presets ?? []} chosen={s.preset} />
            <Data s={s} now={now} />
            <Net s={s} />
            <Learn s={s} now={now} />
            <Elsewhere now={now} />
          </>
        }
      />
    </div>
  );
}

function Figures({ now, s, setup }: { now: Seen; s: State; setup: Setup }) {
  const [path, setPath] = useState<{ stage: number; units: number[] }>();
  const [unit, setUnit] = useState<number>();
  const [brush, setBrush] = useState('blue');
  const edge = edgeOf(s.edge);
  const choose = (chosen: Edge | undefined) => {
    setPath(undefined);
    state.set({ edge: chosen === undefined ? '' : `${chosen.parameter}.${chosen.element}` });
  };
  const hidden = hiddenOf(s);
  const above = (stage: number) =>
    s.written === '' && (
      <span class="more">
        <button type="button" aria-label={t(`One unit fewer in layer ${stage + 1}`, `第 ${stage + 1} 层减少一个单元`)} onClick={() => state.set({ hidden: hidden.map((n, i) => (i === stage ? Math.max(1, n - 1) : n)).join('-') })}>
          −
        </button>
        {hidden[stage]}
        <button type="button" aria-label={t(`One unit more in layer ${stage + 1}`, `第 ${stage + 1} 层增加一个单元`)} onClick={() => state.set({ hidden: hidden.map((n, i) => (i === stage ? Math.min(64, n + 1) : n)).join('-') })}>
          +
        </button>
      </span>
    );
  const press = s.data === 'drawn' ? (x: number, y: number) => state.set({ rows: `${s.rows === '' ? HEADER : s.rows.trimEnd()}\n${x.toFixed(2)},${y.toFixed(2)},${brush}\n` }) : undefined;
  return (
    <>
      <Transport now={now} s={s} />
      <Counts now={now} />
      <div class="stage">
        <div>
          <div class="buttons">
            <Choice
              label={t('Lines show', '连线显示')}
              value={s.show}
              options={[
                ['weights', t('weights', '权重')],
                ['gradients', t('gradients', '梯度')],
              ]}
              set={(show) => state.set({ show })}
            />
          </div>
          <Diagram seen={now} show={s.show} edge={edge} path={path} choose={choose} point={setUnit} above={above} />
        </div>
        <div>
          {s.data === 'drawn' && (
            <Choice
              label={t('Click to draw points of', '点击绘制的颜色')}
              value={brush}
              options={[
                ['blue', t('blue', '蓝')],
                ['orange', t('orange', '橙')],
              ]}
              set={setBrush}
            />
          )}
          <Surface name="network" opened={now.opened} answers={now.answers} tests={s.tests} row={edge === undefined ? -1 : s.row} press={press} unit={unit === undefined ? undefined : now.units.subarray(unit * now.opened.coarse ** 2, (unit + 1) * now.opened.coarse ** 2)} />
        </div>
      </div>
      <History now={now} />
      <Walk seen={now} edge={edge} row={s.row} choose={choose} chooseRow={(row) => state.set({ row })} trace={setPath} />
      <Check seen={now} />
      <Race setup={setup} opened={now.opened} steps={s.race} setSteps={(race) => state.set({ race })} tests={s.tests} />
    </>
  );
}

function Transport({ now, s }: { now: Seen; s: State }) {
  const playing = now.going.outcome === 'playing';
  const over = !playing && now.going.outcome !== 'paused';
  const quick = s.speed === 0;
  return (
    <div class="transport" role="group" aria-label={t('Training', '训练')}>
      <Button main press={() => (over ? again(setupOf(s), s.speed) : void act(playing ? 'pause' : 'play', s.speed))}>
        {playing ? t('Pause', '暂停') : over ? t('Again', '再来') : t('Play', '开始')}
      </Button>
      <Button disabled={over || playing} press={() => void act('step')}>
        {t('One step', '一步')}
      </Button>
      <Button disabled={over || playing} press={() => void act('epoch')}>
        {t('One epoch', '一轮')}
      </Button>
      <Button press={() => reset(setupOf(s))}>{t('Reset', '重置')}</Button>
      <Toggle
        label={t('full speed', '全速')}
        value={quick}
        set={(fast) => {
          state.set({ speed: fast ? 0 : 100 });
          if (playing) {
            void act('play', fast ? 0 : 100);
          }
        }}
      />
      {!quick && (
        <Slider
          label={t('Steps a second', '每秒步数')}
          value={s.speed}
          from={1}
          to={10000}
          log
          set={(speed) => {
            const kept = Math.max(0.1, Math.min(1e6, speed));
            state.set({ speed: kept });
            if (playing) {
              void act('play', kept);
            }
          }}
        />
      )}
    </div>
  );
}

function Counts({ now }: { now: Seen }) {
  const { going, opened, measured } = now;
  const last = measured[measured.length - 1];
  const accuracy = opened.measure === 'accuracy';
  const shown = (value: number | null | undefined) => (accuracy && typeof value === 'number' ? `${(100 * value).toFixed(1)} %` : number(value, 3));
  const name = accuracy ? t('right', '正确率') : 'R²';
  return (
    <dl class="counts" data-taken={going.taken} data-outcome={going.outcome}>
      <div>
        <dt>{t('epoch', '轮')}</dt>
        <dd>
          {going.epoch}
          {going.step > 0 && <span class="faint"> + {going.step}</span>}
        </dd>
      </div>
      <div>
        <dt>{t('loss, learnt from', '训练损失')}</dt>
        <dd>{number(going.loss, 4)}</dd>
      </div>
      <div>
        <dt>{t('loss, judged by', '测试损失')}</dt>
        <dd>{number(last?.testLoss, 4)}</dd>
      </div>
      <div>
        <dt>{`${name}, ${t('learnt from', '训练')}`}</dt>
        <dd>{shown(last?.measure)}</dd>
      </div>
      <div>
        <dt>{`${name}, ${t('judged by', '测试')}`}</dt>
        <dd>{shown(last?.testMeasure)}</dd>
      </div>
    </dl>
  );
}

function History({ now }: { now: Seen }) {
  const { measured } = now;
  const every = Math.max(1, Math.ceil(measured.length / 600));
  const kept = measured.filter((_, i) => i % every === 0 || i === measured.length - 1);
  const losses = kept.flatMap((one) => [one.loss, one.testLoss]).filter((loss): loss is number => loss !== null && loss > 0);
  const low = losses.length === 0 ? 0.01 : Math.min(...losses);
  const high = losses.length === 0 ? 1 : Math.max(...losses);
  const epochs = kept.map((one) => one.epoch);
  return (
    <div class="history">
      <h3>{t('Loss after each epoch', '每轮之后的损失')}</h3>
      <Figure
        name="loss"
        label={t('The loss after each epoch, on a logarithmic axis', '每轮之后的损失（对数轴）')}
        window={{ x0: 0, x1: Math.max(10, measured[measured.length - 1]?.epoch ?? 10), y0: low / 1.4, y1: Math.max(high, low * 3) * 1.4 }}
        yLog
        ratio={0.26}
        xLabel={t('epoch', '轮')}
        draw={(plane) => (
          <>
            <path class="curve" d={pathOf(plane, epochs, kept.map((one) => one.loss))} />
            <path class="curve two" d={pathOf(plane, epochs, kept.map((one) => one.testLoss))} />
          </>
        )}
        table={() => ({
          columns: [t('epoch', '轮'), t('loss, learnt from', '训练损失'), t('loss, judged by', '测试损失'), t('measure, learnt from', '训练指标'), t('measure, judged by', '测试指标')],
          rows: measured.map((one) => [one.epoch, one.loss, one.testLoss, one.measure, one.testMeasure]),
        })}
      />
      <p class="legend">
        <span class="swatch one" /> {t('rows learnt from', '训练行')} <span class="swatch two" /> {t('rows judged by', '测试行')}
      </p>
    </div>
  );
}

/** What the library's own watchdog says. */
function Verdicts({ now }: { now: Seen | undefined }) {
  const told = now?.going.told ?? [];
  const all = now !== undefined && now.going.cause !== '' ? [...told, { trouble: 'END', what: now.going.cause }] : told;
  return (
    <ul class="verdicts" aria-live="polite" aria-label={t('What the watchdog says', '看门狗的判断')}>
      {all.map((one) => (
        <li key={one.what}>
          <Verdict told={one} />
        </li>
      ))}
    </ul>
  );
}

function Presets({ all, chosen }: { all: Preset[]; chosen: string }) {
  const id = useId();
  return (
    <div class="control select">
      <label for={id}>{t('Begin with', '从此开始')}</label>
      <select
        id={id}
        value={chosen}
        onChange={(event) => {
          const preset = all.find((one) => one.name === event.currentTarget.value);
          if (preset !== undefined) {
            state.set(stateFrom(preset));
          }
        }}
      >
        {chosen === 'own' && <option value="own">{t('your own', '自定义')}</option>}
        <optgroup label={t('What works', '成功的例子')}>
          {all.filter((one) => one.works).map((one) => (
            <option key={one.name} value={one.name}>
              {titleOf(one.name)}
            </option>
          ))}
        </optgroup>
        <optgroup label={t('What fails, and why', '失败的例子')}>
          {all.filter((one) => !one.works).map((one) => (
            <option key={one.name} value={one.name}>
              {titleOf(one.name)}
            </option>
          ))}
        </optgroup>
      </select>
    </div>
  );
}

/** Changes what is trained, which is then no longer a preset. */
const put = (change: Partial<State>) => state.set({ ...change, preset: 'own' });

function Data({ s, now }: { s: State; now: Seen | undefined }) {
  const written = s.data === 'rows' || s.data === 'drawn';
  const id = useId();
  return (
    <>
      <h2>{t('Data', '数据')}</h2>
      <Select
        label={t('Rows', '数据集')}
        value={s.data}
        options={[
          ['circles', t('circles', '圆环')],
          ['spirals', t('spirals', '螺旋')],
          ['xor', t('exclusive or', '异或')],
          ['gauss', t('two clouds', '两团高斯')],
          ['moons', t('moons', '双月')],
          ['boundary', t('a typed boundary', '自定公式边界')],
          ['plane', t('a plane (quantity)', '平面（回归）')],
          ['hills', t('hills (quantity)', '山丘（回归）')],
          ['surface', t('a typed surface (quantity)', '自定公式曲面（回归）')],
          ['drawn', t('points you draw', '手绘点')],
          ['rows', t('your own table (CSV)', '自己的表格（CSV）')],
        ]}
        set={(data) => put({ data, edge: '', trouble: data === 'rows' || data === 'drawn' ? 'none' : s.trouble, ...(data === 'drawn' && !s.rows.startsWith(HEADER) ? { rows: SKETCH } : {}) })}
      />
      {(s.data === 'boundary' || s.data === 'surface') && (
        <TextField
          label={s.data === 'boundary' ? t('Orange where this is above 0', '大于 0 处为橙色') : t('z, of x and y', 'z（x 与 y 的函数）')}
          value={s.formula}
          wrong={refused.value?.includes('formula') ? refused.value : undefined}
          set={(formula) => put({ formula })}
        />
      )}
      {written && (
        <>
          <div class="control">
            <label for={id}>{s.data === 'drawn' ? t('The points', '各点') : t('A table, pasted as CSV', '粘贴 CSV 表格')}</label>
            <textarea id={id} spellcheck={false} maxLength={40000} value={s.rows} onInput={(event) => put({ rows: event.currentTarget.value })} />
          </div>
          {s.data === 'drawn' ? (
            <div class="buttons">
              <Button press={() => put({ rows: SKETCH })}>{t('Begin again', '重新开始')}</Button>
            </div>
          ) : (
            <>
              <TextField label={t('Columns to learn from, such as age,height', '用于学习的两列，如 age,height')} value={s.columns} set={(columns) => put({ columns })} />
              <TextField label={t('Column to learn (empty: found out)', '要学的列（空则自动判断）')} value={s.target} set={(target) => put({ target })} />
            </>
          )}
        </>
      )}
      {!written && <Slider label={t('Number of rows', '行数')} value={s.count} from={20} to={1000} whole set={(count) => put({ count })} />}
      {!written && <Slider label={t('Noise', '噪声')} value={s.noise} from={0} to={1} steps={100} set={(noise) => put({ noise })} />}
      <Slider label={t('Share to learn from, %', '训练份额（%）')} value={s.train} from={10} to={90} whole set={(train) => put({ train })} />
      {!written && (
        <div class="buttons">
          <Button press={() => put({ places: s.places + 1 })}>{t('Other rows', '换一批数据')}</Button>
        </div>
      )}
      <Toggle label={t('Show rows judged by', '显示测试行')} value={s.tests} set={(tests) => state.set({ tests })} />
      <details>
        <summary>{t('Trouble with the rows', '数据的问题')}</summary>
        <Select
          label={t('What is wrong with them', '问题')}
          value={s.trouble}
          options={[
            ['none', t('nothing', '无')],
            ['sorted', t('sorted, and the first learnt from', '按标签排序，取前段训练')],
            ['leaked', t('every row twice', '每行出现两次（泄漏）')],
            ['unscaled', t('x a thousand times as large', 'x 放大一千倍且不缩放')],
          ]}
          set={(trouble) => put({ trouble })}
        />
      </details>
      {s.data === 'rows' && now !== undefined && (
        <p class="faint" lang="en">
          {now.opened.remarks.join('; ')}
        </p>
      )}
      {now !== undefined && <p class="faint">{t(`${now.opened.learnt.filter(Boolean).length} rows to learn from, ${now.opened.learnt.filter((learnt) => !learnt).length} to be judged by.`, `训练 ${now.opened.learnt.filter(Boolean).length} 行，测试 ${now.opened.learnt.filter((learnt) => !learnt).length} 行。`)}</p>}
    </>
  );
}

const SKETCH = `${HEADER}\n-3,1,blue\n-2,-2,blue\n-4,-1,blue\n-3,3,blue\n3,1,orange\n2,-2,orange\n4,-1,orange\n3,3,orange\n`;

function Net({ s }: { s: State }) {
  const hidden = hiddenOf(s);
  return (
    <>
      <h2>{t('Network', '网络')}</h2>
      {s.written === '' ? (
        <>
          <div class="buttons">
            <Button disabled={hidden.length >= 9} press={() => put({ hidden: [...hidden, hidden[hidden.length - 1] ?? 4].join('-'), edge: '' })}>
              {t('Add a layer', '加一层')}
            </Button>
            <Button disabled={hidden.length === 0} press={() => put({ hidden: hidden.slice(0, -1).join('-'), edge: '' })}>
              {t('Remove a layer', '减一层')}
            </Button>
          </div>
          <Select
            label={t('Activation', '激活函数')}
            value={s.activation}
            options={[
              ['tanh', 'tanh'],
              ['relu', 'relu'],
              ['sigmoid', 'sigmoid'],
              ['softmax', 'softmax'],
              ['identity', t('identity (none)', '恒等（无）')],
            ]}
            set={(activation) => put({ activation })}
          />
        </>
      ) : null}
      <details open={s.written !== '' || undefined}>
        <summary>{t('More of the network', '网络的更多设置')}</summary>
        {s.written === '' && (
          <>
            <Slider label={t('Dropout', '随机失活')} value={s.dropout} from={0} to={0.9} steps={90} set={(dropout) => put({ dropout: Math.max(0, dropout) })} />
            <Toggle label={t('Batch normalisation', '批归一化')} value={s.normalised} set={(normalised) => put({ normalised })} />
            <TextField label={t('First weights: he, xavier, normal:0.1 (empty: what suits)', '初始权重：he、xavier、normal:0.1（空则自动）')} value={s.first} set={(first) => put({ first })} />
          </>
        )}
        <TextField label={t('The whole network as text, such as dense 8 init he, relu, dense 2', '整个网络的文字写法，如 dense 8 init he, relu, dense 2')} value={s.written} set={(written) => put({ written, edge: '' })} />
      </details>
    </>
  );
}

const RULES = ['sgd', 'momentum', 'nesterov', 'adagrad', 'rmsprop', 'adam', 'adamw', 'lion', 'muon'];
const SCHEDULES = ['constant', 'cosine', 'warmup', 'onecycle', 'polynomial', 'step', 'exponential', 'plateau'];

function Learn({ s, now }: { s: State; now: Seen | undefined }) {
  return (
    <>
      <h2>{t('Learning', '学习')}</h2>
      <Select label={t('Rule', '更新规则')} value={s.rule} options={(RULES.includes(s.rule) ? RULES : [s.rule, ...RULES]).map((rule) => [rule, rule] as const)} set={(rule) => put({ rule })} />
      <Slider label={t('Rate', '学习率')} value={s.rate} from={1e-4} to={10} log set={(rate) => put({ rate })} />
      <Slider label={t('Rows in a mini-batch', '小批量大小')} value={s.batch} from={1} to={200} whole set={(batch) => put({ batch: Math.max(1, batch) })} />
      <div class="control">
        <NumberField label={t('Stop at epoch', '停止轮数')} value={s.epochs} least={1} set={(epochs) => put({ epochs: Math.round(epochs) })} />
      </div>
      <details>
        <summary>{t('More of the learning', '学习的更多设置')}</summary>
        <Select label={t('Schedule of the rate', '学习率计划')} value={s.schedule} options={SCHEDULES.map((one) => [one, one === 'constant' ? t('constant', '不变') : one] as const)} set={(schedule) => put({ schedule })} />
        <Slider label={t('Weight decay', '权重衰减')} value={s.decay} from={0} to={0.1} set={(decay) => put({ decay: Math.max(0, decay) })} />
        <Choice
          label={t('Gradient', '梯度')}
          value={s.gradient}
          options={[
            ['automatic', t('automatic', '自动')],
            ['numerical', t('numerical', '数值')],
          ]}
          set={(gradient) => put({ gradient })}
        />
        <NumberField label={t('Seed of weights and order', '权重与顺序的种子')} value={s.seed} set={(seed) => put({ seed: Math.round(seed) })} />
      </details>
      {now !== undefined && (
        <p class="faint">
          {now.opened.rule}, {t(`${now.opened.stepsPerEpoch} steps an epoch, ${now.opened.parameters} weights.`, `每轮 ${now.opened.stepsPerEpoch} 步，${now.opened.parameters} 个权重。`)}
        </p>
      )}
    </>
  );
}

/** What goes the same way without the page. */
function Elsewhere({ now }: { now: Seen | undefined }) {
  if (now === undefined) {
    return null;
  }
  const copies = () => ask<{ command: string; java: string }>('network/copy', { session: now.opened.session });
  const none = t('The command brings every column to one scale; copy as Java.', '命令总会缩放各列；请复制为 Java。');
  return (
    <>
      <Reproduce command={async () => (await copies()).command || `# ${none}`} java={async () => (await copies()).java} />
      <p class="faint hash">
        {t('Weights', '权重')} SHA-256 <span data-hash>{now.going.weightsSha256.slice(0, 16)}…</span>{' '}
        {t('The same settings give the same, with the page or without; both copies go to the end of the last whole epoch.', '同样的设置总得到同样的权重，无论是否打开页面；两种复制都运行到最近一个完整的轮。')}
      </p>
    </>
  );
}
