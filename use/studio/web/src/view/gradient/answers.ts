// What the server says of a function of two variables.

export interface GroundWindow {
  left: number;
  right: number;
  bottom: number;
  top: number;
}

export interface Ground {
  variables: [string, string];
  window: GroundWindow;
  base: number;
  scale: number;
  low: number | null;
  high: number | null;
  levels: number[];
  lengths: number[];
  longest: number;
}

export interface Partial {
  derivative: number | null;
  error: number | null;
  reason: string;
  evaluations: number;
}

export interface Slice {
  base: number;
  scale: number;
  low: number | null;
  high: number | null;
}

export interface Point {
  variables: [string, string];
  at: [number, number];
  value: number | null;
  automatic: [Partial, Partial];
  ladder: [Partial, Partial];
  central: [Partial, Partial];
  forward: [Partial, Partial];
  bend: 'UP' | 'DOWN' | 'BOTH' | 'NONE';
  slices: [Slice, Slice];
}

export interface Node {
  label: string;
  text: string;
  value: number | null;
  adjoint: number | null;
  moves: boolean;
  rank: number;
  inputs: { from: number; rate: number | null; carried: number | null }[];
}

export const SAMPLES = 45;
export const ARROWS = 15;
export const SLICE = 201;

export interface Frame<H> {
  head: H;
  numbers: Float32Array;
}
