// What became of a walk, in words.
import { number, t } from '../../words';
import type { Course, Rates } from './race';

export function isAstray(run: Course): boolean {
  return ['DIVERGED', 'NON_FINITE', 'UNBOUNDED', 'WRONG_GRADIENT'].includes(run.outcome);
}

/** Returns in a few words how it ended. */
export function ending(run: Course): string {
  const steps = run.points - 1;
  const after = t(steps === 1 ? 'after 1 step' : `after ${steps} steps`, `${steps} 步后`);
  switch (run.outcome) {
    case 'CONVERGED':
      return t(`arrived ${after}`, `${after}到达`);
    case 'STEP_LIMIT':
      return t(`still on the way ${after}`, `${after}仍在途中`);
    case 'DIVERGED':
      return t(`ran away ${after}`, `${after}发散`);
    case 'NON_FINITE':
      return t(`lost in overflow or where nothing is defined ${after}`, `${after}溢出，或走到函数无定义处`);
    case 'UNBOUNDED':
      return t(`goes on without end ${after}`, `${after}无止境`);
    case 'SADDLE':
      return t(`stands on a saddle ${after}`, `${after}停在鞍点`);
    case 'MAXIMUM':
      return t(`stands on a top ${after}`, `${after}停在极大值点`);
    case 'MINIMUM':
      return t(`stands in a hollow ${after}`, `${after}停在极小值点`);
    case 'KINK':
      return t(`at a kink ${after}`, `${after}到达尖点`);
    case 'FLAT':
      return t(`on a plateau ${after}`, `${after}停在平坦区`);
    case 'STALLED':
      return t(`no step can be told from rounding ${after}`, `${after}进展低于舍入误差`);
    case 'NOISE_LIMIT':
      return t(`the noise of the values forbids more ${after}`, `${after}余下的下降被函数值的噪声掩盖`);
    case 'EVALUATION_LIMIT':
      return t(`too many values ${after}`, `${after}求值次数用尽`);
    case 'WRONG_GRADIENT':
      return t(`the gradient contradicts the values ${after}`, `${after}梯度与函数值矛盾`);
    default:
      return `${run.outcome} ${after}`;
  }
}

/** Returns why, in a sentence. */
export function reason(run: Course): string {
  const chinese: Record<string, string> = {
    CONVERGED: `梯度的范数降到 ${number(run.gradientNorm, 3)}，四周没有更好的点。`,
    STEP_LIMIT: `步数已用完，梯度的范数仍有 ${number(run.gradientNorm)}；多走几步会继续前进。`,
    DIVERGED: `函数值变为 ${number(run.value)}，朝错误的方向走：每一步都跨得太远。请减小学习率。`,
    NON_FINITE: '数值溢出或函数在该处无定义；请减小学习率，或换一个起点。',
    UNBOUNDED: '函数值无止境地变化，没有最值。',
    SADDLE: '梯度为零，但沿某个方向曲率相反：这是鞍点。请把起点移开一点。',
    MAXIMUM: '梯度为零，但这里是极大值。请把起点移开一点。',
    MINIMUM: '梯度为零，但这里是极小值。请把起点移开一点。',
    KINK: '函数在此有尖点，没有梯度；附近没有更好的点。',
    FLAT: '函数值在此不再变化：这是平坦区，不是答案。请换一个起点。',
    STALLED: `步长已无法与舍入误差区分，梯度的范数为 ${number(run.gradientNorm)}。`,
    NOISE_LIMIT: '函数值带有噪声，余下的下降已被噪声掩盖；只有更精确的函数值才能走得更远。',
    EVALUATION_LIMIT: '函数求值次数达到上限。',
    WRONG_GRADIENT: '梯度与函数值的变化不符，梯度有误。',
  };
  const norm = number(run.gradientNorm, 3);
  const english: Record<string, string> = {
    CONVERGED: `The gradient's norm fell to ${norm}, and a look around found nothing better.`,
    STEP_LIMIT: `The steps are used up and the gradient's norm is still ${norm}.`,
    DIVERGED: `The value went the wrong way to ${number(run.value)}: each step jumps too far.`,
    STALLED: `What is left of the gradient, ${norm}, cannot be told from rounding.`,
  };
  const sentence = run.sentence.charAt(0).toUpperCase() + run.sentence.slice(1);
  return t(english[run.outcome] ?? sentence, chinese[run.outcome] ?? sentence);
}

export function gait(run: Course, up: boolean): string {
  switch (run.gait) {
    case 'CREEPING':
      return t('It creeps: the steps are so small that the gradient hardly changes.', '爬行：步子太小，梯度几乎不变。');
    case 'CONVERGING':
      return t('Step by step the gradient shrinks.', '梯度逐步缩小。');
    case 'ZIG_ZAG':
      return up
        ? t('It zigzags: uphill, but many steps turn back across the ridge.', '之字形：虽在上山，但许多步在山脊两侧来回折返。')
        : t('It zigzags: downhill, but many steps turn back across the valley.', '之字形：虽在下山，但许多步在谷中来回折返。');
    case 'OSCILLATING':
      return t('It jumps to and fro without gaining ground.', '来回跳动，没有前进。');
    case 'DIVERGING':
      return t('Every step lands farther out.', '每一步都落得更远。');
    default:
      return '';
  }
}

