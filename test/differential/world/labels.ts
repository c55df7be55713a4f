import { hash } from '../random.js';
import type { SubgraphModel } from './subgraph-model.js';

/** Does a label of `@override` hold? Undefined: nobody can know, the gateway throws dice. */
export type LabelHolds = (label: string) => boolean | undefined;

/** Labels of one's own hold as the seed says. */
export function labelsOf(seed: string): LabelHolds {
  return (label) => {
    const percent = PERCENT.exec(label)?.[1];
    if (percent === undefined) return hash(`${seed} ${label}`) % 2 === 0;
    if (Number(percent) === 0) return false;
    return Number(percent) === 100 ? true : undefined;
  };
}

const PERCENT = /^percent\(([\d.]+)\)$/;

/** A field that is moved from one subgraph to another. */
export interface Move {
  readonly from: string;
  readonly to: string;
  /** Undefined: it is moved for everybody. */
  readonly label: string | undefined;
}

/** By `Type.field`. */
export function movesOf(subgraphs: readonly SubgraphModel[]): ReadonlyMap<string, readonly Move[]> {
  const moves = new Map<string, Move[]>();
  for (const { name, facts } of subgraphs)
    for (const [coordinate, { override }] of facts)
      if (override) moves.set(coordinate, [...(moves.get(coordinate) ?? []), { ...override, to: name }]);
  return moves;
}
