// What happened, in words that follow it.
import { number, t } from '../../words';
import type { At, Errors, Method } from './answers';

interface ReportProps {
  at: At | undefined;
  row: number;
  method: Method;
  h: number;
  errors: Errors | undefined;
  single: boolean;
}

export function Report({ at, row, method, h, errors, single }: ReportProps) {
  const secant = at?.secants[row];
  if (at === undefined || secant === undefined) {
    return <p class="note" />;
  }
  const { text, bad } = words(at, secant, method, h, errors?.best[row] ?? null);
  const half = at.single[row];
  return (
    <div aria-live="polite">
      <p class={bad ? 'note bad' : 'note'} data-report>
        {text}
      </p>
      {single && half !== undefined && (
        <p class="note single">
          {half.vanished
            ? t('In single precision x and x + h are one number already: no secant is left.', '在单精度下，x 与 x + h 已是同一个数：割线不复存在。')
            : half.right !== null &&
              t(
                `In single precision ${digits(half.right)} at this step; the best is about h = ${number(errors?.best[row + 3], 1)}.`,
                `在单精度下，此步长的斜率有 ${chinese(half.right)} 位正确；最佳步长约为 h = ${number(errors?.best[row + 3], 1)}。`,
              )}
        </p>
      )}
    </div>
  );
}

function digits(count: number): string {
  const whole = Math.floor(count);
  return `${whole === 0 ? 'no' : whole} digit${whole > 1 ? 's' : ''} of the slope ${whole > 1 ? 'are' : 'is'} right`;
}

function chinese(count: number): string {
  return String(Math.floor(count));
}

function words(at: At, secant: At['secants'][number], method: Method, h: number, best: number | null): { text: string; bad?: boolean } {
  const step = number(h, 2);
  if (at.value === null) {
    return { bad: true, text: t('The function has no value here; move the point.', '函数在此处没有值；请移动该点。') };
  }
  if (at.ladder.reason === 'KINK') {
    return {
      bad: true,
      text: t(
        `A corner: the slope is ${number(at.ladder.left)} on the left and ${number(at.ladder.right)} on the right, so there is no derivative. This difference says ${number(secant.slope)}, and no step would warn you.`,
        `尖点：左侧斜率为 ${number(at.ladder.left)}，右侧为 ${number(at.ladder.right)}，故导数不存在。此差商给出 ${number(secant.slope)}，任何步长都不会提醒你。`,
      ),
    };
  }
  if (at.truth === null) {
    return {
      bad: true,
      text: t('There is no derivative here: the function jumps, or rises without bound. The slope of the secant grows as h shrinks.', '此处导数不存在：函数有跳跃，或斜率无界。h 越小，割线斜率越大。'),
    };
  }
  if (secant.slope === null) {
    return { bad: true, text: t('One end of the secant lies where the function has no value; shorten h or take the other side.', '割线的一端处函数没有值；请缩小 h，或取另一侧。') };
  }
  if (secant.vanished) {
    return {
      bad: true,
      text: t(`At h = ${step} both ends are the same number: h is less than half the distance between neighbouring doubles. All digits are lost.`, `当 h = ${step} 时，两端是同一个数：h 小于相邻双精度数间距的一半。全部数字都已丢失。`),
    };
  }
  if (secant.error === 0) {
    return { text: t(`At h = ${step} the slope is right to the last bit.`, `当 h = ${step} 时，斜率精确到最后一位。`) };
  }
  const right = secant.right ?? 0;
  const rounding = secant.error !== null && secant.rounding !== null && secant.error < 4 * secant.rounding;
  const near = best !== null && Math.abs(Math.log10(h / best)) < 0.7;
  if (near) {
    return {
      text: t(
        `About the best this difference can do: ${digits(right)} at h = ${step}. A longer step bends more, a shorter one rounds more.`,
        `差不多是此差商的极限：h = ${step} 时斜率有 ${chinese(right)} 位正确。步长再大弯曲更多，再小舍入更多。`,
      ),
    };
  }
  if (rounding && secant.lost !== null && secant.lost > 1) {
    const advice = best === null ? t('Take a longer step.', '请加大步长。') : t(`The best step is about ${number(best, 1)}.`, `最佳步长约为 ${number(best, 1)}。`);
    return {
      bad: right < 6,
      text: t(
        `Rounding rules: the subtraction takes away ${number(secant.lost, 2)} of 16 digits, and ${digits(right)}. ${advice}`,
        `舍入误差为主：相减抵消了 16 位中的 ${number(secant.lost, 2)} 位，斜率仅 ${chinese(right)} 位正确。${advice}`,
      ),
    };
  }
  if (rounding) {
    return { text: t(`Only rounding is left: ${digits(right)}.`, `只剩舍入误差：斜率有 ${chinese(right)} 位正确。`) };
  }
  return {
    text:
      method === 'central'
        ? t(
            `The curve bends between the ends: ${digits(right)}. Ten times shorter, and the error falls a hundredfold. Drag h.`,
            `曲线在两端之间弯曲：斜率有 ${chinese(right)} 位正确。步长缩小十倍，误差缩小一百倍。拖动 h 试试。`,
          )
        : t(
            `The curve bends away from the secant: ${digits(right)}. Ten times shorter, and the error falls tenfold. Drag h.`,
            `曲线偏离割线：斜率有 ${chinese(right)} 位正确。步长缩小十倍，误差也缩小十倍。拖动 h 试试。`,
          ),
  };
}
