import { Kind, type ConstDirectiveNode } from 'graphql';
import { FEDERATION_IDENTITY } from '../link/identities.js';
import { argument, text } from '../link/links.js';
import type { Subgraph } from './subgraph.js';

export interface EntityKey {
  /** The selection with single spaces: `id owner { id }`. */
  readonly fields: string;
  readonly resolvable: boolean;
  readonly node: ConstDirectiveNode;
}

/** The `@key`s of a type in one subgraph, whatever name the directive was imported under. */
export function entityKeysOf(subgraph: Subgraph, type: string): readonly EntityKey[] {
  return subgraph.index
    .find(type)
    .flatMap((node) => ('directives' in node ? (node.directives as readonly ConstDirectiveNode[]) : []))
    .filter((directive) => isKey(subgraph, directive))
    .map((node) => ({
      fields: normaliseSelection(text(argument(node, 'fields')) ?? ''),
      resolvable: !isFalse(node),
      node,
    }));
}

/** Same fields in the same order read the same, however they are spaced. */
export const normaliseSelection = (selection: string): string =>
  selection
    .replace(/[{}]/g, ' $& ')
    .replace(/[\s,]+/g, ' ')
    .trim()
    .replace(/^\{ (.*) \}$/, '$1');

function isKey({ links }: Subgraph, directive: ConstDirectiveNode): boolean {
  const origin = links.originOf(`@${directive.name.value}`);
  if (origin) return origin.feature.identity === FEDERATION_IDENTITY && origin.element === '@key';
  // Federation 1 has no links: its directives have their plain names.
  return directive.name.value === 'key';
}

const isFalse = (node: ConstDirectiveNode): boolean => {
  const value = argument(node, 'resolvable');
  return value?.kind === Kind.BOOLEAN && !value.value;
};
