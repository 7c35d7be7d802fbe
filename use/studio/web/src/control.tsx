// What is dragged, typed and pressed.
import { useEffect, useId, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { number, t } from './words';

interface SliderProps {
  label: string;
  value: number;
  from: number;
  to: number;
  /** Even steps of the logarithm; both ends must be above 0. */
  log?: boolean;
  /** How finely it moves; by default in 200 steps. */
  steps?: number;
  /** Whole numbers alone. */
  whole?: boolean;
  /** Values worth knowing on the way; pressed, each is taken. */
  marks?: { at: number; label: string }[];
  set: (value: number) => void;
}

/** A slider with its number beside it, which can be typed, also beyond the slider's ends. */
export function Slider({ label, value, from, to, log = false, steps = 200, whole = false, marks = [], set }: SliderProps) {
  const id = useId();
  const place = (v: number) =>
    log ? (steps * Math.log(v / from)) / Math.log(to / from) : (steps * (v - from)) / (to - from);
  const valueAt = (p: number) => {
    const exact = log ? from * (to / from) ** (p / steps) : from + ((to - from) * p) / steps;
    return whole ? Math.round(exact) : Number(exact.toPrecision(4));
  };
  const count = whole && !log ? to - from : steps;
  return (
    <div class="control slider">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="range"
        min={0}
        max={count}
        step={1}
        value={Math.round((place(value) * count) / steps)}
        aria-valuetext={number(value)}
        onInput={(event) => set(valueAt((Number(event.currentTarget.value) * steps) / count))}
      />
      <NumberField label={label} hidden value={value} set={(v) => set(whole ? Math.round(v) : v)} least={log ? Number.MIN_VALUE : undefined} />
      {marks.length > 0 && (
        <span class="marks">
          {marks
            .filter(({ at }) => place(at) >= 0 && place(at) <= steps)
            .map(({ at, label: name }) => (
              <button
                key={name}
                type="button"
                class="quiet"
                style={{ left: `calc(8px + (100% - 16px) * ${place(at) / steps})` }}
                aria-label={`${label}: ${name} = ${number(at)}`}
                title={`${name} = ${number(at)}`}
                onClick={() => set(Number(at.toPrecision(6)))}
              >
                {name}
              </button>
            ))}
        </span>
      )}
    </div>
  );
}

interface NumberFieldProps {
  label: string;
  /** Whether the label is for those who hear the page only. */
  hidden?: boolean;
  value: number;
  least?: number | undefined;
  set: (value: number) => void;
}

/** A number to type; what is no number changes nothing and is marked. */
export function NumberField({ label, hidden = false, value, least, set }: NumberFieldProps) {
  const id = useId();
  const [typed, setTyped] = useState<string>();
  const wrong = typed !== undefined && !isGood(typed);
  function isGood(text: string): boolean {
    const n = Number(text);
    return text.trim() !== '' && Number.isFinite(n) && (least === undefined || n >= least);
  }
  useEffect(() => setTyped(undefined), [value]);
  return (
    <span class="number">
      <label for={id} class={hidden ? 'heard' : undefined}>
        {label}
      </label>
      <input
        id={id}
        type="text"
        inputMode="decimal"
        autoComplete="off"
        aria-invalid={wrong}
        value={typed ?? String(value)}
        onInput={(event) => {
          const text = event.currentTarget.value;
          setTyped(text);
          if (isGood(text)) {
            set(Number(text));
          }
        }}
        onBlur={() => setTyped(undefined)}
      />
    </span>
  );
}

interface TextFieldProps {
  label: string;
  value: string;
  /** What is wrong with it. */
  wrong?: string | undefined;
  set: (value: string) => void;
}

/** A formula, or other text, which takes effect as it is typed. */
export function TextField({ label, value, wrong, set }: TextFieldProps) {
  const id = useId();
  return (
    <div class="control text">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="text"
        spellcheck={false}
        autoComplete="off"
        autoCapitalize="off"
        maxLength={2000}
        value={value}
        aria-invalid={wrong !== undefined}
        aria-describedby={wrong === undefined ? undefined : `${id}-wrong`}
        onInput={(event) => set(event.currentTarget.value)}
      />
      {wrong !== undefined && (
        <p id={`${id}-wrong`} class="wrong" role="status">
          {wrong.split('\n')[0]}
        </p>
      )}
    </div>
  );
}

interface ChoiceProps<V extends string> {
  label: string;
  value: V;
  options: readonly (readonly [V, string])[];
  set: (value: V) => void;
}

/** One of a few, side by side. */
export function Choice<V extends string>({ label, value, options, set }: ChoiceProps<V>) {
  const name = useId();
  return (
    <fieldset class="control choice">
      <legend>{label}</legend>
      <div class="options">
        {options.map(([option, words]) => (
          <label key={option} class={option === value ? 'chosen' : undefined}>
            <input type="radio" name={name} value={option} checked={option === value} onChange={() => set(option)} />
            {words}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** One of many, from a list that opens. */
export function Select<V extends string>({ label, value, options, set }: ChoiceProps<V>) {
  const id = useId();
  return (
    <div class="control select">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => set(event.currentTarget.value as V)}>
        {options.map(([option, words]) => (
          <option key={option} value={option}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}

export function Toggle({ label, value, set }: { label: string; value: boolean; set: (value: boolean) => void }) {
  return (
    <label class="control toggle">
      <input type="checkbox" checked={value} onChange={(event) => set(event.currentTarget.checked)} /> {label}
    </label>
  );
}

interface ButtonProps {
  children: ComponentChildren;
  press: () => void;
  label?: string;
  disabled?: boolean;
  main?: boolean;
}

export function Button({ children, press, label, disabled = false, main = false }: ButtonProps) {
  return (
    <button type="button" class={main ? 'main' : undefined} aria-label={label} disabled={disabled} onClick={press}>
      {children}
    </button>
  );
}

/** Puts a text on the clipboard, and says so. */
export function Copy({ text, label }: { text: () => string | Promise<string>; label: string }) {
  const [done, setDone] = useState(false);
  return (
    <button
      type="button"
      class="quiet copy"
      onClick={async () => {
        await put(await text());
        setDone(true);
        setTimeout(() => setDone(false), 1500);
      }}
    >
      <span aria-live="polite">{done ? t('Copied', '已复制') : label}</span>
    </button>
  );
}

async function put(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
}

/** Gives a file to whoever asked for it. */
export function give(name: string, contents: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(contents);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** The two columns of a view: figures, and beside them words and controls. */
export function Layout({ figures, side }: { figures: ComponentChildren; side: ComponentChildren }) {
  return (
    <div class="view">
      <div class="figures">{figures}</div>
      <aside>{side}</aside>
    </div>
  );
}

/** Buttons that copy what reproduces a view elsewhere. */
export function Reproduce({ command, java }: { command: () => string | Promise<string>; java: () => string | Promise<string> }) {
  return (
    <div class="reproduce">
      <Copy text={command} label={t('Copy as command', '复制为命令')} />
      <Copy text={java} label={t('Copy as Java', '复制为 Java')} />
    </div>
  );
}
