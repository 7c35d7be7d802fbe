// Functions that each have something to show, and where.

export const EXAMPLES = [
  { f: 'sin(x)', x: 1, h: 1, x0: -3, x1: 5 },
  { f: '0.01*x^2 + 0.1*x', x: 5, h: 4, x0: -10, x1: 20 },
  { f: 'exp(-x^2)', x: 0.5, h: 0.8, x0: -3, x1: 3 },
  { f: '1/x', x: 0.5, h: 0.3, x0: -3, x1: 3 },
  { f: 'abs(x)', x: 0, h: 0.5, x0: -2, x1: 2 },
  { f: 'sqrt(x)', x: 0.25, h: 0.2, x0: -0.5, x1: 2 },
  { f: 'x + 0.1*sin(50*x)', x: 1, h: 0.5, x0: 0, x1: 2 },
  { f: '1e6 + sin(x)', x: 1, h: 0.01, x0: -3, x1: 5 },
  { f: '(1 - cos(x))/x^2', x: 1e-3, h: 1e-4, x0: -6, x1: 6 },
];
