// A pad to draw on, and what the network takes it for.
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { ask } from '../../ask';
import { Button } from '../../control';
import { colour } from '../../figure/figure';
import { useDress } from '../../figure/sheet';
import { number, t } from '../../words';
import { again, type Moment } from './inside';
import { usePolled } from './poll';
import { Tiles } from './tiles';

const SIDE = 224;
const STEP = 0.04;

interface Read {
  picture: number[];
  named: string;
  names: string[];
  probabilities: number[];
}

export function PadPanel({ moment }: { moment: Moment }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [strokes, setStrokes] = useState<number[][]>([]);
  const [pen, setPen] = useState<{ x: number; y: number; down: boolean }>();
  const drawing = useRef(false);
  const dressed = useDress();
  const { value, refused } = usePolled(
    (q: object) => ask<Read>('training/pad', q),
    strokes.length === 0 ? undefined : { run: moment.run.run, at: moment.at, strokes },
    again(moment, 800),
  );
  useLayoutEffect(() => {
    const context = canvas.current!.getContext('2d')!;
    context.clearRect(0, 0, SIDE, SIDE);
    context.lineWidth = 14;
    context.lineCap = 'round';
    context.lineJoin = 'round';
    context.strokeStyle = colour('ink');
    for (const stroke of strokes) {
      context.beginPath();
      context.moveTo(stroke[0]! * SIDE, stroke[1]! * SIDE);
      for (let i = 0; i < stroke.length; i += 2) {
        context.lineTo(stroke[i]! * SIDE, stroke[i + 1]! * SIDE);
      }
      context.stroke();
    }
    if (pen !== undefined) {
      context.beginPath();
      context.lineWidth = 2;
      context.strokeStyle = colour('accent');
      context.arc(pen.x * SIDE, pen.y * SIDE, 8, 0, 7);
      context.stroke();
    }
  }, [strokes, pen, dressed]);
  const at = (event: PointerEvent): [number, number] => {
    const rect = canvas.current!.getBoundingClientRect();
    const inside = (v: number) => Number(Math.max(0, Math.min(1, v)).toFixed(4));
    return [inside((event.clientX - rect.left) / rect.width), inside((event.clientY - rect.top) / rect.height)];
  };
  const on = (x: number, y: number) =>
    setStrokes((all) => (all.reduce((n, s) => n + s.length, 0) > 7000 ? all : [...all.slice(0, -1), [...all.at(-1)!, x, y]]));
  const keys = (event: KeyboardEvent) => {
    const by: Record<string, [number, number]> = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
    const now = pen ?? { x: 0.5, y: 0.25, down: false };
    if (event.key === ' ') {
      event.preventDefault();
      setPen({ ...now, down: !now.down });
      if (!now.down) {
        setStrokes((all) => [...all, [now.x, now.y]]);
      }
    } else if (by[event.key] !== undefined) {
      event.preventDefault();
      const [dx, dy] = by[event.key]!;
      const x = Number(Math.max(0, Math.min(1, now.x + dx)).toFixed(4));
      const y = Number(Math.max(0, Math.min(1, now.y + dy)).toFixed(4));
      setPen({ x, y, down: now.down });
      if (now.down) {
        on(x, y);
      }
    }
  };
  const said = strokes.length === 0 ? undefined : value;
  return (
    <div class="pad">
      <div>
        <canvas
          ref={canvas}
          width={SIDE}
          height={SIDE}
          tabIndex={0}
          role="application"
          aria-label={t('Draw a digit here: by pointer, or the arrow keys move the pen and the space bar lowers or lifts it', '在此画一个数字：用指针，或用方向键移动笔、空格键落笔或抬笔')}
          onKeyDown={keys}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            drawing.current = true;
            setPen(undefined);
            const [x, y] = at(event);
            setStrokes((all) => [...all, [x, y]]);
          }}
          onPointerMove={(event) => drawing.current && on(...at(event))}
          onPointerUp={() => {
            drawing.current = false;
          }}
          onPointerCancel={() => {
            drawing.current = false;
          }}
        />
        <div class="buttons">
          <Button press={() => setStrokes([])} disabled={strokes.length === 0}>
            {t('Clear', '清除')}
          </Button>
        </div>
      </div>
      <div>
        <p role="status">
          {refused !== undefined
            ? refused
            : said === undefined
              ? t('Draw a digit: the network says what it takes it for.', '画一个数字：网络会说出它认作什么。')
              : t(`It is taken for ${said.named}, with ${number(100 * Math.max(...said.probabilities), 3)} %.`, `它被认作 ${said.named}，概率 ${number(100 * Math.max(...said.probabilities), 3)} %。`)}
        </p>
        {said !== undefined && (
          <>
            <table class="chances">
              <caption class="heard">{t('How likely each class is', '各类别的概率')}</caption>
              <tbody>
                {said.names.map((name, i) => (
                  <tr key={name}>
                    <th scope="row">{name}</th>
                    <td>
                      <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                        <rect width={100 * said.probabilities[i]!} height={8} />
                      </svg>
                    </td>
                    <td>{(100 * said.probabilities[i]!).toFixed(1)} %</td>
                  </tr>
                ))}
              </tbody>
            </table>
            <p class="faint">{t('As the network sees it, moved to the middle:', '网络所见，已移至中央：')}</p>
            <Tiles label={t('The drawing', '所画')} numbers={Float32Array.from(said.picture)} count={1} height={28} width={28} channels={1} />
          </>
        )}
      </div>
    </div>
  );
}
