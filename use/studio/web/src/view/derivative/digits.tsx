// The two numbers that are subtracted, and what of their digits is left.
import { number, t } from '../../words';
import type { Method, Secant } from './answers';

interface DigitsProps {
  secant: Secant;
  single: Secant;
  truth: number | null;
  method: Method;
  h: number;
  both: boolean;
}

export function Digits({ secant, single, truth, method, h, both }: DigitsProps) {
  return (
    <section class="digits" aria-label={t('The subtraction, digit by digit', '逐位相减')}>
      <Subtraction title={t('double precision', '双精度')} secant={secant} truth={truth} method={method} h={h} most={17} />
      {both && <Subtraction title={t('single precision', '单精度')} secant={single} truth={truth} method={method} h={h} most={9} />}
    </section>
  );
}

function Subtraction({ title, secant, truth, method, h, most }: { title: string; secant: Secant; truth: number | null; method: Method; h: number; most: number }) {
  const names = method === 'forward' ? ['f(x)', 'f(x + h)'] : method === 'backward' ? ['f(x − h)', 'f(x)'] : ['f(x − h)', 'f(x + h)'];
  const row = (i: 0 | 1) => (
    <tr>
      <th scope="row">{names[i]}</th>
      <td>
        <Written text={secant.written[i]} gone={secant.shared} />
      </td>
    </tr>
  );
  return (
    <table>
      <caption>{title}</caption>
      <tbody>
        {row(1)}
        {row(0)}
        <tr class="result">
          <th scope="row">{t('slope', '斜率')}</th>
          <td>
            <Slope slope={secant.slope} right={truth === null ? null : (secant.right ?? 0)} most={most} />
          </td>
        </tr>
        <tr>
          <th scope="row">{t('lost', '丢失')}</th>
          <td class="said">
            {secant.lost === null
              ? t('nothing to subtract', '无可相减')
              : t(`${number(secant.lost, 3)} digits, at h = ${number(h, 3)}`, `${number(secant.lost, 3)} 位，h = ${number(h, 3)}`)}
          </td>
        </tr>
      </tbody>
    </table>
  );
}

function Written({ text, gone }: { text: string; gone: number }) {
  return (
    <>
      <span class="gone">{text.slice(0, gone).replace('-', '−')}</span>
      <span class="left">{text.slice(gone).replace('-', '−')}</span>
    </>
  );
}

/** The slope, its right digits first. */
function Slope({ slope, right, most }: { slope: number | null; right: number | null; most: number }) {
  if (slope === null) {
    return <>–</>;
  }
  const text = slope.toPrecision(most).replace('-', '−');
  if (right === null) {
    return <span class="left">{text}</span>;
  }
  const count = Math.floor(right);
  if (count === 0) {
    return <span class="wrong-digits">{text}</span>;
  }
  let seen = 0;
  let end = 0;
  let leading = true;
  for (; end < text.length && text[end] !== 'e'; end++) {
    const digit = /[0-9]/.test(text[end]!);
    leading &&= !digit || text[end] === '0';
    if (digit && !leading && ++seen > count) {
      break;
    }
  }
  return (
    <>
      <span class="right">{text.slice(0, end)}</span>
      <span class="wrong-digits">{text.slice(end)}</span>
    </>
  );
}
