// How many steps each rate and each momentum need.
import { useCallback } from 'preact/hooks';
import type { Frame } from '../../ask';
import { Figure, Handle, colour, rgb, type Plane } from '../../figure/figure';
import { number, t } from '../../words';

export interface MapHead {
  rates: number[];
  momenta: number[];
  arrived: number;
  astray: number;
  best: { rate: number; momentum: number; steps: number } | null;
}

interface RateMapProps {
  map: Frame<MapHead>;
  rule: string;
  rate: number;
  momentum: number;
  steps: number;
  set: (rate: number, momentum: number) => void;
}

const low = (values: number[]) => values[0]!;
const high = (values: number[]) => values[values.length - 1]!;

export function RateMap({ map, rule, rate, momentum, steps, set }: RateMapProps) {
  const { rates, momenta, best, arrived, astray } = map.head;
  const kept = (m: number) => 1 / (1 - m);
  // Half a cell beyond the first and the last, which stand in the middle of theirs.
  const across = Math.sqrt(high(rates) / low(rates)) ** (1 / (rates.length - 1));
  const upward = Math.sqrt(kept(high(momenta))) ** (1 / (momenta.length - 1));
  const window = { x0: low(rates) / across, x1: high(rates) * across, y0: 1 / upward, y1: kept(high(momenta)) * upward };
  const paint = useCallback(
    (context: CanvasRenderingContext2D, plane: Plane) => {
      // Whole pixels, so that no seams shine through.
      const edgeX = (i: number) => Math.round(plane.left + ((plane.right - plane.left) * i) / rates.length);
      const edgeY = (j: number) => Math.round(plane.bottom - ((plane.bottom - plane.top) * j) / momenta.length);
      const [r, g, b] = rgb('accent');
      const bad = colour('bad');
      const fewest = Math.log(Math.max(1, best?.steps ?? 1));
      const span = Math.max(1e-9, Math.log(steps) - fewest);
      map.numbers.forEach((needed, k) => {
        const i = k % rates.length;
        const j = Math.floor(k / rates.length);
        if (Number.isNaN(needed)) {
          return;
        }
        const much = 1 - (Math.log(Math.max(1, needed)) - fewest) / span;
        context.globalAlpha = needed === Infinity ? 0.22 : 0.12 + 0.88 * Math.max(0, Math.min(1, much));
        context.fillStyle = needed === Infinity ? bad : `rgb(${r} ${g} ${b})`;
        context.fillRect(edgeX(i), edgeY(j + 1), edgeX(i + 1) - edgeX(i), edgeY(j) - edgeY(j + 1));
      });
      context.globalAlpha = 1;
    },
    [map, steps],
  );
  const choose = (x: number, y: number) =>
    set(
      Number(Math.min(high(rates), Math.max(low(rates), x)).toPrecision(3)),
      Number(Math.min(high(momenta), Math.max(0, 1 - 1 / Math.max(1, y))).toPrecision(3)),
    );
  return (
    <div>
      <h2 class="subtitle">{t(`Steps needed by ${rule}`, `${rule} 所需步数`)}</h2>
      <Figure
        name="rates"
        label={t(`How many steps ${rule} needs at each rate and momentum`, `${rule} 在各学习率与动量下所需的步数`)}
        window={window}
        xLog
        yLog
        ratio={0.8}
        xLabel={t('rate', '学习率')}
        yLabel={t('1/(1 − momentum): steps that a gradient lasts', '1/(1 − 动量)：一个梯度持续的步数')}
        paint={paint}
        press={choose}
        over={(plane) => (
          <Handle plane={plane} x={rate} y={kept(momentum)} label={t('Rate and momentum', '学习率与动量')} move={choose} />
        )}
        table={() => ({
          columns: [t('rate', '学习率'), t('momentum', '动量'), t('steps', '步数')],
          rows: [...map.numbers].map((needed, k) => [
            rates[k % rates.length]!,
            momenta[Math.floor(k / rates.length)]!,
            Number.isNaN(needed) ? t('not there', '未到达') : needed === Infinity ? t('ran away', '发散') : needed,
          ]),
        })}
      />
      <p class="key">
        {best === null
          ? t(`None of ${map.numbers.length} arrives within ${steps} steps; red runs away.`, `${map.numbers.length} 组中没有一组在 ${steps} 步内到达；红色为发散。`)
          : t(
              `The deeper the blue, the fewer the steps; red runs away (${astray} of ${map.numbers.length}), blank does not arrive within ${steps}. Of the ${arrived} that arrive, rate ${number(best.rate, 3)} with momentum ${number(best.momentum, 3)} needs the fewest: ${best.steps}. Drag the point.`,
              `蓝色越深步数越少；红色发散（${map.numbers.length} 组中 ${astray} 组），空白在 ${steps} 步内未到达。到达的 ${arrived} 组中，学习率 ${number(best.rate, 3)}、动量 ${number(best.momentum, 3)} 最快：${best.steps} 步。可拖动圆点。`,
            )}
      </p>
    </div>
  );
}
