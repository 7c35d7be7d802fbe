// The methods that race, each with what can be set of it.
import { useId } from 'preact/hooks';
import { NumberField, Select, Slider, TextField } from '../../control';
import { number, t } from '../../words';
import type { Course, Offer, Racer, Rates } from './race';
import { ending, isAstray, limitName } from './say';

export const COLOURS = ['one', 'two', 'three', 'four', 'five', 'six'] as const;

/** Where a rule of one's own begins. */
const COMPOSED = 'adam(rate 0.1) + clip(norm 1)';

interface RacersProps {
  racers: Racer[];
  runs: Course[];
  rates: Rates | null;
  offer: Offer | undefined;
  /** Whether only what keeps to bounds may race. */
  bounded: boolean;
  /** Which of them the words are about. */
  active: number;
  set: (racers: Racer[], active: number) => void;
}

export function Racers({ racers, runs, rates, offer, bounded, active, set }: RacersProps) {
  const change = (i: number, by: Partial<Racer>) =>
    set(
      racers.map((racer, k) => (k === i ? { ...racer, ...by } : racer)),
      i,
    );
  const free = (offer?.methods ?? []).filter(({ name }) => !racers.some(({ rule }) => rule === name));
  return (
    <div>
      {racers.map((racer, i) => {
        const run = runs[i];
        const rate = racer.rate ?? run?.rate;
        return (
          <div class="racer" key={i}>
            <div class="head">
              <span class={`swatch colour-${COLOURS[i % COLOURS.length]}`} aria-hidden="true" />
              <button type="button" class="name" aria-pressed={i === active} title={t('What became of it?', '结果如何？')} onClick={() => set(racers, i)}>
                {racer.rule}
              </button>
              {racers.length > 1 && (
                <button
                  type="button"
                  class="quiet out"
                  aria-label={t(`Leave out ${racer.rule}`, `去掉 ${racer.rule}`)}
                  onClick={() =>
                    set(
                      racers.filter((_, k) => k !== i),
                      0,
                    )
                  }
                >
                  ×
                </button>
              )}
            </div>
            {offer !== undefined && !offer.methods.some(({ name }) => name === racer.rule) && (
              <TextField label={t('as the command reads it', '写法与命令相同')} value={racer.rule} set={(rule) => change(i, { rule, rate: undefined })} />
            )}
            {rate !== undefined && rate !== null && (
              <Slider
                label={t('rate', '学习率')}
                value={rate}
                from={Math.min(1e-4, 10 ** (decade(rates) - 3))}
                to={Math.max(10, 10 ** (decade(rates) + 2))}
                log
                marks={run === undefined || rates === null ? [] : marks(run, rates)}
                set={(value) => change(i, { rate: value })}
              />
            )}
            {racer.momentum !== undefined && <MomentumSlider value={racer.momentum} set={(momentum) => change(i, { momentum })} />}
            {run !== undefined && (
              <p class={`end ${isAstray(run) ? 'bad' : ''}`}>
                {ending(run)}
                {run.value !== null && <>, f = {number(run.value, 6)}</>}
                {rate === undefined || rate === null
                  ? t(`, ${run.valueEvaluations} values`, `，求值 ${run.valueEvaluations} 次`)
                  : null}
              </p>
            )}
          </div>
        );
      })}
      {!bounded && racers.length < COLOURS.length && (
        <Select
          label={t('Let another race', '加入另一种方法')}
          value=""
          options={[
            ['', t('choose …', '选择……')],
            ...free.map(({ name }) => [name, name] as const),
            [COMPOSED, t('a rule of your own', '自己写规则')],
          ]}
          set={(name) => {
            const method = free.find((one) => one.name === name);
            if (name === COMPOSED) {
              set([...racers, { rule: COMPOSED, rate: undefined, momentum: undefined }], racers.length);
            } else if (method !== undefined) {
              set([...racers, { rule: name, rate: method.rate ?? undefined, momentum: method.momentum ?? undefined }], racers.length);
            }
          }}
        />
      )}
    </div>
  );
}

function marks(run: Course, rates: Rates): { at: number; label: string }[] {
  if (run.critical === null) {
    return [];
  }
  if (!run.isSteepest) {
    return [{ at: run.critical, label: limitName(run) }];
  }
  return [...(rates.least > 0 ? [{ at: rates.best, label: '2/(L+μ)' }] : []), { at: run.critical, label: limitName(run) }];
}

/** The power of ten of the critical rate, where there is one: rates of badly scaled functions lie far off. */
const decade = (rates: Rates | null) => (rates === null ? -1 : Math.floor(Math.log10(rates.critical)));

const FINEST = 300;

/** Even steps of the logarithm of what a step loses of the velocity: 0, 0.9, 0.99 and 0.999 are equally far apart. */
function MomentumSlider({ value, set }: { value: number; set: (value: number) => void }) {
  const id = useId();
  const label = t('momentum', '动量');
  return (
    <div class="control slider">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="range"
        min={0}
        max={FINEST}
        step={1}
        value={Math.round(-100 * Math.log10(1 - value))}
        aria-valuetext={number(value)}
        onInput={(event) => set(Number((1 - 10 ** (-Number(event.currentTarget.value) / 100)).toPrecision(4)))}
      />
      <NumberField label={label} hidden value={value} least={0} set={(v) => v < 1 && set(v)} />
    </div>
  );
}
