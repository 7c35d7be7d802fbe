// The same network trained by back-propagation and by differences.
import { ask, askFrame } from '../../ask';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../../control';
import { Figure, pathOf } from '../../figure/figure';
import { number, t } from '../../words';
import type { Opened, Setup } from './session';
import { Surface } from './surface';

interface Raced {
  taken: number;
  isOver: boolean;
  automatic: (number | null)[];
  numerical: (number | null)[];
  apart: (number | null)[];
  automaticMicroseconds: number | null;
  numericalMicroseconds: number | null;
}

/** Two trainings of the server, and what is known of them. */
interface Pair {
  race: string;
  /** What is trained, as text. */
  of: string;
  raced: Raced;
  automatic: Float32Array;
  numerical: Float32Array;
  opened: Opened;
}

interface Wanted {
  setup: Setup;
  text: string;
  steps: number;
  playing: boolean;
  opened: Opened;
}

/** Has both trainings go on, a moment at a time, until they are where they are wanted, or for as long as they play. */
class Course {
  private pair: Pair | undefined;
  private busy = false;
  wanted: Wanted | undefined;

  constructor(
    private readonly show: (pair: Pair, wasPlaying: boolean) => void,
    private readonly refuse: (why: string) => void,
    private readonly rest: (resting: boolean) => void,
  ) {}

  async go(): Promise<void> {
    if (this.busy) {
      return;
    }
    this.busy = true;
    this.rest(false);
    try {
      for (let w = this.wanted; w !== undefined; w = this.wanted) {
        if (this.pair === undefined || this.pair.of !== w.text) {
          const { race } = await ask<{ race: string }>('network/race/open', { setup: w.setup, replaces: this.pair?.race ?? null });
          const none: Raced = { taken: 0, isOver: false, automatic: [], numerical: [], apart: [], automaticMicroseconds: null, numericalMicroseconds: null };
          this.pair = { race, of: w.text, raced: none, automatic: new Float32Array(), numerical: new Float32Array(), opened: w.opened };
        }
        const { pair } = this;
        const { taken, isOver } = pair.raced;
        const goal = w.playing ? taken + 1 : w.steps;
        if (pair.automatic.length > 0 && (isOver || goal <= taken)) {
          if (pair.opened !== w.opened) {
            this.pair = { ...pair, opened: w.opened };
            this.show(this.pair, false);
          }
          return;
        }
        const { head, numbers } = await askFrame<Raced>('network/race/go', { race: pair.race, steps: goal, known: taken });
        const half = numbers.length / 2;
        this.pair = {
          ...pair,
          opened: w.opened,
          raced: { ...head, automatic: [...pair.raced.automatic, ...head.automatic], numerical: [...pair.raced.numerical, ...head.numerical], apart: [...pair.raced.apart, ...head.apart] },
          automatic: numbers.subarray(0, half),
          numerical: numbers.subarray(half),
        };
        if (this.wanted !== undefined) {
          this.show(this.pair, w.playing);
        }
        await new Promise(requestAnimationFrame);
      }
    } catch (error) {
      this.pair = undefined;
      this.refuse((error as Error).message);
    } finally {
      this.busy = false;
      this.rest(true);
    }
  }

  end(): void {
    this.wanted = undefined;
    if (this.pair !== undefined) {
      void ask('network/race/end', { race: this.pair.race }).catch(() => undefined);
      this.pair = undefined;
    }
  }
}

export function Race({ setup, opened, steps, setSteps, tests }: { setup: Setup; opened: Opened; steps: number; setSteps: (steps: number) => void; tests: boolean }) {
  const [pair, setPair] = useState<Pair>();
  const [playing, setPlaying] = useState(false);
  const [resting, setResting] = useState(true);
  const [refused, setRefused] = useState<string>();
  const set = useRef(setSteps);
  set.current = setSteps;
  const held = useRef<Course>(undefined);
  held.current ??= new Course(
    (now, wasPlaying) => {
      setRefused(undefined);
      setPair(now);
      if (wasPlaying) {
        set.current(now.raced.taken);
      }
      if (now.raced.isOver) {
        setPlaying(false);
      }
    },
    (why) => {
      setRefused(why);
      setPlaying(false);
    },
    setResting,
  );
  const course = held.current;
  const text = JSON.stringify(setup);
  useEffect(() => {
    course.wanted = steps > 0 || playing ? { setup, text, steps, playing, opened } : undefined;
    void course.go();
  }, [text, steps, playing, opened]);
  useEffect(() => () => course.end(), []);
  const shown = pair !== undefined && pair.of === text && pair.opened === opened && (steps > 0 || playing) ? pair : undefined;
  const isOver = shown?.raced.isOver === true;
  return (
    <section class="race" aria-label={t('Numerical against automatic', '数值微分与自动微分')}>
      <h2>{t('Numerical against automatic', '数值微分与自动微分')}</h2>
      <p>
        {t(
          'The same network, rows and first weights, trained twice: by back-propagation, and by moving every weight a little to each side. Both go the same way; one is far dearer.',
          '同样的网络、数据与初始权重，训练两次：一次用反向传播，一次把每个权重向两侧各移一点。两者走同一条路，但代价相差很大。',
        )}
      </p>
      <div class="transport" role="group" aria-label={t('The race', '比赛')} data-steps={shown?.raced.taken ?? 0}>
        <Button disabled={isOver} press={() => setPlaying(!playing)}>
          {playing ? t('Pause the race', '暂停比赛') : t('Let them race', '开始比赛')}
        </Button>
        <Button disabled={isOver || playing || !resting} press={() => setSteps(steps + 1)}>
          {t('One step of both', '各走一步')}
        </Button>
        <Button
          disabled={playing || !resting || steps === 0}
          press={() => {
            course.end();
            setSteps(0);
            setPair(undefined);
          }}
        >
          {t('To the start', '回到起点')}
        </Button>
      </div>
      {refused !== undefined && <p class="wrong">{refused}</p>}
      {shown !== undefined && <Sides result={shown} opened={opened} tests={tests} />}
    </section>
  );
}