/** Returns what to try next with a rule that has a rate. */
export function advice(run: Course): string {
  if (run.rate === null) {
    return run.outcome === 'CONVERGED'
      ? t(`It searches for the length of each step: ${run.valueEvaluations} values for ${run.points - 1} steps.`, `它为每一步搜索步长：${run.points - 1} 步共求值 ${run.valueEvaluations} 次。`)
      : '';
  }
  switch (run.gait) {
    case 'CREEPING':
      return t('Try a greater rate.', '试试更大的学习率。');
    case 'OSCILLATING':
    case 'DIVERGING':
      return t('Draw its rate down.', '请减小学习率。');
    case 'ZIG_ZAG':
      return run.outcome === 'CONVERGED' ? '' : t('Try a smaller rate, or more steps.', '试试更小的学习率，或更多步数。');
    default:
      return run.outcome === 'STEP_LIMIT' ? t('Give it more steps, or a greater rate.', '多给些步数，或增大学习率。') : '';
  }
}

/** How the rate is written above which a rule runs away on a quadratic. */
export function limitName(run: Course): string {
  return run.isSteepest ? '2/L' : run.rule.startsWith('nesterov') ? '2(1+β)/(1+2β)L' : '2(1+β)/L';
}

/** Returns what the rate of a walk means beside the limits that the curvatures set; empty where they set none. */
export function verdict(run: Course, rates: Rates | null, up: boolean): { words: string; bad: boolean } | undefined {
  if (rates === null || run.rate === null || run.critical === null) {
    return undefined;
  }
  if (!run.isSteepest) {
    return isAstray(run) && run.rate > run.critical
      ? {
          bad: true,
          words: t(
            `With this momentum, rates above ${limitName(run)} = ${number(run.critical)} swing wider and wider. Draw the rate below the mark.`,
            `在这个动量下，学习率高于 ${limitName(run)} = ${number(run.critical)} 时摆动越来越大。请把学习率拖到标记以下。`,
          ),
        }
      : undefined;
  }
  // What is a valley on the way down is a ridge on the way up.
  const way = up ? t('ridge', '山脊') : t('valley', '谷底');
  const floor = up ? t('crest', '山脊') : t('floor', '谷底');
  const end = up ? t('top', '山顶') : t('bottom', '谷底');
  const [better, worse] = up ? [t('higher', '高'), t('lower', '低')] : [t('lower', '低'), t('higher', '高')];
  const critical = number(rates.critical);
  const best = number(rates.best);
  const left = number(100 * rates.shrinkage, 3);
  if (isAstray(run) !== run.rate > rates.critical) {
    return isAstray(run)
      ? {
          bad: true,
          words: t(
            `At the ${end} a rate up to 2/L = ${critical} would do, but on the way the function curves more steeply, and there ${number(run.rate)} jumps too far. Start nearer, or draw the rate down.`,
            `在${end}，学习率到 2/L = ${critical} 都可以，但途中函数弯得更厉害，${number(run.rate)} 在那里跨得太远。请从更近处出发，或减小学习率。`,
          ),
        }
      : {
          bad: false,
          words: t(
            `This rate is above 2/L = ${critical} at the ${end}: it cannot settle there, each step near it leads away again.`,
            `学习率高于${end}的 2/L = ${critical}：它无法在那里停下，每次靠近又会离开。`,
          ),
        };
  }
  if (run.rate > rates.critical) {
    return {
      bad: true,
      words: t(
        `This rate, ${number(run.rate)}, is above 2/L = ${critical}: each step overshoots and lands ${worse} on the other side. Draw it below the mark.`,
        `学习率 ${number(run.rate)} 高于 2/L = ${critical}：每一步都越过${way}，落在对面更${worse}处。请把它拖到标记以下。`,
      ),
    };
  }
  if (run.rate > 1.02 * rates.best) {
    return {
      bad: false,
      words: t(
        `Between 2/(L+μ) = ${best} and 2/L = ${critical} the steep direction is jumped across again and again, a little ${better} each time. Try the first mark.`,
        `在 2/(L+μ) = ${best} 与 2/L = ${critical} 之间，陡的方向被反复跨越，每次只${better}一点。试试第一个标记。`,
      ),
    };
  }
  if (run.rate < 0.5 * rates.critical) {
    return {
      bad: false,
      words: t(
        `Below 1/L = ${number(rates.critical / 2)} no step crosses the ${way}, but along its ${floor}, where it is flat, this crawls. A greater rate is faster, up to 2/(L+μ) = ${best}.`,
        `低于 1/L = ${number(rates.critical / 2)} 时没有一步越过${way}，但沿平缓的${floor}走得很慢。学习率大一些更快，直到 2/(L+μ) = ${best}。`,
      ),
    };
  }
  if (run.rate < 0.98 * rates.best) {
    return {
      bad: false,
      words: t(
        `Between 1/L = ${number(rates.critical / 2)} and 2/(L+μ) = ${best} each step crosses the ${way}, and lands nearer its ${floor} than before. Along the ${floor} a greater rate would be faster.`,
        `在 1/L = ${number(rates.critical / 2)} 与 2/(L+μ) = ${best} 之间，每一步都越过${way}，但落点一次比一次近。沿${floor}方向，学习率大一些会更快。`,
      ),
    };
  }
  return {
    bad: false,
    words: t(
      `This is 2/(L+μ), the fastest constant rate; still each step leaves ${left} % of the error, for L is ${number(rates.greatest / rates.least, 3)} times μ. Momentum remembers, and is faster.`,
      `这就是 2/(L+μ)，最快的固定学习率；即便如此，每步仍留下 ${left}% 的误差，因为 L 是 μ 的 ${number(rates.greatest / rates.least, 3)} 倍。带动量会更快。`,
    ),
  };
}
