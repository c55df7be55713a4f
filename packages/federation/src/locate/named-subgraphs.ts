import type { Subgraph } from '../subgraph/subgraph.js';

/**
 * The subgraphs that a message of the composer names: `[a] …` in front, or `subgraph "a"`, `subgraphs "a", "b" and "c"`
 * inside. In the order of the graph.
 */
export function namedSubgraphs(message: string, subgraphs: readonly Subgraph[]): readonly Subgraph[] {
  const prefix = /^\[([^\]]+)\] /.exec(message)?.[1];
  const inside = [...message.matchAll(/subgraphs? ((?:(?:, | and )?"[^"]+")+)/g)].flatMap(([, list = '']) =>
    [...list.matchAll(/"([^"]+)"/g)].map(([, name]) => name),
  );
  const names = new Set([prefix, ...inside]);
  return subgraphs.filter(({ name }) => names.has(name));
}
