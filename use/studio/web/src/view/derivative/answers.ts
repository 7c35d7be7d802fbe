// What the server says of a derivative.

export type Method = 'forward' | 'backward' | 'central';

export interface Curve {
  variable: string;
  from: number;
  to: number;
  base: number;
  scale: number;
  low: number | null;
  high: number | null;
}

export interface Slope {
  derivative: number | null;
  error: number | null;
  step: number | null;
  evaluations: number;
  reason: string;
  left: number | null;
  right: number | null;
}

export interface Secant {
  method: Method;
  x: [number, number];
  y: [number | null, number | null];
  slope: number | null;
  error: number | null;
  rounding: number | null;
  vanished: boolean;
  right: number | null;
  written: [string, string];
  shared: number;
  lost: number | null;
}

export interface At {
  value: number | null;
  truth: number | null;
  automatic: Slope;
  ladder: Slope;
  secants: Secant[];
  single: Secant[];
}

export interface Errors {
  steps: number[];
  methods: Method[];
  rounding: number | null;
  oneSided: number | null;
  central: number | null;
  best: (number | null)[];
  ladder: Slope;
  ladderError: number | null;
}
