import { JOIN_IDENTITY } from '../link/identities.js';
import { argument, text } from '../link/links.js';
import type { PositionedNode } from '../schema/node-position.js';
import type { SchemaView } from '../schema/schema-view.js';
import { applicationsOf, nodesOf } from './unserved-rule.js';

/** Directives of subgraphs that a supergraph carries as `@join__directive(name: "connect", args: …)`. */
export const joinDirectivesNamed = (
  schema: SchemaView,
  names: readonly string[],
): readonly PositionedNode[] =>
  nodesOf(
    applicationsOf(schema, [{ identity: JOIN_IDENTITY, element: '@directive' }]).filter(({ node }) =>
      names.includes(unprefixed(text(argument(node, 'name')) ?? '')),
    ),
  );

/** `federation__cacheTag` names `cacheTag`. */
const unprefixed = (name: string): string => name.split('__').at(-1) ?? name;
