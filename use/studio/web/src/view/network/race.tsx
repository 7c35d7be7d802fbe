// The same network trained by back-propagation and by differences.
import { askFrame, newest } from '../../ask';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Button, Slider } from '../../control';
import { Figure, pathOf } from '../../figure/figure';
import { number, t } from '../../words';
import type { Opened, Setup } from './session';
import { Surface } from './surface';

interface Raced {
  automatic: (number | null)[];
  numerical: (number | null)[];
  apart: (number | null)[];
  automaticMicroseconds: number | null;
  numericalMicroseconds: number | null;
}

interface Result {
  raced: Raced;
  automatic: Float32Array;
  numerical: Float32Array;
  of: Opened;
}

export function Race({ setup, opened, steps, setSteps, tests }: { setup: Setup; opened: Opened; steps: number; setSteps: (steps: number) => void; tests: boolean }) {
  const [result, setResult] = useState<Result>();
  const [refused, setRefused] = useState<string>();
  const current = useRef(opened);
  current.current = opened;
  const asker = useRef<(question: { setup: Setup; steps: number }) => void>(undefined);
  asker.current ??= newest(
    (question: { setup: Setup; steps: number }, signal) => askFrame<Raced>('network/race', question, signal),
    ({ head, numbers }) => {
      setRefused(undefined);
      setResult({ raced: head, automatic: numbers.subarray(0, numbers.length / 2), numerical: numbers.subarray(numbers.length / 2), of: current.current });
    },
    (error) => setRefused(error.message),
  );
  const text = JSON.stringify(setup);
  useEffect(() => {
    if (steps > 0) {
      asker.current!({ setup, steps });
    }
  }, [text, steps]);
  const shown = steps > 0 && result !== undefined && result.of === opened ? result : undefined;
  return (
    <section class="race" aria-label={t('Numerical against automatic', '数值微分与自动微分')}>
      <h2>{t('Numerical against automatic', '数值微分与自动微分')}</h2>
      <p>
        {t(
          'The same network, rows and first weights, trained twice: by back-propagation, and by moving every weight a little to each side. Both go the same way; one is far dearer.',
          '同样的网络、数据与初始权重，训练两次：一次用反向传播，一次把每个权重向两侧各移一点。两者走同一条路，但代价相差很大。',
        )}
      </p>
      {steps === 0 ? (
        <div class="buttons">
          <Button press={() => setSteps(50)}>{t('Let them race', '开始比赛')}</Button>
        </div>
      ) : (
        <Slider label={t('Steps of both', '两者的步数')} value={steps} from={1} to={300} whole set={(n) => setSteps(Math.max(1, Math.min(300, n)))} />
      )}
      {refused !== undefined && steps > 0 && <p class="wrong">{refused}</p>}
      {shown !== undefined && <Sides result={shown} opened={opened} tests={tests} />}
    </section>
  );
}

function Sides({ result, opened, tests }: { result: Result; opened: Opened; tests: boolean }) {
  const { raced } = result;
  const steps = raced.automatic.map((_, i) => i + 1);
  const losses = [...raced.automatic, ...raced.numerical].filter((loss): loss is number => loss !== null && loss > 0);
  const apart = raced.apart.filter((one): one is number => one !== null && one > 0);
  const low = Math.min(...losses, 1);
  const high = Math.max(...losses, low * 10);
  const last = raced.apart[raced.apart.length - 1] ?? null;
  const dearer = raced.automaticMicroseconds !== null && raced.numericalMicroseconds !== null ? raced.numericalMicroseconds / raced.automaticMicroseconds : null;
  return (
    <>
      <p class="note" role="status">
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
            draw={(plane) => <path class="curve three" d={pathOf(plane, raced.apart.map((_, i) => i), raced.apart.map((one) => (one === 0 ? null : one)))} />}
            table={() => ({ columns: [t('step', '步'), t('apart', '差别')], rows: raced.apart.map((one, i) => [i, one]) })}
          />
        </div>
      </div>
    </>
  );
}
