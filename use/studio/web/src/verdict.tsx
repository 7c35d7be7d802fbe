// What is doubtful of a training: in English as the library says it, in Chinese by what kind of thing it is.
import { language, t } from './words';

export interface Told {
  trouble: string;
  what: string;
}

interface Kind {
  heading: () => string;
  /** What it means and what to do, of every case of its kind. */
  chinese: string;
}

const KINDS: Record<string, Kind> = {
  ROWS: {
    heading: () => t('The rows:', '数据：'),
    chinese: '这些行有可疑之处：例如评判用的行也在学习用的行之中，或各列大小悬殊。',
  },
  BEGINNING: {
    heading: () => t('From the beginning:', '一开始：'),
    chinese: '第一步之前就有可疑之处：看看各类是否都有行、各列是否已缩放，以及网络与设置是否相配。',
  },
  DEAD_UNITS: {
    heading: () => t('Dead units:', '死亡单元：'),
    chinese: '某层的多数单元对每一行都给出 0，不再学习；试试更小的学习率、he 初始权重，或 tanh。',
  },
  VANISHING: {
    heading: () => t('Vanishing:', '梯度消失：'),
    chinese: '梯度向前面的层传回时几乎消失，它们几乎不学习；试试 relu、he 初始权重、层间批归一化，或更少的层。',
  },
  EXPLODING: {
    heading: () => t('Exploding:', '梯度爆炸：'),
    chinese: '某层的梯度比其权重大得多；试试在规则后加上 + clip(norm 1)、更小的学习率，或 he、xavier 初始权重。',
  },
  OVERFITTING: {
    heading: () => t('By heart:', '过拟合：'),
    chinese: '训练损失还在下降，未见过的行上的损失却在上升：它在死记；试试提前停止、更多的行、随机失活或权重衰减。',
  },
  END: {
    heading: () => t('The end:', '终止：'),
    chinese: '训练无法继续，多半是数值变为 NaN 或无穷；试试十分之一的学习率，并把各列缩放到约 1。',
  },
};

export function Verdict({ told }: { told: Told }) {
  const kind = KINDS[told.trouble];
  const said = <span lang="en">{told.what}</span>;
  return (
    <>
      {kind !== undefined && <b>{kind.heading()}</b>}{' '}
      {kind === undefined || language.value === 'en' ? (
        said
      ) : (
        <>
          {kind.chinese}
          <details>
            <summary>原文</summary>
            {said}
          </details>
        </>
      )}
    </>
  );
}
