// What one sees and what to try, by what has happened.
import { number, t } from '../../words';
import type { Seen } from './session';

export function titleOf(preset: string): string {
  const titles: Record<string, () => string> = {
    circles: () => t('A disc in a ring', '圆盘与圆环'),
    linear: () => t('Two clouds, no hidden layer', '两团点，无隐藏层'),
    xor: () => t('Exclusive or', '异或'),
    spirals: () => t('Two spirals', '双螺旋'),
    moons: () => t('Two moons', '双月'),
    plane: () => t('A plane', '平面'),
    hills: () => t('Six hills', '六座山丘'),
    boundary: () => t('A boundary you type', '自定公式边界'),
    straight: () => t('A ring, and only straight lines', '圆环，却只有直线'),
    'huge-rate': () => t('A huge rate', '过大的学习率'),
    'dead-relu': () => t('Dead relu units', '死亡的 relu 单元'),
    unscaled: () => t('Columns of unlike size', '未缩放的列'),
    sorted: () => t('Sorted labels', '按标签排序'),
    leaked: () => t('Leaked rows', '泄漏的行'),
    'by-heart': () => t('Learnt by heart', '死记硬背'),
    vanishing: () => t('A vanishing gradient', '梯度消失'),
  };
  return titles[preset]?.() ?? preset;
}

/** What a preset is for. */
function purpose(preset: string): string | undefined {
  const words: Record<string, () => string> = {
    straight: () => t('Without a hidden layer the network can only cut the plane along a straight line. Play it, then add a layer.', '没有隐藏层，网络只能用一条直线划分平面。先运行，再加一层。'),
    'huge-rate': () => t('Every step overshoots by more than the last. Play it, then take a hundredth of the rate.', '每一步都比上一步冲得更远。先运行，再把学习率取为百分之一。'),
    'dead-relu': () => t('A few steps at this rate push whole units below 0 for every row, where relu lets no gradient through. Watch their squares go blank.', '以此学习率走几步，整个单元对所有行都小于 0，relu 不再传回梯度。看它们的方格变空。'),
    unscaled: () => t('x is a thousand times as large as y and nothing brings them to one scale: tanh is flat almost everywhere. Set the trouble to nothing and it learns.', 'x 比 y 大一千倍且未缩放：tanh 几乎处处平坦。把问题设为“无”，它就能学会。'),
    sorted: () => t('The rows are sorted by label and the first part is learnt from, so the last part is judged by rows of one class alone.', '数据按标签排序，取前段训练，于是测试部分只有一个类别。'),
    leaked: () => t('Every row stands twice, so most rows that judge were learnt. A quarter of the labels is wrong: an honest measure could not be above 75 %. Compare “Learnt by heart”.', '每行出现两次，于是多数测试行其实学过。四分之一的标签是错的：诚实的正确率不会超过 75 %。请与“死记硬背”比较。'),
    'by-heart': () => t('Few rows, wrong labels and many units: the loss on the rows learnt from falls while that on the others rises. Try dropout, decay or more rows.', '行少、标签有误、单元又多：训练损失下降而测试损失上升。试试随机失活、权重衰减或更多数据。'),
    vanishing: () => t('Five layers of sigmoid each let through less than a quarter of the gradient. Choose “gradients” above the network, then another activation.', '五层 sigmoid，每层最多让四分之一的梯度通过。在网络上方选“梯度”，再换一个激活函数。'),
    linear: () => t('Two clouds can be told apart by a straight line: no hidden layer is needed.', '两团点用一条直线就能分开：不需要隐藏层。'),
    boundary: () => t('Type any formula of x and y: points where it is above 0 are orange, and the network looks for the same boundary.', '输入任意 x 与 y 的公式：大于 0 处为橙色，网络去寻找同样的边界。'),
    spirals: () => t('The hardest of the sets: two layers of sixteen and Adam find the spirals within some hundred epochs.', '最难的一组：两层各十六个单元，用 Adam 数百轮之内找到螺旋。'),
  };
  return words[preset]?.();
}

