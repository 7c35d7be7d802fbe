// The formula as a graph: values go forwards through it, gradients come backwards on its edges.
import { useRef, useState } from 'preact/hooks';
import { Data, Downloads } from '../../figure/figure';
import { number, t } from '../../words';
import type { Node } from './answers';

const COLUMN = 132;
const ROW = 84;

interface Placed {
  node: Node;
  index: number;
  label: string;
  x: number;
  y: number;
}

/** A number is written into the operation that uses it: x^2 is one step, and 2 needs no place of its own. */
function isNumber(node: Node): boolean {
  return node.inputs.length === 0 && !node.moves;
}

function labelOf(nodes: Node[], node: Node): string {
  const [a, b] = node.inputs.map((edge) => nodes[edge.from]!);
  if (a === undefined || b === undefined || node.inputs.length > 2) {
    return node.label;
  }
  const before = isNumber(a) ? `${a.label} ` : '';
  const after = isNumber(b) ? ` ${b.label}` : '';
  return before + node.label + after;
}

/** Places each node in the column of its rank, near the nodes that it comes from and those that use it. */
function layout(nodes: Node[]): Map<number, Placed> {
  const shown = nodes.flatMap((node, i) => (isNumber(node) && i < nodes.length - 1 && !needsPlace(nodes, i) ? [] : [i]));
  const columns: number[][] = [];
  const rank = new Map<number, number>();
  for (const i of shown) {
    const before = nodes[i]!.inputs.map((edge) => rank.get(edge.from)).filter((one) => one !== undefined);
    rank.set(i, before.length === 0 ? 0 : Math.max(...before) + 1);
    (columns[rank.get(i)!] ??= []).push(i);
  }
  const near = new Map(
    shown.map((i) => [i, [...nodes[i]!.inputs.map((edge) => edge.from), ...shown.filter((user) => nodes[user]!.inputs.some((edge) => edge.from === i))]]),
  );
  const tallest = Math.max(...columns.map((column) => column.length));
  const place = new Map<number, number>();
  for (let pass = 0; pass < 6; pass++) {
    for (const column of columns) {
      const wishes = new Map(
        column.map((i) => {
          const known = near.get(i)!.map((one) => place.get(one)).filter((one) => one !== undefined);
          return [i, known.length === 0 ? i : known.reduce((sum, one) => sum + one, 0) / known.length];
        }),
      );
      column.sort((a, b) => wishes.get(a)! - wishes.get(b)!);
      column.forEach((i, k) => place.set(i, k + (tallest - column.length) / 2));
    }
  }
  return new Map(
    shown.map((index) => [
      index,
      { node: nodes[index]!, index, label: labelOf(nodes, nodes[index]!), x: 50 + COLUMN * rank.get(index)!, y: 56 + ROW * place.get(index)! },
    ]),
  );
}

/** Whether an operation of one operand, or of more than two, uses a number. */
function needsPlace(nodes: Node[], i: number): boolean {
  return nodes.some((node) => node.inputs.length !== 2 && node.inputs.some((edge) => edge.from === i));
}

/** How far an edge must bend so that it goes round the nodes that stand in its way. */
function around(placed: Placed[], from: Placed, user: Placed): number {
  let bend = 0;
  for (const one of placed) {
    if (one.x > from.x && one.x < user.x) {
      const line = from.y + ((user.y - from.y) * (one.x - from.x)) / (user.x - from.x);
      if (Math.abs(line - one.y) < 30) {
        bend = (line <= one.y ? -1 : 1) * Math.max(Math.abs(bend), 2 * (46 - Math.abs(line - one.y)));
      }
    }
  }
  return bend;
}

function short(label: string): string {
  return label.length > 10 ? `${label.slice(0, 9)}…` : label;
}

function reach(label: string): number {
  return Math.max(15, 4 * short(label).length + 7);
}

export function FormulaGraph({ nodes }: { nodes: Node[] }) {
  const svg = useRef<SVGSVGElement>(null);
  const [shown, setShown] = useState<number>();
  const places = layout(nodes);
  const placed = [...places.values()];
  const width = Math.max(...placed.map((one) => one.x)) + 60;
  const height = Math.max(...placed.map((one) => one.y)) + 62;
  const table = () => ({
    columns: [t('part', '部分'), t('value', '值'), t('gradient', '梯度')],
    rows: nodes.map((node) => [node.text, node.value, node.moves ? node.adjoint : null]),
  });
  return (
    <figure class="figure graph" data-figure="graph">
      <div class="scroll" tabIndex={0} role="region" aria-label={t('The graph of the formula', '公式的计算图')}>
        <svg ref={svg} width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={t('Each operation with its value, and on the edges what comes back from the result', '每个运算及其值；边上是从结果传回的量')}>
          {placed.flatMap((user) =>
            user.node.inputs.map((edge, k) => {
              const from = places.get(edge.from);
              if (from === undefined) {
                return null;
              }
              const same = user.node.inputs.findIndex((one) => one.from === edge.from);
              const bend = around(placed, from, user) + (same === k ? 0 : 30);
              // The number stands between two columns, where no node is.
              const share = 1 - 0.5 / Math.max(1, Math.round((user.x - from.x) / COLUMN));
              const middle = {
                x: from.x + share * (user.x - from.x),
                y: from.y + share * (user.y - from.y) + 2 * share * (1 - share) * bend,
              };
              const lit = shown === user.index || shown === edge.from;
              return (
                <g key={`${user.index}-${k}`} class={lit ? 'edge lit' : 'edge'}>
                  <path d={`M${from.x} ${from.y}Q${(from.x + user.x) / 2} ${(from.y + user.y) / 2 + bend} ${user.x} ${user.y}`} />
                  {from.node.moves && (
                    <text x={middle.x} y={middle.y - 4} text-anchor="middle">
                      ← {number(edge.carried, 3)}
                    </text>
                  )}
                </g>
              );
            }),
          )}
          {placed.map(({ node, index, label, x, y }) => (
            <g key={index} class={`node${node.inputs.length === 0 ? (node.moves ? ' variable' : ' number') : ''}${index === nodes.length - 1 ? ' result' : ''}`} transform={`translate(${x} ${y})`} onPointerEnter={() => setShown(index)} onPointerLeave={() => setShown(undefined)}>
              <title>{node.text}</title>
              <rect x={-reach(label)} y={-15} width={2 * reach(label)} height={30} rx={15} />
              <text class="label" text-anchor="middle" dominant-baseline="central">
                {short(label)}
              </text>
              {node.inputs.length + Number(node.moves) > 0 && (
                <text class="value" y={-22} text-anchor="middle">
                  {number(node.value, 4)}
                </text>
              )}
              {node.moves && (
                <text class="adjoint" y={31} text-anchor="middle">
                  {number(node.adjoint, 4)}
                </text>
              )}
            </g>
          ))}
        </svg>
      </div>
      <figcaption>
        <Downloads name="graph" svg={() => svg.current!} canvas={() => null} table={table} />
      </figcaption>
      <Data table={table} />
    </figure>
  );
}
