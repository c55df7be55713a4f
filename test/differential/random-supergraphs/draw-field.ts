import type { Random } from '../random.js';
import type { FieldDraft, SubgraphDraft } from './draft.js';
import type { Vocabulary } from './vocabulary.js';

/** What is drawn so far. */
export interface Drawing {
  readonly random: Random;
  readonly subgraphs: readonly SubgraphDraft[];
  readonly vocabulary: Vocabulary;
}

export const namedTypeOf = (type: string): string => type.replace(/[[\]!]/g, '');

/** A shared one is no interface and no union: those may have other members elsewhere. */
export function drawField({ random, vocabulary }: Drawing, use: 'any' | 'shared'): FieldDraft {
  const { scalars, entities, values, abstracts } = vocabulary;
  const names = (all: readonly { readonly name: string }[]): string[] => all.map(({ name }) => name);
  const objects = [...names(entities), ...names(values), ...(use === 'any' ? names(abstracts) : [])];
  const isLeaf = random.chance(0.5);
  const named = isLeaf ? random.pick(scalars) : random.pick(objects);
  return {
    args: random.chance(0.25) ? drawArguments(random) : '',
    type: wrapped(named, random),
    directives: [],
  };
}

/** Null happens: most types are nullable, so that there is something left to compare. */
export function wrapped(named: string, random: Random): string {
  const one = random.chance(0.25) ? `${named}!` : named;
  if (!random.chance(0.35)) return one;
  const list = random.chance(0.3) ? `[${one}]!` : `[${one}]`;
  return random.chance(0.06) ? `[${list}]` : list;
}

export function drawArguments(random: Random): string {
  const all = ['first: Int', 'of: ID', 'text: String = "x"', 'flag: Boolean! = true', 'ids: [ID!]'];
  return `(${random
    .shuffled(all)
    .slice(0, 1 + random.int(2))
    .join(', ')})`;
}
