// What the server says of a race, and how the address writes one.

export interface Offer {
  methods: { name: string; rate: number | null; momentum: number | null }[];
  problems: { name: string; title: string; source: string; dimension: number; start: number[]; least: number }[];
}

export interface Ground {
  named: Named;
  variables: string[];
}

export interface Named {
  formula: string;
  problem: string;
}

export interface Run {
  rule: string;
  rate: number | null;
  isSteepest: boolean;
  critical: number | null;
  outcome: string;
  sentence: string;
  gait: string | null;
  points: number;
  point: (number | null)[];
  value: number | null;
  gradientNorm: number | null;
  bestValue: number | null;
  valueEvaluations: number;
  gradientEvaluations: number;
}

export interface Rates {
  least: number;
  greatest: number;
  critical: number;
  best: number;
  shrinkage: number;
}

export interface RaceHead {
  variables: string[];
  runs: Run[];
  best: number | null;
  rates: Rates | null;
  window: [number, number, number, number] | null;
}

/** One run with its numbers: points two by two, values, and the logarithms of heights. */
export interface Course extends Run {
  path: Float32Array;
  values: Float32Array;
  heights: Float32Array;
}

export function courses(head: RaceHead, numbers: Float32Array): Course[] {
  let at = 0;
  const take = (count: number) => numbers.subarray(at, (at += count));
  const flat = head.variables.length <= 2;
  return head.runs.map((run) => ({
    ...run,
    path: take(flat ? 2 * run.points : 0),
    values: take(run.points),
    heights: take(run.points),
  }));
}

export interface Racer {
  /** The method's name, or the whole of what was typed. */
  rule: string;
  momentum: number | undefined;
  rate: number | undefined;
}

const WITH_MOMENTUM = /^(momentum|nesterov)\(momentum ([^(),]+)\)$/;

/** Reads racers as the address has them: `steepest@0.1;momentum(momentum 0.9)@0.01;lbfgs`. */
export function racersOf(text: string): Racer[] {
  return text
    .split(';')
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const at = part.lastIndexOf('@');
      const rule = at < 0 ? part : part.slice(0, at);
      const rate = at < 0 ? Number.NaN : Number(part.slice(at + 1));
      const match = WITH_MOMENTUM.exec(rule);
      return {
        rule: match === null ? rule : match[1]!,
        momentum: match === null ? undefined : Number(match[2]),
        rate: Number.isFinite(rate) ? rate : undefined,
      };
    });
}

export function writtenRule(racer: Racer): string {
  return racer.momentum === undefined ? racer.rule : `${racer.rule}(momentum ${racer.momentum})`;
}

export function written(racers: Racer[]): string {
  return racers.map((racer) => writtenRule(racer) + (racer.rate === undefined ? '' : `@${racer.rate}`)).join(';');
}

export function numbersOf(text: string): number[] {
  return text === '' ? [] : text.split(',').map(Number);
}

/** The function of a bowl: curvatures 1 and `condition` along its axes, which may be turned. */
export function bowl(condition: number, turned: boolean): string {
  return turned ? `((0.8*x + 0.6*y)^2 + ${condition}*(0.8*y - 0.6*x)^2)/2` : `(x^2 + ${condition}*y^2)/2`;
}
