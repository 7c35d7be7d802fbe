// The loss around the weights, in the plane of two random directions.
import { useCallback, useState } from 'preact/hooks';
import { askFrame } from '../../ask';
import { Button, Slider } from '../../control';
import { Figure, rgb, type Plane } from '../../figure/figure';
import { number, t } from '../../words';
import type { Moment } from './inside';
import { usePolled } from './poll';
import { mix } from './tiles';

interface Head {
  size: number;
  extent: number;
  done: number;
  at: number;
  rows: number;
  middle: number | null;
  over: boolean;
}

const BANDS = 14;

export function LandscapePanel({ moment }: { moment: Moment }) {
  const [size, setSize] = useState(25);
  const [extent, setExtent] = useState(1);
  const [seed, setSeed] = useState(1);
  const [turn, setTurn] = useState(0);
  const [hover, setHover] = useState<{ x: number; y: number }>();
  const [over, setOver] = useState(false);
  const question = { run: moment.run.run, at: moment.at, size, extent, seed, turn };
  const { value, refused } = usePolled(
    async (q: typeof question) => {
      const answer = await askFrame<Head>('training/landscape', q);
      setOver(answer.head.over);
      if (answer.head.over && q.at < 0 && moment.run.outcome === null) {
        setTurn((n) => n + 1); // around the newest weights
      }
      return answer;
    },
    question,
    over && (moment.at >= 0 || moment.run.outcome !== null) ? 0 : 250,
  );
  const head = value?.head;
  const losses = value?.numbers;
  const finite = losses === undefined ? [] : Array.from(losses).filter((v) => Number.isFinite(v) && v > 0);
  const low = Math.log(Math.min(...finite));
  const high = Math.log(Math.max(...finite));
  const paint = useCallback(
    (context: CanvasRenderingContext2D, plane: Plane) => {
      if (losses === undefined || head === undefined) {
        return;
      }
      const from = rgb('one');
      const to = rgb('ground');
      const step = (2 * head.extent) / (head.size - 1);
      for (let row = 0; row < head.size; row++) {
        for (let column = 0; column < head.size; column++) {
          const loss = losses[row * head.size + column]!;
          if (!Number.isFinite(loss)) {
            continue;
          }
          const share = high > low ? (Math.log(Math.max(loss, 1e-30)) - low) / (high - low) : 0;
          const [r, g, b] = mix(from, to, Math.min(1, Math.floor(share * BANDS) / (BANDS - 1)));
          context.fillStyle = `rgb(${r},${g},${b})`;
          const x0 = plane.x.at(-head.extent + (column - 0.5) * step);
          const x1 = plane.x.at(-head.extent + (column + 0.5) * step);
          const y0 = plane.y.at(head.extent - (row - 0.5) * step);
          const y1 = plane.y.at(head.extent - (row + 0.5) * step);
          context.fillRect(Math.floor(x0), Math.floor(y0), Math.ceil(x1) - Math.floor(x0), Math.ceil(y1) - Math.floor(y0));
        }
      }
    },
    [losses, head, low, high],
  );
  const at = (x: number, y: number): number | undefined => {
    if (head === undefined || losses === undefined) {
      return undefined;
    }
    const column = Math.round(((x + head.extent) / (2 * head.extent)) * (head.size - 1));
    const row = Math.round(((head.extent - y) / (2 * head.extent)) * (head.size - 1));
    return losses[row * head.size + column];
  };
  const share = head === undefined ? 0 : head.done / (head.size * head.size);
  return (
    <>
      <p role="status">
        {refused ??
          (head === undefined || head.done === 0
            ? t('Reckoning …', '计算中……')
            : head.over
              ? t(
                  `At the weights the loss of ${head.rows} rows is ${number(head.middle, 3)}; around it goes up to ${number(Math.exp(high), 3)}.`,
                  `权重处 ${head.rows} 行的损失为 ${number(head.middle, 3)}；四周最高达 ${number(Math.exp(high), 3)}。`,
                )
              : t(`${Math.round(100 * share)} % of ${head.size * head.size} losses are there.`, `${head.size * head.size} 个损失已算出 ${Math.round(100 * share)} %。`))}{' '}
        {hover !== undefined && at(hover.x, hover.y) !== undefined && t(`Here: ${number(at(hover.x, hover.y), 4)}.`, `此处：${number(at(hover.x, hover.y), 4)}。`)}
      </p>
      <Figure
        name="landscape"
        label={t('The loss around the weights; darker is lower', '权重周围的损失；越深越低')}
        window={{ x0: -extent, x1: extent, y0: -extent, y1: extent }}
        square
        ratio={0.8}
        xLabel={t('one direction, in norms of the weights', '方向一，以权重范数计')}
        yLabel={t('another', '方向二')}
        paint={paint}
        over={(plane) => (
          <path class="cross" d={`M${plane.x.at(0) - 6} ${plane.y.at(0)}h12M${plane.x.at(0)} ${plane.y.at(0) - 6}v12`} />
        )}
        hover={setHover}
        table={() => ({
          columns: ['a', 'b', t('loss', '损失')],
          rows:
            head === undefined || losses === undefined
              ? []
              : Array.from(losses, (loss, i) => [
                  -head.extent + (2 * head.extent * (i % head.size)) / (head.size - 1),
                  head.extent - (2 * head.extent * Math.floor(i / head.size)) / (head.size - 1),
                  Number.isFinite(loss) ? loss : null,
                ]),
        })}
      />
      <div class="pair">
        <Slider label={t('how far', '范围')} value={extent} from={0.05} to={4} log set={setExtent} />
        <Slider label={t('points a side', '每边点数')} value={size} from={9} to={49} whole set={(v) => setSize(Math.max(5, Math.min(50, v)))} />
      </div>
      <div class="buttons">
        <Button press={() => setSeed((n) => n + 1)}>{t('Other directions', '换方向')}</Button>
        <Button
          press={() => {
            setOver(false);
            setTurn((n) => n + 1);
          }}
        >
          {t('Reckon again', '重新计算')}
        </Button>
      </div>
      <p class="faint">{t('Both directions are random, each unit’s part as long as its weights. A wide valley is left less easily than a narrow one; far out the loss is that of a network that knows nothing.', '两个方向都是随机的，每个单元的分量与其权重等长。宽谷比窄谷更不易离开；远处的损失如同一无所知的网络。')}</p>
    </>
  );
}
