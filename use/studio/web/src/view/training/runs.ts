// What the server tells of runs while they go on, and what was missed.
import { signal } from '@preact/signals';
import { ask, askFrame } from '../../ask';
import type { Told } from '../../verdict';

export interface Epoch {
  epoch: number;
  at: number;
  seconds: number;
  names: string[];
  values: (number | null)[];
}

export interface Run {
  run: number;
  name: string;
  branchOf: number;
  first: number;
  at: number;
  stepsPerEpoch: number;
  epochs: number;
  network: string;
  objective: string;
  rule: string;
  rate: number;
  batch: number;
  seed: number;
  rows: number;
  parameters: number;
  rates: { at: number; rate: number }[];
  warnings: Told[];
  epochsFrom: number;
  epochsDone: Epoch[];
  stopping: boolean;
  outcome: 'completed' | 'stoppedEarly' | 'stopped' | 'nonFinite' | null;
  why: string | null;
  rowsPerSecond: number | null;
  elapsed: number;
  began: number;
  pictures: boolean;
  pad: boolean;
  classes: boolean;
}

/** The losses of a run; each is the mean over `stride` steps. */
export interface Curve {
  stride: number;
  losses: number[];
  seconds: number[];
}

interface Points {
  run: number;
  stride: number;
  from: number;
  losses: (number | null)[];
  seconds: number[];
  isLeftOut: boolean;
  at: number;
  rowsPerSecond: number | null;
  elapsed: number;
}

export const runs = signal<Run[]>([]);
/** Grows whenever a curve has. */
export const drawn = signal(0);
export const isLoaded = signal(false);
export const isCutOff = signal(false);
export const curves = new Map<number, Curve>();

let due = false;

function redraw(): void {
  if (!due) {
    due = true;
    requestAnimationFrame(() => {
      due = false;
      drawn.value++;
    });
  }
}

async function wholeCurve(run: number): Promise<void> {
  const { head, numbers } = await askFrame<{ stride: number; count: number }>('training/curve', { run, from: 0, stride: 1 });
  curves.set(run, {
    stride: head.stride,
    losses: Array.from(numbers.subarray(0, head.count)),
    seconds: Array.from(numbers.subarray(head.count, 2 * head.count)),
  });
  redraw();
}

export async function anew(): Promise<void> {
  const all = await ask<{ runs: Run[] }>('training/runs', {});
  runs.value = all.runs;
  isLoaded.value = true;
  await Promise.all(all.runs.map((run) => wholeCurve(run.run)));
}

function told(run: Run): void {
  const before = runs.value.find((one) => one.run === run.run);
  if (before === undefined ? run.epochsFrom > 0 : run.epochsFrom > before.epochsDone.length) {
    void anew();
    return;
  }
  const epochsDone = [...(before?.epochsDone.slice(0, run.epochsFrom) ?? []), ...run.epochsDone];
  const now = { ...run, epochsFrom: 0, epochsDone };
  runs.value = before === undefined ? [...runs.value, now] : runs.value.map((one) => (one.run === run.run ? now : one));
  redraw();
}

function met(points: Points): void {
  const curve = curves.get(points.run) ?? { stride: points.stride, losses: [], seconds: [] };
  if (points.isLeftOut || points.from > curve.losses.length || (points.stride !== curve.stride && points.from > 0)) {
    void wholeCurve(points.run);
  } else {
    curve.stride = points.stride;
    curve.losses.length = points.from;
    curve.seconds.length = points.from;
    for (let i = 0; i < points.losses.length; i++) {
      curve.losses.push(points.losses[i] ?? NaN);
      curve.seconds.push(points.seconds[i]!);
    }
    curves.set(points.run, curve);
  }
  runs.value = runs.value.map((one) =>
    one.run === points.run
      ? { ...one, at: Math.max(one.at, points.at), rowsPerSecond: points.rowsPerSecond ?? one.rowsPerSecond, elapsed: points.elapsed }
      : one,
  );
  redraw();
}

/** Listens until the returned function is called. */
export function listen(): () => void {
  const source = new EventSource('/feed');
  source.addEventListener('anew', () => void anew());
  source.addEventListener('run', (event) => told(JSON.parse((event as MessageEvent<string>).data) as Run));
  source.addEventListener('points', (event) => met(JSON.parse((event as MessageEvent<string>).data) as Points));
  source.onopen = () => {
    isCutOff.value = false;
  };
  source.onerror = () => {
    isCutOff.value = true;
  };
  return () => source.close();
}

/**
 * Smooths by weights that fall by `keep` from point to point, divided by their sum, so that a constant stays what it is, and
 * the newest point has its place.
 */
export function smoothed(values: ArrayLike<number>, keep: number): Float64Array {
  const result = new Float64Array(values.length);
  let sum = 0;
  let weight = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isFinite(value)) {
      sum = keep * sum + value;
      weight = keep * weight + 1;
    }
    result[i] = Number.isFinite(value) ? sum / weight : NaN;
  }
  return result;
}
