// What the network says of the plane, with the rows on it.
import { useRef, useState } from 'preact/hooks';
import { Figure } from '../../figure/figure';
import { number, t } from '../../words';
import { css, hues, paintClasses, paintSigned, picture } from './hues';
import type { Opened } from './session';

interface SurfaceProps {
  name: string;
  title?: string;
  opened: Opened;
  answers: Float32Array;
  tests: boolean;
  /** The row that is looked at; −1 for none. */
  row?: number;
  /** What one unit says, on the coarse grid, in place of the answer. */
  unit?: Float32Array | undefined;
  press?: ((x: number, y: number) => void) | undefined;
}

export function Surface({ name, title, opened, answers, tests, row = -1, unit, press }: SurfaceProps) {
  const { window: w, fine, classes } = opened;
  const kept = useRef<HTMLCanvasElement>(undefined);
  const [at, setAt] = useState<{ x: number; y: number }>();
  const range = classes.length === 0 ? extent(opened.said) : undefined;
  const paint = (context: CanvasRenderingContext2D, plane: { x: { at(v: number): number }; y: { at(v: number): number } }) => {
    const h = hues();
    const points = fine * fine;
    let most = 1e-12;
    for (const value of unit ?? []) {
      most = Math.max(most, Math.abs(value));
    }
    kept.current = picture(
      unit === undefined ? fine : opened.coarse,
      (to, place, point) =>
        unit !== undefined
          ? paintSigned(to, place, unit[point]! / most, h)
          : range === undefined
          ? paintClasses(to, place, answers, point, points, classes.length, h)
          : paintSigned(to, place, (2 * (answers[point]! - range[0])) / (range[1] - range[0]) - 1, h),
      kept.current,
    );
    const left = plane.x.at(w.left);
    const top = plane.y.at(w.top);
    context.imageSmoothingEnabled = true;
    context.drawImage(kept.current, left, top, plane.x.at(w.right) - left, plane.y.at(w.bottom) - top);
    const radius = opened.x.length > 500 ? 2.5 : 3.5;
    for (let i = 0; i < opened.x.length; i++) {
      if (!opened.learnt[i] && !tests) {
        continue;
      }
      const said = opened.said[i]!;
      const share = range === undefined ? 0 : (2 * (said - range[0])) / (range[1] - range[0]) - 1;
      const hue = range === undefined ? h.all[said % h.all.length]! : share < 0 ? h.all[0]! : h.all[1]!;
      context.beginPath();
      context.arc(plane.x.at(opened.x[i]!), plane.y.at(opened.y[i]!), i === row ? radius + 3 : radius, 0, 2 * Math.PI);
      // Rows that are judged by are rings.
      context.fillStyle = opened.learnt[i] ? css(hue, range === undefined ? 1 : 0.25 + 0.75 * Math.abs(share)) : css(h.ground);
      context.fill();
      context.lineWidth = i === row ? 3 : 1.2;
      context.strokeStyle = opened.learnt[i] ? css(h.ground) : css(hue);
      context.stroke();
    }
  };
  const said = at === undefined ? undefined : saying(opened, answers, at);
  const even = Math.abs(w.right - w.left - (w.top - w.bottom)) < 1e-9;
  return (
    <div class="surface">
      {title !== undefined && <h3>{title}</h3>}
      <Figure
        name={name}
        label={t('What the network says of every point, and the rows', '网络对平面各点的回答与数据点')}
        window={{ x0: w.left, x1: w.right, y0: w.bottom, y1: w.top }}
        square={even}
        ratio={0.98}
        xLabel={w.names[0]!}
        paint={paint}
        press={press}
        hover={setAt}
        table={() => ({
          columns: [w.names[0]!, w.names[1]!, t('said', '标签'), t('part', '部分')],
          rows: opened.x.map((x, i) => [
            x,
            opened.y[i]!,
            classes[opened.said[i]!] ?? opened.said[i]!,
            opened.learnt[i] ? t('learnt from', '训练') : t('judged by', '测试'),
          ]),
        })}
      />
      <p class="reading faint">{said ?? t(`● learnt from   ○ judged by   ${w.names[1]} goes up`, `● 训练   ○ 测试   纵轴为 ${w.names[1]}`)}</p>
    </div>
  );
}

function extent(values: number[]): [number, number] {
  let least = Infinity;
  let most = -Infinity;
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return most > least ? [least, most] : [least - 1, most + 1];
}

/** Returns the server's answer at the grid's point nearest to where the pointer is. */
function saying({ window: w, fine, classes }: Opened, answers: Float32Array, { x, y }: { x: number; y: number }): string | undefined {
  const column = Math.round(((x - w.left) / (w.right - w.left)) * (fine - 1));
  const line = Math.round(((y - w.bottom) / (w.top - w.bottom)) * (fine - 1));
  if (column < 0 || line < 0 || column >= fine || line >= fine) {
    return undefined;
  }
  const point = line * fine + column;
  return classes.length === 0
    ? number(answers[point])
    : classes.map((name, i) => `${name} ${(100 * answers[i * fine * fine + point]!).toFixed(0)} %`).join('   ');
}
