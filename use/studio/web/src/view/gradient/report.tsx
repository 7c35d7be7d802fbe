// What is to be seen at the point, in words that follow it.
import { number, t } from '../../words';
import type { Point } from './answers';

export function Report({ point, h }: { point: Point | undefined; h: number }) {
  if (point === undefined) {
    return <p class="note" />;
  }
  const { text, bad } = words(point);
  const central = digits(point);
  return (
    <div aria-live="polite">
      <p class={bad ? 'note bad' : 'note'} data-report>
        {text}
      </p>
      {central !== undefined && (
        <p class="faint" data-digits>
          {t(
            `By central differences with h = ${number(h, 2)} the gradient agrees with the exact one in ${central} digits.`,
            `步长 h = ${number(h, 2)} 的中心差商所得梯度，与精确梯度有 ${central} 位一致。`,
          )}
        </p>
      )}
    </div>
  );
}

/** How many digits of the longer partial derivative the difference has right. */
function digits(point: Point): number | undefined {
  const [a, b] = point.automatic;
  const [c, d] = point.central;
  if (a.derivative === null || b.derivative === null || c.derivative === null || d.derivative === null) {
    return undefined;
  }
  const size = Math.max(Math.abs(a.derivative), Math.abs(b.derivative));
  const apart = Math.max(Math.abs(a.derivative - c.derivative), Math.abs(b.derivative - d.derivative));
  return size === 0 ? undefined : Math.max(0, Math.min(16, Math.floor(apart === 0 ? 16 : Math.log10(size / apart))));
}

function words(point: Point): { text: string; bad?: boolean } {
  const [x, y] = point.variables;
  const [a, b] = point.automatic.map((one) => one.derivative);
  if (point.value === null) {
    return { bad: true, text: t('The function has no value here; move the point.', '函数在此处没有值；请移动该点。') };
  }
  for (const i of [0, 1] as const) {
    const reason = point.ladder[i].reason;
    if (reason === 'KINK' || reason === 'JUMP' || reason === 'UNSETTLED') {
      return {
        bad: true,
        text: t(
          `Along ${point.variables[i]} the function has ${reason === 'KINK' ? 'a corner' : reason === 'JUMP' ? 'a jump' : 'no slope that settles'} here: the ladder says so, the rules give ${number(point.automatic[i].derivative)} without a word.`,
          `沿 ${point.variables[i]} 方向函数在此处${reason === 'KINK' ? '有尖点' : reason === 'JUMP' ? '有跳跃' : '斜率不收敛'}：阶梯法会指出，而求导规则只给出 ${number(point.automatic[i].derivative)}。`,
        ),
      };
    }
  }
  if (a == null || b == null) {
    return { bad: true, text: t('A partial derivative is not finite here.', '此处有偏导数不是有限数。') };
  }
  const long = Math.hypot(a, b);
  const curved = Math.max(1e-300, ...point.slices.map((one) => (one.high ?? 0) - (one.low ?? 0)));
  if (long === 0 || long < 1e-3 * curved) {
    const kind = {
      UP: t('the ground rises in every direction: a minimum.', '四周都更高：极小值。'),
      DOWN: t('the ground falls in every direction: a maximum.', '四周都更低：极大值。'),
      BOTH: t('up one way and down the other: a saddle.', '一个方向上升，另一个方向下降：鞍点。'),
      NONE: t('the second derivatives do not tell which way it bends.', '二阶导数无法判断弯曲方向。'),
    }[point.bend];
    return { text: t(`Nearly flat, and `, '几乎水平，且') + kind };
  }
  return {
    text: t(
      `Steepest uphill is (${number(a, 3)}, ${number(b, 3)}): a small step of length s that way raises f by ${number(long, 3)}·s. The blue arrows point the other way, straight across the contours. A step along ${Math.abs(a) > Math.abs(b) ? x : y} matters ${Math.min(Math.abs(a), Math.abs(b)) === 0 ? 'alone' : `${number(Math.max(Math.abs(a), Math.abs(b)) / Math.min(Math.abs(a), Math.abs(b)), 2)} times as much as one along ${Math.abs(a) > Math.abs(b) ? y : x}`}.`,
      `上升最快的方向是 (${number(a, 3)}, ${number(b, 3)})：沿此方向走长为 s 的一小步，f 增加 ${number(long, 3)}·s。蓝色箭头指向相反方向，与等高线垂直。`,
    ),
  };
}
