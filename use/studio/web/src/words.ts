// What the page says, in English and Chinese, side by side where it is said.
import { signal } from '@preact/signals';

export type Language = 'en' | 'zh';

export const language = signal<Language>(kept() ?? (navigator.language.startsWith('zh') ? 'zh' : 'en'));

function kept(): Language | undefined {
  const value = localStorage.getItem('thalweg-language');
  return value === 'en' || value === 'zh' ? value : undefined;
}

export function speak(chosen: Language): void {
  language.value = chosen;
  localStorage.setItem('thalweg-language', chosen);
}

/** Returns the words of the language spoken. */
export function t(english: string, chinese: string): string {
  return language.value === 'zh' ? chinese : english;
}

/** Writes a number for reading: four digits unless more are asked for. */
export function number(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return '–';
  }
  if (value === 0) {
    return '0';
  }
  const size = Math.abs(value);
  const text =
    size >= 1e5 || size < 1e-3 ? Number(value.toPrecision(digits)).toExponential() : String(Number(value.toPrecision(digits)));
  return text.replace('-', '−').replace('e+', 'e').replace('e-', 'e−');
}
