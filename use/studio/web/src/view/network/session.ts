// A training of the server, and what is seen of it: at most one picture is asked for at a time, and only while it moves.
import { signal } from '@preact/signals';
import { ask, askFrame, newest } from '../../ask';

export interface Points {
  kind: string;
  count: number;
  noise: number;
  seed: number;
  train: number;
  formula: string;
  text: string;
  columns: string;
  target: string;
  trouble: string;
}

export interface Setup {
  points: Points;
  layout: { hidden: number[]; activation: string; initialisation: string; dropout: number; normalised: boolean; written: string };
  learning: { rule: string; rate: number; decay: number; schedule: string; batch: number; epochs: number; seed: number; gradient: string };
}

export interface Preset {
  name: string;
  works: boolean;
  setup: Setup;
}

export interface Stage {
  name: string;
  then: string;
  inputs: number;
  units: number;
  weight: number;
  first: number;
  bias: number;
}

export interface Opened {
  session: string;
  network: string;
  rule: string;
  stages: Stage[];
  parameters: number;
  window: { names: string[]; left: number; right: number; bottom: number; top: number };
  x: number[];
  y: number[];
  said: number[];
  learnt: boolean[];
  classes: string[];
  remarks: string[];
  batch: number;
  stepsPerEpoch: number;
  epochs: number;
  measure: string;
  fine: number;
  coarse: number;
}

export interface Measured {
  epoch: number;
  loss: number | null;
  testLoss: number | null;
  measure: number | null;
  testMeasure: number | null;
}

export interface Going {
  taken: number;
  epoch: number;
  step: number;
  loss: number | null;
  batchLoss: number | null;
  outcome: 'playing' | 'paused' | 'completed' | 'diverged' | 'failed';
  cause: string;
  told: { trouble: string; what: string }[];
  measured: Measured[];
  weightsSha256: string;
}

export interface Seen {
  opened: Opened;
  going: Going;
  /** All epochs so far. */
  measured: Measured[];
  answers: Float32Array;
  units: Float32Array;
  weights: Float32Array;
  gradient: Float32Array;
}

export const seen = signal<Seen | undefined>(undefined);
export const refused = signal<string | undefined>(undefined);

let opened: Opened | undefined;
let measured: Measured[] = [];
let watched = false;
let looking = false;
let missed = false;
let wish: { playing: boolean; speed: number } = { playing: false, speed: 0 };

// What is pressed is meant for the training that is to come, where one is on its way.
let wanted: Setup | undefined;
let coming: Promise<void> = Promise.resolve();
let came: (() => void) | undefined;

function open(setup: Setup): void {
  wanted = setup;
  if (came === undefined) {
    coming = new Promise((resolve) => {
      came = resolve;
    });
  }
  request(setup);
}

function arrived(): void {
  came?.();
  came = undefined;
}

const request = newest(
  (setup: Setup, signal) => ask<Opened>('network/open', { setup, replaces: opened?.session ?? null }, signal),
  (answer, setup) => {
    opened = answer;
    measured = [];
    refused.value = undefined;
    if (setup === wanted) {
      arrived();
    }
    if (wish.playing) {
      void act('play', wish.speed);
    } else {
      void look();
    }
  },
  (error) => {
    refused.value = error.message;
    arrived();
  },
);

let last = '';

/** Begins a training, unless it is the one that goes on. */
export function begin(setup: Setup): void {
  const text = JSON.stringify(setup);
  if (text !== last) {
    last = text;
    open(setup);
  }
}

/** Goes back to the first weights. */
export function reset(setup: Setup): void {
  wish = { playing: false, speed: wish.speed };
  open(setup);
}

/** Goes back to the first weights, and plays. */
export function again(setup: Setup, speed: number): void {
  wish = { playing: true, speed };
  open(setup);
}

export async function act(what: 'play' | 'pause' | 'step' | 'epoch', speed = 0): Promise<void> {
  wish = { playing: what === 'play', speed };
  await coming;
  const of = opened;
  if (of === undefined) {
    return;
  }
  try {
    await ask('network/act', { session: of.session, what, speed });
  } catch (error) {
    if (of === opened) {
      refused.value = String((error as Error).message);
    }
  }
  await look();
}

/** Begins to look, or to look away. */
export function watch(on: boolean): void {
  watched = on;
  if (on && opened !== undefined) {
    void look();
  }
}

async function look(): Promise<void> {
  if (looking) {
    missed = true;
    return;
  }
  looking = true;
  const of = opened;
  const since = performance.now();
  try {
    do {
      missed = false;
      if (of === undefined) {
        return;
      }
      const frame = await askFrame<Going>('network/look', { session: of.session, known: measured.length });
      if (of !== opened) {
        missed = false;
        break;
      }
      show(of, frame.head, frame.numbers);
    } while (missed);
  } catch (error) {
    // A training that was replaced meanwhile is gone; the one that has come is looked at.
    if (of === opened) {
      refused.value = String((error as Error).message);
      wish.playing = false;
      return;
    }
  } finally {
    looking = false;
  }
  if (of !== opened) {
    void look();
  } else if (watched && seen.value?.going.outcome === 'playing') {
    // Thirty pictures a second are enough, and no more than half of the time goes into them.
    const took = performance.now() - since;
    setTimeout(() => requestAnimationFrame(() => void look()), Math.max(0, 16 - took, took - 16));
  } else if (seen.value !== undefined && seen.value.going.outcome !== 'paused') {
    wish.playing = seen.value.going.outcome === 'playing';
  }
}

function show(of: Opened, going: Going, numbers: Float32Array): void {
  const known = going.measured[0]?.epoch;
  // What came twice stands once.
  measured = known === undefined ? measured : [...measured.filter((one) => one.epoch < known), ...going.measured];
  const outputs = of.classes.length === 0 ? 1 : of.classes.length;
  const sizes = [
    of.fine * of.fine * outputs,
    of.coarse * of.coarse * of.stages.reduce((sum, stage) => sum + stage.units, 0),
    of.parameters,
    of.parameters,
  ];
  let at = 0;
  const parts = sizes.map((size) => numbers.subarray(at, (at += size)));
  seen.value = { opened: of, going, measured, answers: parts[0]!, units: parts[1]!, weights: parts[2]!, gradient: parts[3]! };
}

addEventListener('pagehide', () => {
  if (opened !== undefined) {
    navigator.sendBeacon('/api/network/end', new Blob([JSON.stringify({ session: opened.session })], { type: 'application/json' }));
  }
});