export function Story({ now, preset, data, trouble }: { now: Seen | undefined; preset: string; data: string; trouble: string }) {
  const first = purpose(preset);
  return (
    <>
      <h1>{t('A network learns', '网络在学习')}</h1>
      <p>
        {first ??
          (data === 'drawn'
            ? t('Click on the plane to put points there, of two colours, and see where the network draws its boundary.', '在平面上点击放置两种颜色的点，看网络把边界画在哪里。')
            : t('Each square shows what a unit says of the whole plane: blue below 0, orange above. Later units are made of earlier ones; the last is the answer.', '每个方格是一个单元对整个平面的回答：蓝为负，橙为正。后面的单元由前面的组成，最后一个就是答案。'))}
      </p>
      <p class={now !== undefined && isBad(now) ? 'note bad' : 'note'} aria-live="polite">
        {now === undefined ? t('The training is made ready.', '正在准备训练。') : happened(now, trouble)}
      </p>
    </>
  );
}

function isBad({ going }: Seen): boolean {
  return going.outcome === 'diverged' || going.outcome === 'failed';
}

function happened(now: Seen, trouble: string): string {
  const { going, opened, measured } = now;
  const last = measured[measured.length - 1];
  const accuracy = opened.measure === 'accuracy';
  const first = measured[0];
  if (going.outcome === 'diverged') {
    return t(
      `At step ${going.taken} the loss was no number any more. Shown are the last weights that were good. Take a smaller rate and reset.`,
      `第 ${going.taken} 步时损失已不是数。图中是最后一组正常的权重。请减小学习率并重置。`,
    );
  }
  if (going.outcome === 'failed') {
    return t('The training has ended with a fault.', '训练因故障结束。');
  }
  if (going.taken === 0) {
    return t(
      `${opened.parameters} weights, drawn by the seed. The loss is ${number(going.loss)}. Press Play, or take one step and see which lines change.`,
      `${opened.parameters} 个权重由种子给出。损失为 ${number(going.loss)}。按“开始”，或走一步看哪些连线变化。`,
    );
  }
  if (last === undefined) {
    return t(`Step ${going.step} of ${opened.stepsPerEpoch} in the first epoch: each looks at ${opened.batch} rows.`, `第一轮 ${opened.stepsPerEpoch} 步中的第 ${going.step} 步：每步看 ${opened.batch} 行。`);
  }
  const judged = last.testMeasure === null ? '–' : accuracy ? `${(100 * last.testMeasure).toFixed(1)} %` : number(last.testMeasure, 3);
  const best = measured.reduce((least, one) => (one.testLoss !== null && one.testLoss < (least.testLoss ?? Infinity) ? one : least), last);
  if (trouble === 'leaked') {
    return t(`${judged} of the rows judged by are right. Do not believe it: most of them were learnt.`, `测试行正确率 ${judged}。别相信：其中多数学过。`);
  }
  if (last.testLoss !== null && last.loss !== null && best.testLoss !== null && last.testLoss > 1.3 * best.testLoss && last.testLoss > 2 * last.loss && last.epoch - best.epoch > 5) {
    return t(
      `It learns the rows by heart: since epoch ${best.epoch} the loss on rows it has not seen has risen from ${number(best.testLoss, 3)} to ${number(last.testLoss, 3)}.`,
      `它在死记硬背：自第 ${best.epoch} 轮起，未见过的行上的损失从 ${number(best.testLoss, 3)} 升到 ${number(last.testLoss, 3)}。`,
    );
  }
  if (going.outcome === 'completed') {
    return accuracy
      ? t(`All ${last.epoch} epochs are done: ${judged} of the rows it has not seen are right.`, `${last.epoch} 轮全部完成：未见过的行正确率 ${judged}。`)
      : t(`All ${last.epoch} epochs are done: on rows it has not seen it explains a share of ${judged} of the variance.`, `${last.epoch} 轮全部完成：在未见过的行上解释了 ${judged} 的方差。`);
  }
  if (last.epoch > 20 && first !== undefined && last.loss !== null && first.loss !== null && last.loss > 0.95 * first.loss) {
    return t(`The loss is ${number(last.loss, 3)}, no better than the ${number(first.loss, 3)} after the first epoch: it learns nothing here.`, `损失 ${number(last.loss, 3)}，并不比第一轮后的 ${number(first.loss, 3)} 更好：它什么也没学到。`);
  }
  return accuracy
    ? t(`Epoch ${last.epoch}: ${judged} of the rows it has not seen are right, at a loss of ${number(last.testLoss, 3)}.`, `第 ${last.epoch} 轮：未见过的行正确率 ${judged}，损失 ${number(last.testLoss, 3)}。`)
    : t(`Epoch ${last.epoch}: it explains a share of ${judged} of the variance on rows it has not seen.`, `第 ${last.epoch} 轮：在未见过的行上解释了 ${judged} 的方差。`);
}
