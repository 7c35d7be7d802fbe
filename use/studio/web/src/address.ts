// The state of the page stands in its address, behind the hash: #/view?name=value&…
import { signal, type Signal } from '@preact/signals';

export type Value = string | number | boolean;

const read = () => location.hash.replace(/^#\/?/, '');

const whole = signal(read());

addEventListener('hashchange', () => {
  if (read() !== written) {
    whole.value = read();
  }
});

let written = read();
let due: ReturnType<typeof setTimeout> | undefined;

// Browsers refuse more than some hundred changes of the address in half a minute, and a drag makes sixty a second.
function write(): void {
  if (due === undefined) {
    due = setTimeout(() => {
      due = undefined;
      written = whole.value;
      history.replaceState(null, '', `#/${written}`);
    }, 250);
  }
}

/** Returns the name of the view in the address. */
export function viewInAddress(): string {
  return whole.value.split('?')[0] ?? '';
}

/** Goes to a view, as it was left. */
const left = new Map<string, string>();

export function go(view: string): void {
  left.set(viewInAddress(), whole.value);
  whole.value = left.get(view) ?? view;
  written = whole.value;
  history.pushState(null, '', `#/${written}`);
}

export interface State<T> {
  /** What is in the address, or was not changed from its default. */
  readonly value: T;
  set(change: Partial<T>): void;
  reset(): void;
}

/** Returns the state of a view; what equals its default is not written. */
export function stateOf<T extends Record<string, Value>>(view: string, defaults: T): State<T> {
  const values = (): T => {
    const result: Record<string, Value> = { ...defaults };
    if (viewInAddress() === view) {
      for (const [name, text] of new URLSearchParams(whole.value.split('?')[1] ?? '')) {
        const standard = defaults[name];
        if (standard === undefined) {
          continue;
        }
        if (typeof standard === 'number') {
          const given = Number(text);
          if (text !== '' && Number.isFinite(given)) {
            result[name] = given;
          }
        } else {
          result[name] = typeof standard === 'boolean' ? text === 'true' : text;
        }
      }
    }
    return result as T;
  };
  const put = (value: T) => {
    const changed = new URLSearchParams();
    for (const [name, standard] of Object.entries(defaults)) {
      if (value[name] !== standard) {
        changed.set(name, String(value[name]));
      }
    }
    const text = changed.toString();
    whole.value = text === '' ? view : `${view}?${text}`;
    write();
  };
  return {
    get value() {
      return values();
    },
    set(change) {
      put({ ...values(), ...change });
    },
    reset() {
      put(defaults);
    },
  };
}

/** The address as it is, for those who share it. */
export function sharedAddress(): string {
  return `${location.origin}${location.pathname}#/${whole.value}`;
}

export const address: Signal<string> = whole;