function Sides({ result, opened, tests }: { result: Pair; opened: Opened; tests: boolean }) {
  const { raced } = result;
  const steps = raced.automatic.map((_, i) => i + 1);
  const losses = [...raced.automatic, ...raced.numerical].filter((loss): loss is number => loss !== null && loss > 0);
  const differences = [0, ...raced.apart];
  const apart = differences.filter((one): one is number => one !== null && one > 0);
  const low = Math.min(...losses, 1);
  const high = Math.max(...losses, low * 10);
  const last = raced.apart[raced.apart.length - 1] ?? null;
  const dearer = raced.automaticMicroseconds !== null && raced.numericalMicroseconds !== null ? raced.numericalMicroseconds / raced.automaticMicroseconds : null;
  return (
    <>
      <p class="note">
        {t(
          `After ${raced.automatic.length} steps no weight differs by more than ${number(last, 2)}. A step took ${number(raced.automaticMicroseconds, 3)} µs by back-propagation and ${number(raced.numericalMicroseconds, 3)} µs by differences, ${number(dearer, 2)} times as long.`,
          `${raced.automatic.length} 步之后，任何权重的差别不超过 ${number(last, 2)}。每步反向传播用时 ${number(raced.automaticMicroseconds, 3)} 微秒，差分用时 ${number(raced.numericalMicroseconds, 3)} 微秒，是前者的 ${number(dearer, 2)} 倍。`,
        )}
      </p>
      <div class="pair">
        <Surface name="automatic" title={t('By back-propagation', '反向传播')} opened={opened} answers={result.automatic} tests={tests} />
        <Surface name="numerical" title={t('By differences', '差分')} opened={opened} answers={result.numerical} tests={tests} />
      </div>
      <div class="pair">
        <div>
          <h3>{t('Loss of each batch', '每批的损失')}</h3>
          <Figure
            name="race-loss"
            label={t('The loss of each batch, by both', '两种方法每批的损失')}
            window={{ x0: 0, x1: Math.max(2, steps.length), y0: low / 1.3, y1: high * 1.3 }}
            yLog
            xLabel={t('step', '步')}
            yLabel={t('loss', '损失')}
            draw={(plane) => (
              <>
                <path class="curve wide" d={pathOf(plane, steps, raced.automatic)} />
                <path class="curve two dashed" d={pathOf(plane, steps, raced.numerical)} />
              </>
            )}
            table={() => ({ columns: [t('step', '步'), t('back-propagation', '反向传播'), t('differences', '差分')], rows: steps.map((step, i) => [step, raced.automatic[i] ?? null, raced.numerical[i] ?? null]) })}
          />
          <p class="legend">
            <span class="swatch one" /> {t('back-propagation', '反向传播')} <span class="swatch two" /> {t('differences', '差分')}
          </p>
        </div>
        <div>
          <h3>{t('Largest difference of a weight', '权重的最大差别')}</h3>
          <Figure
            name="race-apart"
            label={t('The largest difference of a weight after each step', '每步之后权重的最大差别')}
            window={{ x0: 0, x1: Math.max(2, steps.length), y0: Math.min(...apart, 1e-10) / 2, y1: Math.max(...apart, 1e-9) * 2 }}
            yLog
            xLabel={t('step', '步')}
            draw={(plane) => <path class="curve three" d={pathOf(plane, differences.map((_, i) => i), differences.map((one) => (one === 0 ? null : one)))} />}
            table={() => ({ columns: [t('step', '步'), t('apart', '差别')], rows: differences.map((one, i) => [i, one]) })}
          />
        </div>
      </div>
    </>
  );
}
