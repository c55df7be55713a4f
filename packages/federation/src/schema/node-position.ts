import type { Location, StringValueNode } from 'graphql';

/** As much of a syntax node as is needed to say where it is. */
export interface PositionedNode {
  readonly loc?: Location | undefined;
  readonly description?: StringValueNode | undefined;
}

export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** From 0, in UTF-16 units. */
  readonly offset: number;
}

/** Where a node begins for a reader: behind its description. Undefined for nodes that no text produced. */
export function positionOf({ loc, description }: PositionedNode): Position | undefined {
  if (!loc) return undefined;
  const token = description?.loc?.endToken.next ?? loc.startToken;
  return { line: token.line, column: token.column, offset: token.start };
}
